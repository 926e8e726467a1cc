"""Lifting of queries and data statements: FROM before the select list, so that every name has its column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr import null_columns, object_keys
from sct.sqlexpr.context import Context
from sct.sqlexpr.from_items import FromItems, renamed, without_dual
from sct.sqlexpr.nodes import CALL_MARK, exp, is_not_null, set_type, stage, type_of
from sct.sqlexpr.numbers import as_number
from sct.sqlexpr.ownership import SPREAD, aggregated, expand_stars
from sct.sqlexpr.recursion import guessed, one_type, take_extras, with_extras
from sct.sqlexpr.scope import ColumnInfo, Scope, Shape
from sct.sqlexpr.sources import source
from sct.sqlexpr.values import widest

Node: TypeAlias = exp.Expression

# Constructs that reshape a SELECT once its expressions are lifted, in order: function(select, scope, lifter) -> select.
# Those before, when its sources are known and its expressions are as written, are the source's (sources/).
SELECT_CONSTRUCTS: list[Any] = []


class Queries(FromItems):
    """Mixed into `Lifter`: the part of the walk that opens scopes."""

    ctx: Context
    outer: Scope | None

    if TYPE_CHECKING:

        def visit(self, node: Node, scope: Scope) -> Node: ...

        def settle(self, node: Node, scope: Scope) -> Node: ...

        def coerce(self, node: Node, wanted: str | Type) -> Node: ...

        def stored(self, node: Node, wanted: Type, *, column: bool = False) -> Node: ...

        def columns_alike(self, left: Node, shape: Shape, right: Node, other: Shape) -> None: ...

        def _members(self, type_: Type) -> tuple[tuple[str, Type], ...]: ...

    def query(self, tree: Node, parent: Scope | None = None) -> tuple[Node, Shape]:
        """A whole query lifted, and the columns it gives. One that has been lifted already stays as it is."""
        known = tree._meta.get("columns") if tree._meta else None
        if known is not None:
            return tree, known
        made, shape = self._query(tree, parent)
        made.meta["columns"] = shape
        return made, shape

    def _query(self, tree: Node, parent: Scope | None) -> tuple[Node, Shape]:
        if isinstance(tree, exp.Subquery):
            inner, shape = self.query(tree.this, self._with(tree, Scope(parent)))
            tree.set("this", inner)
            return tree, shape
        if isinstance(tree, exp.SetOperation):
            clause, offset = tree.args.get("limit"), tree.args.get("offset")
            if clause is None and offset is None:
                return self._set_operation(tree, Scope(parent))
            # the limit of a set operation is that of a query over it
            outer = exp.Select(expressions=[exp.Star()])
            for key in ("with_", "order", "limit", "offset"):
                outer.set(key, tree.args.get(key))
                tree.set(key, None)
            outer.set(
                "from_", exp.From(this=exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier("q_1"))))
            )
            return self._select(outer, Scope(parent))
        if isinstance(tree, exp.Select):
            return self._select(tree, Scope(parent))
        raise self.ctx.refuse("SC1011", f"{type(tree).__name__} is not a query we know", tree)

    def select_expression(self, node: Node, scope: Scope) -> Node:
        grouped = isinstance(node.parent, exp.Exists) and node.args.get("group") is not None
        if grouped and all(isinstance(one, exp.Star) for one in node.expressions):
            # EXISTS looks at no column, and of groups there are not all columns
            node.set("expressions", [exp.Literal.number(1)])
        tree, shape = self.query(node, scope)
        first = next(iter(shape.columns.values()), None)
        return set_type(tree, first.type if first else t.UNKNOWN)

    def subquery_expression(self, node: Node, scope: Scope) -> Node:
        tree, shape = self.query(node, scope)
        first = next(iter(shape.columns.values()), None)
        return set_type(tree, first.type if first else t.UNKNOWN)

    # --- set operations and WITH ------------------------------------------------------------------------------------

    def _set_operation(self, tree: Node, scope: Scope) -> tuple[Node, Shape]:
        self._with(tree, scope)
        left, shape = self.query(tree.this, scope)
        right, other = self.query(tree.expression, scope)
        tree.set("this", left)
        tree.set("expression", right)
        null_columns.beside(left, shape, right, other)
        self.columns_alike(left, shape, right, other)
        object_keys.united(tree, shape, self)
        if isinstance(tree, exp.Intersect) and isinstance(left, (exp.Union, exp.Except)):
            # one precedence from left to right in the source; here INTERSECT would bind tighter
            tree.set("this", exp.Subquery(this=left))
        for (name, info), second in zip(list(shape.columns.items()), other.columns.values(), strict=False):
            if info.type.kind in ("null", "unknown"):
                shape.columns[name] = second
                continue
            type_ = info.type
            if type_ != second.type and (
                (type_.is_moment and second.type.is_moment) or (type_.is_number and second.type.is_number)
            ):
                type_ = widest([type_, second.type])  # the column holds the values of both
            if type_ is not info.type or (info.not_null and not second.not_null):
                shape.columns[name] = ColumnInfo(type_, info.not_null and second.not_null)
        scope.sources = {}
        scope.aliases = dict(shape.columns)
        order = tree.args.get("order")
        if order is not None:
            tree.set("order", self._order(order, scope))
        return tree, shape

    def _with(self, tree: Node, scope: Scope) -> Scope:
        clause = tree.args.get("with_")
        if clause is None:
            return scope
        extras = take_extras(clause)
        for cte in clause.expressions:
            alias = cte.args["alias"]
            names = [c.name for c in alias.args.get("columns") or ()]
            recursive = any(table.name == cte.alias and not table.args.get("db") for table in cte.find_all(exp.Table))
            if recursive:
                clause.set("recursive", True)
                body = cte.this
                anchor = body.this if isinstance(body, exp.SetOperation) else body
                _, guess = self.query(anchor.copy(), scope)
                scope.ctes[cte.alias] = renamed(guessed(guess, self.ctx.engine), names)
            inner, shape = self.query(cte.this, scope)
            cte.set("this", inner)
            if recursive:
                one_type(inner, cte.alias, names, self.ctx.engine)
                shape = guessed(shape, self.ctx.engine)
            shape = renamed(shape, names)
            if cte.alias in extras:
                shape = with_extras(cte, names, shape, extras[cte.alias], self.ctx)
            scope.ctes[cte.alias] = shape
        return scope

    # --- SELECT -----------------------------------------------------------------------------------------------------

    def _select(self, tree: Node, scope: Scope) -> tuple[Node, Shape]:
        self._hint(tree)
        self._with(tree, scope)
        start = tree.args.get("from_")
        if start is None:
            start = self._one_row(tree)
        self._source(start, scope)
        for join in tree.args.get("joins") or ():
            self._source(join, scope)
        for construct in source(self.ctx.engine).constructs():
            self.outer = scope.parent
            tree = construct(tree, scope, self)
            if tree._meta and tree._meta.pop("reshaped", None):
                # another query now: its own sources, lifted from the start (the old ones were only looked at)
                return self._select(tree, Scope(scope.parent))
        self._nullable_sides(tree, scope)
        self._grouped_by_alias(tree, scope)
        if tree.args.get("order") is not None and tree.args.get("group") is None and aggregated(tree):
            tree.set("order", None)  # one row, in whatever order; PostgreSQL refuses to order it by a column
        for join in tree.args.get("joins") or ():
            on = join.args.get("on")
            if on is not None:
                join.set("on", self.visit(on, scope))
        for key in ("where", "connect", "group", "having", "qualify"):
            part = tree.args.get(key)
            if part is not None and key != "connect":
                self._part(part, scope)
            elif part is not None:
                for inner in ("start", "connect"):
                    if part.args.get(inner) is not None:
                        part.set(inner, self.visit(part.args[inner], scope))
        grouped = object_keys.grouped(tree, self)
        known = all(shape is not None and not shape.open for shape in scope.sources.values())
        if known and tree._meta and tree._meta.get(SPREAD):
            expand_stars(tree, scope, self.ctx)
        listed = [column for item in tree.expressions for column in _expanded(item, scope)]
        if tree.args.get("order") is not None:
            _without_aliases(tree.args["order"], {i.alias: i.this for i in listed if isinstance(i, exp.Alias)}, scope)
        items = [self._item(item, scope) for item in listed]
        tree.set("expressions", items)
        shape = self._shape(items, scope)
        scope.aliases = {n: i for n, i in shape.columns.items() if n}
        if tree.args.get("order") is not None:
            tree.set("order", self._order(tree.args["order"], scope))
        object_keys.one_of_group(tree, grouped)
        object_keys.distinct(tree, scope, self)
        for key in ("limit", "offset"):
            part = tree.args.get(key)
            if part is not None:
                self._part(part, scope)
        for window in tree.args.get("windows") or ():
            self._part(window, scope)
        for construct in SELECT_CONSTRUCTS:
            tree = construct(tree, scope, self)
        for join in tree.args.get("joins") or ():
            self._dual_item(join)
        if self.ctx.extras.get("draws"):
            one_value_a_row(tree)
        without_dual(tree)
        return tree, shape

    def _grouped_by_alias(self, tree: Node, scope: Scope) -> None:
        """GROUP BY and HAVING may name an item of the select list by its alias (Oracle since 23ai, SQL Language
        Reference, SELECT, group_by_clause); a column of that name goes first."""
        named = {i.alias.lower(): i.this for i in tree.expressions if isinstance(i, exp.Alias) and i.alias}
        for key in ("group", "having"):
            part = tree.args.get(key)
            if part is None or not named:
                continue
            for column in list(part.find_all(exp.Column)):
                name = column.name
                if column.args.get("table") or name not in named or scope.column(name) is not None:
                    continue
                if self.ctx.resolver.symbol((name,)) is None and column.find_ancestor(exp.Select) is tree:
                    value = named[name].copy()
                    column.replace(exp.Paren(this=value) if isinstance(value, exp.Binary) else value)

    def _values(self, item: Node, scope: Scope) -> Node:
        """`(VALUES (1, 'a'), …) x (p, q)` (Oracle since 23ai): the first row says the types of the columns."""
        rows = [r.expressions if isinstance(r, exp.Tuple) else [r] for r in item.expressions]
        names = [c.name for c in item.args["alias"].args.get("columns") or ()] if item.args.get("alias") else []
        if item.alias.startswith(CALL_MARK):  # a name in front of a parenthesis looks like a call
            item.args["alias"].set("this", exp.to_identifier(item.alias.removeprefix(CALL_MARK)))
        if not item.alias or len(names) != len(rows[0]) or any(len(r) != len(names) for r in rows):
            raise self.ctx.refuse("SC1013", "VALUES without a name for every column", item)
        shape = Shape()
        made = [[self.visit(value, scope) for value in row] for row in rows]
        for at, name in enumerate(names):
            known = [type_of(r[at]) for r in made if type_of(r[at]).kind != "null"]
            first = known[0] if known else t.UNKNOWN
            if first.is_number:
                for row in made:
                    row[at] = as_number(self.coerce(row[at], "decimal"))
                first = t.NUMBER
            else:
                for row in made:
                    row[at] = self.coerce(row[at], first)
                first = t.VARCHAR if first.is_text else first
            shape.columns[name] = ColumnInfo(first)
        item.set("expressions", [exp.Tuple(expressions=row) for row in made])
        scope.sources[item.alias] = shape
        return item

    def _one_row(self, tree: Node) -> Node:
        """The FROM of a query without one: a row without columns, which DUAL is as well for all that is written here
        (Oracle since 23ai, SQL Language Reference, SELECT; other engines always)."""
        if tree.args.get("joins") or any(isinstance(item, exp.Star) for item in tree.expressions):
            raise self.ctx.refuse("SC1015", "a join or * without FROM", tree)
        row = exp.Table(this=exp.to_identifier("dual"))
        row.meta.update(dual=True, ready=Shape({}))
        tree.set("from_", exp.From(this=row))
        return tree.args["from_"]

    def _hint(self, tree: Node) -> None:
        """An optimizer hint says nothing about which rows come; the target plans for itself."""
        if tree.args.get("hint") is not None or (tree._meta and tree._meta.pop("hint", None)):
            tree.set("hint", None)
            self.ctx.report("SC1713", "an optimizer hint is left out", tree)

    def _item(self, item: Node, scope: Scope) -> Node:
        if isinstance(item, exp.Alias):
            item.set("this", self.visit(item.this, scope))
            return set_type(item, type_of(item.this), not_null=is_not_null(item.this))
        return self.visit(item, scope)

    def _part(self, part: Node, scope: Scope) -> None:
        for key, value in list(part.args.items()):
            if isinstance(value, exp.Expression):
                part.set(key, self.visit(value, scope))
            elif isinstance(value, list):
                part.set(key, [self.visit(v, scope) if isinstance(v, exp.Expression) else v for v in value])

    def _order(self, order: Node, scope: Scope) -> Node:
        """ORDER BY sees the select list's aliases first."""
        for ordered in order.expressions:
            key = ordered.this if isinstance(ordered, exp.Ordered) else ordered
            if isinstance(key, exp.Column) and not key.args.get("table") and key.name in scope.aliases:
                info = scope.aliases[key.name]
                object_keys.sorted_by_name(info.type, key, self)
                set_type(key, info.type, not_null=info.not_null)
                continue
            if isinstance(key, exp.Literal):
                at = int(key.this) - 1 if not key.is_string and str(key.this).isdigit() else -1
                infos = list(scope.aliases.values())
                if 0 <= at < len(infos):
                    object_keys.sorted_by_name(infos[at].type, key, self)
                continue
            if isinstance(ordered, exp.Ordered):
                value = self.visit(key, scope)
                ordered.set("this", object_keys.key(value, self))
        return order

    def _shape(self, items: list[Node], scope: Scope) -> Shape:
        shape = Shape()
        for position, item in enumerate(items, 1):
            if item.meta.get("pseudo") == "row_address":
                # the column keeps the name the source gives it: a cursor's record is asked for it
                named = exp.alias_(item.copy(), item.name)
                item.replace(set_type(named, type_of(item), not_null=True))
                item = named
            if isinstance(item, exp.Star):
                for source in scope.sources.values():
                    shape.columns.update(source.visible)
                    shape.open = shape.open or source.open
            elif isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
                found = scope.source(item.table)
                if found is not None:
                    shape.columns.update(found.visible)
                    shape.open = shape.open or found.open
            else:
                name = item.alias_or_name
                if not name or name in shape.columns:
                    name = f"?{position}"  # of two of one name (`SELECT 0, 0`), the first has it
                shape.columns[name] = ColumnInfo(type_of(item), is_not_null(item))
        return shape

    # --- FROM ---------------------------------------------------------------------------------------------------------


def _without_aliases(order: Node, aliases: dict[str, Node], scope: Scope) -> None:
    """Inside an expression of ORDER BY an alias of the select list stands for what it names."""
    for ordered in order.expressions:
        key = ordered.this if isinstance(ordered, exp.Ordered) else ordered
        if isinstance(key, exp.Column):
            continue
        for column in list(key.find_all(exp.Column)):
            meant = aliases.get(column.name)
            if meant is None or column.table or any(column.name in s.columns for s in scope.sources.values() if s):
                continue
            if column.find_ancestor(exp.Select) is order.parent:
                column.replace(exp.Paren(this=meant.copy()))


def _expanded(item: Node, scope: Scope) -> list[Node]:
    """`*` over a source with invisible columns is written out without them."""
    star = isinstance(item, exp.Star) or (isinstance(item, exp.Column) and isinstance(item.this, exp.Star))
    if not star:
        return [item]
    sources = {item.table: scope.source(item.table)} if isinstance(item, exp.Column) else dict(scope.sources)
    if not any(shape.written_out for shape in sources.values() if shape):
        return [item]
    return [exp.column(name, table=alias) for alias, shape in sources.items() if shape for name in shape.visible]


def one_value_a_row(tree: Node, stored: Sequence[Node] = ()) -> None:
    """NEXTVAL and CURRVAL of a sequence in one row are one value, drawn once: the first draws, the others repeat it.

    `stored`: the values of a statement in the order of the table's columns, in which the target computes them.
    """
    rank = {id(value): at for at, value in enumerate(stored)}

    def place(node: Node | None) -> int:
        while node is not None and id(node) not in rank:
            node = node.parent
        return len(rank) if node is None else rank[id(node)]

    uses: dict[str, list[Node]] = {}
    for node in tree.find_all(exp.Anonymous, bfs=False):
        if node.this in ("nextval", "currval") and node.expressions and stage(node):
            uses.setdefault(node.expressions[0].name, []).append(node)
    for nodes in uses.values():
        if any(n.this == "nextval" for n in nodes):
            nodes.sort(key=place)
            first = nodes[0]
            choice = _choice_around(first, tree)
            if choice is not None:
                # drawn in every row, also where the choice falls on something else
                drawn = first.copy()
                first.set("this", "currval")
                inner = choice.copy()
                test = exp.Not(this=exp.Is(this=drawn, expression=exp.Null()))
                made = exp.Case(ifs=[exp.If(this=test, true=inner)])
                drawn.set("this", "nextval")
                choice.replace(set_type(made, type_of(choice), not_null=is_not_null(choice)))
                for node in nodes[1:]:
                    node.set("this", "currval")
                for node in inner.find_all(exp.Anonymous):
                    if node.this == "nextval" and node.expressions and node.expressions[0] == first.expressions[0]:
                        node.set("this", "currval")
                continue
            for i, node in enumerate(nodes):
                node.set("this", "currval" if i else "nextval")


def draw_in_every_branch(whens: list[Node]) -> None:
    """A MERGE draws from a sequence for every row it updates or inserts, wherever among its branches NEXTVAL stands; a row
    that is deleted was updated before."""
    branches = [when.args["then"] for when in whens]
    drawn: dict[str, Node] = {}
    for branch in branches:
        for node in branch.find_all(exp.Anonymous):
            if node.this == "nextval" and node.expressions and stage(node):
                drawn.setdefault(node.expressions[0].name, node)
    for name, draw in drawn.items():
        for when, branch in zip(whens, branches, strict=True):
            if not isinstance(branch, (exp.Update, exp.Insert)):
                test = exp.Not(this=exp.Is(this=draw.copy(), expression=exp.Null()))
                chosen = when.args.get("condition")
                if chosen is not None:
                    test = exp.Case(ifs=[exp.If(this=chosen, true=test)], default=exp.Boolean(this=False))
                when.set("condition", set_type(test, t.BOOLEAN, not_null=True))
                continue
            if any(n.this == "nextval" and n.expressions[0].name == name for n in branch.find_all(exp.Anonymous)):
                continue
            values = _values_of(branch)
            if values:
                test = exp.Not(this=exp.Is(this=draw.copy(), expression=exp.Null()))
                made = exp.Case(ifs=[exp.If(this=test, true=values[0].copy())])
                values[0].replace(set_type(made, type_of(values[0]), not_null=is_not_null(values[0])))


def _values_of(branch: Node) -> list[Node]:
    """What a branch of a MERGE stores; none where it deletes."""
    if isinstance(branch, exp.Update):
        found = [pair.expression for pair in branch.expressions if isinstance(pair, exp.EQ)]
    elif isinstance(branch, exp.Insert) and branch.expression is not None:
        row = branch.expression
        row = row.expressions[0] if isinstance(row, exp.Values) else row
        found = list(row.expressions)
    else:
        found = []
    return [value for value in found if not isinstance(value, exp.Var)]


def _choice_around(node: Node, tree: Node) -> Node | None:
    """The outermost expression that may leave `node` uncomputed: CASE, or a function that stops at a first value."""
    found, tested = None, False
    below, parent = node, node.parent
    while parent is not None and below is not tree and not isinstance(parent, (exp.Select, exp.Tuple, exp.Values)):
        if isinstance(parent, exp.Case):
            # computed in any case: what is compared, and the first condition
            sure = below is parent.this or (below is parent.args["ifs"][0] and tested)
            found = found if sure else parent
        elif isinstance(parent, exp.Anonymous) and parent.this == "coalesce":
            found = found if below is parent.expressions[0] else parent
        tested = isinstance(parent, exp.If) and below is parent.this
        below, parent = parent, parent.parent
    return found
