"""Oracle by DBMS_METADATA (PL/SQL Packages and Types Reference), an object a call: what cannot be had is named, the rest goes on.

Catalog views are the DBA_ ones where the user may see them, else the ALL_ ones. Not run against a server here: no
Oracle can be had; what it asks and what becomes of the answers is contract-tested (tests/test_extract.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from sct.extract.model import Extracted, NotRead
from sct.move.errors import MoveError, Transient

# OBJECT_TYPE of the catalog -> what DBMS_METADATA calls it
KINDS = {
    "CHAIN": "PROCOBJ",
    "CLUSTER": "CLUSTER",
    "DATABASE LINK": "DB_LINK",
    "DIMENSION": "DIMENSION",
    "FUNCTION": "FUNCTION",
    "INDEX": "INDEX",
    "INDEXTYPE": "INDEXTYPE",
    "JAVA SOURCE": "JAVA_SOURCE",
    "JOB": "PROCOBJ",
    "MATERIALIZED VIEW": "MATERIALIZED_VIEW",
    "OPERATOR": "OPERATOR",
    "PACKAGE": "PACKAGE_SPEC",
    "PACKAGE BODY": "PACKAGE_BODY",
    "PROCEDURE": "PROCEDURE",
    "PROGRAM": "PROCOBJ",
    "SCHEDULE": "PROCOBJ",
    "SEQUENCE": "SEQUENCE",
    "SYNONYM": "SYNONYM",
    "TABLE": "TABLE",
    "TRIGGER": "TRIGGER",
    "TYPE": "TYPE_SPEC",
    "TYPE BODY": "TYPE_BODY",
    "VIEW": "VIEW",
}
# Parts of an object that its own DDL has, and what is compiled from a source that is extracted.
PARTS = {
    "INDEX PARTITION",
    "INDEX SUBPARTITION",
    "JAVA CLASS",
    "JAVA DATA",
    "JAVA RESOURCE",
    "LOB",
    "LOB PARTITION",
    "LOB SUBPARTITION",
    "TABLE PARTITION",
    "TABLE SUBPARTITION",
    "UNDEFINED",
}
SCHEMAS = "SELECT username FROM all_users"
CAN_SEE_ALL = "SELECT 1 FROM dba_objects WHERE 1 = 0"
RELEASE = "SELECT version FROM product_component_version WHERE product LIKE 'Oracle%'"
TERMINATED = "BEGIN DBMS_METADATA.SET_TRANSFORM_PARAM(DBMS_METADATA.SESSION_TRANSFORM, 'SQLTERMINATOR', TRUE); END;"
# What the engine made for itself stands in the DDL of what it was made for: nested tables and overflow segments,
# containers and logs of materialized views, sequences of identities, types of pipelined functions and of COLLECT.
OBJECTS = """
SELECT o.object_type, o.object_name FROM {v}_objects o
WHERE o.owner = :owner AND o.generated = 'N' AND o.secondary = 'N' AND o.subobject_name IS NULL
  AND o.object_name NOT LIKE 'BIN$%'
  AND NOT (o.object_type = 'SEQUENCE' AND o.object_name LIKE 'ISEQ$$%')
  AND NOT (o.object_type = 'TYPE' AND (o.object_name LIKE 'SYS\\_PLSQL\\_%' ESCAPE '\\' OR o.object_name LIKE 'SYSTP%'))
  AND NOT (o.object_type = 'TABLE' AND EXISTS (SELECT 1 FROM {v}_all_tables t WHERE t.owner = o.owner
    AND t.table_name = o.object_name AND (t.nested = 'YES' OR t.iot_type IN ('IOT_OVERFLOW', 'IOT_MAPPING'))))
  AND NOT (o.object_type = 'TABLE' AND EXISTS (SELECT 1 FROM {v}_mviews m WHERE m.owner = o.owner
    AND m.container_name = o.object_name))
  AND NOT (o.object_type = 'TABLE' AND EXISTS (SELECT 1 FROM {v}_mview_logs l WHERE l.log_owner = o.owner
    AND o.object_name IN (l.log_table, 'RUPD$_' || l.master)))
  AND NOT (o.object_type = 'INDEX' AND EXISTS (SELECT 1 FROM {v}_indexes i WHERE i.owner = o.owner
    AND i.index_name = o.object_name AND (i.index_type IN ('LOB', 'IOT - TOP') OR i.table_name LIKE 'MLOG$\\_%' ESCAPE '\\')))
  AND NOT (o.object_type = 'INDEX' AND EXISTS (SELECT 1 FROM {v}_constraints k WHERE k.owner = o.owner
    AND k.constraint_type IN ('P', 'U') AND k.constraint_name = o.object_name AND k.index_name = o.object_name))
ORDER BY o.object_type, o.object_name"""
LOGS = "SELECT master FROM {v}_mview_logs WHERE log_owner = :owner ORDER BY master"
CONTEXTS = "SELECT namespace FROM {v}_context WHERE schema = :owner ORDER BY namespace"
PUBLIC = """
SELECT synonym_name FROM {v}_synonyms WHERE owner = 'PUBLIC' AND table_owner = :owner AND db_link IS NULL
  AND synonym_name NOT LIKE '/%' ORDER BY synonym_name"""
COMMENTS = """
SELECT c.table_name, c.table_type, c.comments FROM {v}_tab_comments c
WHERE c.owner = :owner AND c.comments IS NOT NULL ORDER BY c.table_name"""
MVIEW_COMMENTS = """
SELECT c.mview_name, 'MATERIALIZED VIEW', c.comments FROM {v}_mview_comments c
WHERE c.owner = :owner AND c.comments IS NOT NULL ORDER BY c.mview_name"""
COLUMN_COMMENTS = """
SELECT c.table_name, c.column_name, c.comments FROM {v}_col_comments c
JOIN {v}_tab_cols t ON t.owner = c.owner AND t.table_name = c.table_name AND t.column_name = c.column_name
WHERE c.owner = :owner AND c.comments IS NOT NULL ORDER BY c.table_name, t.column_id"""
GRANTED = "SELECT DISTINCT table_name FROM {v}_tab_privs WHERE {owner} = :owner ORDER BY table_name"
DDL = "SELECT DBMS_METADATA.GET_DDL(:kind, :name, :owner) FROM dual"
DDL_OF_ALL = "SELECT DBMS_METADATA.GET_DDL(:kind, :name) FROM dual"
GRANTS = "SELECT DBMS_METADATA.GET_DEPENDENT_DDL('OBJECT_GRANT', :name, :owner) FROM dual"
LOG = "SELECT DBMS_METADATA.GET_DEPENDENT_DDL('MATERIALIZED_VIEW_LOG', :name, :owner) FROM dual"


class Connection(Protocol):
    """What is needed of the reader of sct.move: its session, its errors, its schema."""

    home: str

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]: ...
    def run(self, block: str) -> None: ...
    def close(self) -> None: ...


class OracleDatabase:
    """One service. Schemas are named as the catalog has them; the user's own, or `?schema=`, is meant when none is."""

    engine = "oracle"

    def __init__(self, connection: Connection) -> None:
        self._at = connection
        self._at.run(TERMINATED)
        self._views = "dba" if self._may_see_all() else "all"

    def _may_see_all(self) -> bool:
        try:
            self._at.rows(CAN_SEE_ALL)
        except Transient:
            raise
        except MoveError:  # ORA-00942: these views are not for everybody
            return False
        return True

    def release(self) -> str:
        rows = self._at.rows(RELEASE)
        return str(rows[0][0]) if rows else ""

    def homes(self) -> tuple[str, ...]:
        return (self._at.home,)

    def schemas(self) -> set[str]:
        return {str(name) for (name,) in self._at.rows(SCHEMAS)}

    def objects(self, schema: str) -> Iterator[Extracted | NotRead]:
        comments, granted = self._comments(schema), self._granted(schema)
        for kind, name in self._asked(OBJECTS, schema):
            if kind in PARTS:
                continue
            if kind not in KINDS:
                yield NotRead(schema, _folder(kind), name, f"sct does not extract objects of kind {kind}")
                continue
            more = comments.pop(name, "") if kind in ("TABLE", "VIEW", "MATERIALIZED VIEW") else ""
            found = self._ddl(schema, kind, name, DDL, kind=KINDS[kind], name=name, owner=schema)
            yield _with(found, more)
            if name in granted and kind not in ("INDEX", "TRIGGER", "SYNONYM", "PACKAGE BODY", "TYPE BODY"):
                granted.discard(name)
                yield self._ddl(schema, "GRANT", name, GRANTS, name=name, owner=schema)
        for (name,) in self._asked(LOGS, schema):
            yield self._ddl(schema, "MATERIALIZED VIEW LOG", name, LOG, name=name, owner=schema)
        for (name,) in self._asked(CONTEXTS, schema):
            yield self._ddl(schema, "CONTEXT", name, DDL_OF_ALL, kind="CONTEXT", name=name)
        for (name,) in self._asked(PUBLIC, schema):
            yield self._ddl("PUBLIC", "SYNONYM", name, DDL, kind="SYNONYM", name=name, owner="PUBLIC")

    def _ddl(self, schema: str, kind: str, named: str, query: str, /, **values: str) -> Extracted | NotRead:
        try:
            ((text,),) = self._at.rows(query, **values)
        except Transient:
            raise
        except MoveError as error:  # ORA-31603: not there, or not for this user
            return NotRead(schema, _folder(kind), named, str(error.args[0]).partition(": ")[2] or str(error.args[0]))
        return Extracted(schema, _folder(kind), named, _script(str(text)))

    def _asked(self, query: str, schema: str) -> list[tuple[Any, ...]]:
        # the two families of views call the owner of what is granted by two names
        owner = "owner" if self._views == "dba" else "table_schema"
        return self._at.rows(query.format(v=self._views, owner=owner), owner=schema)

    def _granted(self, schema: str) -> set[str]:
        return {name for (name,) in self._asked(GRANTED, schema)}

    def _comments(self, schema: str) -> dict[str, str]:
        """COMMENT statements by the object they are on."""
        found: dict[str, list[str]] = {}
        mviews = self._asked(MVIEW_COMMENTS, schema)
        own = {name for name, _, _ in mviews}  # the container of a materialized view has a comment of Oracle's
        for name, kind, text in [*mviews, *(c for c in self._asked(COMMENTS, schema) if c[0] not in own)]:
            word = kind if kind == "MATERIALIZED VIEW" else "TABLE"
            found.setdefault(name, []).append(f"COMMENT ON {word} {_named(schema, name)} IS {_text(text)};")
        for name, column, text in self._asked(COLUMN_COMMENTS, schema):
            found.setdefault(name, []).append(f"COMMENT ON COLUMN {_named(schema, name, column)} IS {_text(text)};")
        return {name: "\n".join(lines) + "\n" for name, lines in found.items()}

    def close(self) -> None:
        self._at.close()


def open_database(connection: Connection) -> OracleDatabase:
    return OracleDatabase(connection)


def _with(found: Extracted | NotRead, more: str) -> Extracted | NotRead:
    if not more or isinstance(found, NotRead):
        return found
    return Extracted(found.schema, found.kind, found.name, f"{found.text}\n{more}")


def _script(text: str) -> str:
    """DBMS_METADATA begins with empty lines and indents the first; nothing else is touched."""
    return text.strip() + "\n"


def _folder(kind: str) -> str:
    return kind.lower().replace(" ", "_")


def _named(*parts: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
