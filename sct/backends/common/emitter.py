"""What the emitters of all targets share: where an item's pieces and findings go, and how a refusal is written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

from sct.backends.common import body_lines
from sct.backends.common.names import commented
from sct.backends.emitted import Emitted, Made, TableRow
from sct.catalog.catalog import Catalog
from sct.catalog.fold import Folded
from sct.diagnostics.finding import Bag
from sct.ir import objects as o
from sct.ir.sql import Sql
from sct.options import Options
from sct.rulebook.translate import Refused, Translator
from sct.text.span import Span

Path = tuple[str, ...]


def object_id(name: o.QName, catalog: Catalog) -> str:
    return ".".join(catalog.key(name))


class BaseEmitter(ABC):
    """Emits every object of a folded script. `bags`: findings by object id; `handlers`: what writes an item, by kind."""

    handlers: ClassVar[dict[type, Callable[[Any, Any, int], None]]] = {}

    settings: ClassVar[dict[str, str]] = {}  # the source's session settings -> the target's

    def __init__(
        self, catalog: Catalog, folded: Folded, translator: Translator, texts: Any, options: Options | None = None
    ) -> None:
        self.options = options or Options()
        self.catalog = catalog
        self.folded = folded
        self.translator = translator
        self.texts = texts  # (span) -> source text
        self.out: list[Emitted] = []
        self._written: dict[int, int] = {}  # by id of a piece: how many bodies of code were written before it was added
        self.bags: dict[str, Bag] = {}
        self.rows: list[TableRow] = []
        self.schemas: dict[str, int] = {}

    @abstractmethod
    def begin(self) -> None:
        """What the whole script decides, once."""

    @abstractmethod
    def start(self) -> None:
        """Before each item."""

    @staticmethod
    @abstractmethod
    def qualified(path: tuple[str | None, ...]) -> str:
        """A name in the target's words."""

    @staticmethod
    @abstractmethod
    def string(text: str) -> str:
        """A literal in the target's words."""

    def truncation(self, table: Any, path: Path, cascade: bool) -> str:
        """The statement that removes every row of a table."""
        return f"TRUNCATE TABLE {self.qualified(path)}{' CASCADE' if cascade else ''};"

    def data_statement(self, dml: o.Dml, id_: str) -> str:
        """A data statement of the script, without its end. Raises Refused."""
        return self.translator.statement(dml.sql, self.bag(id_))

    @cached_property
    def unit_names(self) -> frozenset[Path]:
        """What the script calls its units, each where it stands."""
        found = []
        for place, item in self.folded.items:
            if isinstance(item, o.Unit):
                self.catalog.stand(place)
                found.append(self.catalog.key(item.name))
        self.catalog.stand(-1)
        return frozenset(found)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles the script makes."""
        return frozenset(item.name for _, item in self.folded.items if isinstance(item, o.Role))

    # --- what the writers share -------------------------------------------------------------------------------------

    def bag(self, id_: str) -> Bag:
        found = self.bags.get(id_)
        if found is None:
            found = self.bags[id_] = Bag(id_)
        return found

    def id(self, name: o.QName) -> str:
        return object_id(name, self.catalog)

    def need(self, name: o.QName) -> str:
        """The piece after which an object is what it is here."""
        return self.catalog.piece(self.catalog.key(name))

    def shortened(self, key: Path) -> Path:
        return tuple([self.translator.shortened(part) for part in key])

    def path(self, name: o.QName) -> Path:
        return self.shortened(self.catalog.key(name))

    def used(self, sql: Sql) -> tuple[str, ...]:
        """The pieces that make what a query or data statement names."""
        from sct.sqlexpr.names import relation_names

        found: dict[str, None] = {}
        for path in relation_names(sql):
            key = self.catalog._resolve(path, self.catalog.relations)
            if key is not None:
                found[self.catalog.piece(key)] = None
        return tuple(found)

    def runs_defaults(self, sql: Sql) -> tuple[str, ...]:
        """The pieces that must be there when a data statement has defaults of columns computed."""
        return ()

    def add_object(
        self,
        item: Any,
        kind: str,
        sql: str,
        place: int,
        path: Path,
        id_: str,
        needs: tuple[str, ...] = (),
        unfilled: str = "",
    ) -> None:
        """The piece that makes an object; a later form of the same name is another piece of the same object."""
        piece = self.catalog.piece(self.catalog.key(item.name)) if kind != "type" else id_
        if "#" in piece:
            piece = id_
        schema = path[0] if path[1:] else ""
        needs = tuple(n for n in needs if n != piece)
        behind = (self.catalog.follows[piece],) if "~" in piece and piece in self.catalog.follows else ()
        self._add(
            Emitted(
                piece,
                id_,
                kind,
                sql,
                item.origin,
                place,
                needs=needs,
                behind=behind,
                name=path[-1],
                schema=schema,
                unfilled=unfilled,
            )
        )

    def _add(self, item: Emitted) -> None:
        self.out.append(item)
        self._written[id(item)] = len(self.translator.places)

    def notes(self, item: Any, id_: str) -> None:
        """The clauses of the source that have no meaning here."""
        for note in item.notes:
            self.bag(id_).add(note.code, note.text, note.span)

    def _schema(self, path: Path, place: int) -> None:
        if len(path) > 1:
            self.schemas.setdefault(path[0], place)

    def _refuse(self, id_: str, kind: str, item: Any, place: int, error: Refused) -> None:
        """The object's place is kept: its original text in a comment under the code."""
        self.bag(id_).add(error.code, error.message, error.span or item.origin)
        body = commented(f"{error.code} refused: {error.message}\n{self.texts(item.origin)}")
        self._add(Emitted(id_, id_, kind, body, item.origin, place, refused=True, name=id_))

    # --- all --------------------------------------------------------------------------------------------------------

    def emit_one(self, place: int, item: Any) -> Made:
        """What becomes of one item. It may lean on the catalog and on `begin`, not on what was emitted before."""
        self.out, self.bags, self.rows, self.schemas, self._written = [], {}, [], {}, {}
        self.translator.used_runtime.clear()
        self.translator.places.clear()
        self.start()
        self.catalog.at(place)
        lasting = isinstance(item, o.View | o.MaterializedView) or (isinstance(item, o.Unit) and item.kind != "block")
        self.catalog.follow(None if lasting else place)
        handler = self.handlers.get(type(item))
        if handler is not None:
            try:
                handler(self, item, place)
            except RecursionError:
                error = Refused("SC1019", "nested too deeply", item.origin)
                self._refuse(f"script:{place}", type(item).__name__.lower(), item, place, error)
        if self.translator.places:
            body_lines.place(self.out, self._written, self.translator.places)
        findings = [f for bag in self.bags.values() for f in bag]
        return Made(self.out, findings, self.rows, list(self.schemas), sorted(self.translator.used_runtime))

    def schema_pieces(self, made: list[Made], ident: Callable[[str], str]) -> list[Emitted]:
        """CREATE SCHEMA of all that the pieces live in."""
        names = sorted({name for one in made for name in one.schemas})
        where: Span = next((item.origin for _, item in self.folded.items), Span("", 0, 0))
        return [
            Emitted(f"schema:{s}", s, "schema", f"CREATE SCHEMA IF NOT EXISTS {ident(s)};", where, -1, schema=s)
            for s in names
        ]
