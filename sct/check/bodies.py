"""Compiles PL/pgSQL bodies for real with plpgsql_check, where the server has it.

CREATE FUNCTION checks a body's syntax only; names, columns and types inside are looked up when a statement first
runs. plpgsql_check looks them up now.
"""

from __future__ import annotations

from typing import Any

from sct.check.model import BodyFinding

SCHEMA = "sct_plpgsql_check"

# A trigger function is checked once for each relation it fires on; one without a trigger cannot be checked at all.
# Nor can one of any type (anyarray …): plpgsql_check takes integers for it, which have no fields.
ROUTINES = """
SELECT p.oid, p.oid::regprocedure::text, n.nspname, p.proname,
       coalesce(t.tgrelid, 0)::oid, CASE WHEN t.oid IS NOT NULL THEN t.tgrelid::regclass::text END,
       t.tgoldtable, t.tgnewtable, p.prosrc
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
  LEFT JOIN pg_catalog.pg_trigger t ON t.tgfoid = p.oid AND NOT t.tgisinternal
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND p.prokind IN ('f', 'p')
   AND (p.prorettype <> 'pg_catalog.trigger'::pg_catalog.regtype OR t.oid IS NOT NULL)
   AND NOT EXISTS (SELECT FROM pg_catalog.unnest(p.proargtypes) a JOIN pg_catalog.pg_type y ON y.oid = a
                    WHERE y.typtype = 'p' AND y.typname LIKE 'any%')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
                      AND d.deptype = 'e')
 ORDER BY 3, 4, 2, 6, t.tgname
"""
CHECK = f"""
SELECT lineno, statement, sqlstate, message, detail, hint, level
  FROM {SCHEMA}.plpgsql_check_function_tb(
       funcoid => %s::pg_catalog.oid::pg_catalog.regprocedure, relid => %s::pg_catalog.oid::pg_catalog.regclass,
       fatal_errors => false, extra_warnings => false, oldtable => %s::name, newtable => %s::name)
"""


def check_bodies(connection: Any) -> tuple[int | None, list[BodyFinding], list[str]]:
    """(routines compiled or None without the extension, findings in catalog order, remarks).

    `connection` is a psycopg connection in autocommit mode to the loaded database. What plpgsql_check itself
    cannot do with a routine is an error of that routine, in its own words.
    """
    import psycopg

    # As a new session would find it: names inside bodies are looked up along the database's own search path.
    connection.execute("RESET ROLE")
    connection.execute("RESET search_path")
    if (obstacle := _install(connection)) is not None:
        return None, [], [obstacle] if obstacle else []
    findings: list[BodyFinding] = []
    seen: set[tuple[object, ...]] = set()
    for oid, routine, schema, name, relation_oid, relation, old, new, body in connection.execute(ROUTINES).fetchall():
        key = (oid, relation_oid, old, new)
        if key in seen:
            continue
        seen.add(key)

        def finding(
            *told: Any,
            routine: str = routine,
            schema: str = schema,
            name: str = name,
            relation: str | None = relation,
            body: str = body,
        ) -> BodyFinding:
            line, statement, sqlstate, message, detail, hint, level = told
            return BodyFinding(
                routine, schema, name, line, statement, level, sqlstate, message, detail, hint, relation, body
            )

        try:
            findings += [finding(*row) for row in connection.execute(CHECK, [oid, relation_oid, old, new])]
        except psycopg.Error as error:
            told = error.diag
            message = told.message_primary or str(error)
            findings.append(
                finding(None, None, error.sqlstate, message, told.message_detail, told.message_hint, "error")
            )
    return len(seen), findings, []


def _install(connection: Any) -> str | None:
    """plpgsql_check in a schema of its own, so that it is in nobody's way; else why not ('' when there is none)."""
    import psycopg

    offered = "SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'plpgsql_check'"
    if connection.execute(offered).fetchone() is None:
        return ""
    try:
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        connection.execute(f"CREATE EXTENSION plpgsql_check SCHEMA {SCHEMA}")
    except psycopg.Error as error:
        return f"bodies not compiled: plpgsql_check cannot be installed: {error.diag.message_primary or error}"
    return None
