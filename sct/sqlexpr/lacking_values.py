"""Values, comparisons and aggregates a target lacks, written by others."""

from __future__ import annotations

from typing import Any

from sct.ir import types as t
from sct.sqlexpr.lacking_forms import Node, done, rewrites
from sct.sqlexpr.nodes import call, call_name, exp, is_not_null, literal_text, named_type, set_type, type_of


@rewrites("null_safe_equality", exp.NullSafeEQ, exp.NullSafeNEQ)
def null_safe_equality(node: Node, ctx: Any) -> Node:
    """`a IS NOT DISTINCT FROM b` by `=` and IS NULL; never NULL."""
    a, b = node.this, node.expression
    if isinstance(b, exp.Null):
        made: Node = exp.Is(this=a, expression=exp.Null())
    else:
        both = exp.and_(
            _not_null(a.copy()), _not_null(b.copy()), exp.EQ(this=a.copy(), expression=b.copy()), copy=False
        )
        none = exp.and_(_null(a.copy()), _null(b.copy()), copy=False)
        made = exp.Paren(this=exp.or_(both, none, copy=False))
    if isinstance(node, exp.NullSafeNEQ):
        made = exp.Not(this=exp.Paren(this=made))
    return set_type(done(made), t.BOOLEAN, not_null=True)


def _null(node: Node) -> Node:
    return exp.Is(this=node, expression=exp.Null())


def _not_null(node: Node) -> Node:
    return exp.Not(this=_null(node))


@rewrites("string_agg", exp.Anonymous)
def string_agg(node: Node, ctx: Any) -> Node:
    """`string_agg(x, s ORDER BY k)` as LISTAGG … WITHIN GROUP."""
    if call_name(node) != "string_agg" or isinstance(node.parent, exp.WithinGroup):
        return node
    value, last = node.expressions[:2]
    order = None
    if isinstance(last, exp.Order):
        order = exp.Order(expressions=last.expressions)
        last = last.this
    made: Node = call("listagg", value, last, at="lowered")
    if order is not None:
        made = exp.WithinGroup(this=made, expression=order)
    return set_type(done(made), t.VARCHAR)


@rewrites("cut_lists", exp.Anonymous)
def cut_lists(node: Node, ctx: Any) -> Node:
    """A list of a group that is cut where it is too long, as the whole list. Raises Refused for one over a window or of
    what became text behind a DISTINCT."""
    if call_name(node) != "cut_list":
        return node
    gathered, _, separator = node.expressions[:3]
    if call_name(gathered) != "array_agg":
        raise ctx.refuse("SC1708", "LISTAGG … ON OVERFLOW TRUNCATE over a window has no form here", node)
    ctx.report("SC1708", "LISTAGG … ON OVERFLOW TRUNCATE: the list is never cut", node)
    value = gathered.expressions[0]
    distinct = isinstance(value, exp.Distinct)
    last = value.expressions[0] if distinct else value
    if isinstance(last, exp.Order):
        value, last = last.this, exp.Order(this=separator, expressions=last.expressions)
    else:
        value, last = last, separator
    return string_agg(call("string_agg", exp.Distinct(expressions=[value]) if distinct else value, last), ctx)


@rewrites("distinct_lists", exp.Subquery)
def distinct_lists(node: Node, ctx: Any) -> Node:
    """LISTAGG of distinct numbers in their own order, where no array can collect them before they become text.

    DISTINCT goes with an order by the very value, so the value has to be its own text: a number without a fraction is.
    Raises Refused for any other.
    """
    descending = node._meta.get("distinct_list") if node._meta else None
    if descending is None:
        return node
    array = node.this.args["from_"].this.this.expressions[0]
    collected = array.expressions[0].expressions[0].this  # array_agg(DISTINCT value ORDER BY value)
    kind = type_of(collected)
    if kind.kind != "integer" and not (kind.kind == "decimal" and kind.precision is not None and not kind.scale):
        raise ctx.refuse("SC0022", "LISTAGG (DISTINCT …) of what is not its own text has no form here", node)
    separator = node.this.expressions[0].expressions[1]
    order = exp.Order(expressions=[exp.Ordered(this=collected.copy(), desc=descending, nulls_first=descending)])
    made = call("listagg", exp.Distinct(expressions=[collected]), separator, at="lowered")
    return set_type(done(exp.WithinGroup(this=made, expression=order)), t.VARCHAR)


@rewrites("concat_nulls", exp.Anonymous)
def concat_nulls(node: Node, ctx: Any) -> Node:
    """`concat(a, b, …)`, which takes a NULL for nothing, by `||`, which does not."""
    if call_name(node) != "concat":
        return node
    made: Node | None = None
    for part in list(node.expressions):
        part.pop()
        if not is_not_null(part):
            part = call("coalesce", part, exp.Literal.string(""), at="lowered")
        elif isinstance(part, (exp.Binary, exp.Not)) and not isinstance(part, exp.DPipe):
            part = exp.Paren(this=part)
        made = part if made is None else exp.DPipe(this=made, expression=part, safe=False)
    if made is None:
        return node
    made = exp.Paren(this=made) if isinstance(node.parent, exp.Binary) else made
    return set_type(done(made), t.VARCHAR, not_null=True)


@rewrites("wide_decimals", exp.Mul)
def wide_decimals(node: Node, ctx: Any) -> Node:
    """Products of more digits than a decimal has are kept to few behind the point: said, not changed."""
    digits = [_digits(side) for side in (node.this, node.expression)]
    if all(d is not None for d in digits) and sum(d for d in digits if d) + 1 > 38:
        ctx.report("SC2032", f"{ctx.words(node)}", node)
    return node


def _digits(node: Node) -> int | None:
    """The digits of an exact number's type on a target of 38; None for any other value."""
    if isinstance(node, exp.Paren):
        return _digits(node.this)
    type_ = type_of(node)
    if type_.kind == "integer":
        return {16: 5, 32: 10, 64: 19}.get(type_.bits or 32, 10)
    if type_.kind != "decimal":
        return None
    return type_.precision or (10 if isinstance(node, exp.Literal) else 38)


@rewrites("row_comparison", exp.EQ, exp.NEQ, exp.In)
def row_comparison(node: Node, ctx: Any) -> Node:
    """Rows compared value by value: `(a, b) = (c, d)`, `(a, b) IN ((1, 2), (3, 4))`."""
    left = node.this
    if not isinstance(left, exp.Tuple) or isinstance(node.parent, exp.Update):
        return node
    if isinstance(node, exp.In):
        rows = node.expressions
        if not rows or not all(isinstance(r, exp.Tuple) for r in rows):
            return node
        made: Node = exp.or_(*(_same(left, r) for r in rows), copy=False)
        return set_type(done(exp.Paren(this=made)), t.BOOLEAN)
    if not isinstance(node.expression, exp.Tuple):
        return node
    made = exp.Paren(this=_same(left, node.expression))
    if isinstance(node, exp.NEQ):
        made = exp.Not(this=made)
    return set_type(done(made), t.BOOLEAN)


def _same(left: Node, right: Node) -> Node:
    pairs = zip(left.expressions, right.expressions, strict=True)
    return exp.and_(*(exp.EQ(this=a.copy(), expression=b.copy()) for a, b in pairs), copy=False)


_STEP = 10  # digits of a row's number in a path


@rewrites("arrays", exp.Array, exp.DPipe, exp.EQ, exp.Case)
def arrays(node: Node, ctx: Any) -> Node:
    """The path of a hierarchy (an array of row numbers) as text: numbers of one width, so that it sorts the same."""
    what = node._meta.get("path") if node._meta else None
    if what is None:
        return node
    if what == "first":
        first = exp.DPipe(this=_step(node.expressions[0]), expression=exp.Literal.string("."), safe=False)
        return done(exp.Cast(this=exp.Paren(this=first), to=named_type("varchar(8000)")))
    if what == "longer":
        step = exp.DPipe(this=_step(node.expression), expression=exp.Literal.string("."), safe=False)
        longer = exp.DPipe(this=node.this, expression=step, safe=False)
        return done(exp.Cast(this=exp.Paren(this=longer), to=named_type("varchar(8000)")))
    if what == "kept":
        return done(exp.Cast(this=node, to=named_type("varchar(8000)")))
    path = node.expression.this.this
    found = call("strpos", path, _step(node.this), at="lowered")
    return done(exp.GT(this=found, expression=exp.Literal.number(0)))


def _step(number: Node) -> Node:
    text = exp.Cast(this=number, to=named_type(f"varchar({_STEP})"))
    return call("lpad", text, exp.Literal.number(_STEP), exp.Literal.string("0"), at="lowered")


@rewrites("empty_text", exp.Anonymous)
def empty_text(node: Node, ctx: Any) -> Node:
    """`nullif(x, '')` where text is compared without its trailing blanks: '  ' would be NULL too."""
    if call_name(node) != "nullif" or literal_text(node.expressions[1]) != "":
        return node
    value = node.expressions[0]
    long = exp.GT(this=call("octet_length", value.copy(), at="lowered"), expression=exp.Literal.number(0))
    return set_type(done(exp.Case(ifs=[exp.If(this=long, true=value.copy())])), type_of(node))
