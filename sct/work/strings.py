"""Scripts inside strings of code (dynamic SQL): read and converted like a script of their own."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sct.backends import Backend
from sct.catalog.catalog import Catalog, CatalogResolver
from sct.catalog.fold import fold
from sct.catalog.steps import clone
from sct.diagnostics.finding import Finding
from sct.frontends import Frontend
from sct.ir import objects as o
from sct.ir.types import TEXT, UNKNOWN
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


def converter(source: Frontend, target: Backend, options: Options, translator: Translator) -> Callable[..., str]:
    """A statement in a string as statements of the target; what there is to say of it goes to the second argument, if one
    is given. Raises Refused when any of it is refused."""
    read = reader(source, options)
    known = getattr(translator.resolver, "catalog", None) or Catalog()

    def convert(text: str, said: list[Finding] | None = None) -> str:
        items = read(text)
        where = Span("a string", 0, len(text))
        bad = next((i for i in items if isinstance(i, o.Opaque)), None)
        if bad is not None or not items:
            raise Refused("SC1543", "a statement in a string that cannot be read", where)
        user = next((i for i in items if isinstance(i, o.Accounted) and i.kind.split()[-1] in _PEOPLE), None)
        if user is not None:
            what = user.kind if " " in user.kind else f"create {user.kind}"
            raise Refused("SC1543", f"{what.upper()} is not converted: users are the target's own", where)
        if all(isinstance(i, o.Accounted) or (isinstance(i, o.Alter) and not i.actions) for i in items):
            return ""  # understood, and deliberately nothing here
        for item in items:
            if isinstance(item, o.View):
                item.again = text.upper().split(None, 3)[1:3] == ["OR", "REPLACE"]
        catalog = Catalog()
        if not any(isinstance(i, (o.Accounted, o.Opaque)) for i in items):
            catalog.relations.update(known.relations)
        there = _tables_altered(items, known)
        folded = fold([*there, *items], catalog, in_place=bool(there))
        folded.items = [(place, item) for place, item in folded.items if place >= len(there)]
        notes = {(n.code, n.text) for item in items for n in getattr(item, "notes", ())}
        lost_changes = [f for f in folded.findings if (f.code, f.message) not in notes]
        if lost_changes:  # one of several changes has nothing to be made of
            raise Refused("SC1543", lost_changes[0].message, where)
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
            told = [*folded.findings, *(f for one in made for f in one.findings if f.code)]
            about = {p.object_id for p in lost}
            refused = next((f for f in told if f.object_id in about), told[0] if told else None)
            message = refused.message if refused is not None else "a statement in a string without a conversion"
            raise Refused("SC1543", message, where)
        translator.used_runtime.update(name for one in made for name in one.runtime)
        if any(piece.kind == "package" for piece in pieces):
            pieces = [*emitter.finish(made), *(p for p in pieces if not p.sql.startswith("--"))]
        made_of = " ".join(piece.sql for piece in pieces)
        lost_marks = {m[0].lower() for m in MARK.finditer(text)} - {m[0].lower() for m in MARK.finditer(made_of)}
        if lost_marks:
            raise Refused("SC1543", "a part that only run time knows stands where nothing is known of it", where)
        if said is not None:
            said += [*folded.findings, *(f for one in made for f in one.findings)]
        return made_of

    return convert


def _tables_altered(items: list[Any], known: Catalog) -> list[o.Table]:
    """The tables that ALTER TABLE changes, as the script leaves them; one it does not know has no columns here."""
    found: dict[tuple[str, ...], o.Table] = {}
    for item in items:
        if not isinstance(item, (o.Alter, o.Rename)) or item.kind not in ("table", "relation"):
            continue
        key = known._resolve(tuple(p for p in item.name if p), known.relations)
        table = known.relations.get(key) if key is not None else None
        if item.kind == "relation" and not isinstance(table, o.Table):
            continue  # RENAME does not say of what
        made = clone(table) if isinstance(table, o.Table) else o.Table(item.name, item.origin)
        made.name = item.name  # as the statement calls it
        made.constraints = [copy.copy(one) for one in made.constraints]
        made.query = made.like = None
        made = found.setdefault(tuple(p or "" for p in item.name), made)
        if table is None and isinstance(item, o.Alter):
            _suppose(made, item)
    return list(found.values())


def _suppose(table: o.Table, item: o.Alter) -> None:
    """A table that is not known has what is changed in it, where it does not matter what that is."""
    for action, payload in item.actions:
        if action == "drop_constraint":
            table.constraints.append(o.Constraint("check", payload, (), item.origin))
        elif action == "modify_column" and payload.type.kind == "unknown" and (payload.default or not payload.nullable):
            table.columns.append(o.Column(payload.name, TEXT, item.origin))
