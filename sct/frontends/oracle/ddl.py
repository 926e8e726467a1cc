"""Which statements the DDL grammar reads, and reading them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.frontends.oracle import ddl_accounted as accounted
from sct.frontends.oracle import ddl_changes as changes
from sct.frontends.oracle import ddl_objects as objects
from sct.frontends.oracle.ddl_alter import alter_table
from sct.frontends.oracle.ddl_tables import create_table
from sct.frontends.oracle.ddl_types import alter_type, create_type
from sct.frontends.structure import Source

Reader = Callable[[Source], Any]

# Words that may stand between CREATE and the kind of object.
MODIFIERS = frozenset(
    """OR REPLACE FORCE NOFORCE NO EDITIONABLE NONEDITIONABLE EDITIONING GLOBAL PRIVATE TEMPORARY UNIQUE BITMAP MULTIVALUE
    VECTOR SEARCH PUBLIC SHARED MANDATORY IMMUTABLE BLOCKCHAIN DUPLICATED SHARDED BIGFILE SMALLFILE UNDO JSON COLLECTION RELATIONAL
    DUALITY AND RESOLVE COMPILE""".split()
)
_CREATE: dict[str, Reader] = {
    "TABLE": create_table,
    "INDEX": objects.create_index,
    "SEQUENCE": objects.create_sequence,
    "VIEW": objects.create_view,
    "SYNONYM": objects.create_synonym,
    "SNAPSHOT": objects.create_materialized_view,
    "MATERIALIZED VIEW": objects.create_materialized_view,
    "TYPE": create_type,
    "ROLE": changes.create_role,
}
_ALTER: dict[str, Reader] = {
    "TABLE": alter_table,
    "SEQUENCE": objects.alter_sequence,
    "INDEX": changes.alter_index,
    "TRIGGER": changes.alter_trigger,
    "VIEW": changes.alter_view,
    "TYPE": alter_type,
    "SESSION": changes.alter_session,
}
_VERBS: dict[str, Reader] = {
    "RENAME": changes.rename,
    "GRANT": changes.grant,
    "REVOKE": changes.grant,
}
# What can be dropped and is an object of ours; everything else is accounted for as what it is.
_DROPPED = frozenset(
    """TABLE VIEW MATERIALIZED SNAPSHOT INDEX SEQUENCE SYNONYM PUBLIC TYPE PACKAGE PROCEDURE FUNCTION TRIGGER
    ROLE""".split()
)


def kind_at(words: list[str]) -> int:
    """Where the kind of object stands behind CREATE and its modifiers."""
    at = 1
    while at < len(words) and words[at] in MODIFIERS:
        at += 1
    return at


def reader_of(words: list[str]) -> Reader | None:
    """The reader of a statement with these (upper-case) first words; None when no such statement is known."""
    verb = words[0] if words else ""
    if verb == "CREATE":
        at = kind_at(words)
        pair = " ".join(words[at : at + 2])
        if pair in ("MATERIALIZED VIEW", "SNAPSHOT LOG") and words[at + 2 : at + 3] != ["LOG"]:
            return _CREATE.get(pair) or accounted.reader_of(words[at:], "create")
        if "PUBLIC" in words[1:at] and words[at : at + 1] != ["SYNONYM"]:
            return accounted.reader_of(words[at:], "create")
        return _CREATE.get(words[at] if at < len(words) else "") or accounted.reader_of(words[at:], "create")
    if verb == "ALTER":
        at = 1
        while words[at : at + 1] in (["PUBLIC"], ["SHARED"]):
            at += 1
        return _ALTER.get(words[at] if at < len(words) else "") or accounted.reader_of(words[at:], "alter")
    if verb == "DROP":
        known = len(words) > 1 and words[1] in _DROPPED and words[2:3] not in (["LINK"], ["DATABASE"])
        log = words[1:4] == ["MATERIALIZED", "VIEW", "LOG"] or words[1:3] == ["SNAPSHOT", "LOG"]
        zone = words[1:3] == ["MATERIALIZED", "ZONEMAP"]
        public = words[1:3] == ["PUBLIC", "DATABASE"]
        rest = words[2:] if public else words[1:]
        return changes.drop if known and not (log or zone or public) else accounted.reader_of(rest, "drop")
    if words[:2] == ["COMMENT", "ON"]:
        return objects.comment
    if words[:2] == ["TRUNCATE", "TABLE"]:
        return changes.truncate
    return _VERBS.get(verb) or accounted.verb_reader(verb)
