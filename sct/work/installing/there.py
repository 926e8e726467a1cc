"""What a script has made up to some place, as the questions of its installers' blocks are answered: by kind and name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sct.catalog.uses import words_of
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.sqlexpr.strings import parts_of_text

_KINDS: dict[type, str] = {
    o.Table: "table",
    o.View: "view",
    o.MaterializedView: "materialized view",
    o.Sequence: "sequence",
    o.Synonym: "synonym",
    o.UserType: "type",
    o.Index: "index",
}
# These have name spaces of their own; everything else shares one.
_APART = ("index", "constraint", "trigger", "package body", "type body", "column", "public synonym")


class There:
    """`tables`: the columns and constraints each table has; `unknown`: a block may have made more, from a text that is known
    only at run time."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = {}  # name -> kinds of the objects that are called so
        self.elsewhere: set[str] = set()  # names that the dictionary says more of than this: with an owner in front …
        self.tables: dict[str, set[str]] = {}
        self.keyed: set[str] = set()  # tables with a primary key
        self.required: set[str] = set()  # `table.column` of those that take no NULL
        self.open: set[str] = set()  # tables whose columns a query gives
        self.unread: set[str] = set()  # words of statements that could not be read
        self.unknown = False
        self._undo: list[Callable[[], Any]] | None = None

    # --- trying ------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """From here on changes can be taken back."""
        self._undo = []

    def end(self, keep: bool) -> None:
        undo, self._undo = self._undo or [], None
        if not keep:
            for one in reversed(undo):
                one()

    def mark(self) -> int:
        """A point to go back to, while changes can be taken back."""
        return len(self._undo or [])

    def back(self, mark: int) -> None:
        undo = self._undo or []
        for one in reversed(undo[mark:]):
            one()
        del undo[mark:]

    def _add(self, of: set[str], name: str) -> None:
        if name not in of:
            of.add(name)
            if self._undo is not None:
                self._undo.append(lambda: of.discard(name))

    def _remove(self, of: set[str], name: str) -> None:
        if name in of:
            of.discard(name)
            if self._undo is not None:
                self._undo.append(lambda: of.add(name))

    def _put(self, table: str, parts: set[str]) -> None:
        if self._undo is not None:
            old = self.tables.get(table)
            again = (lambda: self.tables.pop(table)) if old is None else (lambda: self.tables.update({table: old}))
            self._undo.append(again)
        self.tables[table] = parts

    def suspect(self) -> None:
        if not self.unknown:
            self.unknown = True
            if self._undo is not None:
                self._undo.append(lambda: setattr(self, "unknown", False))

    # --- what there is -----------------------------------------------------------------------------------------------

    def kinds(self, name: str) -> set[str]:
        return self.names.get(name, set())

    def has(self, name: str) -> bool:
        return bool(self.names.get(name))

    def takes_name(self, kind: str, name: str) -> bool:
        """Whether nothing can be created by this name, since something is called so."""
        if kind in _APART:
            return kind in self.kinds(name)
        return any(one not in _APART for one in self.kinds(name))

    def nothing(self) -> bool:
        return not any(self.names.values())

    # --- what is made ------------------------------------------------------------------------------------------------

    def add(self, item: Any) -> None:
        name = getattr(item, "name", None)
        if isinstance(item, o.Alter):
            self._alter(item)
        elif isinstance(item, o.Drop):
            self._drop(item)
        elif isinstance(item, o.Rename):
            self._rename(item)
        elif isinstance(name, o.QName) and (kind := kind_of(item)):
            self._make(kind, name)
            if isinstance(item, o.Table):
                self._table(name.name, item)
            if isinstance(item, o.MaterializedView) or getattr(item, "of_type", None) is not None:
                self._add(self.elsewhere, name.name)  # it is in other views of the dictionary too, or in others only

    def unreadable(self, text: str) -> None:
        """A statement that could not be read: whatever it names may be there or not."""
        self._words(words_of(text))

    def _words(self, words: Iterable[str]) -> None:
        for word in words:
            self._add(self.unread, word)

    def _make(self, kind: str, name: o.QName) -> None:
        self._add(self.names.setdefault(name.name, set()), kind)
        if name.schema:
            self._add(self.elsewhere, name.name)

    def _table(self, name: str, item: o.Table) -> None:
        parts: set[str] = {c.name for c in item.columns}
        self._put(name, parts)
        for column in item.columns:
            if column.nullable is False or column.identity is not None:
                self._add(self.required, f"{name}.{column.name}")
        for one in item.constraints:
            self._constraint(name, one)
        if item.query is not None or item.like is not None or item.of_type is not None or not item.columns:
            self._add(self.open, name)

    def _constraint(self, table: str, one: o.Constraint) -> None:
        if one.name:
            self._add(self.tables[table], str(one.name))
            self._add(self.names.setdefault(str(one.name), set()), "constraint")
            if one.kind in ("primary", "unique") and not one.using_index:
                self._add(self.names[str(one.name)], "index")  # the one that keeps it
        if one.kind == "primary":
            self._add(self.keyed, table)
        for column in one.columns if one.kind in ("primary", "not_null") else ():
            self._add(self.required, f"{table}.{column}")

    def _alter(self, item: o.Alter) -> None:
        table = item.name.name
        there = self.tables.get(table)
        if there is None:
            return
        for action, part in item.actions:
            if isinstance(part, o.Constraint):
                self._constraint(table, part)
            elif isinstance(part, o.Column) and part.name and action == "add_column":
                self._add(there, str(part.name))
                if part.nullable is False:
                    self._add(self.required, f"{table}.{part.name}")
            elif isinstance(part, o.Column) and action == "modify_column" and part.nullable is not None:
                (self._remove if part.nullable else self._add)(self.required, f"{table}.{part.name}")
            elif action in ("drop_column", "drop_constraint") and isinstance(part, str):
                self._remove(there, part)
                if action == "drop_constraint":
                    self._remove(self.names.setdefault(part, set()), "constraint")
            elif action == "drop_primary_key":
                self._remove(self.keyed, table)
            elif action == "rename_column":
                self._remove(there, part[0])
                self._add(there, part[1])

    def _drop(self, item: o.Drop) -> None:
        kinds = self.names.get(item.name.name)
        for kind in list(kinds or ()):
            if item.kind == kind or (item.kind, kind) in (("package", "package body"), ("type", "type body")):
                assert kinds is not None
                self._remove(kinds, kind)

    def _rename(self, item: o.Rename) -> None:
        kinds = self.names.get(item.name.name, set())
        for kind in [k for k in kinds if k not in _APART]:
            self._remove(kinds, kind)
            self._add(self.names.setdefault(item.new_name, set()), kind)
            if kind == "table" and item.name.name in self.tables:
                self._put(item.new_name, self.tables[item.name.name])

    def leave(self, block: s.Block) -> None:
        """What stays in a block runs when the script does."""
        for one in everything(block):
            if isinstance(one, s.ExecuteDynamic) and not is_harmless(one.text):
                self.suspect()

    def takes(self, item: Any, constraints: bool = True) -> bool:
        """Whether it adds columns, or constraints where they may be, none of which is there, to a table of the script."""
        if not isinstance(item, o.Alter) or item.kind != "table":
            return False
        there = self.tables.get(item.name.name)
        return there is not None and all(
            (action == "add_column" or (constraints and action == "add_constraint"))
            and isinstance(part, (o.Column, o.Constraint))
            and bool(part.name)
            and part.name not in there
            for action, part in item.actions
        )


def kind_of(item: Any) -> str:
    """The kind of object an item makes, "" for anything else."""
    if isinstance(item, o.Synonym) and item.public:
        return "public synonym"
    if isinstance(item, o.Unit):
        return "" if item.kind == "block" else item.kind.replace("_", " ")
    return _KINDS.get(type(item), "")


# What makes no object of a schema, by its first words.
_HARMLESS = frozenset(
    """SELECT INSERT UPDATE DELETE MERGE WITH DROP TRUNCATE GRANT REVOKE COMMENT COMMIT ROLLBACK SAVEPOINT LOCK PURGE
    ANALYZE AUDIT NOAUDIT EXPLAIN SET""".split()
)
_HARMLESS_PAIRS = frozenset(
    f"{first} {second}"
    for first in ("CREATE", "ALTER")
    for second in "USER ROLE PROFILE TABLESPACE DIRECTORY DATABASE SESSION SYSTEM".split()
)


def is_harmless(text: Sql) -> bool:
    """Whether a statement in a string surely creates nothing."""
    first = (parts_of_text(text) or [None])[0]
    words = first.upper().split()[:2] if isinstance(first, str) else []
    return bool(words) and (words[0] in _HARMLESS or " ".join(words) in _HARMLESS_PAIRS)
