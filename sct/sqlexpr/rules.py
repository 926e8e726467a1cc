"""Compiled rules and their index. The rulebook reads them from files; here they are ready to be applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr import character_codes, written_moments
from sct.sqlexpr.nodes import call_name, exp, is_not_null, type_of
from sct.sqlexpr.numbers import is_whole, maybe_native
from sct.sqlexpr.patterns import Binding, head_of, match

Guard = Callable[[Any], bool]


def _is_literal(node: Any) -> bool:
    if isinstance(node, exp.Neg):
        node = node.this
    return isinstance(node, (exp.Literal, exp.Null, exp.National, exp.RawString))


GUARDS: dict[str, Guard] = {
    "any": lambda n: True,
    "literal": _is_literal,
    "string_literal": lambda n: isinstance(n, exp.Literal) and n.is_string,
    "number_literal": lambda n: isinstance(n, exp.Literal) and not n.is_string,
    "null": lambda n: isinstance(n, exp.Null),
    "not null": is_not_null,
    "nullable": lambda n: not is_not_null(n),
    "known": lambda n: type_of(n).kind not in ("unknown", "null"),
    "unknown": lambda n: type_of(n).kind in ("unknown", "null"),
    "number": lambda n: type_of(n).is_number,
    "exact_number": lambda n: type_of(n).kind in ("integer", "decimal"),
    "native": maybe_native,
    "whole": is_whole,
    "integer": lambda n: type_of(n).kind == "integer",
    "decimal": lambda n: type_of(n).kind == "decimal",
    "float": lambda n: type_of(n).kind == "float",
    "single": lambda n: type_of(n).kind == "float" and type_of(n).bits == 32,
    "not_double": lambda n: type_of(n).kind != "float" or type_of(n).bits == 32,
    "text": lambda n: type_of(n).is_text,
    "varchar": lambda n: type_of(n).kind == "varchar",
    "char": lambda n: type_of(n).kind == "char",
    "national": character_codes.is_national,
    "clob": lambda n: type_of(n).kind == "text",
    "binary": lambda n: type_of(n).kind == "binary",
    "boolean": lambda n: type_of(n).kind == "boolean",
    "datetime": lambda n: type_of(n).kind == "datetime",
    "date": lambda n: type_of(n).kind == "date",
    "moment": lambda n: type_of(n).is_moment,
    "timestamp": lambda n: type_of(n).kind == "timestamp",
    "timestamp_plain": lambda n: type_of(n).kind == "timestamp" and type_of(n).zone == "none",
    "timestamp_zone": lambda n: type_of(n).kind == "timestamp" and type_of(n).zone != "none",
    "interval": lambda n: type_of(n).kind == "interval",
    "interval_ds": lambda n: type_of(n).kind == "interval" and type_of(n).fields != "year to month",
    "interval_ym": lambda n: type_of(n).kind == "interval" and type_of(n).fields == "year to month",
    "json_mark": lambda n: call_name(n) == "state_json",
    "json": lambda n: type_of(n).kind == "json",
    "xml": lambda n: type_of(n).kind == "xml",
    "collection": lambda n: type_of(n).kind == "collection",
    "cursor": lambda n: type_of(n).kind == "cursor",
    "written_moment": lambda n: written_moments.in_call(n) is not None,
    "english_names": written_moments.english,
    "local_format": written_moments.local_format,
    "character_code": character_codes.is_character,
    "no_character": character_codes.is_no_character,
    "national_character_code": character_codes.is_national_character,
    "no_national_character": character_codes.is_no_national_character,
    "escapes_no_character": character_codes.escapes_no_character,
    "query": lambda n: isinstance(n, (exp.Subquery, exp.Select, exp.SetOperation)),
}

TYPES: dict[str, Type] = {
    "number": t.NUMBER,
    "integer": t.INTEGER,
    "bigint": Type("integer", bits=64),
    "float": t.FLOAT,
    "single": Type("float", bits=32),
    "varchar": t.VARCHAR,
    "text": t.VARCHAR,
    "clob": t.TEXT,
    "char": Type("char"),
    "datetime": t.DATETIME,
    "date": Type("date"),
    "time": Type("time"),
    "timestamp": t.TIMESTAMP,
    "timestamptz": t.TIMESTAMPTZ,
    "interval_ds": t.INTERVAL_DS,
    "interval_ym": t.INTERVAL_YM,
    "interval_years": Type("interval", fields="year to month", precision=9),
    "timestamp_9": t.TIMESTAMP_9,
    "interval_gap": Type("interval", fields="day to second", precision=9, scale=6),
    "interval_long": Type("interval", fields="day to second", precision=9, scale=9),
    "boolean": t.BOOLEAN,
    "binary": t.BINARY,
    "json": Type("json"),
    "xml": Type("xml"),
    "uuid": Type("uuid"),
    "cursor": Type("cursor"),
    "rowid": Type("rowid"),
    "null": t.NULL,
    "unknown": t.UNKNOWN,
}


def guard(words: str | list[str]) -> Guard:
    """One guard of a rule: a word of GUARDS, `not WORD`, a list = any of them, or `'TEXT'` = that string literal."""
    if isinstance(words, list):
        several = [guard(w) for w in words]
        return lambda n: any(g(n) for g in several)
    if words in GUARDS:
        return GUARDS[words]
    if words.startswith("not ") and words[4:] in GUARDS:
        other = GUARDS[words[4:]]
        return lambda n: not other(n)
    if words.startswith("'") and words.endswith("'"):
        wanted = words[1:-1].lower()
        return lambda n: isinstance(n, exp.Literal) and n.is_string and str(n.this).lower() == wanted
    raise ValueError(f"unknown guard {words!r}; known: {', '.join(sorted(GUARDS))}")


@dataclass(slots=True)
class Rule:
    """One rule, compiled. Exactly one of `template`, `hook`, `refuse`/`keep` says what becomes of a match.

    `returns`: a type name of TYPES, `$a` (the type of a variable), `widest` (the widest of the arguments), or None.
    """

    code: str
    name: str
    pattern: exp.Expression
    template: exp.Expression | None = None
    hook: str | None = None
    keep: bool = False  # neutral (or legal) as it stands
    guards: dict[str, Guard] = field(default_factory=dict)
    returns: str | None = None
    coerce: dict[str, str] = field(default_factory=dict)  # variable -> family its value is converted to first
    not_null: str = ""  # "" | always | all (when every bound variable is) | $a
    message: str = ""
    fidelity: str = "exact"
    report: bool = False  # a finding at every use
    procedure: bool = False  # stands as a statement of its own, never inside an expression
    parameters: tuple[str, ...] = ()  # their names, for named notation

    @property
    def head(self) -> str:
        return head_of(self.pattern)

    def matches(self, node: Any) -> Binding | None:
        found: Binding = {}
        if not match(self.pattern, node, found):
            return None
        for name, check in self.guards.items():
            value = found.get(name)
            if value is None and "*" + name in found:
                if not all(check(v) for v in found["*" + name]):
                    return None
                continue
            if value is None or not check(value):
                return None
        return found


class RuleIndex:
    """Rules by head, in order: the first that matches applies. A rule may come as what compiles it, done when its head
    is first asked for."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._waiting: dict[str, list[Rule | Callable[[], Rule]]] = {}
        self._ready: dict[str, list[Rule]] = {}
        for rule in rules:
            self.add(rule)

    def add(self, rule: Rule) -> None:
        self.add_at(rule.head, rule)

    def add_at(self, head: str, rule: Rule | Callable[[], Rule]) -> None:
        """A rule found by another key than its pattern's (`package:utl_http`), or one that is not compiled yet."""
        self._waiting.setdefault(head, []).append(rule)
        self._ready.pop(head, None)

    def candidates(self, head: str) -> list[Rule]:
        found = self._ready.get(head)
        if found is None:
            waiting = self._waiting.get(head)
            if waiting is None:
                return _NONE
            found = self._ready[head] = [one if isinstance(one, Rule) else one() for one in waiting]
        return found

    def heads(self) -> set[str]:
        return set(self._waiting)


_NONE: list[Rule] = []
