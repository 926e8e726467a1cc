"""Reading Db2 by IBM's own driver, at an isolation level that is said.

Not run against a server here: contract-tested (tests/move/test_db2_contract.py), and the real driver as far as it goes.
"""

from __future__ import annotations

import re
from typing import Any

from sct.move.address import Address
from sct.move.endpoints.db2.catalog import read_catalog, read_sequences
from sct.move.endpoints.db2.types import reading
from sct.move.endpoints.protocol import ReadColumn
from sct.move.endpoints.rows import Reading, RowSource
from sct.move.errors import Lacking, UsageError
from sct.move.model import Plan, PlanFinding, SequenceInfo, TableInfo

# Keywords of the connection string that may stand after `?`.
OPTIONS = {
    "security": "SECURITY",
    "sslservercertificate": "SSLServerCertificate",
    "sslclientkeystoredb": "SSLClientKeystoredb",
    "sslclientkeystash": "SSLClientKeystash",
    "authentication": "AUTHENTICATION",
    "connecttimeout": "CONNECTTIMEOUT",
}
LEVELS = {
    "cs": "each row as it was committed when it was reached (CS): rows that move meanwhile may be missed or doubled",
    "rs": "rows that were read stay as they are until the chunk's end (RS)",
    "rr": "each chunk is of one moment (RR), and writers wait for it",
}
TRANSIENT = {"-30081", "-30080", "-1224", "-1032", "-911", "-913", "-904", "-1015"}
CODE = re.compile(r"SQLCODE=(-\d+)")
# Row permissions and column masks show a user other values, or fewer rows, without an error.
CONTROLS = "SELECT DISTINCT TABSCHEMA, TABNAME FROM SYSCAT.CONTROLS WHERE ENABLE = 'Y' AND TABSCHEMA = ?"
REGISTERED = (
    "SELECT HEX(MAX(t.s)) FROM (SELECT CD_NEW_SYNCHPOINT AS s FROM ASNCDC.IBMSNAP_REGISTER "
    "UNION ALL SELECT SYNCHPOINT AS s FROM ASNCDC.IBMSNAP_REGISTER) t"
)
COLLATION = "SELECT VALUE FROM SYSIBMADM.DBCFG WHERE NAME = 'db_collname'"
STRENGTH = re.compile(r"_S[12](_|$)|_INSENSITIVE", re.IGNORECASE)  # below the third, case is not compared


def open_source(address: Address) -> Db2Source:
    return Db2Source(address)


class Db2Source(RowSource):
    """One database; the schema is the user's own, or `?schema=`; `?isolation=cs|rs|rr` for the chunks."""

    name = "Db2"

    def __init__(self, address: Address) -> None:
        self.level = address.options.get("isolation", "cs").lower()
        if self.level not in LEVELS:
            raise UsageError("MV0001", f"isolation is one of {', '.join(LEVELS)}")
        super().__init__(address)
        self.home = self.home or str(self.rows("VALUES CURRENT SCHEMA")[0][0]).strip()

    def connection_string(self) -> str:
        """For the driver alone: it holds the password."""
        parts = {
            "DATABASE": self.address.database,
            "HOSTNAME": self.address.host,
            "PORT": str(self.address.port or 50000),
            "PROTOCOL": "TCPIP",
            "UID": self.address.user,
            "PWD": self.address.password or "",
        }
        for key, value in self.address.options.items():
            if key.lower() in OPTIONS:
                parts[OPTIONS[key.lower()]] = value
        for key, value in parts.items():
            if ";" in value:  # the driver's strings know no quotes
                raise UsageError("MV0001", f"a ; in {'the password' if key == 'PWD' else key} cannot be said to Db2")
        return "".join(f"{key}={value};" for key, value in parts.items() if value)

    def connect(self) -> Any:
        import ibm_db_dbi

        connection = ibm_db_dbi.connect(self.connection_string(), "", "")
        connection.set_autocommit(True)  # else what the catalog was asked for stays locked
        return connection

    def errors(self) -> type[BaseException]:
        import ibm_db_dbi

        found: type[BaseException] = ibm_db_dbi.Error
        return found

    def transient(self, error: BaseException) -> bool:
        code = CODE.search(str(error))
        return code is not None and code[1] in TRANSIENT

    def login_refused(self, error: BaseException) -> bool:
        return "SQLCODE=-30082" in str(error)

    def nowhere(self) -> str:
        return " FROM SYSIBM.SYSDUMMY1"

    def counting(self) -> str:
        return "COUNT_BIG(*)"

    def after(self) -> str:
        return f" WITH {self.level.upper()}"

    def catalog(self, schemas: tuple[str, ...] = ()) -> list[TableInfo]:
        return [t for schema in schemas or (self.home,) for t in read_catalog(self.rows, schema)]

    def sequences(self) -> list[SequenceInfo]:
        return read_sequences(self.rows, self.home)

    def log_begin(self) -> dict[str, Any]:
        """What SQL Replication's capture program has registered (schema ASNCDC), as Debezium's connector writes it."""
        ((lsn,),) = self.rows(REGISTERED)
        if lsn is None:
            raise Lacking  # nothing is captured
        text = str(lsn).lower()
        return {"lsn": f"{text[:8]}:{text[8:16]}:{text[16:]}"}

    def log_end(self) -> dict[str, Any]:
        """What is registered by now; the capture program may be behind the log itself."""
        return self.log_begin()

    def reading(self, column: ReadColumn) -> Reading:
        return reading(self.quoted(column.name), column.type)

    def own_checks(self, plan: Plan) -> list[PlanFinding]:
        found = [*self.unreadable(plan), PlanFinding("MV0036", "", LEVELS[self.level])]
        ids = {t.source: t.id for t in plan.tables}
        for schema in {t.source[0] for t in plan.tables}:
            for owner, name in self.rows(CONTROLS, schema):
                if (owner.strip(), name) in ids:
                    message = "row permissions or column masks are active: the user may see less than is stored"
                    found.append(PlanFinding("MV0066", ids[owner.strip(), name], message))
        for (collation,) in self.rows(COLLATION):
            if collation and STRENGTH.search(str(collation)):
                message = (
                    f"the database compares text by {collation}, without regard to case; keys of text may mean another"
                )
                found.append(PlanFinding("MV0067", "", message))
        return found
