"""SQLite: declared types say little there, a column holds values of any storage class ("Datatypes In SQLite")."""

from __future__ import annotations

from tests.move.extremes.model import Extreme

TEXTS = (
    "''",
    "' '",
    "'a '",
    "'e\u0301'",
    "'\U0001f600'",
    "char(1)",
    "'a' || char(0) || 'b'",
    "'NULL'",
    "'\"a'',b\"'",
    "char(13, 10)",
)
REALS = ("1.7976931348623157e308", "5e-324", "-0.0", "9e999", "-9e999", "0.1", "9007199254740993")

SQLITE = [
    Extreme("INTEGER", "stored", ("-9223372036854775808", "9223372036854775807", "'text'", "1.5", "1e300", "x'61'", "''")),
    Extreme("INT", "stored", ("0", "'12'", "'1e3'")),
    Extreme("TINYINT", "stored", ("-128", "9223372036854775807")),
    Extreme("REAL", "stored", (*REALS, "'abc'", "'0.5'", "x'00'")),
    Extreme("TEXT", "stored", (*TEXTS, "5", "0.1", "x'6162'", "x'ff'")),
    Extreme("VARCHAR(3)", "stored", ("'abcdef'", "'\u00e9'", "5")),
    Extreme("NUMERIC", "stored", ("1", "1.25", "'abc'", "1e300", "9223372036854775807", "0.1", "'12345678901234567890.5'")),
    Extreme("DECIMAL(10,2)", "stored", ("1.25", "0.1", "1.005", "'abc'", "123456789012", "-0.01")),
    Extreme("BLOB", "stored", ("x''", "x'00ff'", "'text'", "1", "1.5")),
    Extreme("BLOB only", "stored", ("x''", "x'00ff'", "zeroblob(70000)"), (), "BLOB"),
    Extreme("no type", "stored", ("1", "'1'", "1.5", "x'31'", "''"), (), " "),
    Extreme("BOOLEAN", "stored", ("0", "1", "2", "'true'", "'maybe'")),
    Extreme("DATE", "stored", ("'2024-02-29'", "'0000-00-00'", "'0001-01-01'", "'9999-12-31'", "'-4713-11-24'", "1700000000", "2460000.5", "'soon'", "'2024-02-29 01:02:03'")),
    Extreme("DATETIME", "stored", ("'2024-02-29 01:02:03.000004'", "'2024-02-29T01:02:03Z'", "'2024-02-29'", "'2024-02-29 01:02:03.0000004'", "1700000000", "'now'")),
    Extreme("TIME", "stored", ("'23:59:59.999999'", "'24:00'", "'12:00'", "'-01:00'")),
    Extreme("JSON", "stored", ("'{\"b\":1, \"a\":2,\"a\":3}'", "'1e400'", "'{bad'")),
    Extreme("UUID", "stored", ("'ffffffff-ffff-ffff-ffff-ffffffffffff'", "x'ffffffffffffffffffffffffffffffff'", "'none'")),
]  # fmt: skip
