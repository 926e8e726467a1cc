"""Procedures, functions, packages and triggers: converted where every statement is, else a stub that says its code.

A stub has the right signature and raises when it is called, so callers load and nothing pretends to work.
"""

from __future__ import annotations

from typing import Any

from sct.backends.emitted import Emitted
from sct.backends.postgres.code import CodeResolver, CodeWriter
from sct.backends.postgres.names import ident, qualified, shortened, string
from sct.backends.postgres.types import map_type
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.types import Type
from sct.rulebook.translate import Refused

_SECURITY = "SECURITY DEFINER SET search_path FROM CURRENT "


def _argument_type(type_: Type) -> str:
    """Arguments carry no length or precision in PostgreSQL."""
    if type_.kind in ("varchar", "char", "text", "unknown", "named", "record", "rowid", "collection"):
        return "text"
    if type_.kind == "timestamp":
        return "timestamp" if type_.zone == "none" else "timestamp with time zone"
    return map_type(type_).text.partition("(")[0]


class Routines:
    """Mixed into the emitter."""

    catalog: Any
    translator: Any
    texts: Any

    def declare_routines(self) -> None:
        """Signatures into the catalog, so that views and other code can call what is only emitted later."""
        from sct.sqlexpr.scope import RoutineInfo

        for _, unit in self.folded.items:  # type: ignore[attr-defined]
            if isinstance(unit, o.Unit) and isinstance(unit.code, s.Routine):
                key = self.catalog.key(unit.name)
                self._declare(RoutineInfo, unit.code, key, key)
            elif isinstance(unit, o.Unit) and isinstance(unit.code, s.Package) and not unit.code.is_body:
                for routine in unit.code.declarations:
                    if isinstance(routine, s.Routine):
                        path = (*self.catalog.key(unit.name), routine.name.name)
                        self._declare(RoutineInfo, routine, path, path[-2:])

    def _declare(self, info: Any, routine: s.Routine, path: tuple[str, ...], target: tuple[str, ...]) -> None:
        resolver = CodeResolver(self.catalog, self.translator.resolver._type_of_text)
        parameters = tuple(
            (p.name, p.mode, resolver.resolve(p.type), p.default is not None) for p in routine.parameters
        )
        returns = resolver.resolve(routine.returns) if routine.returns else Type("unknown")
        if routine.kind == "function":
            self.catalog.routines.setdefault(path, []).append(info("function", target, returns, parameters))

    def _unit(self, unit: o.Unit, place: int) -> None:
        id_ = f"{unit.kind}:{'.'.join(self.catalog.key(unit.name))}"
        code = unit.code
        if isinstance(code, s.Routine) and not code.call_spec:
            self._routine(unit, code, self.catalog.key(unit.name), place, id_)
        elif isinstance(code, s.Package) and not code.is_body:
            self._package(unit, code, place, id_)
        elif isinstance(code, s.Trigger):
            self._trigger(unit, code, place, id_)
        else:
            why = unit.problem[0] if unit.problem else f"{unit.kind.replace('_', ' ')} {unit.name}"
            span = unit.problem[1] if unit.problem else unit.origin
            self._refuse(id_, unit.kind, unit, place, Refused("OR0016", why, span))  # type: ignore[attr-defined]

    def _original(self, item: Any, code: str, why: str) -> str:
        text = self.texts(item.origin).rstrip().replace("*/", "* /").replace("/*", "/ *")
        return f"/* {code} refused: {why}\n{text}\n*/\n"

    def _signature(self, routine: s.Routine, resolver: CodeResolver, bag: Any) -> str:
        parts = []
        optional = False
        for p in routine.parameters:
            type_ = resolver.resolve(p.type)
            mode = {"in": "", "out": "OUT ", "inout": "INOUT "}[p.mode]
            text = f"{mode}{ident(p.name)} {_argument_type(type_)}"
            if p.default is not None and p.mode != "out":
                try:
                    text += f" DEFAULT {self.translator.expression(p.default, bag, None, type_)}"
                except Refused:
                    text += " DEFAULT NULL"
                optional = True
            elif optional and p.mode != "out":
                text += " DEFAULT NULL"  # PostgreSQL wants defaults to the end once they have begun
            parts.append(text)
        return ", ".join(parts)

    def _routine(self, unit: o.Unit, routine: s.Routine, path: tuple[str, ...], place: int, id_: str) -> None:
        emitter: Any = self
        bag = emitter.bag(id_)
        emitter._schema(path, place)
        resolver = CodeResolver(self.catalog, self.translator.resolver._type_of_text)
        for p in routine.parameters:
            resolver.blocks[-1][p.name] = resolver.resolve(p.type)
        returns = resolver.resolve(routine.returns) if routine.returns else None
        try:
            if routine.options.get("pipelined") or (
                routine.kind == "function" and any(p.mode != "in" for p in routine.parameters)
            ):
                raise Refused("OR0500", "this form of a function is not converted yet", routine.span)
            if any(
                t.kind in ("unknown", "named", "record", "collection", "cursor") for t in resolver.blocks[-1].values()
            ):
                raise Refused("OR0500", "a parameter's type is not converted yet", routine.span)
            if returns is not None and returns.kind in ("unknown", "named", "record", "collection", "cursor"):
                raise Refused(
                    "OR0500",
                    f"RETURN {routine.returns.text if routine.returns else ''} is not converted yet",
                    routine.span,
                )
            if routine.body is None:
                raise Refused("OR0500", "no body", routine.span)
            seen_default = False
            for p in routine.parameters:
                if seen_default and p.default is None and p.mode == "in":
                    raise Refused("OR0500", "a parameter without default after one with", p.span)
                seen_default = seen_default or p.default is not None
            body = CodeWriter(self.translator, resolver, bag, returns).body(routine)
            comment, refused = "", None
        except Refused as error:
            refused = error
            bag.add(error.code, f"{routine.name.name}: {error.message}", error.span or unit.origin)
            comment = self._original(unit, error.code, error.message)
            message = f"{error.code}: {routine.name} is not converted: {error.message}"
            body = f"BEGIN\n  RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = {string(message)};\nEND"
        sql = comment + self._create(routine, resolver, path, returns, body, bag)
        schema = path[0] if path[1:] else ""
        emitter._add(
            Emitted(id_, id_, routine.kind, sql, unit.origin, place, name=path[-1], schema=schema, refused=False)
        )
        del refused

    def _create(
        self,
        routine: s.Routine,
        resolver: CodeResolver,
        path: tuple[str, ...],
        returns: Type | None,
        body: str,
        bag: Any,
    ) -> str:
        security = "" if routine.options.get("authid", "").lower().startswith("current") else _SECURITY
        arguments = self._signature(routine, resolver, bag)
        name = qualified(tuple(shortened(p) for p in path))
        tag = "$body$" if "$$" in body else "$$"
        outs = [p for p in routine.parameters if p.mode != "in"]
        result = ""
        if routine.kind == "function":
            kind = "record" if len(outs) > 1 else _argument_type(returns) if returns else "void"
            result = "" if outs else f" RETURNS {kind}"
        return (
            f"CREATE {routine.kind.upper()} {name}({arguments}){result}\n"
            f"LANGUAGE plpgsql {security}AS {tag}\n{body}\n{tag};"
        )

    def _package(self, unit: o.Unit, package: s.Package, place: int, id_: str) -> None:
        emitter: Any = self
        path = self.catalog.key(unit.name)
        bag = emitter.bag(id_)
        emitter._schema((path[-1], ""), place)
        bag.add("OR0501", f"package {unit.name}", unit.origin)
        parts = [self._original(unit, "OR0501", "its routines are stubs").rstrip()]
        signatures = set()
        for routine in package.declarations:
            if not isinstance(routine, s.Routine):
                continue
            resolver = CodeResolver(self.catalog, self.translator.resolver._type_of_text)
            returns = resolver.resolve(routine.returns) if routine.returns else None
            mine = (
                routine.name.name,
                tuple(_argument_type(resolver.resolve(p.type)) for p in routine.parameters if p.mode != "out"),
            )
            if mine in signatures:
                bag.add("OR0502", f"{routine.name.name}: two overloads have the same types here", routine.span)
                continue
            signatures.add(mine)
            message = f"OR0501: {path[-1]}.{routine.name.name} is not converted"
            body = f"BEGIN\n  RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = {string(message)};\nEND"
            parts.append(self._create(routine, resolver, (path[-1], routine.name.name), returns, body, bag))
        emitter._add(
            Emitted(id_, id_, "package", "\n\n".join(parts), unit.origin, place, name=path[-1], schema=path[-1])
        )

    def _trigger(self, unit: o.Unit, trigger: s.Trigger, place: int, id_: str) -> None:
        """The trigger is there, disabled: enabled it would refuse every row."""
        emitter: Any = self
        key = self.catalog._resolve(trigger.on, self.catalog.relations) if trigger.on else None
        bag = emitter.bag(id_)
        if key is None or not trigger.events or not isinstance(self.catalog.relations[key], o.Table):
            emitter._refuse(id_, "trigger", unit, place, Refused("OR0016", f"trigger {unit.name}", unit.origin))
            return
        bag.add("OR0503", f"trigger {unit.name}", unit.origin)
        name = shortened(self.catalog.key(unit.name)[-1])
        function = qualified((*key[:-1], shortened(f"{name}_trigger")))
        message = f"OR0503: trigger {unit.name} is not converted"
        events = " OR ".join(e.upper() for e in trigger.events)
        timing = "BEFORE" if trigger.timing == "before" else "AFTER"
        sql = (
            self._original(unit, "OR0503", "the trigger is there, disabled, and raises when it is enabled")
            + f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
            f"  RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = {string(message)};\nEND\n$$;\n"
            f"CREATE TRIGGER {ident(name)} {timing} {events} ON {qualified(key)}\n"
            f"FOR EACH {'ROW' if trigger.row else 'STATEMENT'} EXECUTE FUNCTION {function}();\n"
            f"ALTER TABLE {qualified(key)} DISABLE TRIGGER {ident(name)};"
        )
        emitter._add(Emitted(id_, id_, "trigger", sql, unit.origin, place, needs=(".".join(key),), name=name))
