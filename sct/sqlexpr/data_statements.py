"""Lifting of INSERT, UPDATE, DELETE and MERGE."""

from __future__ import annotations

import itertools
from typing import Any, TypeAlias

from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr import build, drawn_defaults, object_rows
from sct.sqlexpr.flatten import subquery
from sct.sqlexpr.inline_targets import inline_target
from sct.sqlexpr.merge_deletes import KEPT, in_steps, only_of_target
from sct.sqlexpr.merge_targets import into_session_rows, into_table
from sct.sqlexpr.multi_insert import multi_insert
from sct.sqlexpr.nested_rows import nested_rows
from sct.sqlexpr.nodes import call, call_name, exp, internal, ready, set_type, type_of
from sct.sqlexpr.old_values import CURRENT_OF, with_old_values
from sct.sqlexpr.ownership import AGGREGATES, own_columns
from sct.sqlexpr.queries import Queries, draw_in_every_branch, one_value_a_row
from sct.sqlexpr.rownum import counters, split_limit
from sct.sqlexpr.scope import ColumnInfo, Scope, Shape

Node: TypeAlias = exp.Expression
ROW_ID, NUMBER = "row_id_", "row_number_"


class DataStatements(Queries):
    """Mixed into `Lifter`: the statements that change rows."""

    def statement(self, tree: Node) -> Node:
        """INSERT, UPDATE, DELETE, MERGE or a query standing as a statement."""
        scope = Scope()
        if not isinstance(tree, (exp.Select, exp.SetOperation, exp.Subquery)):
            self._hint(tree)
        if isinstance(tree, exp.MultitableInserts):
            return multi_insert(tree, self)
        if isinstance(tree, (exp.Insert, exp.Update, exp.Delete)):
            current = self.ctx.extras.get(CURRENT_OF)
            if current:
                tree.set("where", exp.Where(this=ready(exp.Var(this=f"CURRENT OF {current}"))))
            tree = nested_rows(tree, self) or inline_target(tree, self) or tree
            with_old_values(tree, self)
        if returned_aggregates(tree):
            return self._aggregated(tree)
        if isinstance(tree, exp.Insert):
            return self.insert(tree, scope)
        if isinstance(tree, exp.Update):
            return self._update(tree, scope)
        if isinstance(tree, exp.Delete):
            return self._delete(tree, scope)
        if isinstance(tree, exp.Merge):
            return self._merge(tree, scope)
        if isinstance(tree, (exp.Select, exp.SetOperation, exp.Subquery)):
            return self.query(tree)[0]
        raise self.ctx.refuse("SC1014", f"{type(tree).__name__.upper()} is not converted", tree)

    def _aggregated(self, tree: Node) -> Node:
        """RETURNING SUM(x): the rows that were changed under WITH, and the aggregate over them; their number last."""
        returning = tree.args["returning"]
        given: list[Node] = []
        outer = list(returning.expressions)
        for item in outer:
            for call_ in [n for n in item.find_all(exp.Anonymous) if call_name(n) in AGGREGATES]:
                for at, argument in enumerate(call_.expressions):
                    if isinstance(argument, exp.Star):
                        continue
                    given.append(argument.copy())
                    call_.expressions[at] = argument.replace(exp.column(f"sct_value{len(given)}", table="sct_changed"))
        named = [exp.alias_(g, f"sct_value{n}") for n, g in enumerate(given, 1)] or [exp.Literal.number(1)]
        returning.set("expressions", named)
        made = self.statement(tree)
        shape = Shape({f"sct_value{n}": ColumnInfo(type_of(i)) for n, i in enumerate(named, 1)})
        inside = Scope()
        inside.sources["sct_changed"] = shape
        select = exp.Select(expressions=outer)
        for item in list(outer):
            new = self.visit(item, inside)
            if new is not item:
                item.replace(new)
        select.append("expressions", call("count", exp.Star(), at="lowered"))
        select.set("from_", exp.From(this=exp.to_table("sct_changed")))
        cte = exp.CTE(this=made, alias=exp.TableAlias(this=exp.to_identifier("sct_changed")))
        select.set("with_", exp.With(expressions=[cte]))
        return select

    # --- INSERT -------------------------------------------------------------------------------------------------------

    def insert(self, tree: Node, scope: Scope) -> Node:
        target = tree.this
        table = target.this if isinstance(target, exp.Schema) else target
        names = [c.name for c in target.expressions] if isinstance(target, exp.Schema) else []
        inside = Scope()
        made = self.relation(table, inside)
        if made is not table:
            (target if isinstance(target, exp.Schema) else tree).set("this", made)
        shape = next(iter(inside.sources.values()))
        for column in target.expressions if isinstance(target, exp.Schema) else ():
            self._known(column, shape)
        if not names and shape.written_out:
            names = list(shape.visible)
            tree.set("this", exp.Schema(this=table, expressions=[exp.to_identifier(n) for n in names]))
        wanted = [shape.columns[n] if n in shape.columns else None for n in names] or list(shape.visible.values())
        self._with(tree, scope)
        source = tree.expression
        if isinstance(source, exp.Values):
            if len(source.expressions) == 1 and self._object_given(tree, source.expressions[0], shape, wanted, scope):
                return self._with_returning(tree, inside)
            for row in source.expressions:
                parts = self._record_row(row, wanted, scope, shape)
                if parts is not None:
                    row.set("expressions", parts)
                    continue
                row.set("expressions", [self._assigned(v, w, scope) for v, w in _pairs(row.expressions, wanted)])
        elif source is not None:
            made, given = self.query(source, scope)
            of_objects = object_rows.queried(made, given, shape, wanted, self)
            if of_objects is not None:
                tree.set("expression", of_objects[0])
                self._into_hidden(tree, of_objects[1])
                return self._with_returning(tree, inside)
            tree.set("expression", self._through(made, given, wanted))
            self._coerced_rows(made, wanted)
            self._row_set(tree, table, names or list(shape.visible), len(shape.visible))
        drawn_defaults.written(tree, table, shape, self.ctx)
        return self._with_returning(tree, inside)

    def _with_returning(self, tree: Node, inside: Scope) -> Node:
        if tree.args.get("returning") is not None:
            self._part(tree.args["returning"], inside)
        stored: list[Node] = []
        if isinstance(tree.this, exp.Schema) and isinstance(tree.expression, exp.Values):
            shape, row = next(iter(inside.sources.values())), tree.expression.expressions[0]
            stored = _as_columns_stand(shape, [c.name for c in tree.this.expressions], row.expressions)
        one_value_a_row(tree, stored)
        return tree

    def _object_given(self, tree: Node, row: Node, shape: Shape, wanted: list[Any], scope: Scope) -> bool:
        """VALUES (object): its attributes go into the table's columns."""
        only = row.expressions[0] if len(row.expressions) == 1 else None
        if only is None or isinstance(only, (exp.Literal, exp.Var, exp.Null)) or only.name == "default":
            return False
        value = self.visit(only, scope)
        row.set("expressions", [ready(value)])
        made = object_rows.stored(value, shape, wanted, self)
        if made is None:
            return False
        if isinstance(made[0], list):
            row.set("expressions", made[0])
        else:
            tree.set("expression", made[0])
        self._into_hidden(tree, made[1])
        return True

    @staticmethod
    def _into_hidden(tree: Node, names: list[str]) -> None:
        """Columns that no one wrote are filled too; an object table's columns are written out by then."""
        for name in names:
            tree.this.append("expressions", exp.to_identifier(name))

    def _row_set(self, tree: Node, table: Node, names: list[str], all_columns: int) -> None:
        """A table that holds no two equal rows takes the new ones only, each once."""
        facts = getattr(self.ctx.resolver, "facts", None)
        known = facts(tuple(p.name for p in table.parts)) if facts and isinstance(table, exp.Table) else None
        if known is None or not known.row_set:
            return
        if len(names) != all_columns:
            self.ctx.report("SC2039", f"INSERT into {table.name} of some of its columns", tree)
            return
        self.ctx.report("SC2038", f"INSERT into {table.name}", tree)
        alias = exp.TableAlias(this=exp.to_identifier("new_rows"), columns=[exp.to_identifier(n) for n in names])
        rows = exp.Select(expressions=[exp.column(n, table="new_rows") for n in names])
        rows.set("from_", exp.From(this=exp.Subquery(this=tree.expression, alias=alias)))
        there = exp.Select(expressions=[exp.column(n) for n in names])
        plain = table.copy()
        plain.set("alias", None)
        there.set("from_", exp.From(this=plain))
        tree.set("expression", ready(exp.Except(this=rows, expression=there, distinct=True)))

    def _record_row(self, row: Node, wanted: list[Any], scope: Scope, shape: Shape) -> list[Node] | None:
        """`VALUES r` of a record of code: its fields, one a column."""
        only = row.expressions[0] if row.expressions else None
        if only is None:
            raise self.ctx.refuse("SC1015", "VALUES without a value", row)
        if len(row.expressions) != 1 or isinstance(only, (exp.Literal, exp.Var)) or only.name == "default":
            return None
        whole = self.visit(row.expressions[0], scope)
        row.set("expressions", [ready(whole)])
        members = self._members(type_of(whole))
        if not members or (len(wanted) == 1 and wanted[0] is not None and wanted[0].type.members):
            return None
        if len(members) != len(wanted):
            raise self.ctx.refuse("SC1008", f"a record of {len(members)} fields for {len(wanted)} columns", row)
        return [self._record_part(whole, m, t, w) for (m, t), w in zip(members, wanted, strict=True)]

    def _record_part(self, whole: Node, name: str, type_: Type, wanted: ColumnInfo | None) -> Node:
        path = build.path_of(whole)
        made = build.name(*path, name, type_=type_) if path else build.field(whole.copy(), name, type_)
        return self.coerce(made, wanted.type) if wanted is not None else made

    def _whole_row(self, pair: Node, shape: Shape, scope: Scope) -> list[Node]:
        """SET ROW = record: an assignment a column."""
        whole = self.visit(pair.expression, scope)
        members = self._members(type_of(whole))
        columns = list(shape.visible.items())
        if not members or len(members) != len(columns):
            raise self.ctx.refuse("SC1008", "SET ROW: not a record of the table's columns", pair)
        out = []
        for (column, info), (name, type_) in zip(columns, members, strict=True):
            value = self._record_part(whole, name, type_, info)
            out.append(exp.EQ(this=ready(exp.column(column)), expression=value))
        return out

    def _coerced_rows(self, query: Node, wanted: list[Any]) -> None:
        """What goes into columns is converted as the engine itself would on storing it."""
        if isinstance(query, exp.Select) and not any(i.is_star for i in query.expressions):
            query.set("expressions", [self._coerced_item(v, w) for v, w in _pairs(query.expressions, wanted)])
        elif isinstance(query, exp.Union) and not query.args.get("distinct"):
            self._coerced_rows(query.this, wanted)
            self._coerced_rows(query.expression, wanted)

    def _through(self, query: Node, given: Shape, wanted: list[Any]) -> Node:
        """A query whose items cannot be touched (`*`, rows compared with each other) inside one whose items can, where
        what goes into a column has to be converted or made to fit."""
        stars = isinstance(query, exp.Select) and any(i.is_star for i in query.expressions)
        compared = isinstance(query, exp.SetOperation) and (
            not isinstance(query, exp.Union) or bool(query.args.get("distinct"))
        )
        types = [info.type for info in given.visible.values()]
        if not (stars or compared) or given.open or len(types) != len(wanted):
            return query
        names = [f"c{n}" for n in range(1, len(types) + 1)]
        columns = [ready(set_type(exp.column(n, table="given_rows"), t)) for n, t in zip(names, types, strict=True)]
        items = [
            self.stored(c, w.type, column=True) if w is not None else c for c, w in zip(columns, wanted, strict=True)
        ]
        if all(a is b for a, b in zip(columns, items, strict=True)):
            return query
        alias = exp.TableAlias(this=exp.to_identifier("given_rows"), columns=[exp.to_identifier(n) for n in names])
        outer = exp.Select(expressions=items)
        outer.set("from_", exp.From(this=exp.Subquery(this=query, alias=alias)))
        return ready(outer)

    def _coerced_item(self, item: Node, wanted: ColumnInfo | None) -> Node:
        if wanted is None:
            return item
        if isinstance(item, exp.Alias):
            item.set("this", self.stored(item.this, wanted.type, column=True))
            return item
        return self.stored(item, wanted.type, column=True)

    def _assigned(self, value: Node, wanted: ColumnInfo | None, scope: Scope) -> Node:
        if isinstance(value, exp.Var) or (isinstance(value, exp.Column) and value.name == "default"):
            return exp.Var(this="DEFAULT")
        made = self.visit(value, scope)
        return self.stored(made, wanted.type, column=True) if wanted is not None else made

    # --- UPDATE, DELETE -----------------------------------------------------------------------------------------------

    def _update(self, tree: Node, scope: Scope) -> Node:
        shape = self._target(tree, scope)
        if tree.args.get("from_") is not None:
            self._source(tree.args["from_"], scope)
            for join in tree.args["from_"].this.args.get("joins") or ():
                self._source(join, scope)
        self._limited(tree, scope)
        whole = object_rows.target(tree, shape)
        if whole is not None:
            value = self.visit(whole, scope)
            tree.set("expressions", [object_rows.assigned(value, shape, self)])
        elif tree.expressions[0]._meta and "whole" in tree.expressions[0].meta:
            tree.set("expressions", self._whole_row(tree.expressions[0], shape, scope))
        else:
            self._assignments(tree.expressions, shape, scope)
        self._rest(tree, scope)
        pairs = [p for p in tree.expressions if isinstance(p, exp.EQ)]
        one_value_a_row(tree, _as_columns_stand(shape, [p.this.name for p in pairs], [p.expression for p in pairs]))
        return tree

    def _assignments(self, pairs: list[Node], shape: Shape, scope: Scope) -> None:
        for pair in pairs:
            left = pair.this
            if isinstance(left, exp.Anonymous):
                raise self.ctx.refuse("SC1706", f"{self.ctx.words(left)} as the target of SET", pair)
            columns = left.expressions if isinstance(left, exp.Tuple) else [left]
            attribute = self._attribute(left, shape, scope) if isinstance(left, exp.Column) else None
            if attribute is not None:
                pair.set("expression", self._assigned(pair.expression, attribute, scope))
                continue
            for column in columns:
                if isinstance(column, exp.Column):
                    self._known(column, shape)
                    column.set("table", None)
                    column.set("db", None)
                    ready(column)
            if isinstance(left, exp.Tuple):
                made = self.visit(pair.expression, scope)
                inner = made.this if isinstance(made, exp.Subquery) else made
                wanted = [shape.columns.get(c.name) for c in columns]
                self._coerced_rows(inner, wanted)
                pair.set("expression", made)
            else:
                pair.set("expression", self._assigned(pair.expression, shape.columns.get(left.name), scope))

    def _attribute(self, left: Node, shape: Shape, scope: Scope) -> ColumnInfo | None:
        """`SET t.c.a = …`, an attribute of an object in a column: what it holds, and the node as the target says it."""
        names = [part.name for part in left.parts]
        if len(names) > 2 and names[0] in scope.sources:
            names = names[1:]
        if len(names) < 2 or names[0] in scope.sources or names[0] not in shape.columns:
            return None
        type_ = shape.columns[names[0]].type
        for name in names[1:]:
            found = dict(self._members(type_)).get(name)
            if found is None:
                return None
            type_ = found
        path = names[:-1][::-1]
        for part, name in itertools.zip_longest(("table", "db", "catalog"), path):
            left.set(part, exp.to_identifier(name) if name else None)
        ready(left)
        return ColumnInfo(type_)

    def _known(self, column: Node, shape: Shape) -> None:
        if column.name not in shape.columns and not shape.open:
            raise self.ctx.refuse("SC1007", f"the target has no column {column.name}", column)

    def _target(self, tree: Node, scope: Scope) -> Shape:
        table = tree.this
        made = self.relation(table, scope)
        if made is not table:
            tree.set("this", made)
        return next(iter(scope.sources.values()))

    def _rest(self, tree: Node, scope: Scope) -> None:
        for key in ("where", "returning"):
            if tree.args.get(key) is not None:
                self._part(tree.args[key], scope)

    def _delete(self, tree: Node, scope: Scope) -> Node:
        tables = tree.args.get("tables")
        if tables and not tree.this:
            tree.set("this", tables[0])
            tree.set("tables", None)
        self._target(tree, scope)
        using = tree.args.get("using")
        if using:
            tree.set("using", [self.relation(one, scope) for one in using])
        self._limited(tree, scope)
        self._rest(tree, scope)
        return tree

    def _limited(self, tree: Node, scope: Scope) -> None:
        """ROWNUM in UPDATE and DELETE: the rows are found, numbered and cut first, then touched by their address."""
        where = tree.args.get("where")
        in_where = counters([where], tree, scope) if where is not None else []
        in_set = counters([p.expression for p in tree.expressions], tree, scope)
        if not in_where and not in_set:
            return
        condition, limit = split_limit(where.this, tree, scope, self.ctx) if where is not None else (None, None)
        if isinstance(limit, exp.Literal) and limit.this == "0":
            tree.set("where", exp.Where(this=ready(exp.false())))
            return
        if limit is None and not in_set:
            tree.set("where", exp.Where(this=condition) if condition is not None else None)
            return
        alias = tree.this.alias_or_name
        listed = [exp.alias_(internal(exp.column(part, table=alias)), name) for part, name in self.address(tree.this)]
        if in_set:
            number = exp.Window(this=call("row_number", at="lowered", type_=t.NUMBER), over="OVER")
            listed.append(exp.alias_(set_type(number, t.NUMBER, not_null=True), NUMBER))
        found = exp.Select(expressions=listed)
        found.set("from_", exp.From(this=tree.this.copy()))
        found.set("where", exp.Where(this=condition) if condition is not None else None)
        found.set("limit", exp.Limit(expression=limit) if limit is not None else None)
        if not in_set:
            tree.set("where", exp.Where(this=self.among(tree.this, found)))
            return
        for column in in_set:
            column.replace(exp.column(NUMBER, table="numbered_rows"))
        source = exp.From(this=subquery(found, "numbered_rows"))
        tree.set("from_", source)
        self._source(source, scope)
        tree.set("where", exp.Where(this=self.same_row(tree.this, "numbered_rows")))

    # --- rows by their address ----------------------------------------------------------------------------------------

    def address(self, table: Node) -> list[tuple[str, str]]:
        """The pseudo-columns that together name a row of the table, and the names they travel under."""
        facts = getattr(self.ctx.resolver, "facts", None)
        found = facts(tuple(p.name for p in table.parts)) if facts and isinstance(table, exp.Table) else None
        address = [("rowid", ROW_ID)]
        return [*address, ("rowid table", "table_id_")] if found is not None and found.partitioned else address

    def among(self, table: Node, rows: Node) -> Node:
        alias = table.alias_or_name
        parts: list[Node] = [internal(exp.column(part, table=alias)) for part, _ in self.address(table)]
        left = parts[0] if len(parts) == 1 else exp.Tuple(expressions=parts)
        return exp.In(this=left, query=exp.Subquery(this=rows))

    def same_row(self, table: Node, source: str) -> Node:
        alias = table.alias_or_name
        made: Node | None = None
        for part, name in self.address(table):
            same = exp.EQ(this=internal(exp.column(part, table=alias)), expression=exp.column(name, table=source))
            made = same if made is None else exp.And(this=made, expression=same)
        assert made is not None
        return made

    # --- MERGE --------------------------------------------------------------------------------------------------------

    def _merge(self, tree: Node, scope: Scope) -> Node:
        ctx = self.ctx
        into_table(tree, self)
        facts = getattr(ctx.resolver, "facts", None)
        path = tuple(p.name for p in tree.this.parts) if isinstance(tree.this, exp.Table) else ()
        known = facts(path) if facts and path else None
        if not path or (known is not None and known.kind != "table"):
            raise ctx.refuse("SC1707", "MERGE into a view or a query", tree.this)
        target = Scope()
        shape = self._target(tree, target)
        alias = tree.this.alias_or_name
        source = tree.args["using"]
        made = self.relation(source, scope)
        if made is not source:
            tree.set("using", made)
        self._dual_row(tree)
        both = Scope()
        both.sources = {**scope.sources, alias: shape}
        tree.set("on", self.visit(tree.args["on"], both))
        own = known.own_rows if known is not None else None
        if own is not None:
            into_session_rows(tree, own)
        whens: list[Node] = []
        kept = ctx.extras.get(KEPT) if known is not None and not known.partitioned else None
        later: tuple[Node | None, Node | None] | None = None
        for when in tree.args["whens"].expressions:
            then = when.args["then"]
            if isinstance(then, exp.Insert):
                if then.this is None and own is not None:
                    then.set("this", exp.Tuple(expressions=[exp.to_identifier(n) for n in shape.visible]))
                self._merge_insert(when, then, shape, scope)
                whens.append(when)
            elif isinstance(then, exp.Update):
                self._assignments(then.expressions, shape, both)
                if when.args.get("condition") is not None:
                    when.set("condition", self.visit(when.args["condition"], both))
                whens.append(when)
            else:
                fires = known is not None and known.update_triggers
                if fires and kept:
                    later = self._merge_later(whens[-1], when, alias, shape, both)
                    continue
                if fires:
                    ctx.report("SC1725", "rows that MERGE deletes fire no update trigger before", when)
                whens.insert(len(whens) - 1, self._merge_delete(whens[-1], when, alias, shape, both))
        tree.args["whens"].set("expressions", whens)
        draw_in_every_branch(whens)
        for when in whens:
            then = when.args["then"]
            if isinstance(then, exp.Update):
                pairs = [p for p in then.expressions if isinstance(p, exp.EQ)]
                names, values = [p.this.name for p in pairs], [p.expression for p in pairs]
            elif isinstance(then, exp.Insert) and isinstance(then.this, (exp.Tuple, exp.Schema)):
                row = then.expression
                row = row.expressions[0] if isinstance(row, exp.Values) else row
                names, values = [c.name for c in then.this.expressions], list(row.expressions)
            else:
                names, values = [], []
            one_value_a_row(then, _as_columns_stand(shape, names, values))
        return tree if later is None else in_steps(tree, *later, shape.table or path, str(kept))

    def _merge_later(
        self, update: Node, delete: Node, alias: str, shape: Shape, both: Scope
    ) -> tuple[Node | None, Node | None]:
        """Which rows are deleted when they are updated, and what they have to fulfil then."""
        condition = delete.args.get("condition")
        if condition is None or not only_of_target(condition, alias, both, self.ctx):
            made = self._merge_delete(update, delete, alias, shape, both)
            self.ctx.report("SC1727", "rows that MERGE deletes are chosen before triggers change them", delete)
            return made.args["condition"], None
        own = Scope(parent=both.parent)
        own.sources[alias] = shape
        return update.args.get("condition"), self.visit(condition, own)

    def _dual_row(self, tree: Node) -> None:
        source = tree.args["using"]
        if source._meta and source._meta.get("dual"):
            row = exp.Select(expressions=[exp.alias_(exp.Literal.string("X"), "dummy")])
            tree.set("using", subquery(row, source.alias_or_name))

    def _merge_insert(self, when: Node, then: Node, shape: Shape, source: Scope) -> None:
        columns = then.this
        names = [c.name for c in columns.expressions] if columns is not None else []
        for column in columns.expressions if columns is not None else ():
            self._known(column, shape)
        if not names and shape.written_out:
            names = list(shape.visible)
            then.set("this", exp.Tuple(expressions=[exp.to_identifier(n) for n in names]))
        wanted = [shape.columns.get(n) for n in names] if names else list(shape.visible.values())
        values = then.expression
        values.set("expressions", [self._assigned(v, w, source) for v, w in _pairs(values.expressions, wanted)])
        if when.args.get("condition") is not None:
            when.set("condition", self.visit(when.args["condition"], source))

    def _merge_delete(self, update: Node, delete: Node, alias: str, shape: Shape, both: Scope) -> Node:
        """DELETE WHERE looks at the row as the update leaves it: the new values stand in for the columns."""
        new: dict[str, Node] = {}
        for pair in update.args["then"].expressions:
            if isinstance(pair.this, exp.Tuple):
                raise self.ctx.refuse("SC1707", "MERGE … DELETE WHERE beside SET (a, b) = (query)", delete)
            new[pair.this.name] = pair.expression
        condition = delete.args.get("condition")
        if condition is None:
            raise self.ctx.refuse("SC1707", "MERGE … DELETE without WHERE", delete)
        holder = exp.Where(this=condition)
        for column, owner in own_columns([holder], holder, both, self.ctx):
            if owner != alias or column.name not in new:
                continue
            value = new[column.name]
            if isinstance(value, exp.Var):
                raise self.ctx.refuse("SC1707", "MERGE … DELETE WHERE of a column set to DEFAULT", column)
            info = shape.columns.get(column.name) or ColumnInfo(t.UNKNOWN)
            column.replace(self._stored(value.copy(), info))
        seen = self.visit(holder.this, both)
        first = update.args.get("condition")
        if first is not None:
            left = exp.Paren(this=first.copy()) if isinstance(first, exp.Or) else first.copy()
            seen = exp.And(this=left, expression=exp.Paren(this=seen) if isinstance(seen, exp.Or) else seen)
        delete.set("condition", seen)
        return delete

    def _stored(self, value: Node, info: ColumnInfo) -> Node:
        """A value as it is after it went into the column."""
        if info.type.kind == "unknown":
            made: Node = exp.Paren(this=value)
        else:
            to = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind="")
            to.meta["t"] = info.type
            made = exp.Cast(this=value, to=to)
        return set_type(ready(made), info.type)


def _pairs(values: list[Node], wanted: list[Any]) -> list[tuple[Node, Any]]:
    return [(v, wanted[i] if i < len(wanted) else None) for i, v in enumerate(values)]


def _as_columns_stand(shape: Shape, names: list[str], values: list[Node]) -> list[Node]:
    """The values given for columns in the order in which the table has the columns."""
    at = {name: position for position, name in enumerate(shape.columns)}
    pairs = sorted(zip(names, values, strict=False), key=lambda pair: at.get(pair[0], len(at)))
    return [value for _, value in pairs]


__all__ = ["DataStatements", "one_value_a_row"]


def returned_aggregates(tree: Node) -> bool:
    """Whether a data statement gives back aggregates of the rows it changed."""
    returning = tree.args.get("returning")
    if returning is None:
        return False
    return any(call_name(n) in AGGREGATES for i in returning.expressions for n in i.find_all(exp.Anonymous))
