"""FORALL: its statement once for every index, what was done before a failure stays done.

A loop; what SQL%ROWCOUNT, SQL%BULK_ROWCOUNT and SQL%BULK_EXCEPTIONS say is kept where the routine asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.backends.postgres.names import ident
from sct.backends.postgres.plpgsql import bulk, cursor_attributes, forall_elements, places
from sct.backends.postgres.plpgsql.flow import index_name
from sct.backends.postgres.plpgsql.resolver import SYMBOLS, CodeResolver
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.catalog.scopes import Item
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import INTEGER, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.places import Part

Step = Callable[[Callable[[], None]], None]  # writes lines, as a step of a block with handlers where that is asked for


@writes(s.ForAll)
def forall(w: Writer, one: s.ForAll) -> None:
    write(w, one, lambda lines: lines())


def write(w: Writer, one: s.ForAll, step: Step) -> None:
    """`step` runs what can fail: in a block with handlers every statement is one."""
    asked = cursor_attributes.usage(w).asked("sql")
    names = w.program.inner(one, w.names)
    index = names.add(Item("loop", one.index, names, one, INTEGER))
    head: list[str] = []
    start: list[str] = []

    def prepare() -> None:
        head.append(_head(w, one, index, names))
        for text in start:
            w.line(text)

    rows = cursor_attributes._rows(w)
    counts = _counts(w) if "bulk_rowcount" in asked else None
    total = w.temporary("total", "integer") if rows is not None else None
    if total is not None:
        start.append(f"{total} := 0;")
    if counts is not None:
        start.append(f"{counts} := '{{}}';")
    if one.save_exceptions:
        turn = w.temporary("turn", "integer")
        indexes, codes = _exceptions(w)
        start.extend((f"{turn} := 0;", f"{indexes} := '{{}}';", f"{codes} := '{{}}';"))
    gathered = _gathered(w, one.body)
    start.extend(f"{t.text} := '{{}}';" for t, _ in gathered)
    step(prepare)
    name = ident(w.resolver.target(index))
    w.line(f"{head[0]} LOOP")
    with w.scope(names), w.indent():
        if one.save_exceptions:
            w.line(f"{turn} := {turn} + 1;")

        def turned() -> None:
            for text in forall_elements.checks(w, one, index):
                w.line(text)
            _statement(w, one.body, gathered)
            if rows is not None:
                w.line(f"{total} := {total} + {rows};")
            kept = w.facts.get("rows")
            if counts is not None and kept is not None:
                w.line(f"{counts}[{name}] := {kept};")
            elif counts is not None:
                if "turn_count" not in w.facts:
                    w.facts["turn_count"] = w.temporary("turn_count", "integer")
                w.line(f"GET DIAGNOSTICS {w.facts['turn_count']} = ROW_COUNT;")
                w.line(f"{counts}[{name}] := {w.facts['turn_count']};")

        if one.save_exceptions:
            w.line("BEGIN")
            with w.indent():
                turned()
            w.line("EXCEPTION WHEN OTHERS THEN")
            with w.indent():
                if counts is not None:
                    w.line(f"{counts}[{name}] := 0;")
                verb = one.body.verb if isinstance(one.body, s.SqlStatement) else ""
                w.use_runtime("bulk_error_code")
                w.line(f"{indexes} := array_append({indexes}, {turn});")
                w.line(f"{codes} := array_append({codes}, sct.bulk_error_code(SQLSTATE, SQLERRM, '{verb}'));")
            w.line("END;")
        else:
            step(turned)
    w.line("END LOOP;")

    def finish() -> None:
        if rows is not None:
            w.line(f"{rows} := {total};")
        bulk.stored(w, [t for t, _ in gathered])
        if one.save_exceptions:
            w.line(f"IF {indexes} <> '{{}}' THEN")
            w.line("  RAISE EXCEPTION USING ERRCODE = 'O0IT9', MESSAGE = 'ORA-24381: error(s) in array DML';")
            w.line("END IF;")

    step(finish)


def _head(w: Writer, one: s.ForAll, index: Item, names: Any) -> str:
    """The loop's head; for INDICES OF and VALUES OF the index needs a variable of its own."""
    if one.low is not None and one.high is not None and one.indices_of is None:
        low, high = w.expression(one.low, INTEGER), w.expression(one.high, INTEGER)
        if not (low.isdigit() and high.isdigit()):
            holders = w.temporary("low", "integer"), w.temporary("high", "integer")
            w.line(f"{holders[0]} := {low};")
            w.line(f"{holders[1]} := {high};")
            low, high = holders
        return f"FOR {index_name(w.resolver.target(index))} IN {low}..{high}"
    source = one.indices_of or one.values_of
    assert source is not None
    place = places.place_of(w, source)
    form = w.types.form(place.type)
    read = _value(w, source)
    index.target = w.temporary(one.index, "integer")
    if one.values_of is not None:
        value = "sct_x.v" if form != "array" else "sct_x.sct_v"
        unnested = f"unnest({read}) AS sct_x" + ("" if form != "array" else "(sct_v)")
        return f"FOR {index.target} IN SELECT {value} FROM {unnested}"
    if form == "keyed":
        text = f"SELECT sct_x.k FROM unnest({read}) AS sct_x"
        key = "sct_x.k"
    elif form == "map":
        raise Refused("SC1510", "INDICES OF an array indexed by text", source.span)
    else:
        key = "sct_x.sct_n"
        text = f"SELECT sct_x.sct_n FROM generate_subscripts({read}, 1) AS sct_x(sct_n)"
    conditions = [f"({read})[sct_x.sct_n] IS DISTINCT FROM NULL"] if form == "sparse" else []
    if one.low is not None and one.high is not None:
        conditions.append(f"{key} BETWEEN {w.expression(one.low, INTEGER)} AND {w.expression(one.high, INTEGER)}")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"FOR {index.target} IN {text}{where} ORDER BY 1"


def _value(w: Writer, sql: Sql) -> str:
    return w.expression(sql)


# --- the statement --------------------------------------------------------------------------------------------------------


def _gathered(w: Writer, body: s.Statement) -> list[tuple[bulk.Target, str]]:
    """RETURNING … BULK COLLECT INTO: every turn's rows are added."""
    if not isinstance(body, s.SqlStatement) or not body.bulk:
        return []
    several = bulk.targets(w, body.into)
    return [(t, w.temporary("turn_rows", w.types.text(t.type))) for t in several]


def _statement(w: Writer, body: s.Statement, gathered: list[tuple[bulk.Target, str]]) -> None:
    if not gathered:
        w.statement(body)
        return
    assert isinstance(body, s.SqlStatement)
    turn = [bulk.Target(t.place, holder, t.type, t.form) for t, holder in gathered]
    bulk.collected(w, body, turn)
    for target, holder in gathered:
        added = holder
        if target.form == "keyed":
            # keys go on from turn to turn: what was gathered so far has the keys from 1 to its number
            box = w.types.box(target.type)
            renumbered = f"ROW(sct_t.k + cardinality({target.text}), sct_t.v)::{box}"
            added = f"ARRAY(SELECT {renumbered} FROM unnest({holder}) AS sct_t ORDER BY sct_t.k)"
        w.line(f"{target.text} := array_cat({target.text}, {added});")


# --- what is asked afterwards -----------------------------------------------------------------------------------------------


def _counts(w: Writer) -> str:
    if "bulk_counts" not in w.facts:
        w.facts["bulk_counts"] = w.temporary("bulk_rowcount", "integer[]")
    return str(w.facts["bulk_counts"])


def _exceptions(w: Writer) -> tuple[str, str]:
    if "bulk_errors" not in w.facts:
        names = (
            w.temporary("bulk_error_index", "integer[] := '{}'"),
            w.temporary("bulk_error_code", "integer[] := '{}'"),
        )
        w.facts["bulk_errors"] = names
    found: tuple[str, str] = w.facts["bulk_errors"]
    return found


def attribute(w: Writer, parts: list[Part], lifter: Any) -> Any:
    """SQL%BULK_ROWCOUNT(i), SQL%BULK_EXCEPTIONS.COUNT, SQL%BULK_EXCEPTIONS(i).ERROR_INDEX; None when it is none."""
    from sct.backends.postgres.plpgsql.collections import integer_index

    if len(parts) < 2 or parts[0].name != "sql" or w is None:
        return None
    args = parts[1].args
    if parts[1].name == "%bulk_rowcount" and args and len(parts) == 2:
        holder = build.name(_counts(w), type_=Type("collection", element=INTEGER))
        return build.element(holder, integer_index(w.resolver, args[0], lifter), INTEGER)
    if parts[1].name != "%bulk_exceptions" or len(parts) != 3:
        return None
    indexes, codes = _exceptions(w)
    if parts[2].name == "count" and not args:
        return build.function(("cardinality",), build.name(indexes), type_=INTEGER)
    if args and parts[2].name in ("error_index", "error_code"):
        holder = build.name(indexes if parts[2].name == "error_index" else codes)
        return build.runtime("array_get", holder, integer_index(w.resolver, args[0], lifter), type_=INTEGER)
    return None


def _symbol(resolver: CodeResolver, path: tuple[str, ...]) -> Any:
    if path[0] == "sql" and len(path) > 1 and path[1].startswith("%bulk_"):
        return attribute(resolver.writer, [Part(p) for p in path], None)
    return None


SYMBOLS.append(_symbol)
