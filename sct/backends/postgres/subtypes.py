"""Values of object types that stand under others: an open type's composite holds a value of any type under its own.

It has two fields more: the name of the value's own type (NULL: the composite's), and that type's further attributes as
jsonb. Every type under it has two functions, for as many types as it is under: `sub$as$super(value)` puts a value into the
supertype's form, `super$as$sub(value)` takes it out again and gives NULL for a value of another type (or, in code,
VALUE_ERROR: Oracle Database SQL Language Reference, TREAT). `super$sct_type(value)` is the name of a value's own type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.postgres.names import ident, qualified, shortened, string, type_path
from sct.catalog.references import MORE, OWN_TYPE
from sct.ir.types import Type

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code
    from sct.catalog.program import Program

Path = tuple[str, ...]
TAG = OWN_TYPE
FIELDS = ((TAG, "text"), (MORE, "jsonb"))


def seen_as(one: str, other: str) -> Path:
    """The function that gives a value of one type as one of another, over or under it."""
    path = tuple(one.split("."))
    return (*path[:-1], shortened(f"{path[-1]}$as${other.replace('.', '_')}"))


def own_type(name: str) -> Path:
    """The function that gives the name of a value's own type."""
    path = tuple(name.split("."))
    return (*path[:-1], shortened(f"{path[-1]}${TAG}"))


def hidden(program: Program, type_: Type) -> tuple[str, ...]:
    """The fields a type's composite has beside its attributes."""
    return tuple(name for name, _ in FIELDS) if program.hierarchies.is_open(type_.name) else ()


def functions(code: Code, name: str) -> list[str]:
    """What is written behind a type of a hierarchy."""
    hierarchies = code.program.hierarchies
    made = [_own_type(name)] if hierarchies.is_open(name) else []
    for over in hierarchies.upwards(name):
        if over != name:
            made.extend((_up(code, name, over), _down(code, name, over)))
    return made


def _members(code: Code, name: str) -> list[str]:
    return [member for member, _ in code.program.catalog.resolved(Type("named", name=name)).members]


def _create(path: Path, parameters: str, result: str, body: str) -> str:
    return (
        f"CREATE FUNCTION {qualified(path)}({parameters}) RETURNS {result}\n"
        f"LANGUAGE sql STABLE STRICT PARALLEL SAFE\n  RETURN {body};"
    )


def _own_type(name: str) -> str:
    body = f"coalesce(($1).{TAG}, {string(name)})"
    return _create(own_type(name), f"self {_text(name)}", "text", body)


def _text(name: str) -> str:
    return qualified(type_path(tuple(name.split("."))))


def _keys(names: list[str]) -> str:
    return f"ARRAY[{', '.join(map(string, names))}]"


def _up(code: Code, name: str, over: str) -> str:
    above = _members(code, over)
    fields = ", ".join(f"($1).{ident(one)}" for one in above)
    tag, left_out = string(name), list(above)
    more = f"to_jsonb($1) - {_keys(left_out)}"
    if code.program.hierarchies.is_open(name):
        tag = f"coalesce(($1).{TAG}, {tag})"
        more = f"(to_jsonb($1) - {_keys([*left_out, TAG, MORE])}) || coalesce(($1).{MORE}, '{{}}')"
    body = f"ROW({fields}, {tag}, {more})::{_text(over)}"
    return _create(seen_as(name, over), f"self {_text(name)}", _text(over), body)


def _down(code: Code, name: str, over: str) -> str:
    hierarchies = code.program.hierarchies
    above = _members(code, over)
    own = [one for one in _members(code, name) if one not in above]
    fields = [*(f"($1).{ident(one)}" for one in above), *("NULL" for _ in own)]
    kinds = ", ".join(map(string, hierarchies.downwards(name)))
    if hierarchies.is_open(name):
        rest = f"($1).{MORE} - {_keys(own)}" if own else f"($1).{MORE}"
        more = f"CASE WHEN ($1).{TAG} <> {string(name)} THEN {rest} END"
        fields.extend((f"nullif(($1).{TAG}, {string(name)})", more))
    body = (
        f"CASE WHEN ($1).{TAG} IN ({kinds})\n"
        f"    THEN jsonb_populate_record(ROW({', '.join(fields)})::{_text(name)}, ($1).{MORE})\n"
        f"    WHEN $2 THEN sct.narrowing_failed(NULL::{_text(name)}) END"
    )
    return _create(seen_as(over, name), f"self {_text(over)}, strictly boolean DEFAULT false", _text(name), body)
