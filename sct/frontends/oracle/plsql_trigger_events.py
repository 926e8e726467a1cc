"""What the routines of a trigger know of its event, and triggers that are autonomous transactions.

INSERTING, UPDATING and DELETING are the trigger's own: its routines are handed them as variables. An autonomous trigger
calls a routine of its own that is autonomous.
"""

from __future__ import annotations

from typing import Any

from sct.catalog.pieces import chains
from sct.ir import statements as s
from sct.ir.objects import QName
from sct.ir.sql import Sql
from sct.ir.walking import everything

_EVENTS = ("inserting", "updating", "deleting")
_NAME = "autonomous_body"


def apart(trigger: s.Trigger) -> None:
    """Gives an autonomous trigger a procedure of its own that has its pragma, declarations and block."""
    block = trigger.body
    pragma = any(isinstance(d, s.Pragma) and d.name == "autonomous_transaction" for d in trigger.declarations)
    if block is None or not pragma:
        return
    events = _asked([block, *trigger.declarations])
    where = block.span
    flags = [s.Parameter(event, s.TypeRef("BOOLEAN", where, ("boolean",)), where) for event in events]
    name = QName(None, _NAME)
    body = s.Routine("procedure", name, where, parameters=flags, declarations=trigger.declarations, body=block)
    arguments = f"({', '.join(events)})" if events else ""
    call = s.Call(where, call=Sql("expression", f"{_NAME}{arguments}", where, "oracle"))
    trigger.declarations = [body]
    trigger.body = s.Block(where, body=[call])


def told(trigger: s.Trigger) -> None:
    """Gives a trigger whose routines ask for the event variables that hold it."""
    routines = [d for d in trigger.declarations if isinstance(d, s.Routine) and d.name.name != _NAME]
    held = [
        s.Variable(
            event,
            s.TypeRef("BOOLEAN", trigger.span, ("boolean",)),
            trigger.span,
            default=Sql("expression", event, trigger.span, "oracle"),
        )
        for event in _asked(routines)
    ]
    trigger.declarations = [*held, *trigger.declarations]


def _asked(parts: list[Any]) -> list[str]:
    pieces = [one for part in parts for one in everything(part) if isinstance(one, Sql)]
    asked = {path[0] for piece in pieces for path in chains(piece)}
    return [event for event in _EVENTS if event in asked]
