"""Cursors that have numbers (DBMS_SQL): the statement given to one is converted where it is given; all else about them
is the runtime library's, which fills in its placeholders when it is executed.

A block in a string becomes a DO that reads what its placeholders are bound to and says what they hold afterwards.
"""

from __future__ import annotations

import json
from typing import Any

from sct.backends.postgres.names import string
from sct.backends.postgres.plpgsql import dynamic, dynamic_blocks, templates
from sct.backends.postgres.plpgsql.places import Place
from sct.backends.postgres.plpgsql.resolver import CodeResolver
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.catalog import jumps
from sct.catalog.scopes import Names
from sct.diagnostics.finding import Bag
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import NUMBER, UNKNOWN, VARCHAR, Type
from sct.ir.walking import everything
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.nodes import call_name, exp, type_of
from sct.sqlexpr.parse import SqlError, tree_of
from sct.sqlexpr.places import Part, parts_in, parts_of
from sct.sqlexpr.scope import ColumnInfo, Shape
from sct.sqlexpr.strings import MARK, TokenError, filled, first_word, marked, select_list, without_into

BIND = "cursor_bind"  # the neutral call that binds a value: the cursor, the placeholder's name, the value


@writes(s.ParseCursor)
def parse(w: Writer, one: s.ParseCursor) -> None:
    number = w.expression(one.cursor, NUMBER)
    parts = templates.known(w, one.text)
    word = first_word(parts[0]) if parts and isinstance(parts[0], str) else ""
    columns, returning = "NULL", "NULL"
    if parts is not None and word in ("BEGIN", "DECLARE"):
        text, names = _block(w, one, parts)
        returning = _names(names)
    elif parts is not None and any(isinstance(part, str) for part in parts):
        text, columns, returning = _known(w, one, parts)
    else:
        built = templates.built(w, one.text)
        if built is None:
            w.bag.add(
                "SC1541", f"{' '.join(one.text.text.split())[:60]}: what it holds is not known here", one.text.span
            )
            built = w.expression(one.text, VARCHAR)
        else:
            returning = _names(templates.built_returning(w, one.text))
        text = built
    more = f", {columns}, {returning}" if returning != "NULL" else f", {columns}" if columns != "NULL" else ""
    w.use_runtime("dbms_sql_parse")
    w.line(f"PERFORM sct.dbms_sql_parse({number}, {text}{more});")


def _names(several: list[str]) -> str:
    return string("{" + ",".join(several) + "}") if several else "NULL"


def _known(w: Writer, one: s.ParseCursor, parts: list[Any]) -> tuple[str, str, str]:
    """The text as an expression, what its columns are, the placeholders of RETURNING … INTO."""
    try:
        text, holes, names = marked(parts, one.text.dialect)
    except TokenError:
        text, holes, names = "", [], []
    known = bound_types(w)
    types = [known.get(name, UNKNOWN) for name in names]
    made = templates.converted(w, one.text, parts, types, numbered=False)
    if not made:
        w.bag.add("SC1544", f"{' '.join(one.text.text.split())[:60]}", one.span)
        return string("DO 'BEGIN END'"), "NULL", "NULL"
    returning = returned(text, names, one.text.dialect)
    columns = "NULL"
    if first_word(text) in ("SELECT", "WITH") and not holes:
        columns = _columns(templates.shape(w, one.text, text, types), names_of_expressions(text, names, one.text))
    return dynamic.concatenation(w, one.text, made), columns, _names(returning)


def returned(text: str, names: list[str], engine: str) -> list[str]:
    """The placeholders behind INTO in a marked statement's RETURNING clause."""
    if first_word(text) not in ("INSERT", "UPDATE", "DELETE", "MERGE"):
        return []
    kept = {found[2] for found in MARK.finditer(without_into(text, engine)) if found[1].lower() == "bind"}
    found = [found[2] for found in MARK.finditer(text) if found[1].lower() == "bind"]
    return [names[int(number) - 1] for number in found if number not in kept]


def bound_types(w: Writer) -> dict[str, Type]:
    """The types of what the routine binds to placeholders by their names; none where it binds different ones."""
    out: dict[str, Type] = {}
    for root in w.facts.get("code", ()):
        for one in everything(root):
            if isinstance(one, s.Call):
                found = _bound(w, one.call)
                if found is not None:
                    name, type_ = found
                    out[name] = type_ if out.get(name, type_).kind == type_.kind else UNKNOWN
    return out


def _bound(w: Writer, sql: Sql) -> tuple[str, Type] | None:
    try:
        tree, _ = w.translator.lifted(sql, tree_of(sql), Bag())
    except (Refused, SqlError):
        return None
    if call_name(tree) != BIND or len(tree.expressions) < 3:
        return None
    name = build.literal_text(tree.expressions[1])
    return (name.strip().lstrip(":").lower(), type_of(tree.expressions[2])) if name else None


# --- what a query's columns are -----------------------------------------------------------------------------------------

_TYPES = {
    "varchar": 1, "decimal": 2, "integer": 2, "datetime": 12, "char": 96, "text": 112, "rowid": 11,
}  # fmt: skip
_SIZES = {2: 22, 12: 7, 11: 10, 100: 4, 101: 8, 112: 4000, 113: 4000, 180: 11, 181: 13, 231: 11, 182: 5, 183: 11}


def _columns(shape: Shape, spelled: list[str]) -> str:
    """[name, number of the type, length, precision, scale, whether it may be NULL] of every column, as JSON.

    `spelled`: the names of those that have no other, "" for the rest.
    """
    if shape.open or not shape.columns:
        return "NULL"
    several = list(shape.visible.items())
    if len(spelled) != len(several):
        spelled = [""] * len(several)
    found = [_column(name, shown, info) for (name, info), shown in zip(several, spelled, strict=True)]
    return "NULL" if all(one is None for one in found) else string(json.dumps(found, ensure_ascii=False))


def _column(name: str, spelled: str, info: ColumnInfo) -> list[Any] | None:
    """`[name, null]` where the library finds out the type, None where it does the name as well."""
    type_ = info.type
    code = _TYPES.get(type_.kind)
    if type_.kind == "float":
        code = 100 if type_.bits == 32 else 101
    elif type_.kind == "binary":
        code = 23 if type_.length else 113
    elif type_.kind == "timestamp":
        code = {"none": 180, "offset": 181, "local": 231}.get(type_.zone)
    elif type_.kind == "interval":
        code = 182 if type_.fields == "year to month" else 183
    size = _SIZES.get(code or 0) or type_.length
    shown = spelled or (name.upper() if name == name.lower() else name)
    if code is None or size is None:
        return [shown, None]
    precision, scale = 0, 0
    if type_.kind in ("decimal", "integer"):
        precision, scale = type_.precision or 0, -127 if type_.scale is None else type_.scale
    elif type_.kind == "timestamp":
        scale = 6 if type_.precision is None else type_.precision
    return [shown, code, size, precision, scale, not info.not_null]


def names_of_expressions(text: str, binds: list[str], sql: Sql) -> list[str]:
    """What the source calls the columns of a marked query that are expressions without an alias: their text without
    blanks in capitals; "" for the others, an empty list where the select list cannot be told."""
    try:
        tree = tree_of(Sql("query", text, sql.span, sql.dialect))
        pieces = select_list(text, sql.dialect)
    except (SqlError, TokenError):
        return []
    items = list(tree.expressions) if isinstance(tree, exp.Select) else []
    if len(items) != len(pieces) or any(item.is_star for item in items):
        return []
    plain = [isinstance(item, (exp.Alias, exp.Column)) for item in items]
    named = [MARK.sub(lambda found: f":{binds[int(found[2]) - 1]}", piece) for piece in pieces]
    return ["" if is_plain else "".join(piece.split()).upper() for is_plain, piece in zip(plain, named, strict=True)]


# --- blocks -------------------------------------------------------------------------------------------------------------


def _call(w: Writer, one: s.ParseCursor, block: s.Block, holes: list[Any], names: list[str]) -> tuple[str, list[str]]:
    """A block that calls one routine whose name is only known at run time: its CALL, or the SELECT of its value."""
    body = block.body[0] if len(block.body) == 1 and not block.declarations and not block.handlers else None
    target: list[str] = []
    sql = body.call if isinstance(body, s.Call) else None
    if isinstance(body, s.Assign):
        target = [_placeholder(body.target.text, names, one)]
        sql = body.value
    parts = parts_of(sql) if sql is not None else None
    if parts is None:
        raise Refused("SC1542", "a block in a string whose statements are only known at run time", one.text.span)
    args = []
    for arg in parts[-1].args or []:
        found = parts_in(arg) or []
        args.append(f":{_placeholder(' '.join(part.name for part in found), names, one)}")
    path = ".".join(part.name for part in parts)
    made = filled(f"{'SELECT' if target else 'CALL'} {path}({', '.join(args)})", holes, lambda n: f":{names[n - 1]}")
    return dynamic.concatenation(w, one.text, made), target


def _placeholder(text: str, names: list[str], one: s.ParseCursor) -> str:
    found = MARK.fullmatch(text.strip())
    if found is None or found[1].lower() != "bind":
        raise Refused("SC1542", "an argument of a block in a string that is no placeholder", one.text.span)
    return names[int(found[2]) - 1]


def _block(w: Writer, one: s.ParseCursor, parts: list[Any]) -> tuple[str, list[str]]:
    """A block that is known, as a DO in a string, and its placeholders."""
    try:
        text, holes, names = marked(parts, one.text.dialect)
    except TokenError:
        raise Refused("SC1542", "a block in a string that is not whole", one.text.span) from None
    block = dynamic_blocks.read(w, one.text, text)
    if holes:
        return _call(w, one, block, holes, names)
    for inside in everything(block):
        if isinstance(inside, (s.Transaction, s.Return, s.Routine)):
            raise Refused(
                "SC1542", "a block in a string that ends a transaction, returns or declares routines", one.span
            )
    if jumps.has_jumps(block):
        raise Refused("SC1542", "a block in a string with GOTO", one.text.span)
    order = list(dict.fromkeys(names))
    known = bound_types(w)
    inner = Writer(
        w.program, w.translator, CodeResolver(w.program, w.types, Names("block", w.program.names)), w.bag, None
    )
    inner.facts["code"] = (block,)
    held: dict[str, Place] = {}
    for name in order:
        type_ = known.get(name, UNKNOWN)
        type_ = VARCHAR if type_.kind in ("unknown", "null") else type_
        written = inner.types.argument(type_)
        value = f"sct.dbms_sql_given(sct_number, {string(name)})"
        holder = inner.temporary("bind", f"{written} := {value}{'' if written == 'text' else f'::{written}'}")
        held[name] = Place(holder, type_, type_)

    def of(path: str) -> Place | None:
        found = MARK.fullmatch(path)
        return held[names[int(found[2]) - 1]] if found is not None and found[1].lower() == "bind" else None

    def value_of(path: tuple[str, ...]) -> Any:
        found = of(path[0])
        return build.name(found.base, type_=found.type) if found is not None else None

    def target(_: Writer, sql: Sql, several: list[Part]) -> Place | None:
        found = of(several[0].name)
        return Place(found.base, found.type, found.type) if found is not None else None

    with inner.noting("binds", value_of), inner.noting("place", target):
        inner.statement(block)
    w.resolver.calls.extend(inner.resolver.calls)
    w.use_runtime("dbms_sql_given")
    w.use_runtime("dbms_sql_gives")
    lines = [
        "#variable_conflict use_column",
        "DECLARE",
        "  sct_number CONSTANT integer := current_setting('sct.cursors.running');",
    ]
    lines.extend("  " + text for text in inner.declared)
    lines.extend(["BEGIN", *map(str, inner.lines)])
    lines.extend(
        f"  PERFORM sct.dbms_sql_gives(sct_number, {string(name)}, {place.base}::text);" for name, place in held.items()
    )
    lines.append("END")
    return string(f"DO {string(chr(10).join(lines))}"), order
