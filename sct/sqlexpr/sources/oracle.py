"""Oracle's SQL as sqlglot reads it here: its lexical rules, and where what is special in it is put into words."""

from __future__ import annotations

from typing import Any

from sqlglot.dialects.oracle import Oracle
from sqlglot.tokens import TokenType

from sct.sqlexpr.nodes import call_name, exp
from sct.sqlexpr.plain_expressions import PlainReader
from sct.sqlexpr.prepare import WATCHED, prepare, simple_name
from sct.sqlexpr.prepare_casts import CONVERSIONS

__all__ = ["DIALECT", "constructs", "missing", "plain", "prepare", "rewritten", "tree"]

# Words other engines' languages have and Oracle's queries do not: there they are names like any other.
_NO_WORDS_OF_ORACLE = frozenset(
    """SHOW DESCRIBE CACHE UNCACHE LOAD ANALYZE COPY KILL USE EXECUTE LIMIT TOP SCHEMA DATABASE STRING UUID MAP STRUCT
    ARRAY LIST VOLATILE TEMPORARY TEMP DIV XOR GLOB RLIKE ILIKE FUNCTION PROCEDURE SUMMARIZE TRUNCATE REFRESH OBJECT
    TEXT BOOL TINYINT MEDIUMINT BIGINT INT8 INT4 INT2 SERIAL BIGSERIAL MONEY INET HSTORE JSONB ENUM DATETIME
    SMALLDATETIME TIMESTAMPTZ TIMESTAMPLTZ VARBINARY BINARY BYTEA IMAGE GEOMETRY GEOGRAPHY SUPER HLLSKETCH VARIANT
    NULLABLE UTINYINT USMALLINT UINT UBIGINT UHUGEINT HUGEINT FORMAT PRAGMA SETTINGS QUALIFY ASOF ANTI SEMI TIME
    OVERWRITE OPTIMIZE DISTRIBUTE STRAIGHT_JOIN KEY RANGE REPLACE REFERENCES""".split()
) - {"KEY", "RANGE", "REPLACE", "REFERENCES", "FORMAT", "TRUNCATE"}


class SctOracle(Oracle):
    """Oracle's lexical rules; registered beside sqlglot's own dialect, never in its place."""

    class Tokenizer(Oracle.Tokenizer):
        COMMANDS: set[TokenType] = set()
        COMMAND_PREFIX_TOKENS: set[TokenType] = set()
        # Words that are one token there and two in our grammars.
        KEYWORDS = {
            word: kind
            for word, kind in Oracle.Tokenizer.KEYWORDS.items()
            if word not in _NO_WORDS_OF_ORACLE
            and word
            not in (
                "BULK COLLECT INTO",
                "PRIMARY KEY",
                "FOREIGN KEY",
                "SQL SECURITY",
                "CLUSTER BY",
                "DISTRIBUTE BY",
                "SORT BY",
                "SIMILAR TO",
                "PARTITIONED BY",
            )
        }


DIALECT = SctOracle


_NO_NAMES = frozenset(
    word.lower() for words in (Oracle.PSEUDOCOLUMNS, Oracle.Parser.NO_PAREN_FUNCTION_PARSERS) for word in words
) | {"make_ref"}
# Watched for what follows them, which no plain expression has: DEFAULT … ON CONVERSION ERROR, an operand in front of MOD.
_AFTER_ALL = CONVERSIONS | {"mod", "sysdate"}
_PLAIN = PlainReader((WATCHED | _NO_NAMES) - _AFTER_ALL, "sysdate", simple_name)
plain = _PLAIN.read


def rewritten(tokens: list[Any]) -> list[Any]:
    """The reader of data statements knows Oracle's own forms."""
    return tokens


def tree(tree: exp.Expression) -> exp.Expression:
    """What the parser does not know: how `||` binds, that MAKE_REF's first argument is a relation's name, and that a
    single value behind IN needs no parentheses."""
    calls, pipes = [], []
    for node in tree.walk():
        if isinstance(node, exp.Anonymous):
            calls.append(node)
        elif isinstance(node, exp.DPipe):
            pipes.append(node)
        elif isinstance(node, exp.In) and node.args.get("field") is not None:
            node.set("expressions", [node.args["field"]])
            node.set("field", None)
    for call in calls:
        if call_name(call) == "make_ref" and call.expressions and isinstance(call.expressions[0], exp.Column):
            name = ".".join(part.name for part in call.expressions[0].parts)
            call.expressions[0].replace(exp.Literal.string(name))
    return _left_to_right(tree, pipes)


def _left_to_right(tree: exp.Expression, pipes: list[exp.Expression]) -> exp.Expression:
    """`||`, `+` and `-` have one precedence and go from left to right; the parser reads `a || b + c` as `a || (b + c)`."""
    for node in reversed(pipes):
        right = node.expression
        if not isinstance(right, (exp.Add, exp.Sub)):
            continue
        first = right
        while isinstance(first.this, (exp.Add, exp.Sub)):
            first = first.this
        if node is tree:
            tree = right
        else:
            node.replace(right)
        first.set("this", exp.DPipe(this=node.this, expression=first.this, safe=node.args.get("safe")))
    return tree


def constructs() -> tuple[Any, ...]:
    """What reshapes a whole SELECT."""
    from sct.sqlexpr.constructs_query import ORACLE

    return ORACLE


def dictionary(path: tuple[str, ...]) -> Any:
    """What gives the rows of a view of the data dictionary that the target can answer, and its columns; else None."""
    from sct.sqlexpr.sources.oracle_dictionary import view

    return view(path)


_DICTIONARY = frozenset(
    "arguments cons_columns constraints data_files db_links dependencies directories errors extents free_space ind_columns "
    "indexes jobs lobs mviews nested_tables objects part_tables procedures recyclebin role_privs roles scheduler_jobs "
    "sdo_geom_metadata sdo_index_info sdo_index_metadata segments sequences source synonyms sys_privs tab_cols tab_columns "
    "tab_comments col_comments tab_partitions tab_privs tables tablespaces triggers type_attrs types users views".split()
)
_ALONE = frozenset(
    "database_properties dict dictionary nls_database_parameters nls_instance_parameters nls_session_parameters "
    "product_component_version resource_view session_privs session_roles".split()
)


def missing(path: tuple[str, ...]) -> str:
    """A view of the data dictionary (Database Reference, part II and III) is in no script: it has a code of its own."""
    name = path[-1]
    prefix, _, rest = name.partition("_")
    known = prefix in ("user", "all", "dba", "cdb") and rest in _DICTIONARY
    owned = len(path) == 1 or path[-2] in ("sys", "public", "system", "mdsys")
    return "SC1020" if owned and (known or name in _ALONE or name.startswith(("v$", "gv$"))) else "SC1005"
