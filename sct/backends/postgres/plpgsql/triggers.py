"""Triggers: a function and CREATE TRIGGER."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.backends.postgres.names import ident, qualified, shortened, string
from sct.ir import objects as o
from sct.ir import statements as s
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code


def emit(code: Code, unit: o.Unit, trigger: s.Trigger, place: int) -> None:
    """The trigger is there, disabled: enabled it would refuse every row."""
    emitter = code.emitter
    catalog = emitter.catalog
    key = catalog._resolve(trigger.on, catalog.relations) if trigger.on else None
    id_ = f"trigger:{'.'.join(catalog.key(unit.name))}"
    bag = emitter.bag(id_)
    if key is None or not trigger.events or not isinstance(catalog.relations[key], o.Table):
        emitter._refuse(id_, "trigger", unit, place, Refused("OR0016", f"trigger {unit.name}", unit.origin))
        return
    bag.add("OR0503", f"trigger {unit.name}", unit.origin)
    name = shortened(catalog.key(unit.name)[-1])
    function = qualified((*key[:-1], shortened(f"{name}_trigger")))
    message = f"OR0503: trigger {unit.name} is not converted"
    events = " OR ".join(e.upper() for e in trigger.events)
    timing = "BEFORE" if trigger.timing == "before" else "AFTER"
    sql = (
        code.original(unit.origin, "OR0503", "the trigger is there, disabled, and raises when it is enabled")
        + f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
        f"  RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = {string(message)};\nEND\n$$;\n"
        f"CREATE TRIGGER {ident(name)} {timing} {events} ON {qualified(key)}\n"
        f"FOR EACH {'ROW' if trigger.row else 'STATEMENT'} EXECUTE FUNCTION {function}();\n"
        f"ALTER TABLE {qualified(key)} DISABLE TRIGGER {ident(name)};"
    )
    emitter._add(Emitted(id_, id_, "trigger", sql, unit.origin, place, needs=(".".join(key),), name=name))
