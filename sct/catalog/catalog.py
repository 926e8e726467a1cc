"""The state after the script: objects by name, and the answers the walk over SQL asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.ir import objects as o
from sct.ir import types as t
from sct.ir.types import Type
from sct.sqlexpr.scope import ColumnInfo, RelationFacts, RoutineInfo, Shape, Symbol

Path = tuple[str, ...]


class Catalog:
    """`default` is the schema the script's own session stands in: `default.x` and `x` are one object."""

    def __init__(self, default: str | None = None) -> None:
        self.default = default
        self.relations: dict[Path, Any] = {}
        self.sequences: dict[Path, o.Sequence] = {}
        self.types: dict[Path, o.UserType] = {}
        self.synonyms: dict[Path, o.Synonym] = {}
        self.routines: dict[Path, list[RoutineInfo]] = {}
        self.shapes: dict[Path, Shape] = {}
        self.instead_of: set[Path] = set()  # views with an INSTEAD OF trigger
        self.infer: Callable[[Any], Shape] | None = None  # columns of a view, filled in by the pipeline

    def key(self, path: Path | o.QName) -> Path:
        parts = tuple(p for p in path if p)
        if len(parts) == 2 and parts[0] == self.default:
            return parts[1:]
        return parts

    def _resolve(self, path: Path | o.QName, where: dict[Path, Any], depth: int = 0) -> Path | None:
        key = self.key(path)
        if key in where:
            return key
        if len(key) == 1 and depth == 0:
            # written without its owner, and only one owner of the input has it
            owners = [k for k in where if len(k) == 2 and k[1] == key[0]]
            if len(owners) == 1 and key not in self.synonyms:
                return owners[0]
        synonym = self.synonyms.get(key)
        if synonym is not None and depth < 8 and not synonym.link:
            return self._resolve(synonym.target, where, depth + 1)
        return None

    def shape_of(self, key: Path) -> Shape:
        found = self.shapes.get(key)
        if found is None:
            item = self.relations[key]
            self.shapes[key] = Shape(open=True)  # while it is being found: a view that names itself
            if isinstance(item, o.Table) and not (item.query is not None and not _typed(item)):
                found = Shape({c.name: ColumnInfo(c.type, not c.nullable, c.invisible) for c in item.columns})
                for constraint in item.constraints:
                    if constraint.kind == "primary":
                        for name in constraint.columns:
                            if name in found.columns:
                                found.columns[name] = found.columns[name]._replace(not_null=True)
            elif self.infer is not None:
                found = self.infer(item)
            else:
                found = Shape(open=True)
            self.shapes[key] = found
        return found


def _typed(table: o.Table) -> bool:
    return bool(table.columns) and all(c.type.kind != "unknown" for c in table.columns)


class CatalogResolver:
    """The catalog as `sqlexpr.scope.Resolver`, for SQL outside procedural code."""

    def __init__(self, catalog: Catalog, type_of_text: Callable[[str], Type]) -> None:
        self.catalog = catalog
        self._type_of_text = type_of_text

    def relation(self, path: Path) -> tuple[Path, Shape] | None:
        key = self.catalog._resolve(path, self.catalog.relations)
        return (key, self.catalog.shape_of(key)) if key is not None else None

    def facts(self, path: Path) -> RelationFacts | None:
        key = self.catalog._resolve(path, self.catalog.relations)
        if key is None:
            return None
        item = self.catalog.relations[key]
        if isinstance(item, o.Table):
            keys = tuple(tuple(c.columns) for c in item.constraints if c.kind in ("primary", "unique"))
            return RelationFacts("table", item.partitioning is not None, keys)
        if isinstance(item, o.View):
            return RelationFacts(
                "view", query=item.query, columns=tuple(item.columns), instead_of=key in self.catalog.instead_of
            )
        return RelationFacts("materialized view")

    def sequence(self, path: Path) -> Path | None:
        return self.catalog._resolve(path, self.catalog.sequences)

    def symbol(self, path: Path) -> Symbol | None:
        return None

    def routine(self, path: Path, args: list[Any]) -> RoutineInfo | None:
        key = self.catalog._resolve(path, self.catalog.routines)
        if key is None:
            return None
        several = self.catalog.routines[key]
        for one in several:
            if len(one.parameters) == len(args):
                return one
        for one in several:
            required = sum(1 for p in one.parameters if not p[3])
            if required <= len(args) <= len(one.parameters):
                return one
        return None

    def type_of_text(self, text: str) -> Type:
        found = self._type_of_text(text)
        if found.kind == "named":
            key = self.catalog._resolve(tuple(found.name.split(".")), self.catalog.types)
            if key is not None:
                item = self.catalog.types[key]
                if item.form == "object":
                    return Type("named", name=".".join(key), members=tuple((c.name, c.type) for c in item.attributes))
                if item.element is not None:
                    return Type("collection", name=".".join(key), element=item.element)
        return found if found is not None else t.UNKNOWN
