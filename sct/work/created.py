"""Objects that a script creates from inside anonymous blocks (`IF there is none THEN EXECUTE IMMEDIATE 'CREATE …'`).

The target is empty when the script runs, so the question is answered: the statements are taken out of the block and
stand in front of it, where everything else can see what they create.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sct.catalog.constant_lists import Lists
from sct.diagnostics.finding import Finding
from sct.frontends import Frontend
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.walking import everything
from sct.options import Options
from sct.sqlexpr.quiet import asks_for_own_objects
from sct.sqlexpr.strings import parts_of_text
from sct.text.chunk import Chunk
from sct.text.span import Span
from sct.work.guards import comes_to_nothing, prints

_STARTS = (
    ("CREATE", "TABLE"), ("CREATE", "GLOBAL"), ("CREATE", "SEQUENCE"), ("CREATE", "INDEX"), ("CREATE", "UNIQUE"),
    ("CREATE", "VIEW"), ("COMMENT", "ON"),
)  # fmt: skip


@dataclass(slots=True)
class _Made:
    """What the script has made so far. `tables`: the columns and constraints each table has; `unknown`: a block may have
    made more, from a text that is known only at run time."""

    names: set[str] = field(default_factory=set)
    tables: dict[str, set[str]] = field(default_factory=dict)
    unknown: bool = False

    def add(self, item: Any) -> None:
        name = getattr(item, "name", None)
        if isinstance(item, o.Alter):
            self._alter(item)
        elif isinstance(item, o.Drop):
            self.names.discard(item.name.name)
        elif isinstance(name, o.QName):
            self.names.add(name.name)
            if isinstance(item, o.Table):
                named = {str(one.name) for one in item.constraints if one.name}
                self.tables[name.name] = {column.name for column in item.columns} | named

    def _alter(self, item: o.Alter) -> None:
        there = self.tables.get(item.name.name)
        if there is not None:
            there.update(str(p.name) for _, p in item.actions if isinstance(p, (o.Column, o.Constraint)) and p.name)

    def leave(self, block: s.Block) -> None:
        """What stays in a block runs when the script does."""
        for one in everything(block):
            if isinstance(one, s.ExecuteDynamic):
                first = (parts_of_text(one.text) or [None])[0]
                drops = isinstance(first, str) and first.upper().split()[:1] == ["DROP"]
                self.unknown = self.unknown or not drops

    def takes(self, item: Any, constraints: bool = True) -> bool:
        """Whether it adds columns, or constraints where they may be, none of which is there, to a table of the script."""
        if not isinstance(item, o.Alter) or item.kind != "table":
            return False
        there = self.tables.get(item.name.name)
        return there is not None and all(
            (action == "add_column" or (constraints and action == "add_constraint"))
            and isinstance(part, (o.Column, o.Constraint))
            and bool(part.name)
            and part.name not in there
            for action, part in item.actions
        )


def taken_out(
    statements: list[Any], spans: list[Span], frontend: Frontend, options: Options
) -> tuple[list[Any], list[Span], list[Finding]]:
    """The script with such statements in front of their blocks, and what has to be said of them."""
    items: list[Any] = []
    places: list[Span] = []
    findings: list[Finding] = []
    there = _Made()
    for item, span in zip(statements, spans, strict=True):
        idle = False
        if isinstance(item, o.Unit) and isinstance(item.code, s.Block):
            found = _Taken(there, frontend, options).of(item.code)
            idle = bool(found) and comes_to_nothing(item.code)
            there.leave(item.code)
            for one, made in found:
                items.extend(made)
                places.extend([span] * len(made))
                text = one.query if isinstance(one, s.ForQuery) else one.text
                words = " ".join(text.text.split())[:60]
                if made:
                    rest = "; the rest of the block asks and prints, and is left out" if idle else ""
                    findings.append(Finding("SC1545", f"{words}: created whatever the block asks{rest}", one.span))
                else:
                    findings.append(Finding("SC1607", f"{words} in a block", one.span))
        if not idle:
            items.append(item)
            places.append(span)
            there.add(item)
    return items, places, findings


class _Taken:
    """Takes the statements out of one block: what makes an object, what adds to a table, and what drops something that
    is not there, which comes to nothing."""

    def __init__(self, there: _Made, frontend: Frontend, options: Options) -> None:
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
                and not (self.there.names or self.there.unknown)
                and asks_for_own_objects(one.query)
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
                isinstance(item, o.Drop) and item.name.name not in self.there.names for item in found
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
