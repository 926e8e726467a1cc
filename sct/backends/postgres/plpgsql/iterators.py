"""FOR loops with what Oracle 21c added: VALUES OF, INDICES OF, PAIRS OF, several controls, WHEN, WHILE, REPEAT."""

from __future__ import annotations

from typing import Any

from sct.backends.postgres.names import ident
from sct.backends.postgres.plpgsql import places
from sct.backends.postgres.plpgsql.flow import index_name, loop_body
from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.catalog.scopes import Item, Names
from sct.ir import statements as s
from sct.ir.types import INTEGER, VARCHAR, Type
from sct.rulebook.translate import Refused


@writes(s.ForIterator)
def for_iterator(w: Writer, one: s.ForIterator) -> None:
    names = w.program.inner(one, w.names)
    if len(one.controls) == 1 and one.controls[0].form in ("values", "indices", "pairs"):
        _collection(w, one, one.controls[0], names)
        return
    if len(one.indexes) != 1 or any(c.form not in ("range", "expression") for c in one.controls):
        raise Refused("SC1578", "this form of loop", one.span)
    only = one.controls[0] if len(one.controls) == 1 else None
    if only is not None and only.form == "range" and not only.repeat and (one.indexes[0][2] or _fraction(w, one)):
        _counted(w, one, only, names)
        return
    if one.indexes[0][2]:
        raise Refused("SC1578", "an index that can be assigned to (MUTABLE) and several controls", one.span)
    _sequence(w, one, names)


def _fraction(w: Writer, one: s.ForIterator) -> bool:
    """Whether the index is declared as a number that is no whole one."""
    ref = one.indexes[0][1]
    return ref is not None and w.program.type_of(ref, w.names).kind in ("decimal", "float")


def _counted(w: Writer, one: s.ForIterator, control: s.IterationControl, names: Names) -> None:
    """A range whose index can be assigned to, or has fractions: the step is added to what the body left in it."""
    ref = one.indexes[0][1]
    type_ = w.program.type_of(ref, w.names) if ref is not None else INTEGER
    from_, to, step = (w.temporary(stem, w.types.text(type_)) for stem in ("from", "to", "step"))
    assert control.low is not None and control.high is not None
    w.line(f"{from_} := {w.expression(control.low, type_)};")
    w.line(f"{to} := {w.expression(control.high, type_)};")
    w.line(f"{step} := {w.expression(control.step, type_) if control.step is not None else '1'};")
    if control.step is not None:
        w.line(f"IF ({step} > 0) IS NOT TRUE THEN")
        w.line("  RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'the step of a loop has to be greater than zero';")
        w.line("END IF;")
    if control.reverse:
        from_, to = to, from_
    variable = _index(w, one, names, 0, INTEGER)
    begun = w.temporary("begun", "boolean")
    w.line(f"{begun} := false;")
    sign, beyond = ("-", "<") if control.reverse else ("+", ">")
    starts = [
        f"{variable} := CASE WHEN {begun} THEN {variable} {sign} {step} ELSE {from_} END;",
        f"EXIT WHEN ({variable} {beyond} {to}) IS NOT FALSE;",
        f"{begun} := true;",
    ]
    loop_body(w, "LOOP", one, names, [*starts, *_conditions(w, control, names)])


def _index(w: Writer, one: s.ForIterator, names: Names, number: int, type_: Type) -> str:
    """The variable an index is: of its declared type, or of the one its values have."""
    name, ref, _ = one.indexes[number]
    if ref is not None:
        type_ = w.program.type_of(ref, w.names)
    item = names.add(Item("variable", name, names, one, type_))
    item.target = w.temporary(name, w.types.text(type_))
    return ident(item.target)


def _conditions(w: Writer, control: s.IterationControl, names: Names) -> list[str]:
    out = []
    with w.scope(names):
        if control.while_ is not None:
            out.append(f"EXIT WHEN ({w.expression(control.while_)}) IS NOT TRUE;")
        if control.when is not None:
            out.append(f"CONTINUE WHEN ({w.expression(control.when)}) IS NOT TRUE;")
    return out


def _collection(w: Writer, one: s.ForIterator, control: s.IterationControl, names: Names) -> None:
    assert control.of is not None
    place = places.place_of(w, control.of)
    if place.type.kind != "collection":
        raise Refused("SC1578", f"a loop over {control.of.text.strip()}", control.span)
    form = w.types.form(place.type)
    element = place.type.element or Type("unknown")
    key_type = VARCHAR if form == "map" else INTEGER
    read = w.expression(control.of)
    where = ""
    if form == "map":
        key, source = "sct_x.key", f"jsonb_each_text({read}) AS sct_x"
        value, order = f"sct_x.value::{w.types.text(element)}", 'sct_x.key COLLATE "C"'
    elif form == "keyed":
        key, value, order, source = "sct_x.k", "sct_x.v", "sct_x.k", f"unnest({read}) AS sct_x"
    else:
        key, order, source = "sct_x.sct_n", "sct_x.sct_n", f"generate_subscripts({read}, 1) AS sct_x(sct_n)"
        value = f"({read})[sct_x.sct_n]" if form == "array" else f"(({read})[sct_x.sct_n]).v"
        where = f" WHERE ({read})[sct_x.sct_n] IS DISTINCT FROM NULL" if form == "sparse" else ""
    wanted = {"values": [(value, element)], "indices": [(key, key_type)], "pairs": [(key, key_type), (value, element)]}
    chosen = wanted[control.form]
    if len(chosen) != len(one.indexes):
        raise Refused("SC1578", f"a loop with {len(one.indexes)} indexes", one.span)
    variables = [_index(w, one, names, number, type_) for number, (_, type_) in enumerate(chosen)]
    descending = " DESC" if control.reverse else ""
    query = f"SELECT {', '.join(text for text, _ in chosen)} FROM {source}{where} ORDER BY {order}{descending}"
    starts = _conditions(w, control, names)
    loop_body(w, f"FOR {', '.join(variables)} IN {query} LOOP", one, names, starts)


def _sequence(w: Writer, one: s.ForIterator, names: Names) -> None:
    first = one.controls[0]
    if len(one.controls) == 1 and first.form == "range" and one.indexes[0][1] is None:
        index = w.resolver.target(names.add(Item("loop", one.indexes[0][0], names, one, INTEGER)))
        low, high = _bound(w, first.low), _bound(w, first.high)
        bounds = f"REVERSE {high}..{low}" if first.reverse else f"{low}..{high}"
        step = f" BY {_bound(w, first.step)}" if first.step is not None else ""
        head = f"FOR {index_name(index)} IN {bounds}{step} LOOP"
        loop_body(w, head, one, names, _conditions(w, first, names))
        return
    if len(one.controls) == 2 and first.form == "expression" and not first.repeat and one.controls[1].repeat:
        _repeated(w, one, names)
        return
    if any(c.repeat or c.while_ is not None or c.when is not None for c in one.controls):
        raise Refused("SC1578", "several controls with REPEAT, WHILE or WHEN", one.span)
    variable = _index(w, one, names, 0, INTEGER)
    if one.indexes[0][1] is not None and w.program.type_of(one.indexes[0][1], w.names).kind != "integer":
        raise Refused("SC1578", "a range of other numbers than whole ones", one.span)
    parts = []
    for control in one.controls:
        if control.form == "expression":
            parts.append(f"ARRAY[{_bound(w, control.low or control.of)}]")
            continue
        step = _bound(w, control.step) if control.step is not None else "1"
        low, high = _bound(w, control.low), _bound(w, control.high)
        numbers = f"{high}, {low}, -({step})" if control.reverse else f"{low}, {high}, {step}"
        parts.append(f"ARRAY(SELECT generate_series({numbers}))")
    loop_body(w, f"FOREACH {variable} IN ARRAY {' || '.join(parts)} LOOP", one, names)


def _bound(w: Writer, sql: Any) -> str:
    assert sql is not None
    return w.expression(sql, INTEGER)


def _repeated(w: Writer, one: s.ForIterator, names: Names) -> None:
    """`first, REPEAT next WHILE …`: the second control goes on from the index the first one left."""
    first, second = one.controls
    if second.while_ is None or second.when is not None or first.when is not None or first.while_ is not None:
        raise Refused("SC1578", "REPEAT without WHILE, or with WHEN", one.span)
    variable = _index(w, one, names, 0, INTEGER)
    begun = w.temporary("begun", "boolean")
    w.line(f"{begun} := false;")
    with w.scope(names):
        start = _bound(w, first.low or first.of)
        following = _bound(w, second.low or second.of)
        goes_on = w.expression(second.while_)
    starts = [
        f"{variable} := CASE WHEN {begun} THEN {following} ELSE {start} END;",
        f"EXIT WHEN {begun} AND ({goes_on}) IS NOT TRUE;",
        f"{begun} := true;",
    ]
    loop_body(w, "LOOP", one, names, starts)
