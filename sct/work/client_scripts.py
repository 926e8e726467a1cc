"""Client scripts of the source as scripts of the target's client, where both have such a thing.

A source says what a file's script is with `script(path, chunks)`, a target writes it with `client_script(script,
sql_at) -> (text, findings)` and names the ending of such files `script_ending`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sct.backends.emitted import Emitted
from sct.diagnostics.finding import Finding
from sct.ir import objects as o
from sct.text.chunk import Chunk
from sct.text.span import Span
from sct.work.reading import Script


@dataclass(slots=True)
class Written:
    texts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def client_scripts(chunks: list[Chunk], source: Any, target: Any, pieces: list[Emitted], script: Script) -> Written:
    out = Written()
    read, write = getattr(source, "script", None), getattr(target, "client_script", None)
    if read is None or write is None:
        return out
    files: dict[str, list[Chunk]] = {}
    for chunk in chunks:
        files.setdefault(chunk.span.file, []).append(chunk)
    by_file: dict[str, list[Emitted]] = {}
    for piece in pieces:
        if piece.kind not in ("runtime", "schema"):
            by_file.setdefault(piece.span.file, []).append(piece)
    drops: dict[Span, str] = {}
    for item, span in zip(script.statements, script.spans, strict=True):
        if isinstance(item, o.Drop) and item.kind in ("table", "view"):
            drops[span] = f"DROP {item.kind.upper()} IF EXISTS {item.name};"

    for file, parts in files.items():
        found = read(file, parts)
        if found is None:
            continue

        mine = by_file.get(file, [])

        def sql_at(span: Span, mine: list[Emitted] = mine) -> str:
            texts = [p.sql for p in mine if span.start <= p.span.start < span.end]
            return "\n".join(texts) if texts else drops.get(span, "")

        text, findings = write(found, sql_at)
        stem = file.rsplit(".", 1)[0] if "." in file.rsplit("/", 1)[-1] else file
        out.texts[stem + target.script_ending] = text
        out.findings.extend(findings)
    return out
