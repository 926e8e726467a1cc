"""Oracle's DDL grammar with its islands and its words that are keywords only in company."""

from __future__ import annotations

from sct.frontends.structure import Island, Structure, balanced, list_item, until_follow
from sct.frontends.structure.lexer import Scan, Soft, Words

# The first words of Oracle's own types: what stands behind one is a type's argument or the rest of its name.
BUILT_IN = frozenset(
    """BFILE BINARY_DOUBLE BINARY_FLOAT BLOB BOOLEAN CHAR CHARACTER CLOB DATE DEC DECIMAL DOUBLE FLOAT INT INTEGER
    INTERVAL JSON LONG NATIONAL NCHAR NCLOB NUMBER NUMERIC NVARCHAR2 RAW REAL ROWID SMALLINT TIMESTAMP UROWID
    VARCHAR VARCHAR2 VECTOR XMLTYPE""".split()
)
_MORE_WORDS = {
    "DOUBLE": ("PRECISION",),
    "LONG": ("RAW", "VARCHAR"),
    "CHAR": ("VARYING",),
    "CHARACTER": ("VARYING",),
    "NCHAR": ("VARYING",),
    "NATIONAL": ("CHARACTER", "CHAR", "VARYING", "CHARACTER VARYING", "CHAR VARYING"),
}


def type_end(scan: Scan, start: int) -> int:
    """Behind a data type: `NUMBER(10,2)`, `TIMESTAMP(3) WITH TIME ZONE`, `REF hr.t`, `mdsys.sdo_geometry`."""
    words, classes = scan.words, scan.classes
    count = len(words)
    if classes[start] != "ID":
        return start
    first = words[start]
    at = start + 1
    if first == "REF" and at < count and classes[at] == "ID":
        at += 1
    if first == "INTERVAL" and at < count and words[at] in ("YEAR", "DAY"):
        while at < count and words[at] in ("YEAR", "DAY", "TO", "MONTH", "SECOND", "("):
            at = balanced(scan, at) if words[at] == "(" else at + 1
        return at
    more = _MORE_WORDS.get(first or "", ())
    while at < count and words[at] in more:
        at += 1
    while at + 1 < count and words[at] == "." and classes[at + 1] == "ID":
        at += 2
    if at < count and words[at] == "(":
        at = balanced(scan, at)
    if first == "TIMESTAMP" and at < count and words[at] == "WITH":
        ends = at + 1 + (at + 1 < count and words[at + 1] == "LOCAL")
        if words[ends : ends + 2] == ["TIME", "ZONE"]:
            at = ends + 2
    return at


def _rest(scan: Scan, start: int) -> int:
    """Everything up to the end of the statement."""
    end = len(scan.words)
    while end > start and scan.words[end - 1] == ";":
        end -= 1
    return end


_METHOD_WORDS = frozenset("MEMBER STATIC CONSTRUCTOR MAP ORDER OVERRIDING FINAL INSTANTIABLE NOT PRAGMA".split())
_BEHIND_METHOD_WORD = frozenset("PROCEDURE FUNCTION RESTRICT_REFERENCES".split()) | _METHOD_WORDS


def method_end(scan: Scan, start: int) -> int:
    """Behind a method's declaration in an object type; an attribute called `order` or `map` is none."""
    words = scan.words
    if words[start] not in _METHOD_WORDS or start + 1 >= len(words) or words[start + 1] not in _BEHIND_METHOD_WORD:
        return start
    depth = 0
    for at in range(start, len(words)):
        word = words[at]
        if word == "(":
            depth += 1
        elif word == ")":
            if not depth:
                return at
            depth -= 1
        elif word == "," and not depth:
            return at
    return start


ISLANDS = {
    "X_EXPR": Island("an expression", list_item),
    "X_QUERY": Island("a query", until_follow),
    "X_TYPE": Island("a data type", type_end),
    "X_PARENS": Island("(…)", balanced),
    "X_REST": Island("the rest of the clause", _rest, first=True),
    "X_TAIL": Island("a clause", _rest),
    "X_METHOD": Island("a method", method_end, first=True),
}

_CONSTRAINTS = frozenset(
    """PRIMARY UNIQUE CHECK FOREIGN NOT NULL REFERENCES SCOPE ENABLE DISABLE VALIDATE NOVALIDATE RELY NORELY DEFERRABLE
    INITIALLY USING PRECHECK NOPRECHECK""".split()
)


def _names_a_constraint(words: Words, at: int) -> bool:
    """CONSTRAINT name PRIMARY …, not a column called constraint. (Behind WITH CHECK OPTION nothing has to follow.)"""
    after = words[at + 2] if at + 2 < len(words) else None
    return after is None or after in _CONSTRAINTS or at + 2 >= len(words)


def _not_a_column(words: Words, at: int) -> bool:
    """PARTITION p1 VALUES …, not a column called partition: no type follows."""
    return at + 1 >= len(words) or words[at + 1] not in BUILT_IN


SOFT: dict[str, Soft] = {
    "CONSTRAINT": _names_a_constraint,
    "PRIMARY": frozenset(("KEY",)),
    "FOREIGN": frozenset(("KEY",)),
    "SUPPLEMENTAL": frozenset(("LOG",)),
    "PERIOD": frozenset(("FOR",)),
    "SCOPE": frozenset(("FOR", "IS")),
    "REF": frozenset(("(",)),
    "PARTITION": _not_a_column,
    "SUBPARTITION": _not_a_column,
    "PARTITIONSET": _not_a_column,
    "OVERFLOW": _not_a_column,
    "LOB": frozenset(("(",)),
    "TREAT": frozenset(("(",)),
    "NESTED": frozenset(("TABLE",)),
    "OPAQUE": frozenset(("TYPE",)),
    "VARRAY": _not_a_column,
    "COLUMN": _not_a_column,
    "CLUSTERING": _not_a_column,
    # A name can be NO; a parenthesis can be a clause's own.
    "NO": frozenset(
        """INMEMORY MEMCOMPRESS DUPLICATE MEMOPTIMIZE FLASHBACK ROW DROP DELETE VALIDATE SALT INDEX FORCE ON PARTIAL
        LOGICAL""".split()
    ),
    "(": frozenset(("PARTITION", "SUBPARTITION", "CREATE")),
    "DOMAIN": lambda words, at: at + 1 < len(words) and words[at + 1] not in (",", ")", "("),
    # Behind an expression or a query, WITH opens another clause only before these.
    "WITH": frozenset(("READ", "CHECK", "PRIMARY", "ROWID", "REDUCED", "OBJECT", "TARGET", "MATERIALIZED")),
}

# Every word that an island's end or a test of SOFT compares with: to them, any other word is a name.
_TOLD_APART = BUILT_IN.union(
    _MORE_WORDS,
    *_MORE_WORDS.values(),
    _METHOD_WORDS,
    _BEHIND_METHOD_WORD,
    _CONSTRAINTS,
    "CASE END REF INTERVAL YEAR MONTH DAY SECOND TO TIMESTAMP WITH LOCAL TIME ZONE".split(),
)

DDL = Structure("oracle_ddl", ISLANDS, SOFT, _TOLD_APART)
