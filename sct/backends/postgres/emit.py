"""Neutral objects to PostgreSQL statements. Meaning is decided by rules; here it is laid out.

Each kind of item has a module that writes it; what they share stands in `PostgresEmitter`.
"""

from __future__ import annotations

from typing import Any

from sct.backends.common import script, synonyms
from sct.backends.common.emitter import BaseEmitter
from sct.backends.common.keys import Keys
from sct.backends.common.naming import Naming
from sct.backends.emitted import Emitted, Made
from sct.backends.postgres import (
    alterations,
    indexes,
    partitions,
    privileges,
    sequences,
    tables,
    user_types,
    views,
)
from sct.backends.postgres.names import ident, qualified, rows_name, shortened, string
from sct.backends.postgres.plpgsql.code import Code
from sct.backends.postgres.temporary import OWNER
from sct.catalog.callgraph import Node
from sct.catalog.catalog import Catalog
from sct.catalog.fold import Folded
from sct.catalog.scopes import RoutineItem
from sct.catalog.steps import Step
from sct.ir import objects as o
from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.options import Options
from sct.rulebook.translate import Translator
from sct.sqlexpr.names import left_to_defaults
from sct.sqlexpr.scope import SessionRows

Path = tuple[str, ...]


class PostgresEmitter(BaseEmitter):
    qualified = staticmethod(qualified)
    string = staticmethod(string)
    settings = {
        "date format": "sct.nls_date_format",
        "timestamp format": "sct.nls_timestamp_format",
        "timestamp with time zone format": "sct.nls_timestamp_tz_format",
    }

    def __init__(
        self, catalog: Catalog, folded: Folded, translator: Translator, texts: Any, options: Options | None = None
    ) -> None:
        super().__init__(catalog, folded, translator, texts, options)
        self.naming = Naming(catalog, folded, shortened)
        self.keys = Keys(catalog, folded)
        catalog.partition_of = lambda key, table, name: partitions.target_of(self, key, table, name)
        self.has_deferred = any(
            c.initially_deferred
            for _, table in catalog.every()
            if isinstance(table, o.Table)
            for c in table.constraints
        ) or any(isinstance(view, o.MaterializedView) and view.on_commit for _, view in catalog.every())
        self.by_transaction = frozenset(
            catalog.piece(key)
            for key, table in catalog.every()
            if isinstance(table, o.Table) and table.temporary == "transaction"
        )
        catalog.session_rows = {
            key: SessionRows(self.rows_path(key), OWNER, "temporary_owner", table.temporary == "transaction")
            for key, table in catalog.every()
            if isinstance(table, o.Table) and self.rows_path(key) != self.shortened(key)
        }
        self.indexes: dict[str, o.Index] = {}
        self.units: list[o.Unit] = []
        self.unit_keys: dict[int, Path] = {}
        self.by_name: dict[Path, o.Unit] = {}  # routines and packages
        self._unique: dict[Path, list[tuple[str, ...]]] = {}
        self._steps: set[int] = set()
        for place, item in folded.items:
            if isinstance(item, o.Index):
                self.indexes[item.name.name] = item
                if item.unique:
                    catalog.at(place)
                    key = catalog._resolve(item.table, catalog.relations)
                    if key is not None:
                        self._unique.setdefault(key, []).append(tuple(k.column or "" for k in item.keys))
            elif isinstance(item, o.Unit):
                catalog.stand(place)
                self.units.append(item)
                key = self.unit_keys[id(item)] = catalog.key(item.name)
                if item.kind in ("procedure", "function", "package"):
                    self.by_name.setdefault(key, item)
            elif isinstance(item, Step) and item.action == "add_constraint":
                self._steps.add(id(item.payload))
        catalog.at(-1)
        if self.units:
            self.keys.handling.add("code")

    # --- what the writers share -------------------------------------------------------------------------------------

    def rows_or_base(self, item: Any, path: Path) -> Path:
        """The table that holds the rows: of a global temporary table, the one behind its view."""
        if isinstance(item, o.Table) and item.temporary and not item.private_temporary and item.query is None:
            return (*path[:-1], rows_name(path[-1]))
        return path

    def rows_or_view(self, item: Any, path: Path) -> Path:
        return path

    def rows_path(self, key: Path) -> Path:
        return self.rows_or_base(self.catalog.relations.get(key), self.shortened(key))

    def is_partitioned(self, table: o.Table) -> bool:
        by = table.partitioning
        return by is not None and not partitions.why_whole(self, table, by)

    def unique_indexes(self, table: o.Table) -> list[tuple[str, ...]]:
        return self._unique.get(self.catalog.key(table.name), [])

    def stepped(self, one: o.Constraint) -> bool:
        """Is the constraint added by a change in place?"""
        return id(one) in self._steps

    def index_id(self, index: o.Index) -> str:
        """Indexes have a name space of their own in the source, so an id of their own here."""
        id_ = self.id(index.name)
        key = self.catalog.key(index.name)
        taken = key in self.catalog.relations or key in self.catalog.sequences or key in self.catalog.types
        return f"index:{id_}" if taken else id_

    def ready_index(self, constraint: o.Constraint) -> o.Index | None:
        """The unique index of the constraint's own name that the script made before it: the constraint takes it over."""
        index = self.indexes.get(constraint.name or "")
        if constraint.kind not in ("primary", "unique") or index is None or not index.unique:
            return None
        if any(k.column is None or k.descending for k in index.keys):
            return None
        return index if tuple(k.column for k in index.keys) == constraint.columns else None

    def truncation(self, table: Any, path: Path, cascade: bool) -> str:
        if isinstance(table, o.Table) and table.temporary and not table.private_temporary:
            return f"DELETE FROM {qualified(path)};"
        if isinstance(table, o.Table) and not cascade and self.catalog.deletes_to_empty(self.catalog.key(table.name)):
            return f"DELETE FROM {qualified(path)};"
        return super().truncation(table, path, cascade)

    def data_statement(self, dml: o.Dml, id_: str) -> str:
        if dml.verb != "merge":
            return super().data_statement(dml, id_)
        first, *later = self.translator.merge(dml.sql, self.bag(id_), "sct_deleted_rows")
        if not later:
            return first
        lines = [f"sct_deleted_rows := ARRAY({first})", *later]
        body = "\nDECLARE\n  sct_deleted_rows tid[];\nBEGIN\n" + "".join(f"  {one};\n" for one in lines) + "END\n"
        return f"DO {string(body)}" if "$$" in body else f"DO $${body}$$"

    def type_need(self, type_: Type) -> tuple[str, ...]:
        """The type's own piece, when the input makes it."""
        if type_.kind not in ("named", "collection") or not type_.name:
            return ()
        key = self.catalog._resolve(tuple(type_.name.split(".")), self.catalog.types)
        return (".".join(key),) if key is not None else ()

    def type_needs(self, table: o.Table) -> tuple[str, ...]:
        return tuple([n for c in table.columns for n in self.type_need(c.type)])

    def unit(self, item: o.Unit, place: int) -> None:
        self.code.unit(item, place)

    def runs_defaults(self, sql: Sql) -> tuple[str, ...]:
        found = left_to_defaults(sql) if self.code.program.routines or self.code.program.packages else None
        key = self.catalog._resolve(found[0], self.catalog.relations) if found is not None else None
        table = self.catalog.relations[key] if key is not None else None
        if found is None or not isinstance(table, o.Table):
            return ()
        given = found[1]
        defaults = [
            column.default
            for column in table.columns
            if column.default is not None and (given is None or column.name not in given)
        ]
        called = self.code.graph.of_code(defaults, self.code.program.names)
        return tuple(self.code.running(called)) if called else ()

    def _add(self, item: Emitted) -> None:
        """A piece; one that calls the program's functions needs them before it."""
        self.code.before(item)
        resolver = self.code.resolver
        asked = resolver.calls or resolver.drawn or item.kind == "data"
        if asked and item.kind not in ("function", "procedure", "package", "trigger", "block"):
            calls = resolver.calls
            uses: list[Node] = [*calls, *(one for one in resolver.state if one.package)]
            # what runs while the script is loaded needs all that its routines call, too
            runs = item.kind == "data" or item.unfilled != ""
            called = self.code.running(uses) if runs else sorted({f"{r.kind}:{r.id}" for r in calls})
            drawn = (self.catalog.piece(key) for key in resolver.drawn)
            item.needs = (*item.needs, *called, *(n for n in drawn if n != item.id))
            item.ends = item.kind == "data" and any(
                isinstance(r, RoutineItem) and r.facts.get("commits") for r in calls
            )
            if runs:
                behind, item.reads = self.code.reach.of_rows(item.place, item.needs, uses)
                item.behind = (*item.behind, *behind)
        resolver.calls.clear()
        resolver.state.clear()
        resolver.drawn.clear()
        super()._add(item)

    # --- all ----------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        self.code = Code(self)

    def start(self) -> None:
        self.code.start()

    def finish(self, made: list[Made]) -> list[Emitted]:
        once: set[str] = set()
        for one in made:  # a composite type comes with every unit that uses it; the first one brings it
            one.pieces = [p for p in one.pieces if not (p.id.startswith("type:") and p.id in once)]
            once.update(p.id for p in one.pieces if p.id.startswith("type:"))
        return self.schema_pieces(made, ident)


PostgresEmitter.handlers = {
    o.Table: tables.write,
    o.Index: indexes.write,
    o.View: views.write,
    o.MaterializedView: views.materialized,
    o.Synonym: synonyms.write,
    o.Sequence: sequences.write,
    o.UserType: user_types.write,
    o.Unit: lambda e, item, place: e.unit(item, place),
    o.Alter: lambda e, item, place: e.code.alter(item, place),
    o.Drop: lambda e, item, place: e.code.drop(item, place),
    o.Role: privileges.role,
    o.Grant: privileges.write,
    o.Comment: script.comment,
    o.Dml: script.data,
    o.ShowRows: script.rows_shown,
    o.Truncate: script.truncate,
    o.Accounted: script.accounted,
    o.Opaque: script.opaque,
    Step: alterations.write,
}
