"""Teradata's SQL as sqlglot reads it here.

`phrases.py` puts data type and format phrases into words, `clauses.py` the clauses sqlglot has no place for,
`prepare.py` the rest; `statements.py` brings data statements into the forms the shared reader knows; `queries.py`
reshapes a SELECT: implicit sources, names of the select list used elsewhere, TOP, SAMPLE, legacy aggregates.
"""

from __future__ import annotations

from typing import Any

from sqlglot.dialects.teradata import Teradata
from sqlglot.tokens import TokenType

from sct.sqlexpr.nodes import exp
from sct.sqlexpr.sources.teradata import hooks_casts, hooks_values, periods  # noqa: F401  (they register themselves)
from sct.sqlexpr.sources.teradata.patterns import like_lists, overlaps, xml_lists
from sct.sqlexpr.sources.teradata.prepare import prepare
from sct.sqlexpr.sources.teradata.statements import rewritten
from sct.sqlexpr.sources.teradata.windows import whole_partitions

__all__ = ["DIALECT", "constructs", "missing", "plain", "prepare", "rewritten", "tree"]

# Words other engines' languages have and Teradata's does not, or that are one token there and two in our readers.
_NO_WORDS = frozenset(
    """SHOW DESCRIBE CACHE UNCACHE LOAD ANALYZE COPY KILL USE EXECUTE LIMIT SCHEMA STRING UUID MAP STRUCT LIST
    TEMP DIV XOR GLOB RLIKE ILIKE SUMMARIZE TRUNCATE REFRESH OBJECT TEXT BOOL TINYINT MEDIUMINT INT8 INT4 INT2 SERIAL
    BIGSERIAL MONEY INET HSTORE JSONB ENUM DATETIME SMALLDATETIME TIMESTAMPTZ TIMESTAMPLTZ VARBINARY BINARY BYTEA IMAGE
    GEOMETRY GEOGRAPHY SUPER HLLSKETCH VARIANT NULLABLE UTINYINT USMALLINT UINT UBIGINT UHUGEINT HUGEINT PRAGMA SETTINGS
    ASOF ANTI SEMI OVERWRITE OPTIMIZE DISTRIBUTE STRAIGHT_JOIN FUNCTION PROCEDURE COMMENT COLLECT HELP LOCKING DATABASE
    CALL EXPLAIN SAMPLE FORMAT VOLATILE TEMPORARY""".split()
) | {
    "BULK COLLECT INTO",
    "PRIMARY KEY",
    "FOREIGN KEY",
    "SQL SECURITY",
    "CLUSTER BY",
    "DISTRIBUTE BY",
    "SORT BY",
    "SIMILAR TO",
    "PARTITIONED BY",
    "CONNECT BY",
    "START WITH",
}


class SctTeradata(Teradata):
    """Teradata's lexical rules; registered beside sqlglot's own dialect, never in its place."""

    class Tokenizer(Teradata.Tokenizer):
        COMMANDS: set[TokenType] = set()
        COMMAND_PREFIX_TOKENS: set[TokenType] = set()
        VAR_SINGLE_TOKENS = {"$", "#"}
        HEX_STRINGS: list[Any] = []
        SINGLE_TOKENS = {**Teradata.Tokenizer.SINGLE_TOKENS, "%": TokenType.MOD}
        KEYWORDS = {
            word: kind
            for word, kind in Teradata.Tokenizer.KEYWORDS.items()
            if word not in _NO_WORDS and not word.startswith("/*")
        }


DIALECT = SctTeradata
SEED_TYPES = True  # SQL Data Manipulation Language, "WITH RECURSIVE": the seed statement gives the columns' types


def plain(tokens: list[Any]) -> None:
    """None: every expression goes the long way, for nearly any may have a format or a phrase of Teradata's own."""


def tree(tree: exp.Expression) -> exp.Expression:
    """An aggregate over an ordered window without ROWS sees the whole partition; LIKE ANY is a list of LIKEs."""
    return xml_lists(overlaps(like_lists(whole_partitions(tree))))


def constructs() -> tuple[Any, ...]:
    """What reshapes a whole SELECT."""
    from sct.sqlexpr.sources.teradata import queries

    return queries.CONSTRUCTS


def missing(path: tuple[str, ...]) -> str:
    """The code of a relation that is not among the input."""
    return "SC1005"
