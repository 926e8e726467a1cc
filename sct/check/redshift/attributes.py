"""The clauses of tables that only Redshift has: taken off, and judged, since nobody else will look at them.

Developer Guide: CREATE TABLE, CREATE TABLE AS, CREATE MATERIALIZED VIEW, ALTER TABLE, "Compression encodings",
"Unsupported PostgreSQL features" (names of system columns).
"""

from __future__ import annotations

from dataclasses import dataclass

from sct.check.redshift.relations import dotted
from sct.check.redshift.tokens import Token, Tokens, find, made, phrase, split, text_of, words

ENCODINGS = frozenset(
    "raw az64 bytedict delta delta32k lzo mostly8 mostly16 mostly32 runlength text255 text32k zstd".split()
)
_STYLES = frozenset("auto even key all".split())
_SYSTEM_COLUMNS = frozenset("oid tableoid xmin cmin xmax cmax ctid".split())
_INTEGERS = frozenset("smallint int2 integer int int4 bigint int8".split())
_NUMBERS = _INTEGERS | {"decimal", "numeric", "dec"}
_TIMES = frozenset("date timestamp timestamptz time timetz".split())
_TEXTS = frozenset("char character nchar bpchar varchar nvarchar text".split())
_NO_KEYS = frozenset("super geometry geography hllsketch".split())
# Types an encoding is made for; the others take any type but those that take none.
_ENCODES = {
    "az64": _NUMBERS | _TIMES,
    "delta": _NUMBERS | {"date", "timestamp"},
    "delta32k": _NUMBERS | {"date", "timestamp"},
    "mostly8": _NUMBERS,
    "mostly16": _NUMBERS,
    "mostly32": _NUMBERS,
    "text255": frozenset({"varchar", "nvarchar", "text", "character"}),
    "text32k": frozenset({"varchar", "nvarchar", "text", "character"}),
}
_RAW_ONLY = frozenset({"boolean", "bool", "real", "float4", "float8", "float", "double"})
_LONGEST = {"varchar": 65535, "nvarchar": 65535, "char": 4096, "character": 4096, "nchar": 4096, "varbyte": 16777216}
_SORT_COLUMNS, _INTERLEAVED_COLUMNS, _COLUMNS, _PRECISION = 400, 8, 1600, 38


@dataclass(frozen=True, slots=True)
class Fault:
    """What a net complains of: `at` is the 0-based offset in the piece."""

    at: int
    message: str


def stripped(items: Tokens, faults: list[Fault]) -> Tokens:
    """A CREATE TABLE or CREATE MATERIALIZED VIEW without its Redshift-only clauses; what is wrong in them is added."""
    table = find(items, ("table", "view"))
    at = table + 1 + (3 if words(items[table + 1 : table + 4]) == ["if", "not", "exists"] else 0)
    _, at = dotted(items, at)
    columns: dict[str, str] | None = None
    body = at < len(items) and items[at].kind == "group"
    as_ = find(items, ("as",), at)
    seen = _Seen()
    if body:
        if as_ == len(items):
            columns = {}
            parts = [part for part in split(items[at].items, ",") if part]
            commas = [token for token in items[at].items if token.kind == "mark" and token.text == ","]
            out: Tokens = []
            for number, part in enumerate(parts):
                out += ([commas[number - 1]] if number else []) + _column(part, columns, seen, faults)
            items[at].items = out
            if len(columns) > _COLUMNS:
                faults.append(Fault(items[at].at, f"a table has at most {_COLUMNS} columns, this one {len(columns)}"))
        else:
            columns = {one[0].name: "" for one in split(items[at].items, ",") if one}
        at += 1
    likes = body and any(words(part, 1) == ["like"] for part in split(items[at - 1].items, ","))
    kept = _table_clauses(items[at:as_], None if likes else columns, seen, faults)
    seen.judge(items[table], faults)
    return [*items[:at], *kept, *items[as_:]]


@dataclass(slots=True)
class _Seen:
    style: str = ""
    keys: int = 0
    sorts: int = 0

    def judge(self, near: Token, faults: list[Fault]) -> None:
        if self.keys > 1:
            faults.append(Fault(near.at, "a table has one DISTKEY column"))
        if self.style == "key" and not self.keys:
            faults.append(Fault(near.at, "DISTSTYLE KEY without a DISTKEY"))
        if self.style in ("even", "all", "auto") and self.keys:
            faults.append(Fault(near.at, f"DISTKEY together with DISTSTYLE {self.style.upper()}"))
        if self.sorts > 1:
            faults.append(Fault(near.at, "a table has one SORTKEY clause"))


def _column(part: Tokens, columns: dict[str, str], seen: _Seen, faults: list[Fault]) -> Tokens:
    """A column's definition, or a table constraint, without what PostgreSQL lacks."""
    if (
        part[0].word in ("primary", "unique", "foreign", "constraint", "check", "like", "exclude")
        and part[0].kind == "word"
    ):
        return part
    name = part[0].name
    type_ = part[1].word if len(part) > 1 else ""
    if name in columns:
        faults.append(Fault(part[0].at, f'column "{name}" is there twice'))
    columns[name] = type_
    if name in _SYSTEM_COLUMNS:
        faults.append(Fault(part[0].at, f'"{name}" is the name of a system column and cannot be a column'))
    if len(part) > 2 and part[2].kind == "group":
        _length(type_, part[2], faults)
    out = part[:2]
    at = 2
    while at < len(part):
        token, after = part[at], part[at + 1] if at + 1 < len(part) else None
        if token.word == "encode" and after is not None:
            _encoding(after, type_, faults)
            at += 2
        elif token.word in ("distkey", "sortkey"):
            seen.keys += token.word == "distkey"
            seen.sorts += token.word == "sortkey" and not seen.sorts
            if type_ in _NO_KEYS:
                faults.append(Fault(token.at, f"a column of type {type_.upper()} cannot be a {token.word.upper()}"))
            at += 1
        elif token.word == "identity" and after is not None and after.kind == "group":
            if type_ not in ("int", "integer", "int4", "bigint", "int8"):
                faults.append(Fault(token.at, "an IDENTITY column is INT or BIGINT"))
            lead = "" if out[-1].word == "as" else "GENERATED ALWAYS AS "
            out.append(made(f"{lead}IDENTITY ({_counter(after, faults)})", token))
            at += 2
        else:
            out.append(token)
            at += 1
    return out


def _counter(numbers: Token, faults: list[Fault]) -> str:
    """IDENTITY(seed, step) as sequence options."""
    try:
        seed, step = (int(text_of(part).replace(" ", "")) for part in split(numbers.items, ","))
    except ValueError:
        faults.append(Fault(numbers.at, "IDENTITY takes (seed, step), two whole numbers"))
        return "START WITH 1"
    if step == 0:
        faults.append(Fault(numbers.at, "the step of IDENTITY is not 0"))
        return f"START WITH {seed}"
    bound = f" MINVALUE {min(seed, 1)}" if step > 0 else f" MINVALUE -2147483648 MAXVALUE {max(seed, -1)}"
    return f"START WITH {seed} INCREMENT BY {step}{bound}"


def _length(type_: str, size: Token, faults: list[Fault]) -> None:
    numbers = [text_of(part) for part in split(size.items, ",")]
    if type_ in ("decimal", "numeric", "dec"):
        precision, scale = (int(n) if n.isdigit() else -1 for n in [*numbers, "0"][:2])
        if not 1 <= precision <= _PRECISION or not 0 <= scale <= min(precision, 37):
            faults.append(
                Fault(size.at, f"DECIMAL({', '.join(numbers)}): precision 1 to 38, scale 0 to 37 and not above it")
            )
        return
    longest = _LONGEST.get(type_)
    if longest is None or (numbers == ["max"] and type_ in ("varchar", "nvarchar", "varbyte")):
        return
    if len(numbers) != 1 or not numbers[0].isdigit() or not 1 <= int(numbers[0]) <= longest:
        faults.append(Fault(size.at, f"{type_.upper()}({', '.join(numbers)}): from 1 to {longest}"))


def _encoding(token: Token, type_: str, faults: list[Fault]) -> None:
    encoding = token.name
    if encoding not in ENCODINGS:
        faults.append(Fault(token.at, f"there is no encoding {token.text}"))
    elif (encoding in _ENCODES and type_ not in _ENCODES[encoding]) or (type_ in _RAW_ONLY and encoding in ("lzo",)):
        faults.append(Fault(token.at, f"encoding {encoding} is not for columns of type {type_.upper()}"))


def _table_clauses(items: Tokens, columns: dict[str, str] | None, seen: _Seen, faults: list[Fault]) -> Tokens:
    out: Tokens = []
    at = 0
    while at < len(items):
        token, after = items[at], items[at + 1] if at + 1 < len(items) else None
        if token.word == "diststyle" and after is not None:
            seen.style = after.word
            if after.word not in _STYLES:
                faults.append(Fault(after.at, f"DISTSTYLE {after.text}: AUTO, EVEN, KEY or ALL"))
            at += 2
        elif token.word == "distkey" and after is not None and after.kind == "group":
            seen.keys += _exist(token, after, columns, 1, faults)
            at += 2
        elif token.word in ("compound", "interleaved") and after is not None and after.word == "sortkey":
            at += 1
        elif token.word == "sortkey" and after is not None and (after.kind == "group" or after.word == "auto"):
            seen.sorts += 1
            if after.kind == "group":
                interleaved = at > 0 and items[at - 1].word == "interleaved"
                _exist(token, after, columns, _INTERLEAVED_COLUMNS if interleaved else _SORT_COLUMNS, faults)
            at += 2
        elif (token.word == "backup" and after is not None and after.word in ("yes", "no")) or (
            token.word == "encode" and after is not None and after.word == "auto"
        ):
            at += 2
        elif phrase(items, ("auto", "refresh"), at) == at and words(items[at + 2 : at + 3])[:1] in (["yes"], ["no"]):
            at += 3
        else:
            out.append(token)
            at += 1
    return out


def _exist(near: Token, names: Token, columns: dict[str, str] | None, most: int, faults: list[Fault]) -> int:
    """Judge the columns of a key; gives their number."""
    parts = [part for part in split(names.items, ",") if part]
    if len(parts) > most:
        faults.append(Fault(near.at, f"{near.word.upper()} takes at most {most} columns"))
    for part in parts:
        name = part[0].name
        if columns is not None and name not in columns:
            faults.append(Fault(part[0].at, f'{near.word.upper()}: there is no column "{name}"'))
        elif columns is not None and columns[name] in _NO_KEYS:
            faults.append(
                Fault(part[0].at, f"a column of type {columns[name].upper()} cannot be a {near.word.upper()}")
            )
    return len(parts)
