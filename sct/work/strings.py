"""Scripts inside strings of code (dynamic SQL): read and converted like a script of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sct.backends import Backend
from sct.catalog.catalog import Catalog, CatalogResolver
from sct.catalog.fold import fold
from sct.frontends import Frontend
from sct.ir import objects as o
from sct.options import Options
from sct.rulebook.translate import Refused, Translator
from sct.text.source import SourceFile, count_lines
from sct.text.span import Span
from sct.work.emitting import emit_all, ordered


def reader(source: Frontend, options: Options) -> Callable[[str], list[Any]]:
    def read(text: str) -> list[Any]:
        whole = text + source.string_end
        digest = hashlib.sha256(whole.encode()).hexdigest()
        file = SourceFile("a string", whole, "utf-8", digest, count_lines(whole))
        items: list[Any] = []
        for chunk in source.split(file, options, lambda base, name: None):
            if chunk.kind not in ("space", "directive"):
                items.extend(source.read(chunk, options).items)
        return items

    return read


def converter(source: Frontend, target: Backend, options: Options, translator: Translator) -> Callable[[str], str]:
    """A statement in a string as statements of the target. Raises Refused when any of it is refused."""
    read = reader(source, options)
    known = getattr(translator.resolver, "catalog", None) or Catalog()

    def convert(text: str) -> str:
        items = read(text)
        where = Span("a string", 0, len(text))
        bad = next((i for i in items if isinstance(i, o.Opaque)), None)
        if bad is not None or not items:
            raise Refused("SC1543", "a statement in a string that cannot be read", where)
        if all(isinstance(i, o.Accounted) for i in items):
            return ""  # understood, and deliberately nothing here
        catalog = Catalog()
        if not any(isinstance(i, (o.Accounted, o.Opaque)) for i in items):
            catalog.relations.update(known.relations)
        folded = fold(items, catalog)
        inner = replace(
            translator, resolver=CatalogResolver(catalog, source.type_of_text), used_runtime=set(), places=[]
        )
        catalog.infer = inner.columns_of
        emitter = target.emitter(catalog, folded, inner, lambda span: text[span.start : span.end], options)
        made = emit_all(emitter, folded, replace(options, jobs=1))
        pieces = ordered([piece for one in made for piece in one.pieces])
        refused = next((f for one in made for f in one.findings if f.code and any(p.refused for p in pieces)), None)
        if not pieces or refused is not None or any(p.refused for p in pieces):
            message = refused.message if refused is not None else "a statement in a string without a conversion"
            raise Refused("SC1543", message, where)
        translator.used_runtime.update(name for one in made for name in one.runtime)
        return " ".join(piece.sql for piece in pieces)

    return convert
