"""Compound triggers: a function and a trigger for each timing point, in a schema named after the trigger.

Their declarations live as a package's do, each variable a getter and a setter over a session setting; the setting's name
holds the depth of nested triggers, so a statement inside a statement has variables of its own, as in Oracle. The trigger
before the statement gives every variable its first value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.postgres.names import body_tag, ident, qualified, string
from sct.backends.postgres.plpgsql import routines, triggers
from sct.backends.postgres.plpgsql.declarations import initial
from sct.backends.postgres.plpgsql.missing_types import missing
from sct.backends.postgres.plpgsql.packages import first_value, setting
from sct.backends.postgres.plpgsql.trigger_plans import Plan, Point
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog.constants import is_fixed, kept
from sct.catalog.effects import chains
from sct.catalog.scopes import Item, PackageItem
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.rulebook.translate import Refused
from sct.text.span import Span

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code


def prepare(code: Code) -> None:
    """The declarations of every compound trigger, as packages nobody else can name."""
    taken = {package.schema for package in code.program.packages.values()}
    for plan in code.triggers.values():
        if plan.trigger.compound and not plan.trigger.crossedition:
            own = plan.key[-1]
            schema = own if own not in taken else f"{own}_trigger"
            plan.package = code.program.hidden_package(plan.key, schema, plan.trigger.declarations)
            for point in plan.points:
                point.function = (schema, point.source.replace(" ", "_"))


def written(code: Code, plan: Plan, id_: str) -> str:
    """Everything but the routines of its declarations. Raises Refused."""
    package: PackageItem = plan.package
    state = kept(package, code.program)
    for decl in plan.trigger.declarations:
        if isinstance(decl, s.OpaqueDeclaration):
            raise Refused(decl.code, decl.reason, decl.at or decl.span)
        if isinstance(decl, s.Pragma) and decl.name == "autonomous_transaction":
            raise Refused("SC1500", "an autonomous compound trigger", decl.span)
    out = [_accessor(code, plan, item, id_) for item in package.names.items.values() if item.is_value]
    bodies: list[str] = []
    points = list(plan.points)
    if state and all(p.source != "before statement" for p in points):
        first = Point("BEFORE", False, f"{plan.name}_before_statement", "before statement", "NULL")
        first.function = (package.schema, "before_statement")
        points.insert(0, first)
    noted: list[str] = []
    sides: list[bool] = []
    for point in points:
        part = next((p for p in plan.trigger.parts if p.timing == point.source), None)
        block = part.body if part is not None else s.Block(plan.trigger.span)
        w, names = triggers.writer(code, plan, id_, package.names)
        starts = _start(w, package, state) if point.source == "before statement" else _event(w, package)
        clause, guard = triggers.when(w, plan, point) if point.row else ("", "")
        text = triggers.function_body(w, plan, names, point, [], block, starts, guard)
        bodies.append(f"CREATE OR REPLACE FUNCTION {qualified(point.function)}() RETURNS trigger")
        tag = body_tag(text)
        bodies.append(f"{triggers.DEFINER} {tag}\n{text}\n{tag};")
        bodies.append(triggers.create(plan, point, point.function, clause))
        if not plan.trigger.enabled:
            bodies.append(triggers.switch(plan, point, "DISABLE"))
        noted.extend(line for line in triggers.noting(w, plan) if line not in noted)
        if point is points[0] and _asks_for_columns(package):
            w.facts["noted"] = {"*": True}
            noted.extend(line for line in triggers.noting(w, plan) if line not in noted)
        if point.row:
            sides.append("sct.state" in text or f"{ident(package.schema)}." in text)
    if len(sides) > 1 and all(sides) and not any(point.moved for point in plan.points):
        code.emitter.bag(id_).add("SC1904", f"trigger {plan.unit.name}", plan.unit.origin)
        plan.comes_later = False  # said
    code.schema(package.schema, plan.place)
    return "\n".join([*out, *noted, *bodies])


def emit_routines(code: Code, plan: Plan, place: int, id_: str) -> None:
    """The routines of the declaration part, which all points call."""
    w, _ = triggers.writer(code, plan, id_, plan.package.names)
    for routine in plan.package.routines:
        span: Span = routine.code.span
        routine.facts["updating"] = lambda inner, args: triggers.updating(w, plan, None, args, inner)
        routines.emit(code, routine, place, span, id_)


def _key(package: PackageItem, item: Item) -> str:
    return f"{string(setting(package, item.name) + '_')} || pg_trigger_depth()"


def _accessor(code: Code, plan: Plan, item: Item, id_: str) -> str:
    """The getter of a constant or variable, and the setter of a variable."""
    package: PackageItem = plan.package
    type_ = code.program.type_of_item(item)
    if type_.kind == "unknown":
        raise missing(code.translator.book, item.name, item.decl.type.text, item.decl.span)
    text, argument = code.types.text(type_), code.types.argument(type_)
    name = qualified((package.schema, item.name))
    if is_fixed(item, code.program):
        w, _ = triggers.writer(code, plan, id_, package.names)
        value = w.expression(item.decl.default, type_)
        lines = "\n  ".join([f"v {text} := {value};", *w.declared])
        tag = body_tag(lines)
        return (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS {argument}\n"
            f"LANGUAGE plpgsql AS {tag}\nDECLARE\n  {lines}\nBEGIN\n  RETURN v;\nEND\n{tag};"
        )
    code.translator.used_runtime.update(("state_get", "state_set"))
    key = _key(package, item)
    getter = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS {argument}\nLANGUAGE plpgsql AS $$\nBEGIN\n"
        f"  RETURN sct.state_get({key})::{text};\nEND\n$$;"
    )
    if item.kind == "constant":
        return getter
    return (
        f"{getter}\nCREATE OR REPLACE PROCEDURE {qualified((package.schema, package.setter(item.name)))}(value {argument})\n"
        f"LANGUAGE plpgsql AS $$\nDECLARE\n  v {text} := value;\nBEGIN\n"
        f"  PERFORM sct.state_set({key}, v::text);\nEND\n$$;"
    )


def _event(w: Writer, package: PackageItem) -> list[str]:
    """What the routines know of the event: a statement may bring about several, and each point has its own."""
    out: list[str] = []
    for name in triggers.EVENTS:
        item = package.names.items.get(name)
        if item is not None and item.decl.default is not None:
            value = first_value(w, item, w.program.type_of_item(item), out)
            out.append(f"PERFORM sct.state_set({_key(package, item)}, {value});")
    return out


def _asks_for_columns(package: PackageItem) -> bool:
    """Whether a routine asks UPDATING('COLUMN')."""
    pieces = (one for routine in package.routines for one in everything(routine.code) if isinstance(one, Sql))
    return any(("updating",) in chains(piece) for piece in pieces)


def _start(w: Writer, package: PackageItem, state: list[Item]) -> list[str]:
    """The first values, in order of declaration: one may name those before it."""
    out: list[str] = []
    for item in state:
        type_ = w.program.type_of_item(item)
        text = w.types.text(type_)
        value = "NULL"
        if item.decl.default is not None:
            value = first_value(w, item, type_, out)
        elif type_.kind == "collection" and type_.key is not None:
            value = "'{}'"
        elif type_.kind == "record":
            holder = w.temporary("record", text)
            out.extend(initial(w, holder, type_))
            value = f"{holder}::text"
        w.use_runtime("state_set")
        out.append(f"PERFORM sct.state_set({_key(package, item)}, {value});")
    return out
