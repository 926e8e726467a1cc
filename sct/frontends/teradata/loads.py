"""Which column a field of a file is loaded into, by the statements of BTEQ and the load utilities.

A target's loader takes the fields of a file in their order; the INSERT of a load utility takes them by name, in any order,
and may leave some out. Only where every field goes into one column is the load the same.
"""

from __future__ import annotations

import re

_INSERT = re.compile(
    r"\bINS(?:ERT)?\s+(?:INTO\s+)?([\w.$#]+)\s*(\([^()]*\))?\s*(?:VALUES\s*)?\(([^()]*)\)\s*$",
    re.IGNORECASE | re.DOTALL,
)


def insert(text: str) -> tuple[str, list[str], list[str]] | None:
    """(table, columns, fields) of an INSERT of fields of a file alone; None for every other statement. Without a list of
    columns there are none."""
    found = _INSERT.search(text)
    values = [v.strip() for v in found[3].split(",")] if found else []
    if found is None or not all(v.startswith(":") and v[1:].replace("_", "").isalnum() for v in values):
        return None
    names = [n.strip().lower() for n in found[2][1:-1].split(",")] if found[2] else []
    return found[1].lower(), names, [v[1:].lower() for v in values]


def columns(names: list[str], values: list[str], fields: list[str]) -> tuple[str, ...] | None:
    """The columns in the order of the file's fields, none where they are the table's own; None where a field goes nowhere,
    or into several columns, or where the order of the table's columns would have to be known."""
    if sorted(values) != sorted(fields) or len(set(fields)) != len(fields):
        return None
    if not names:
        return () if values == fields else None
    if len(names) != len(values):
        return None
    return tuple(names[values.index(field)] for field in fields)


def declared(text: str) -> list[str]:
    """The fields of `USING (a VARCHAR(5), …)`, `DEFINE a (VARCHAR(5)), … FILE = x` and a schema's list, in their order."""
    upper = text.upper().lstrip()
    if upper.startswith("USING"):
        start = text.find("(")
        return _names(text[start + 1 :]) if start >= 0 else []
    if upper.startswith("DEFINE"):
        return _names(text.lstrip()[len("DEFINE") :], stops=("FILE", "INMOD"))
    return _names(text)


def _names(text: str, stops: tuple[str, ...] = ()) -> list[str]:
    """The first word of each part between commas, up to the parenthesis that closes what was open before."""
    out: list[str] = []
    depth, begins = 0, True
    for found in re.finditer(r"[A-Za-z_][\w$#]*|[(),]", text):
        token = found[0]
        if token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
            if depth < 0:
                break
        elif token == ",":
            begins = begins or depth == 0
        elif depth == 0 and token.upper() in stops:
            break
        elif begins and depth == 0:
            out.append(token.lower())
            begins = False
    return out
