"""Dynamic SQL: EXECUTE IMMEDIATE and OPEN … FOR a string.

What is known of the text is converted as the statement it is, where the text stands: values in it are marks that are
put back afterwards (templates.py), placeholders are counted. What cannot be read is run as it is, and says so.
"""

from __future__ import annotations

from typing import Any

from sct.backends.postgres.names import string
from sct.backends.postgres.plpgsql import bulk, dynamic_blocks, places, templates
from sct.backends.postgres.plpgsql.dynamic_ddl import Named
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import UNKNOWN, VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr.nodes import exp
from sct.sqlexpr.parse import SqlError, tree_of
from sct.sqlexpr.strings import first_word

__all__ = ["exp"]


@writes(s.ExecuteDynamic)
def execute(w: Writer, one: s.ExecuteDynamic) -> None:
    parts = templates.known(w, one.text)
    word = first_word(parts[0]) if parts and isinstance(parts[0], str) else ""
    if word in dynamic_blocks.WORDS and parts is not None:
        dynamic_blocks.write(w, one, parts)
        return
    ins = [sql for mode, sql in one.using if mode != "out"]
    into = list(one.into) or list(one.returning) or [sql for mode, sql in one.using if mode == "out"]
    goes = _goes_into(w, one, into)
    text = command(w, one.text, parts, ins, one, goes)
    if not text:
        w.bag.add("SC1544", f"{' '.join(one.text.text.split())[:60]}", one.span)
        w.line("NULL;")
        return
    using = f" USING {', '.join(values(w, ins))}" if ins else ""
    if one.bulk or one.returning_bulk:
        bulk.dynamic(w, one, text, using, into)
        return
    if not into:
        w.line(f"EXECUTE {text}{using};")
        w.after_sql(one)
        return
    here = parts is not None and any(isinstance(p, str) for p in parts)
    given = _given(w, one.text) if one.into and not here else []
    if one.into and not here and not given:
        text = _as_text(w, text, goes)
    texts, types, later = places.targets(w, tuple(into), given=given)
    places.keeps_types(w, [], types, one.span)
    strict = "STRICT " if one.into else ""
    w.line(f"EXECUTE {text}")
    w.line(f"  INTO {strict}{', '.join(texts)}{using};")
    w.after_sql(one)
    places.finish(w, later)


def _goes_into(w: Writer, one: s.ExecuteDynamic, into: list[Sql]) -> list[Type]:
    """The types of what the values of a statement go into."""
    found = [places.place_of(w, sql).type for sql in into]
    if one.bulk or one.returning_bulk:
        found = [type_.element or UNKNOWN for type_ in found]
    return places.spread(w, found)


def _given(w: Writer, text: Sql) -> list[Type]:
    """The types of what a query gives whose text stands in a variable, where all are known."""
    shape = templates.query_shape(w, text)
    types = [] if shape is None or shape.open else bulk.types_of(shape.columns.values())
    return [] if any(type_.kind == "unknown" for type_ in types) else types


def _as_text(w: Writer, text: str, goes: list[Type]) -> str:
    """A query that only run time knows, its values in the source's form where they go into text."""
    if not any(type_.is_text for type_ in goes):
        return text
    w.use_runtime("value_to_text")
    names = [f"c{n}" for n in range(1, len(goes) + 1)]
    items = [
        f"sct.value_to_text({n}::text, pg_typeof({n}))" if type_.is_text else n
        for n, type_ in zip(names, goes, strict=True)
    ]
    before, behind = f"SELECT {', '.join(items)} FROM (", f") AS sct_q({', '.join(names)})"
    return f"concat({string(before)}, {text}, {string(behind)})"


def open_for(w: Writer, one: s.OpenFor, cursor: str, goes: list[Type]) -> None:
    """`goes`: the types of what its rows are fetched into, as far as that is known."""
    assert one.dynamic is not None
    parts = templates.known(w, one.dynamic)
    here = parts is not None and any(isinstance(p, str) for p in parts)
    text = command(w, one.dynamic, parts, list(one.using), one, goes or None)
    if not here and not _given(w, one.dynamic):
        text = _as_text(w, text, goes)
    using = f" USING {', '.join(values(w, list(one.using)))}" if one.using else ""
    w.line(f"OPEN {cursor} FOR EXECUTE {text}{using};")


def command(
    w: Writer, sql: Sql, parts: list[Any] | None, ins: list[Sql], one: Any, into: list[Type] | None = None
) -> str:
    """The text EXECUTE runs, as an expression. `into`: the types of what its values go into."""
    bound = types(w, ins)
    if parts is not None and any(isinstance(p, str) for p in parts):
        made = templates.chosen(w, sql, parts, bound)
        if made is not None:
            text = concatenation(w, sql, made)
            text = _by_type(w, _by_position(w, text) if ins else text, bound)
            return _as_text(w, text, into or []) if isinstance(one, s.OpenFor) or one.into else text
        made = templates.converted(w, sql, parts, bound, into=into)
        text = concatenation(w, sql, made) if made else ""
        return _by_type(w, text, bound) if text and templates.has_unknown_names(parts, sql.dialect) else text
    built = templates.built(w, sql)
    if built is None:
        w.bag.add("SC1541", f"{' '.join(sql.text.split())[:60]}: what it holds is not known here", sql.span)
        text = w.expression(sql, VARCHAR)
    else:
        text = built
    if isinstance(one, s.ExecuteDynamic) and one.returning:
        w.use_runtime("without_into")
        text = f"sct.without_into({text})"
    return _by_type(w, _by_position(w, text) if ins or one.using else text, bound)


def _by_position(w: Writer, text: str) -> str:
    """A statement put together at run time, its placeholders numbered."""
    w.use_runtime("bind_positions")
    return f"sct.bind_positions({text})"


def _by_type(w: Writer, text: str, bound: list[Type]) -> str:
    """A statement whose columns only run time knows, what is bound as text converted where something else is wanted."""
    texts = [str(at) for at, type_ in enumerate(bound, 1) if type_.is_text]
    if not texts:
        return text
    w.use_runtime("bind_texts")
    return f"sct.bind_texts({text}, '{{{','.join(texts)}}}')"


def concatenation(w: Writer, sql: Sql, parts: list[Any]) -> str:
    """Parts as one text: constants and the values between them, NULL as nothing where the source's || takes it so."""
    texts = [_part(w, sql, part) for part in parts]
    if len(texts) == 1 and isinstance(parts[0], str):
        return texts[0]
    if not w.translator.empty_is_null:
        return " || ".join(t if isinstance(p, str) else f"({t})" for t, p in zip(texts, parts, strict=True))
    return f"concat({', '.join(texts)})"


def _part(w: Writer, sql: Sql, part: Any) -> str:
    if isinstance(part, str):
        return string(part)
    if not isinstance(part, Named):
        return w.node(sql, part, VARCHAR)
    w.use_runtime("object_name")
    return f"sct.object_name({w.node(sql, part.value, VARCHAR)}{', true' if part.in_quotes else ''})"


def types(w: Writer, several: list[Sql]) -> list[Type]:
    """Of the values behind USING. Raises Refused for one that cannot be read."""
    try:
        return [w.translator.type_of_node(sql, tree_of(sql)) for sql in several]
    except SqlError as error:
        raise Refused(error.code or "SC1015", error.message, error.span) from None


def values(w: Writer, several: list[Sql]) -> list[str]:
    return [w.expression(sql) for sql in several]


def assigned(w: Writer, one: s.Assign) -> bool:
    """An assignment that builds the text of a statement: converted there."""
    made = templates.assignment(w, one.target, one.value)
    if made is None:
        return False
    place = places.place_of(w, one.target)
    if not made:  # a setting that has nothing to do here: EXECUTE takes an empty text
        w.bag.add("SC1544", f"{' '.join(one.value.text.split())[:60]}", one.span)
        places.store(w, place, string(""))
        return True
    places.store(w, place, concatenation(w, one.value, made))
    return True


def initial(w: Writer, decl: s.Variable) -> str | None:
    """The same of a declaration's default."""
    made = templates.default(w, decl)
    return concatenation(w, decl.default, made) if made is not None and decl.default is not None else None
