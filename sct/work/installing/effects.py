"""What DDL does in a schema of which everything is known, and what the data dictionary says of it."""

from __future__ import annotations

from typing import Any

from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.sqlexpr import known_values as k
from sct.sqlexpr.dictionary import Question, is_session_user, question
from sct.sqlexpr.names import relation_names
from sct.work.installing.there import There, kind_of


class Failed(Exception):
    """An error of the source: its number, and the name of an exception."""

    def __init__(self, number: int, name: str = "") -> None:
        super().__init__(str(number))
        self.number, self.name = number, name

    @property
    def sqlcode(self) -> int:
        return 100 if self.number == -1403 else self.number


class Simulated:
    """`facts`: what the source engine says (its frontend's `installing` module)."""

    def __init__(self, facts: Any) -> None:
        self.facts = facts

    # --- DDL ---------------------------------------------------------------------------------------------------------

    def outcome(self, item: Any, text: str, there: There, guarded: bool) -> Failed | bool | None:
        """Whether a statement succeeds (True), how it fails, None where that is not known. `guarded`: something catches
        its error."""
        if isinstance(item, o.Opaque):
            return None
        if guarded and not self._stands(item, there):
            return None
        if isinstance(item, (o.Grant, o.Comment, o.Role)):
            return True
        if isinstance(item, o.Accounted):
            return None if guarded and item.kind.startswith("drop") else True
        if isinstance(item, o.Drop):
            return self._dropped(item, there)
        if isinstance(item, o.Alter):
            return self._altered(item, there)
        if isinstance(item, o.Rename):
            return True if self._sure(item.name, there) and there.has(item.name.name) else None
        if isinstance(item, (o.Dml, o.Truncate)) or (isinstance(item, o.Unit) and isinstance(item.code, s.Block)):
            return None if guarded else True
        kind = kind_of(item)
        return self._created(item, kind, text, there) if kind else None if guarded else True

    @staticmethod
    def _stands(item: Any, there: There) -> bool:
        """Whether all is there that a statement names."""
        named: list[str] = []
        if isinstance(item, o.Grant) and item.on is not None:
            named.append(item.on.name)
        if isinstance(item, o.Comment):
            named.append(item.name.name)
        if isinstance(item, o.Unit) and isinstance(item.code, s.Trigger) and item.code.on is not None:
            named.append(item.code.on.name)
        query = getattr(item, "query", None)
        if isinstance(query, Sql):
            named += [path[-1] for path in relation_names(query) if path[-1] != "dual"]
        parts = [part for _, part in item.actions] if isinstance(item, o.Alter) else getattr(item, "constraints", ())
        named += [one.references.name for one in parts if isinstance(one, o.Constraint) and one.references is not None]
        own = getattr(getattr(item, "name", None), "name", "")
        return all(there.has(name) or name == own for name in named)

    @staticmethod
    def _sure(name: o.QName, there: There) -> bool:
        """Whether it is known if something is called so."""
        word = name.name.lower()
        return not there.unknown and word not in there.unread and name.name not in there.elsewhere and not name.schema

    def _created(self, item: Any, kind: str, text: str, there: There) -> Failed | bool | None:
        replaces = text.upper().split(None, 3)[1:3] == ["OR", "REPLACE"]
        if isinstance(item, o.Index) and "table" not in there.kinds(item.table.name):
            return None
        if isinstance(item, o.Table) and item.private_temporary:
            return None
        taken = there.takes_name(kind, item.name.name)
        if not taken and there.has(item.name.name) and not self._sure(item.name, there):
            return None
        if replaces or getattr(item, "if_not_exists", False):
            return None if taken and kind not in there.kinds(item.name.name) else True
        if taken and item.name.name in there.elsewhere:
            return None
        if taken:
            return Failed(-self.facts.TAKEN)
        return None if there.unknown or item.name.name.lower() in there.unread else True

    def _dropped(self, item: o.Drop, there: There) -> Failed | bool | None:
        if not self._sure(item.name, there):
            return None
        if item.kind in there.kinds(item.name.name):
            return True
        if there.has(item.name.name):
            return None  # something else is called so: other errors come of that
        number = self.facts.NOTHING_TO_DROP.get(item.kind)
        if number is None or item.if_exists:
            return None
        return Failed(-number)

    def _altered(self, item: o.Alter, there: There) -> Failed | bool | None:
        if not self._sure(item.name, there) or not there.has(item.name.name):
            return None
        if item.kind != "table":
            return True
        parts = there.tables.get(item.name.name)
        if parts is None:
            return None
        for action, part in item.actions:
            failed = self._changed(action, part, parts, item.name.name, there)
            if failed is not True:
                return failed
        return True

    def _changed(self, action: str, part: Any, parts: set[str], table: str, there: There) -> Failed | bool | None:
        is_open = table in there.open
        if action == "add_column" and isinstance(part, o.Column):
            return Failed(-self.facts.COLUMN_THERE) if part.name in parts else None if is_open else True
        if action == "add_constraint" and isinstance(part, o.Constraint):
            if part.name and "constraint" in there.kinds(str(part.name)):
                return Failed(-self.facts.CONSTRAINT_THERE)
            if part.kind == "primary" and table in there.keyed:
                return Failed(-self.facts.SECOND_PRIMARY_KEY)
            return True
        if action == "drop_column":
            return True if part in parts else None if is_open else Failed(-self.facts.COLUMN_MISSING)
        if action == "drop_constraint" and isinstance(part, str):
            return True if part in parts else Failed(-self.facts.CONSTRAINT_MISSING)
        return True

    # --- questions ---------------------------------------------------------------------------------------------------

    def rows(self, query: Sql, there: There, scope: k.Scope) -> list[k.Record] | None:
        """What a query of the data dictionary gives; None where that is not known."""
        asked = question(query)
        if asked is None or there.unknown:
            return None
        view = self.facts.view(asked.view)
        if view is None:
            return None
        found = self._matching(asked, view, there, scope)
        if found is None:
            return None
        if asked.exists:
            found = [{}] if found else []
        if asked.counts:
            return [k.Record(count=len(found))]
        out = []
        for row in found:
            made = k.Record()
            for name, node in asked.items:
                value = k.value_of(node, _Row(row, scope, self.facts.COLUMNS))
                if value is k.UNKNOWN:
                    return None
                made[name.lower()] = value
            out.append(made)
        return out

    def _matching(
        self, asked: Question, view: tuple[str, tuple[str, ...]], there: There, scope: k.Scope
    ) -> list[dict[str, Any]] | None:
        """Values of the columns that are known, row by row."""
        column, kinds = view
        tests: list[tuple[str, str, list[Any]]] = []
        for name, operator, nodes in asked.tests:
            if name in self.facts.OWNERS and all(is_session_user(node) for node in nodes):
                continue
            values = [k.value_of(node, _Row({}, scope, self.facts.COLUMNS)) for node in nodes]
            if any(value is k.UNKNOWN for value in values):
                return None
            if name in self.facts.OWNERS:
                if any(not isinstance(v, str) or self.facts.is_brought(asked.view, v.lower()) for v in values):
                    return None
                continue  # whoever it is, a row of that name is there or not
            tests.append((name, operator, values))
        named = [values for name, operator, values in tests if name == column and operator in ("=", "in")]
        tables = [values for name, operator, values in tests if name == "table_name" and operator == "="]
        if column == "column_name":
            return self._columns(asked, tests, tables, there)
        if not named:
            return self._all_names(asked, column, kinds, tests, there)
        rows: list[dict[str, Any]] = []
        for value in named[0]:
            row = self._row(asked, column, kinds, value, tests, there)
            if row is None:
                return None
            rows += row
        return rows

    def _row(
        self,
        asked: Question,
        column: str,
        kinds: tuple[str, ...],
        value: Any,
        tests: list[tuple[str, str, list[Any]]],
        there: There,
    ) -> list[dict[str, Any]] | None:
        """The rows of one name."""
        if not isinstance(value, str):
            return [] if value is None else None
        name = value.lower() if value == value.upper() else value
        if value == value.lower() and value != value.upper():
            name = f'"{value}'  # a name in small letters is a quoted one, which nothing here has
            if there.has(value):
                return []
        if name.lower() in there.unread or self.facts.is_brought(asked.view, name.lower()):
            return None
        present = [kind for kind in there.kinds(name) if not kinds or kind in kinds]
        rows = []
        for kind in sorted(present):
            row = {column: value, "object_type": kind.upper()}
            holds = _all_hold(row, [t for t in tests if t[0] != column])
            if holds is None:
                return None
            if holds:
                rows.append(row)
        if rows and (asked.more or name in there.elsewhere):
            return None
        if not kinds and any(row["object_type"] in ("CONSTRAINT", "COLUMN") for row in rows):
            rows = [row for row in rows if row["object_type"] not in ("CONSTRAINT", "COLUMN")]
        return rows

    @staticmethod
    def _all_names(
        asked: Question, column: str, kinds: tuple[str, ...], tests: list[tuple[str, str, list[Any]]], there: There
    ) -> list[dict[str, Any]] | None:
        """Of a question without a name: known where nothing of the kind is there."""
        if not asked.view.startswith("user_"):
            return None
        if there.unread or any(kind in kinds or not kinds for several in there.names.values() for kind in several):
            return None
        return []

    @staticmethod
    def _columns(
        asked: Question, tests: list[tuple[str, str, list[Any]]], tables: list[list[Any]], there: There
    ) -> list[dict[str, Any]] | None:
        columns = [values for name, operator, values in tests if name == "column_name" and operator == "="]
        if not tables or not isinstance(tables[0][0], str) or tables[0][0] != tables[0][0].upper():
            return None
        table = tables[0][0].lower()
        if table in there.unread or table in there.elsewhere or table in there.open:
            return None
        parts = there.tables.get(table) if "table" in there.kinds(table) else None
        if parts is None:
            return None if there.has(table) else []
        if len(columns) != 1 or not isinstance(columns[0][0], str) or columns[0][0] != columns[0][0].upper():
            return None
        if columns[0][0].lower() not in parts:
            return []
        name = columns[0][0]
        nullable = "N" if f"{table}.{name.lower()}" in there.required else "Y"
        row = {"column_name": name, "table_name": tables[0][0], "nullable": nullable}
        holds = None if asked.more else _all_hold(row, [t for t in tests if t[0] not in ("column_name", "table_name")])
        return None if holds is None else [row] if holds else []


def _all_hold(row: dict[str, Any], tests: list[tuple[str, str, list[Any]]]) -> bool | None:
    for name, operator, values in tests:
        if name not in row:
            return None
        if operator == "like":
            found = k.like(row[name], values[0])
        else:
            found = row[name] in values if operator in ("=", "in") else row[name] != values[0]
        if found is k.UNKNOWN:
            return None
        if not found:
            return False
    return True


class _Row:
    """Names in a query of the dictionary: its columns come before variables."""

    def __init__(self, row: dict[str, Any], scope: k.Scope, columns: frozenset[str]) -> None:
        self.row, self.scope, self.columns = row, scope, columns

    def variable(self, name: str) -> Any:
        if name in self.row:
            return self.row[name]
        return k.UNKNOWN if name in self.columns else self.scope.variable(name)

    def called(self, names: tuple[str, ...], args: list[Any]) -> Any:
        return self.scope.called(names, args)
