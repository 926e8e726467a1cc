"""What names of procedural code mean: scopes, the items in them, routines and packages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.types import UNKNOWN, Type
from sct.records import dataclass, field

Path = tuple[str, ...]
ItemKind = Literal["variable", "constant", "parameter", "loop", "row", "cursor", "exception", "type", "routines"]


@dataclass(slots=True, eq=False)
class Item:
    """What a name means. `type`: of a value; of a type, itself; of a cursor, the record it gives."""

    kind: ItemKind
    name: str
    home: Names
    decl: Any = None
    type: Type = UNKNOWN
    target: str = ""  # its name on the target, when that is another one
    routines: list[RoutineItem] = field(default_factory=list)
    uses: set[str] = field(default_factory=set)  # attributes asked of it (%FOUND …), filled in by analysis

    @property
    def is_value(self) -> bool:
        return self.kind in ("variable", "constant", "parameter", "loop", "row")

    @property
    def package(self) -> PackageItem | None:
        """The package whose state it is."""
        owner = self.home.owner
        return owner if self.home.kind == "package" and isinstance(owner, PackageItem) else None


class Found(NamedTuple):
    item: Item
    rest: Path
    qualified: bool  # the name said which scope it means


@dataclass(slots=True, eq=False)
class Names:
    """One scope. `label`: what qualifies its names (a block's label, a routine's or package's name)."""

    kind: Literal["block", "routine", "package", "program", "object"]
    parent: Names | None = None
    label: str = ""
    owner: Any = None  # RoutineItem | PackageItem
    items: dict[str, Item] = field(default_factory=dict)

    def add(self, item: Item) -> Item:
        self.items[item.name] = item
        return item

    def chain(self) -> Iterator[Names]:
        scope: Names | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def routine(self) -> RoutineItem | None:
        """The innermost routine this scope is in."""
        scope: Names | None = self  # asked for every piece of a program: no generators here
        while scope is not None:
            if scope.kind == "routine":
                return scope.owner
            scope = scope.parent
        return None

    def find(self, path: Path) -> Found | None:
        scope: Names | None = self
        while scope is not None:
            item = scope.items.get(path[0])
            if item is not None:
                return Found(item, path[1:], False)
            if scope.label and scope.label == path[0] and len(path) > 1 and path[1] in scope.items:
                return Found(scope.items[path[1]], path[2:], True)
            scope = scope.parent
        return None


@dataclass(slots=True)
class Param:
    name: str
    mode: Literal["in", "out", "inout"]
    type: Type
    decl: s.Parameter

    @property
    def optional(self) -> bool:
        return self.decl.default is not None


@dataclass(slots=True, eq=False)
class RoutineItem:
    """A procedure or function, wherever it stands. `path`: its dotted name on the target, `number` > 1 of an overload.

    `declared` is the forward or public declaration, `code` the definition (the declaration when there is no other).
    """

    code: s.Routine
    path: Path
    outer: Names  # the scope it stands in
    package: PackageItem | None = None
    parent: RoutineItem | None = None  # of a nested routine
    owner_type: str = ""  # the object type whose method it is
    public: bool = True
    declared: s.Routine | None = None
    number: int = 1
    names: Names = None  # type: ignore[assignment]  # its own scope: parameters, then declarations
    params: list[Param] = field(default_factory=list)
    returns: Type | None = None
    nested: list[RoutineItem] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)  # what analysis found out

    @property
    def kind(self) -> str:
        return self.code.kind

    @property
    def outs(self) -> list[Param]:
        return [p for p in self.params if p.mode != "in"]

    @property
    def id(self) -> str:
        """Its name in the report; overloads are numbered."""
        return ".".join(self.path) + (f"~{self.number}" if self.number > 1 else "")


@dataclass(slots=True, eq=False)
class PackageItem:
    """A package: one scope for specification and body; `public` = the names callers see."""

    path: Path  # as the source names it
    schema: str  # the schema that holds it on the target
    names: Names
    public: set[str] = field(default_factory=set)
    spec: s.Package | None = None
    body: s.Package | None = None
    spec_unit: o.Unit | None = None
    body_unit: o.Unit | None = None
    routines: list[RoutineItem] = field(default_factory=list)
    prefixed: bool = False  # what it holds is called owner.package$name, not package.name

    def inside(self, name: str) -> Path:
        """What something of the package is called on the target."""
        return (*self.path[:-1], f"{self.path[-1]}${name}") if self.prefixed else (self.schema, name)

    def piece(self, name: str) -> str:
        """The id of the piece of the target's script that makes a variable's functions, or `sct_init`."""
        return f"package:{'.'.join(self.path)}#{name}"

    @property
    def state(self) -> list[Item]:
        """Its variables (not constants), in order of declaration."""
        return [i for i in self.names.items.values() if i.kind == "variable"]

    def setter(self, name: str) -> str:
        """The name of the procedure that sets a variable; a routine of the package may have the plain one."""
        plain = f"set_{name}"
        return plain if plain not in self.names.items else f"sct_{plain}"

    @property
    def init(self) -> s.Block | None:
        return self.body.init if self.body is not None else None
