"""ASE's column types as neutral ones (Reference Manual: Building Blocks, "System and User-Defined Datatypes").

And how each is asked for exactly: moments in parts, because no style of CONVERT has all digits in every version.
"""

from __future__ import annotations

from sct.ir.types import Type
from sct.move.endpoints.rows import Reading

WHOLE = {"bigint": 64, "int": 32, "smallint": 16, "tinyint": 16, "usmallint": 32, "uint": 64}
MONEY = {"money": (19, 4), "smallmoney": (10, 4)}
WIDE = ("unichar", "univarchar")


def type_of(word: str, length: int, precision: int | None, scale: int | None, char_size: int = 1) -> Type:
    """The base type's name with syscolumns' length (bytes), prec, scale; `char_size` = @@ncharsize."""
    raw = spelling(word, length, precision, scale)
    if word in WHOLE:
        return Type("integer", bits=WHOLE[word], raw=raw)
    if word == "ubigint":
        return Type("decimal", precision=20, scale=0, raw=raw)
    if word == "bit":
        return Type("boolean", raw=raw)
    if word in ("numeric", "decimal"):
        return Type("decimal", precision=precision, scale=scale, raw=raw)
    if word in MONEY:
        return Type("decimal", precision=MONEY[word][0], scale=MONEY[word][1], raw=raw)
    if word in ("float", "real"):
        return Type("float", bits=32 if word == "real" or length == 4 else 64, raw=raw)
    if word in ("char", "varchar", "sysname", "longsysname"):
        return Type("char" if word == "char" else "varchar", length=length, unit="byte", raw=raw)
    if word in ("nchar", "nvarchar"):
        size = length // max(1, char_size)
        return Type("char" if word == "nchar" else "varchar", length=size, unit="char", raw=raw)
    if word in WIDE:
        return Type("char" if word == "unichar" else "varchar", length=length // 2, unit="char", raw=raw)
    if word in ("text", "unitext"):
        return Type("text", raw=raw)
    if word in ("binary", "varbinary", "timestamp"):
        return Type("binary", length=length, raw=raw)
    if word == "image":
        return Type("binary", raw=raw)
    if word == "date":
        return Type("date", raw=raw)
    if word in ("time", "bigtime"):
        return Type("time", precision=3 if word == "time" else 6, raw=raw)
    if word in ("datetime", "smalldatetime", "bigdatetime"):
        return Type("timestamp", precision={"datetime": 3, "smalldatetime": 0}.get(word, 6), raw=raw)
    return Type("unknown", raw=raw)


def spelling(word: str, length: int, precision: int | None, scale: int | None) -> str:
    """The type as DDL spells it."""
    if word in ("numeric", "decimal"):
        return f"{word}({precision},{scale or 0})"
    if word in WIDE:
        return f"{word}({length // 2})"
    if word in ("char", "varchar", "binary", "varbinary"):
        return f"{word}({length})"
    return {"usmallint": "unsigned smallint", "uint": "unsigned int", "ubigint": "unsigned bigint"}.get(word, word)


def reading(name: str, native: str) -> Reading:
    word = native.partition("(")[0]
    if word in ("bigint", "int", "smallint", "tinyint", "unsigned smallint", "unsigned int"):
        return Reading(name, "integer")
    if word in ("unsigned bigint",):
        return Reading(f"convert(numeric(20, 0), {name})", "decimal")
    if word in ("numeric", "decimal"):
        return Reading(name, "decimal")
    if word in MONEY:  # as text, money is rounded to two digits
        return Reading(f"convert(numeric({MONEY[word][0]}, {MONEY[word][1]}), {name})", "decimal")
    if word == "bit":
        return Reading(name, "boolean")
    if word in ("float", "real"):
        return Reading(name, "float")
    if word in ("binary", "varbinary", "timestamp"):
        return Reading(name, "bytes")
    if word == "image":
        return Reading(name, "bytes", True)
    day = f"str_replace(convert(char(10), {name}, 111), '/', '-')"
    clock = f"convert(char(8), {name}, 8)"
    thousandths = f"right('00' + convert(varchar(3), datepart(ms, {name})), 3)"
    millionths = f"right('00000' + convert(varchar(6), datepart(us, {name})), 6)"
    if word == "date":
        return Reading(day)
    if word == "smalldatetime":
        return Reading(f"{day} + ' ' + {clock}")
    if word == "datetime":
        return Reading(f"{day} + ' ' + {clock} + '.' + {thousandths}")
    if word == "bigdatetime":
        return Reading(f"{day} + ' ' + {clock} + '.' + {millionths}")
    if word in ("time", "bigtime"):
        return Reading(f"{clock} + '.' + {thousandths if word == 'time' else millionths}")
    return Reading(name, "text", word in ("text", "unitext"))
