"""A plan's source as a Debezium connector's configuration (Debezium reference, the connectors' properties)."""

from __future__ import annotations

import re
from typing import Any

from sct.move.address import parse
from sct.move.errors import UsageError
from sct.move.model import Plan

CLASSES = {
    "postgres": "io.debezium.connector.postgresql.PostgresConnector",
    "mariadb": "io.debezium.connector.mariadb.MariaDbConnector",
    "oracle": "io.debezium.connector.oracle.OracleConnector",
    "sqlserver": "io.debezium.connector.sqlserver.SqlServerConnector",
    "db2": "io.debezium.connector.db2.Db2Connector",
}
PORTS = {"postgres": 5432, "mariadb": 3306, "oracle": 1521, "sqlserver": 1433, "db2": 50000}


def connector(plan: Plan) -> tuple[dict[str, Any], list[str]]:
    """(configuration, what it cannot say). The password stays a reference to the environment of Kafka Connect."""
    address = parse(plan.source, "source", _AnyEnvironment())
    kind = "mysql" if address.scheme == "mysql" else address.engine
    name = "io.debezium.connector.mysql.MySqlConnector" if kind == "mysql" else CLASSES.get(kind)
    if name is None:
        raise UsageError("MV0015", f"Debezium has no connector for {address.engine}")
    lost = [f"{t.id}: filter {t.filter}" for t in plan.tables if t.filter]
    lost += [
        f"{t.id}.{c.source}: conversion {c.convert}"
        for t in plan.tables
        for c in t.columns
        if c.convert not in ("identity", "lob")
    ]
    tables = ",".join(re.escape(".".join(p for p in t.source if p)) for t in plan.tables)
    columns = [re.escape(".".join(p for p in (*t.source, c.source) if p)) for t in plan.tables for c in t.columns]
    config: dict[str, Any] = {
        "connector.class": name,
        "topic.prefix": f"sct_{plan.id}",
        "database.hostname": address.host,
        "database.port": str(address.port or PORTS[address.engine]),
        "database.user": address.user,
        "database.password": "${env:SCT_SOURCE_PASSWORD}",
        "table.include.list": tables,
        "column.include.list": ",".join(columns),
        # The rows are loaded by another way: the log alone, from the moment the connector starts.
        "snapshot.mode": "no_data",
        # Numbers as text and not as doubles: nothing is rounded.
        "decimal.handling.mode": "string",
        "binary.handling.mode": "base64",
        "time.precision.mode": "adaptive_time_microseconds",
        "tombstones.on.delete": "false",
    }
    if address.engine == "postgres":
        config |= {
            "database.dbname": address.database,
            "plugin.name": "pgoutput",
            "slot.name": f"sct_move_{plan.id}",
            "publication.name": f"sct_move_{plan.id}",
            "publication.autocreate.mode": "filtered",
        }
    elif address.engine == "mariadb":
        config |= {
            "database.include.list": re.escape(address.database),
            "database.server.id": str(int(plan.id[:6], 16) + 1),
        }
    elif address.engine == "sqlserver":
        config["database.names"] = address.database
    else:
        config["database.dbname"] = address.database
    routes = [t for t in plan.tables if t.target != t.source]
    for i, table in enumerate(routes):
        key = f"rename{i}"
        source = ".".join(p for p in table.source if p)
        config[f"transforms.{key}.type"] = "org.apache.kafka.connect.transforms.RegexRouter"
        config[f"transforms.{key}.regex"] = re.escape(f"sct_{plan.id}.{source}")
        config[f"transforms.{key}.replacement"] = f"sct_{plan.id}." + ".".join(p for p in table.target if p)
    if routes:
        config["transforms"] = ",".join(f"rename{i}" for i in range(len(routes)))
    return {"name": f"sct_{plan.id}", "config": config}, lost


class _AnyEnvironment(dict[str, str]):
    """Exporting needs no password: a variable that is not set is left empty."""

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key != "SCT_SOURCE_PASSWORD"

    def __missing__(self, key: str) -> str:
        return ""

    def get(self, key: str, default: Any = None) -> Any:
        return default
