"""One statement of an Oracle script to objects of the neutral model. Never raises on user input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.frontends.oracle import tables, units
from sct.frontends.oracle.cursor import Cursor, Unexpected
from sct.frontends.oracle.types import TYPE_WORDS
from sct.frontends.structure.source import Source
from sct.ir import objects as o
from sct.sqlexpr.tokens import TokenError
from sct.text.chunk import Chunk

_DML = ("INSERT", "UPDATE", "DELETE", "MERGE", "SELECT", "WITH", "CALL", "EXPLAIN", "LOCK")
_UNITS = ("PROCEDURE", "FUNCTION", "PACKAGE", "TRIGGER", "TYPE", "LIBRARY", "JAVA")
# Statements about the server, its storage and its users: what becomes of them is said, not converted.
_ACCOUNTED = {
    "USER": "OR0130",
    "PROFILE": "OR0130",
    "TABLESPACE": "OR0131",
    "DIRECTORY": "OR0132",
    "CONTEXT": "OR0133",
    "SESSION": "OR0134",
    "SYSTEM": "OR0134",
    "DATABASE": "OR0135",
    "CLUSTER": "OR0131",
    "DIMENSION": "OR0136",
    "OUTLINE": "OR0136",
    "OPERATOR": "OR0137",
    "INDEXTYPE": "OR0137",
    "EDITION": "OR0136",
    "LIBRARY": "OR0137",
    "JAVA": "OR0137",
}


def parse_statement(chunk: Chunk) -> list[Any]:
    """Objects, or one Opaque with the place and what was expected there."""
    try:
        source = Source(chunk, "oracle")
    except TokenError as error:
        return [o.Opaque(chunk.span, f"cannot be read: {error}", "OR0001")]
    if not source.tokens:
        return []
    c = Cursor(source)
    try:
        return _statement(c, chunk)
    except Unexpected as error:
        at = source.span(error.at, error.at + 1)
        kind, name = _about(Cursor(source))
        return [o.Opaque(source.whole, str(error), "OR0001", at, kind, name)]


def _about(c: Cursor) -> tuple[str, o.QName | None]:
    """What a statement that could not be read seems to be about."""
    if not c.take("CREATE"):
        return "statement", None
    c.take("OR REPLACE")
    while c.take_one("FORCE", "UNIQUE", "BITMAP", "GLOBAL", "TEMPORARY", "PUBLIC", "EDITIONABLE", "NONEDITIONABLE"):
        pass
    kind = c.peek().lower()
    c.at += 1
    try:
        return kind or "statement", c.qname()
    except Unexpected:
        return "statement", None


def _statement(c: Cursor, chunk: Chunk) -> list[Any]:
    word = c.peek()
    whole = c.source.whole
    if chunk.kind == "plsql" or word in ("DECLARE", "BEGIN"):
        return [units.unit(c, chunk)]
    if word in _DML:
        verb = word.lower()
        kind: Any = "query" if verb in ("select", "with") else "statement"
        if verb in ("call", "explain", "lock"):
            return [o.Accounted(verb, "", "OR0138", whole, c.text(0, c.end)[:80])]
        return [o.Dml(verb, c.sql(kind, 0, c.end), whole)]
    handler = _VERBS.get(word)
    if handler is not None:
        c.at += 1
        return handler(c, whole)
    c.fail("a SQL statement")
    return []


def _create(c: Cursor, whole: Any) -> list[Any]:
    c.take("OR REPLACE")
    flags = set()
    while True:
        word = c.take_one(
            "FORCE", "NOFORCE", "NO", "EDITIONABLE", "NONEDITIONABLE", "EDITIONING", "GLOBAL", "PRIVATE", "TEMPORARY",
            "UNIQUE", "BITMAP", "MULTIVALUE", "PUBLIC", "SHARED", "IMMUTABLE", "BLOCKCHAIN", "DUPLICATED", "SHARDED", "BIGFILE", "SMALLFILE", "UNDO",
        )  # fmt: skip
        if not word:
            break
        flags.add(word)
    if c.take("TABLE"):
        return [tables.create_table(c, 0, "TEMPORARY" in flags, "PRIVATE" in flags)]
    if c.take("INDEX"):
        return [_index(c, flags)]
    if c.take("VIEW"):
        return [_view(c, flags)]
    if c.take("SEQUENCE"):
        return [_sequence(c)]
    if c.take("SYNONYM"):
        return [_synonym(c, "PUBLIC" in flags)]
    if c.take("MATERIALIZED VIEW LOG") or c.take("SNAPSHOT LOG"):
        return [o.Accounted("materialized view log", c.text(c.at, c.end)[:60], "OR0139", whole)]
    if c.take("MATERIALIZED VIEW") or c.take("SNAPSHOT"):
        return [_materialized_view(c)]
    if c.take("ROLE"):
        return [o.Role(c.name(), whole)]
    if c.take("DATABASE LINK"):
        return [o.Accounted("database link", c.name(), "OR0135", whole)]
    if c.peek() in _UNITS:
        return [units.unit(c, None)]
    word = c.peek()
    if word in _ACCOUNTED:
        c.at += 1
        return [o.Accounted(word.lower(), c.text(c.at, min(c.at + 1, c.end)), _ACCOUNTED[word], whole)]
    c.fail("TABLE, INDEX, VIEW, SEQUENCE or another kind of object")
    return []


def _index(c: Cursor, flags: set[str]) -> o.Index:
    c.take("IF NOT EXISTS")
    name = c.qname("an index name")
    c.expect("ON")
    if c.take("CLUSTER"):
        c.fail("a table (cluster indexes have no equivalent)")
    table = c.qname("a table")
    if not c.sees("("):
        c.name("an alias")
    c.expect("(")
    made = o.Index(name, table, [], c.source.whole, unique="UNIQUE" in flags, bitmap="BITMAP" in flags)
    while True:
        first = c.at
        piece = c.until("ASC", "DESC")
        last = c.at
        descending = c.take("DESC")
        if not descending:
            c.take("ASC")
        plain = last == first + 1 and piece.tokens is not None and c.words[first] not in ("(",)
        column = None
        if plain and (c.words[first][:1].isalpha() or not c.words[first]):
            from sct.frontends.oracle.names import fold

            column = fold(c.tokens[first])
        made.keys.append(o.IndexKey(None if column else piece, column, descending))
        if c.take(")"):
            break
        c.expect(",")
    while c.more():
        first = c.at
        if c.take("INDEXTYPE IS"):
            made.domain = str(c.qname())
            c.at = c.end
        elif c.take("REVERSE"):
            made.reverse = True
        elif c.take("INVISIBLE"):
            made.invisible = True
        elif c.sees("("):
            c.skip_parens()
        else:
            c.at += 1
    if made.bitmap:
        made.notes.append(o.Note("OR0106", f"bitmap index {name}", made.origin))
    if made.reverse or made.invisible:
        made.notes.append(o.Note("OR0107", f"index {name}: reverse or invisible", made.origin))
    return made


def _view(c: Cursor, flags: set[str]) -> o.View:
    c.take("IF NOT EXISTS")
    name = c.qname("a view name")
    columns: list[str] = []
    of_type = None
    if c.take("OF"):
        of_type = c.qname()
        c.take("WITH OBJECT")
        while c.more() and not c.sees("AS"):
            c.skip_parens() if c.sees("(") else c.name()
    elif c.take("("):
        scratch = o.Table(name, c.source.whole)
        while True:
            if c.peek() in ("CONSTRAINT",) or (
                c.peek() in ("PRIMARY", "UNIQUE", "FOREIGN")
                and c.peek(1).lower() not in TYPE_WORDS
                and c.peek(1) not in (",", ")")
            ):
                tables.out_of_line(c, scratch)
            else:
                first = c.at
                column = o.Column(c.name("a column"), tables.UNKNOWN, c.span(first))
                tables.column_rest(c, column, scratch, first)
                columns.append(column.name)
            if c.take(")"):
                break
            c.expect(",")
    c.take("DEFAULT COLLATION") and c.name()
    if c.take("BEQUEATH"):
        c.name()
    c.expect("AS")
    end, read_only, check, check_name = c.end, False, False, None
    # WITH READ ONLY / WITH CHECK OPTION [CONSTRAINT c] stand at the very end
    last = c.words[:end]
    if last[end - 2 : end] and last[end - 2] == "CONSTRAINT":
        check_name = c.tokens[end - 1].text.lower()
        end -= 2
    if last[end - 3 : end] == ["WITH", "READ", "ONLY"]:
        read_only, end = True, end - 3
    elif last[end - 3 : end] == ["WITH", "CHECK", "OPTION"]:
        check, end = True, end - 3
    query = c.sql("query", c.at, end)
    return o.View(name, c.source.whole, query, tuple(columns), read_only, check, check_name, "FORCE" in flags, of_type)


def _materialized_view(c: Cursor) -> o.MaterializedView:
    name = c.qname("a materialized view name")
    columns: tuple[str, ...] = ()
    if c.sees("("):
        columns = c.names()
    first = c.at
    deferred = False
    while c.more() and not (c.sees("AS") and c.peek(1) in ("SELECT", "WITH", "(")):
        if c.take("BUILD DEFERRED"):
            deferred = True
        elif c.sees("("):
            c.skip_parens()
        else:
            c.at += 1
    made_of = c.text(first)
    c.expect("AS")
    query = c.sql("query", c.at, c.end)
    made = o.MaterializedView(name, c.source.whole, query, columns, deferred, made_of)
    if "COMMIT" in made_of.upper() or "FAST" in made_of.upper() or "START" in made_of.upper():
        made.notes.append(o.Note("OR0108", made_of, c.span(first)))
    return made


def _sequence(c: Cursor) -> o.Sequence:
    c.take("IF NOT EXISTS")
    identity = o.Identity(True)
    made = o.Sequence(c.qname("a sequence name"), c.source.whole)
    tables.identity_options(c, identity)
    while c.take_one("SESSION", "GLOBAL", "NOPARTITION", "SHARING", "=", "METADATA", "NONE"):
        tables.identity_options(c, identity)
    if c.more():
        c.fail("a sequence option")
    _copy(identity, made)
    return made


def _copy(identity: o.Identity, made: o.Sequence) -> None:
    made.start, made.increment = identity.start, identity.increment
    made.minimum, made.maximum = identity.minimum, identity.maximum
    made.cycle, made.cache = identity.cycle, identity.cache


def _synonym(c: Cursor, public: bool) -> o.Synonym:
    name = c.qname("a synonym name")
    c.expect("FOR")
    target = c.qname("an object")
    link = None
    if c.take("@"):
        link = c.name()
    return o.Synonym(name, target, c.source.whole, public, link)


def _comment(c: Cursor, whole: Any) -> list[Any]:
    c.expect("ON")
    kind: Any
    column = None
    if c.take("TABLE"):
        kind, name = "table", c.qname()
    elif c.take("COLUMN"):
        parts = [c.name()]
        while c.take("."):
            parts.append(c.name())
        if len(parts) < 2:
            c.fail("'.' and a column")
        kind, column = "column", parts[-1]
        name = o.QName(parts[-3] if len(parts) > 2 else None, parts[-2])
    elif c.take("MATERIALIZED VIEW"):
        kind, name = "materialized view", c.qname()
    else:
        kind = "other"
        c.at += 1
        name = c.qname()
    c.expect("IS")
    return [o.Comment(kind, name, column, c.string(), whole)]


def _alter(c: Cursor, whole: Any) -> list[Any]:
    if c.take("TABLE"):
        return [tables.alter_table(c, 0)]
    if c.take("SEQUENCE"):
        name = c.qname()
        identity = o.Identity(True)
        tables.identity_options(c, identity)
        actions = [
            (key, getattr(identity, key))
            for key in ("start", "increment", "minimum", "maximum", "cache")
            if getattr(identity, key) is not None
        ]
        return [o.Alter("sequence", name, list(actions), whole)]
    if c.take("SESSION SET CURRENT_SCHEMA ="):
        return [o.Accounted("current schema", c.name(), "OR0134", whole)]
    word = c.peek()
    code = _ACCOUNTED.get(word, "OR0105")
    return [
        o.Accounted(f"alter {word.lower()}", c.text(c.at, min(c.at + 3, c.end)), code, whole, c.text(0, c.end)[:80])
    ]


def _drop(c: Cursor, whole: Any) -> list[Any]:
    c.take("PUBLIC")
    kind = c.peek().lower()
    c.at += 1
    if kind == "materialized":
        c.take("VIEW")
        kind = "materialized view"
    if kind in ("package", "type"):
        c.take("BODY")
    exists = c.take("IF EXISTS")
    return [o.Drop(kind, c.qname(), whole, exists)]


def _rename(c: Cursor, whole: Any) -> list[Any]:
    old = c.qname()
    c.expect("TO")
    return [o.Rename("relation", old, c.name(), whole)]


def _grant(c: Cursor, whole: Any) -> list[Any]:
    """Object privileges; system privileges and role memberships are accounted for."""
    revoke = c.words[0] == "REVOKE"
    made = o.Grant([], None, "", [], whole, revoke)
    if revoke and c.take("GRANT OPTION FOR"):
        made.grant_option = True
    while c.more() and c.peek() not in ("ON", "TO", "FROM"):
        words = [c.name("a privilege")]
        while c.more() and c.peek() not in (",", "(", "ON", "TO", "FROM"):
            words.append(c.name())
        made.privileges.append((" ".join(words), c.names() if c.sees("(") else ()))
        c.take(",")
    if not c.take("ON"):
        code = "OR0141"
        if all(" " not in p for p, _ in made.privileges):
            c.expect("FROM" if revoke else "TO")
            made.grantees.append(c.name("a user or role"))
            while c.take(","):
                made.grantees.append(c.name("a user or role"))
            made.object_kind = "role"
            return [made]
        return [o.Accounted("revoke" if revoke else "grant", "", code, whole, " ".join(c.text(0, c.end).split())[:80])]
    kind = c.take_one("DIRECTORY", "EDITION", "MINING", "JAVA", "SQL", "USER")
    if kind:
        return [o.Accounted("grant", "", "OR0141", whole, " ".join(c.text(0, c.end).split())[:80])]
    made.on = c.qname("an object")
    c.expect("FROM" if revoke else "TO")
    made.grantees.append(c.name("a user or role"))
    while c.take(","):
        made.grantees.append(c.name("a user or role"))
    made.grant_option = made.grant_option or c.take("WITH GRANT OPTION")
    return [made]


def _accounted(code: str, kind: str) -> Callable[[Cursor, Any], list[Any]]:
    return lambda c, whole: [o.Accounted(kind, "", code, whole, c.text(0, c.end)[:80])]


def _transaction(c: Cursor, whole: Any) -> list[Any]:
    verb = c.words[0].lower()
    return [o.Dml(verb, c.sql("statement", 0, c.end), whole)]


_VERBS: dict[str, Callable[[Cursor, Any], list[Any]]] = {
    "CREATE": _create,
    "ALTER": _alter,
    "DROP": _drop,
    "RENAME": _rename,
    "COMMENT": _comment,
    "COMMIT": _transaction,
    "ROLLBACK": _transaction,
    "SAVEPOINT": _transaction,
    "TRUNCATE": _accounted("OR0138", "truncate"),
    "GRANT": _grant,
    "REVOKE": _grant,
    "SET": _accounted("OR0134", "set"),
    "PURGE": _accounted("OR0134", "purge"),
    "FLASHBACK": _accounted("OR0134", "flashback"),
    "ANALYZE": _accounted("OR0134", "analyze"),
    "AUDIT": _accounted("OR0134", "audit"),
    "NOAUDIT": _accounted("OR0134", "noaudit"),
    "ASSOCIATE": _accounted("OR0134", "associate statistics"),
}
