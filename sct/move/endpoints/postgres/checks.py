"""What could go wrong with PostgreSQL as a source or a target, looked at before a row is moved."""

from __future__ import annotations

from typing import Any

from sct.move.model import Plan, PlanFinding, TablePlan

MOST_COLUMNS = 1600  # PostgreSQL documentation, Appendix K (limits)
INDEX_ROW = 2704  # bytes of a B-tree entry: a third of a page


def source_checks(connection: Any, plan: Plan) -> list[PlanFinding]:
    """Privileges to read, rows that policies hide, bytes of no known encoding; what capture would need."""
    found: list[PlanFinding] = []
    for table in plan.tables:
        name = _name(connection, table.source)
        readable = connection.execute(
            "SELECT has_schema_privilege(%s, 'USAGE') AND has_table_privilege(%s, 'SELECT')", [table.source[0], name]
        ).fetchone()[0]
        if not readable:
            found.append(PlanFinding("MV0030", table.id, "the user of the source may not read this table"))
            continue
        if connection.execute("SELECT row_security_active(%s::regclass)", [name]).fetchone()[0]:
            message = "row security hides rows of this table from the user of the source"
            found.append(PlanFinding("MV0073", table.id, message))
    (encoding,) = connection.execute("SHOW server_encoding").fetchone()
    if encoding == "SQL_ASCII":
        found.append(
            PlanFinding("MV0074", "", "the source database has no encoding (SQL_ASCII): its bytes may be anything")
        )
    return found + _log(connection)


def _log(connection: Any) -> list[PlanFinding]:
    found: list[PlanFinding] = []
    (level,) = connection.execute("SHOW wal_level").fetchone()
    if level != "logical":
        message = f"wal_level is {level}: changes made during the load cannot be followed until it is logical"
        return [PlanFinding("MV0031", "", message)]
    may, slots, senders, kept = connection.execute(
        "SELECT (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user), "
        "current_setting('max_replication_slots')::int - (SELECT count(*) FROM pg_replication_slots), "
        "current_setting('max_wal_senders')::int - (SELECT count(*) FROM pg_stat_replication), "
        "current_setting('max_slot_wal_keep_size', true)"
    ).fetchone()
    if not may:
        found.append(
            PlanFinding("MV0071", "", "the user of the source has no REPLICATION: its changes cannot be followed")
        )
    if slots <= 0 or senders <= 0:
        message = (
            f"{max(slots, 0)} replication slots and {max(senders, 0)} WAL senders are free; following needs one of each"
        )
        found.append(PlanFinding("MV0070", "", message))
    if kept not in (None, "-1"):
        message = f"max_slot_wal_keep_size is {kept}: a load that outlasts it loses its place in the log"
        found.append(PlanFinding("MV0072", "", message))
    return found


def target_checks(connection: Any, plan: Plan) -> list[PlanFinding]:
    """Encoding, whether it can be written, privileges, shapes it does not take, triggers that would fire for every row."""
    found: list[PlanFinding] = []
    (encoding,) = connection.execute("SHOW server_encoding").fetchone()
    if encoding != "UTF8":
        message = f"the target database is encoded in {encoding}: characters outside it will be refused"
        found.append(PlanFinding("MV0032", "", message))
    standby, read_only = connection.execute(
        "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only')::bool"
    ).fetchone()
    if standby or read_only:
        why = "a standby" if standby else "read-only (default_transaction_read_only)"
        found.append(PlanFinding("MV0075", "", f"the target is {why}"))
    if not connection.execute("SELECT has_database_privilege(current_database(), 'CREATE')").fetchone()[0]:
        found.append(PlanFinding("MV0033", "", "the user of the target may not create the schema of the ledger"))
    made = {name.removeprefix("type ") for name, _ in plan.pre if name.startswith("type ")}
    scripted = any(name == "pre-data.sql" for name, _ in plan.pre)
    for table in plan.tables:
        found += [*_writable(connection, table), *_shape(table)]
        found += [] if scripted else _types(connection, table, made)
        for (name,) in connection.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND n.nspname = %s AND c.relname = %s",
            table.target,
        ):
            message = f"trigger {name} of the target would fire for every row that is loaded"
            found.append(PlanFinding("MV0034", table.id, message))
    return found


def _writable(connection: Any, table: TablePlan) -> list[PlanFinding]:
    there, schema = connection.execute(
        "SELECT to_regclass(%s) IS NOT NULL, to_regnamespace(quote_ident(%s)) IS NOT NULL",
        [_name(connection, table.target), table.target[0]],
    ).fetchone()
    if there:
        query = "SELECT has_schema_privilege(%s, 'USAGE') AND has_table_privilege(%s, 'INSERT')"
        may = connection.execute(query, [table.target[0], _name(connection, table.target)]).fetchone()[0]
        what = "write this table"
    elif schema:
        may = connection.execute("SELECT has_schema_privilege(%s, 'CREATE')", [table.target[0]]).fetchone()[0]
        what = f"create tables in schema {table.target[0]}"
    else:
        return []  # a schema of its own: MV0033 says whether it may be made
    return [] if may else [PlanFinding("MV0076", table.id, f"the user of the target may not {what}")]


def _types(connection: Any, table: TablePlan, made: set[str]) -> list[PlanFinding]:
    """Domains, composite types and those of extensions, which a plan without a manifest does not make."""
    found = []
    for column in table.columns:
        if column.type.kind == "named" and column.target_type not in made:
            there = connection.execute("SELECT to_regtype(%s) IS NOT NULL", [column.target_type]).fetchone()[0]
            if not there:
                message = f"column {column.source}: the target has no type {column.target_type}"
                found.append(PlanFinding("MV0104", table.id, message))
    return found


def _shape(table: TablePlan) -> list[PlanFinding]:
    found = []
    if len(table.columns) > MOST_COLUMNS:
        message = f"{len(table.columns)} columns; PostgreSQL takes {MOST_COLUMNS}"
        found.append(PlanFinding("MV0077", table.id, message))
    wide = [c.target for c in table.columns if c.source in table.key and (c.type.length or 0) * 4 > INDEX_ROW]
    if wide:
        message = (
            f"key {', '.join(wide)}: a value of more than {INDEX_ROW:,} bytes that does not compress fits no index"
        )
        found.append(PlanFinding("MV0081", table.id, message))
    return found


def _name(connection: Any, table: tuple[str, str]) -> str:
    (name,) = connection.execute("SELECT format('%%I.%%I', %s::text, %s::text)", table).fetchone()
    return str(name)
