"""Functions with OUT parameters, and nested ones that change their surroundings: PostgreSQL gives all their results as
one row, so they are called on a line of their own in front of the expression that uses the value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sct.backends.postgres.names import ident
from sct.backends.postgres.native_functions import name_called
from sct.backends.postgres.plpgsql import calls, methods, nested, overriding, places, steps
from sct.backends.postgres.plpgsql.writer import enclosed
from sct.catalog.scopes import RoutineItem
from sct.ir.sql import Sql
from sct.ir.types import BOOLEAN, UNKNOWN, VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr.inner_calls import Choice, InnerCall, calls_in, calls_of, choice, find_calls, stand_in
from sct.sqlexpr.places import Part, parts_in, parts_of

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.writer import Writer

RESULT = "sct_result"


class Inner(NamedTuple):
    """`this`: the object whose method it is; None where the function is none of an object."""

    chosen: RoutineItem
    this: methods.Receiver | None


def value(w: Writer, sql: Sql, wanted: Type | None = None) -> str:
    """An expression as text, behind the calls it needs made first. For places where it is evaluated exactly once."""
    names = _names(w)
    tree, found = find_calls(sql, names) if names else (None, [])
    if tree is None:
        return w.expression(sql, wanted)
    return _value(w, sql, tree, found, wanted)


def _value(w: Writer, sql: Sql, tree: Any, found: list[InnerCall], wanted: Type | None) -> str:
    calls_ = [(one, _routine(w, sql, one.parts)) for one in found]
    if all(one.certain for one, inner in calls_ if inner is not None):
        return w.node(sql, _made_first(w, sql, tree, calls_), wanted)
    chosen = choice(tree)
    made = _chosen(w, sql, chosen, wanted) if chosen is not None else None
    if made is None:
        name = next(inner.chosen.code.name.name for one, inner in calls_ if inner is not None and not one.certain)
        message = f"{name} gives back several values and is called where it is not always evaluated"
        raise Refused("SC1512", message, sql.span)
    return made


def _made_first(w: Writer, sql: Sql, tree: Any, found: list[tuple[InnerCall, Inner | None]]) -> Any:
    """The tree with names in the places of the calls, which are written; those made before one of them as well."""
    last = max((at for at, (_, inner) in enumerate(found) if inner is not None), default=-1)
    if last >= 0:
        found = _with_earlier(w, sql, tree, found[: last + 1])
    worked = False  # a call has given its error back: what comes then is another step
    for one, inner in found:
        if worked:
            steps.cut(w)
            worked = False
        if inner is None:
            tree = _held(w, sql, tree, one)
            continue
        if not one.certain:
            name = inner.chosen.code.name.name
            message = f"{name} gives back several values and is called where it is not always evaluated"
            raise Refused("SC1512", message, sql.span)
        now = parts_in(one.node) or one.parts  # a call among its arguments has a name in its place by now
        holder = call(w, sql, inner.chosen, now[-1].args or [], inner.this)
        tree = stand_in(tree, one.node, holder, inner.chosen.returns)
        worked = not nested.gives_several(inner.chosen)
    links = parts_in(tree)
    if worked and (links is None or links[-1].args is not None):
        steps.cut(w)
    return tree


def _with_earlier(
    w: Writer, sql: Sql, tree: Any, found: list[tuple[InnerCall, Inner | None]]
) -> list[tuple[InnerCall, Inner | None]]:
    """The calls, with all other calls of the program made before the last of them, in order."""
    known = {id(one.node): (one, inner) for one, inner in found}
    out = []
    for one in calls_of(tree, w.program.effects.names):
        out.append(known.pop(id(one.node), (one, None)))
        if not known:
            break
    return out


def _held(w: Writer, sql: Sql, tree: Any, one: InnerCall) -> Any:
    """The tree with a name in the place of another function's call, whose value is kept."""
    type_ = _returned(w, sql, one.parts) if one.certain else None
    if type_ is None or type_.kind in ("unknown", "boolean"):
        return tree
    holder = w.temporary("result", w.types.argument(type_))
    w.line(f"{holder} := {w.node(sql, one.node, type_)};")
    return stand_in(tree, one.node, holder, type_)


def _returned(w: Writer, sql: Sql, parts: list[Part]) -> Type | None:
    """The type of the value of a function of the program; None for anything else."""
    found = w.resolver.lookup(tuple(p.name for p in parts))
    if found is not None and found.item.kind == "routines" and not found.rest and found.item.home.kind != "object":
        args = calls.typed(w, sql, parts[-1].args or [])
        return w.placed(lambda: w.resolver.choose(found.item, args), sql.span).returns
    if found is not None and found.item.kind == "routines":
        parts = [Part("self"), *parts]
    if len(parts) < 2:
        return None
    this = methods.receiver(w, sql, parts[:-1])
    chosen = methods.chosen(w, sql, this, parts[-1], "function") if this is not None else None
    return chosen.returns if chosen is not None else None


def _chosen(w: Writer, sql: Sql, one: Choice, wanted: Type | None) -> str | None:
    """AND, OR, COALESCE, CASE with such a call in a part that is not always evaluated: part by part; None: not known how."""

    def part(node: Any, type_: Type | None) -> str:
        return _value(w, sql, *calls_in(node, _names(w)), type_)

    if one.kind == "not":
        return f"NOT ({part(one.parts[0], BOOLEAN)})"
    if one.kind in ("and", "or"):
        held = w.temporary("held", "boolean")
        w.line(f"{held} := {part(one.parts[0], BOOLEAN)};")
        w.line(f"IF {held} IS NOT {'FALSE' if one.kind == 'and' else 'TRUE'} THEN")
        with w.indent():
            right = part(one.parts[1], BOOLEAN)
            w.line(f"{held} := {held} {one.kind.upper()} ({right});")
        w.line("END IF;")
        return held
    if wanted is None or wanted.kind == "unknown":
        return None
    held = w.temporary("held", w.types.argument(wanted))
    if one.kind == "coalesce":
        w.line(f"{held} := {part(one.parts[0], wanted)};")
        for other in one.parts[1:]:
            w.line(f"IF {held} IS NULL THEN")
            with w.indent():
                w.line(f"{held} := {part(other, wanted)};")
            w.line("END IF;")
        return held
    *branches, default = one.parts

    def branch(at: int) -> None:
        if at == len(branches):
            w.line(f"{held} := {part(default, wanted) if default is not None else 'NULL'};")
            return
        w.line(f"IF {enclosed(part(branches[at], BOOLEAN))} THEN")
        with w.indent():
            w.line(f"{held} := {part(branches[at + 1], wanted)};")
        w.line("ELSE")
        with w.indent():
            branch(at + 2)
        w.line("END IF;")

    branch(0)
    return held


def call_made_first(w: Writer, sql: Sql) -> tuple[list[Part] | None, Any]:
    """The links of a call standing as a statement, behind the calls its arguments need made first; and its tree, None
    where it needs none."""
    names = _names(w)
    tree, found = find_calls(sql, names) if names else (None, [])
    inner = [(one, _routine(w, sql, one.parts) if one.node is not tree else None) for one in found]
    if all(chosen is None for _, chosen in inner):
        return parts_of(sql), None
    tree = _made_first(w, sql, tree, inner)
    return parts_in(tree), tree


def needs_lines(w: Writer, sql: Sql) -> bool:
    """Whether `value` would write lines of its own."""
    names = _names(w)
    return bool(names) and any(_routine(w, sql, one.parts) is not None for one in find_calls(sql, names)[1])


def _routine(w: Writer, sql: Sql, parts: list[Part]) -> Inner | None:
    found = w.resolver.lookup(tuple(p.name for p in parts))
    if found is None or found.item.kind != "routines" or found.rest:
        return _method(w, sql, parts)
    if found.item.home.kind == "object":
        return _method(w, sql, [Part("self"), *parts])  # a method called by its name alone is one of SELF
    args = calls.typed(w, sql, parts[-1].args or [])
    chosen = w.placed(lambda: w.resolver.choose(found.item, args), sql.span)
    return Inner(chosen, None) if nested.gives_several(chosen) or _gives_back(w, chosen) else None


def _gives_back(w: Writer, chosen: RoutineItem) -> bool:
    """Whether it is called by the form that gives its error back (steps.py says where)."""
    from sct.backends.postgres.plpgsql import handled

    return w.facts.get("gives_back") is not None and handled.gives_value(w.program, chosen)


def _names(w: Writer) -> frozenset[str]:
    """The last names of the functions that may have to be called first."""
    found: frozenset[str] = w.program.functions_with_outs
    return found | w.facts["gives_back"].functions if w.facts.get("gives_back") is not None else found


def _method(w: Writer, sql: Sql, parts: list[Part]) -> Inner | None:
    """A function of an object that changes it, `object.method(…)`."""
    if len(parts) < 2 or parts[-1].name not in w.program.changing_methods:
        return None
    this = methods.receiver(w, sql, parts[:-1])
    chosen = methods.chosen(w, sql, this, parts[-1], "function") if this is not None else None
    return Inner(chosen, this) if chosen is not None and nested.gives_several(chosen) else None


def call(w: Writer, sql: Sql, chosen: RoutineItem, args: list[Any], this: methods.Receiver | None = None) -> str:
    """The line that calls the function; the name of the variable that holds its result. `this`: the object whose
    method it is."""
    w.resolver.calls.append(chosen)
    holder = w.temporary("result", w.types.argument(chosen.returns or UNKNOWN))
    if not nested.gives_several(chosen):
        calls.given_back(w, sql, chosen, args, holder, w.facts["gives_back"].steps)
        return holder
    if this is None and nested.hands_back(chosen):
        calls.changes_back(w, sql, chosen, args, holder)
        return holder
    path = chosen.path
    if this is None:
        given, into, later = calls.function_arguments(w, sql, chosen, args)
    else:
        own, stored = methods.this_argument(w, sql, this, chosen)
        given, into, later = calls.function_arguments(w, sql, replace(chosen, params=chosen.params[1:]), args)
        given.insert(0, own)
        if chosen.params[0].mode != "in":
            into.insert(0, own)
        later = [*later, *stored]
        path = overriding.own_path(chosen) if this.own else path
    called = f"{name_called(path)}({', '.join(given)})"
    changed = [item for item in nested.captured(chosen) if nested.writes(chosen, item)]
    types = [w.program.type_of_item(item) for item in changed] + [p.type for p in chosen.outs]
    if any(type_.kind in ("record", "named") for type_ in (*types, chosen.returns or UNKNOWN)):
        # INTO spreads a row over its targets, so it takes no composite variable beside others
        renamed = nested.renamed(chosen)
        names = [renamed[id(item.decl)] for item in changed] + [p.name for p in chosen.outs]
        row = w.temporary("row", "record")
        w.line(f"SELECT * INTO {row} FROM {called};")
        for target, name in zip((*into, holder), (*names, RESULT), strict=True):
            w.line(f"{target} := {row}.{ident(name)};")
    else:
        w.line(f"SELECT * INTO {', '.join([*into, holder])} FROM {called};")
    places.finish(w, later)
    return holder


def returned(w: Writer, sql: Sql) -> str:
    """The value of RETURN, as the function's type keeps it."""
    wanted = w.types.unsized(w.returns) if w.returns is not None else None
    if wanted is not None and wanted.kind == "char":
        wanted = VARCHAR  # with the blanks that a CHAR variable has: the result is text there
    text = value(w, sql, wanted)
    cast = w.types.checked(w.returns) if w.returns is not None else ""
    return f"CAST({text} AS {cast})" if cast and not (cast == "integer" and text.isdigit()) else text


def result(w: Writer) -> None:
    """RETURN in a function with OUT parameters: its value is one more of them."""

    def give(writer: Writer, one: object) -> None:
        sql = getattr(one, "value", None)
        if sql is not None:
            writer.line(f"{ident(RESULT)} := {returned(writer, sql)};")
        writer.line("RETURN;")

    w.facts["return"] = give
    w.unique("result")  # the parameter's own name: no variable may hide it
