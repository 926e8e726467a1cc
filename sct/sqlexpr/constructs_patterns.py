"""Regular expressions for targets of PostgreSQL's family: an emulation function each, and what is known of a constant pattern."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from sct.sqlexpr import build
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.nodes import call_name, exp, literal_text, type_of

Node: TypeAlias = exp.Expression
_FUNCTIONS = {
    "regex_matches": "regexp_like",
    "regex_replace": "regexp_replace",
    "regex_substring": "regexp_substr",
    "regex_position": "regexp_instr",
    "regex_count": "regexp_count",
}
# brackets, escapes, repetitions with a mark of laziness behind them, alternatives
_PART = re.compile(r"\[\^?\]?(?:\[[:.=].*?[:.=]\]|[^\]])*\]|\\.|(?:[*+?]|\{[0-9]*(,?)[0-9]*\})(\??)|\|", re.DOTALL)


@hook("emulated_regex")
def emulated_regex(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    name = _FUNCTIONS[call_name(node)]
    args = list(node.expressions)
    pattern = literal_text(args[1])
    if pattern is not None and name != "regexp_like" and always_raises(pattern):
        ctx.report("SC1729", f"{ctx.words(args[1])}: this pattern raises an error whenever it is used", node)
    return build.runtime(name, *args, type_=type_of(node))


def always_raises(pattern: str) -> bool:
    """Whether sct.regex_pattern refuses a pattern: lazy repetition beside alternatives, or beside greedy repetition in a
    pattern that is not anchored at both ends, matches otherwise on the target."""
    lazy = greedy = alternatives = False
    for part in _PART.finditer(pattern):
        text = part[0]
        if text == "|":
            alternatives = True
        elif text[0] in "*+?{":
            if text[0] == "{" and not part[1]:
                continue  # so many times and no more: neither greedy nor lazy
            lazy, greedy = lazy or bool(part[2]), greedy or not part[2]
    anchored = pattern.startswith("^") and pattern.endswith("$")
    return lazy and (alternatives or (greedy and not anchored))
