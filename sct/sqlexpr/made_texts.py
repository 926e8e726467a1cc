"""Texts of a table made by a query: a column has the length of what can come into it, and a constant is a CHAR.

Oracle SQL Language Reference, CREATE TABLE (AS subquery), Concatenation Operator, CASE, NVL: a concatenation is as long as
its parts together, a choice as its longest branch, a text constant is a CHAR of its length. What functions make of a text
has lengths that hang on the character set: such a column stays without one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from sct.ir.types import Type
from sct.sqlexpr.extents import longest_of, total
from sct.sqlexpr.nodes import call_name, exp, type_of
from sct.sqlexpr.null_columns import give_type, leaves
from sct.sqlexpr.scope import Shape
from sct.sqlexpr.text_limits import STANDARD

Node: TypeAlias = exp.Expression

_NUMBER_AS_TEXT = 40
_OF_FIRST = frozenset(
    "trim_left trim_right trim_both nullif null_if_empty max min lag lead first_value last_value upper lower".split()
)


def lengths(query: Node, shape: Shape) -> Shape:
    """The columns, with lengths where they are known; the query's values are cast to them."""
    selects = leaves(query)
    width = len(shape.columns)
    if not selects or any(len(one.expressions) != width or any(i.is_star for i in one.expressions) for one in selects):
        return shape
    columns = dict(shape.columns)
    for at, (name, info) in enumerate(shape.columns.items()):
        values = [one.expressions[at].unalias() for one in selects]
        wanted = _of_all(values) if info.type.is_text and info.type.kind != "text" else None
        if wanted is None:
            if not isinstance(values[0], (exp.Column, exp.Cast)):
                columns[name] = info._replace(type=info.type.unlimited)
            continue
        columns[name] = info._replace(type=wanted)
        if len(values) > 1 or not isinstance(values[0], (exp.Column, exp.Cast)):
            for one in selects:
                _cast(one, at, wanted)
    return replace(shape, columns=columns)


def _of_all(values: list[Node]) -> Type | None:
    """The type that Oracle gives the column of these values; None where it is not known."""
    given = [v for v in values if not isinstance(v, exp.Null)]
    found = [_length(v) for v in given]
    known = [n for n in found if n is not None]
    if not known or len(known) != len(given):
        return None
    chars = all(_is_char(v) for v in given) and len(set(known)) == 1 and len(given) == len(values)
    if len(values) == 1 and isinstance(values[0], (exp.Column, exp.Cast)):
        return type_of(values[0])
    length = min(max(known), STANDARD)
    return Type("char" if chars else "varchar", length=length) if length else None


def _is_char(value: Node) -> bool:
    inner = value.unnest()
    return isinstance(inner, exp.Literal) or type_of(inner).kind == "char"


def _length(node: Node) -> int | None:
    """The most characters, by the declarations of what it is made of."""
    if isinstance(node, (exp.Paren, exp.Window, exp.Filter)):
        return _length(node.this)
    if isinstance(node, exp.Null):
        return 0
    if isinstance(node, exp.Literal):
        return len(str(node.this)) if node.is_string else None
    has = type_of(node)
    if isinstance(node, (exp.Column, exp.Dot, exp.Cast)) and has.kind in ("varchar", "char"):
        return has.length
    if isinstance(node, exp.DPipe):
        return total(map(_length, [node.this, node.expression]))
    if isinstance(node, exp.Case):
        results = [one.args["true"] for one in node.args["ifs"]]
        return longest_of(
            map(_length, results + ([node.args["default"]] if node.args.get("default") is not None else []))
        )
    name = call_name(node)
    given = node.expressions if isinstance(node, exp.Anonymous) else []
    if name == "concat":
        return total(map(_length, given))
    if name == "coalesce":
        return longest_of(map(_length, given))
    if name == "bytes_at_most":
        inner = _length(given[0])
        return None if inner is None else min(inner, int(str(given[1].this)))
    if name in _OF_FIRST and given:
        return _length(given[0])
    if name == "char_to_text":
        return int(str(given[1].this))
    if name == "number_to_text":
        return _NUMBER_AS_TEXT if isinstance(given[0], exp.Column) else None
    return None


def _cast(select: Node, at: int, wanted: Type) -> None:
    item = select.expressions[at]
    value = item.this if isinstance(item, exp.Alias) else item
    if type_of(value) == wanted and isinstance(value, exp.Cast):
        return
    cast = exp.Cast(this=exp.Paren(this=value) if isinstance(value, exp.Binary) else value)
    give_type(select, at, cast, wanted)
