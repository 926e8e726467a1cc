"""A plan's source as a Debezium connector's configuration (Debezium reference, the connectors' properties)."""

from __future__ import annotations

import re
from typing import Any

from sct.move.address import Address, parse
from sct.move.errors import UsageError
from sct.move.model import Plan

CLASSES = {
    "postgres": "io.debezium.connector.postgresql.PostgresConnector",
    "mariadb": "io.debezium.connector.mariadb.MariaDbConnector",
    "mysql": "io.debezium.connector.mysql.MySqlConnector",
    "oracle": "io.debezium.connector.oracle.OracleConnector",
    "sqlserver": "io.debezium.connector.sqlserver.SqlServerConnector",
    "db2": "io.debezium.connector.db2.Db2Connector",
}
PORTS = {"postgres": 5432, "mariadb": 3306, "mysql": 3306, "oracle": 1521, "sqlserver": 1433, "db2": 50000}
# libpq's words for TLS as the PostgreSQL connector's.
TLS = ("sslmode", "sslcert", "sslkey", "sslrootcert")


def connector_of(address: Address) -> str:
    """The connector's name for an address: a key of CLASSES, or the engine's own where there is none."""
    return "mysql" if address.scheme == "mysql" else address.engine


def connector(plan: Plan) -> tuple[dict[str, Any], list[str]]:
    """(configuration for Kafka Connect, what it cannot say). The password stays a reference to Connect's environment."""
    address = parse(plan.source, "source", _AnyEnvironment())
    lost = [f"{t.id}: filter {t.filter}" for t in plan.tables if t.filter]
    lost += [
        f"{t.id}.{c.source}: conversion {c.convert}"
        for t in plan.tables
        for c in t.columns
        if c.convert not in ("identity", "lob")
    ]
    config = _common(plan, address) | {
        "database.password": "${env:SCT_SOURCE_PASSWORD}",
        "column.include.list": ",".join(
            re.escape(".".join(p for p in (*t.source, c.source) if p)) for t in plan.tables for c in t.columns
        ),
    }
    if address.engine == "postgres":
        config["publication.autocreate.mode"] = "filtered"
    routes = [t for t in plan.tables if t.target != t.source]
    for i, table in enumerate(routes):
        key = f"rename{i}"
        source = ".".join(p for p in table.source if p)
        config[f"transforms.{key}.type"] = "org.apache.kafka.connect.transforms.RegexRouter"
        config[f"transforms.{key}.regex"] = re.escape(f"{prefix(plan)}.{source}")
        config[f"transforms.{key}.replacement"] = f"{prefix(plan)}." + ".".join(p for p in table.target if p)
    if routes:
        config["transforms"] = ",".join(f"rename{i}" for i in range(len(routes)))
    return {"name": prefix(plan), "config": config}, lost


def embedded(plan: Plan, address: Address) -> dict[str, str]:
    """The configuration for an engine in this process, which begins at an offset it is given. Holds the password."""
    config = _common(plan, address) | {
        "name": prefix(plan),
        "database.password": address.password or "",
        # All columns: a column more is an altered table, and one that is left out would not be seen.
        "offset.storage": "org.apache.kafka.connect.storage.FileOffsetBackingStore",
        "offset.flush.interval.ms": "1000",
        "key.converter.schemas.enable": "false",
        "value.converter.schemas.enable": "false",
        "converter.schemas.enable": "false",
        # Kafka's converter writes a column's default where the row has NULL, unless it is told.
        "value.converter.replace.null.with.default": "false",
        "converter.replace.null.with.default": "false",
        "heartbeat.interval.ms": "1000",
        "poll.interval.ms": "50",
        "max.batch.size": "4096",
        "max.queue.size": "16384",
        "max.queue.size.in.bytes": str(64 << 20),
        # Who follows tries again, from the position in the target; and it is not held up when it ends.
        "errors.max.retries": "0",
        "task.management.timeout.ms": "20000",
    }
    if address.engine in ("postgres", "oracle"):
        config["unavailable.value.placeholder"] = placeholder(plan)
    if address.engine == "postgres":
        # Publication and slot are there since before the load.
        config |= {
            "publication.autocreate.mode": "disabled",
            "message.prefix.include.list": "sct",
            "slot.max.retries": "0",
        }
    else:
        # The offset is given, so the tables are read from the catalog; one that is altered later ends the following.
        config |= {
            "snapshot.mode": "recovery",
            "schema.history.internal": "io.debezium.relational.history.MemorySchemaHistory",
            "include.schema.changes": "true",
        }
    return config


def _common(plan: Plan, address: Address) -> dict[str, str]:
    """What both need: which log, which tables, and every value whole."""
    kind = connector_of(address)
    if kind not in CLASSES:
        raise UsageError("MV0015", f"Debezium has no connector for {address.engine}")
    config = {
        "connector.class": CLASSES[kind],
        "topic.prefix": prefix(plan),
        "database.hostname": address.host,
        "database.port": str(address.port or PORTS[kind]),
        "database.user": address.user,
        "table.include.list": ",".join(re.escape(".".join(p for p in t.source if p)) for t in plan.tables),
        # The rows are loaded by another way: the log alone, from the moment the connector starts.
        "snapshot.mode": "no_data",
        # Numbers as text and not as doubles: nothing is rounded.
        "decimal.handling.mode": "string",
        # As base64, the other choice, an unchanged long value of bytes comes as NULL (seen with 3.6.3).
        "binary.handling.mode": "bytes",
        "time.precision.mode": "adaptive_time_microseconds",
        "tombstones.on.delete": "false",
        # Debezium leaves TRUNCATE out unless it is told.
        "skipped.operations": "none",
        "provide.transaction.metadata": "true",
    }
    if kind in ("postgres", "oracle"):
        config["interval.handling.mode"] = "string"
    if kind == "postgres":
        config |= {
            "database.dbname": address.database,
            "plugin.name": "pgoutput",
            "slot.name": f"sct_move_{plan.id}",
            "publication.name": f"sct_move_{plan.id}",
            **{f"database.{key}": address.options[key] for key in TLS if key in address.options},
        }
    elif address.engine == "mariadb":
        config |= {
            "database.include.list": re.escape(address.database),
            "database.server.id": str(int(plan.id[:6], 16) + 1),
        }
    elif kind == "sqlserver":
        config["database.names"] = address.database
    else:
        config["database.dbname"] = address.database
    return config


def prefix(plan: Plan) -> str:
    """The first part of every topic."""
    return f"sct_{plan.id}"


def placeholder(plan: Plan) -> str:
    """What stands for a long value that is not in the log; no value of anybody's by chance."""
    return f"sct {plan.id} unchanged"


def partition(plan: Plan, address: Address) -> dict[str, str]:
    """What the connector keeps its offset under."""
    of_database = connector_of(address) == "sqlserver"
    return {"server": prefix(plan)} | ({"database": address.database} if of_database else {})


class _AnyEnvironment(dict[str, str]):
    """Exporting needs no password: a variable that is not set is left empty."""

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key != "SCT_SOURCE_PASSWORD"

    def __missing__(self, key: str) -> str:
        return ""

    def get(self, key: str, default: Any = None) -> Any:
        return default
