"""Triggers: a function and CREATE TRIGGER; what PostgreSQL cannot say in WHEN moves into the function."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sct.backends.emitted import Emitted
from sct.backends.postgres.names import body_tag, ident, qualified, string
from sct.backends.postgres.plpgsql import blocks, mutating, nested_triggers, overloads, row_order
from sct.backends.postgres.plpgsql import body as bodies
from sct.backends.postgres.plpgsql.resolver import CodeResolver
from sct.backends.postgres.plpgsql.trigger_plans import Plan, Point
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog.scopes import Item, Names, RoutineItem
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.types import Type
from sct.ir.walking import everything
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.names import columns_behind, qualifiers, relation_names

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code

DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS"
EVENTS = {"inserting": "INSERT", "updating": "UPDATE", "deleting": "DELETE"}


def emit(code: Code, unit: o.Unit, trigger: s.Trigger, place: int) -> None:
    """The function and the trigger; a refused one is there, disabled: enabled it would refuse every row."""
    plan = code.triggers.get(id(unit))
    id_ = f"trigger:{'.'.join(code.emitter.catalog.key(unit.name))}"
    code.begin()
    if plan is None:
        code.emitter._refuse(id_, "trigger", unit, place, _why_not(trigger, unit))
        return
    refused = True
    table = ".".join(plan.table)
    try:
        text, table = valid(code, plan, id_)
        refused = False
        bag = code.emitter.bag(id_)
        row_order.said(plan, bag)
        if plan.renamed:
            bag.add("SC1903", f"trigger {unit.name} is called {plan.name}", unit.origin)
    except Refused as error:
        bag = code.emitter.bag(id_)
        bag.add(error.code, f"trigger {unit.name}: {error.message}", error.span or unit.origin)
        code.forget()
        text = _disabled(code, plan, error)
    needs = (table, *code.needs())
    schema = plan.table[0] if plan.table[1:] else ""
    code.add(Emitted(id_, id_, "trigger", text, unit.origin, place, "post", needs, name=plan.name, schema=schema))
    if trigger.compound and plan.package is not None and not refused:
        from sct.backends.postgres.plpgsql import compound

        compound.emit_routines(code, plan, place, id_)


def _why_not(trigger: s.Trigger, unit: o.Unit) -> Refused:
    if trigger.on is None or not set(trigger.events) <= {"insert", "update", "delete"}:
        what = trigger.on_what.upper() if trigger.on is None else str(trigger.on)
        return Refused("SC1900", f"trigger {unit.name} on {' OR '.join(trigger.events).upper()} of {what}", unit.origin)
    return Refused("SC1901", f"trigger {unit.name}: {trigger.on} is not among the input", unit.origin)


# --- one function, one trigger -------------------------------------------------------------------------------------


def _simple(code: Code, plan: Plan, id_: str) -> str:
    trigger = plan.trigger
    point = plan.points[0]
    w, names = writer(code, plan, id_, code.program.names)
    if trigger.call is not None:
        block = s.Block(trigger.call.span, body=[s.Call(trigger.call.span, call=trigger.call)])
    else:
        assert trigger.body is not None
        block = trigger.body
    local: list[str] = []
    if any(isinstance(one, s.Routine) for one in everything(trigger)):
        stand_in = _stand_in(code, plan, block)
        assert stand_in.code.body is not None
        stand_in.facts["updating"] = lambda inner, args: updating(w, plan, build.name("updating"), args, inner)
        names, block = stand_in.names, stand_in.code.body
        w.resolver.names = names
    clause, guard = when(w, plan, point)
    starts = nested_triggers.parent(code, w, plan, names) if trigger.nested_column else []
    text = function_body(w, plan, names, point, trigger.declarations, block, starts, guard)
    if names.kind == "routine":
        local = [blocks.local(code, inner, w.bag).rstrip() for inner in names.owner.nested]
    out = [*local]
    tag = body_tag(text)
    out.append(
        f"CREATE OR REPLACE FUNCTION {qualified(plan.function)}() RETURNS trigger\n{DEFINER} {tag}\n{text}\n{tag};"
    )
    out.append(create(plan, point, plan.function, clause))
    if not trigger.enabled:
        out.append(switch(plan, point, "DISABLE"))
    return "\n".join([*noting(w, plan), *out])


def _stand_in(code: Code, plan: Plan, block: s.Block) -> RoutineItem:
    """The trigger as a routine, the parent of those its declarations hold; made once, as their scopes are."""
    if plan.stand_in is None:
        trigger = plan.trigger
        code_ = s.Routine(
            "procedure",
            plan.unit.name,
            trigger.span,
            declarations=trigger.declarations,
            body=_leaving(block),
        )
        item = RoutineItem(code_, plan.function, code.program.names)
        item.names = Names("routine", code.program.names, block.label or "", item)
        item.facts["stands_for"] = plan
        _rows(code, plan, item.names)
        code.bodies.block(item)
        overloads.tell_nested_apart([item])
        plan.stand_in = item
    return plan.stand_in


def writer(code: Code, plan: Plan, id_: str, outer: Names) -> tuple[Writer, Names]:
    """A writer for a body of the trigger, and the scope that knows :NEW and :OLD."""
    names = Names("block", outer, "", outer.owner)
    resolver = CodeResolver(code.program, code.types, names)
    w = Writer(code.program, code.translator, resolver, code.emitter.bag(id_), None)
    w.facts["graph"] = code.graph
    w.facts["bodies"] = code.bodies
    w.facts["firing"] = mutating.leads_to_watched(code, plan)
    w.facts["unit"] = ("TRIGGER", plan.unit.name.name)
    _rows(code, plan, names)
    shape = code.emitter.catalog.shape_of(plan.table)
    resolver.transition = {(n,): shape for n in (plan.trigger.old_table, plan.trigger.new_table) if n}
    resolver.predicate = lambda name, args: _predicate(w, plan, name, args)
    return w, names


def _rows(code: Code, plan: Plan, names: Names) -> None:
    """:NEW and :OLD; each has a declaration of its own, since routines inside are handed one, the other or both."""
    shape = code.emitter.catalog.shape_of(plan.table)
    row = Type("record", members=tuple((n, i.type) for n, i in shape.columns.items()))
    for name, target in ((plan.trigger.new_name, "new"), (plan.trigger.old_name, "old")):
        if name:
            names.add(Item("row", _row_name(plan, name), names, (plan.trigger, target), row, target))


def _row_name(plan: Plan, name: str) -> str:
    """How code names a row of the trigger."""
    return f":{name}" if plan.trigger.colon else name


def _leaving(block: s.Block) -> s.Block:
    """The block, with a RETURN at its end that no handler of its own sees."""
    leave = s.Return(block.span)
    if block.handlers:
        return s.Block(block.span, body=[block, leave])
    if block.body and isinstance(block.body[-1], s.Return):
        return block
    return replace(block, body=[*block.body, leave])


def function_body(
    w: Writer,
    plan: Plan,
    names: Names,
    point: Point,
    declarations: list[Any],
    block: s.Block,
    starts: list[str],
    guard: str,
) -> str:
    """The body, ending in what the trigger gives back. `guard`: the WHEN condition that stands in the function."""
    give = f"RETURN {point.gives};"
    w.facts["return"] = lambda writer, one: writer.line(give)
    first = list(starts)
    if w.facts.get("firing") and point.row and mutating.sees_inserts(plan, point):
        first.insert(0, mutating.fired(plan, point))
    if guard:
        first.extend([f"IF ({guard}) IS NOT TRUE THEN", f"  {give}", "END IF;"])
    block = _leaving(block)
    if point.row and not plan.is_view and not plan.trigger.sees_table:
        w.facts["before"] = [lambda writer, one: mutating.in_trigger(writer, plan, point, one)]
    own = names if names.kind == "routine" else Names("block", names, block.label or "", names.owner)
    if own is not names:  # else its stand-in was looked at
        w.facts["bodies"].part([*declarations, *block.declarations], block, own)
    w.types.sparse.update(w.facts["bodies"].sparse)
    with w.scope(own):
        return bodies.block_text(w, [*declarations, *block.declarations], block, first)


def create(plan: Plan, point: Point, function: tuple[str, ...], when: str = "") -> str:
    """CREATE TRIGGER for one timing point."""
    events = " OR ".join(_event(plan, e) for e in plan.trigger.events)
    condition = f"WHEN ({when}) " if when else ""
    return (
        f"CREATE OR REPLACE TRIGGER {ident(point.name)} {point.timing} {events} ON {qualified(plan.target)}\n"
        f"{_transition(plan.trigger)}FOR EACH {'ROW' if point.row else 'STATEMENT'} {condition}EXECUTE FUNCTION {qualified(function)}();"
    )


def _transition(trigger: s.Trigger) -> str:
    """The names of the tables of changed rows."""
    named = [f"{word} TABLE AS {ident(n)}" for word, n in (("OLD", trigger.old_table), ("NEW", trigger.new_table)) if n]
    return f"REFERENCING {' '.join(named)} " if named else ""


def valid(code: Code, plan: Plan, id_: str) -> tuple[str, str]:
    """The text of a converted trigger, and the piece its table comes from. Raises Refused.

    A trigger that names columns its table gets later is invalid in the source until then, and refuses every row; it is
    written behind that change.
    """
    catalog = code.emitter.catalog
    try:
        return body(code, plan, id_), ".".join(plan.table)
    except Refused as error:
        later = [c for c in catalog.changes if c.key == plan.table and c.place > plan.place and c.item is not None]
        if not later or plan.trigger.compound:
            raise
        code.forget()
        code.emitter.bags.pop(id_, None)
        catalog.at(later[-1].place)
        try:
            return body(code, plan, id_), later[-1].piece
        except Refused:
            code.emitter.bags.pop(id_, None)
            raise error from None
        finally:
            catalog.at(plan.place)


def is_refused(code: Code, plan: Plan) -> bool:
    """Whether the trigger stands as a stub: the script may not enable it then."""
    try:
        valid(code, plan, "")
    except Refused:
        return True
    finally:
        code.forget()
        code.emitter.bags.pop("", None)
    return False


def body(code: Code, plan: Plan, id_: str) -> str:
    """The whole text of a converted trigger. Raises Refused."""
    trigger = plan.trigger
    if trigger.crossedition or (trigger.nested_column and trigger.on_what != "table"):
        raise Refused("SC1902", f"trigger {plan.unit.name}", plan.unit.origin)
    if (trigger.old_table or trigger.new_table) and (trigger.timing != "after" or trigger.update_columns):
        raise Refused(
            "SC1902", f"trigger {plan.unit.name}: tables of changed rows beside BEFORE or UPDATE OF", plan.unit.origin
        )
    if trigger.compound:
        from sct.backends.postgres.plpgsql import compound

        return compound.written(code, plan, id_)
    return _simple(code, plan, id_)


def switch(plan: Plan, point: Point, verb: str) -> str:
    """ENABLE or DISABLE; the trigger of a view cannot be switched: it goes and comes."""
    if not plan.is_view:
        return f"ALTER TABLE {qualified(plan.target)} {verb} TRIGGER {ident(point.name)};"
    if verb == "DISABLE":
        return f"DROP TRIGGER {ident(point.name)} ON {qualified(plan.target)};"
    return create(plan, point, point.function or plan.function)


def _event(plan: Plan, event: str) -> str:
    columns = plan.trigger.update_columns
    if event == "update" and columns and not plan.is_view:
        return f"UPDATE OF {', '.join(ident(c) for c in columns)}"
    return event.upper()


def when(w: Writer, plan: Plan, point: Point) -> tuple[str, str]:
    """WHEN as (clause of the trigger, condition inside the function)."""
    trigger = plan.trigger
    if trigger.when is None:
        return "", ""
    names = Names("block", w.names, "", w.names.owner)
    for name in (trigger.new_name, trigger.old_name):
        if name:
            names.add(replace_item(w.names.items[_row_name(plan, name)], name))
    with w.scope(names):
        text = w.expression(trigger.when)
    used = qualifiers(trigger.when)
    unseen = set()
    if "insert" in trigger.events:
        unseen.add(trigger.old_name)
    if "delete" in trigger.events:
        unseen.add(trigger.new_name)
    computed = plan.generated & columns_behind(trigger.when, trigger.new_name) if point.timing == "BEFORE" else set()
    if used & unseen or computed or plan.is_view or relation_names(trigger.when):
        return "", text
    return text, ""


def replace_item(item: Item, name: str) -> Item:
    """The same row under the name WHEN gives it, without the colon."""
    return Item(item.kind, name, item.home, item.decl, item.type, item.target)


# --- INSERTING, UPDATING('COLUMN'), DELETING ----------------------------------------------------------------------


def _predicate(w: Writer, plan: Plan, name: str, args: list[Any] | None) -> Any:
    event = EVENTS.get(name)
    if event is None:
        return None
    happened = build.compare(build.name("tg_op", type_=Type("text")), "=", build.string(event))
    if not args:
        return happened
    if name != "updating" or len(args) != 1:
        return None
    return updating(w, plan, happened, args)


def updating(w: Writer, plan: Plan, happened: Any, args: list[Any], inner: Any = None) -> Any:
    """UPDATING('COLUMN'); `inner`: the resolver of a routine of the trigger, where `happened` is a variable it is handed."""
    if inner is not None:
        seen = inner.names.find(("updating",))
        if seen is None:
            return None
        happened = inner.value(seen.item)
    column = build.literal_text(args[0])
    w.facts.setdefault("noted", {})["*" if column is None else column.lower()] = True
    w.use_runtime("updating")  # noted for the columns of the trigger, wherever it is asked
    asked = build.runtime("updating", build.string(".".join(plan.table)), args[0], type_=Type("boolean"))
    return build.both(happened, asked)


def noting(w: Writer, plan: Plan) -> list[str]:
    """Statement triggers that note which columns an UPDATE sets, when the body asks for them."""
    noted: dict[str, bool] = w.facts.get("noted", {})
    if not noted:
        return []
    w.use_runtime("note_updated")
    known = plan.columns or list(w.program.catalog.shape_of(plan.table).columns)  # a view's may be those of its query
    columns = [c for c in known if "*" in noted or c in noted]
    key = string(".".join(plan.table))
    out = []
    # "_" sorts before letters: these fire before every trigger that asks
    for column in ["", *columns]:
        name = f"_00_updating_{column}" if column else "_00_updating"
        given = f"{key}, {string(column)}" if column else key
        of = f" OF {ident(column)}" if column else ""
        out.append(
            f"CREATE OR REPLACE TRIGGER {ident(name)} BEFORE UPDATE{of} ON {qualified(plan.target)}\n"
            f"FOR EACH STATEMENT EXECUTE FUNCTION sct.note_updated({given});"
        )
    return out


# --- what a script says about triggers later --------------------------------------------------------------------


def alter(code: Code, item: o.Alter, place: int) -> None:
    """ALTER TRIGGER … ENABLE/DISABLE, ALTER TABLE … ENABLE/DISABLE ALL TRIGGERS: where the script has them."""
    emitter = code.emitter
    plans = [p for p in code.triggers.values() if p.place < place]
    key = emitter.catalog.key(item.name)
    if item.kind == "trigger":
        plans = [p for p in plans if p.key == key][-1:]
        verbs = [a for a, _ in item.actions]
        what = f"trigger {item.name}"
    else:
        plans = [p for p in plans if p.table == emitter.catalog._resolve(item.name, emitter.catalog.relations)]
        verbs = [a.removesuffix("_triggers") for a, _ in item.actions if a.endswith("_triggers")]
        what = f"triggers of {item.name}"
    lines: list[str] = []
    for verb in verbs:
        if verb not in ("enable", "disable"):
            emitter.bag(f"script:{place}").add("SC1014", f"ALTER of {what}: {verb}", item.origin)
            continue
        if not plans:
            emitter.bag(f"script:{place}").add("SC1005", f"{what}: none is among the input", item.origin)
        for plan in {p.key: p for p in plans}.values():
            if verb == "enable" and is_refused(code, plan):
                continue
            lines.extend(switch(plan, point, verb.upper()) for point in plan.points)
    if lines:
        id_ = f"script:{place}"
        needs = tuple(f"trigger:{'.'.join(p.key)}" for p in plans)
        sql = "\n".join(lines)
        emitter._add(Emitted(id_, id_, "trigger", sql, item.origin, place, "post", needs, name="alter"))


def drop(code: Code, item: o.Drop, place: int) -> None:
    """DROP TRIGGER of one that rows have fired."""
    key = code.emitter.catalog.key(item.name)
    plan = next((p for p in reversed(code.triggers.values()) if p.key == key and p.place < place), None)
    if plan is None:
        return
    id_ = f"script:{place}"
    sql = "\n".join(f"DROP TRIGGER {ident(p.name)} ON {qualified(plan.target)};" for p in plan.points)
    needs = (f"trigger:{'.'.join(key)}",)
    code.emitter._add(Emitted(id_, id_, "trigger", sql, item.origin, place, "post", needs, name="drop"))


def _disabled(code: Code, plan: Plan, error: Refused) -> str:
    """The trigger, disabled, with a function that raises the code."""
    span = plan.unit.origin
    message = f"{error.code}: trigger {plan.unit.name} is not converted: {error.message}"
    tag = body_tag(message)
    out = [code.original(span, error.code, f"{error.message}; the trigger is there, disabled, and raises when enabled")]
    out.append(
        f"CREATE OR REPLACE FUNCTION {qualified(plan.function)}() RETURNS trigger LANGUAGE plpgsql AS {tag}\nBEGIN\n"
        f"  RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = {string(message)};\nEND\n{tag};\n"
    )
    for point in plan.points:
        out.append(create(plan, point, plan.function) + "\n")
        if not plan.is_view:
            out.append(switch(plan, point, "DISABLE") + "\n")
    return "".join(out).rstrip()
