"""Triggers on a nested table of a view: they stand on the view of its rows (catalog/nested_views.py).

:NEW and :OLD are a row's attributes, by their names. :PARENT is the row of the view that holds the nested table: a variable,
filled from the columns that the view of the rows has of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.postgres.names import ident
from sct.catalog.scopes import Item, Names
from sct.catalog.uses import words_of
from sct.ir.types import Type
from sct.sqlexpr.scope import of_parent

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.code import Code
    from sct.backends.postgres.plpgsql.trigger_plans import Plan
    from sct.backends.postgres.plpgsql.writer import Writer


def parent(code: Code, w: Writer, plan: Plan, names: Names) -> list[str]:
    """The statements that fill :PARENT, which is known in `names` from here on."""
    trigger = plan.trigger
    w.bag.add("SC1913", f"trigger {plan.unit.name} stands on the view {plan.table[-1]}", plan.unit.origin)
    if trigger.parent_name.lower() not in words_of(plan.unit.text):
        return []
    shape = code.emitter.catalog.shape_of(plan.table)
    columns = {
        name.removeprefix(of_parent("")): info.type
        for name, info in shape.columns.items()
        if name.startswith(of_parent(""))
    }
    row = Type("record", members=tuple(columns.items()))
    variable = w.temporary("parent", "record")
    name = f":{trigger.parent_name}" if trigger.colon else trigger.parent_name
    names.add(Item("row", name, names, (trigger, "parent"), row, variable))

    def filled(of: str) -> str:
        listed = ", ".join(f"{of}.{ident(of_parent(one))} AS {ident(one)}" for one in columns)
        return f"SELECT {listed} INTO {variable};"

    if set(trigger.events) == {"insert"}:
        return [filled("new")]
    if "insert" not in trigger.events:
        return [filled("old")]
    return ["IF tg_op = 'INSERT' THEN", f"  {filled('new')}", "ELSE", f"  {filled('old')}", "END IF;"]
