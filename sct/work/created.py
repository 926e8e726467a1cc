"""Objects that a script creates from inside anonymous blocks (`IF there is none THEN EXECUTE IMMEDIATE 'CREATE …'`).

The target is empty when the script runs, so the question is answered: the statements are taken out of the block and
stand in front of it, where everything else can see what they create.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sct.catalog.constant_lists import Lists
from sct.diagnostics.finding import Finding
from sct.frontends import Frontend
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.walking import everything
from sct.options import Options
from sct.sqlexpr.quiet import asks_for_own_objects
from sct.sqlexpr.strings import first_word, parts_of_text
from sct.text.chunk import Chunk, Piece
from sct.text.source import SourceFile, count_lines
from sct.text.span import Span
from sct.work.guards import comes_to_nothing, prints
from sct.work.installing.effects import Simulated
from sct.work.installing.interpreter import Interpreter
from sct.work.installing.remaining import asks
from sct.work.installing.routines import Routines
from sct.work.installing.scopes import NotKnown, Run
from sct.work.installing.there import There, kind_of

_STARTS = (
    ("CREATE", "TABLE"), ("CREATE", "GLOBAL"), ("CREATE", "SEQUENCE"), ("CREATE", "INDEX"), ("CREATE", "UNIQUE"),
    ("CREATE", "VIEW"), ("COMMENT", "ON"),
)  # fmt: skip


def taken_out(
    statements: list[Any],
    spans: list[Span],
    frontend: Frontend,
    options: Options,
    errors: Mapping[str, tuple[int, str]],
    texts: Callable[[Span], str],
) -> tuple[list[Any], list[Span], list[Finding]]:
    """The script with such statements in front of their blocks, or instead of them, and what has to be said of them.

    `errors`: the source's predefined exceptions; `texts`: the source's text of a place.
    """
    out = _Script(frontend, options, {name: number for name, (number, _) in errors.items()})
    for item, span in zip(statements, spans, strict=True):
        if isinstance(item, o.Opaque):
            out.there.unreadable(texts(span))
        if not (isinstance(item, o.Unit) and isinstance(item.code, s.Block)):
            out.put(item, span)
        elif not out.run(item, item.code, span):
            out.block(item, item.code, span)
    return out.items, out.places, out.findings


class _Script:
    """The script as it will be, statement by statement."""

    def __init__(self, frontend: Frontend, options: Options, errors: dict[str, int]) -> None:
        self.frontend = frontend
        self.options = options
        self.errors = errors
        self.items: list[Any] = []
        self.places: list[Span] = []
        self.findings: list[Finding] = []
        self.there = There()
        self.routines = Routines()
        facts = getattr(frontend, "installing", None)
        self.simulated = Simulated(facts()) if facts is not None else None

    def put(self, item: Any, span: Span) -> None:
        self.items.append(item)
        self.places.append(span)
        self.there.add(item)
        self.routines.add(item)

    def run(self, unit: o.Unit, block: s.Block, span: Span) -> bool:
        """Whether all the block does is known: then its statements stand instead of it."""
        if self.simulated is None or not self.routines.may_run_text(unit):
            return False
        there = self.there
        there.begin()
        try:
            run = Interpreter(
                there, self.routines, self.errors, self.simulated, self._read, unit, self.frontend.name
            ).of(block)
        except NotKnown:
            run = None
        # what only looks, grants or fills is as well asked when it runs: the input may be a part of what makes the schema
        makes = run is not None and any(_makes(item) for item, _, _ in run.items)
        wanted = makes or (run is not None and run.questioned and not run.items and _only_drops(block))
        there.end(wanted)
        if run is None or not wanted:
            return False
        for item, _, _ in run.items:
            self.items.append(item)
            self.places.append(span)
            self.routines.add(item)
        self._tell(run, span)
        return True

    def _read(self, written: Sql, text: str) -> list[Any] | None:
        return read_text(written, text, self.frontend, self.options)

    def _tell(self, run: Run, span: Span) -> None:
        rest = "; what the block prints is left out" if run.printed else ""
        if not run.asked:
            self.findings.append(Finding("SC1624", f"{len(run.items)} statements instead of a block{rest}", span))
            return
        told = False
        for item, text, at in run.items:
            if _makes(item):
                told = True
                words = " ".join(text.split())[:60]
                self.findings.append(Finding("SC1545", f"{words}: the block finds it so in an empty target{rest}", at))
        if not told:
            self.findings.append(Finding("SC1607", f"the block finds nothing to do in an empty target{rest}", span))

    def block(self, item: o.Unit, block: s.Block, span: Span) -> None:
        """A block that stays, behind what it makes."""
        taken = copy.deepcopy(block) if asks(block) else block
        self.there.begin()
        found = _Taken(self.there, self.frontend, self.options).of(taken)
        idle = bool(found) and comes_to_nothing(taken)
        self.there.end(True)
        if found and taken is not block and not idle:
            # what stands in front of a block would answer its questions otherwise: it is refused by name
            item = replace(item, code=None, problem=("it asks for what is created in front of it", block.span))
        self.routines.leave(block, self.there)
        for one, made in found:
            self.items.extend(made)
            self.places.extend([span] * len(made))
            text = one.query if isinstance(one, s.ForQuery) else one.text
            words = " ".join(text.text.split())[:60]
            if made:
                rest = "; the rest of the block asks and prints, and is left out" if idle else ""
                self.findings.append(Finding("SC1545", f"{words}: created whatever the block asks{rest}", one.span))
            else:
                self.findings.append(Finding("SC1607", f"{words} in a block", one.span))
        if not idle:
            self.put(item, span)


def _only_drops(code: Any) -> bool:
    """Whether all it executes in strings are DROPs, and recompilations, which are nothing anywhere."""
    texts = [parts_of_text(one.text) or [None] for one in everything(code) if isinstance(one, s.ExecuteDynamic)]
    return bool(texts) and all(map(_drops, texts))


def _drops(text: list[Any]) -> bool:
    constants = [part for part in text if isinstance(part, str)]
    first = first_word(constants[0]) if constants and constants[0] is text[0] else ""
    return first == "DROP" or (first == "ALTER" and any("COMPILE" in part.upper() for part in constants))


def _makes(item: Any) -> bool:
    """Whether the catalog has to know of it."""
    return bool(kind_of(item)) or isinstance(item, (o.Alter, o.Drop, o.Rename))


class _Taken:
    """Takes the statements out of one block: what makes an object, what adds to a table, and what drops something that
    is not there, which comes to nothing."""

    def __init__(self, there: There, frontend: Frontend, options: Options) -> None:
        self.there, self.frontend, self.options = there, frontend, options
        self.out: list[tuple[s.ExecuteDynamic | s.ForQuery, list[Any]]] = []
        self.constraints = True

    def of(self, block: s.Block) -> list[tuple[s.ExecuteDynamic | s.ForQuery, list[Any]]]:
        # rows that the block mends first would not meet a constraint that stands in front of it
        self.constraints = not any(isinstance(one, (s.SqlStatement, s.ForAll, s.Call)) for one in _working(block))
        self._visit(block)
        self._added(block)
        return sorted(self.out, key=lambda pair: pair[0].span.start)

    def _visit(self, node: Any) -> None:
        bodies = [getattr(node, name, None) for name in ("body", "otherwise")]
        bodies += [body for _, body in getattr(node, "branches", ())]
        bodies += [handler.body for handler in getattr(node, "handlers", ())]
        guarded = isinstance(node, s.If)
        for body in bodies:
            if isinstance(body, list):
                self._replace(body, guarded)
                for one in body:
                    if isinstance(one, (s.Block, s.If, s.Case)):
                        self._visit(one)

    def _replace(self, body: list[s.Statement], guarded: bool) -> None:
        for at, one in enumerate(body):
            made: list[Any] | None = None
            if isinstance(one, s.ExecuteDynamic):
                made = self._items(one, guarded)
            elif (
                isinstance(one, s.ForQuery)
                and self.there.nothing()
                and not self.there.unknown
                and asks_for_own_objects(one.query)
                and _only_drops(one)
            ):
                made = []  # a loop over nothing
            if made is not None:
                assert isinstance(one, (s.ExecuteDynamic, s.ForQuery))
                self._take(one, made)
                body[at] = s.Null(one.span, label=one.label, comments=one.comments)

    def _take(self, one: s.ExecuteDynamic | s.ForQuery, made: list[Any]) -> None:
        self.out.append((one, made))
        for item in made:
            self.there.add(item)

    def _items(self, one: s.ExecuteDynamic, guarded: bool) -> list[Any] | None:
        """What a constant text makes, [] for a guarded DROP of nothing; None: it stays."""
        text = parts_of_text(one.text)
        if text is None or len(text) != 1 or not isinstance(text[0], str) or one.using or one.into:
            return None
        start = tuple(text[0].upper().split(None, 2)[:2])
        if start in _STARTS:
            return _read(one, text[0], self.frontend, self.options)
        if start == ("ALTER", "TABLE"):
            found = _read(one, text[0], self.frontend, self.options)
            taken = found is not None and all(self.there.takes(item, self.constraints) for item in found)
            return found if taken else None
        if guarded and start[:1] == ("DROP",) and not self.there.unknown:
            found = _read(one, text[0], self.frontend, self.options)
            gone = found is not None and all(
                isinstance(item, o.Drop) and not self.there.has(item.name.name) for item in found
            )
            return [] if gone else None
        return None

    def _added(self, block: s.Block) -> None:
        """Columns that a loop over a list of constants adds to tables of the script that do not have them."""
        lists = Lists()
        executing = {at: _dynamic(one.body) for at, one in enumerate(block.body) if isinstance(one, s.ForRange)}
        last = max((at for at, found in executing.items() if found), default=-1)
        # Following a block is dear: what stands behind the last loop that may add something needs not be known.
        for place, one in enumerate(block.body[: last + 1]):
            if isinstance(one, s.ForRange):
                for inner, body, at in executing[place]:
                    made: list[Any] = []
                    for text in lists.texts(one, inner.text) or ():
                        plain = not inner.using and not inner.into
                        read = _read(inner, text, self.frontend, self.options) if plain else None
                        if read is None or not all(self.there.takes(item, self.constraints) for item in read):
                            made = []
                            break
                        made.extend(read)
                    if made:
                        self._take(inner, made)
                        body[at] = s.Null(inner.span, label=inner.label, comments=inner.comments)
            lists.follow(one)


def _working(block: s.Block) -> Iterator[Any]:
    """What may change rows: not what prints."""
    return (one for one in everything(block) if not (isinstance(one, s.Call) and prints(one.call)))


def _dynamic(body: list[s.Statement]) -> list[tuple[s.ExecuteDynamic, list[s.Statement], int]]:
    """EXECUTE IMMEDIATE in these statements and under their conditions, with the list it stands in."""
    out: list[tuple[s.ExecuteDynamic, list[s.Statement], int]] = []
    for at, one in enumerate(body):
        if isinstance(one, s.ExecuteDynamic):
            out.append((one, body, at))
        elif isinstance(one, s.If):
            for _, inner in one.branches:
                out.extend(_dynamic(inner))
    return out


def _read(one: s.ExecuteDynamic, text: str, frontend: Frontend, options: Options) -> list[Any] | None:
    base = one.text.span.start + 1  # behind the quote
    chunk = Chunk("sql", Span(one.span.file, base, one.text.span.end), text.strip(), base, text.upper().split()[0])
    found = frontend.read(chunk, options).items
    if not found or any(isinstance(item, o.Opaque) for item in found):
        return None
    return found


def read_text(written: Sql, text: str, frontend: Frontend, options: Options) -> list[Any] | None:
    """The items of a statement in a string; `written`: the expression that gives it. Where that is the text itself, places
    are those in it."""
    whole = text + frontend.string_end
    file = SourceFile(written.span.file, whole, "utf-8", "", count_lines(whole))
    plain = written.text[1:-1] == text
    start = written.span.start + 1 if plain else written.span.start
    found: list[Any] = []
    for chunk in frontend.split(file, options, lambda base, name: None):
        if chunk.kind == "space":
            continue
        if chunk.kind not in ("sql", "plsql"):
            return None
        place = Span(written.span.file, start, written.span.end - plain)
        pieces = (Piece(0, start + chunk.locate(0), True),) if plain else (Piece(0, start, False),)
        found += frontend.read(replace(chunk, span=place, base=start, pieces=pieces), options).items
    if not found or any(isinstance(item, o.Opaque) for item in found):
        return None
    return found
