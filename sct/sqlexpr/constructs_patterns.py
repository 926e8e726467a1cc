"""Regular expressions for targets of PostgreSQL's family: an emulation function each, and what is known of a constant pattern."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from sct.sqlexpr import build
from sct.sqlexpr.context import Context
from sct.sqlexpr.hooks import hook
from sct.sqlexpr.lazy_patterns import always_raises
from sct.sqlexpr.nodes import call_name, exp, literal_text, type_of

Node: TypeAlias = exp.Expression
_FUNCTIONS = {
    "regex_matches": "regexp_like",
    "regex_replace": "regexp_replace",
    "regex_substring": "regexp_substr",
    "regex_position": "regexp_instr",
    "regex_count": "regexp_count",
}


@hook("emulated_regex")
def emulated_regex(node: Node, found: dict[str, Any], ctx: Context) -> Node:
    name = _FUNCTIONS[call_name(node)]
    args = list(node.expressions)
    pattern = literal_text(args[1])
    if (
        pattern is not None
        and name != "regexp_like"
        and always_raises(pattern, _asks_for_groups(name, args), _flags(name, args))
    ):
        ctx.report("SC1729", f"{ctx.words(args[1])}: this pattern raises an error whenever it is used", node)
    return build.runtime(name, *args, type_=type_of(node))


def _asks_for_groups(name: str, args: list[Node]) -> bool:
    if name == "regexp_replace":
        return len(args) > 2 and re.search(r"\\[1-9]", literal_text(args[2]) or "") is not None
    at = {"regexp_substr": 5, "regexp_instr": 6}.get(name, len(args))
    return len(args) > at and args[at].name not in ("", "0")


def _flags(name: str, args: list[Node]) -> str:
    at = {"regexp_replace": 5, "regexp_substr": 4, "regexp_instr": 5, "regexp_count": 3}[name]
    return (literal_text(args[at]) or "") if len(args) > at else ""
