"""Neutral data types. Each keeps the source's own spelling in `raw`.

kind        meaning and the fields it uses
integer     whole number of `bits` (16, 32, 64)
decimal     exact decimal; `precision` and `scale` None = as many digits as the source keeps (Oracle NUMBER);
            `bits`: rounded to so many significant binary digits (Oracle FLOAT(b))
float       binary floating point of `bits` (32, 64)
char        blank-padded string of `length` in `unit` (char, byte)
varchar     string of at most `length` in `unit`
text        long character string (CLOB)
binary      byte string; `length` None = unlimited (BLOB), else at most so many bytes (RAW)
datetime    date and time of day to the second, no zone (Oracle DATE)
date        calendar date alone
time        time of day, `precision` digits of fraction
timestamp   date and time, `precision` digits of fraction; `zone`: none | offset | local
interval    `fields`: "year to month" | "day to second"; `precision` leading digits, `scale` fraction digits
boolean uuid json xml rowid cursor
named       a user-defined type `name` (schema.name), not resolved yet
ref         the address of a row object of the type `name`
record      composite value: `members` (name, Type)
collection  `element` type; `key` None (nested table, varray of `length`) or integer/varchar (associative array)
null        the type of a bare NULL
unknown     not known: every guard on a type fails
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

Kind = Literal[
    "integer",
    "decimal",
    "float",
    "char",
    "varchar",
    "text",
    "binary",
    "datetime",
    "date",
    "time",
    "timestamp",
    "interval",
    "boolean",
    "uuid",
    "json",
    "xml",
    "rowid",
    "cursor",
    "named",
    "ref",
    "record",
    "collection",
    "null",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Type:
    kind: Kind
    precision: int | None = None
    scale: int | None = None
    length: int | None = None
    bits: int | None = None
    unit: Literal["char", "byte", ""] = ""
    zone: Literal["none", "offset", "local"] = "none"
    fields: str = ""
    name: str = ""
    element: Type | None = None
    key: Type | None = None
    members: tuple[tuple[str, Type], ...] = ()
    raw: str = ""
    low: int | None = None  # of a subtype of code: the least and the greatest value, and whether NULL is none
    high: int | None = None
    required: bool = False
    wraps: bool = False  # of a whole number of code: a result past one end comes in at the other, and is no error
    format: str = ""  # how the source shows the value where it becomes text without saying how (FORMAT of a column)
    case_insensitive: bool = False  # text compared without regard to case

    def __deepcopy__(self, memo: dict[int, Any]) -> Type:
        # Frozen: copies of expression trees share their types.
        return self

    @property
    def is_national(self) -> bool:
        """Whether the source holds its text in the national character set (NVARCHAR2, NCHAR, NCLOB)."""
        return self.is_text and self.raw.lower().startswith(("nchar", "nvarchar", "nclob", "national"))

    @property
    def is_number(self) -> bool:
        return self.kind in ("integer", "decimal", "float")

    @property
    def is_text(self) -> bool:
        return self.kind in ("varchar", "text", "char")

    @property
    def is_moment(self) -> bool:
        """A point in time: can take part in date arithmetic."""
        return self.kind in ("datetime", "timestamp", "date")

    @property
    def unlimited(self) -> Type:
        """The type without the length that a string has in a place of that type."""
        return replace(self, length=None, unit="") if self.kind in ("varchar", "char") and self.length else self


UNKNOWN = Type("unknown")
NULL = Type("null")
BOOLEAN = Type("boolean")
NUMBER = Type("decimal")
INTEGER = Type("integer", bits=32)
VARCHAR = Type("varchar")
TEXT = Type("text")
DATETIME = Type("datetime")
TIMESTAMP = Type("timestamp", precision=6)
TIMESTAMP_9 = Type("timestamp", precision=9)  # what TO_TIMESTAMP gives, and a literal
TIMESTAMPTZ = Type("timestamp", precision=6, zone="offset")
INTERVAL_DS = Type("interval", fields="day to second")
INTERVAL_YM = Type("interval", fields="year to month")
BINARY = Type("binary")
FLOAT = Type("float", bits=64)
