"""INSERT into a table whose defaults draw from a sequence that the row uses elsewhere, too.

In the source a row draws from a sequence once, whatever names it: NEXTVAL and CURRVAL of the statement and of the defaults
are one value. The target computes one after the other, in the order of the columns, defaults behind a query's values. Where
that would give several values, the defaults are written in the statement, and `queries.one_value_a_row` does the rest.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.names import as_name
from sct.sqlexpr.nodes import call, exp, stage
from sct.sqlexpr.scope import Shape

Node: TypeAlias = exp.Expression


def written(tree: Node, table: Node, shape: Shape, ctx: Any) -> None:
    """The defaults that have to be in the statement, put into its only row or its query."""
    draws = _draws(table, ctx)
    row = _row(tree)
    if not draws or row is None or not isinstance(tree.this, exp.Schema):
        return
    names = [c.name for c in tree.this.expressions]
    if len(names) != len(row.expressions):
        return
    left_out = [(name, *rest) for name, *rest in draws if name not in names or _is_default(row, names.index(name))]
    for sequence in dict.fromkeys(sequence for _, sequence, kind in left_out if kind == "nextval"):
        defaults = {name: kind for name, of, kind in left_out if of == sequence}
        if _comes_right(row, names, defaults, sequence, shape, isinstance(tree.expression, exp.Values)):
            continue
        for name, kind in defaults.items():
            value = call(kind, exp.Literal.string(sequence), at="lifted", type_=t.NUMBER)
            value.meta["nn"] = True
            if name in names:
                row.expressions[names.index(name)].replace(value)
            else:
                names.append(name)
                tree.this.append("expressions", exp.to_identifier(name))
                row.append("expressions", value)


def _draws(table: Node, ctx: Any) -> list[tuple[str, str, str]]:
    """Columns of the table whose default is a sequence's NEXTVAL or CURRVAL: (column, sequence, which)."""
    facts = getattr(ctx.resolver, "facts", None)
    known = facts(tuple(p.name for p in table.parts)) if facts and isinstance(table, exp.Table) else None
    found = []
    for column, path, kind in known.draws if known is not None else ():
        target = ctx.resolver.sequence(path)
        if target is not None:
            found.append((column, as_name(target), kind))
    return found


def _row(tree: Node) -> Node | None:
    """What holds the values of one row: the only one of VALUES, or a query that is one SELECT."""
    source = tree.expression
    if isinstance(source, exp.Values):
        return source.expressions[0] if len(source.expressions) == 1 else None
    plain = isinstance(source, exp.Select) and not source.args.get("distinct") and not source.args.get("group")
    return source if plain and not any(item.is_star for item in source.expressions) else None


def _is_default(row: Node, at: int) -> bool:
    value = row.expressions[at]
    return isinstance(value, exp.Var) and value.name.upper() == "DEFAULT"


def _comes_right(
    row: Node, names: list[str], defaults: dict[str, str], sequence: str, shape: Shape, in_order: bool
) -> bool:
    """Whether the target gives every place of the sequence one value by itself: nothing else names it, or all is computed
    in the order of the columns, NEXTVAL of a default comes first, and the others are CURRVAL."""
    used = {n: kinds for n, v in zip(names, row.expressions, strict=True) if (kinds := _uses(v, sequence))}
    if not used and len(defaults) == 1:
        return True
    if not in_order:
        return False
    order = [name for name in shape.columns if name in defaults or name in used]
    kinds = [kind for name in order for kind in ([defaults[name]] if name in defaults else used[name])]
    return kinds[0] == "nextval" and "nextval" not in kinds[1:]


def _uses(value: Node, sequence: str) -> list[str]:
    return [
        str(node.this)
        for node in value.find_all(exp.Anonymous)
        if node.this in ("nextval", "currval") and stage(node) and node.expressions[0].name == sequence
    ]
