"""What could go wrong with PostgreSQL as a source or a target, looked at before a row is moved."""

from __future__ import annotations

from typing import Any

from sct.move.model import Plan, PlanFinding


def source_checks(connection: Any, plan: Plan) -> list[PlanFinding]:
    """Privileges to read; what capture would need."""
    found: list[PlanFinding] = []
    for table in plan.tables:
        name = connection.execute("SELECT format('%%I.%%I', %s::text, %s::text)", table.source).fetchone()[0]
        if not connection.execute("SELECT has_table_privilege(%s, 'SELECT')", [name]).fetchone()[0]:
            found.append(PlanFinding("MV0030", table.id, "the user of the source may not read this table"))
    (level,) = connection.execute("SHOW wal_level").fetchone()
    if level != "logical":
        message = f"wal_level is {level}: changes made during the load cannot be followed until it is logical"
        found.append(PlanFinding("MV0031", "", message))
    return found


def target_checks(connection: Any, plan: Plan) -> list[PlanFinding]:
    """Encoding, privileges to create, triggers that would fire for every row."""
    found: list[PlanFinding] = []
    (encoding,) = connection.execute("SHOW server_encoding").fetchone()
    if encoding != "UTF8":
        message = f"the target database is encoded in {encoding}: characters outside it will be refused"
        found.append(PlanFinding("MV0032", "", message))
    if not connection.execute("SELECT has_database_privilege(current_database(), 'CREATE')").fetchone()[0]:
        found.append(PlanFinding("MV0033", "", "the user of the target may not create the schema of the ledger"))
    for table in plan.tables:
        for (name,) in connection.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND n.nspname = %s AND c.relname = %s",
            table.target,
        ):
            message = f"trigger {name} of the target would fire for every row that is loaded"
            found.append(PlanFinding("MV0034", table.id, message))
    return found
