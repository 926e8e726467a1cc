"""Lifting of queries and data statements: FROM before the select list, so that every name has its column."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr import constructs_objects as objects
from sct.sqlexpr import object_keys
from sct.sqlexpr.constructs_collections import routine_rows
from sct.sqlexpr.context import Context
from sct.sqlexpr.nodes import call_name, exp, is_not_null, ready, set_type, stage, type_of
from sct.sqlexpr.numbers import as_number
from sct.sqlexpr.ownership import aggregated
from sct.sqlexpr.pivot import pivoted
from sct.sqlexpr.recursion import guessed, one_type, take_extras, with_extras
from sct.sqlexpr.scope import ColumnInfo, Scope, Shape
from sct.sqlexpr.sources import source
from sct.sqlexpr.table_functions import TABLE_FUNCTIONS

Node: TypeAlias = exp.Expression

# Constructs that reshape a SELECT once its expressions are lifted, in order: function(select, scope, lifter) -> select.
# Those before, when its sources are known and its expressions are as written, are the source's (sources/).
SELECT_CONSTRUCTS: list[Any] = []


class Queries:
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
        self.columns_alike(left, shape, right, other)
        object_keys.united(tree, shape, self)
        if isinstance(tree, exp.Intersect) and isinstance(left, (exp.Union, exp.Except)):
            # one precedence from left to right in the source; here INTERSECT would bind tighter
            tree.set("this", exp.Subquery(this=left))
        for (name, info), second in zip(list(shape.columns.items()), other.columns.values(), strict=False):
            if info.type.kind in ("null", "unknown"):
                shape.columns[name] = second
            elif info.not_null and not second.not_null:
                shape.columns[name] = ColumnInfo(info.type)
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
                scope.ctes[cte.alias] = _renamed(guessed(guess, self.ctx.engine), names)
            inner, shape = self.query(cte.this, scope)
            cte.set("this", inner)
            if recursive:
                one_type(inner, cte.alias, names, self.ctx.engine)
                shape = guessed(shape, self.ctx.engine)
            shape = _renamed(shape, names)
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
        _without_dual(tree)
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

    def sources(self, select: Node) -> Scope:
        """What a SELECT that is not lifted yet reads from; the SELECT stays as it is."""
        scope = Scope()
        start = select.args.get("from_")
        for holder in (start, *(select.args.get("joins") or ())):
            if holder is not None:
                self.relation(holder.this.copy(), scope)
        return scope

    def _source(self, holder: Node, scope: Scope) -> None:
        item = holder.this
        new = self.relation(item, scope)
        if new is not item:
            holder.set("this", new)
        if new._meta and new._meta.pop("outer", None):
            holder.set("side", "LEFT")
            holder.set("kind", None)
            holder.set("on", ready(exp.true()))

    def relation(self, item: Node, scope: Scope) -> Node:
        """One item of FROM: lifted, its columns entered into the scope under its alias."""
        known = item._meta.get("ready") if item._meta else None
        if isinstance(known, Shape):
            scope.sources[item.alias_or_name] = known
            return item
        if item.args.get("pivots"):
            item = pivoted(item, scope, self)
        if isinstance(item, exp.Table):
            return self._table(item, scope)
        if isinstance(item, exp.Subquery):
            inner = item.this
            if isinstance(inner, exp.Table):
                return self._group(item, inner, scope)
            parent = Scope(scope.parent)
            parent.ctes = scope.ctes
            made, shape = self.query(inner, parent)
            item.set("this", made)
            alias = item.args.get("alias")
            names = [c.name for c in alias.args.get("columns") or ()] if alias else []
            shape = _renamed(shape, names)
            if not item.alias:
                # PostgreSQL before 16 wants a name; no name of the source can be this one
                columns = alias.args.get("columns") if alias else None
                item.set(
                    "alias", exp.TableAlias(this=exp.to_identifier(f"q_{len(scope.sources) + 1}"), columns=columns)
                )
            scope.sources[item.alias] = shape
            return item
        if isinstance(item, exp.Lateral):
            made, shape = self.query(item.this, scope)
            item.set("this", made)
            scope.sources[item.alias or f"?{len(scope.sources)}"] = shape
            return item
        if isinstance(item, exp.Values):
            return self._values(item, scope)
        raise self.ctx.refuse("SC1013", f"{type(item).__name__} in FROM is not converted", item)

    def _table(self, item: Node, scope: Scope) -> Node:
        if isinstance(item.this, exp.Expression) and not isinstance(item.this, exp.Identifier):
            made = self.table_function(item, scope)
            if made is not None:
                return made
            raise self.ctx.refuse("SC1013", "this form of table expression is not converted", item)
        self._sample(item)
        for clause, words in (("version", "AS OF"),):
            if item.args.get(clause):
                raise self.ctx.refuse("SC1012", f"{words} is not converted here", item)
        path = tuple(p.name for p in item.parts)
        alias = item.alias or path[-1]
        if len(path) == 1:
            cte = scope.cte(path[0])
            if cte is not None:
                scope.sources[alias] = cte
                return item
        if path[-1] == "dual" and (len(path) == 1 or path[0] == "sys"):
            scope.sources[alias] = Shape({"dummy": ColumnInfo(Type("varchar", length=1), True)})
            item.meta["dual"] = True
            return item
        found = self.ctx.resolver.relation(path)
        if found is None:
            code = source(self.ctx.engine).missing(path)
            unread = getattr(self.ctx.resolver, "unread", None)
            if unread is not None and unread(path):
                raise self.ctx.refuse("SC0001", f"needs {'.'.join(path)}, which is refused", item)
            what = "is not among the input" if code == "SC1005" else "is a view of the data dictionary"
            raise self.ctx.refuse(code, f"{'.'.join(path)} {what}", item)
        target, shape = found
        partition = item.args.get("partition")
        if partition is not None:
            target = self._partition(item, path, partition)
        item.set("this", exp.to_identifier(target[-1]))
        item.set("db", exp.to_identifier(target[-2]) if len(target) > 1 else None)
        if item.args.get("alias") is None and target[-1] != path[-1]:
            item.set("alias", exp.TableAlias(this=exp.to_identifier(path[-1])))
        scope.sources[alias] = shape
        return item

    def _partition(self, item: Node, path: tuple[str, ...], partition: Node) -> tuple[str, ...]:
        """`t PARTITION (p)`: the relation that holds the partition's rows."""
        names = [p.name for p in partition.expressions]
        found = self.ctx.resolver.partition(path, names[0]) if len(names) == 1 else None
        if found is None:
            raise self.ctx.refuse("SC1612", f"PARTITION ({', '.join(names)}) of {'.'.join(path)}", item)
        item.set("partition", None)
        return found

    def table_function(self, item: Node, scope: Scope) -> Node | None:
        """TABLE(…), XMLTABLE, JSON_TABLE: what `table_functions` has registered, as a lateral relation."""
        source = item.this
        registered = TABLE_FUNCTIONS.get(call_name(source) or type(source).__name__.lower())
        if registered is not None:
            made, shape = registered(item, source, scope, self)
        else:
            found = routine_rows(item, scope, self) if isinstance(source, exp.Anonymous) else None
            if found is None:
                return None
            made, shape = found
        alias = item.args.get("alias") or exp.TableAlias(this=exp.to_identifier(f"q_{len(scope.sources) + 1}"))
        if made._meta and "column" in made._meta:
            alias.set("columns", [exp.to_identifier(made.meta["column"])])
        if isinstance(made, exp.Subquery):
            made = exp.Lateral(this=made, alias=alias)
        else:
            made.set("alias", alias)
        scope.sources[alias.name] = shape
        return made

    def _sample(self, item: Node) -> None:
        """SAMPLE (p) takes each row with that chance, SAMPLE BLOCK each block: there as here another set every time."""
        sample = item.args.get("sample")
        if sample is None:
            return
        block = sample.args.get("method") is not None and str(sample.args["method"].name).upper() == "BLOCK"
        made = exp.TableSample(method=exp.Var(this="SYSTEM" if block else "BERNOULLI"), percent=sample.args["percent"])
        item.set("sample", made)
        self.ctx.report("SC1715", "SAMPLE takes other rows than the source would", item)

    def _group(self, item: Node, inner: Node, scope: Scope) -> Node:
        """`(a JOIN b ON …)`: its own conditions see its own sources."""
        joins = [*(inner.args.get("joins") or ()), *(item.args.get("joins") or ())]
        inner.set("joins", None)
        item.set("joins", None)
        made = self.relation(inner, scope)
        for join in joins:
            self._source(join, scope)
        group = exp.Select(**{"from_": exp.From(this=made), "joins": joins})
        self._nullable_sides(group, scope)
        for join in joins:
            if join.args.get("on") is not None:
                join.set("on", self.visit(join.args["on"], scope))
            self._dual_item(join)
        made.set("joins", joins)
        item.set("this", made)
        return item

    @staticmethod
    def _dual_item(holder: Node) -> None:
        """DUAL beside other tables is one row."""
        if _is_dual(holder.this):
            row = exp.Select(expressions=[exp.alias_(exp.Literal.string("X"), "dummy")])
            name = exp.to_identifier(holder.this.alias_or_name)
            holder.set("this", exp.Subquery(this=row, alias=exp.TableAlias(this=name)))

    def _nullable_sides(self, tree: Node, scope: Scope) -> None:
        """Columns of the optional side of an outer join can be NULL whatever their table says."""
        start = tree.args.get("from_")
        seen = _aliases(start.this) if start is not None else []
        for join in tree.args.get("joins") or ():
            side = (join.args.get("side") or "").upper()
            names = _aliases(join.this)
            lose = (
                names
                if side == "LEFT"
                else list(seen)
                if side == "RIGHT"
                else [*seen, *names]
                if side == "FULL"
                else []
            )
            for alias in lose:
                shape = scope.sources.get(alias)
                if shape is not None:
                    nullable = {n: ColumnInfo(i.type, False, i.hidden) for n, i in shape.columns.items()}
                    known = shape.identity == (objects.OID,)  # whether there is a row can be seen
                    scope.sources[alias] = replace(
                        shape, columns=nullable, object=shape.object if known else None, optional=True
                    )
            seen.extend(names)


def _aliases(item: Node) -> list[str]:
    """The names an item of FROM brings in: its own, or those of a group of joins."""
    if isinstance(item, exp.Subquery) and isinstance(item.this, exp.Table):
        return [*_aliases(item.this), *(a for j in item.this.args.get("joins") or () for a in _aliases(j.this))]
    return [item.alias_or_name]


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


def one_value_a_row(tree: Node) -> None:
    """NEXTVAL and CURRVAL of a sequence in one row are one value, drawn once: the first draws, the others repeat it."""
    uses: dict[str, list[Node]] = {}
    for node in tree.find_all(exp.Anonymous, bfs=False):
        if node.this in ("nextval", "currval") and node.expressions and stage(node):
            uses.setdefault(node.expressions[0].name, []).append(node)
    for nodes in uses.values():
        if any(n.this == "nextval" for n in nodes):
            for i, node in enumerate(nodes):
                node.set("this", "currval" if i else "nextval")


def _without_dual(tree: Node) -> None:
    """FROM dual alone says nothing: PostgreSQL needs no FROM. Beside other tables it is one row and goes as well."""
    start = tree.args.get("from_")
    if start is None or not _is_dual(start.this) or tree.args.get("connect"):
        return
    used = any(c.table == start.this.alias_or_name or c.name == "dummy" for c in tree.find_all(exp.Column))
    if used or any(isinstance(item, exp.Star) for item in tree.expressions) or tree.args.get("joins"):
        row = exp.Subquery(
            this=exp.Select(expressions=[exp.alias_(exp.Literal.string("X"), "dummy")]),
            alias=exp.TableAlias(this=exp.to_identifier(start.this.alias_or_name)),
        )
        start.set("this", row)
        return
    tree.set("from_", None)


def _is_dual(item: Node) -> bool:
    return bool(item._meta and item._meta.get("dual"))


def _renamed(shape: Shape, names: list[str]) -> Shape:
    if not names:
        return shape
    infos = list(shape.columns.values())
    return Shape({n: infos[i] if i < len(infos) else ColumnInfo(t.UNKNOWN) for i, n in enumerate(names)}, False)
