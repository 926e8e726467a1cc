"""Objects that a script creates from inside anonymous blocks (`IF there is none THEN EXECUTE IMMEDIATE 'CREATE …'`).

The target is empty when the script runs, so the question is answered: the statements are taken out of the block and
stand in front of it, where everything else can see what they create.
"""

from __future__ import annotations

from typing import Any

from sct.catalog.constant_lists import Lists
from sct.diagnostics.finding import Finding
from sct.frontends import Frontend
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.walking import parts
from sct.options import Options
from sct.sqlexpr.strings import parts_of_text
from sct.text.chunk import Chunk
from sct.text.span import Span

_STARTS = (
    ("CREATE", "TABLE"), ("CREATE", "GLOBAL"), ("CREATE", "SEQUENCE"), ("CREATE", "INDEX"), ("CREATE", "UNIQUE"),
    ("CREATE", "VIEW"), ("COMMENT", "ON"),
)  # fmt: skip
_LOOPS = (s.Loop, s.While, s.ForRange, s.ForQuery, s.ForCursor, s.ForIterator)


def taken_out(
    statements: list[Any], spans: list[Span], frontend: Frontend, options: Options
) -> tuple[list[Any], list[Span], list[Finding]]:
    """The script with such statements in front of their blocks, and what has to be said of them."""
    items: list[Any] = []
    places: list[Span] = []
    findings: list[Finding] = []
    tables: dict[str, o.Table] = {}

    def append(item: Any, span: Span) -> None:
        items.append(item)
        places.append(span)
        if isinstance(item, o.Table):
            tables[item.name.name] = item

    for item, span in zip(statements, spans, strict=True):
        if isinstance(item, o.Unit) and isinstance(item.code, s.Block):
            found = [*_created(item.code, frontend, options), *_added(item.code, tables, frontend, options)]
            for one, made in sorted(found, key=lambda pair: pair[0].span.start):
                for new in made:
                    append(new, span)
                words = " ".join(one.text.text.split())[:60]
                findings.append(Finding("SC1545", f"{words}: created whatever the block asks", one.span))
        append(item, span)
    return items, places, findings


def _created(block: s.Block, frontend: Frontend, options: Options) -> list[tuple[s.ExecuteDynamic, list[Any]]]:
    out: list[tuple[s.ExecuteDynamic, list[Any]]] = []

    def visit(node: Any) -> None:
        for name in ("body", "otherwise"):
            inner = getattr(node, name, None)
            if isinstance(inner, list):
                _replace(inner)
        for _, inner in getattr(node, "branches", ()):
            _replace(inner)
        for one in parts(node):
            if isinstance(one, (s.Block, s.If, s.Case)) and not isinstance(one, _LOOPS):
                visit(one)
        for _, inner in getattr(node, "branches", ()):
            for one in inner:
                if isinstance(one, (s.Block, s.If, s.Case)):
                    visit(one)

    def _replace(body: list[s.Statement]) -> None:
        for at, one in enumerate(body):
            made = _items(one, frontend, options) if isinstance(one, s.ExecuteDynamic) else None
            if made is not None:
                assert isinstance(one, s.ExecuteDynamic)
                out.append((one, made))
                body[at] = s.Null(one.span, label=one.label, comments=one.comments)

    visit(block)
    return sorted(out, key=lambda pair: pair[0].span.start)


def _added(
    block: s.Block, tables: dict[str, o.Table], frontend: Frontend, options: Options
) -> list[tuple[s.ExecuteDynamic, list[Any]]]:
    """Columns that a loop over a list of constants adds to tables of the script that do not have them."""
    out: list[tuple[s.ExecuteDynamic, list[Any]]] = []
    executing = {at: _dynamic(one.body) for at, one in enumerate(block.body) if isinstance(one, s.ForRange)}
    last = max((at for at, found in executing.items() if found), default=-1)
    lists = Lists()
    # Following a block is dear: what stands behind the last loop that may add something needs not be known.
    for place, one in enumerate(block.body[: last + 1]):
        if isinstance(one, s.ForRange):
            for inner, body, at in executing[place]:
                made: list[Any] = []
                for text in lists.texts(one, inner.text) or ():
                    read = _read(inner, text, frontend, options) if not inner.using and not inner.into else None
                    if read is None or not all(_adds_to(item, tables) for item in read):
                        made = []
                        break
                    made.extend(read)
                if made:
                    out.append((inner, made))
                    body[at] = s.Null(inner.span, label=inner.label, comments=inner.comments)
        lists.follow(one)
    return out


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


def _adds_to(item: Any, tables: dict[str, o.Table]) -> bool:
    """Whether it adds columns, none of which is there, to a table of the script."""
    if not isinstance(item, o.Alter) or item.kind != "table" or item.name.name not in tables:
        return False
    there = {column.name for column in tables[item.name.name].columns}
    return all(
        action == "add_column" and isinstance(column, o.Column) and column.name not in there
        for action, column in item.actions
    )


def _items(one: s.ExecuteDynamic, frontend: Frontend, options: Options) -> list[Any] | None:
    text = parts_of_text(one.text)
    if text is None or len(text) != 1 or not isinstance(text[0], str) or one.using or one.into:
        return None
    if tuple(text[0].upper().split(None, 2)[:2]) not in _STARTS:
        return None
    return _read(one, text[0], frontend, options)


def _read(one: s.ExecuteDynamic, text: str, frontend: Frontend, options: Options) -> list[Any] | None:
    base = one.text.span.start + 1  # behind the quote
    chunk = Chunk("sql", Span(one.span.file, base, one.text.span.end), text.strip(), base, text.upper().split()[0])
    found = frontend.read(chunk, options).items
    if not found or any(isinstance(item, o.Opaque) for item in found):
        return None
    return found
