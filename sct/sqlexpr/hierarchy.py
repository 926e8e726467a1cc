"""CONNECT BY as a recursive WITH that gives Oracle's rows in Oracle's order.

    connect_rows   the joined rows once, numbered in sibling order, with what PRIOR, CONNECT_BY_ROOT and
                   SYS_CONNECT_BY_PATH take from a row as columns of their own
    connect_tree   roots, then children of what is there; `connect_path` is the list of numbers from the root
    outer query    the source's select list, WHERE and the rest over the tree, in the order of the path: depth first

Oracle SQL Language Reference, Hierarchical Queries: joins first, then CONNECT BY, then the other conditions of WHERE.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sct.ir import types as t
from sct.sqlexpr.conditions import conjuncts, together
from sct.sqlexpr.flatten import Carrier, from_table, replace_item, table
from sct.sqlexpr.nodes import call, call_name, exp, ready, set_type
from sct.sqlexpr.ownership import aggregated, expand_stars, inner_selects, own_columns, select_parts
from sct.sqlexpr.scope import ColumnInfo, Scope, Shape

Node: TypeAlias = exp.Expression

ROWS, TREE, PRIOR_ROW, NUMBER, PATH = "connect_rows", "connect_tree", "connect_prior", "connect_number", "connect_path"
LEAF, CYCLE = "connect_by_isleaf", "connect_by_iscycle"


def connect_by(tree: Node, scope: Scope, lifter: Any) -> Node:
    clause = tree.args.get("connect")
    if clause is None:
        return tree
    made = _generator(tree, clause, lifter) or _Hierarchy(tree, clause, scope, lifter.ctx).build()
    made.meta["reshaped"] = True
    return made


# --- rows out of nothing ----------------------------------------------------------------------------------------------


def _generator(tree: Node, clause: Node, lifter: Any) -> Node | None:
    """FROM dual CONNECT BY LEVEL <= n is a series of numbers; there is always a first row."""
    start, condition = tree.args.get("from_"), clause.args["connect"]
    if start is None or not (start.this._meta or {}).get("dual") or tree.args.get("joins") or clause.args.get("start"):
        return None
    if not isinstance(condition, (exp.LTE, exp.LT, exp.GTE, exp.GT)):
        return None
    left, right, kind = condition.this, condition.expression, type(condition)
    if _is_counter(right):
        left, right = right, left
        kind = {exp.GTE: exp.LTE, exp.GT: exp.LT}.get(kind, exp.GTE)
    if not _is_counter(left) or kind not in (exp.LTE, exp.LT):
        return None
    if any(_is_pseudo(c) or call_name(c) == "prior" for c in right.find_all(exp.Column, exp.Anonymous)):
        return None
    whole = isinstance(right, exp.Literal) and not right.is_string and right.this.isdigit()
    if whole:
        last = max(int(right.this) - (kind is exp.LT), 1)
        bound: Node = exp.Literal.number(last)
        level = t.INTEGER
    else:
        value = lifter.coerce(lifter.visit(right, Scope(lifter.outer)), "number")
        if kind is exp.LT:
            value = exp.Sub(this=call("ceil", value, at="lowered"), expression=exp.Literal.number(1))
        bound = call("greatest", value, exp.Literal.number(1), at="lowered")
        level = t.NUMBER
    series = exp.Table(
        this=call("generate_series", exp.Literal.number(1), bound, at="lowered"),
        alias=exp.TableAlias(this=exp.to_identifier(TREE), columns=[exp.to_identifier("level")]),
    )
    series.meta["ready"] = Shape({"level": ColumnInfo(level, True)})
    start.set("this", series)
    tree.set("connect", None)
    for column in list(tree.find_all(exp.Column)):
        if _is_pseudo(column) and not any(True for _ in inner_selects(column, tree)):
            if column.name == LEAF:
                raise lifter.ctx.refuse("SC1702", "CONNECT_BY_ISLEAF of a row generator", column)
            if column.name == "rownum" and tree.args.get("where") is None:
                replace_item(column, exp.column("level"), "rownum")
    return tree


def _is_counter(node: Node) -> bool:
    return isinstance(node, exp.Column) and not node.table and node.name in ("level", "rownum")


def _is_pseudo(node: Node) -> bool:
    return isinstance(node, exp.Column) and not node.table and node.name in ("level", "rownum", LEAF, CYCLE)


# --- the general form -------------------------------------------------------------------------------------------------


class _Hierarchy(Carrier):
    def __init__(self, tree: Node, clause: Node, scope: Scope, ctx: Any) -> None:
        super().__init__(tree, scope, ctx, "connect_row")
        self.clause = clause
        self.nocycle = bool(clause.args.get("nocycle"))
        self.extras: dict[str, tuple[str, str, Node, Node | None]] = {}  # SQL -> (kind, name, expression, separator)

    def build(self) -> Node:
        tree, clause = self.tree, self.clause
        expand_stars(tree, self.scope, self.ctx)
        joining, filtering = self._conditions()
        tree.set("where", exp.Where(this=filtering) if filtering is not None else None)
        numbered = self._number_of_siblings()
        start, connect = clause.args.get("start"), clause.args["connect"]
        self._collect(connect)
        # what the select list takes from other rows
        for part in select_parts(tree, without=("connect",)):
            self._take_out(part)
        for extra in self.extras.values():
            self.carry([extra[2]])
        tree.set("connect", None)
        self.carry([p for p in (start, connect, *select_parts(tree)) if p is not None])
        rows = self._rows(joining, numbered)
        cycles = any(call_name(n) == "prior" for n in connect.find_all(exp.Anonymous)) and not self._never_repeats(
            connect
        )
        wanted = {c.name for part in select_parts(tree) for c in part.find_all(exp.Column) if not c.table}
        cycle_mark = self._cycle_mark(connect) if CYCLE in wanted else None
        recursion = self._recursion(start, connect, cycles)
        self._outer(wanted, cycle_mark)
        names = [*self.columns.values(), *(n for k, n, _, _ in self.extras.values() if k != "prior")]
        names += [f"{n}_before" for k, n, _, _ in self.extras.values() if k == "prior"]
        kept = [n for k, n, _, _ in self.extras.values() if k == "prior"]
        columns = [exp.to_identifier(n) for n in (*names, *kept, "level", PATH)]
        ctes = [
            exp.CTE(this=rows, alias=exp.TableAlias(this=exp.to_identifier(ROWS))),
            exp.CTE(this=recursion, alias=exp.TableAlias(this=exp.to_identifier(TREE), columns=columns)),
        ]
        clause_with = tree.args.get("with_") or exp.With(expressions=[])
        clause_with.set("recursive", True)
        clause_with.set("expressions", [*clause_with.expressions, *ctes])
        tree.set("with_", clause_with)
        return tree

    # --- what goes where ------------------------------------------------------------------------------------------

    def _conditions(self) -> tuple[Node | None, Node | None]:
        """WHERE: conditions over several sources join them, the others filter the finished tree."""
        where = self.tree.args.get("where")
        if where is None:
            return None, None
        joining: list[Node] = []
        filtering: list[Node] = []
        for part in conjuncts(where.this):
            aliases = {a for _, a in own_columns([part], self.tree, self.scope, self.ctx)}
            pseudo = any(_is_pseudo(c) for c in part.find_all(exp.Column))
            (joining if len(aliases) > 1 and not pseudo else filtering).append(part)
        return together(joining), together(filtering)

    def _number_of_siblings(self) -> Node:
        """row_number() in sibling order, or in the order the rows come."""
        order = self.tree.args.get("order")
        spec = None
        if order is not None and order.args.get("siblings"):
            self.tree.set("order", None)
            aliases = {i.alias: i.this for i in self.tree.expressions if isinstance(i, exp.Alias)}
            for ordered in order.expressions:
                key = ordered.this
                if isinstance(key, exp.Literal) and key.this.isdigit():
                    item = self.tree.expressions[int(key.this) - 1]
                    ordered.set("this", (item.this if isinstance(item, exp.Alias) else item).copy())
                elif isinstance(key, exp.Column) and not key.table and key.name in aliases and not self.own([key]):
                    ordered.set("this", aliases[key.name].copy())
                if any(_is_pseudo(c) or call_name(c) for c in ordered.find_all(exp.Column)):
                    raise self.ctx.refuse("SC1702", "ORDER SIBLINGS BY a value of the hierarchy itself", ordered)
            order.set("siblings", None)
            spec = order
        return exp.Window(this=call("row_number", at="lowered", type_=t.NUMBER), order=spec, over="OVER")

    def _collect(self, connect: Node) -> None:
        for node in connect.find_all(exp.Anonymous):
            if call_name(node) in ("connect_by_root", "sys_connect_by_path"):
                raise self.ctx.refuse("SC1702", f"{call_name(node).upper()} in CONNECT BY", node)

    def _mine(self, node: Node) -> bool:
        """Whether PRIOR, LEVEL … here mean this hierarchy and not one of a subquery."""
        return all(s.args.get("connect") is None for s in inner_selects(node, self.tree))

    def _take_out(self, part: Node) -> None:
        """PRIOR x, CONNECT_BY_ROOT x and SYS_CONNECT_BY_PATH(x, s) become columns of the tree."""
        for node in list(part.find_all(exp.Anonymous)):
            name = call_name(node)
            if name not in ("prior", "connect_by_root", "sys_connect_by_path") or not self._mine(node):
                continue
            value = node.expressions[0]
            separator = node.expressions[1] if name == "sys_connect_by_path" else None
            kind = {"prior": "prior", "connect_by_root": "root", "sys_connect_by_path": "path"}[name]
            key = f"{kind}:{node.sql()}"
            if key not in self.extras:
                if any(_is_pseudo(c) for c in value.find_all(exp.Column)):
                    raise self.ctx.refuse("SC1702", f"{name.upper()} of a value of the hierarchy itself", node)
                number = sum(1 for k, *_ in self.extras.values() if k == kind) + 1
                self.extras[key] = (kind, f"{kind}_{number}", value.copy(), separator)
                self.extras[key][2].parent = None
            column = self.extras[key][1] + ("_before" if kind == "prior" else "")
            bare = value.name if isinstance(value, exp.Column) else ""
            made = exp.column(column, table=self.row)
            made.meta["made"] = True
            replace_item(node, made, bare or column)

    # --- the pieces -----------------------------------------------------------------------------------------------

    def _rows(self, joining: Node | None, numbered: Node) -> Node:
        tree = self.tree
        listed: list[Node] = self.listed()
        for kind, name, value, _ in self.extras.values():
            listed.append(exp.alias_(value.copy(), f"{name}_part" if kind == "path" else name))
        listed.append(exp.alias_(set_type(numbered, t.NUMBER, not_null=True), NUMBER))
        rows = exp.Select(expressions=listed)
        rows.set("from_", tree.args["from_"].copy())
        rows.set("joins", [j.copy() for j in tree.args.get("joins") or ()])
        if joining is not None:
            rows.set("where", exp.Where(this=joining.copy()))
        return rows

    def _cells(self, row: str, prior: str | None) -> list[Node]:
        """The tree's columns for a row: a root (prior None) or a child."""
        cells: list[Node] = [exp.column(name, table=row) for name in self.columns.values()]
        for kind, name, _, separator in self.extras.values():
            if kind == "root":
                cells.append(exp.column(name, table=prior or row))
            elif kind == "path":
                assert separator is not None
                end: Node = exp.DPipe(
                    this=separator.copy(), expression=exp.column(f"{name}_part", table=row), safe=True
                )
                if prior:
                    end = exp.DPipe(this=exp.column(name, table=prior), expression=end, safe=True)
                cells.append(_as_text(end))
        for kind, name, _, _ in self.extras.values():
            if kind == "prior":
                before = exp.column(name, table=prior or row)
                nothing = exp.Case(ifs=[exp.If(this=exp.false(), true=before)])
                cells.append(before if prior else nothing)
        cells += [exp.column(name, table=row) for kind, name, _, _ in self.extras.values() if kind == "prior"]
        return cells

    def _recursion(self, start: Node | None, connect: Node, cycles: bool) -> Node:
        row = self.row
        number = exp.column(NUMBER, table=row)
        roots = exp.Select(
            expressions=[
                *self._cells(row, None),
                exp.Literal.number(1),
                _path_part("first", exp.Array(expressions=[number.copy()])),
            ]
        )
        roots.set("from_", from_table(ROWS, row))
        if start is not None:
            roots.set("where", exp.Where(this=self.bound(start, row)))
        path = exp.column(PATH, table=PRIOR_ROW)
        seen = _path_part("seen", exp.EQ(this=number.copy(), expression=exp.Any(this=exp.Paren(this=path.copy()))))
        longer: Node = _path_part("longer", exp.DPipe(this=path.copy(), expression=number.copy(), safe=True))
        condition = self._child_condition(connect, row, PRIOR_ROW)
        if cycles and self.nocycle:
            condition = exp.And(this=condition, expression=ready(exp.Not(this=exp.Paren(this=seen))))
        elif cycles:
            error = exp.Dot(
                this=exp.to_identifier("sct"), expression=call("connect_by_loop", number.copy(), at="lowered")
            )
            longer = _path_part("kept", exp.Case(ifs=[exp.If(this=seen, true=error)], default=longer))
        deeper = exp.Add(this=exp.column("level", table=PRIOR_ROW), expression=exp.Literal.number(1))
        children = exp.Select(expressions=[*self._cells(row, PRIOR_ROW), deeper, ready(longer)])
        children.set("from_", from_table(TREE, PRIOR_ROW))
        children.set("joins", [exp.Join(this=table(ROWS, row), on=condition)])
        return exp.Union(this=roots, expression=children, distinct=False)

    def _child_condition(self, connect: Node, row: str, prior: str) -> Node:
        condition = self.bound(connect, row)
        for node in list(condition.find_all(exp.Anonymous)):
            if call_name(node) == "prior":
                inner = node.expressions[0]
                for column in inner.find_all(exp.Column):
                    if column.table == row or _is_pseudo(column):
                        column.set("table", exp.to_identifier(prior))
                if node is condition:
                    condition = inner
                else:
                    node.replace(exp.Paren(this=inner) if isinstance(inner, exp.Binary) else inner)
        for column in list(condition.find_all(exp.Column)):
            if not column.table and column.name == "level":
                column.replace(
                    exp.Paren(this=exp.Add(this=exp.column("level", table=prior), expression=exp.Literal.number(1)))
                )
            elif not column.table and column.name == "rownum":
                raise self.ctx.refuse("SC1702", "ROWNUM in CONNECT BY over a table", connect)
        return condition

    def _never_repeats(self, connect: Node) -> bool:
        """PRIOR SYS_GUID() IS NOT NULL and its like: no two rows are the same, so there is no loop."""
        for node in connect.find_all(exp.Anonymous, exp.Column):
            if call_name(node) == "prior":
                value = node.expressions[0]
                inner = value.sql().lower()
                # DBMS_RANDOM.VALUE without parentheses is a node of its own by now
                if "sys_guid" in inner or "dbms_random" in inner or value.find(exp.Rand) is not None:
                    return True
        return False

    def _cycle_mark(self, connect: Node) -> Node:
        """Whether a child of the row is among its ancestors, or the row itself."""
        other = "connect_child"
        path = exp.Any(this=exp.Paren(this=exp.column(PATH, table=TREE)))
        seen = _path_part("seen", exp.EQ(this=exp.column(NUMBER, table=other), expression=path))
        child = exp.Select(expressions=[exp.Literal.number(1)])
        child.set("from_", from_table(ROWS, other))
        condition = self._child_condition(connect, other, TREE)
        child.set("where", exp.Where(this=exp.And(this=condition, expression=ready(exp.Paren(this=seen)))))
        found = exp.If(this=exp.Exists(this=child), true=exp.Literal.number(1))
        return exp.Case(ifs=[found], default=exp.Literal.number(0))

    def _outer(self, wanted: set[str], cycle_mark: Node | None) -> None:
        tree, row = self.tree, self.row
        self.rebind()
        for part in select_parts(tree):
            for column in part.find_all(exp.Column):
                if not column.table and column.name in ("level", LEAF, CYCLE) and self._mine(column):
                    column.set("table", exp.to_identifier(row))
        extra = []
        if LEAF in wanted:
            level = exp.column("level", table=TREE)
            following = exp.Window(
                this=call("lead", level.copy(), at="lowered"),
                order=exp.Order(expressions=[exp.Ordered(this=exp.column(PATH, table=TREE))]),
                over="OVER",
            )
            deeper = exp.GT(this=following, expression=level)
            leaf = exp.Case(ifs=[exp.If(this=deeper, true=exp.Literal.number(0))], default=exp.Literal.number(1))
            extra.append(exp.alias_(set_type(ready(leaf), t.INTEGER, not_null=True), LEAF))
        if cycle_mark is not None:
            extra.append(exp.alias_(cycle_mark, CYCLE))
        ordered = exp.Order(expressions=[exp.Ordered(this=exp.column(PATH, table=row))])
        counted = any(
            _is_pseudo(c) and c.name == "rownum" for part in select_parts(tree) for c in part.find_all(exp.Column)
        )
        tree.set("joins", None)
        if extra or counted:
            inner = exp.Select(expressions=[exp.Star(), *extra])
            inner.set("from_", from_table(TREE))
            if counted:
                inner.set("order", exp.Order(expressions=[exp.Ordered(this=exp.column(PATH))]))
            source = exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier(row)))
            tree.set("from_", exp.From(this=source))
        else:
            tree.set("from_", from_table(TREE, row))
        free = not counted and tree.args.get("order") is None and not tree.args.get("distinct")
        if free and not aggregated(tree) and not isinstance(tree.parent, exp.SetOperation):
            tree.set("order", ordered)


def _path_part(what: str, node: Node) -> Node:
    """A part of the way from the root to a row, an array of row numbers; targets without arrays write it as text."""
    node.meta["path"] = what
    return ready(node)


def _as_text(node: Node) -> Node:
    """Both halves of the recursion give the same type."""
    return exp.Cast(this=node, to=exp.DataType(this=exp.DataType.Type.USERDEFINED, kind="CLOB"))
