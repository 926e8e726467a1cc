"""Making a plan: what the manifest or the source's catalog says, what the rules say, what the target has."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sct.ir.types import Type
from sct.move import endpoints, fitting, rules_file
from sct.move.address import Address, parse
from sct.move.by_sums import summable
from sct.move.columns import column_plan
from sct.move.endpoints.protocol import Configurable, Folding, Source, Target
from sct.move.errors import UsageError
from sct.move.model import Chunk, ColumnInfo, Plan, PlanFinding, TableInfo, TablePlan
from sct.move.wire import is_whole

PLAIN_TEXT = Type("text")
CHUNK_BYTES = 64 << 20
UNREADABLE = ("MV0030", "MV0073")  # checks of a source that say a table cannot be read whole


@dataclass(slots=True)
class Draft:
    """A table to move before the target was asked: pairs of a source column and what the target calls it."""

    info: TableInfo
    target: tuple[str, str]
    columns: list[tuple[ColumnInfo, str, str, str]]  # (source column, target name, target type or "", conversion)
    id: str


def make_plan(
    source_url: str,
    target_url: str,
    manifest: Path | None,
    rules_path: Path | None,
    validate_by: Literal["rows", "sums"] | None = None,
) -> Plan:
    """Connects to both ends. Raises UsageError for what the user can put right."""
    rules = rules_file.read(rules_path)
    rules.options.validate_by = validate_by or rules.options.validate_by
    source_address, target_address = parse(source_url, "source"), parse(target_url, "target")
    source = endpoints.source(source_address)
    if isinstance(source, Configurable):
        source.configure(rules.options.csv)
    try:
        target = endpoints.target(target_address)
        try:
            planner = Planner(source, target, rules)
            plan = planner.plan(manifest, (source_address.stored, target_address.stored))
            plan.same_engine = planner.own
            found = source.checks(plan)
            closed = frozenset(f.table for f in found if f.code in UNREADABLE)
            planner.cut(plan, closed)
            plan.findings += found + target.checks(plan) + fitting.checks(plan, source, target, closed)
            if plan.options.validate_by == "sums":
                plan.findings += _by_rows(plan, source, target_address)
            return plan
        finally:
            target.close()
    finally:
        source.close()


class Planner:
    def __init__(self, source: Source, target: Target, rules: rules_file.Rules) -> None:
        self.source, self.target, self.rules = source, target, rules
        self.default = target.default_schema()
        self.own = bool(source.raw_format) and source.raw_format == target.raw_format
        self.findings: list[PlanFinding] = []

    def plan(self, manifest: Path | None, urls: tuple[str, str]) -> Plan:
        """The plan without chunks. Its id is its own: what an earlier plan of the same tables noted on the target, of
        other chunks and other rows, is none of its progress."""
        catalog = self.source.catalog()
        there = {(t.schema, t.name): t for t in self.target.catalog()}
        if manifest is None:
            drafts = self._from_catalog(catalog)
            sequences = self.source.sequences()
            for item in sequences:
                item.schema, item.source_schema = self._schema(item.schema), item.schema
            missing = [d for d in drafts if d.target not in there]
            pre, post = self.target.create_statements([(self._kept(d), d.target) for d in missing], sequences, self.own)
        else:
            drafts = self._from_manifest(manifest, catalog)
            sequences = []
            missing = [d for d in drafts if d.target not in there]
            pre, post = self._scripts(manifest, drafts, missing)
        if not drafts:
            raise UsageError("MV0020", "nothing to move: no table of the source is chosen by the rules or the manifest")
        tables = [self._table(d, there.get(d.target)) for d in drafts]
        return Plan(uuid.uuid4().hex[:16], *urls, tables, self.rules.options, pre, post, sequences, self.findings)

    def cut(self, plan: Plan, closed: frozenset[str] = frozenset()) -> None:
        """Chunks for every table; one for a table that cannot be read, so that a run meets the server's error."""
        for table in plan.tables:
            cut = table.id not in closed
            table.chunks = self.source.chunks(table, chunk_rows(table, plan.options.chunk_rows)) if cut else [Chunk(0)]

    # --- where the tables come from ----------------------------------------------------------------------------------

    def _from_catalog(self, catalog: list[TableInfo]) -> list[Draft]:
        drafts = []
        for info in catalog:
            if not self.rules.wanted(info.schema, info.name):
                continue
            for note in info.notes:
                self.findings.append(PlanFinding("MV0021", _id(info), note))
            schema = self._schema(info.schema)
            columns = [(c, c.name, "", "identity") for c in info.columns if not c.generated]
            drafts.append(self._ruled(Draft(info, (schema, info.name), columns, _id(info))))
        self._no_meeting(drafts)
        return drafts

    def _schema(self, schema: str) -> str:
        """The target's schema for one of the source."""
        plain = self.target.one_schema or schema == self.source.home
        return self.rules.schemas.get(schema, self.default if plain else schema)

    def _no_meeting(self, drafts: list[Draft]) -> None:
        seen: dict[tuple[str, str], str] = {}
        for draft in drafts:
            if draft.target in seen:
                message = f"{seen[draft.target]} and {draft.id} would both become {'.'.join(draft.target)}; rename one"
                raise UsageError("MV0023", message)
            seen[draft.target] = draft.id

    def _from_manifest(self, path: Path, catalog: list[TableInfo]) -> list[Draft]:
        data = _manifest(path)
        have: dict[str, list[TableInfo]] = {}
        for info in catalog:
            have.setdefault(info.name.lower(), []).append(info)
        drafts = []
        left = {id(info): info for info in catalog}
        for entry in data["tables"]:
            schema, _, name = entry["source"].rpartition(".")
            if not self.rules.wanted(schema, name):
                continue
            found = [i for i in have.get(name.lower(), []) if not schema or i.schema.lower() in ("", schema.lower())]
            if not found:
                self.findings.append(PlanFinding("MV0022", entry["source"], "the source has no rows for this table"))
                continue
            if len(found) > 1:
                places = ", ".join(f"{i.schema}.{i.name}" for i in found)
                raise UsageError("MV0023", f"{entry['source']} of the manifest may be {places}")
            info = found[0]
            left.pop(id(info), None)
            target_schema, _, target_name = entry["target"].rpartition(".")
            by_name = {c.name.lower(): c for c in info.columns}
            columns = []
            for column in entry["columns"]:
                if column["generated"]:
                    continue
                real = by_name.get(column["source"].lower())
                if real is None and info.columns:
                    message = f"column {column['source']} is not in the source: the target's default is kept"
                    self.findings.append(PlanFinding("MV0024", entry["source"], message))
                    continue
                real = real or ColumnInfo(column["source"], PLAIN_TEXT, "text")
                columns.append((real, column["target"], column["target_type"], column["convert"]))
            known = {column["source"].lower() for column in entry["columns"]}
            for name_ in (c.name for c in info.columns if c.name.lower() not in known and not c.generated):
                message = f"column {name_} of the source is not in the manifest: its values are not moved"
                self.findings.append(PlanFinding("MV0061", entry["source"], message))
            target = (self.default if self.target.one_schema else target_schema or self.default, target_name)
            drafts.append(self._ruled(Draft(info, target, columns, entry["source"])))
        moved = {draft.info.schema for draft in drafts}
        for info in left.values():
            if info.schema in moved and self.rules.wanted(info.schema, info.name):
                self.findings.append(PlanFinding("MV0060", _id(info), "the manifest does not know it: it is not moved"))
        return drafts

    def _ruled(self, draft: Draft) -> Draft:
        for rule in self.rules.of(draft.info.schema, draft.info.name):
            if rule.rename:
                schema, _, name = rule.rename.rpartition(".")
                draft.target = (schema or draft.target[0], name)
            names = {c.name.lower() for c, *_ in draft.columns}
            stray = {c for c in (*rule.columns, *rule.max_bytes, *rule.key) if c.lower() not in names}
            if stray:
                raise UsageError("MV0009", f"rules: {draft.id} has no column {', '.join(sorted(stray))}")
            if rule.key:
                draft.info.key = tuple(rule.key)
            said = {k.lower(): v for k, v in rule.columns.items()}
            draft.columns = [
                (c, str(said[c.name.lower()]) if isinstance(said.get(c.name.lower()), str) else name, kind, convert)
                for c, name, kind, convert in draft.columns
                if said.get(c.name.lower()) is not False
            ]
        if isinstance(self.target, Folding):
            self._fold(draft, self.target)
        return draft

    def _fold(self, draft: Draft, target: Folding) -> None:
        """Names as the target will have them; two columns that become one are refused."""
        draft.target = (target.folded(draft.target[0]), target.folded(draft.target[1]))
        seen: dict[str, str] = {}
        for _, name, *_ in draft.columns:
            folded = target.folded(name)
            if folded in seen:
                message = f"{draft.id}: columns {seen[folded]} and {name} would both become {folded}; rename one"
                raise UsageError("MV0023", message)
            seen[folded] = name
        draft.columns = [(c, target.folded(name), kind, convert) for c, name, kind, convert in draft.columns]

    def _kept(self, draft: Draft) -> TableInfo:
        """The table as the target shall have it: columns left out by rules are gone, renamed ones have their names."""
        info = draft.info
        names = {c.name: name for c, name, *_ in draft.columns}
        columns = [
            ColumnInfo(names[c.name], c.type, c.native, c.nullable, False, c.identity, c.default, c.choices)
            for c in info.columns
            if c.name in names
        ]
        from dataclasses import replace

        indexes = [
            replace(i, columns=tuple(names[c] for c in i.columns))
            for i in info.indexes
            if all(c in names for c in i.columns)
        ]
        foreign = [
            replace(f, columns=tuple(names[c] for c in f.columns))
            for f in info.foreign_keys
            if all(c in names for c in f.columns)
        ]
        key = tuple(names[c] for c in info.key) if all(c in names for c in info.key) else ()
        return TableInfo(info.schema, info.name, columns, key, indexes, foreign)

    # --- the target's side -------------------------------------------------------------------------------------------

    def _scripts(
        self, manifest: Path, drafts: list[Draft], missing: list[Draft]
    ) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """The compiler's scripts when the target has none of the tables; nothing when it has them all."""
        if not missing:
            message = "the target has the tables already: pre-data.sql and post-data.sql are not run"
            self.findings.append(PlanFinding("MV0025", "", message))
            return [], []
        if len(missing) < len(drafts):
            names = ", ".join(".".join(d.target) for d in missing[:5])
            raise UsageError("MV0026", f"the target has some of the manifest's tables but not {names}")
        parts = []
        for name in ("pre-data.sql", "post-data.sql"):
            try:
                parts.append((manifest.parent / name).read_text("utf-8"))
            except OSError as error:
                raise UsageError("MV0027", f"{manifest.parent / name}: {error.strerror}") from None
        from sct.check.statements import split_statements

        post: list[tuple[str, str]] = []
        settings: list[str] = []
        for statement in split_statements(parts[1]):
            words = statement.text.split(None, 6)
            if words[0].upper() == "SET":
                settings.append(statement.text)
                continue
            name = " ".join(words[:6])[:80]
            if [w.upper() for w in words[:3] if w.upper() != "UNIQUE"][:2] == ["CREATE", "INDEX"]:
                name = f"index {name}"  # they may be built side by side
            post.append((name, ";\n".join([*settings, statement.text])))
        return [("pre-data.sql", parts[0])], post

    def _table(self, draft: Draft, there: TableInfo | None) -> TablePlan:
        existing = {c.name: c for c in there.columns} if there else {}
        columns = []
        for column, name, target_type, convert in draft.columns:
            if existing and name not in existing:
                raise UsageError("MV0028", f"{'.'.join(draft.target)} of the target has no column {name}")
            native = existing[name].native if existing else target_type or self._native(column)
            columns.append(
                column_plan(column, name, native, self.target.type_of(native), convert, self._limit(draft, column.name))
            )
        table = TablePlan(draft.id, (draft.info.schema, draft.info.name), draft.target, columns, draft.info.key)
        table.rows, table.bytes = draft.info.rows, draft.info.bytes
        moved = {c.source for c in columns}
        table.left_out = tuple(c.name for c in draft.info.columns if c.name not in moved)
        for rule in self.rules.of(draft.info.schema, draft.info.name):
            table.filter = rule.filter or table.filter
        table.split = self._split(table)
        if not table.key and any(c.read_as for c in columns):
            self.findings.append(PlanFinding("MV0029", table.id, "no primary key is known in the source"))
        return table

    def _native(self, column: ColumnInfo) -> str:
        return column.native if self.own else self.target.type_text(column.type)

    def _limit(self, draft: Draft, column: str) -> int | None:
        limit = None
        for rule in self.rules.of(draft.info.schema, draft.info.name):
            limit = {k.lower(): v for k, v in rule.max_bytes.items()}.get(column.lower(), limit)
        return limit

    def _split(self, table: TablePlan) -> str:
        """The first column of the key when it is a whole number; ranges of other keys depend on a collation."""
        if not table.key:
            return ""
        first = next((c for c in table.columns if c.source == table.key[0]), None)
        return table.key[0] if first is not None and first.read_as and is_whole(first.read_as) else ""


def chunk_rows(table: TablePlan, most: int) -> int:
    """Rows of a chunk: fewer than `most` where the source says that they are long, as a chunk is compared in memory."""
    average = (table.bytes or 0) // max(1, table.rows or 0) if table.rows else 0
    return max(1, min(most, CHUNK_BYTES // max(1, average)))


def _by_rows(plan: Plan, source: Source, target: Address) -> list[PlanFinding]:
    """Tables that are compared row by row, though sums are asked for."""
    try:
        reader = endpoints.source(target)
    except UsageError:
        reader = None  # a folder without files yet: nothing there computes sums
    try:
        why = [(t.id, summable(t, source, reader)) for t in plan.tables]
    finally:
        if reader is not None:
            reader.close()
    return [PlanFinding("MV0087", table, words) for table, words in why if isinstance(words, str)]


def _id(info: TableInfo) -> str:
    return f"{info.schema}.{info.name}" if info.schema else info.name


def _manifest(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError("MV0027", f"{path}: {error.strerror}; `sct convert` writes it") from None
    except ValueError as error:
        raise UsageError("MV0027", f"{path} is no JSON: {error}") from None
    if not isinstance(data, dict) or data.get("version") != 1 or not isinstance(data.get("tables"), list):
        raise UsageError("MV0027", f"{path} is no manifest of version 1")
    return data
