"""Reading SAP ASE by pyodbc: FreeTDS (TDS 5.0) or SAP's ODBC driver, at an isolation level that is said.

Not run against a server here: contract-tested (tests/move/test_ase_contract.py), and pyodbc with FreeTDS as far as they go.
"""

from __future__ import annotations

from typing import Any

from sct.move.address import Address
from sct.move.endpoints.protocol import ReadColumn
from sct.move.endpoints.rows import Reading, RowSource
from sct.move.endpoints.sybase.catalog import read_catalog
from sct.move.endpoints.sybase.types import reading
from sct.move.errors import UsageError
from sct.move.model import Plan, PlanFinding, TableInfo

LEVELS = {
    "1": ("read committed", "rows that move while a chunk is read may be missed or doubled (isolation 1)"),
    "2": ("repeatable read", "rows that were read stay until the chunk's end; new ones may be missed (isolation 2)"),
    "3": ("serializable", "each chunk is of one moment (isolation 3), and writers wait for it"),
}
# The sort orders of the server whose names say that case, or accents, are not compared.
SORT_ORDER = """
SELECT s.name FROM master..syscharsets s, master..syscurconfigs c
WHERE c.config = 123 AND s.id = c.value AND s.type BETWEEN 2000 AND 2999"""


def open_source(address: Address) -> AseSource:
    return AseSource(address)


class AseSource(RowSource):
    """One database. `?driver=` names the ODBC driver (FreeTDS), `?isolation=1|2|3` the level of a chunk's reading (3)."""

    name = "SAP ASE"

    def __init__(self, address: Address) -> None:
        self.level = address.options.get("isolation", "3")
        if self.level not in LEVELS:
            raise UsageError("MV0001", f"isolation is one of {', '.join(LEVELS)}")
        super().__init__(address)
        self.home = self.home or str(self.rows("SELECT user_name()")[0][0])

    def connection_string(self) -> str:
        """For the driver alone: it holds the password."""
        driver = self.address.options.get("driver", "FreeTDS")
        parts = {
            "DRIVER": driver,
            "SERVER": self.address.host,
            "PORT": str(self.address.port or 5000),
            "DATABASE": self.address.database,
            "UID": self.address.user,
            "PWD": self.address.password or "",
        }
        if "freetds" in driver.lower() or "tdsodbc" in driver.lower():
            parts |= {"TDS_Version": "5.0", "ClientCharset": "UTF-8"}
        else:
            parts |= {"CHARSET": "utf8", "TextSize": "2147483647"}
        if "encryption" in self.address.options:
            parts["Encryption"] = self.address.options["encryption"]
        return "".join(f"{key}={{{value.replace('}', '}}')}}};" for key, value in parts.items() if value)

    def connect(self) -> Any:
        import pyodbc

        connection = pyodbc.connect(self.connection_string(), autocommit=True, timeout=60)
        cursor = connection.cursor()
        # Without it a long value ends after 32 KB, silently.
        cursor.execute("SET TEXTSIZE 2147483647")
        cursor.close()
        return connection

    def errors(self) -> type[BaseException]:
        import pyodbc

        found: type[BaseException] = pyodbc.Error
        return found

    def transient(self, error: BaseException) -> bool:
        state = str(error.args[0]) if error.args else ""
        return state.startswith("08") or state in ("HYT00", "HYT01", "40001") or "(1205)" in str(error)

    def login_refused(self, error: BaseException) -> bool:
        return (bool(error.args) and str(error.args[0]) == "28000") or "(4002)" in str(error)

    def quoted(self, name: str) -> str:
        return "[" + name.replace("]", "]]") + "]"

    def counting(self) -> str:
        return "count_big(*)"

    def after(self) -> str:
        return f" at isolation {LEVELS[self.level][0]}"

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        return read_catalog(self.rows, schemas)

    def reading(self, column: ReadColumn) -> Reading:
        return reading(self.quoted(column.name), column.native)

    def own_checks(self, plan: Plan) -> list[PlanFinding]:
        found = [*self.unreadable(plan), PlanFinding("MV0036", "", LEVELS[self.level][1])]
        for (order,) in self.rows(SORT_ORDER):
            if "nocase" in str(order).lower() or "noaccent" in str(order).lower():
                message = f"the server compares text by {order}; elsewhere two spellings of a key of text are two keys"
                found.append(PlanFinding("MV0067", "", message))
        return found
