"""Sums of row digests: what each side computes where its rows are, so that only segments that differ have to travel.

A row's text is its columns' canonical texts, joined by commas; its digest is the MD5 of that text in UTF-8. The sum of a
segment is the number of its rows, and the sums over them of the first and of the second 60 bits of the digest. Equal
canonical texts mean values that the exact comparison calls equal, for every pair of types that `form_of` allows; the
other way round it need not hold: a segment whose sums differ is compared row by row, so it costs time and nothing else.

Assumption: segments that are not alike have other sums. By accident two segments agree in 120 bits once in 10**36; rows that
somebody made up in order to deceive MD5 are not detected.

| form | canonical text |
|---|---|
| number | whole numbers and decimals without an exponent, without zeros at the end of the fraction; truth as 1, 0 |
| float | the fewest digits that name it as a 64-bit number; from 1e15 on, and below 1e-4, digits without zeros at both ends, `e`, and how many stand before the point |
| text | characters before it, `:`, the text; where texts may be long, the MD5 of it. CHAR without blanks at its end |
| bytes | MD5 of the bytes |
| date | 2024-02-29 |
| moment | 2024-02-29 01:02:03.5 in UTC, without zeros at the end of the fraction |
| clock | a time of day or a span, as the engine writes it, without zeros at the end of the fraction |
| uuid | lower case |

NULL is N. A value that the engine can hold and no other can compare (a zero date) has no text: its row is counted as odd,
and its segment is compared row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from sct.move.model import Chunk, ColumnPlan, TablePlan

Form = Literal["number", "float", "text", "bytes", "date", "moment", "clock", "uuid"]
INLINE = 255  # texts of at most so many characters stand in the row's text themselves
PIECES = 512  # segments of a range of the key
SEGMENT_ROWS = 500  # rows wanted in a segment of a table that is cut by digests
DIGITS = 4  # most hexadecimal digits such a table is cut by

_FORMS: dict[str, Form] = {
    "integer": "number", "decimal": "number", "boolean": "number", "float": "float", "char": "text", "varchar": "text",
    "text": "text", "xml": "text", "named": "text", "json": "text", "binary": "bytes", "date": "date",
    "timestamp": "moment", "datetime": "moment", "time": "clock", "interval": "clock", "uuid": "uuid",
}  # fmt: skip
# The source's kinds of which a form of the target can be computed by SQL.
_FROM: dict[Form, tuple[str, ...]] = {
    "number": ("integer", "decimal", "boolean"),
    "float": ("float",),
    "text": ("char", "varchar", "text", "xml", "named", "json", "integer", "decimal", "uuid", "interval"),
    "bytes": ("binary",),
    "date": ("date",),
    "moment": ("timestamp", "datetime", "date"),
    "clock": ("time", "interval"),
    "uuid": ("uuid",),
}
_CONVERSIONS = ("identity", "empty_to_null", "to_utc", "lob")


@dataclass(frozen=True, slots=True)
class SumColumn:
    """A column as one side is asked for its canonical text; `kind`, `name` and `native` are that side's type."""

    column: str
    form: Form
    kind: str
    native: str
    type_name: str = ""
    inline: bool = False
    blanks: bool = True  # blanks at the end count
    empty_is_null: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """How rows are put into segments: by ranges of the key of equal width, or by the first digits of the digest."""

    base: int = 0
    width: int = 0
    count: int = 1
    digits: int = 0


@dataclass(frozen=True, slots=True)
class SumRequest:
    """Rows of a chunk, or all of a table (`split` is "")."""

    table: tuple[str, str]
    columns: tuple[SumColumn, ...]
    chunk: Chunk
    split: str
    filter: str
    cut: Cut


@dataclass(frozen=True, slots=True)
class Sum:
    """One segment of one side."""

    rows: int
    odd: int
    low: int
    high: int


Sums = dict[str, Sum]  # by the range's number, or by the digits; odd rows of the latter are in ""


@runtime_checkable
class Summing(Protocol):
    """A reading side whose server computes sums."""

    def sum_trouble(self, column: SumColumn) -> str:
        """Why this column's canonical text is not computed here; "" when it is."""

    def sums(self, request: SumRequest) -> Sums: ...

    def key_ends(self, table: tuple[str, str], split: str, filter: str) -> tuple[int | None, int | None]:
        """The smallest and the largest whole number of a column."""

    def range_filter(self, split: str, ranges: Sequence[tuple[int | None, int | None]]) -> str:
        """SQL that is true where low < `split` <= high for one of `ranges`."""

    def digest_filter(self, columns: tuple[SumColumn, ...], digits: int, wanted: Sequence[str]) -> str:
        """SQL that is true for odd rows and for those whose digest begins with one of `wanted`."""


def columns_of(table: TablePlan) -> tuple[tuple[SumColumn, ...], tuple[SumColumn, ...]] | str:
    """The columns as the source and as the target are asked for them; or why this table is compared row by row."""
    source, target = [], []
    for column in table.columns:
        form = form_of(column)
        if isinstance(form, Unsummed):
            return f"{column.source}: {form.why}"
        kind = column.type.kind
        inline = kind in ("char", "varchar") and (column.type.length or INLINE + 1) <= INLINE
        have = column.read_as or column.type
        blanks = kind != "char"
        source.append(
            SumColumn(column.source, form, have.kind, column.source_type, have.name or "", inline, blanks,
                      column.convert == "empty_to_null")
        )  # fmt: skip
        target.append(SumColumn(column.target, form, kind, column.target_type, column.type.name or "", inline, blanks))
    return tuple(source), tuple(target)


@dataclass(frozen=True, slots=True)
class Unsummed:
    why: str


def form_of(column: ColumnPlan) -> Form | Unsummed:
    """The canonical form both sides' values of a column have; it is the target's type that decides."""
    kind = column.type.kind
    form = _FORMS.get(kind)
    have = column.read_as or column.type
    if form is None:
        return Unsummed(f"{column.target_type} has no canonical text")
    if kind == "json" and column.type.name == "jsonb":
        return Unsummed("jsonb keeps the value and not the text")
    if have.kind not in _FROM[form] or (have.kind == "json" and have.name == "jsonb" and kind != "json"):
        return Unsummed(f"{column.source_type} becomes {column.target_type} by a conversion")
    if column.convert not in _CONVERSIONS:
        return Unsummed(f"its values are converted ({column.convert})")
    if column.limit is not None:
        return Unsummed("the rules say how long a value may be")
    return form


def cut_of(chunk: Chunk, ends: tuple[int | None, int | None]) -> Cut:
    """Up to PIECES ranges of equal width of a chunk of a whole-number key; `ends` stand for its open sides."""
    low = chunk.low + 1 if chunk.low is not None else ends[0]
    high = chunk.high if chunk.high is not None else ends[1]
    if low is None or high is None or high < low or high - low >= 1 << 62:
        return Cut()
    width = -(-(high - low + 1) // PIECES)
    return Cut(low, width, -(-(high - low + 1) // width))


def bounds(chunk: Chunk, cut: Cut, first: int, last: int) -> tuple[int | None, int | None]:
    """low < key <= high for the segments `first` to `last` of a chunk; its first and last have all that is outside."""
    low = chunk.low if first == 0 else cut.base + first * cut.width - 1
    high = chunk.high if last >= cut.count - 1 else cut.base + (last + 1) * cut.width - 1
    return low, high


def range_tests(name: str, ranges: Sequence[tuple[int | None, int | None]]) -> str:
    """The condition of `Summing.range_filter` for a quoted name."""
    tests = []
    for low, high in ranges:
        ends = [f"{name} {sign} {int(end)}" for sign, end in ((">", low), ("<=", high)) if end is not None]
        tests.append(f"({' AND '.join(ends)})" if ends else "1 = 1")
    return " OR ".join(tests)


def digits_for(rows: int | None) -> int:
    """How many digits of the digest cut a table of so many rows."""
    digits = 0
    while digits < DIGITS and 16 ** (digits + 1) * SEGMENT_ROWS <= 16 * (rows or 0):
        digits += 1
    return digits


def unlike(a: Sums, b: Sums) -> list[str]:
    """Segments that must be compared row by row."""
    return sorted(s for s in a.keys() | b.keys() if a.get(s) != b.get(s) or a[s].odd)
