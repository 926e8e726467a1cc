"""SQL*Plus bind variables (User's Guide and Reference, VARIABLE, PRINT, Using Bind Variables).

VARIABLE declares them, statements and blocks use them as `:name`, PRINT shows them. They live as long as the session,
as a package's variables do: so they become the variables of a package, and everything else is said of packages already.
A REFCURSOR is held for the session behind the block that opened it, so that PRINT and later blocks find its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from sct.frontends.oracle.cursor import is_string
from sct.frontends.oracle.rewriting import passed
from sct.frontends.oracle.statement import pieces_of
from sct.frontends.structure.source import Source
from sct.records import dataclass, field, replace
from sct.sqlexpr.tokens import TokenError
from sct.text.chunk import Chunk, Piece
from sct.text.source import SourceFile, count_lines

PACKAGE = "sqlplus"
_CURSOR = "SYS_REFCURSOR"
_TYPES = {
    "NUMBER": "NUMBER", "BINARY_FLOAT": "BINARY_FLOAT", "BINARY_DOUBLE": "BINARY_DOUBLE", "CHAR": "CHAR", "NCHAR": "NCHAR",
    "VARCHAR2": "VARCHAR2", "NVARCHAR2": "NVARCHAR2", "CLOB": "CLOB", "NCLOB": "NCLOB", "BLOB": "BLOB",
    "REFCURSOR": "SYS_REFCURSOR", "BOOLEAN": "BOOLEAN",
}  # fmt: skip
# Names that a client's variable may have and a package's may not: what begins a declaration, and reserved words.
_NO_MEMBERS = frozenset(
    """
    begin constant cursor declare end exception function package pragma procedure subtype type
    access add all alter and any as asc audit between by char check cluster column comment compress connect create
    current date decimal default delete desc distinct drop else exclusive exists file float for from grant group
    having identified immediate in increment index initial insert integer intersect into is level like lock long
    maxextents minus mlslabel mode modify noaudit nocompress not nowait null number of offline on online option or
    order pctfree prior public raw rename resource revoke row rowid rownum rows select session set share size
    smallint start successful synonym sysdate table then to trigger uid union unique update user validate values
    varchar varchar2 view whenever where with sql case if loop while goto exit return raise
    """.split()
)
_DECLARED = re.compile(
    r"(?P<name>[A-Za-z][\w$#]*)\s*(?P<type>[A-Za-z][\w$#]*)?\s*(?P<size>\(\s*\d+\s*(?:CHAR|BYTE)?\s*\))?\s*"
    r"(?:=\s*(?P<value>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_AUTOPRINT = re.compile(r"\bAUTOP(?:R(?:I(?:N(?:T)?)?)?)?\s+(ON|OFF)\b", re.IGNORECASE)
_USES = frozenset(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE", "CALL", "EXECUTE", "BEGIN", "DECLARE"))
_BLOCKS = frozenset(("EXECUTE", "BEGIN", "DECLARE"))


@dataclass(slots=True)
class _Variable:
    """`member`: what it is called in the package. Two sessions may declare one name with different types."""

    name: str
    type: str
    member: str

    @property
    def text(self) -> str:
        return f"{PACKAGE}.{self.member}"


@dataclass(slots=True)
class _Package:
    """The variables of all sessions: name -> type -> variable, in the order of their declarations."""

    variables: dict[str, dict[str, _Variable]] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)

    def declare(self, name: str, type_: str) -> tuple[_Variable, bool]:
        """The variable, and whether it was there before."""
        of = self.variables.setdefault(name, {})
        if type_ in of:
            return of[type_], True
        base = f"{name}_" if name in _NO_MEMBERS else name
        member, number = base, 1
        while member in self.members:
            number += 1
            member = f"{base}_{number}"
        self.members.add(member)
        of[type_] = _Variable(name, type_, member)
        return of[type_], False

    def script(self, folder: str) -> SourceFile | None:
        members = [f"  {v.member} {v.type};\n" for several in self.variables.values() for v in several.values()]
        if not members:
            return None
        text = f"CREATE OR REPLACE PACKAGE {PACKAGE} AS\n{''.join(members)}END;\n/\n"
        return SourceFile(f"{folder}{PACKAGE}.sql", text, "utf-8", sha256(text.encode()).hexdigest(), count_lines(text))


def with_variables(
    sessions: list[list[Chunk]], folder: str, debug: bool = False
) -> tuple[list[list[Chunk]], SourceFile | None]:
    """The sessions with their bind variables as those of a package, and the script of that package."""
    package = _Package()
    if not any(chunk.word == "VARIABLE" for chunks in sessions for chunk in chunks):
        return sessions, None
    out = []
    for chunks in sessions:
        session = _Session(package)
        out += passed([chunks], session.instead_of, debug)
    return out, package.script(folder)


class _Session:
    def __init__(self, package: _Package) -> None:
        self.package = package
        self.known: dict[str, _Variable] = {}
        self.opened: set[str] = set()
        self.autoprint = False

    def instead_of(self, chunk: Chunk) -> Iterator[Chunk]:
        if chunk.kind == "directive" and chunk.word == "VARIABLE":
            yield self._declared(chunk)
        elif chunk.kind == "directive" and chunk.word == "PRINT":
            yield from self._printed(chunk)
        elif chunk.kind in ("sql", "plsql") and chunk.word in _USES and ":" in chunk.text and self.known:
            yield from self._used(chunk)
        else:
            if chunk.kind == "directive" and chunk.word == "SET":
                for switch in _AUTOPRINT.findall(chunk.text):
                    self.autoprint = switch.upper() == "ON"
            yield chunk

    def _declared(self, chunk: Chunk) -> Chunk:
        found = _DECLARED.fullmatch(chunk.text.partition(" ")[2].replace("-\n", " ").strip())
        if found is None:
            return chunk  # without a name: lists what there is
        name, type_, value = found["name"].lower(), found["type"], found["value"]
        if type_ is None and value is None:
            return chunk  # lists one
        if type_ is None:
            variable = self.known.get(name)
            if variable is None:
                return replace(chunk, problem=f"{name} has no type: it is not declared")
        else:
            known = _TYPES.get(type_.upper())
            if known is None:
                return replace(
                    chunk, problem=f"VARIABLE {name}: {type_} is no type of a bind variable that is converted"
                )
            variable, before = self.package.declare(name, known + self._size(known, found["size"]))
            self.known[name] = variable
            if value is None and not before:
                return chunk
        given = "NULL" if value is None else _literal(value, variable.type)
        return _made(chunk, f"BEGIN {variable.text} := {given}; END;", "plsql", "EXECUTE")

    @staticmethod
    def _size(type_: str, given: str | None) -> str:
        if given is not None:
            return " ".join(given.upper().split()).replace("( ", "(").replace(" )", ")")
        # CHAR and NCHAR are of length one; what a VARCHAR2 without a length holds is not documented: as much as may be
        return {"CHAR": "(1)", "NCHAR": "(1)", "VARCHAR2": "(32767)", "NVARCHAR2": "(32767)"}.get(type_, "")

    def _printed(self, chunk: Chunk) -> Iterator[Chunk]:
        names = [name.lower().lstrip(":") for name in chunk.text.replace(",", " ").split()[1:]]
        unknown = [name for name in names if name not in self.known]
        if unknown:
            chunk = replace(chunk, problem=f"bind variable {', '.join(unknown)} is not declared")
            yield chunk
        # a cursor that nothing opened has no rows to show among all the others
        shown = names or [name for name, v in self.known.items() if v.type != _CURSOR or name in self.opened]
        made = [_print(chunk, self.known[name]) for name in shown if name in self.known]
        yield from made or ([] if unknown else [chunk])

    def _used(self, chunk: Chunk) -> Iterator[Chunk]:
        try:
            source = Source(chunk, "oracle")
        except TokenError:
            yield chunk
            return
        made, used = self._replaced(chunk, source)
        if not used:
            yield chunk
            return
        tokens = source.tokens
        words = [token.text.upper() for token in tokens]
        if chunk.word == "CALL" and "INTO" in words:
            made = _function_call(made)
        elif chunk.kind == "sql" and "INTO" in words and ("RETURNING" in words or "RETURN" in words):
            made = _around(made, "BEGIN ", "\n; END;")
        if chunk.word in _BLOCKS or chunk.word == "CALL":
            cursors = [v for v in used if v.type == _CURSOR]
            if cursors:
                closed = {tokens[at + 2].text.lower() for at in range(len(tokens) - 2) if words[at] == "CLOSE"}
                self.opened.update(v.name for v in cursors)
                self.opened -= closed
                if made.kind == "sql":
                    made = _around(made, "BEGIN ", "\n; END;", skip="CALL")
                held = "".join(f" SQLPLUS_CURSOR.HOLD({v.text}, '{v.member}');" for v in cursors)
                made = _around(made, "BEGIN ", f"\n{held} END;")
        yield made
        if self.autoprint and chunk.word in _BLOCKS:
            for variable in used:
                if variable.type != _CURSOR or variable.name in self.opened:
                    yield _print(replace(chunk, problem=None), variable)

    def _replaced(self, chunk: Chunk, source: Source) -> tuple[Chunk, list[_Variable]]:
        """`:name` as the package's variable, where the name is declared."""
        tokens = source.tokens
        used: dict[str, _Variable] = {}
        out: list[str] = []
        pieces: list[Piece] = []
        length = done = 0
        for at in range(len(tokens) - 1):
            mark, name = tokens[at], tokens[at + 1]
            variable = self.known.get(name.text.lower()) if mark.text == ":" and not is_string(name) else None
            if variable is None or (at and is_string(tokens[at - 1])):
                continue  # ('key' : value of JSON_OBJECT is no bind variable)
            used.setdefault(variable.name, variable)
            if mark.start > done:
                pieces += pieces_of(chunk, done, mark.start, length)
                out.append(chunk.text[done : mark.start])
                length += mark.start - done
            pieces.append(Piece(length, chunk.locate(mark.start), False))
            out.append(variable.text)
            length += len(variable.text)
            done = name.end + 1
        if done < len(chunk.text):
            pieces += pieces_of(chunk, done, len(chunk.text), length)
            out.append(chunk.text[done:])
        return replace(chunk, text="".join(out), pieces=tuple(pieces)), list(used.values())


def _around(chunk: Chunk, before: str, behind: str, skip: str = "") -> Chunk:
    """A block with the chunk's text in it, without the word `skip` in front."""
    first = len(skip) if chunk.text.upper().startswith(skip) else 0
    last = len(chunk.text.rstrip())
    pieces = [Piece(0, chunk.locate(first), False), *pieces_of(chunk, first, last, len(before))]
    text = before + chunk.text[first:last]
    pieces.append(Piece(len(text), chunk.locate(last - 1) + 1, False))
    return replace(chunk, kind="plsql", text=text + behind, word="EXECUTE", pieces=tuple(pieces))


def _function_call(chunk: Chunk) -> Chunk:
    """`CALL f(…) INTO :x` is `:x := f(…)`."""
    tokens = Source(chunk, "oracle").tokens
    into = max(at for at, token in enumerate(tokens) if token.text.upper() == "INTO")
    target = chunk.text[tokens[into + 1].start : tokens[-1].end + 1]
    cut = replace(chunk, text=chunk.text[: tokens[into].start].rstrip())
    return _around(cut, f"BEGIN {target} := ", "\n; END;", skip="CALL")


def _print(chunk: Chunk, variable: _Variable) -> Chunk:
    if variable.type == _CURSOR:
        return _made(chunk, f"PRINT {variable.member}", "sql", "PRINT")
    return _made(chunk, f'SELECT {variable.text} AS "{variable.name.upper()}" FROM dual', "sql", "SELECT")


def _made(chunk: Chunk, text: str, kind: str, word: str) -> Chunk:
    """A statement in the place of a command."""
    pieces = (Piece(0, chunk.span.start, False),)
    return Chunk("plsql" if kind == "plsql" else "sql", chunk.span, text, chunk.base, word, chunk.problem, pieces)


def _literal(value: str, type_: str) -> str:
    """The value of VARIABLE: a number or a text, which needs no quotes."""
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    inner = value[1:-1].replace(value[0] * 2, value[0]) if quoted else value
    if inner.upper() == "NULL" and not quoted:
        return "NULL"
    if type_ in ("NUMBER", "BINARY_FLOAT", "BINARY_DOUBLE", "BOOLEAN") and not quoted:
        return inner
    return "'" + inner.replace("'", "''") + "'"
