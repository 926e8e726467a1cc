"""Reading Redshift through cursors of the server, a thousand rows a time: for the proof, and as a source.

Not run against a Redshift here (tests/move/test_redshift.py: on a stand-in).
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sct.move.address import Address
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.endpoints.redshift.catalog import read_catalog
from sct.move.endpoints.redshift.connect import connect, is_transient, run, state_and_message
from sct.move.endpoints.redshift.types import reading
from sct.move.endpoints.rows import Reading, RowSource
from sct.move.model import Plan, PlanFinding, TableInfo

if TYPE_CHECKING:
    import pyarrow as pa

FETCH = 1000  # the most a cluster of one node gives at once


def open_source(address: Address) -> RedshiftSource:
    return RedshiftSource(address)


class RedshiftSource(RowSource):
    name = "Redshift"

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.home = self.home or str(self.rows("SELECT COALESCE(current_schema(), 'public')")[0][0])

    def connect(self) -> Any:
        return connect(self.address)

    def errors(self) -> type[BaseException]:
        import redshift_connector

        found: type[BaseException] = redshift_connector.Error
        return found

    def told(self, error: BaseException) -> str:
        return state_and_message(error)[1]

    def transient(self, error: BaseException) -> bool:
        return is_transient(error)

    def login_refused(self, error: BaseException) -> bool:
        return state_and_message(error)[0].startswith("28")

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        return read_catalog(self.rows, schemas)

    def reading(self, column: ReadColumn) -> Reading:
        return reading(self.quoted(column.name), column.type)

    def read(self, request: Request) -> Generator[pa.RecordBatch]:
        statement = self.statement(request)
        connection = self.connect()
        try:
            run(connection, "BEGIN")
            run(connection, f"DECLARE sct_rows CURSOR FOR {statement}")
            yield from self.batches(_Fetching(connection), request)
        except self.errors() as error:
            raise self.trouble(error) from None
        finally:
            with suppress(self.errors()):
                connection.close()

    def own_checks(self, plan: Plan) -> list[PlanFinding]:
        message = "each chunk is read at a moment of its own"
        return [*self.unreadable(plan), PlanFinding("MV0036", "", message)]


class _Fetching:
    """`fetchmany` of a server's cursor."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def fetchmany(self, size: int) -> list[Any]:
        return list(run(self.connection, f"FETCH FORWARD {min(size, FETCH)} FROM sct_rows").fetchall())
