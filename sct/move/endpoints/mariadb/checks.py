"""What could go wrong with MariaDB as a source, looked at before a row is moved."""

from __future__ import annotations

from typing import Any

from sct.move.model import Plan, PlanFinding


def source_checks(connection: Any, plan: Plan) -> list[PlanFinding]:
    """The log's settings; dates that are none; the moment rows are read at."""
    found = [PlanFinding("MV0036", "", "each chunk is read at a moment of its own")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@log_bin, @@binlog_format, @@binlog_row_image")
        log, form, image = cursor.fetchone()
        if not log or form != "ROW" or image != "FULL":
            message = f"log_bin={log}, binlog_format={form}, binlog_row_image={image}: changes cannot be followed"
            found.append(PlanFinding("MV0031", "", message))
        cursor.execute("SELECT @@sql_mode")
        mode = cursor.fetchone()[0]
    if "NO_ZERO_DATE" not in mode and any(
        (c.read_as or c.type).kind in ("date", "timestamp") for t in plan.tables for c in t.columns
    ):
        found.append(PlanFinding("MV0037", "", "the source allows dates like 0000-00-00; such rows will be reported"))
    return found
