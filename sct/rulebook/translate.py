"""One piece of source SQL to one piece of target SQL: parse, lift, lower, check, print."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from sct.diagnostics.finding import Bag
from sct.ir.objects import Table
from sct.ir.sql import Sql
from sct.ir.types import UNKNOWN, VARCHAR, Type
from sct.rulebook.load import Rulebook
from sct.rulebook.repeated import Asked, Repeated, noting
from sct.sqlexpr import (  # noqa: F401  (they register themselves)
    constructs_basic,
    constructs_casts,
    constructs_characters,
    constructs_choice,
    constructs_dates,
    constructs_errors,
    constructs_json,
    constructs_json_changes,
    constructs_locks,
    constructs_models,
    constructs_patterns,
    constructs_query,
    constructs_regex,
    constructs_xml,
    made_columns,
    made_texts,
    query_texts,
)
from sct.sqlexpr.context import Context, Refused, family
from sct.sqlexpr.lifting import Lifter
from sct.sqlexpr.lowering import Lowerer, Target
from sct.sqlexpr.merge_deletes import KEPT, LATER
from sct.sqlexpr.multi_insert import COUNTED
from sct.sqlexpr.nodes import call, clone, exp, type_of
from sct.sqlexpr.old_values import CURRENT_OF
from sct.sqlexpr.ownership import SPREAD
from sct.sqlexpr.parse import SqlError, tree_of
from sct.sqlexpr.printing import to_sql
from sct.sqlexpr.qualifying import qualify
from sct.sqlexpr.scope import Resolver, Scope, Shape
from sct.text.span import Span

__all__ = ["Refused", "Translator"]


@dataclass(slots=True)
class Translator:
    """Raises Refused when a piece cannot be converted; what else is to be said goes into the bag."""

    engine: str
    book: Rulebook
    resolver: Resolver
    target_name: str
    type_text: Callable[[Type], str]
    needs_quotes: Callable[[str], bool]
    shortened: Callable[[str], str] = str
    natives: Collection[str] = ()  # functions the target brings, in its schema `system`; what has no owner is in `home`
    home: str = ""
    system: str = ""
    used_runtime: set[str] = field(default_factory=set)
    read: Callable[[str], list[Any]] | None = None  # a piece of script in a string -> its items
    around: Callable[[Any], Any] | None = None  # the resolver -> one that knows more, for a piece of a string
    script: Callable[..., str] | None = None  # … -> the target's script; raises Refused
    # bodies of code that were written, and in each (line, source statement) where another statement begins
    places: list[tuple[str, list[tuple[int, Span]]]] = field(default_factory=list)
    _repeated: Repeated = field(default_factory=Repeated)
    _to: Target | None = field(default=None, init=False)

    @property
    def empty_is_null(self) -> bool:
        """Whether the source stores an empty text as NULL, and refuses what is too long only by blanks."""
        return ("text", "fitted") in self.book.coercions

    @property
    def declared_arguments(self) -> bool:
        """Whether a parameter has its declared size and digits in the source, as a variable has."""
        return ("argument", "declared") in self.book.coercions

    def context(self, sql: Sql, bag: Bag, alone: bool = False) -> Context:
        """`alone`: of an expression that stands in no query, which is SQL all the same unless it stands in code."""
        resolver = self.resolver if self.around is None else self.around(self.resolver)
        in_sql = not (alone and resolver.in_code)
        return Context(self.engine, self.book.lift, resolver, bag, sql, in_sql, self.book.coercions)

    def _target(self) -> Target:
        if self._to is None:
            self._to = self._made_target()
        return self._to

    def _made_target(self) -> Target:
        return Target(
            self.target_name,
            self.book.lower,
            self.book.functions,
            self.book.nodes,
            self.type_text,
            self.needs_quotes,
            used_runtime=self.used_runtime,
            shortened=self.shortened,
            pseudo_columns=self.book.legal.get("pseudo_columns") or {},
            aggregates=self.book.legal.get("aggregates", ()),
            lacks=self.book.legal.get("lacks") or (),
            cast=self.book.legal.get("cast") or "",
            natives=self.natives,
            own=lambda name: self.resolver.has_routine(name),
            home=self.home,
            system=self.system,
        )

    def _tree(self, ctx: Context, last: bool = False) -> exp.Expression:
        """A copy of the piece's tree to work on; the tree itself when it is asked for the `last` time."""
        sql = ctx.sql
        try:
            tree = tree_of(sql)
            if not last:
                return clone(tree)
            ctx.first = sql.tokens[0].start if sql.tokens else 0
            sql.tree = sql.tokens = None
            return tree
        except (TypeError, AttributeError) as error:
            # the library cannot copy some trees it made itself; the piece is refused, the rest goes on
            raise Refused("SC1015", f"cannot be read: {error}", sql.span) from None
        except SqlError as error:
            raise Refused(getattr(error, "code", None) or "SC1015", error.message, error.span) from None

    def _text(self, tree: exp.Expression, ctx: Context, pretty: bool, operand: bool = False, schema: str = "") -> str:
        lowered = Lowerer(ctx, self._target()).lower(tree)
        if query_texts.MARK in ctx.extras:
            lowered = query_texts.made_texts(lowered, self.target_name)
        if schema:
            qualify(lowered, schema)
        if operand and isinstance(lowered, (exp.AtTimeZone, exp.Predicate, exp.Connector, exp.Not, exp.Collate)):
            lowered = exp.Paren(this=lowered)
        several = [lowered, *(lowered._meta or {}).get("then", ())]
        try:
            return ";\n".join(to_sql(one, self.target_name, pretty=pretty) for one in several)
        except ValueError as error:
            raise ctx.refuse("SC1017", str(error)) from None

    def lifted(self, sql: Sql, node: exp.Expression, bag: Bag, wanted: Type | None = None) -> tuple[Any, Context]:
        """A part of a piece with its meaning, and what it is printed in (`text`)."""
        ctx = self.context(sql, bag, True)
        lifter = Lifter(ctx)
        tree = lifter.expression(clone(node), Scope())
        return (lifter.coerce(tree, wanted) if wanted is not None else tree), ctx

    def text(self, tree: exp.Expression, ctx: Context) -> str:
        """A lifted tree as text."""
        return self._text(tree, ctx, False)

    def expression(
        self,
        sql: Sql,
        bag: Bag,
        shape: Shape | None = None,
        wanted: Type | None = None,
        *,
        immutable: bool = False,
        operand: bool = False,
    ) -> str:
        """An expression; `shape` = the columns it may name (a table's own), `wanted` = the type it is assigned to.

        `immutable`: it stands in a generated column or an index, where only immutable functions may. `operand`: where
        the grammar takes no condition and no AT TIME ZONE without parentheses (DEFAULT).
        """
        key = Repeated.key(sql, shape, wanted, immutable, operand) if self.around is None else None
        if key is None:
            return self._expression(self.context(sql, bag, True), shape, wanted, immutable, operand)
        known = self._repeated.find(key, sql, shape, self.resolver, bag, self.used_runtime)
        if known:
            return known
        asked, noting_shape = Asked(self.resolver), noting(shape)
        said, before = Bag(), set(self.used_runtime)
        self.used_runtime.clear()
        try:
            ctx = Context(self.engine, self.book.lift, asked, said, sql, not self.resolver.in_code, self.book.coercions)
            text = self._expression(ctx, noting_shape, wanted, immutable, operand)
            self._repeated.keep(key, sql, text, said, self.used_runtime, asked, noting_shape)
            return text
        finally:
            bag.extend(said)
            self.used_runtime.update(before)

    def _expression(
        self, ctx: Context, shape: Shape | None, wanted: Type | None, immutable: bool, operand: bool
    ) -> str:
        ctx.extras["immutable"] = immutable
        scope = Scope()
        if shape is not None:
            scope.sources[""] = shape
        lifter = Lifter(ctx)
        tree = lifter.expression(self._tree(ctx), scope)
        if wanted is not None:
            tree = lifter.stored(tree, wanted)
        return self._text(tree, ctx, False, operand)

    def type_of(self, sql: Sql, shape: Shape) -> Type:
        """The neutral type of an expression over these columns. Raises Refused."""
        scope = Scope()
        scope.sources[""] = shape
        ctx = self.context(sql, Bag(), True)
        return type_of(Lifter(ctx).expression(self._tree(ctx), scope))

    def lifted_piece(self, sql: Sql, wanted: Type) -> exp.Expression:
        """A piece as a node of another one, converted to the type wanted."""
        ctx = self.context(sql, Bag(), True)
        lifter = Lifter(ctx)
        return lifter.coerce(lifter.expression(self._tree(ctx), Scope()), wanted)

    def compared_as(self, pieces: list[Sql]) -> Type | None:
        """The type that values are compared as, where text stands beside numbers, moments or bytes; None: as they are."""
        kinds: dict[str, Type] = {}
        for piece in pieces:
            try:
                found = self.type_of(piece, Shape())
            except Refused:
                return None
            kinds.setdefault(family(found), found)
        strong = next((f for f in ("number", "timestamp", "datetime", "binary") if f in kinds), None)
        return Type(kinds[strong].kind, zone=kinds[strong].zone) if strong is not None and "text" in kinds else None

    def node(self, sql: Sql, node: exp.Expression, bag: Bag, wanted: Type | None = None) -> str:
        """A part of a piece (an argument of a call, a subscript), converted to the type wanted."""
        return self.typed_node(sql, node, bag, wanted)[0]

    def typed_node(self, sql: Sql, node: exp.Expression, bag: Bag, wanted: Type | None = None) -> tuple[str, Type]:
        """As `node`, with the type of what was written."""
        ctx = self.context(sql, bag, True)
        lifter = Lifter(ctx)
        tree = lifter.expression(clone(node), Scope())
        if wanted is not None:
            tree = lifter.stored(tree, wanted) if self.declared_arguments else lifter.coerce(tree, wanted)
        found = type_of(tree)
        return self._text(tree, ctx, False), found

    def type_of_node(self, sql: Sql, node: exp.Expression) -> Type:
        """The type of a part of a piece; unknown when it cannot be converted."""
        try:
            return type_of(Lifter(self.context(sql, Bag(), True)).expression(clone(node), Scope()))
        except Refused:
            return UNKNOWN

    def query(
        self,
        sql: Sql,
        bag: Bag,
        schema: str = "",
        *,
        last: bool = False,
        stored: bool = False,
        table: bool = False,
        named: bool = False,
    ) -> tuple[str, Shape]:
        """A query, laid out over lines, and the columns it gives. `schema`: written before relations without one;
        `named`: columns without a name get one, since they are asked for.

        `last`: nobody asks for the piece's tree after this, so that it need not be copied. `stored`: its columns become
        places of their own, which may take other values later; `table`: those of a table.
        """
        ctx = self.context(sql, bag)
        tree, shape = Lifter(ctx).query(self._tree(ctx, last))
        if named:
            shape = made_columns.named(tree, shape)
        if stored or table:
            tree, shape = made_columns.decimals(tree, shape)
        if table and self.empty_is_null:
            shape = made_texts.lengths(tree, shape)
        return self._text(tree, ctx, True, schema=schema), shape

    def shape(self, sql: Sql, table: bool = False) -> Shape:
        """The columns a query gives, or those of the table made of it; an open shape when it cannot be converted."""
        ctx = self.context(sql, Bag())
        try:
            tree, shape = Lifter(ctx).query(self._tree(ctx))
        except Refused:
            return Shape(open=True)
        if not table:
            return shape
        shape = made_columns.kept(shape)
        return made_texts.lengths(tree, shape) if self.empty_is_null else shape

    def columns_of(self, item: Any) -> Shape:
        """The columns of a view or of a table made by a query, under the names it gives them. They are only looked at:
        what the query needs is no need of the piece that is being written."""
        runtime = set(self.used_runtime)
        with getattr(self.resolver, "looking", nullcontext)():
            shape = self.shape(item.query, isinstance(item, Table))
        self.used_runtime.intersection_update(runtime)
        if not item.columns:
            return shape
        names = [c if isinstance(c, str) else c.name for c in item.columns]
        infos = list(shape.columns.values())
        return Shape(dict(zip(names, infos, strict=True))) if len(infos) == len(names) else Shape(open=True)

    def select_into(
        self, sql: Sql, bag: Bag, wanted: list[Type], named_late: bool = False, texts: set[int] | None = None
    ) -> str:
        """A query whose columns go into variables of these types. `named_late`: some of its names only run time knows.
        `texts` takes the places of those that give a text for a number, which is left as it is: the code that takes it
        converts it, and fails as code does."""
        ctx = self.context(sql, bag)
        lifter = Lifter(ctx)
        read = self._tree(ctx)
        if any(item.is_star for item in read.expressions):
            read.meta[SPREAD] = True  # a variable each for the columns of *
        tree, _ = lifter.query(read)
        given = tree.expressions if isinstance(tree, exp.Select) else []
        if 1 < len(given) != len(wanted) > 1 and not any(item.is_star for item in given):
            raise ctx.refuse("SC2071", f"{len(given)} columns into {len(wanted)} targets")
        if (
            not isinstance(tree, exp.Select)
            or len(tree.expressions) != len(wanted)
            or any(e.is_star for e in tree.expressions)
        ):
            raise ctx.refuse("SC1500", "SELECT INTO of another shape than its targets")
        items = []
        for at, (item, type_) in enumerate(zip(tree.expressions, wanted, strict=True)):
            if texts is not None and type_.is_number and type_of(item).is_text:
                texts.add(at)
                items.append(item)
            else:
                items.append(_stored(lifter, item, type_, named_late))
        tree.set("expressions", items)
        return self._text(tree, ctx, False)

    def statement(
        self,
        sql: Sql,
        bag: Bag,
        wanted: list[Type] | None = None,
        named_late: bool = False,
        current_of: str = "",
    ) -> str:
        """`wanted`: the types of the variables that RETURNING gives its values to; `named_late` as above; `current_of`: the
        variable of the cursor whose row it changes."""
        ctx = self.context(sql, bag)
        ctx.extras[CURRENT_OF] = current_of
        lifter = Lifter(ctx)
        tree = lifter.statement(self._tree(ctx))
        returning = tree.args.get("returning")
        if wanted and returning is not None and len(returning.expressions) == len(wanted):
            items = zip(returning.expressions, wanted, strict=True)
            returning.set("expressions", [_stored(lifter, item, type_, named_late) for item, type_ in items])
        elif wanted and any(type_.kind == "named" for type_ in wanted):
            raise ctx.refuse("SC1577", "RETURNING of another shape than its targets, objects among them")
        return self._text(tree, ctx, False)

    def counted(self, sql: Sql, bag: Bag) -> str | None:
        """INSERT ALL or FIRST as a query that gives the number of rows of all tables; None for what counts its own."""
        ctx = self.context(sql, bag)
        ctx.extras[COUNTED] = True
        tree = self._tree(ctx)
        made = Lifter(ctx).statement(tree)
        return self._text(made, ctx, False) if isinstance(made, exp.Select) else None

    def merge(self, sql: Sql, bag: Bag, kept: str) -> list[str]:
        """MERGE as one statement, or as three: the query of the addresses of rows that are deleted after their update, MERGE,
        and the DELETE of the rows whose addresses `kept` holds."""
        ctx = self.context(sql, bag)
        ctx.extras[KEPT] = kept
        made = Lifter(ctx).statement(self._tree(ctx))
        return [self._text(one, ctx, False) for one in (made, *(made._meta or {}).get(LATER, ()))]


def _stored(lifter: Lifter, item: exp.Expression, wanted: Type, named_late: bool = False) -> exp.Expression:
    """An item of a select list as the variable takes it."""
    if isinstance(item, exp.Alias):
        item.set("this", _stored(lifter, item.this, wanted, named_late))
        return item
    if named_late and wanted.is_text and type_of(item).kind == "unknown":
        item = call("VALUE_TO_TEXT", item, at="lifted", type_=VARCHAR)
    return lifter.stored(item, wanted)
