"""Sums of row digests by PostgreSQL itself (sct/move/sums.py says what the canonical texts are)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import psycopg
from psycopg import sql

from sct.move.address import Address
from sct.move.endpoints.postgres.connect import connect, named, trouble
from sct.move.sums import Cut, Sum, SumColumn, SumRequest, Sums, range_tests

# Before version 12 text of a float is not the shortest; 3 makes it at least exact, so it is only unlike others.
Hash = Callable[[sql.Composable], sql.Composable]
FLOATS = "SET extra_float_digits = 3"


class PostgresSums:
    """What PostgresSource computes where the rows are; a connection a call, so any thread may ask."""

    address: Address
    _encoding = ""

    def sum_trouble(self, column: SumColumn) -> str:
        if self._server_encoding() == "SQL_ASCII":
            return "the database has no encoding"
        return ""

    def _server_encoding(self) -> str:
        if not self._encoding:
            with connect(self.address, autocommit=True) as connection:
                self._encoding = str(connection.execute("SHOW server_encoding").fetchone()[0])
        return self._encoding

    def sums(self, request: SumRequest) -> Sums:
        rows = sql.SQL("SELECT {} AS d, {} AS k FROM {}{}").format(
            self._digest(request.columns), _range(request), named(*request.table), _where(request)
        )
        group = sql.SQL("k::text")
        if request.cut.digits:
            group = sql.SQL("coalesce(left(d, {}), '')").format(sql.Literal(request.cut.digits))
        halves = sql.SQL(", ").join(
            sql.SQL("coalesce(sum(('x' || substr(d, {}, 15))::bit(60)::bigint), 0)::text").format(sql.Literal(at))
            for at in (1, 16)
        )
        # OFFSET 0: the digest is computed once a row and not in each place that speaks of it.
        query = sql.SQL("SELECT {}, count(*), count(*) - count(d), {} FROM ({} OFFSET 0) s GROUP BY 1").format(
            group, halves, rows
        )
        try:
            with connect(self.address, autocommit=True) as connection:
                connection.execute(FLOATS)
                found = connection.execute(query).fetchall()
        except psycopg.Error as error:
            raise trouble(self.address, error) from None
        return {segment: Sum(rows, odd, int(low), int(high)) for segment, rows, odd, low, high in found}

    def key_ends(self, table: tuple[str, str], split: str, filter: str) -> tuple[int | None, int | None]:
        where = sql.SQL(f" WHERE {filter}" if filter else "")
        query = sql.SQL("SELECT min({0}), max({0}) FROM {1}{2}").format(sql.Identifier(split), named(*table), where)
        try:
            with connect(self.address, autocommit=True) as connection:
                low, high = connection.execute(query).fetchone()
        except psycopg.Error as error:
            raise trouble(self.address, error) from None
        return (None, None) if low is None else (int(low), int(high))

    def range_filter(self, split: str, ranges: Sequence[tuple[int | None, int | None]]) -> str:
        return range_tests(sql.Identifier(split).as_string(None), ranges)

    def digest_filter(self, columns: tuple[SumColumn, ...], digits: int, wanted: Sequence[str]) -> str:
        if not digits:
            return ""
        digest = self._digest(columns)
        names = sql.SQL(", ").join(sql.Literal(w) for w in wanted)
        test = sql.SQL("coalesce(left({}, {}), '') IN ('', {})").format(digest, sql.Literal(digits), names)
        return test.as_string(None)

    def _digest(self, columns: tuple[SumColumn, ...]) -> sql.Composable:
        row = sql.SQL(" || ',' || ").join(_canonical(c, self._hash) for c in columns)
        return sql.SQL("md5({})").format(self._octets(row))

    def _octets(self, text: sql.Composable) -> sql.Composable:
        """MD5 is of the database's bytes; where these are not UTF-8 they are made so."""
        if self._server_encoding() == "UTF8":
            return text
        return sql.SQL("convert_to({}, 'UTF8')").format(text)

    def _hash(self, text: sql.Composable) -> sql.Composable:
        return sql.SQL("md5({})").format(self._octets(text))


def _where(request: SumRequest) -> sql.Composable:
    tests = [f"({request.filter})"] if request.filter else []
    name = sql.Identifier(request.split).as_string(None) if request.split else ""
    tests += [
        f"{name} {sign} {int(b)}" for sign, b in ((">", request.chunk.low), ("<=", request.chunk.high)) if b is not None
    ]
    return sql.SQL(f" WHERE {' AND '.join(tests)}" if tests else "")


def _range(request: SumRequest) -> sql.Composable:
    cut: Cut = request.cut
    if not cut.width:
        return sql.SQL("0")
    top = cut.base + cut.count * cut.width - 1
    return sql.SQL("(least(greatest({}::numeric, {}), {}) - {})::bigint / {}::bigint").format(
        sql.Identifier(request.split), *(sql.Literal(n) for n in (cut.base, top, cut.base, cut.width))
    )


def _canonical(column: SumColumn, hashed: Hash) -> sql.Composable:
    """The column's canonical text, N for NULL; NULL for a value that has none."""
    name = sql.Identifier(column.column)
    empty = sql.SQL(" OR {}::text = ''").format(name) if column.empty_is_null else sql.SQL("")
    return sql.SQL("CASE WHEN {} IS NULL{} THEN 'N' ELSE {} END").format(name, empty, _value(column, name, hashed))


def _value(column: SumColumn, name: sql.Composable, hashed: Hash) -> sql.Composable:
    words = sql.SQL("{}::text").format(name)
    if column.form == "number":
        if column.kind == "boolean":
            return sql.SQL("{}::int::text").format(name)
        if column.kind == "integer":
            return words
        return sql.SQL("CASE WHEN strpos({0}, '.') > 0 THEN rtrim(rtrim({0}, '0'), '.') ELSE {0} END").format(words)
    if column.form == "float":
        # Between these the server writes no exponent.
        plain = sql.SQL("CASE WHEN {0} = 0 OR abs({0}) >= 1e-4 AND abs({0}) < 1e15 THEN {0}::float8::text ELSE {1} END")
        return plain.format(name, _float(sql.SQL("{}::float8::text").format(name)))
    if column.form == "bytes":
        return sql.SQL("md5({})").format(name)
    if column.form == "moment":
        if column.kind == "date":
            return sql.SQL("{}::timestamp::text").format(name)
        if "with time zone" in column.native or "timestamptz" in column.native:
            return sql.SQL("({} AT TIME ZONE 'UTC')::text").format(name)
        return words
    if column.form == "clock" and column.kind == "time":
        # 24:00 is a time of day in PostgreSQL only.
        return sql.SQL("CASE WHEN {} = '24:00' THEN NULL ELSE {} END").format(name, words)
    if column.form == "text":
        text = words if column.blanks else sql.SQL("rtrim({}, ' ')").format(words)
        if column.inline:
            return sql.SQL("char_length({0}) || ':' || {0}").format(text)
        return hashed(text)
    return words


def _float(text: sql.Composable) -> sql.Composable:
    """`-12.5e+20` as `-125e22`: digits without zeros at both ends, and how many stand before the point."""
    return sql.SQL(
        "CASE WHEN {0} IN ('NaN', 'Infinity', '-Infinity') THEN {0} ELSE (SELECT sign || CASE WHEN digits = '' THEN '0' "
        "ELSE rtrim(digits, '0') || 'e' || (power + length(digits) - fraction) END FROM (SELECT "
        "CASE WHEN left({0}, 1) = '-' THEN '-' ELSE '' END AS sign, "
        "ltrim(replace(ltrim(split_part({0}, 'e', 1), '-'), '.', ''), '0') AS digits, "
        "length(split_part(split_part({0}, 'e', 1), '.', 2)) AS fraction, "
        "coalesce(nullif(split_part({0}, 'e', 2), ''), '0')::int AS power) f) END"
    ).format(text)
