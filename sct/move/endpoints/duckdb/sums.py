"""Sums of row digests by DuckDB (sct/move/sums.py says what the canonical texts are)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from sct.move.address import Address
from sct.move.errors import MoveError
from sct.move.sums import Sum, SumColumn, SumRequest, Sums, range_tests


class DuckSums:
    """What DuckSource computes without a row that leaves the engine."""

    address: Address
    base: Any

    def sum_trouble(self, column: SumColumn) -> str:
        if column.form == "clock" and column.kind == "interval":
            return "DuckDB writes spans in its own way"
        return ""

    def sums(self, request: SumRequest) -> Sums:
        group = f"coalesce(left(d, {request.cut.digits}), '')" if request.cut.digits else "k::VARCHAR"
        halves = ", ".join(
            f"coalesce(sum(('0x' || substr(d, {at}, 15))::UBIGINT), 0)::HUGEINT::VARCHAR" for at in (1, 16)
        )
        query = (
            f"SELECT {group} AS g, count(*), count(*) - count(d), {halves} FROM (SELECT {_digest(request.columns)} AS d, "
            f"{_range(request)} AS k FROM {_named(request.table)}{_where(request)}) s GROUP BY g"
        )
        return {str(g): Sum(rows, odd, int(low), int(high)) for g, rows, odd, low, high in self._rows(query)}

    def key_ends(self, table: tuple[str, str], split: str, filter: str) -> tuple[int | None, int | None]:
        where = f" WHERE {filter}" if filter else ""
        ((low, high),) = self._rows(f"SELECT min({_quoted(split)}), max({_quoted(split)}) FROM {_named(table)}{where}")
        return (None, None) if low is None else (int(low), int(high))

    def range_filter(self, split: str, ranges: Sequence[tuple[int | None, int | None]]) -> str:
        return range_tests(_quoted(split), ranges)

    def digest_filter(self, columns: tuple[SumColumn, ...], digits: int, wanted: Sequence[str]) -> str:
        if not digits:
            return ""
        names = ", ".join(f"'{w}'" for w in wanted)
        return f"coalesce(left({_digest(columns)}, {digits}), '') IN ('', {names})"

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        cursor = self.base.cursor()
        try:
            return list(cursor.execute(query).fetchall())
        except duckdb.Error as error:
            raise MoveError("MV0012", f"{self.address.path}: {error}") from None
        finally:
            cursor.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _named(table: tuple[str, str]) -> str:
    return ".".join(_quoted(part) for part in table if part)


def _where(request: SumRequest) -> str:
    tests = [f"({request.filter})"] if request.filter else []
    bounds = ((">", request.chunk.low), ("<=", request.chunk.high))
    tests += [f"{_quoted(request.split)} {sign} {int(b)}" for sign, b in bounds if b is not None]
    return f" WHERE {' AND '.join(tests)}" if tests else ""


def _range(request: SumRequest) -> str:
    cut = request.cut
    if not cut.width:
        return "0"
    top = cut.base + cut.count * cut.width - 1
    return f"(least(greatest({_quoted(request.split)}::HUGEINT, {cut.base}), {top}) - ({cut.base})) // {cut.width}"


def _digest(columns: tuple[SumColumn, ...]) -> str:
    comma = " || ',' || "
    return f"md5({comma.join(_canonical(c) for c in columns)})"


def _canonical(column: SumColumn) -> str:
    name = _quoted(column.column)
    empty = f" OR {name}::VARCHAR = ''" if column.empty_is_null else ""
    return f"CASE WHEN {name} IS NULL{empty} THEN 'N' {_value(column, name)} END"


def _value(column: SumColumn, name: str) -> str:
    words = f"{name}::VARCHAR"
    if column.form == "number":
        if column.kind == "boolean":
            return f"ELSE {name}::INTEGER::VARCHAR"
        return f"ELSE {words if column.kind == 'integer' else _trimmed(words)}"
    if column.form == "float":
        plain = (
            f"WHEN {name} = 0 OR abs({name}) >= 1e-4 AND abs({name}) < 1e15 THEN {_trimmed(f'{name}::DOUBLE::VARCHAR')}"
        )
        return f"{plain} ELSE {_float(f'{name}::DOUBLE::VARCHAR')}"
    if column.form == "bytes":
        return f"ELSE md5({name})"
    if column.form in ("date", "moment"):
        # Infinities, and years that are written otherwise, have no text here.
        odd = f"WHEN NOT isfinite({name}) OR year({name}) NOT BETWEEN 1 AND 9999 THEN NULL"
        if column.form == "date":
            return f"{odd} ELSE {words}"
        if column.kind == "date":
            return f"{odd} ELSE {words} || ' 00:00:00'"
        moment = f"({name} AT TIME ZONE 'UTC')" if "WITH TIME ZONE" in column.native.upper() else name
        return f"{odd} ELSE {_trimmed(f'{moment}::VARCHAR')}"
    if column.form == "clock":
        return f"WHEN {words} LIKE '24:%' THEN NULL ELSE {_trimmed(words)}"
    if column.form == "text":
        text = words if column.blanks else f"rtrim({words}, ' ')"
        return f"ELSE length({text}) || ':' || {text}" if column.inline else f"ELSE md5({text})"
    return f"ELSE {words}"


def _trimmed(words: str) -> str:
    return f"CASE WHEN contains({words}, '.') THEN rtrim(rtrim({words}, '0'), '.') ELSE {words} END"


def _float(text: str) -> str:
    """`-12.5e+20` as `-125e22`: digits without zeros at both ends, and how many stand before the point."""
    number = f"split_part({text}, 'e', 1)"
    digits = f"ltrim(replace(replace({number}, '-', ''), '.', ''), '0')"
    power = f"coalesce(try_cast(nullif(split_part({text}, 'e', 2), '') AS INTEGER), 0)"
    point = f"({power} + length({digits}) - length(split_part({number}, '.', 2)))::VARCHAR"
    whole = f"CASE WHEN {digits} = '' THEN '0' ELSE rtrim({digits}, '0') || 'e' || {point} END"
    sign = f"CASE WHEN left({text}, 1) = '-' THEN '-' ELSE '' END"
    named = f"CASE {text} WHEN 'nan' THEN 'NaN' WHEN 'inf' THEN 'Infinity' WHEN '-inf' THEN '-Infinity'"
    return f"{named} ELSE {sign} || {whole} END"
