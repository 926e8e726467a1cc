"""Packages: a schema with the routines, a getter for every constant, a getter and a setter for every variable.

A constant that is computed once (`catalog/constants.py`) is kept as a variable is, without a setter.

State lives in session settings (`set_config`), each value as text behind a mark that tells NULL from nothing. The first
use in a session runs `sct_init`: the declared values, then the body's initialisation block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.backends.postgres.names import body_tag, qualified, string
from sct.backends.postgres.plpgsql import body as bodies
from sct.backends.postgres.plpgsql.declarations import initial
from sct.backends.postgres.plpgsql.missing_types import missing
from sct.backends.postgres.plpgsql.resolver import CodeResolver
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog.constants import is_fixed, kept
from sct.catalog.scopes import Item, Names, PackageItem
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.types import Type
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


def setting(package: PackageItem, name: str) -> str:
    """The session setting that holds a variable: letters, digits and _ only."""
    safe = "".join(c if c in _PLAIN else f"_{ord(c):x}_" for c in f"{package.schema}.{name}".replace(".", "\0"))
    return safe.replace("_0_", ".")


def emit(code: Code, package: PackageItem, unit: o.Unit, place: int) -> None:
    """Specification or body, each at its place in the script; state comes with the last of the two."""
    id_ = f"package:{'.'.join(package.path)}"
    if not package.prefixed:
        code.schema(package.schema, place)
    elif package.path[1:]:
        code.schema(package.path[0], place)
    last = package.body_unit or package.spec_unit
    if unit is package.spec_unit or package.spec_unit is None:
        sql = f"-- package {'.'.join(package.path)}: its routines are called {qualified(package.inside('name'))}"
        code.add(Emitted(id_, id_, "package", sql, unit.origin, place, name=package.schema, schema=package.schema))
    if unit is not last:
        return
    for item in package.names.items.values():
        if item.is_value:
            _accessors(code, package, item, unit, place, id_)
    if package.init is not None or kept(package, code.program):
        _init(code, package, unit, place, id_)
    for routine in package.routines:
        from sct.backends.postgres.plpgsql import routines

        routines.emit(code, routine, place, routine.code.span)


def _writer(code: Code, package: PackageItem, id_: str) -> Writer:
    resolver = CodeResolver(code.program, code.types, package.names)
    w = Writer(code.program, code.translator, resolver, code.emitter.bag(id_), None)
    w.facts["unit"] = ("PACKAGE BODY", package.path[-1])
    return w


def _add(
    code: Code, package: PackageItem, name: str, sql: str, item: Item, place: int, id_: str, *, stub: bool = False
) -> None:
    code.add(
        Emitted(
            f"{id_}#{name}",
            id_,
            "package",
            sql,
            item.decl.span,
            place,
            needs=code.needs(),
            name=name,
            schema=package.schema,
            stub=stub,
        )
    )


def _store(package: PackageItem) -> tuple[str, str]:
    """What reads and what keeps the package's variables."""
    lasting = package.spec is not None and "lasting" in package.spec.options
    return ("lasting_get", "lasting_set") if lasting else ("state_get", "state_set")


def _accessors(code: Code, package: PackageItem, item: Item, unit: o.Unit, place: int, id_: str) -> None:
    bag = code.emitter.bag(id_)
    code.begin()
    type_ = code.program.type_of_item(item)
    try:
        if type_.kind == "unknown":
            raise missing(code.translator.book, item.name, item.decl.type.text, item.decl.span)
        text = code.types.text(type_)
        if text == "record":
            raise Refused("SC1519", f"{item.name}: a package variable without a named type", item.decl.span)
        argument = code.types.argument(type_)
        name = qualified(package.inside(item.name))
        if is_fixed(item, code.program):
            w = _writer(code, package, id_)
            value = w.expression(item.decl.default, type_)
            lines = [f"DECLARE\n  v {text} := {value};", *w.declared, "BEGIN", "  RETURN v;", "END"]
            body = "\n".join(lines)
            tag = body_tag(body)
            sql = f"CREATE OR REPLACE FUNCTION {name}() RETURNS {argument}\nLANGUAGE plpgsql AS {tag}\n{body}\n{tag};"
        else:
            get, put = _store(package)
            code.translator.used_runtime.update((get, put))
            key = string(setting(package, item.name))
            init = f"  PERFORM {qualified(package.inside('sct_init'))}();\n"
            sql = (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS {argument}\nLANGUAGE plpgsql AS $$\nBEGIN\n{init}"
                f"  RETURN sct.{get}({key})::{text};\nEND\n$$;"
            )
        if item.kind == "variable":
            sql += (
                f"\nCREATE OR REPLACE PROCEDURE {qualified(package.inside(package.setter(item.name)))}(value {argument})\n"
                f"LANGUAGE plpgsql AS $$\nDECLARE\n  v {text} := value;\nBEGIN\n{init}"
                f"  PERFORM sct.{put}({key}, v::text);\nEND\n$$;"
            )
        _add(code, package, item.name, sql, item, place, id_)
    except Refused as error:
        code.forget()
        bag.add(error.code, error.message, error.span or item.decl.span)
        _refused_constant(code, package, item, place, id_, error)


def _refused_constant(code: Code, package: PackageItem, item: Item, place: int, id_: str, error: Refused) -> None:
    """A constant whose value is refused still has its getter, so that who asks for it is told why."""
    type_ = code.program.type_of_item(item)
    if item.kind != "constant" or type_.kind == "unknown" or code.types.text(type_) == "record":
        return
    message = string(f"{error.code}: {package.path[-1]}.{item.name} is not converted: {error.message}")
    tag = body_tag(message)
    sql = (
        f"CREATE OR REPLACE FUNCTION {qualified(package.inside(item.name))}() RETURNS {code.types.argument(type_)}\n"
        f"LANGUAGE plpgsql AS {tag}\nBEGIN\n  RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = {message};\nEND\n{tag};"
    )
    code.begin()
    _add(code, package, item.name, sql, item, place, id_, stub=True)


def first_value(w: Writer, item: Item, type_: Type, lines: list[str]) -> str:
    """The declared value as the text of its type; where a cast would cut it, it is assigned first."""
    assert item.decl.default is not None
    text, value = w.types.text(type_), w.expression(item.decl.default, type_)
    if type_.kind in ("record", "collection", "named") or (type_.is_text and type_.length):
        holder = w.temporary("value", text)
        lines.append(f"{holder} := {value};")
        return f"{holder}::text"
    return f"({value})::{text}::text"


def _init(code: Code, package: PackageItem, unit: o.Unit, place: int, id_: str) -> None:
    """`sct_init`: does nothing from its second call in a session on."""
    bag = code.emitter.bag(id_)
    code.begin()
    w = _writer(code, package, id_)
    get, put = _store(package)
    code.translator.used_runtime.update((get, put))
    w.facts["starts_package"] = True
    flag = string(setting(package, "sct_init"))
    stub = False
    starts = [
        f"IF sct.{get}({flag}) IS NOT NULL THEN",
        "  RETURN;",
        "END IF;",
        f"PERFORM sct.{put}({flag}, 'done');",
    ]
    try:
        for item in kept(package, code.program):
            type_ = code.program.type_of_item(item)
            text = code.types.text(type_)
            value = "NULL"
            if item.decl.default is not None:
                value = first_value(w, item, type_, starts)
            elif type_.kind == "collection" and type_.key is not None:
                value = "'{}'"
            elif type_.kind == "record":
                holder = w.temporary("record", text)
                starts.extend(initial(w, holder, type_))
                value = f"{holder}::text"
            starts.append(f"PERFORM sct.{put}({string(setting(package, item.name))}, {value});")
        block = package.init or s.Block(unit.origin)
        with w.scope(Names("block", package.names, "", package)):
            body = bodies.block_text(w, [], block, starts)
    except Refused as error:
        bag.add(error.code, f"initialisation of {package.schema}: {error.message}", error.span or unit.origin)
        code.forget()
        message = f"{error.code}: the initialisation of {package.schema} is not converted: {error.message}"
        stub = True
        body = f"BEGIN\n  RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = {string(message)};\nEND"
    tag = body_tag(body)
    sql = (
        f"CREATE OR REPLACE FUNCTION {qualified(package.inside('sct_init'))}() RETURNS void\n"
        f"LANGUAGE plpgsql AS {tag}\n{body}\n{tag};"
    )
    code.add(
        Emitted(
            f"{id_}#sct_init",
            id_,
            "package",
            sql,
            unit.origin,
            place,
            needs=code.needs(),
            name="sct_init",
            schema=package.schema,
            stub=stub,
        )
    )
