"""Routines that the script has made up to some place, for blocks that call them while it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sct.catalog.pieces import chains
from sct.catalog.uses import words_of
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.work.installing.there import There, is_harmless

_RUNS = frozenset(("immediate", "exec_ddl_statement", "dbms_sql"))


@dataclass(slots=True)
class Known:
    """`package`: its name, of a packaged routine; `scope`: where a block's own routine stands."""

    code: s.Routine
    package: str = ""
    scope: Any = None
    local: bool = False


class Routines:
    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], list[Known]] = {}
        self._packages: dict[str, dict[str, Any]] = {}  # declarations by name
        self._of: dict[str, list[tuple[str, ...]]] = {}
        self.running: set[str] = set()  # last names of routines that run statements in strings
        self._making: set[str] = set()  # those of them that may create something

    def add(self, item: Any) -> None:
        if not isinstance(item, o.Unit):
            return
        words = words_of(item.text)
        runs = bool(words & _RUNS or words & self.running)
        if item.code is None and runs:
            self.running.add(item.name.name)
            self._making.add(item.name.name)
        elif isinstance(item.code, s.Routine):
            self._found[(item.name.name,)] = [Known(item.code)]
            self._note([item.code] if runs else [])
        elif isinstance(item.code, s.Package):
            self._package(item.name.name, item.code)
            self._note([one for one in item.code.declarations if isinstance(one, s.Routine)] if runs else [])

    def _package(self, name: str, code: s.Package) -> None:
        declared = self._packages.setdefault(name, {})
        for path in self._of.pop(name, ()) if code.is_body else ():
            self._found.pop(path, None)
        for one in code.declarations:
            if isinstance(one, s.Routine):
                declared.setdefault(one.name.name, one)
                if one.body is not None:
                    path = (name, one.name.name)
                    self._found.setdefault(path, []).append(Known(one, name))
                    self._of.setdefault(name, []).append(path)
            elif hasattr(one, "name"):
                declared[one.name] = one

    def _note(self, several: list[s.Routine]) -> None:
        """Adds those that run text, themselves or through others: by names, all routines of a name together."""
        left = [(one, _dynamic(one), _called(one)) for one in several if one.body is not None]
        again = True
        while again:
            again = False
            for one, texts, called in left:
                name = one.name.name
                if name not in self.running and (texts or called & self.running):
                    self.running.add(name)
                    again = True
                if name not in self._making and (not all(map(is_harmless, texts)) or called & self._making):
                    self._making.add(name)
                    again = True

    def find(self, names: tuple[str, ...]) -> Known | None:
        """The one routine of a name; None for overloads too."""
        found = self._found.get(names) or self._found.get(names[-2:]) or self._found.get(names[-1:])
        if len(names) == 3 and found is None:
            return None
        if found and len(names) > 1 and not found[0].package and len(names) != 2:
            return None
        return found[0] if found is not None and len(found) == 1 else None

    def of_package(self, package: str, name: str) -> bool:
        return name in self._packages.get(package, ())

    def is_constant(self, package: str, name: str) -> bool:
        found = self._packages.get(package, {}).get(name)
        return isinstance(found, s.Variable) and found.constant

    def variables(self, package: str) -> list[s.Variable]:
        return [one for one in self._packages.get(package, {}).values() if isinstance(one, s.Variable)]

    def runs_text(self, known: Known) -> bool:
        return known.code.name.name in self.running

    def may_run_text(self, unit: o.Unit) -> bool:
        """Whether a block may execute statements in strings, itself or through what it calls."""
        words = words_of(unit.text)
        return bool(words & _RUNS or words & self.running)

    def leave(self, block: s.Block, there: There) -> None:
        """A block that runs as it is."""
        there.leave(block)
        if self._making and _called(block) & self._making:
            there.suspect()


def _dynamic(code: Any) -> list[Sql]:
    """The statements in strings that a piece of code runs."""
    out = []
    for one in everything(code):
        if isinstance(one, (s.ExecuteDynamic, s.ParseCursor)):
            out.append(one.text)
        elif isinstance(one, s.Call) and "exec_ddl_statement" in one.call.text.lower():
            out.append(one.call)
    return out


def _called(code: Any) -> set[str]:
    return {path[-1] for one in everything(code) if isinstance(one, Sql) for path in chains(one)}
