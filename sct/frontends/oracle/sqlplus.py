"""What SQL*Plus (and SQLcl) keep between the statements of a script: commands, settings, substitution variables.

Source: SQL*Plus User's Guide and Reference 19c, chapters 5 (substitution variables) and 12 (commands).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sct.text.chunk import Piece

# Capitals must be typed, the rest may be.
_COMMANDS = """
ACCept Append ARCHIVE ATTRibute BREak BTItle Change CLear COLumn COMPute CONNect COPY DEFine DEL DESCribe DISConnect
EDit EXECute EXIT GET HELP HISTory HOst Input List OERR PASSWord PAUse PING PRInt PROmpt QUIT RECOVER REMark REPFooter
REPHeader Run SAVe SET SHOw SHUTDOWN SPOol STArt STARTUP STORE TIMIng TTItle UNDEFine VARiable WHENEVER XQUERY
ALIAS APEX BRIDGE CD CLOUDSTORAGE CS CTAS DATAPUMP DDL DP FIND FORMAT INFOrmation LB LIQUIBASE LOAD NET REPEAT REST
SCRIPT SODA SSHTUNNEL TNSPING VAULT WHICH
"""

_SQL_WORDS = """
SELECT INSERT UPDATE DELETE MERGE CREATE ALTER DROP TRUNCATE GRANT REVOKE COMMENT COMMIT ROLLBACK SAVEPOINT LOCK ANALYZE
AUDIT NOAUDIT ASSOCIATE DISASSOCIATE EXPLAIN CALL RENAME PURGE FLASHBACK WITH ADMINISTER VALUES
"""
SQL_WORDS: frozenset[str] = frozenset(_SQL_WORDS.split())
BLOCK_WORDS: frozenset[str] = frozenset({"DECLARE", "BEGIN"})

# Running these once more changes data; DDL either fails the second time or does nothing new.
_REPEATABLE_HARM: frozenset[str] = frozenset(
    {"INSERT", "UPDATE", "DELETE", "MERGE", "CALL", "BEGIN", "DECLARE", "EXECUTE"}
)

# The text of these may hold a password and is nothing we need: it is not kept.
_SECRETIVE: frozenset[str] = frozenset({"CONNECT", "COPY", "HOST", "CLOUDSTORAGE", "CS", "VAULT"})

# What these do happens outside of the script's statements.
_ELSEWHERE: dict[str, str] = {
    "CONNECT": "changes the user, and with it the schema that names without an owner belong to; not followed",
    "DISCONNECT": "ends the session; what follows was converted all the same",
    **dict.fromkeys(
        ("COPY", "CTAS", "LOAD", "LB", "LIQUIBASE", "DATAPUMP", "DP", "SCRIPT", "XQUERY", "HOST", "RECOVER"),
        "may change the database from outside of this script; not carried out",
    ),
}


def _abbreviations() -> dict[str, str]:
    table: dict[str, str] = {}
    for spec in _COMMANDS.split():
        full = spec.upper()
        shortest = len(spec.rstrip("abcdefghijklmnopqrstuvwxyz"))
        for length in range(shortest, len(full) + 1):
            table[full[:length]] = full
    table["REMARK"] = table["REM"] = "REMARK"
    return table


COMMANDS: dict[str, str] = _abbreviations()


@dataclass(slots=True)
class Session:
    """The state of one SQL*Plus session. `variables`: names in upper case; those given at the start (`-D`) win over
    what the script DEFINEs, ACCEPTs or computes."""

    variables: dict[str, str] = field(default_factory=dict)
    define: str | None = "&"
    concat: str | None = "."
    escape: str | None = None
    terminator: str | None = ";"
    command_separator: str | None = None
    suffix: str = "sql"
    buffer: str | None = None  # first word of the statement a "/" would run
    last: Any = None  # the chunk of that statement
    stack: list[str] = field(default_factory=list)  # reported paths of the scripts being read
    included: set[str] = field(default_factory=set)  # reported paths that came in by @, @@, START
    given: frozenset[str] = field(default=frozenset(), init=False)
    from_query: set[str] = field(default_factory=set)  # COLUMN ... NEW_VALUE names

    def __post_init__(self) -> None:
        self.variables = {name.upper(): value for name, value in self.variables.items()}
        # &1 … of an included script are what the include passes, whatever the first script was started with.
        self.given = frozenset(name for name in self.variables if not name.isdigit())

    def assign(self, name: str, value: str) -> None:
        if name.upper() not in self.given:
            self.variables[name.upper()] = value

    def forget(self, name: str) -> None:
        if name.upper() not in self.given:
            self.variables.pop(name.upper(), None)

    def rerun_problem(self) -> str | None:
        """What "/" or RUN does beyond what was already converted."""
        if self.buffer in _REPEATABLE_HARM:
            return f"SQL*Plus runs the preceding {self.buffer} once more here; it was converted once"
        return None


# --- substitution -----------------------------------------------------------------------------------------------------

_COMMENT_OR_LITERAL = re.compile(
    r"(?P<comment>--[^\n\r]*|/\*.*?(?:\*/|\Z))"
    r"|(?<![\w$#])[nN]?[qQ]'(?:\[.*?\]'|\{.*?\}'|\(.*?\)'|<.*?>'|(?P<d>[^\s\[{(<]).*?(?P=d)')|'[^']*'|\"[^\"]*\"",
    re.DOTALL,
)


def substitute(
    text: str, base: int, session: Session, comments: bool = True
) -> tuple[str, tuple[Piece, ...], list[str]]:
    """(text with `&name`, `&&name`, `&1` replaced, where its pieces come from, names without a value).

    `base` is the file offset of text[0]. What has no value stays as it is. Comments are left alone unless `comments`
    is False, which says that the text (a directive) has none. No pieces when nothing was replaced.
    """
    mark = session.define
    if mark is None or mark not in text:
        return text, (), []
    skip = [m.span() for m in _COMMENT_OR_LITERAL.finditer(text) if m.group("comment")] if comments else []
    variable = _variable(mark, session.concat, session.escape)
    out: list[str] = []
    pieces: list[Piece] = []
    unknown: list[str] = []
    length = done = 0
    for m in variable.finditer(text):
        start = m.start()
        while skip and skip[0][1] <= start:
            skip.pop(0)
        if skip and skip[0][0] <= start:
            continue
        name = m.group("name")
        if name is None:
            value = mark  # escaped
        elif (found := session.variables.get(name.upper())) is not None:
            value = found
        else:
            if name.upper() not in unknown:
                unknown.append(name.upper())
            continue
        if start > done or not pieces:
            pieces.append(Piece(length, base + done, True))
            out.append(text[done:start])
            length += start - done
        pieces.append(Piece(length, base + start, False))
        out.append(value)
        length += len(value)
        done = m.end()
    if not pieces:
        return text, (), unknown
    pieces.append(Piece(length, base + done, True))
    out.append(text[done:])
    return "".join(out), tuple(pieces), unknown


_VARIABLES: dict[tuple[str, str | None, str | None], re.Pattern[str]] = {}


def _variable(mark: str, concat: str | None, escape: str | None) -> re.Pattern[str]:
    key = (mark, concat, escape)
    if key not in _VARIABLES:
        m = re.escape(mark)
        # Blanks between the mark and the name are skipped: 'Tom & Jerry' asks for JERRY.
        pattern = rf"{m}{m}?[ \t]*(?P<name>[\w$#]+)" + (f"{re.escape(concat)}?" if concat else "")
        if escape:
            pattern = rf"{re.escape(escape)}{m}|{pattern}"
        _VARIABLES[key] = re.compile(pattern)
    return _VARIABLES[key]


def unknown_problem(names: list[str], session: Session) -> str | None:
    if not names:
        return None
    computed = [n for n in names if n in session.from_query]
    listed = ", ".join(f"{session.define or '&'}{n}" for n in names)
    why = " (SQL*Plus takes it from a query at run time: COLUMN ... NEW_VALUE)" if computed else ""
    given = " ".join(f"-D {n}=..." for n in names)
    return f"no value for {listed}{why}; left as it stands. Give {given}, or SET DEFINE OFF if no variable is meant"


# --- directives -------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|[^\s'\"]+")
_SETTINGS = {
    name[:length]: name
    for name, shortest in (
        ("DEFINE", 3), ("SCAN", 4), ("CONCAT", 3), ("ESCAPE", 3), ("SQLTERMINATOR", 4), ("CMDSEP", 4), ("SUFFIX", 3),
    )
    for length in range(shortest, len(name) + 1)
}  # fmt: skip
_ON = {"DEFINE": "&", "SCAN": "&", "CONCAT": ".", "ESCAPE": "\\", "SQLTERMINATOR": ";", "CMDSEP": ";"}


def directive_text(word: str, text: str) -> str:
    """The text to keep of a directive: none where it may hold a password."""
    return word if word in _SECRETIVE else text


def apply_directive(word: str, rest: str, session: Session) -> str | None:
    """Carry out what a directive does to the session; `rest` is what follows the command word, variables already
    substituted, without the final `;`. Gives the problem, if any. Values are never part of a message."""
    if word == "SET":
        _set(rest, session)
    elif word == "DEFINE":
        name, equals, value = rest.partition("=")
        if equals and name.strip():
            session.assign(name.strip(), unquote(value.strip()))
    elif word == "UNDEFINE":
        for name in rest.split():
            session.forget(name)
    elif word == "ACCEPT":
        return _accept(rest, session)
    elif word == "COLUMN":
        _column(rest, session)
    elif word == "RUN":
        return session.rerun_problem()
    elif word in {"APPEND", "CHANGE", "INPUT", "DEL", "EDIT", "GET"}:
        session.buffer = None
        return f"{word} edits the SQL buffer interactively; not carried out"
    elif word in _ELSEWHERE:
        return f"{word} {_ELSEWHERE[word]}"
    return None


def unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1].replace(value[0] * 2, value[0])
    return value


def _set(rest: str, session: Session) -> None:
    tokens = _TOKEN.findall(rest)
    at = 0
    while at < len(tokens):
        name = _SETTINGS.get(tokens[at].upper())
        at += 1
        if name is None:
            continue
        raw = unquote(tokens[at]) if at < len(tokens) else ";"  # a bare final ";" was taken off the line
        at += 1
        if name == "SUFFIX":
            session.suffix = raw.lstrip(".")
            continue
        value = {"ON": _ON[name], "OFF": None}.get(raw.upper(), raw[:1] or None)
        if name in {"DEFINE", "SCAN"}:
            session.define = value
        elif name == "CONCAT":
            session.concat = value
        elif name == "ESCAPE":
            session.escape = value
        elif name == "SQLTERMINATOR":
            session.terminator = value
        else:
            session.command_separator = value


def _accept(rest: str, session: Session) -> str | None:
    tokens = _TOKEN.findall(rest)
    if not tokens:
        return None
    name = tokens[0].upper()
    if name in session.given:
        return None
    words = [t.upper() for t in tokens]
    for at, word in enumerate(words[1:], 1):
        if word in {"PROMPT", "PROMP", "PROM", "PRO"}:
            break  # what follows is the question
        if len(word) >= 3 and "DEFAULT".startswith(word) and at + 1 < len(tokens):
            session.assign(name, unquote(tokens[at + 1]))
            return None
    session.forget(name)
    return f"ACCEPT asks for {name} and has no DEFAULT; give -D {name}=..."


def _column(rest: str, session: Session) -> None:
    words = rest.split()
    for at, word in enumerate(words[:-1]):
        upper = word.upper()
        if upper in {"NOPRINT", "NOPRI"}:
            continue
        if (len(upper) >= 5 and "NEW_VALUE".startswith(upper)) or (len(upper) >= 5 and "OLD_VALUE".startswith(upper)):
            name = words[at + 1].upper()
            session.from_query.add(name)
            session.forget(name)


# --- included scripts -------------------------------------------------------------------------------------------------


def include_target(rest: str, session: Session) -> tuple[str, list[str]]:
    """(file name with its extension, arguments) of `@name args`."""
    tokens = [unquote(t) for t in _TOKEN.findall(rest)]
    if not tokens:
        return "", []
    name = tokens[0].replace("\\", "/")
    if session.suffix and "." not in name.rpartition("/")[2]:
        name = f"{name}.{session.suffix}"
    return name, tokens[1:]
