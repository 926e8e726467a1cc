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
from sct.ir.types import UNKNOWN
from sct.options import Options
from sct.rulebook.translate import Refused, Translator
from sct.sqlexpr import build
from sct.sqlexpr.scope import Shape, Symbol
from sct.sqlexpr.strings import MARK
from sct.text.source import SourceFile, count_lines
from sct.text.span import Span
from sct.work.emitting import emit_all, ordered

_PEOPLE = ("user", "profile")  # what code does to them is no setting that can be left out


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


class _Marked:
    """What a statement's names mean where parts of it are only known when it runs: a value, a relation, a piece of a name.
    Everything else `inner` knows."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        if not MARK.search(path[-1]):
            found: Symbol | None = self.inner.symbol(path)
            return found
        name = path[-1]
        return Symbol(UNKNOWN, build=lambda: build.name(name, type_=UNKNOWN))

    def relation(self, path: tuple[str, ...]) -> tuple[tuple[str, ...], Shape] | None:
        if any(MARK.search(part) for part in path):
            return path, Shape(open=True)
        found: tuple[tuple[str, ...], Shape] | None = self.inner.relation(path)
        return found


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
        user = next((i for i in items if isinstance(i, o.Accounted) and i.kind.split()[-1] in _PEOPLE), None)
        if user is not None:
            what = user.kind if " " in user.kind else f"create {user.kind}"
            raise Refused("SC1543", f"{what.upper()} is not converted: users are the target's own", where)
        if all(isinstance(i, o.Accounted) for i in items):
            return ""  # understood, and deliberately nothing here
        for item in items:
            if isinstance(item, o.View):
                item.again = text.upper().split(None, 3)[1:3] == ["OR", "REPLACE"]
        catalog = Catalog()
        if not any(isinstance(i, (o.Accounted, o.Opaque)) for i in items):
            catalog.relations.update(known.relations)
        folded = fold(items, catalog)
        around = _Marked if MARK.search(text) else None
        resolver = CatalogResolver(catalog, source.type_of_text)
        inner = replace(translator, resolver=resolver, around=around, used_runtime=set(), places=[])
        catalog.infer = inner.columns_of
        emitter = target.emitter(catalog, folded, inner, lambda span: text[span.start : span.end], options)
        made = emit_all(emitter, folded, replace(options, jobs=1))
        pieces = ordered([piece for one in made for piece in one.pieces])
        # a stub would take the place of what is there when the string is run
        lost = [p for p in pieces if p.refused or p.stub]
        if not pieces or lost:
            told = [f for one in made for f in one.findings if f.code]
            about = {p.object_id for p in lost}
            refused = next((f for f in told if f.object_id in about), told[0] if told else None)
            message = refused.message if refused is not None else "a statement in a string without a conversion"
            raise Refused("SC1543", message, where)
        translator.used_runtime.update(name for one in made for name in one.runtime)
        if any(piece.kind == "package" for piece in pieces):
            pieces = [*emitter.finish(made), *(p for p in pieces if not p.sql.startswith("--"))]
        return " ".join(piece.sql for piece in pieces)

    return convert
