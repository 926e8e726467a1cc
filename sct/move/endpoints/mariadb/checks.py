"""What could go wrong with MariaDB or MySQL as a source or a target, looked at before a row is moved."""

from __future__ import annotations

from typing import Any

import pymysql

from sct.move.model import Plan, PlanFinding, TablePlan

ROW_BYTES = 65_535  # MariaDB Knowledge Base, "InnoDB Limitations" and "Data Type Storage Requirements"
INDEX_BYTES = 3072  # of an InnoDB key with DYNAMIC rows
WIDTH = 4  # bytes of a character of utf8mb4
SHORT_LOG = 24 * 3600
_FIXED = {"integer": 8, "decimal": 20, "float": 8, "date": 3, "time": 6, "timestamp": 8, "datetime": 8, "boolean": 1}


def source_checks(connection: Any, plan: Plan) -> list[PlanFinding]:
    """Privileges; the log's settings; dates that are none; the moment rows are read at."""
    found = [PlanFinding("MV0036", "", "each chunk is read at a moment of its own")]
    with connection.cursor() as cursor:
        for table in plan.tables:
            try:
                cursor.execute(f"SELECT 1 FROM {_quoted(table.source)} LIMIT 0")
            except pymysql.Error:
                found.append(PlanFinding("MV0030", table.id, "the user of the source may not read this table"))
        found += _log(cursor)
        cursor.execute("SELECT @@sql_mode")
        mode = cursor.fetchone()[0]
    if "NO_ZERO_DATE" not in mode and any(
        (c.read_as or c.type).kind in ("date", "timestamp") for t in plan.tables for c in t.columns
    ):
        found.append(PlanFinding("MV0037", "", "the source allows dates like 0000-00-00; such rows will be reported"))
    return found


def _log(cursor: Any) -> list[PlanFinding]:
    cursor.execute("SELECT @@log_bin, @@binlog_format, @@binlog_row_image")
    log, form, image = cursor.fetchone()
    if not log or form != "ROW" or image != "FULL":
        message = f"log_bin={log}, binlog_format={form}, binlog_row_image={image}: changes cannot be followed"
        return [PlanFinding("MV0031", "", message)]
    found: list[PlanFinding] = []
    metadata = _variable(cursor, "binlog_row_metadata")
    if metadata != "FULL":
        message = f"binlog_row_metadata={metadata}: the log does not name columns, so changes cannot be followed"
        found.append(PlanFinding("MV0031", "", message))
    seconds = int(float(_variable(cursor, "binlog_expire_logs_seconds") or 0)) or int(
        float(_variable(cursor, "expire_logs_days") or 0) * 86400
    )
    if 0 < seconds < SHORT_LOG:
        message = (
            f"the binary log is kept for {seconds / 3600:g} hours: a load that outlasts it loses its place in the log"
        )
        found.append(PlanFinding("MV0072", "", message))
    try:
        cursor.execute("SHOW MASTER STATUS")
        cursor.fetchall()
    except pymysql.Error:
        message = "the user of the source may not see the binary log: its changes cannot be followed"
        found.append(PlanFinding("MV0071", "", message))
    return found


def target_checks(connection: Any, plan: Plan) -> list[PlanFinding]:
    """Whether it can be written, how it is loaded, shapes it does not take, collations that make keys equal, triggers."""
    found: list[PlanFinding] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@read_only, @@local_infile, DATABASE()")
        read_only, local, database = cursor.fetchone()
        if read_only:
            found.append(PlanFinding("MV0075", "", "the target is read-only (read_only)"))
        if not local:
            message = "local_infile is off: rows are sent as INSERT statements, at a third of the rate"
            found.append(PlanFinding("MV0085", "", message))
        for table in plan.tables:
            place = [table.target[0] or database, table.target[1]]
            cursor.execute(
                "SELECT column_name, character_set_name, collation_name FROM information_schema.columns "
                "WHERE table_schema = %s AND table_name = %s AND character_set_name IS NOT NULL",
                place,
            )
            text = {name: (charset, collation) for name, charset, collation in cursor.fetchall()}
            found += [*_shape(table), *_characters(table, text), *_equal_keys(table, text), *_years(table)]
            cursor.execute(
                "SELECT trigger_name FROM information_schema.triggers WHERE event_manipulation = 'INSERT' "
                "AND event_object_schema = %s AND event_object_table = %s",
                place,
            )
            for (name,) in cursor.fetchall():
                message = f"trigger {name} of the target would fire for every row that is loaded"
                found.append(PlanFinding("MV0034", table.id, message))
    return found


def _shape(table: TablePlan) -> list[PlanFinding]:
    found = []
    size = sum(_stored(c.type) for c in table.columns)
    if size > ROW_BYTES:
        message = f"a row may take {size:,} bytes without its long values; MariaDB takes {ROW_BYTES:,}"
        found.append(PlanFinding("MV0077", table.id, message))
    keys = [c for c in table.columns if c.source in table.key]
    if sum(_stored(c.type) for c in keys) > INDEX_BYTES or any(c.type.kind in ("text", "binary") for c in keys):
        message = f"key {', '.join(c.target for c in keys)}: an index of MariaDB takes {INDEX_BYTES:,} bytes"
        found.append(PlanFinding("MV0081", table.id, message))
    return found


def _stored(type_: Any) -> int:
    if type_.kind in ("varchar", "char"):
        return (type_.length or 255) * WIDTH + 2
    return _FIXED.get(type_.kind, 12)


def _characters(table: TablePlan, text: dict[str, tuple[str, str]]) -> list[PlanFinding]:
    narrow = {c.target: text[c.target][0] for c in table.columns if c.target in text and text[c.target][0] != "utf8mb4"}
    if not narrow:
        return []
    names = ", ".join(f"{name} ({charset})" for name, charset in narrow.items())
    return [PlanFinding("MV0032", table.id, f"{names} of the target: characters outside its set will be refused")]


def _equal_keys(table: TablePlan, text: dict[str, tuple[str, str]]) -> list[PlanFinding]:
    """A table we make compares by bytes; one that is there may not."""
    keys = [c.target for c in table.columns if c.source in table.key and c.target in text]
    equal = [f"{name} ({text[name][1]})" for name in keys if not text[name][1].endswith("_bin")]
    if not equal:
        return []
    message = (
        f"key {', '.join(equal)} of the target: keys that differ in case, accents or blanks at the end are equal there"
    )
    return [PlanFinding("MV0080", table.id, message)]


def _years(table: TablePlan) -> list[PlanFinding]:
    zoned = [c.target for c in table.columns if c.target_type.lower().startswith("timestamp")]
    if not zoned:
        return []
    return [
        PlanFinding("MV0086", table.id, f"{', '.join(zoned)}: TIMESTAMP holds 1970 to 2038; other moments are bad rows")
    ]


def _variable(cursor: Any, name: str) -> str:
    cursor.execute("SHOW VARIABLES LIKE %s", [name])
    found = cursor.fetchone()
    return str(found[1]) if found else ""


def _quoted(table: tuple[str, str]) -> str:
    return ".".join("`" + part.replace("`", "``") + "`" for part in table if part)
