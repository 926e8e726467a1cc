"""Sums of row digests by MariaDB or MySQL itself (sct/move/sums.py says what the canonical texts are)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pymysql

from sct.move.address import Address
from sct.move.endpoints.mariadb.connect import connect, named, quoted, trouble
from sct.move.sums import Sum, SumColumn, SumRequest, Sums, range_tests

ALL = (1 << 64) - 1


class MariaSums:
    """What MariaSource computes where the rows are; a connection a call, so any thread may ask."""

    address: Address

    def sum_trouble(self, column: SumColumn) -> str:
        return ""

    def sums(self, request: SumRequest) -> Sums:
        group = f"COALESCE(LEFT(d, {request.cut.digits}), '')" if request.cut.digits else "k"
        halves = ", ".join(f"COALESCE(SUM(CAST(CONV(SUBSTR(d, {at}, 15), 16, 10) AS UNSIGNED)), 0)" for at in (1, 16))
        # LIMIT: the digest is computed once a row and not in each place that speaks of it.
        query = (
            f"SELECT {group} AS g, COUNT(*), COUNT(*) - COUNT(d), {halves} FROM (SELECT {_digest(request.columns)} AS d, "
            f"{_range(request)} AS k FROM {named(request.table)}{_where(request)} "
            f"LIMIT {ALL}) s GROUP BY g"
        )
        return {str(g): Sum(rows, odd, int(low), int(high)) for g, rows, odd, low, high in self._rows(query)}

    def key_ends(self, table: tuple[str, str], split: str, filter: str) -> tuple[int | None, int | None]:
        where = f" WHERE {filter}" if filter else ""
        ((low, high),) = self._rows(f"SELECT MIN({quoted(split)}), MAX({quoted(split)}) FROM {named(table)}{where}")
        return (None, None) if low is None else (int(low), int(high))

    def range_filter(self, split: str, ranges: Sequence[tuple[int | None, int | None]]) -> str:
        return range_tests(quoted(split), ranges)

    def digest_filter(self, columns: tuple[SumColumn, ...], digits: int, wanted: Sequence[str]) -> str:
        if not digits:
            return ""
        names = ", ".join(f"'{w}'" for w in wanted)
        return f"COALESCE(LEFT({_digest(columns)}, {digits}), '') IN ('', {names})"

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        try:
            with closing(connect(self.address)) as connection, connection.cursor() as cursor:
                cursor.execute(query)
                return list(cursor.fetchall())
        except pymysql.Error as error:
            raise trouble(self.address, error) from None


def _where(request: SumRequest) -> str:
    tests = [f"({request.filter})"] if request.filter else []
    bounds = ((">", request.chunk.low), ("<=", request.chunk.high))
    tests += [f"{quoted(request.split)} {sign} {int(b)}" for sign, b in bounds if b is not None]
    return f" WHERE {' AND '.join(tests)}" if tests else ""


def _range(request: SumRequest) -> str:
    cut = request.cut
    if not cut.width:
        return "0"
    top = cut.base + cut.count * cut.width - 1
    key = f"CAST({quoted(request.split)} AS SIGNED)"
    return f"(LEAST(GREATEST({key}, {cut.base}), {top}) - ({cut.base})) DIV {cut.width}"


def _digest(columns: tuple[SumColumn, ...]) -> str:
    """A row's digest; a row longer than max_allowed_packet has none, as CONCAT is NULL then."""
    comma = ", ',', "
    return f"MD5(CONCAT({comma.join(_canonical(c) for c in columns)}))"


def _canonical(column: SumColumn) -> str:
    """The column's canonical text, N for NULL; NULL for a value that has none."""
    name = quoted(column.column)
    empty = f" OR OCTET_LENGTH({name}) = 0" if column.empty_is_null else ""
    return f"CASE WHEN {name} IS NULL{empty} THEN 'N' {_value(column, name)} END COLLATE utf8mb4_bin"


def _value(column: SumColumn, name: str) -> str:
    base = column.native.lower().split("(")[0].split(" ")[0]
    words = f"CAST({name} AS CHAR)"
    if column.form == "number":
        if base in ("decimal", "numeric") and "(" in column.native:
            return f"ELSE {_trimmed(words)}"
        return f"ELSE CAST({name} + 0 AS CHAR)"  # BIT, YEAR and ZEROFILL as the numbers they are
    if column.form == "float":
        text = f"CAST(CAST({name} AS DOUBLE) AS CHAR)"
        # Between these the server writes no exponent.
        plain = f"WHEN {name} = 0 OR ABS({name}) >= 1e-4 AND ABS({name}) < 1e15 THEN {text}"
        return f"{plain} ELSE {_float(text)}"
    if column.form == "bytes":
        return f"ELSE MD5({f'ST_AsWKB({name})' if column.type_name == 'wkb' else name})"
    if column.form in ("date", "moment"):
        # Exactly the dates that other engines have: no zero in any part.
        odd = f"WHEN YEAR({name}) = 0 OR MONTH({name}) = 0 OR DAY({name}) = 0 THEN NULL"
        if column.form == "moment" and column.kind == "date":
            return f"{odd} ELSE CONCAT({words}, ' 00:00:00')"
        return f"{odd} ELSE {_trimmed(words) if '(' in column.native else words}"
    if column.form == "clock":
        return f"ELSE {_trimmed(words) if '(' in column.native else words}"
    if column.form == "uuid":
        return f"ELSE LOWER({words})"
    text = f"CONVERT({name} USING utf8mb4)"
    if base in ("decimal", "numeric", "year", "bit", "uuid", "time") or column.kind == "integer":
        text = words
    if not column.blanks:
        text = f"TRIM(TRAILING ' ' FROM {text})"
    return f"ELSE CONCAT(CHAR_LENGTH({text}), ':', {text})" if column.inline else f"ELSE MD5({text})"


def _trimmed(words: str) -> str:
    """Without zeros at the end of a fraction; a number without one stays."""
    short = f"TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM {words}))"
    return f"IF(LOCATE('.', {words}) > 0, {short}, {words})"


def _float(text: str) -> str:
    """`-12.5e20` as `-125e22`: digits without zeros at both ends, and how many stand before the point."""
    number = f"SUBSTRING_INDEX({text}, 'e', 1)"
    digits = f"TRIM(LEADING '0' FROM REPLACE(REPLACE({number}, '-', ''), '.', ''))"
    fraction = f"IF(LOCATE('.', {number}) > 0, CHAR_LENGTH(SUBSTRING_INDEX({number}, '.', -1)), 0)"
    power = f"IF(LOCATE('e', {text}) > 0, CAST(SUBSTRING_INDEX({text}, 'e', -1) AS SIGNED), 0)"
    point = f"CAST({power} + CAST(CHAR_LENGTH({digits}) AS SIGNED) - CAST({fraction} AS SIGNED) AS CHAR)"
    whole = f"IF({digits} = '', '0', CONCAT(TRIM(TRAILING '0' FROM {digits}), 'e', {point}))"
    return f"CONCAT(IF(LEFT({text}, 1) = '-', '-', ''), {whole})"
