"""Package constants that conditions ask for: `$IF cfg.fast $THEN`. Their packages are read first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sct.frontends.oracle.plsql_conditional import Conditions
from sct.ir import objects as o
from sct.ir import statements as s
from sct.options import Options, flag_value
from sct.text.chunk import Chunk

# only to find out whether there is anything to do: what a condition is, the reader of the unit says
_ASKED = re.compile(r"\$(?:IF|ELSIF)\b(.*?)\$THEN", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"(\w+)\s*\.\s*\w+")
_LITERAL = re.compile(r"\s*(?:TRUE|FALSE|NULL|-?\d+|'(?:[^']|'')*')\s*", re.IGNORECASE)


def constants(chunks: Iterable[Chunk], options: Options) -> dict[str, Any]:
    """`package.name` (lower case) -> value, of the constants with a literal value in packages that conditions name."""
    chunks = [chunk for chunk in chunks if chunk.kind == "plsql"]
    asked = {
        name.lower()
        for chunk in chunks
        if "$" in chunk.text
        for condition in _ASKED.findall(chunk.text)
        for name in _NAME.findall(condition)
    } - {"dbms_db_version"}
    found: dict[str, Any] = {}
    if not asked:
        return found
    from sct.frontends.oracle.statement import parse_statement

    for chunk in chunks:
        if not any(name in chunk.text.lower() for name in asked) or "constant" not in chunk.text.lower():
            continue
        for item in parse_statement(chunk, Conditions.of(options.plsql_flags, options.source_version, found)):
            if isinstance(item, o.Unit) and item.kind == "package" and item.name.name in asked:
                found.update(_of(item))
    return found


def _of(unit: o.Unit) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for one in unit.code.declarations if isinstance(unit.code, s.Package) else ():
        if isinstance(one, s.Variable) and one.constant and one.default is not None:
            text = one.default.text
            if _LITERAL.fullmatch(text):
                value = flag_value(text)
                if isinstance(value, str):
                    value = value.strip()[1:-1].replace("''", "'")
                out[f"{unit.name.name}.{one.name}"] = value
    return out
