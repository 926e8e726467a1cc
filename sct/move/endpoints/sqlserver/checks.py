"""What a SQL Server database says about itself that makes a move assume something, or would make it wrong."""

from __future__ import annotations

from typing import Any

from sct.move.endpoints.sqlserver.catalog import Ask
from sct.move.model import Plan, PlanFinding

DATABASE = """
SELECT snapshot_isolation_state, CASE WHEN source_database_id IS NULL THEN 0 ELSE 1 END, recovery_model_desc
FROM sys.databases WHERE database_id = DB_ID()"""
# A mask or a security policy shows a login other values, or fewer rows, without an error.
MASKED = """
SELECT SCHEMA_NAME(t.schema_id), t.name, c.name FROM sys.masked_columns c JOIN sys.tables t ON t.object_id = c.object_id
WHERE c.is_masked = 1 AND COALESCE(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'UNMASK'), 0) = 0"""
POLICIES = """
SELECT DISTINCT SCHEMA_NAME(t.schema_id), t.name FROM sys.security_predicates p
JOIN sys.security_policies y ON y.object_id = p.object_id JOIN sys.tables t ON t.object_id = p.target_object_id
WHERE y.is_enabled = 1 AND p.predicate_type = 0"""
ENCRYPTED = """
SELECT SCHEMA_NAME(t.schema_id), t.name, c.name FROM sys.columns c JOIN sys.tables t ON t.object_id = c.object_id
WHERE c.encryption_type IS NOT NULL"""
COLLATIONS = """
SELECT SCHEMA_NAME(t.schema_id), t.name, c.name, c.collation_name FROM sys.indexes i
JOIN sys.index_columns k ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.is_included_column = 0
JOIN sys.columns c ON c.object_id = k.object_id AND c.column_id = k.column_id
JOIN sys.tables t ON t.object_id = i.object_id
WHERE i.is_unique = 1 AND c.collation_name LIKE '%[_]CI%'"""
PRIVILEGE = "SELECT COALESCE(HAS_PERMS_BY_NAME(?, 'OBJECT', 'SELECT'), 0)"


def isolation(ask: Ask) -> tuple[bool, bool]:
    """(SNAPSHOT isolation is allowed, the database is itself a snapshot)."""
    ((state, frozen, _),) = ask(DATABASE)
    return int(state) == 1, bool(frozen)


def source_checks(ask: Ask, plan: Plan, named: Any) -> list[PlanFinding]:
    """Findings on the tables of a plan."""
    ids = {t.source: t.id for t in plan.tables}
    read = {(t.source, c.source) for t in plan.tables for c in t.columns}
    found = [
        PlanFinding("MV0030", table.id, "the login may not SELECT from it")
        for table in plan.tables
        if not ask(PRIVILEGE, named(table.source))[0][0]
    ]
    allowed, frozen = isolation(ask)
    if not frozen:
        how = (
            "each chunk is read in a SNAPSHOT transaction of its own"
            if allowed
            else "SNAPSHOT isolation is not allowed, so chunks are read by READ COMMITTED and rows that move while they are read may be missed or doubled"
        )
        found.append(
            PlanFinding("MV0036", "", f"{how}; a database snapshot (CREATE DATABASE … AS SNAPSHOT OF) shows one moment")
        )
    for schema, table, column in ask(MASKED):
        if ((schema, table), column) in read:
            message = f"column {column} is masked for this login: what it reads is not what is stored; GRANT UNMASK"
            found.append(PlanFinding("MV0066", ids[schema, table], message))
    for schema, table in ask(POLICIES):
        if (schema, table) in ids:
            message = "a security policy filters its rows: the login may see fewer than there are"
            found.append(PlanFinding("MV0066", ids[schema, table], message))
    for schema, table, column in ask(ENCRYPTED):
        if ((schema, table), column) in read:
            message = f"column {column} is encrypted by its clients (Always Encrypted) and cannot be read in clear"
            found.append(PlanFinding("MV0063", ids[schema, table], message))
    for schema, table, column, collation in ask(COLLATIONS):
        if ((schema, table), column) in read:
            message = f"unique column {column} is compared without regard to case ({collation}); elsewhere 'a' and 'A' are two keys"
            found.append(PlanFinding("MV0067", ids[schema, table], message))
    return found
