"""The declarative part of a body: variables, records, cursors; what needs no line of its own is only entered as a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.backends.postgres.names import ident
from sct.backends.postgres.plpgsql import templates
from sct.backends.postgres.plpgsql.missing_types import missing
from sct.catalog.effects import chains
from sct.catalog.pieces import is_sure
from sct.catalog.scopes import Item, Names
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import Type
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.writer import Writer

# Pragmas that change nothing here; the others are facts about the routine (autonomous_transaction) or refused.
_HARMLESS = frozenset({"exception_init", "inline", "udf", "restrict_references", "serially_reusable", "deprecate",
                       "suppresses_warning_6009", "coverage"})  # fmt: skip


First = list[str | s.Statement]  # lines, and statements whose errors the steps around take


def declare(w: Writer, declarations: list[Any], names: Names) -> tuple[list[str], First]:
    """(lines of DECLARE, what has to run first)."""
    from sct.backends.postgres.plpgsql import hoisting

    items: list[tuple[Any, Item | None]] = []
    for decl in declarations:
        if isinstance(decl, s.Routine):
            parent = names.routine()
            if parent is None:
                raise Refused("SC1500", f"{decl.name.name}: a routine inside an anonymous block", decl.span)
            w.program.nest(decl, parent, names)
        elif isinstance(decl, s.OpaqueDeclaration):
            raise Refused(decl.code, decl.reason, decl.at or decl.span)
        elif isinstance(decl, s.Pragma):
            if decl.name not in _HARMLESS and not w.facts.get("autonomous"):
                code = "SC1535" if decl.name == "autonomous_transaction" else "SC1500"
                raise Refused(code, f"PRAGMA {decl.name.upper()} here", decl.span)
        else:
            items.append((decl, w.program.declare(decl, names)))
    for known in names.items.values():
        for one in known.routines:
            w.program.settle(one)
    lines: list[str] = []
    first: First = []
    moved = False
    # what fails in DECLARE leaves the block and all steps around it: there the first values are steps too
    stepped = w.facts.get("steps") is not None or (w.facts.get("try") is not None and names is w.names)
    begun: set[str] = set()  # what has its first value behind BEGIN only: records, and routines that may ask for one
    with w.scope(names):
        for decl, item in items:
            if item is None:
                continue
            if isinstance(decl, s.Variable):
                step = stepped and not decl.not_null and _may_fail(w, decl)
                moved = moved or (
                    decl.default is not None
                    and (step or hoisting.needs_lines(w, decl.default) or _mentions(decl.default, begun))
                )
                before = len(first)
                stays = stepped and decl.default is not None and _stays(w, decl, item, begun)
                _variable(w, decl, item, lines, first, moved and not stays, stepped)
                if len(first) > before:
                    begun |= {item.name, *(one.name.name for one in declarations if isinstance(one, s.Routine))}
            elif isinstance(decl, s.CursorDecl):
                from sct.backends.postgres.plpgsql import cursors

                lines.extend(cursors.declare(w, decl, item))
                first.extend(cursors.first(w, item))
            elif isinstance(decl, (s.RecordType, s.CollectionType)):
                w.program.type_of_item(item)
    return lines, first


def _mentions(sql: Sql, names: set[str]) -> bool:
    return bool(names) and any(names.intersection(path) for path in chains(sql))


def _stays(w: Writer, decl: s.Variable, item: Item, begun: set[str]) -> bool:
    """Whether a first value needs no place among the steps: a literal, and one of a variable that may never be NULL."""
    assert decl.default is not None
    never_null = decl.not_null or w.program.type_of_item(item).required
    return is_sure(decl.default) or (never_null and not _mentions(decl.default, begun))


def _may_fail(w: Writer, decl: s.Variable) -> bool:
    effects = w.program.effects
    return bool(effects.declarations([decl], effects.finder(w.names)).fails)


def begin(w: Writer, first: First) -> None:
    """Writes what has to run first in a block, behind its BEGIN."""
    for one in first:
        if isinstance(one, str):
            w.line(one)
        else:
            w.statements([one])


def _variable(
    w: Writer, decl: s.Variable, item: Item, lines: list[str], first: First, moved: bool, stepped: bool
) -> None:
    """`moved`: it is given its value behind BEGIN, for one declared before it is; `stepped`: as a step."""
    type_ = w.program.type_of_item(item)
    if type_.kind == "unknown":
        raise missing(w.translator.book, decl.name, decl.type.text, decl.type.span)
    _noted(w, decl, type_)
    # a statement's conversion may be longer than the statement
    text = "text" if type_.is_text and templates.holds_statement(w, decl) else w.types.text(type_)
    name = ident(w.resolver.target(item))
    for remark in decl.comments:
        lines.append(f"-- {' '.join(remark.split())}")
    constant = " CONSTANT" if decl.constant and type_.kind != "record" else ""
    null = " NOT NULL" if decl.not_null and decl.default is not None else ""
    value = ""
    if decl.default is not None and moved:
        if stepped:
            first.append(_assigned(decl))
        else:
            first.extend(_later(w, decl, name, type_))
        constant = null = ""
    elif decl.default is not None:
        from sct.backends.postgres.plpgsql import dynamic

        value = f" := {dynamic.initial(w, decl) or w.expression(decl.default, type_)}"
    elif type_.kind == "collection" and type_.key is not None:
        value = " := '{}'"  # an associative array is empty, never NULL
    elif type_.kind == "record":
        first.extend(initial(w, name, type_))
    lines.append(f"{name}{constant} {text}{null}{value};")


def _noted(w: Writer, decl: s.Variable, type_: Type) -> None:
    """Says what a variable keeps less, or more, of than the source's."""
    if type_.kind == "decimal" and type_.bits and type_.precision is None and type_.scale is None:
        w.bag.add("PG0124", f"{decl.name} {decl.type.text} -> numeric", decl.span)
    elif type_.kind == "timestamp" and type_.zone == "offset":
        given = decl.default.text.strip().lower() if decl.default is not None else ""
        if given not in ("systimestamp", "current_timestamp"):
            w.bag.add("PG0891", f"{decl.name} {decl.type.text}", decl.span)


def _assigned(decl: s.Variable) -> s.Assign:
    assert decl.default is not None
    plain = decl.name.isidentifier() and decl.name == decl.name.lower()
    text = decl.name if plain else f'"{decl.name}"'
    return s.Assign(decl.span, Sql("expression", text, decl.default.span, decl.default.dialect), decl.default)


def _later(w: Writer, decl: s.Variable, name: str, type_: Type) -> list[str]:
    """Statements that give a variable its value, where that takes lines of its own or uses one that does."""
    from sct.backends.postgres.plpgsql import hoisting

    if decl.not_null:
        raise Refused("SC1512", f"{decl.name}: NOT NULL and a function that gives back several values", decl.span)
    lines, depth = w.lines, w.depth
    w.lines, w.depth = [], 0
    try:
        assert decl.default is not None
        value = hoisting.value(w, decl.default, type_)
        return [*w.lines, f"{name} := {value};"]
    finally:
        w.lines, w.depth = lines, depth


def has_defaults(w: Writer, type_: Type) -> bool:
    """Whether a new record of that type is more than NULLs."""
    item = w.program.record_item(type_)
    if item is None:
        return False
    fields = zip(item.decl.fields, type_.members, strict=True)
    return any(one.default is not None or has_defaults(w, inner) for one, (_, inner) in fields)


def fresh(w: Writer, type_: Type) -> str:
    """A variable of our own that holds a new record of that type, with the defaults of its fields."""
    holder = w.temporary("fresh", w.types.text(type_))
    w.line(f"{holder} := NULL;")
    for line in initial(w, holder, type_):
        w.line(line)
    return holder


def initial(w: Writer, target: str, type_: Type) -> list[str]:
    """Statements that give a record's fields the defaults of its type's declaration."""
    item = w.program.record_item(type_)
    out: list[str] = []
    if item is None:
        if not type_.name and type_.members:
            fields = ", ".join(f"NULL::{w.types.text(t)} AS {ident(n)}" for n, t in type_.members)
            out.append(f"SELECT {fields} INTO {target};")
        return out
    for member, (name, inner) in zip(item.decl.fields, type_.members, strict=True):
        if member.default is not None:
            with w.scope(item.home):
                out.append(f"{target}.{ident(name)} := {w.expression(member.default, inner)};")
        elif inner.kind == "collection" and inner.key is not None:
            out.append(f"{target}.{ident(name)} := '{{}}';")
        elif inner.kind == "record":
            out.extend(initial(w, f"{target}.{ident(name)}", inner))
    return out
