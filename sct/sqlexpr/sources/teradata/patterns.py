"""LIKE ANY ('a%', 'b%') and LIKE ALL as the comparisons they stand for."""

from __future__ import annotations

from sct.sqlexpr.nodes import call, call_name, exp


def overlaps(tree: exp.Expression) -> exp.Expression:
    """`(a, b) OVERLAPS (c, d)` as a call that the rulebook knows."""
    for node in list(tree.find_all(exp.Overlaps)):
        left, right = node.this, node.expression
        if not (isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple)):
            continue
        if len(left.expressions) != 2 or len(right.expressions) != 2:
            continue
        made = call("td_overlaps", *(v.copy() for v in (*left.expressions, *right.expressions)))
        if node is tree:
            tree = made
        else:
            node.replace(made)
    return tree


def like_lists(tree: exp.Expression) -> exp.Expression:
    for node in list(tree.find_all(exp.Like)):
        right = node.expression
        if not isinstance(right, (exp.Any, exp.All)):
            continue
        inner = right.this
        while isinstance(inner, exp.Paren):
            inner = inner.this
        values = inner.expressions if isinstance(inner, exp.Tuple) else [inner]
        if any(isinstance(v, (exp.Select, exp.Subquery, exp.SetOperation)) for v in values):
            continue
        joined = exp.Or if isinstance(right, exp.Any) else exp.And
        made: exp.Expression | None = None
        for value in values:
            one = exp.Like(this=node.this.copy(), expression=value.copy(), negate=node.args.get("negate"))
            made = one if made is None else joined(this=made, expression=one)
        assert made is not None
        new = exp.Paren(this=made)
        if node is tree:
            tree = new
        else:
            node.replace(new)
    return tree


def xml_lists(tree: exp.Expression) -> exp.Expression:
    """XMLAGG (text ORDER BY key), used to make one text of many, as LISTAGG without a separator."""
    for node in list(tree.find_all(exp.Anonymous)):
        if call_name(node) != "xmlagg" or len(node.expressions) != 1 or isinstance(node.parent, exp.WithinGroup):
            continue
        inner = node.expressions[0]
        value = inner.this if isinstance(inner, exp.Order) else inner
        made: exp.Expression = call("listagg", value.copy(), exp.Literal.string(""))
        if isinstance(inner, exp.Order):
            made = exp.WithinGroup(this=made, expression=exp.Order(expressions=[e.copy() for e in inner.expressions]))
        if node is tree:
            tree = made
        else:
            node.replace(made)
    return tree
