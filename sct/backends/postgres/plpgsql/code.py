"""The program's way into the script: every unit at its place, with the composite types it needs before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sct.backends.emitted import Emitted
from sct.backends.postgres.plpgsql import (  # the last ones register how statements are written
    autonomous,
    blocks,
    calls,
    compound,
    cursor_numbers,
    cursors,
    data,
    dynamic,
    exceptions,
    flow,
    forall,
    inquiries,
    iterators,
    mutating,
    object_types,
    overloads,
    packages,
    routines,
    row_order,
    transactions,
    trigger_addresses,
    triggers,
    volatility,
)
from sct.backends.postgres.plpgsql.reach import Reach
from sct.backends.postgres.plpgsql.resolver import CodeResolver
from sct.backends.postgres.plpgsql.trigger_plans import planned
from sct.backends.postgres.plpgsql.types import Types
from sct.catalog import endings, executed
from sct.catalog.bodies import Bodies
from sct.catalog.callgraph import CallGraph, Node
from sct.catalog.effects import NOTHING, Effects
from sct.catalog.gaps import shared_gaps
from sct.catalog.handled import handled
from sct.catalog.object_types import add_bodies
from sct.catalog.program import Program
from sct.catalog.scopes import Names, PackageItem, RoutineItem
from sct.catalog.usage import asked_of_cursors
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.rulebook.translate import Refused, Translator
from sct.sqlexpr.scope import Shape
from sct.text.span import Span


class Code:
    """Made once a run by the emitter; from then on SQL outside code sees the program's functions too."""

    def __init__(self, emitter: Any) -> None:
        self.emitter = emitter
        self.translator: Translator = emitter.translator
        catalog = emitter.catalog
        self._made: set[str] = set()
        self._shapes: dict[int, Shape] = {}
        prefixed = emitter.options.packages == "prefix"
        self.program = Program(catalog, self.translator.resolver._type_of_text, prefixed)
        self.program.shape_of = self._shape
        self.program.flags = emitter.options.plsql_flags
        self.types = Types(declared_arguments=self.translator.declared_arguments)
        self.program.sized_arguments = self.translator.declared_arguments
        units = [item for _, item in emitter.folded.items if isinstance(item, o.Unit)]
        self.program.add(units)
        add_bodies(self.program, units)
        read = [unit.code for unit in units if unit.code is not None]
        # One walk over the whole program for both: there is no dearer thing done before writing.
        declared = [d for c in read for d in self.program.outline(c) if isinstance(d, (s.ExceptionDecl, s.CursorDecl))]
        self.program.exceptions.add(declared)
        self.program.cursors.update(d.name for d in declared if isinstance(d, s.CursorDecl))
        packages_ = [c for c in read if isinstance(c, s.Package)]
        if any(isinstance(d, s.CursorDecl) for c in packages_ for d in c.declarations):
            self.program.asked_cursors = asked_of_cursors(read)
        errors = self.translator.book.errors
        asked = {name.rpartition(".")[2] for name, kind in errors.asks.items() if "backtrace" in kind}
        self.program.traced = any(word in text for text in (u.text.lower() for u in units) for word in asked)
        self.program.effects = Effects(self.program, frozenset(errors.asks), errors.raises)
        others = [u.code for u in units if not isinstance(u.code, (s.Routine, s.Package))]
        self.program.effects.run(others)
        endings.settle(self.program, self.program.effects)
        self.program.handled = handled(self.program, self.program.effects, others)
        for item in self.program.routines:
            item.facts["commits"] = self.program.effects.routines.get(id(item.code), NOTHING).ends
        self.triggers = planned(emitter.folded.items, catalog)
        compound.prepare(self)
        self.bodies = Bodies(self.program)
        self.bodies.run()
        executed.note(self.program, self.program.routines)
        self.types.sparse.update(self.bodies.sparse)
        for plan in self.triggers.values():
            for part in plan.trigger.parts if plan.package is not None else ():
                self.bodies.part(
                    part.body.declarations, part.body, Names("block", plan.package.names, "", plan.package)
                )
        self.types.sparse.update(self.bodies.sparse | shared_gaps(self.program, others))
        self.program.outlines.clear()
        hidden = [plan.package for plan in self.triggers.values() if plan.package is not None]
        overloads.tell_apart([*self.program.packages.values(), *hidden], self.program.methods, self.types)
        inside = [one for package in hidden for one in package.routines]
        methods = [one for several in self.program.methods.values() for one in several]
        overloads.tell_nested_apart({id(one): one for one in (*self.program.routines, *methods, *inside)}.values())
        self.resolver = CodeResolver(self.program, self.types, self.program.names)
        self.translator.resolver = self.resolver
        self.graph = CallGraph(self.program)
        self.reach = Reach(self)
        row_order.arrange(self)
        self.mutating = mutating.watched(self)
        self.indexed = volatility.indexed((item for _, item in emitter.folded.items), self.graph, self.program)

    def _shape(self, sql: Sql, names: Names) -> Shape:
        from dataclasses import replace

        found = self._shapes.get(id(sql))
        if found is None:
            resolver = CodeResolver(self.program, self.types, names)
            found = self._shapes[id(sql)] = replace(self.translator, resolver=resolver).shape(sql)
        return found

    def start(self) -> None:
        """A new unit: composite types are emitted again with it (the first unit's copy stays)."""
        self._made.clear()
        self.resolver.calls.clear()
        self.begin()

    # --- units ------------------------------------------------------------------------------------------------------

    def unit(self, unit: o.Unit, place: int) -> None:
        made = self.program.units.get(id(unit))
        if isinstance(made, (RoutineItem, PackageItem)):
            self.emitter.catalog.at(self.program.validity.place(unit, place))
        if isinstance(made, RoutineItem):
            if made in self.program.routines:
                self.emitter._schema(made.path, place)
                routines.emit(self, made, place, unit.origin)
        elif isinstance(made, PackageItem):
            packages.emit(self, made, unit, place)
        elif isinstance(made, list):
            object_types.emit(self, unit, made, place)
        elif isinstance(unit.code, s.Trigger):
            triggers.emit(self, unit, unit.code, place)
        elif isinstance(unit.code, s.Block):
            blocks.emit(self, unit, unit.code, place)
        else:
            id_ = f"{unit.kind}:{'.'.join(self.emitter.catalog.key(unit.name))}"
            why = unit.problem[0] if unit.problem else f"{unit.kind.replace('_', ' ')} {unit.name}"
            span = unit.problem[1] if unit.problem else unit.origin
            self.emitter._refuse(id_, unit.kind, unit, place, Refused("SC1016", why, span))

    def undefined_methods(self, item: o.UserType, place: int, owner: str) -> None:
        """Methods a type declares that no body of the input has, when the type has no body at all."""
        name = ".".join(self.emitter.catalog.key(item.name))
        methods = self.program.undefined.get(name, [])
        if methods and not any(
            of == name and one.code.body for (of, _), s in self.program.methods.items() for one in s
        ):
            object_types.undefined(self, methods, place, item.origin, owner)

    def alter(self, item: o.Alter, place: int) -> None:
        """What the script says later about its triggers."""
        triggers.alter(self, item, place)

    def drop(self, item: o.Drop, place: int) -> None:
        """Code that has run before it is dropped."""
        if item.kind == "trigger":
            triggers.drop(self, item, place)

    def schema(self, name: str, place: int) -> None:
        self.emitter._schema((name, ""), place)

    def original(self, span: Span, code: str, why: str) -> str:
        text = f"{why}\n{self.emitter.texts(span).rstrip()}".replace("*/", "* /").replace("/*", "/ *")
        return f"/* {code} refused: {text}\n*/\n"

    # --- what a piece needs -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """From here on, what is written belongs to the next piece."""
        self.types.used.clear()
        self.types.relations.clear()

    def running(self, first: Iterable[Node]) -> list[str]:
        """Ids of the pieces that must be there when code runs that leads to these."""
        out: list[str] = []
        for one in self.graph.reached(first):
            if isinstance(one, RoutineItem):
                out.append(f"{one.kind}:{one.id}")
            elif isinstance(one, PackageItem):
                out.append(one.piece("sct_init"))
            elif one.is_value and one.package is not None:
                out.append(one.package.piece(one.name))
        return sorted(out)

    def forget(self) -> None:
        """A refused body needs nothing; only its stub's signature will."""
        self.begin()

    def needs(self) -> tuple[str, ...]:
        """Ids of the types and tables the piece just written needs before it."""
        found = [f"type:{name}" for name in sorted(self._closure(self.types.used))]
        return (*found, *sorted(self.types.relations))

    def _closure(self, names: set[str]) -> set[str]:
        out: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name in out:
                continue
            out.add(name)
            before = set(self.types.used)
            self.types.used.clear()
            for _, type_ in self.types.hoisted[name].members:
                self.types.text(type_)
            todo.extend(self.types.used)
            self.types.used.clear()
            self.types.used.update(before)
        return out

    def add(self, piece: Emitted) -> None:
        """The piece, behind the composite types that are not there yet."""
        self.before(piece)
        self.emitter._add(piece)

    def before(self, piece: Emitted) -> None:
        for need in piece.needs:
            name = need.removeprefix("type:")
            if need.startswith("type:") and name in self.types.hoisted and name not in self._made:
                self._made.add(name)
                self._type(name, piece)

    def _type(self, name: str, piece: Emitted) -> None:
        self.begin()
        sql = self.types.create(name)
        needs = tuple(n for n in self.needs() if n != f"type:{name}")
        schema = name.split(".")[0] if "." in name else ""
        self.translator.used_runtime.update(self.types.runtime)
        if schema not in ("", "sct", "pg_temp"):
            self.emitter._schema((schema, ""), piece.place)
        self.add(
            Emitted(
                f"type:{name}",
                piece.object_id,
                piece.kind,
                sql,
                piece.span,
                piece.place,
                needs=needs,
                name=name.split(".")[-1],
                schema=schema,
            )
        )


STATEMENTS = (
    autonomous,
    dynamic,
    flow,
    data,
    forall,
    inquiries,
    iterators,
    calls,
    cursor_numbers,
    cursors,
    exceptions,
    transactions,
    trigger_addresses,
)

__all__ = ["STATEMENTS", "Code"]
