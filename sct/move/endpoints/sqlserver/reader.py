"""Reading SQL Server and Azure SQL: Arrow batches of Microsoft's driver, each chunk in a SNAPSHOT transaction.

Not run against a server here. The driver is real, and what is sent to it and made of its answers is contract-tested
(tests/move/test_sqlserver_contract.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sct.move.address import Address
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.endpoints.rows import LONG_ROWS, Reading, RowSource
from sct.move.endpoints.sqlserver.catalog import read_catalog, read_sequences
from sct.move.endpoints.sqlserver.checks import isolation, source_checks
from sct.move.endpoints.sqlserver.types import reading
from sct.move.errors import Lacking
from sct.move.model import Plan, PlanFinding, SequenceInfo, TableInfo

if TYPE_CHECKING:
    import pyarrow as pa

# Keywords of the connection string that may stand after `?`; the driver encrypts unless it is told not to.
OPTIONS = {
    "encrypt": "Encrypt",
    "trustservercertificate": "TrustServerCertificate",
    "hostnameincertificate": "HostnameInCertificate",
    "servercertificate": "ServerCertificate",
    "authentication": "Authentication",
    "applicationintent": "ApplicationIntent",
    "multisubnetfailover": "MultiSubnetFailover",
}
# The driver says the SQLSTATE in words (08001, 08S01, 08003, HYT00, 40001), and the server's number in brackets or not.
LOST = (
    "client unable to establish connection",
    "communication link failure",
    "connection not open",
    "connection failure",
    "timeout expired",
    "serialization failure",
    "connection timeout expired",
)
BUSY = ("40613", "40197", "40501", "49918", "10928", "10929", "10053", "10054", "10060")  # Azure SQL: try again
LOGIN = ("invalid authorization specification", "login failed")


def open_source(address: Address) -> SqlServerSource:
    return SqlServerSource(address)


class SqlServerSource(RowSource):
    """One database; `?schema=` stands for the target's default schema, else the login's own (dbo)."""

    name = "SQL Server"

    def __init__(self, address: Address) -> None:
        self._level = "READ COMMITTED"
        super().__init__(address)
        self.home = self.home or str(self.rows("SELECT SCHEMA_NAME()")[0][0] or "dbo")
        if isolation(self.rows)[0]:
            self._level = "SNAPSHOT"
            self._drop()

    def connection_string(self) -> str:
        """For the driver alone: it holds the password."""
        parts = {"Server": f"tcp:{self.address.host},{self.address.port or 1433}", "Database": self.address.database}
        if self.address.user:
            parts |= {"UID": self.address.user}
        if self.address.password is not None:
            parts |= {"PWD": self.address.password}
        for key, value in self.address.options.items():
            if key.lower() in OPTIONS:
                parts[OPTIONS[key.lower()]] = value
        return "".join(f"{key}={{{value.replace('}', '}}')}}};" for key, value in parts.items() if value)

    def connect(self) -> Any:
        import mssql_python

        connection = mssql_python.connect(self.connection_string(), autocommit=True)
        cursor = connection.cursor()
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {self._level}")
        # Computed columns and XML need these whatever the server's defaults are.
        cursor.execute("SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, QUOTED_IDENTIFIER ON")
        cursor.close()
        return connection

    def errors(self) -> type[BaseException]:
        import mssql_python

        found: type[BaseException] = mssql_python.Error
        return found

    def transient(self, error: BaseException) -> bool:
        text = str(error).lower()
        return any(words in text for words in LOST) or any(number in text for number in BUSY)

    def login_refused(self, error: BaseException) -> bool:
        return any(words in str(error).lower() for words in LOGIN)

    def quoted(self, name: str) -> str:
        return "[" + name.replace("]", "]]") + "]"

    def counting(self) -> str:
        return "COUNT_BIG(*)"

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        return read_catalog(self.rows, schemas)

    def sequences(self) -> list[SequenceInfo]:
        return read_sequences(self.rows)

    def log_begin(self) -> dict[str, Any]:
        """The last commit that change data capture has harvested, as Debezium writes it: 8, 8 and 4 hexadecimal digits."""
        ((lsn,),) = self.rows("SELECT LOWER(CONVERT(varchar(20), sys.fn_cdc_get_max_lsn(), 2))")
        if lsn is None:
            raise Lacking  # change data capture is not on, or has seen nothing yet
        return {"lsn": f"{lsn[:8]}:{lsn[8:16]}:{lsn[16:]}"}

    def log_end(self) -> dict[str, Any]:
        """What is harvested by now; the capture job may be behind the log itself."""
        return self.log_begin()

    def reading(self, column: ReadColumn) -> Reading:
        return reading(self.quoted(column.name), column.native)

    def batches(self, cursor: Any, request: Request) -> Iterator[pa.RecordBatch]:
        long = any(self.reading(c).long for c in request.columns)
        size = min(request.batch_rows, LONG_ROWS) if long else request.batch_rows
        with cursor.arrow_reader(batch_size=size) as batches:
            for batch in batches:
                yield batch.rename_columns([c.name for c in request.columns])

    def own_checks(self, plan: Plan) -> list[PlanFinding]:
        return source_checks(self.rows, plan, self.named)
