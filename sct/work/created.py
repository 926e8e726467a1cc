"""Objects that a script creates from inside anonymous blocks (`IF there is none THEN EXECUTE IMMEDIATE 'CREATE …'`).

The target is empty when the script runs, so the question is answered: the statements are taken out of the block and
stand in front of it, where everything else can see what they create.
"""

from __future__ import annotations

from typing import Any

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
    for item, span in zip(statements, spans, strict=True):
        if isinstance(item, o.Unit) and isinstance(item.code, s.Block):
            for one, made in _created(item.code, frontend, options):
                items.extend(made)
                places.extend([span] * len(made))
                words = " ".join(one.text.text.split())[:60]
                findings.append(Finding("SC1545", f"{words}: created whatever the block asks", one.span))
        items.append(item)
        places.append(span)
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


def _items(one: s.ExecuteDynamic, frontend: Frontend, options: Options) -> list[Any] | None:
    text = parts_of_text(one.text)
    if text is None or len(text) != 1 or not isinstance(text[0], str) or one.using or one.into:
        return None
    words = text[0].upper().split(None, 2)[:2]
    if tuple(words) not in _STARTS:
        return None
    base = one.text.span.start + 1  # behind the quote
    chunk = Chunk("sql", Span(one.span.file, base, one.text.span.end), text[0].strip(), base, words[0])
    found = frontend.read(chunk, options).items
    if not found or any(isinstance(item, o.Opaque) for item in found):
        return None
    return found
