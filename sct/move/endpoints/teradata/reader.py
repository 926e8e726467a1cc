"""Reading Teradata by its own driver: READ locks, or ACCESS locks by option.

Not run against a server here: contract-tested (tests/move/test_teradata_contract.py), and the real driver as far as it goes.
"""

from __future__ import annotations

import re
from typing import Any

from sct.move.address import Address
from sct.move.endpoints.protocol import ReadColumn
from sct.move.endpoints.rows import Reading, RowSource
from sct.move.endpoints.teradata.catalog import read_catalog
from sct.move.endpoints.teradata.types import reading
from sct.move.model import Plan, PlanFinding, TableInfo

OPTIONS = (
    "logmech",
    "logdata",
    "sslmode",
    "sslca",
    "sslcapath",
    "encryptdata",
    "tmode",
    "https_port",
    "connect_timeout",
)
# Unreachable, restarted, deadlock, aborted by another, object changed under way.
TRANSIENT = {"444", "450", "527", "2631", "2828", "3111", "3120", "3598", "3603", "8024"}
NUMBER = re.compile(r"\[Error (\d+)\]")
# Text columns of keys that are compared without regard to case.
CASELESS = """
SELECT i.TableName, i.ColumnName FROM DBC.IndicesV i JOIN DBC.ColumnsV c ON c.DatabaseName = i.DatabaseName
AND c.TableName = i.TableName AND c.ColumnName = i.ColumnName
WHERE i.DatabaseName = ? AND i.UniqueFlag = 'Y' AND c.ColumnType IN ('CF', 'CV') AND c.UpperCaseFlag NOT IN ('C', 'B')"""


def open_source(address: Address) -> TeradataSource:
    return TeradataSource(address)


class TeradataSource(RowSource):
    """One database, named by the URL's path or `?schema=`; `?locking=access` reads without waiting for writers."""

    name = "Teradata"

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.home = self.home or address.database or str(self.rows("SELECT DATABASE")[0][0]).strip()

    def connect(self) -> Any:
        import teradatasql

        options = {k: v for k, v in self.address.options.items() if k in OPTIONS}
        if self.address.database:
            options["database"] = self.address.database
        return teradatasql.connect(
            host=self.address.host,
            user=self.address.user,
            password=self.address.password or "",
            dbs_port=str(self.address.port or 1025),
            teradata_values="true",
            **options,
        )

    def errors(self) -> type[BaseException]:
        import teradatasql

        found: type[BaseException] = teradatasql.Error
        return found

    def told(self, error: BaseException) -> str:
        return str(error).partition("\n at ")[0]  # the driver appends the trace of its own program

    def transient(self, error: BaseException) -> bool:
        number = NUMBER.search(str(error))
        return (number is not None and number[1] in TRANSIENT) or "[SQLState 08" in str(error)

    def login_refused(self, error: BaseException) -> bool:
        return "[Error 8017]" in str(error)

    def counting(self) -> str:
        return "CAST(COUNT(*) AS BIGINT)"

    def before(self) -> str:
        return "LOCKING ROW FOR ACCESS " if self.address.options.get("locking") == "access" else ""

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        return [t for schema in schemas or (self.home,) for t in read_catalog(self.rows, schema)]

    def reading(self, column: ReadColumn) -> Reading:
        return reading(self.quoted(column.name), column.type, column.native)

    def own_checks(self, plan: Plan) -> list[PlanFinding]:
        found = self.unreadable(plan)
        how = (
            "ACCESS locks: rows of transactions that are not committed are read"
            if self.before()
            else "each chunk holds a READ lock of its own: what is committed between two chunks is seen by the second"
        )
        found.append(PlanFinding("MV0036", "", how))
        tables = {t.source: t for t in plan.tables}
        for schema in {t.source[0] for t in plan.tables}:
            for name, column in self.rows(CASELESS, schema):
                table = tables.get((schema, name))
                if table is not None and any(c.source == column for c in table.columns):
                    message = f"unique column {column} is NOT CASESPECIFIC; elsewhere 'a' and 'A' are two keys"
                    found.append(PlanFinding("MV0067", table.id, message))
        return found
