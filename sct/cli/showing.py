"""The stages as text for a person: each value as it passes from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from sct.frontends import frontend
from sct.ir.sql import Sql
from sct.options import Options
from sct.text.span import Span
from sct.work.reading import Sources, prepared, read_all, split_all


def show(stage: str, paths: Sequence[str], options: Options) -> Iterator[str]:
    """The lines of one stage. Raises InputError when a path cannot be read."""
    if stage in ("lowered", "order"):
        yield from _late(stage, paths, options)
        return
    engine = frontend(options.source)
    chunks, sources = split_all(paths, engine, options)
    if stage == "tokens":
        yield from _tokens(chunks, sources, options.source)
        return
    script = read_all(chunks, engine, prepared(chunks, engine, options))
    for item, span in zip(script.statements, script.spans, strict=True):
        if stage == "ir":
            yield from _ir(item, span, sources)
        else:
            yield from _trees(item, span, sources)


def _place(span: Span, sources: Sources) -> str:
    file = sources.files.get(span.file)
    if file is None:
        return ""
    line, column = file.position(span.start)
    return f"{span.file}:{line}:{column}"


def _tokens(chunks: list[Any], sources: Sources, engine: str) -> Iterator[str]:
    from sct.sqlexpr.tokens import TokenError, tokenise

    for chunk in chunks:
        if chunk.kind == "space":
            continue
        problem = f"  ({chunk.problem})" if chunk.problem else ""
        yield f"{_place(chunk.span, sources)}  {chunk.kind} {chunk.word}{problem}"
        if chunk.kind not in ("sql", "plsql"):
            continue
        try:
            for token in tokenise(chunk.text, engine):
                at = chunk.locate(token.start)
                yield f"  {_place(Span(chunk.span.file, at, at), sources):24} {token.token_type.name:20} {token.text}"
        except TokenError as error:
            yield f"  cannot be read: {error}"


def _ir(item: Any, span: Span, sources: Sources) -> Iterator[str]:
    import yaml

    yield f"# {_place(span, sources)}"
    text = yaml.safe_dump([plain(item, sources)], sort_keys=False, allow_unicode=True, width=110)
    yield text.rstrip("\n")


def plain(value: Any, sources: Sources) -> Any:
    """A value of the neutral model as plain data: fields that say nothing are left out, places are file:line:column."""
    if isinstance(value, Sql):
        return value.text
    if isinstance(value, Span):
        return _place(value, sources)
    if isinstance(value, Enum):
        return value.name
    if is_dataclass(value) and not isinstance(value, type):
        out: dict[str, Any] = {"is": type(value).__name__}
        for one in fields(value):
            found = getattr(value, one.name)
            if found is None or found is False or found == () or found == [] or found == {} or found == "":
                continue
            out[one.name] = plain(found, sources)
        return out
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        texts = {key: plain(found, sources) for key, found in value._asdict().items() if found is not None}
        return str(value) if set(texts) <= {"schema", "name"} else texts
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one, sources) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one, sources) for key, one in value.items()}
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def pieces_of(value: Any) -> Iterator[Sql]:
    """Every piece of SQL inside a value of the neutral model."""
    if isinstance(value, Sql):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from pieces_of(getattr(value, one.name))
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from pieces_of(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from pieces_of(each)


def _trees(item: Any, span: Span, sources: Sources) -> Iterator[str]:
    from sct.sqlexpr.parse import SqlError, tree_of

    yield f"# {_place(span, sources)}  {type(item).__name__} {getattr(item, 'name', '')}".rstrip()
    for sql in pieces_of(item):
        yield f"-- {' '.join(sql.text.split())[:100]}"
        try:
            yield repr(tree_of(sql))
        except SqlError as error:
            yield f"{_place(error.span, sources)}: {error.message}"


def _late(stage: str, paths: Sequence[str], options: Options) -> Iterator[str]:
    from sct.pipeline import convert

    result = convert(paths, options)
    codes: dict[str | None, list[str]] = {}
    for finding in result.report.findings:
        codes.setdefault(finding.object, []).append(f"{finding.code} {finding.message}")
    said: set[str] = set()
    for number, piece in enumerate(result.pieces, 1):
        if stage == "order":
            needs = f"  needs {', '.join(piece.needs)}" if piece.needs else ""
            yield f"{number:6}  {piece.section:4} {piece.kind:18} {piece.id}{needs}"
            continue
        if piece.kind == "runtime":
            continue
        yield f"-- {piece.kind} {piece.object_id}"
        if piece.object_id not in said:
            said.add(piece.object_id)
            yield from (f"--   {' '.join(words.split())}" for words in codes.get(piece.object_id, ()))
        yield piece.sql
        yield ""
