"""Autonomous triggers: one that does its work in a transaction of its own calls a routine of its own that does.

The routine is handed the rows as every routine of a trigger is, and INSERTING, UPDATING and DELETING as parameters.
"""

from __future__ import annotations

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
    pieces = [one for part in (block, *trigger.declarations) for one in everything(part) if isinstance(one, Sql)]
    asked = {path[0] for piece in pieces for path in chains(piece)}
    events = [event for event in _EVENTS if event in asked]
    where = block.span
    flags = [s.Parameter(event, s.TypeRef("BOOLEAN", where, ("boolean",)), where) for event in events]
    name = QName(None, _NAME)
    body = s.Routine("procedure", name, where, parameters=flags, declarations=trigger.declarations, body=block)
    arguments = f"({', '.join(events)})" if events else ""
    call = s.Call(where, call=Sql("expression", f"{_NAME}{arguments}", where, "oracle"))
    trigger.declarations = [body]
    trigger.body = s.Block(where, body=[call])
