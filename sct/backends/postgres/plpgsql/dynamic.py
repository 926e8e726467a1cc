"""Dynamic SQL: EXECUTE IMMEDIATE, OPEN … FOR a string."""

from __future__ import annotations

from sct.backends.postgres.plpgsql.writer import Writer
from sct.ir import statements as s
from sct.rulebook.translate import Refused


def open_for(w: Writer, one: s.OpenFor, cursor: str) -> None:
    raise Refused("OR0500", "OPEN … FOR a string is not converted yet", one.span)
