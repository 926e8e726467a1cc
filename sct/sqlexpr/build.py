"""Trees for the backends: what a name of code becomes on the target, built without knowing sqlglot.

Everything made here is marked `lowered`: it is the target's own and no rule applies to it again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.ir.types import Type
from sct.sqlexpr.lowering import named_type
from sct.sqlexpr.nodes import call, exp, set_type

Node = Any


def _mark(node: Node, type_: Type | None = None, not_null: bool | None = None) -> Node:
    node.meta["s"] = "lowered"
    return set_type(node, type_, not_null=not_null) if type_ is not None else node


def name(*parts: str, type_: Type | None = None) -> Node:
    """A (dotted) name: a variable, `record.field`, `block.variable`, `block.record.field`."""
    above = dict(zip(("table", "db", "catalog"), reversed(parts[:-1]), strict=False))
    return _mark(exp.column(parts[-1], **above), type_)


def field(base: Node, member: str, type_: Type | None = None) -> Node:
    """`(base).member`"""
    return _mark(exp.Dot(this=exp.Paren(this=base), expression=exp.to_identifier(member)), type_)


def function(path: tuple[str, ...], *args: Node, type_: Type | None = None, own: bool = False) -> Node:
    """`schema.name(args)`; `own`: it is none of the target's, so its name is a name like any other."""
    made: Node = call(path[-1], *args, at="lowered")
    plain = path[-1].islower() and path[-1].replace("$", "_").isidentifier()
    if own and (len(path) == 1 or not plain):
        made.set("this", exp.to_identifier(path[-1]))  # in quotes where the target wants them
    for part in reversed(path[:-1]):
        made = exp.Dot(this=exp.to_identifier(part), expression=made)
    return _mark(made, type_)


def runtime(name_: str, *args: Node, type_: Type | None = None) -> Node:
    """A function of the runtime library."""
    return function(("sct", name_), *args, type_=type_)


def cast(node: Node, text: str, type_: Type | None = None) -> Node:
    """`node::text`"""
    return _mark(exp.Cast(this=node, to=named_type(text)), type_)


def string(text: str) -> Node:
    return _mark(exp.Literal.string(text), Type("varchar", length=len(text)), True)


def number(value: int) -> Node:
    return _mark(exp.Literal.number(value), Type("integer", bits=32), True)


def parameter(number_: int, type_: Type) -> Node:
    """`$1`"""
    return _mark(exp.Parameter(this=exp.Literal.number(number_)), type_)


def typed(node: Node, type_: Type) -> Node:
    """The node with a type."""
    return set_type(node, type_)


def boolean(value: bool) -> Node:
    return _mark(exp.Boolean(this=value), Type("boolean"), True)


def null(type_: Type | None = None) -> Node:
    return _mark(exp.Null(), type_)


def array(items: list[Node], text: str, type_: Type | None = None) -> Node:
    """`ARRAY[items]::text`"""
    return cast(_mark(exp.Array(expressions=items)), text, type_)


def relation(node: Node, column: str = "") -> Node:
    """A function in FROM; `column` names its only column where the function's own name would be taken."""
    made = exp.Table(this=node)
    if column:
        made.meta["column"] = column
    return _mark(made)


def select_fields(node: Node, fields: list[tuple[str, tuple[str, ...]]]) -> Node:
    """`SELECT (x.v).a AS a, … FROM unnest(node) AS x` as a subquery: fields by name and path."""
    items = []
    for alias, path in fields:
        made: Node = exp.column(path[0], table="sct_x")
        for part in path[1:]:
            made = exp.Dot(this=exp.Paren(this=made), expression=exp.to_identifier(part))
        items.append(exp.alias_(_mark(made), alias))
    alias_ = exp.TableAlias(this=exp.to_identifier("sct_x"))
    if isinstance(node, exp.Subquery):
        node.set("alias", alias_)
        source: Node = node
    else:
        source = exp.Table(this=node, alias=alias_)
    return _mark(exp.Subquery(this=exp.Select(expressions=items, from_=exp.From(this=_mark(source)))))


def one_column(node: Node, name_: str) -> Node:
    """`(SELECT node AS name)`: a set of composites stays one column there, whose values may be NULL."""
    return _mark(exp.Subquery(this=_mark(exp.Select(expressions=[exp.alias_(_mark(node), name_)]))))


def only_item(query: Node) -> Node | None:
    """What a query selects, when that is one value."""
    inner = query.this if isinstance(query, exp.Subquery) else query
    if not isinstance(inner, exp.Select) or len(inner.expressions) != 1 or inner.expressions[0].is_star:
        return None
    only = inner.expressions[0]
    return only.this if isinstance(only, exp.Alias) else only


def with_only_item(query: Node, item: Node) -> Node:
    """The query with another value in the place of the one it selects."""
    inner = query.this if isinstance(query, exp.Subquery) else query
    inner.set("expressions", [item])
    return query


def row_query(query: Node, text: str, more: int = 0) -> Node:
    """`SELECT ROW(x.*)::text FROM (query) AS x`: every row as one value, with so many NULLs behind it."""
    star = exp.Column(this=exp.Star(), table=exp.to_identifier("sct_x"))
    nulls = [null() for _ in range(more)]
    item = exp.Cast(this=call("ROW", _mark(star), *nulls, at="lowered"), to=named_type(text))
    source = exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier("sct_x")))
    return _mark(exp.Select(expressions=[_mark(item)], from_=exp.From(this=source)))


def is_marked(node: Node, mark: str) -> bool:
    return bool(node._meta and mark in node._meta)


def marked(node: Node, mark: str) -> Node:
    node.meta[mark] = True
    return node


def not_distinct_from_null(node: Node, type_: Type) -> Node:
    """`node IS NOT DISTINCT FROM NULL`: for a composite value, the value as a whole."""
    return _mark(exp.Paren(this=exp.NullSafeEQ(this=node, expression=exp.Null())), type_)


def array_of(query: Node) -> Node:
    """`ARRAY(query)`"""
    return _mark(exp.Array(expressions=[query]))


def where_given(asked: Node, value: Node, type_: Type | None = None) -> Node:
    """`CASE WHEN asked IS NOT NULL THEN value END`"""
    made = exp.Case(ifs=[_mark(exp.If(this=is_null(asked, negated=True), true=value))])
    return _mark(made, type_)


def any_of(value: Node, array: Node) -> Node:
    """`value = ANY (array)`"""
    return _mark(exp.EQ(this=value, expression=exp.Any(this=exp.Paren(this=array))), Type("boolean"))


def one_of(value: Node, items: list[Node]) -> Node:
    """`value IN (items)`"""
    return _mark(exp.In(this=value, expressions=items), Type("boolean"))


def element(base: Node, index: Node, type_: Type | None = None) -> Node:
    """`base[index]`"""
    return _mark(exp.Bracket(this=base, expressions=[index], offset=1), type_)


def row(items: list[Node], text: str, type_: Type | None = None) -> Node:
    """`ROW(items)::text`"""
    return cast(call("ROW", *items, at="lowered"), text, type_)


def compare(left: Node, operator: str, right: Node) -> Node:
    """`left operator right`; operator: = <> > >= < <= + -"""
    kinds = {
        "=": exp.EQ,
        "<>": exp.NEQ,
        ">": exp.GT,
        ">=": exp.GTE,
        "<": exp.LT,
        "<=": exp.LTE,
        "+": exp.Add,
        "-": exp.Sub,
    }
    plain = Type("integer", bits=32) if operator in "+-" else Type("boolean")
    return _mark(exp.Paren(this=kinds[operator](this=left, expression=right)), plain)


def both(left: Node, right: Node) -> Node:
    """`(left AND right)`"""
    return _mark(exp.Paren(this=exp.And(this=left, expression=right)), Type("boolean"), True)


def either(left: Node, right: Node) -> Node:
    """`(left OR right)`"""
    return _mark(exp.Paren(this=exp.Or(this=left, expression=right)), Type("boolean"))


def negate(node: Node) -> Node:
    if isinstance(node, exp.Column):
        return _mark(exp.Not(this=node), Type("boolean"))
    return _mark(exp.Not(this=exp.Paren(this=node)), Type("boolean"))


def named_argument(name_: str, value: Node) -> Node:
    """`name => value`"""
    return _mark(exp.Kwarg(this=exp.to_identifier(name_), expression=value))


def literal_text(node: Node) -> str | None:
    """The text of a string literal."""
    return str(node.this) if isinstance(node, exp.Literal) and node.is_string else None


def is_null(node: Node, negated: bool = False) -> Node:
    made = exp.Is(this=node, expression=exp.Null())
    return _mark(exp.Not(this=exp.Paren(this=made)) if negated else exp.Paren(this=made), Type("boolean"), True)


_WHOLE_CALLS = ("array_", "item_", "keyed_")  # runtime functions on collections: counts and subscripts


def is_whole(node: Node, variable: Callable[[str], bool]) -> bool:
    """Whether the target computes it as a machine integer: literals, such variables, counts, sums of those."""
    if isinstance(node, exp.Literal):
        return not node.is_string and len(str(node.this)) < 10  # a longer one may be none: a cast raises what it should
    if isinstance(node, (exp.Paren, exp.Neg)):
        return is_whole(node.this, variable)
    if isinstance(node, (exp.Add, exp.Sub)):
        return is_whole(node.this, variable) and is_whole(node.expression, variable)
    if isinstance(node, exp.Dot) and isinstance(node.expression, exp.Anonymous):
        return str(node.expression.this).startswith(_WHOLE_CALLS) and getattr(node.this, "name", "") == "sct"
    name_ = simple_name(node)
    return name_ is not None and variable(name_)


def simple_name(node: Node) -> str | None:
    """The name a node consists of, when it is just that."""
    if isinstance(node, exp.Column) and not node.args.get("table") and isinstance(node.this, exp.Identifier):
        return str(node.this.this)
    return None


def path_of(node: Node) -> tuple[str, ...] | None:
    """The dotted name a node consists of."""
    if isinstance(node, exp.Column) and all(isinstance(p, exp.Identifier) for p in node.parts):
        return tuple(str(p.this) for p in node.parts)
    return None
