"""Bulk operations: BULK COLLECT, FORALL, RETURNING … BULK COLLECT."""

from __future__ import annotations

from sct.backends.postgres.plpgsql.writer import Writer, writes
from sct.ir import statements as s
from sct.rulebook.translate import Refused


def select_into(w: Writer, one: s.SelectInto) -> None:
    raise Refused("OR0500", "BULK COLLECT is not converted yet", one.span)


def returning(w: Writer, one: s.SqlStatement) -> None:
    raise Refused("OR0500", "RETURNING … BULK COLLECT is not converted yet", one.span)


@writes(s.ForAll)
def forall(w: Writer, one: s.ForAll) -> None:
    raise Refused("OR0500", "FORALL is not converted yet", one.span)
