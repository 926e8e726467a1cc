"""Amazon Redshift names and literals (Database Developer Guide, "Names and identifiers", "Reserved words").

Names fold to lower case even in quotes, unless a session sets enable_case_sensitive_identifier.
"""

from __future__ import annotations

from sct.backends.common.names import Names

LIMIT = 127
DEFAULT_SCHEMA = "public"

# The guide's list, and words that PostgreSQL's grammar reserves besides: quotes do no harm.
RESERVED = frozenset(
    """
    aes128 aes256 all allowoverwrite analyse analyze and any array as asc authorization az64 backup between binary
    blanksasnull both bytedict bzip2 case cast check collate column connect constraint create credentials cross
    current_date current_time current_timestamp current_user current_user_id default deferrable deflate defrag delta
    delta32k desc disable distinct do else emptyasnull enable encode encrypt encryption end except explicit false for
    foreign freeze from full globaldict256 globaldict64k grant group gzip having identity ignore ilike in initially
    inner intersect interval into is isnull join language leading left like limit localtime localtimestamp lun luns lzo
    lzop minus mostly16 mostly32 mostly8 natural new not notnull null nulls off offline offset oid old on only open or
    order outer overlaps parallel partition percent permissions pivot placing primary qualify raw readratio recover
    references respect rejectlog resort restore right select session_user similar snapshot some sysdate system table tag
    tdes text255 text32k then timestamp to top trailing true truncatecolumns union unique unnest unpivot user using
    verbose wallet when where with without

    asymmetric collation concurrently current_catalog current_role current_schema fetch lateral returning symmetric
    variadic window char character varchar decimal numeric integer int smallint bigint real float boolean time values
    coalesce exists extract greatest least nullif overlay position precision row substring treat trim setof bit dec
    national nchar none normalize inout out xmlattributes xmlconcat xmlelement xmlforest
    """.split()
)

# Columns every table of Redshift's has already: no column may have the name.
SYSTEM = frozenset(("oid", "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"))

_NAMES = Names(RESERVED, LIMIT)
needs_quotes = _NAMES.needs_quotes


def shortened(name: str) -> str:
    """The name on the target: at most 127 bytes, and none of the system's columns."""
    return f"{name}_" if name in SYSTEM else _NAMES.shortened(name)


def ident(name: str) -> str:
    return _NAMES.ident(shortened(name))


def qualified(path: tuple[str | None, ...]) -> str:
    return ".".join(ident(p) for p in path if p)


def string(text: str) -> str:
    """A literal: a backslash escapes in every one."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
