"""DDL in strings that needs no object of the input: DROP, TRUNCATE, settings of the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sct.sqlexpr.strings import MARK
from sct.sqlexpr.token_lists import STRINGS
from sct.sqlexpr.tokens import TokenError, TokenType, tokenise

_KINDS = ("TABLE", "VIEW", "SEQUENCE", "INDEX", "PROCEDURE", "FUNCTION", "TYPE", "MATERIALIZED VIEW")


_FORMATS = ("NLS_DATE_FORMAT", "NLS_TIMESTAMP_FORMAT", "NLS_TIMESTAMP_TZ_FORMAT")


def session_format(text: str, engine: str) -> tuple[str, str] | None:
    """(parameter, format) of ALTER SESSION that sets the form of dates that become text; None for anything else."""
    tokens = tokenise(text, engine)
    words = [token.text.upper() for token in tokens]
    if len(words) == 6 and words[:3] == ["ALTER", "SESSION", "SET"] and words[3] in _FORMATS and words[4] == "=":
        return words[3].lower(), tokens[5].text
    return None


# The path of an object, as it is written -> what it is called on the target; None: as written.
Placed = Callable[[tuple[str, ...]], str | None]


# Whether a table has to be emptied by DELETE, by its path.
Deleted = Callable[[tuple[str, ...]], bool]


def simple(
    text: str, engine: str, placed: Placed = lambda path: None, deleted: Deleted = lambda path: False
) -> str | None:
    """The target's statement; None when it is none of these."""
    tokens = tokenise(text, engine)
    words = [token.text.upper() for token in tokens]
    quoted = [t.text for t in tokens if t.token_type.name == "IDENTIFIER" and "sct_hole_" in t.text]
    if quoted and (words[:1] not in (["DROP"], ["TRUNCATE"]) or not all(MARK.fullmatch(text) for text in quoted)):
        return None  # a name in quotes keeps its case there, where here EMPLOYEES is employees
    if words[:2] == ["TRUNCATE", "TABLE"] and len(words) > 2:
        name, rest = _name(tokens, 2)
        if not set(words[rest:]) - {"DROP", "REUSE", "ALL", "STORAGE", "CASCADE"}:
            below = "CASCADE" in words[rest:]
            if not below and "sct_hole_" not in name and deleted(_path(name)):
                return f"DELETE FROM {_in_place(name, placed)}"
            return f"TRUNCATE TABLE {_in_place(name, placed)}{' CASCADE' if below else ''}"
    if words[:2] in (["SET", "CONSTRAINT"], ["SET", "CONSTRAINTS"]) and words[-1] in ("DEFERRED", "IMMEDIATE"):
        listed, at = [], 2
        while at < len(words) - 1:
            name, at = _name(tokens, at)
            listed.append(name)
            at += words[at : at + 1] == [","]
        return f"SET CONSTRAINTS {', '.join(listed)} {words[-1]}"
    if words[:1] == ["CREATE"] and "INDEX" in words[1:3]:
        return _index(tokens, words)
    if (
        len(words) > 2
        and words[1] == "SEQUENCE"
        and (words[0] == "ALTER" or (words[0] == "CREATE" and "sct_hole_" in text))
    ):
        return _sequence(tokens, words)
    if words[:2] in (["DROP", "TRIGGER"], ["DROP", "PACKAGE"], ["ALTER", "TRIGGER"]):
        return _by_name_alone(tokens, words)
    if words[:1] == ["DROP"]:
        kind = " ".join(words[1:3]) if words[1:2] == ["MATERIALIZED"] else "".join(words[1:2])
        at = 1 + len(kind.split())
        exists = ""
        if words[at : at + 2] == ["IF", "EXISTS"]:
            exists, at = "IF EXISTS ", at + 2
        if kind in _KINDS and len(words) > at:
            name, rest = _name(tokens, at)
            if not set(words[rest:]) - {"CASCADE", "CONSTRAINTS", "PURGE", "FORCE"}:
                cascade = " CASCADE" if {"CASCADE", "FORCE"} & set(words[rest:]) else ""
                return f"DROP {kind} {exists}{_in_place(name, placed)}{cascade}"
    return None


RUNTIME = ("alter_trigger", "drop_package")  # functions that the statements written here may call


def _by_name_alone(tokens: list[object], words: list[str]) -> str | None:
    """What the target cannot drop or change by its name alone; DROP PACKAGE BODY leaves half of a package."""
    name, rest = _name(tokens, 2)
    if not name or "'" in name or words[2:3] == ["BODY"]:
        return None
    if words[0] == "ALTER" and "sct_hole_" not in name:
        return None  # its table is known
    if words[1] == "PACKAGE":
        return f"CALL sct.drop_package('{name}')" if not words[rest:] else None
    action = "DROP" if words[0] == "DROP" and not words[rest:] else " ".join(words[rest:])
    return f"CALL sct.alter_trigger('{name}', '{action}')" if action in ("DROP", "ENABLE", "DISABLE") else None


_PLACES = frozenset({"LOGGING", "NOLOGGING", "ONLINE", "COMPUTE", "STATISTICS", "NOPARALLEL", "PARALLEL", "VISIBLE"})


def _index(tokens: list[object], words: list[str]) -> str | None:
    """CREATE INDEX on a table that only run time knows; None where it may mean something else on the target: UNIQUE over
    several columns (a NULL in one of them), the index's own schema, expressions."""
    unique = words[1] == "UNIQUE"
    at = 3 if unique else 2
    if not unique and words[1] != "INDEX":
        return None
    name, at = _name(tokens, at)
    if words[at : at + 1] != ["ON"] or "." in name:
        return None
    table, at = _name(tokens, at + 1)
    if "sct_hole_" not in table or words[at : at + 1] != ["("]:
        return None
    columns: list[str] = []
    at += 1
    while at < len(words) and words[at - 1] != ")":
        column, at = _name(tokens, at)
        if words[at : at + 1] in (["ASC"], ["DESC"]):
            # NULL comes last in ascending order, first in descending order, on both sides
            column, at = column + (" DESC" if words[at] == "DESC" else ""), at + 1
        if words[at : at + 1] not in ([","], [")"]):
            return None
        columns.append(column)
        at += 1
    if not columns or (unique and (len(columns) > 1 or "sct_hole_" in columns[0])):
        return None
    while at < len(words) and (words[at] in _PLACES or words[at] == "TABLESPACE"):
        at += 2 if words[at] == "TABLESPACE" or (words[at] == "PARALLEL" and words[at + 1 : at + 2] != []) else 1
    if at < len(words):
        return None
    return f"CREATE {'UNIQUE ' if unique else ''}INDEX {name} ON {table} ({', '.join(columns)})"


_NUMBERED = {"INCREMENT": "BY", "START": "WITH", "MINVALUE": "", "MAXVALUE": "", "CACHE": ""}
_ALONE = {"NOMINVALUE": "NO MINVALUE", "NOMAXVALUE": "NO MAXVALUE", "CYCLE": "CYCLE", "NOCYCLE": "NO CYCLE"}
_NOTHING_HERE = frozenset({"NOCACHE", "ORDER", "NOORDER", "KEEP", "NOKEEP"})


def _sequence(tokens: list[object], words: list[str]) -> str | None:
    """CREATE or ALTER SEQUENCE whose name or numbers only run time knows; None for what it has no equal for."""
    name, at = _name(tokens, 2)
    out: list[str] = []
    restart = words[0] == "ALTER" and words[at : at + 1] == ["RESTART"]
    if restart:
        at += 1
        out.append("RESTART")
    while at < len(words):
        word = words[at]
        if word in _ALONE:
            out.append(_ALONE[word])
        elif word in _NUMBERED and (word != "START" or restart or words[0] == "CREATE"):
            at += 1 + (words[at + 1 : at + 2] == [_NUMBERED[word]])
            sign = "-" if words[at : at + 1] == ["-"] else ""
            at += bool(sign)
            number = words[at] if at < len(words) else ""
            if not (number.isdigit() or number.startswith("SCT_HOLE_")) or (number.isdigit() and len(number) > 18):
                return None
            kept = [] if word == "START" and restart else [word]
            out.extend([*kept, *filter(None, [_NUMBERED[word]]), sign + number.lower()])
        elif word not in _NOTHING_HERE:
            return None
        at += 1
    return " ".join([words[0], "SEQUENCE", name, *out])


def _in_place(name: str, placed: Placed) -> str:
    if "sct_hole_" in name:
        return name  # known only when it runs
    return placed(_path(name)) or name


def _path(name: str) -> tuple[str, ...]:
    return tuple(part[1:-1] if part[:1] == '"' else part.lower() for part in name.split("."))


def _name(tokens: list[object], at: int) -> tuple[str, int]:
    """The dotted name that begins there, as written (unquoted names fold on both sides), and what follows it."""
    out = ""
    while at < len(tokens):
        token = tokens[at]
        text: str = token.text  # type: ignore[attr-defined]
        quoted = token.token_type.name == "IDENTIFIER"  # type: ignore[attr-defined]
        if (out and not out.endswith(".") and text != ".") or text == ",":
            break
        out += (text.lower() if text == text.upper() else f'"{text}"') if quoted else text
        at += 1
    return out, at


class Named(NamedTuple):
    """A value that is a name in a statement, alone or between quotes: only when it runs is known which."""

    value: Any
    in_quotes: bool


_BEFORE_NAMES = frozenset("table view sequence index on procedure function type references exists column".split())


def _before_a_name(parts: list[Any]) -> bool:
    """Whether a name is what goes on behind these parts: never inside a text or a comment."""
    text = "".join(part if isinstance(part, str) else "x" for part in parts)
    try:
        tokens = tokenise(text, "neutral")
    except TokenError:
        return False  # a quote is open
    last = tokens[-1] if tokens else None
    if last is None or last.token_type in STRINGS or last.token_type is TokenType.IDENTIFIER:
        return False
    ends = last.end + 1 == len(text)
    return last.text == "." if ends else last.text.lower() in _BEFORE_NAMES and text[last.end + 1 :].isspace()


def with_names(parts: list[Any]) -> list[Any]:
    """The parts of a converted statement of DDL, with the values among them that are names."""
    out: list[Any] = []
    for at, part in enumerate(parts):
        before = out[-1] if out and isinstance(out[-1], str) else ""
        after = parts[at + 1] if at + 1 < len(parts) and isinstance(parts[at + 1], str) else ""
        if isinstance(part, str):
            quoted = bool(out) and isinstance(out[-1], Named) and out[-1].in_quotes
            out.append(part[1:] if quoted else part)
        elif before.endswith('"') and after.startswith('"'):
            out[-1] = before[:-1]
            out.append(Named(part, True))
        elif _before_a_name(out) and (not after or not (after[0].isalnum() or after[0] in "_$#\"'")):
            out.append(Named(part, False))
        else:
            out.append(part)
    return [part for part in out if part != ""]
