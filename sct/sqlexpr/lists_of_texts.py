"""LISTAGG: the texts of a group as one, and what becomes of one that is too long (ON OVERFLOW)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sct.ir import types as t
from sct.sqlexpr import text_limits
from sct.sqlexpr.context import Context
from sct.sqlexpr.nodes import call, exp, set_type

Node: TypeAlias = exp.Expression


@dataclass(slots=True)
class ListOf:
    """One LISTAGG. `overflow`: `on_overflow('error')`, or `on_overflow('truncate', indicator, 'with' or 'without')`."""

    value: Node
    separator: Node
    overflow: Node | None
    node: Node
    ctx: Context

    @property
    def cut(self) -> bool:
        return self.overflow is not None and self.overflow.expressions[0].name == "truncate" and self.most is not None

    @property
    def most(self) -> int | None:
        return text_limits.limit(self.ctx)

    def of_group(self, keys: list[Node], *, distinct: bool = False) -> Node:
        """The aggregate, in the order of `keys`."""
        last = self.value if self.cut else self.separator
        if keys:
            last = exp.Order(this=last, expressions=keys)
        if self.cut:
            gathered = call("array_agg", exp.Distinct(expressions=[last]) if distinct else last, at="lowered")
        else:
            value = exp.Distinct(expressions=[self.value]) if distinct else self.value
            gathered = call("string_agg", value, last, at="lowered", type_=t.VARCHAR)
        return self.within_limit(gathered)

    def gathered(self) -> Node:
        """The aggregate without an order, to stand under an OVER or over rows that are in order: an array where the list
        will be cut, a text else."""
        if self.cut:
            return call("array_agg", self.value, at="lowered")
        return call("string_agg", self.value, self.separator, at="lowered", type_=t.VARCHAR)

    def within_limit(self, gathered: Node) -> Node:
        """What was gathered as one text of at most so many bytes."""
        most = self.most
        if most is None:
            return gathered
        if not self.cut:
            return text_limits.tested(gathered, most, self.ctx)
        assert self.overflow is not None
        indicator, counted = self.overflow.expressions[1:]
        if isinstance(indicator, exp.Null):
            indicator = exp.Literal.string("")
        given = (exp.Literal.number(most), self.separator, indicator, exp.Boolean(this=counted.name == "with"))
        return set_type(call("CUT_LIST", gathered, *given, at="lifted"), t.VARCHAR)
