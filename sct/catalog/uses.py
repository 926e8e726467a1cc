"""Who may have used an object before a given statement: a rough answer, never "no" where it is "yes".

It is found by the words of the statements, without parsing them: a word that happens to be spelt like a table counts
as a use. A change to a table that nobody can have noticed is folded into the table; any other is made in place.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from sct.ir import objects as o

_BLANK = str.maketrans({c: " " for c in map(chr, range(128)) if not (c.isalnum() or c in "_$#")})


def words_of(text: str) -> set[str]:
    return set(text.lower().translate(_BLANK).split())


class Used:
    """Of statements that change what has been there for long: it was used."""

    def ran(self, name: str, since: int, before: int) -> bool:
        return True

    def mentioned(self, name: str, since: int, before: int) -> bool:
        return True


class Uses:
    """`statements` in script order; places are their numbers."""

    def __init__(self, statements: list[Any]) -> None:
        self._statements = statements
        self._runs: list[int] = []  # places of statements that run and may read or write rows
        self._blind: list[int] = []  # … of which nobody knows what they touch
        self._any: dict[str, list[int]] | None = None  # word -> places of what mentions it
        self._running: dict[str, list[int]] = {}
        self._users: dict[str, set[str]] = {}  # word -> names of objects whose text mentions it
        for place, item in enumerate(statements):
            if _runs(item):
                self._runs.append(place)

    def ran(self, name: str, since: int, before: int) -> bool:
        """Did a statement run in between that may have met the object's rows?"""
        at = bisect_left(self._runs, since)
        if at >= len(self._runs) or self._runs[at] >= before:
            return False
        self._index()
        if _between(self._blind, since, before):
            return True
        return any(_between(self._running.get(word, []), since, before) for word in self._reaching(name))

    def mentioned(self, name: str, since: int, before: int) -> bool:
        """Did anything in between name the object?"""
        self._index()
        assert self._any is not None
        return _between(self._any.get(name.lower(), []), since, before)

    def _reaching(self, name: str) -> set[str]:
        """The object and everything that leads to it: views on it, triggers, routines …"""
        found = {name.lower()}
        todo = [name.lower()]
        while todo:
            for user in self._users.get(todo.pop(), ()):
                if user not in found:
                    found.add(user)
                    todo.append(user)
        return found

    def _index(self) -> None:
        if self._any is not None:
            return
        self._any = {}
        for place, item in enumerate(self._statements):
            words, names = _mentions(item)
            for word in words:
                self._any.setdefault(word, []).append(place)
            if _runs(item):
                if isinstance(item, o.Unit) and words & _DYNAMIC:
                    self._blind.append(place)
                for word in words:
                    self._running.setdefault(word, []).append(place)
            for name in names:
                for word in words:
                    if word != name:
                        self._users.setdefault(word, set()).add(name)
            table, inside = _in_rows(item)
            for word in inside - {table}:
                self._users.setdefault(word, set()).add(table)


_DYNAMIC = frozenset(("immediate", "dbms_sql", "dbms_utility", "dbms_job", "dbms_scheduler"))


def _runs(item: Any) -> bool:
    if isinstance(item, o.Dml):
        return item.verb not in ("commit", "rollback", "savepoint")
    if isinstance(item, o.Table):
        return item.query is not None  # its rows and its columns are those of what it is made of, as that is here
    return isinstance(item, o.Truncate) or (isinstance(item, o.Unit) and item.kind == "block")


def _mentions(item: Any) -> tuple[set[str], list[str]]:
    """The words of a statement that can use others, and the names under which it is used itself."""
    if isinstance(item, o.Dml):
        return words_of(item.sql.text), []
    if isinstance(item, o.View | o.MaterializedView):
        return words_of(item.query.text), [item.name.name.lower()]
    if isinstance(item, o.Unit):
        words = words_of(item.text)
        if item.kind == "block":
            return words, []
        name = item.name.name.lower()
        # a trigger acts when its table does, so the table leads to whatever the trigger names
        return words, [name, *_trigger_table(item)]
    if isinstance(item, o.Synonym):
        return {item.target.name.lower()}, [item.name.name.lower()]
    if isinstance(item, o.Index):
        return {item.table.name.lower(), *(k.column.lower() for k in item.keys if k.column)}, []
    if isinstance(item, o.Truncate):
        return {item.name.name.lower()}, []
    if isinstance(item, o.Table):
        words = {c.references.name.lower() for c in item.constraints if c.references is not None}
        if item.query is not None:
            words |= words_of(item.query.text)
        return words, []
    if isinstance(item, o.Alter):
        return {
            p.references.name.lower()
            for _, p in item.actions
            if isinstance(p, o.Constraint) and p.references is not None
        }, []
    return set(), []


def _in_rows(item: Any) -> tuple[str, set[str]]:
    """A table, and what its rows use when they are written: sequences in defaults, functions in checks."""
    if isinstance(item, o.Table):
        columns, checks = item.columns, item.constraints
    elif isinstance(item, o.Alter):
        columns = [p for _, p in item.actions if isinstance(p, o.Column)]
        checks = [p for _, p in item.actions if isinstance(p, o.Constraint)]
    else:
        return "", set()
    texts = [e.text for c in columns for e in (c.default, c.generated) if e is not None]
    texts += [c.check.text for c in checks if c.check is not None]
    return item.name.name.lower(), words_of(" ".join(texts)) if texts else set()


def _trigger_table(item: o.Unit) -> list[str]:
    on = getattr(item.code, "on", None)
    return [on.name.lower()] if isinstance(on, o.QName) else []


def _between(places: list[int], since: int, before: int) -> bool:
    at = bisect_left(places, since)
    return at < len(places) and places[at] < before
