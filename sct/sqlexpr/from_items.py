"""Lifting of FROM: tables, subqueries, functions that give rows, joins; what columns they bring."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr import constructs_objects as objects
from sct.sqlexpr.constructs_collections import routine_rows
from sct.sqlexpr.context import Context
from sct.sqlexpr.nodes import call, call_name, exp, ready
from sct.sqlexpr.pivot import pivoted
from sct.sqlexpr.scope import ColumnInfo, Scope, Shape
from sct.sqlexpr.sources import source
from sct.sqlexpr.table_functions import TABLE_FUNCTIONS

Node: TypeAlias = exp.Expression


class FromItems:
    """Mixed into `Queries`."""

    ctx: Context
    outer: Scope | None

    if TYPE_CHECKING:

        def visit(self, node: Node, scope: Scope) -> Node: ...

        def query(self, tree: Node, parent: Scope | None = None) -> tuple[Node, Shape]: ...

        def coerce(self, node: Node, wanted: str | Type) -> Node: ...

        def _values(self, item: Node, scope: Scope) -> Node: ...

        def _members(self, type_: Type) -> tuple[tuple[str, Type], ...]: ...

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
            shape = renamed(shape, names)
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
            listed = self._dictionary(item, path, alias, scope)
            if listed is not None:
                return listed
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

    def _dictionary(self, item: Node, path: tuple[str, ...], alias: str, scope: Scope) -> Node | None:
        """A view of the source's data dictionary that the target's catalog answers."""
        ask = getattr(source(self.ctx.engine), "dictionary", None)
        listed = ask(path) if ask is not None else None
        if listed is None:
            return None
        function, shape = listed
        self.ctx.report("SC1960", f"{path[-1]} lists what there is here", item)
        made = exp.Table(this=call(function, at="lifted"), alias=exp.TableAlias(this=exp.to_identifier(alias)))
        made.meta["ready"] = shape
        scope.sources[alias] = shape
        return made

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
            outer = bool(made._meta and made._meta.get("outer"))
            made = exp.Lateral(this=made, alias=alias)
            if outer:
                made.meta["outer"] = True
        else:
            made.set("alias", alias)
        scope.sources[alias.name] = shape
        made.meta["ready"] = shape  # where the query is taken apart, it is met once more
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
        """`(a JOIN b ON …)`: its own conditions see its own sources. Parentheses around one source alone say nothing."""
        joins = [*(inner.args.get("joins") or ()), *(item.args.get("joins") or ())]
        if not joins:
            if item.args.get("alias") is not None:
                inner.set("alias", item.args["alias"])
            return self.relation(inner, scope)
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


def without_dual(tree: Node) -> None:
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


def renamed(shape: Shape, names: list[str]) -> Shape:
    if not names:
        return shape
    infos = list(shape.columns.values())
    return Shape({n: infos[i] if i < len(infos) else ColumnInfo(t.UNKNOWN) for i, n in enumerate(names)}, False)
