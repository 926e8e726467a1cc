"""Which statements the DDL grammar reads, and reading them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.frontends.oracle import ddl_objects as objects
from sct.frontends.oracle.ddl_alter import alter_table
from sct.frontends.oracle.ddl_tables import create_table
from sct.frontends.structure import Source

Reader = Callable[[Source], Any]

# Words that may stand between CREATE and the kind of object.
MODIFIERS = frozenset(
    """OR REPLACE FORCE NOFORCE NO EDITIONABLE NONEDITIONABLE EDITIONING GLOBAL PRIVATE TEMPORARY UNIQUE BITMAP MULTIVALUE
    VECTOR SEARCH PUBLIC SHARED IMMUTABLE BLOCKCHAIN DUPLICATED SHARDED BIGFILE SMALLFILE UNDO JSON COLLECTION RELATIONAL
    DUALITY""".split()
)
_CREATE: dict[str, Reader] = {
    "TABLE": create_table,
    "INDEX": objects.create_index,
    "SEQUENCE": objects.create_sequence,
    "VIEW": objects.create_view,
    "SYNONYM": objects.create_synonym,
    "SNAPSHOT": objects.create_materialized_view,
    "MATERIALIZED VIEW": objects.create_materialized_view,
}
_ALTER: dict[str, Reader] = {"TABLE": alter_table, "SEQUENCE": objects.alter_sequence}


def reader_of(words: list[str]) -> Reader | None:
    """The reader of a statement with these (upper-case) first words, or None when the grammar does not have it."""
    verb = words[0] if words else ""
    if verb == "CREATE":
        at = 1
        while at < len(words) and words[at] in MODIFIERS:
            at += 1
        kind = " ".join(words[at : at + 2])
        if kind in ("MATERIALIZED VIEW", "SNAPSHOT LOG") and words[at + 2 : at + 3] != ["LOG"]:
            return _CREATE.get(kind)
        return _CREATE.get(words[at] if at < len(words) else "")
    if verb == "ALTER":
        return _ALTER.get(words[1] if len(words) > 1 else "")
    if words[:2] == ["COMMENT", "ON"]:
        return objects.comment
    return None
