"""Statements about the server, its storage and its users: understood by their kind and name, and not converted.

What becomes of each is said under a code of its own; the longest kind that fits is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.frontends.oracle.names import fold
from sct.frontends.structure import Source, StructureError
from sct.ir import objects as o

Reader = Callable[[Source], Any]

KINDS: dict[str, str] = {
    "USER": "OR0130",
    "PROFILE": "OR0130",
    "LOCKDOWN PROFILE": "OR0130",
    "TABLESPACE": "OR0131",
    "TABLESPACE SET": "OR0131",
    "TEMPORARY TABLESPACE": "OR0131",
    "ROLLBACK SEGMENT": "OR0131",
    "DISKGROUP": "OR0131",
    "CLUSTER": "OR0131",
    "DIRECTORY": "OR0132",
    "CONTEXT": "OR0133",
    "SYSTEM": "OR0134",
    "RESTORE POINT": "OR0134",
    "AUDIT POLICY": "OR0134",
    "RESOURCE COST": "OR0134",
    "DATABASE LINK": "SC1135",
    "DATABASE": "OR0131",
    "PLUGGABLE DATABASE": "OR0131",
    "CONTROLFILE": "OR0131",
    "PFILE": "OR0131",
    "SPFILE": "OR0131",
    "FLASHBACK ARCHIVE": "OR0131",
    "PMEM FILESTORE": "OR0131",
    "DIMENSION": "OR0136",
    "ATTRIBUTE DIMENSION": "OR0600",
    "HIERARCHY": "OR0600",
    "ANALYTIC VIEW": "OR0600",
    "OUTLINE": "OR0136",
    "EDITION": "OR0136",
    "INMEMORY JOIN GROUP": "OR0136",
    "MATERIALIZED ZONEMAP": "OR0136",
    "OPERATOR": "OR0137",
    "INDEXTYPE": "OR0137",
    "LIBRARY": "OR0137",
    "JAVA": "OR0137",
    "MLE MODULE": "OR0137",
    "MLE ENV": "OR0137",
    "MINING MODEL": "OR0137",
    "PROPERTY GRAPH": "OR0601",
    "DOMAIN": "OR0602",
    "USECASE DOMAIN": "OR0602",
    "ASSERTION": "OR1170",
    "MATERIALIZED VIEW LOG": "OR0139",
    "SNAPSHOT LOG": "OR0139",
    # changed by name only: what ALTER says of them is compiling, storage, refreshing
    "ROLE": "OR0130",
    "MATERIALIZED VIEW": "OR0105",
    "SNAPSHOT": "OR0105",
    "SYNONYM": "OR0105",
    "PACKAGE": "OR0105",
    "PROCEDURE": "OR0105",
    "FUNCTION": "OR0105",
}
_LONGEST = max(len(kind.split()) for kind in KINDS)
VERBS: dict[str, tuple[str, str]] = {
    "TRUNCATE": ("truncate", "OR0131"),
    "SET": ("set", "OR0134"),
    "PURGE": ("purge", "OR0134"),
    "FLASHBACK": ("flashback", "OR0603"),
    "ANALYZE": ("analyze", "OR0134"),
    "AUDIT": ("audit", "OR0134"),
    "NOAUDIT": ("noaudit", "OR0134"),
    "ADMINISTER": ("administer", "OR0134"),
    "ASSOCIATE": ("associate statistics", "OR0134"),
    "DISASSOCIATE": ("disassociate statistics", "OR0134"),
    "CALL": ("call", "OR0138"),
    "EXPLAIN": ("explain", "OR0134"),
    "LOCK": ("lock", "OR0604"),
}


def reader_of(words: list[str], verb: str) -> Reader | None:
    """`words` begin with the kind of object."""
    for length in range(min(_LONGEST, len(words)), 0, -1):
        kind = " ".join(words[:length])
        if kind in KINDS:
            return lambda source: _named(source, verb, kind)
    return None


def verb_reader(verb: str) -> Reader | None:
    known = VERBS.get(verb)
    if known is None:
        return None
    return lambda source: o.Accounted(known[0], "", known[1], source.whole, _beginning(source))


def _named(source: Source, verb: str, kind: str) -> o.Accounted:
    """Raises StructureError when no name follows the kind."""
    wanted = kind.split()
    words = [t.text.upper() for t in source.tokens]
    at = next(i for i in range(len(words)) if words[i : i + len(wanted)] == wanted) + len(wanted)
    for optional in (("IF", "NOT", "EXISTS"), ("IF", "EXISTS"), ("ON",)):
        if tuple(words[at : at + len(optional)]) == optional:
            at += len(optional)
    if kind == "DATABASE" and verb == "drop":
        return o.Accounted("drop database", "", KINDS[kind], source.whole, _beginning(source))  # it has no name
    if at >= len(words):
        raise StructureError(at, "", ["a name"])
    name = fold(source.tokens[at])
    if words[at + 1 : at + 2] == ["."] and at + 2 < len(words):
        name += "." + fold(source.tokens[at + 2])
    said = kind.lower() if verb == "create" else f"{verb} {kind.lower()}"
    # CREATE USER … IDENTIFIED BY: what stands behind a name may be a password, so only kind and name are said.
    message = f"{said} {name}" if kind in ("USER", "ROLE", "DATABASE LINK") else _beginning(source)
    return o.Accounted(said, name, KINDS[kind], source.whole, message)


def _beginning(source: Source) -> str:
    text = " ".join(source.text[source.tokens[0].start : source.tokens[-1].end + 1].split())
    return text if len(text) <= 80 else text[:79] + "…"
