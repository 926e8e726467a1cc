"""Where names in SQL that is known only at run time are looked for.

In the source they mean the owner's objects, whoever calls (AUTHID DEFINER). A routine's search_path is the one of the
script's session, so a routine that stands in another schema puts that schema in front; its SET clause takes the change
back when it is left.
"""

from __future__ import annotations

from typing import Any

from sct.backends.postgres.names import ident, string
from sct.catalog.scopes import RoutineItem
from sct.ir import statements as s
from sct.ir.walking import everything
from sct.sqlexpr.strings import parts_of_text


def owner(item: RoutineItem) -> str:
    """The schema whose objects a routine's plain names mean; "" for the script's own."""
    top = item
    while top.parent is not None:
        top = top.parent
    path = top.package.path if top.package is not None else top.path
    return path[-2] if len(path) > 1 else ""


def has_open_text(code: Any) -> bool:
    """Whether a routine runs SQL that is not written out in it."""
    return any(isinstance(one, _RUN) and _is_open(one) for one in everything(code))


def owner_first(schema: str) -> str:
    names = string(f"{ident(schema)}, ")
    return f"PERFORM set_config('search_path', concat({names}, current_setting('search_path')), true);"


_RUN = (s.ExecuteDynamic, s.OpenFor, s.ParseCursor)


def _is_open(one: Any) -> bool:
    text = one.dynamic if isinstance(one, s.OpenFor) else one.text
    parts = parts_of_text(text) if text is not None else [""]
    return parts is None or len(parts) != 1 or not isinstance(parts[0], str)
