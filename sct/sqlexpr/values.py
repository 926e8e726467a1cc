"""What values mean when an operator or a place wants another type than it is given: the source's implicit conversions."""

from __future__ import annotations

from typing import TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.context import Context, family
from sct.sqlexpr.nodes import call, exp, is_not_null, set_type, type_of

Node: TypeAlias = exp.Expression

COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.IntDiv)


class Values:
    """Mixed into `Lifter`: conversions by type, before rules are applied."""

    ctx: Context

    def coerce(self, node: Node, wanted: str | Type) -> Node:
        """`node` as the engine itself would convert it where it wants a value of that family."""
        to = wanted if isinstance(wanted, str) else family(wanted)
        has = type_of(node)
        source = family(has)
        if source == to == "text" and has.kind == "char" and has.length:
            padded = self.ctx.coercions.get(("char", "text"))
            if padded and not isinstance(node, exp.Literal):
                made = call(padded, node, exp.Literal.number(has.length), at="lifted", type_=t.VARCHAR)
                return made
            return node
        if source == to or source in ("unknown", "null", "other") or to in ("unknown", "null", "other"):
            return node
        if source == "text" and to == "number" and isinstance(node, exp.Literal):
            number = _number_in(str(node.this))
            if number is not None:
                return set_type(number, t.NUMBER, not_null=True)
        name = self.ctx.coercions.get((source, to))
        if name is None:
            return node
        result = {"text": t.VARCHAR, "number": t.NUMBER, "datetime": t.DATETIME, "timestamp": t.TIMESTAMP}.get(to)
        if name == "=":
            return node
        made = call(name, node, at="lifted", type_=result)
        made.meta["nn"] = is_not_null(node)
        return made

    def compare(self, node: Node) -> None:
        left, right = node.this, node.expression
        if isinstance(right, (exp.Any, exp.All)) or isinstance(left, exp.Tuple):
            return
        a, b = family(type_of(left)), family(type_of(right))
        if a == b and a != "text":
            return
        if a == b:
            return
        for strong in ("number", "timestamp", "datetime"):
            if a == strong and b == "text":
                node.set("expression", self.coerce(right, strong))
                return
            if b == strong and a == "text":
                node.set("this", self.coerce(left, strong))
                return

    def compare_several(self, node: Node) -> None:
        """BETWEEN and IN: text beside numbers or dates is converted, as in a comparison."""
        keys = ("low", "high") if isinstance(node, exp.Between) else ("expressions",)
        values = [v for k in keys for v in (node.args[k] if isinstance(node.args.get(k), list) else [node.args.get(k)])]
        values = [v for v in values if isinstance(v, exp.Expression) and not isinstance(v, (exp.Tuple, exp.Subquery))]
        mine = family(type_of(node.this))
        others = {family(type_of(v)) for v in values}
        strong = next((f for f in ("number", "timestamp", "datetime") if f == mine or f in others), None)
        if strong is None:
            return
        if mine == "text":
            node.set("this", self.coerce(node.this, strong))
        for key in keys:
            value = node.args.get(key)
            if isinstance(value, list):
                node.set(key, [self.coerce(v, strong) if family(type_of(v)) == "text" else v for v in value])
            elif isinstance(value, exp.Expression) and family(type_of(value)) == "text":
                node.set(key, self.coerce(value, strong))

    def calculate(self, node: Node) -> None:
        left, right = node.this, node.expression
        a, b = family(type_of(left)), family(type_of(right))
        times = ("datetime", "timestamp", "interval")
        if a == "text" and b not in times:
            node.set("this", self.coerce(left, "number"))
        if b == "text" and (a not in times or not isinstance(node, exp.Sub)):
            node.set("expression", self.coerce(right, "number"))
        if a == "text" and b == "text":
            node.set("this", self.coerce(node.this, "number"))
            node.set("expression", self.coerce(node.expression, "number"))


def widest(types: list[Type]) -> Type:
    """The type that holds values of all of them, by the rule sources share: number < float; char < varchar < text."""
    known = [x for x in types if x.kind not in ("null", "unknown")]
    if not known:
        return types[0] if types else t.UNKNOWN
    first = known[0]
    if all(x.kind == first.kind for x in known):
        if first.kind == "integer":
            return max(known, key=lambda x: x.bits or 0)
        if all(x == first for x in known):
            return first
        return Type(first.kind, zone=first.zone, fields=first.fields, name=first.name, members=first.members)
    if all(x.is_number for x in known):
        return t.FLOAT if any(x.kind == "float" for x in known) else t.NUMBER
    if first.is_text:
        return t.TEXT if any(x.kind == "text" for x in known) else t.VARCHAR
    if first.is_moment and all(x.is_moment for x in known):
        return next((x for x in known if x.kind == "timestamp"), first)
    return first


def _number_in(text: str) -> Node | None:
    stripped = text.strip()
    body = stripped[1:] if stripped[:1] in "+-" else stripped
    whole, _, fraction = body.partition(".")
    if not body or not (whole + fraction).isdigit() or not (whole + fraction).isascii():
        return None
    number = exp.Literal.number(body)
    return exp.Neg(this=number) if stripped.startswith("-") else number
