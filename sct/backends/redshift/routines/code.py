"""The program's way into the script: every unit at its place."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sct.backends.emitted import Emitted
from sct.backends.redshift.names import ident, qualified, string
from sct.backends.redshift.routines import functions, statements
from sct.backends.redshift.routines.resolver import CodeResolver
from sct.backends.redshift.routines.writer import Writer
from sct.backends.redshift.types import type_text
from sct.catalog.callgraph import CallGraph
from sct.catalog.program import Program
from sct.catalog.scopes import Names, PackageItem, RoutineItem
from sct.diagnostics.finding import Bag
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.ir.walking import everything
from sct.rulebook.translate import Refused
from sct.sqlexpr.scope import Shape

_MODES = {"in": "", "out": "OUT ", "inout": "INOUT "}
_LIMIT = 32  # parameters of a procedure


class Code:
    """Made once a run by the emitter; from then on SQL outside code sees the program's functions too."""

    def __init__(self, emitter: Any) -> None:
        self.emitter = emitter
        self.translator = emitter.translator
        catalog = emitter.catalog
        self.program = Program(catalog, self.translator.resolver._type_of_text, emitter.options.packages == "prefix")
        self.program.shape_of = self._shape
        self.program.sized_arguments = True
        self.program.add([item for _, item in emitter.folded.items if isinstance(item, o.Unit)])
        self.columns = frozenset(
            c.name for _, item in catalog.every() if isinstance(item, o.Table) for c in item.columns
        )
        self.twins = self._twins()
        self._by_path = {one.path: one for one in reversed(self.program.routines)}
        self.resolver = CodeResolver(self.program, self.program.names, self.columns)
        self.translator.resolver = self.resolver

    def _shape(self, sql: Sql, names: Names) -> Shape:
        from dataclasses import replace

        resolver = CodeResolver(self.program, names, self.columns)
        found: Shape = replace(self.translator, resolver=resolver).shape(sql)
        return found

    def _twins(self) -> set[int]:
        """Overloads that another one before them has the same name and types of here: they would take its place."""
        seen: set[tuple[Any, ...]] = set()
        out: set[int] = set()
        for one in self.program.routines:
            types = tuple(type_text(p.type).partition("(")[0] for p in one.params if p.mode != "out")
            key = (one.kind, one.path, types)
            if key in seen:
                out.add(id(one))
            seen.add(key)
        return out

    @cached_property
    def graph(self) -> CallGraph:
        return CallGraph(self.program)

    def start(self) -> None:
        self.resolver.calls.clear()

    def take_calls(self, *, runs: bool) -> list[str]:
        """Pieces of the routines that what was just written calls; with all that those call, if it `runs` at once."""
        first = list(self.resolver.calls)
        self.resolver.calls.clear()
        called = self.graph.reached(first) if runs and first else first
        return sorted({f"{one.kind}:{one.id}" for one in called if isinstance(one, RoutineItem)})

    def signature_of(self, key: tuple[str, ...]) -> tuple[str, str, str] | None:
        """(kind, name with parameter types, piece) of a routine, for GRANT."""
        one = self._by_path.get(key)
        if one is None:
            return None
        types = ", ".join(type_text(p.type) for p in one.params if p.mode != "out")
        return one.kind, f"{qualified(one.path)}({types})", f"{one.kind}:{one.id}"

    # --- units ------------------------------------------------------------------------------------------------------

    def unit(self, unit: o.Unit, place: int) -> None:
        made = self.program.units.get(id(unit))
        if isinstance(made, RoutineItem):
            if made in self.program.routines:
                self._routine(made, place, unit)
            return
        if isinstance(made, PackageItem):
            self._package(made, unit, place)
            return
        id_ = f"{unit.kind}:{'.'.join(self.emitter.catalog.key(unit.name))}"
        if isinstance(unit.code, s.Block):
            if not self._calls(unit, unit.code, place):
                self._block(unit, unit.code, place)
            return
        if unit.problem:
            error = Refused("SC1016", unit.problem[0], unit.problem[1])
        elif unit.kind == "trigger":
            error = Refused("RS0155", f"trigger {unit.name}", unit.origin)
        else:
            error = Refused("RS0156", f"{unit.kind.replace('_', ' ')} {unit.name}", unit.origin)
        self.emitter._refuse(id_, unit.kind, unit, place, error)

    def _calls(self, unit: o.Unit, code: s.Block, place: int) -> bool:
        """A block of calls alone is a script of calls."""
        if code.declarations or code.handlers or not all(isinstance(x, s.Call) for x in code.body):
            return False
        id_ = f"script:{place}"
        resolver = CodeResolver(self.program, self.program.names, self.columns)
        w = Writer(self.translator, resolver, self.emitter.bag(id_), None)
        w.depth = 0
        try:
            w.statements(list(code.body))
        except Refused as error:
            self.emitter._refuse(id_, "data", unit, place, error)
            return True
        if w.declared or not all(line.startswith("CALL ") for line, _ in w.lines):
            return False  # what a script cannot say by itself
        self.resolver.calls.extend(resolver.calls)
        sql = "\n".join(line for line, _ in w.lines)
        self.emitter._add(Emitted(id_, id_, "data", sql, unit.origin, place, name="call"))
        return True

    def _block(self, unit: o.Unit, code: s.Block, place: int) -> None:
        """A block of the script runs as a procedure that is there for its own call."""
        id_ = f"script:{place}"
        name = f"sct_block_{place}"
        routine = s.Routine("procedure", o.QName(None, name), unit.origin, body=code)
        item = RoutineItem(routine, (name,), self.program.names)
        self.program.settle(item)
        try:
            sql = self._procedure(item, self.emitter.bag(id_))
        except Refused as error:
            self.resolver.calls.clear()
            self.emitter._refuse(id_, "block", unit, place, error)
            return
        sql += f"\nCALL {name}();\nDROP PROCEDURE {name}();"
        self.emitter.bag(id_).add("RS0174", f"block {name}", unit.origin)
        self.emitter._add(Emitted(id_, id_, "block", sql, unit.origin, place, name=name))

    def _package(self, package: PackageItem, unit: o.Unit, place: int) -> None:
        """The routines of a package in a schema of its name; its body brings them, its state has no equal."""
        if unit is not (package.body_unit or package.spec_unit):
            return
        state = [item.name for item in package.state]
        id_ = f"package:{'.'.join(package.path)}"
        if state or package.init is not None:
            words = ", ".join(state[:5]) or "initialisation"
            self.emitter.bag(id_).add("RS0160", f"package {'.'.join(package.path)} keeps {words}", unit.origin)
        for one in package.routines:
            self._routine(one, place, unit, id_)

    def _routine(self, item: RoutineItem, place: int, unit: o.Unit, owner: str = "") -> None:
        emitter = self.emitter
        id_ = f"{item.kind}:{item.id}"
        bag = emitter.bag(owner or id_)
        emitter._schema(item.path, place)
        schema = item.path[0] if item.path[1:] else ""
        failed = False
        try:
            if id(item) in self.twins:
                words = f"{item.code.name}: another one of these types is there already"
                raise Refused("RS0173", words, item.code.span)
            sql = self._function(item, bag) if item.kind == "function" else self._procedure(item, bag)
        except Refused as error:
            failed = True
            bag.add(error.code, error.message, error.span or item.code.span)
            self.resolver.calls.clear()
            sql = "" if id(item) in self.twins else self._stub(item, f"{error.code}: {error.message}")
            original = emitter.texts(unit.origin if not owner else item.code.span)
            from sct.backends.common.names import commented

            sql = commented(f"{error.code} refused: {error.message}\n{original}") + "\n" + sql
        gone = item.kind == "function" and failed  # it has no stub: what calls it is refused, too
        piece = Emitted(
            id_, id_ if gone else owner or id_, item.kind, sql, item.code.span, place, name=item.path[-1], schema=schema
        )
        piece.refused = gone
        piece.stub = failed and not gone and bool(sql)  # statements of the script that run it are refused, too
        emitter._add(piece)

    def _parameters(self, item: RoutineItem) -> list[str]:
        resolver = CodeResolver(self.program, item.names, self.columns)
        out = []
        for p in item.params:
            if p.type.kind in ("unknown", "collection", "named", "record"):
                raise Refused("RS0164", f"parameter {p.name} of type {p.decl.type.text}", p.decl.span)
            name = ident(resolver.target(item.names.items[p.name]))
            out.append(f"{name} {_MODES[p.mode]}{type_text(p.type)}")
        if len(out) > _LIMIT:
            raise Refused("RS0157", f"{len(out)} parameters", item.code.span)
        return out

    def _procedure(self, item: RoutineItem, bag: Bag) -> str:
        code = item.code
        if code.body is None:
            raise Refused("SC1016", f"{code.name} has no body here", code.span)
        resolver = CodeResolver(self.program, item.names, self.columns)
        w = Writer(self.translator, resolver, bag, item)
        w.usage = _attributes(code)
        first = w.declare(code.declarations, item.names)
        names = self.program.inner(code.body, item.names)
        with w.scope(names):
            first += w.declare(code.body.declarations, names)
            statements.body(w, code.body, first)
        for p in item.params:
            if p.decl.default is not None:
                bag.add("RS0158", f"parameter {p.name} DEFAULT {p.decl.default.text.strip()}", p.decl.span)
        self.resolver.calls.extend(resolver.calls)
        head = ", ".join(self._parameters(item))
        mode = ""
        if w.handlers or self._by_request(item):
            mode = "NONATOMIC "
            bag.add("RS0159", f"procedure {code.name}", code.span)
        declared = "DECLARE\n" + "".join(f"  {_indented(d)}\n" for d in w.declared) if w.declared else ""
        text = "\n".join(line for line, _ in w.lines)
        body = f"{declared}BEGIN\n{text}\nEND;"
        self._place(body, w)
        return f"CREATE OR REPLACE PROCEDURE {qualified(item.path)}({head})\n{mode}AS $$\n{body}\n$$ LANGUAGE plpgsql;"

    def _place(self, body: str, w: Writer) -> None:
        """Which source statement each line of the body was written for."""
        first = body.count("\n") - len(w.lines)
        places = []
        last = None
        for number, (_, span) in enumerate(w.lines):
            if span is not None and span is not last:
                places.append((first + number, span))
                last = span
        self.translator.places.append((body, places))

    def _by_request(self, item: RoutineItem) -> bool:
        """Whether the source commits each statement of a procedure by itself."""
        return bool(self.translator.book.legal.get("request_commits", {}).get(self.translator.engine))

    def _function(self, item: RoutineItem, bag: Bag) -> str:
        code = item.code
        if code.body is None:
            raise Refused("SC1016", f"{code.name} has no body here", code.span)
        resolver = CodeResolver(self.program, item.names, self.columns)
        resolver.numbers = {p.name: n for n, p in enumerate(item.params, 1)}
        w = Writer(self.translator, resolver, bag, item)
        text = functions.value(w, code.body)
        self.resolver.calls.extend(resolver.calls)
        if any(p.mode != "in" for p in item.params):
            raise Refused("RS0166", "a function with OUT parameters", code.span)
        types = ", ".join(type_text(p.type) for p in item.params)
        known = "IMMUTABLE" if "deterministic" in code.options else "VOLATILE"
        returns = type_text(item.returns or Type("varchar"))
        return (
            f"CREATE OR REPLACE FUNCTION {qualified(item.path)}({types})\nRETURNS {returns}\n{known}\nAS $$\n"
            f"  SELECT {text}\n$$ LANGUAGE sql;"
        )

    def _stub(self, item: RoutineItem, message: str) -> str:
        """A procedure of the right signature that raises; a refused function has no form that could."""
        if item.kind == "function":
            return ""
        parts = []
        for p in item.params:
            known = p.type.kind not in ("unknown", "collection", "named", "record")
            parts.append(f"{ident(p.name)} {_MODES[p.mode]}{type_text(p.type) if known else 'varchar(65535)'}")
        words = string(message.replace("%", "%%"))
        return (
            f"CREATE OR REPLACE PROCEDURE {qualified(item.path)}({', '.join(parts[:_LIMIT])})\n"
            f"AS $$\nBEGIN\n  RAISE EXCEPTION {words};\nEND;\n$$ LANGUAGE plpgsql;"
        )


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")


def _attributes(code: s.Routine) -> set[str]:
    """The attributes of SQL% the code asks for."""
    out: set[str] = set()
    for one in everything(code):
        if isinstance(one, Sql):
            words = one.text.lower()
            out.update(name for name in ("rowcount", "found", "notfound") if f"sql%{name}" in words.replace(" ", ""))
    return out


__all__ = ["Code"]
