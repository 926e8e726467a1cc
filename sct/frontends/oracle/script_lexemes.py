"""The compiled patterns the splitter scans scripts with.

They find where statements end; they do not decide what SQL means. All loops are possessive, so that scanning is linear
whatever the text. They run on a text in which every line ends in "\\n" (see `scannable`).
"""

from __future__ import annotations

import re
from functools import cache

from sct.frontends.oracle.sqlplus import BLOCK_WORDS, COMMANDS, SQL_WORDS

_I = re.IGNORECASE | re.MULTILINE

# A quote after q or nq that is a word of its own opens a q-quote.
Q_PREFIX = r"(?:(?<=[^\w$#][qQ])|(?<=[^\w$#][nN][qQ]))"
_Q_QUOTE = rf"{Q_PREFIX}'(?:\[.*?\]'|\{{.*?\}}'|\(.*?\)'|<.*?>'|(?P<d>[^\s\[{{(<]).*?(?P=d)')"
_PLAIN_QUOTE = rf"(?!{Q_PREFIX})'[^'\n]*+'"
_LINE_COMMENT = r"--[^\n]*+"
_BLOCK_COMMENT = r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/"
_COMMENT = rf"(?:{_LINE_COMMENT}|{_BLOCK_COMMENT})"
GAP = rf"(?:\s++|{_COMMENT})"

_ENDING_LINE = r"[ \t]*+[/.][ \t]*+(?:\n|\Z)"  # "/" runs, "." only ends: a line of its own
_OBJECTS = (
    r"(?:(?:OR\s+REPLACE\s+)?(?:(?:NON)?EDITIONABLE\s+)?(?:(?:NO)?\s*FORCE\s+)?(?:AND\s+\w+\s+)?"
    r"(?:GLOBAL\s+TEMPORARY\s+|PRIVATE\s+TEMPORARY\s+|UNIQUE\s+|BITMAP\s+|MULTIVALUE\s+|PUBLIC\s+|MATERIALIZED\s+|"
    r"SHARDED\s+|DUPLICATED\s+|IMMUTABLE\s+|BLOCKCHAIN\s+)*"
    r"(?:TABLE|VIEW|INDEX|SEQUENCE|SYNONYM|FUNCTION|PROCEDURE|PACKAGE|TRIGGER|TYPE|LIBRARY|JAVA|USER|ROLE|CONTEXT|"
    r"DIRECTORY|CLUSTER|DIMENSION|OPERATOR|INDEXTYPE|TABLESPACE|PROFILE|DATABASE\s+LINK|MLE))\b"
)
# What cannot stand at the start of a line inside another SQL statement (so its terminator is missing).
_CLIENT_START = r"(?:PROMPT\b|SPOOL\b|WHENEVER\s+(?:SQL|OS)ERROR\b|SHOW\s+ERR\w*)"
_SQL_START = rf"(?:CREATE\s+{_OBJECTS}|{_CLIENT_START})"
# ... or only after a blank line.
_SQL_START_AFTER_BLANK = (
    r"(?:INSERT\s+INTO\s|DELETE\s+FROM\s|GRANT\s|REVOKE\s|COMMENT\s+ON\s|TRUNCATE\s+TABLE\s|COMMIT\s*;|DECLARE\b|BEGIN\b|"
    r"ALTER\s+(?:TABLE|SESSION|INDEX|SEQUENCE|TRIGGER|VIEW|USER|PACKAGE|PROCEDURE|FUNCTION)\s|"
    r"DROP\s+(?:TABLE|INDEX|SEQUENCE|TRIGGER|VIEW|USER|PACKAGE|PROCEDURE|FUNCTION|SYNONYM|TYPE)\s)"
)
# (" \n" is what scannable makes of \r\n. Looking back costs the same however many blank lines there are.)
_BLANK_BEFORE = r"(?:(?<=\n\n)|(?<=\n \n))"
# What may follow the END of a unit whose "/" is missing. (The scan looks at the blocks' depth before it believes it.)
_STATEMENT_WORD = rf"(?:{'|'.join(sorted(SQL_WORDS | BLOCK_WORDS))})\b"
_UNIT_FOLLOWER = (
    rf"(?:CREATE\s+{_OBJECTS}|{_CLIENT_START}|@|{_STATEMENT_WORD}|(?:SET|EXEC|EXECUTE|EXIT|QUIT|REM|SHOW|SHO)\b)"
)


@cache
def sql_body(terminator: str | None) -> re.Pattern[str]:
    """From inside a SQL statement to what ends it or needs a look: the terminator, the newline before an ending line or
    before what must be another statement, a literal over several lines, an unterminated quote or comment."""
    term = re.escape(terminator) if terminator else ""
    if terminator is not None and terminator in "'\"-/\n":
        term = ""  # would make every literal an end; SQL*Plus has no use for it either
    return re.compile(
        rf"(?:[^{term}'\"/\-\n]++|{_PLAIN_QUOTE}|{_Q_QUOTE}|\"[^\"\n]*+\"|{_LINE_COMMENT}|{_BLOCK_COMMENT}|-|/(?!\*)"
        rf"|\n(?!{_ENDING_LINE}|{_SQL_START}|{_BLANK_BEFORE}{_SQL_START_AFTER_BLANK}))*+",
        _I | re.DOTALL,
    )


UNIT_BODY = re.compile(
    rf"(?:[^'\"/\-\n]++|{_PLAIN_QUOTE}|{_Q_QUOTE}|\"[^\"\n]*+\"|{_LINE_COMMENT}|{_BLOCK_COMMENT}|-|/(?!\*)"
    rf"|\n(?!{_ENDING_LINE}|{_UNIT_FOLLOWER}))*+",
    _I | re.DOTALL,
)

SPACE = re.compile(r"\s*+")
COMMENTS = re.compile(rf"(?:{_COMMENT}\s*+)*+", re.DOTALL)
WORD = re.compile(r"[A-Za-z][\w$#]*+")
REST_OF_LINE = re.compile(r"[^\n]*+\n?")
# After a terminator: blanks, a comment and the line end belong to the statement; other text starts the next one.
TAIL = re.compile(rf"[ \t]*+(?:(?:{_LINE_COMMENT}|/\*(?:(?!\*/)[^\n])*+\*/[ \t]*+)?+(?:\n|\Z))?+")
ENDING = re.compile(r"\n[ \t]*+([/.])[ \t]*+(?:\n|\Z)")
RUN_AFTER = re.compile(r"\s*+(?:/|RUN|R)[ \t]*+(?:\n|\Z)", re.IGNORECASE)
SLASH_AFTER = re.compile(r"[ \t]*+(?:\n[ \t]*+)++/[ \t]*+(?:\n|\Z)")
SLASH_LINE = re.compile(r"^[ \t]*+/[ \t]*+(?:\n|\Z)", re.MULTILINE)
MULTI_LINE_QUOTE = re.compile(r"'[^']*+'|\"[^\"]*+\"")
IS_Q_QUOTE = re.compile(Q_PREFIX)

UNIT_HEAD = re.compile(
    rf"CREATE{GAP}++(?:OR{GAP}++REPLACE{GAP}++)?+(?:IF{GAP}++NOT{GAP}++EXISTS{GAP}++)?+(?:AND{GAP}++\w++{GAP}++)?+"
    rf"(?:(?:NON)?EDITIONABLE{GAP}++)?+(?:(?:NO)?FORCE{GAP}++)?+"
    rf"(?P<kind>FUNCTION|PROCEDURE|PACKAGE|TRIGGER|TYPE|LIBRARY|JAVA|MLE)\b(?:{GAP}++(?P<body>BODY)\b)?+",
    re.IGNORECASE | re.DOTALL,
)
SCHEMA_HEAD = re.compile(rf"CREATE{GAP}++SCHEMA\s", re.IGNORECASE | re.DOTALL)  # holds CREATE and GRANT
WITH_ROUTINE = re.compile(rf"\b[Ww][Ii][Tt][Hh]{GAP}++(?:FUNCTION|PROCEDURE)\s", re.IGNORECASE | re.DOTALL)

_ANY_START = rf"(?:{_STATEMENT_WORD}|{_CLIENT_START}|SET\s|EXEC(?:UTE)?\s|REM\s|@)"
# Where reading goes on after an unterminated quote or comment.
RECOVER_SQL = re.compile(rf"^[ \t]*+/[ \t]*+(?:\n|\Z)|(?:;[ \t]*+(?:--[^\n]*+)?\n|^[ \t]*+\n)(?={_ANY_START})", _I)
RECOVER_UNIT = re.compile(rf"^[ \t]*+/[ \t]*+(?:\n|\Z)|^[ \t]*+\n(?=CREATE\s+{_OBJECTS}|{_CLIENT_START}|SET\s|@)", _I)
# A literal with this inside may be the text between two literals: an unbalanced quote came before it. (Of a run of
# blank lines only the last is tried, of comments only some: linear whatever the literal.)
_SOME_COMMENTS = rf"(?:{_LINE_COMMENT}\s*+){{0,20}}+"
SWALLOWED_SQL = re.compile(
    rf"(?:(?:^[ \t]*+/|;)[ \t]*+(?:--[^\n]*+)?\n\s*+|^[ \t]*+\n(?![ \t]*+\n)[ \t]*+){_SOME_COMMENTS}{_ANY_START}", _I
)
SWALLOWED_UNIT = re.compile(rf"^[ \t]*+/[ \t]*+\n\s*+{_SOME_COMMENTS}(?:{_ANY_START}|\Z)", _I)

BLOCK_TOKEN = re.compile(
    rf"{_Q_QUOTE}|'[^']*+'|\"[^\"]*+\"|{_COMMENT}"
    r"|(?<![\w$#.])(?P<word>BEGIN|CASE|IF|LOOP|PROCEDURE|FUNCTION|COMPOUND\s++TRIGGER|END(?:\s++(?:IF|LOOP|CASE)(?![\w$#]))?+)(?![\w$#])",
    re.IGNORECASE | re.DOTALL,
)
AFTER_END = re.compile(rf"{GAP}*+(?:[\w$#]++|\"[^\"]*+\")?+{GAP}*+;", re.DOTALL)
MORE_SEMICOLONS = re.compile(r"(?:[ \t]*+;)*+")  # END;; of tools that split at ";" and keep one
ONLY_GAPS = re.compile(rf"{GAP}*+\Z", re.DOTALL)


def scannable(text: str) -> str:
    """The text with the same length in which every line ends in "\\n" and no stray mark hides a first word."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    for odd in ("\ufeff", "\x1a", "\x00", "\u200b"):
        if odd in text:
            text = text.replace(odd, " ")
    return text


def known_start(word: str) -> bool:
    return word in SQL_WORDS or word in BLOCK_WORDS or word in COMMANDS
