"""What a walk over a tree carries: who answers about names, the rules, where findings go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sct.diagnostics.finding import Bag
from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.rules import RuleIndex
from sct.sqlexpr.scope import Resolver
from sct.text.span import Span


class Refused(Exception):
    """This construct cannot be converted: the object it stands in is refused by name, the finding says why."""

    def __init__(self, code: str, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.span = span


@dataclass(slots=True)
class Context:
    """`sql` is the piece being worked on; spans of findings are inside it."""

    engine: str
    rules: RuleIndex
    resolver: Resolver
    bag: Bag
    sql: Sql
    in_sql: bool = True  # a query or DML statement, not a bare expression of code
    coercions: dict[tuple[str, str], str] = field(default_factory=dict)  # (from family, to family) -> neutral call
    names: Callable[[str], bool] = lambda name: False
    extras: dict[str, Any] = field(default_factory=dict)
    first: int | None = None  # where the first token stood, when the piece has given its tokens away

    def span_of(self, node: exp.Expression | None) -> Span:
        """The place of a node: its leftmost and rightmost positioned descendants."""
        whole = self.sql.span
        if node is None:
            return whole
        first: int | None = None
        last: int | None = None
        for inner in node.walk():
            meta = inner._meta
            if meta and "start" in meta:
                start, end = meta["start"], meta["end"]
                first = start if first is None or start < first else first
                last = end if last is None or end > last else last
        if first is None or last is None:
            return whole
        at = self.first
        if at is None:
            at = self.sql.tokens[0].start if self.sql.tokens else 0
        shift = whole.start - at
        return self.sql.part(first + shift, last + 1 + shift)

    def words(self, node: exp.Expression | None) -> str:
        """The source's own wording of a node, on one line, cut to 80 characters."""
        span = self.span_of(node)
        at = span.start - self.sql.span.start
        text = self.sql.text[at : at + span.end - span.start]
        # A call's last positioned part is its last argument: what closes it stands behind.
        rest = self.sql.text[at + span.end - span.start :]
        closing = len(rest) - len(rest.lstrip(") \n\t\r"))
        text += ")" * min(text.count("(") - text.count(")"), rest[:closing].count(")"))
        text = " ".join(text.split())
        return text if len(text) <= 80 else text[:79] + "…"

    def report(self, code: str, message: str, node: exp.Expression | None = None) -> None:
        self.bag.add(code, message, self.span_of(node))

    def refuse(self, code: str, message: str, node: exp.Expression | None = None) -> Refused:
        return Refused(code, message, self.span_of(node))


def family(type_: Type) -> str:
    """The family conversions are decided by: number, text, moment, interval, boolean, binary, other, unknown."""
    if type_.is_number:
        return "number"
    if type_.is_text:
        return "text"
    if type_.is_moment:
        return "timestamp" if type_.kind == "timestamp" else "datetime"
    if type_.kind in ("interval", "boolean", "binary", "unknown", "null", "json", "xml"):
        return type_.kind
    return "other"
