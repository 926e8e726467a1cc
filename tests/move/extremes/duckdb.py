"""DuckDB's types (its documentation, "Data Types") at their extremes."""

from __future__ import annotations

from tests.move.extremes.model import Extreme

TEXTS = (
    "''",
    "' '",
    "'a '",
    "'e\u0301'",
    "'\U0001f600'",
    "chr(1)",
    "'a' || chr(0)",
    "'NULL'",
    "'\"a'',b\"'",
    "chr(13) || chr(10)",
)
REALS = ("'-0'", "'nan'", "'inf'", "'-inf'", "0.1")
MOMENTS = (
    "'0001-01-01 00:00:00'",
    "'9999-12-31 23:59:59'",
    "'infinity'",
    "'-infinity'",
    "'0044-03-15 (BC) 01:02:03'",
    "'290000-01-01 00:00:00'",
)

DUCKDB = [
    Extreme("BOOLEAN", "truth", ("true", "false")),
    Extreme("TINYINT", "number", ("-128", "127")),
    Extreme("UTINYINT", "number", ("255",)),
    Extreme("SMALLINT", "number", ("-32768", "32767")),
    Extreme("USMALLINT", "number", ("65535",)),
    Extreme("INTEGER", "number", ("-2147483648", "2147483647")),
    Extreme("UINTEGER", "number", ("4294967295",)),
    Extreme("BIGINT", "number", ("-9223372036854775808", "9223372036854775807")),
    Extreme("UBIGINT", "number", ("18446744073709551615",)),
    Extreme("HUGEINT", "number", ("'-170141183460469231731687303715884105728'", "170141183460469231731687303715884105727")),
    Extreme("UHUGEINT", "number", ("340282366920938463463374607431768211455",)),
    Extreme("BIGNUM", "words", ("'" + "9" * 100 + "'::BIGNUM", "'-1'::BIGNUM")),
    Extreme("DECIMAL(4,1)", "number", ("999.9", "-0.1")),
    Extreme("DECIMAL(18,3)", "number", ("-999999999999999.999",)),
    Extreme("DECIMAL(38,10)", "number", ("9999999999999999999999999999.9999999999", "-0.0000000001")),
    Extreme("FLOAT", "float", (*REALS, "'3.4028235e38'", "'1e-45'", "1.1")),
    Extreme("DOUBLE", "float", (*REALS, "'1.7976931348623157e308'", "'5e-324'", "9007199254740993")),
    Extreme("VARCHAR", "text", (*TEXTS, "repeat('\u00e9', 70000)")),
    Extreme("BLOB", "bytes", ("''::BLOB", r"'\x00\xFF'::BLOB", "repeat('a', 70000)::BLOB")),
    Extreme("DATE", "date", ("'0001-01-01'", "'9999-12-31'", "'infinity'", "'-infinity'", "'0044-03-15 (BC)'", "'5881580-07-10'")),
    Extreme("TIME", "time", ("'00:00:00'", "'23:59:59.999999'", "'24:00:00'")),
    Extreme("TIME WITH TIME ZONE", "words", ("'12:00:00.000001+15:59'", "'00:00:00-15:59'")),
    Extreme("TIME_NS", "time", ("'23:59:59.999999999'", "'12:00:00.000001'")),
    Extreme("TIMESTAMP", "moment", (*MOMENTS, "'1969-12-31 23:59:59.999999'")),
    Extreme("TIMESTAMP_S", "moment", ("'1969-12-31 23:59:59'", "'0001-01-01 00:00:00'", "'9999-12-31 23:59:59'", "'infinity'")),
    Extreme("TIMESTAMP_MS", "moment", ("'1969-12-31 23:59:59.999'", "'9999-12-31 23:59:59.999'", "'infinity'")),
    Extreme("TIMESTAMP_NS", "moment", ("'1969-12-31 23:59:59.999999999'", "'2024-01-01 00:00:00.000001'", "'infinity'", "'1700-01-01 00:00:00.000000001'")),
    Extreme("TIMESTAMP WITH TIME ZONE", "instant", ("'0001-01-01 00:00:00+00'", "'9999-12-31 23:59:59.999999+00'", "'infinity'", "'-infinity'", "'0044-03-15 (BC) 01:02:03+00'")),
    Extreme("INTERVAL", "span", ("'1 year -2 days 03:04:05.000006'", "'-00:00:00.000001'", "'839 hours'", "'0 days'", "'-178000000 years'")),
    Extreme("UUID", "uuid", ("'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'", "'c0187637-3941-ef10-600e-17f948b24515'")),
    Extreme("JSON", "text", ("'{\"b\":1, \"a\":2,\"a\":3}'", "'1e400'", "'\"\\u0000\"'", "'null'")),
    Extreme("ENUM('sad', '', '\u00e9''x')", "text", ("'sad'", "''", "'\u00e9''x'")),
    Extreme("BIT", "words", ("'1'::BIT", "'" + "10" * 40 + "'::BIT")),
    Extreme("INTEGER[]", "words", ("[1, NULL, -2147483648]", "[]")),
    Extreme("VARCHAR[]", "words", ("['a, b', '\"q\"', NULL, '', '\U0001f600']",)),
    Extreme("INTEGER[2]", "words", ("[1, NULL]",)),
    Extreme("INTEGER[][]", "words", ("[[1], [], NULL]",)),
    Extreme("STRUCT(a INTEGER, b VARCHAR)", "words", ("{'a': 1, 'b': 'x, ''y'}", "{'a': NULL, 'b': NULL}")),
    Extreme("MAP(VARCHAR, INTEGER)", "words", ("MAP {'k': 1, 'x=y': NULL}", "MAP {}")),
    Extreme("UNION(num INTEGER, str VARCHAR)", "words", ("1", "'1'")),
]  # fmt: skip
