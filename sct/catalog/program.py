"""The procedural code of a script as one program: units by name, what every name in them means, types resolved.

Engine-neutral: scopes nest (block, routine, package, program), and an `Item` is whatever a name can mean there. What an
item is called on the target, and what its type is written as, is the backend's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from sct.catalog.catalog import Catalog, CatalogResolver
from sct.catalog.exceptions import Exceptions
from sct.catalog.hierarchies import Hierarchies
from sct.catalog.overload_choice import fit
from sct.catalog.scopes import Found, Item, ItemKind, Names, PackageItem, Param, Path, RoutineItem
from sct.catalog.validity import Validity
from sct.ir import objects as o
from sct.ir import statements as s
from sct.ir.sql import Sql
from sct.ir.types import INTEGER, NUMBER, UNKNOWN, Type
from sct.ir.walking import CLOSED, everything, outline, parts
from sct.sqlexpr.scope import Shape


class Program:
    """All units of a script. `shape_of` gives the columns of a query that stands in a scope."""

    def __init__(self, catalog: Catalog, type_of_text: Callable[[str], Type], prefixed: bool = False) -> None:
        self.prefixed = prefixed
        self.catalog = catalog
        self.resolver = CatalogResolver(catalog, type_of_text)
        self.names = Names("program")
        self.validity = Validity(catalog)
        self.packages: dict[Path, PackageItem] = {}
        self.routines: list[RoutineItem] = []  # every one that becomes a routine of the target, nested ones too
        self.units: dict[int, Any] = {}  # id(Unit) -> RoutineItem | PackageItem
        self._standalones: dict[Path, Item] = {}
        self._records: dict[str, Item] = {}
        self._ordinals: dict[int, dict[int, int]] = {}
        self.sized_arguments = False  # a parameter's CHAR is one character, as a column's is
        self._inner: dict[int, Names] = {}
        self.methods: dict[tuple[str, str], list[RoutineItem]] = {}  # (object type, method) -> overloads
        self.hierarchies = Hierarchies(catalog)
        self.undefined: dict[str, list[RoutineItem]] = {}  # object type -> members it declares that have no body
        self.scopes: dict[str, Names] = {}  # object type of a hierarchy -> what names mean inside its methods
        self.flags: dict[str, Any] = {}  # values of `$$name`, lower case, where code asks for one
        self.traced = False  # whether some code asks where an error came from
        self.exceptions = Exceptions()
        self.asked_cursors: set[tuple[str, str]] = set()  # (package cursor, found | rowcount) some routine asks for
        self.cursors: Counter[str] = Counter()  # how many cursors of each name the program declares
        self.handled: set[int] = set()  # ids of procedures' codes whose callers handle their errors (catalog.handled)
        self.executed: dict[int, dict[str, Any]] = {}  # parameters whose text is run (catalog.executed)
        self.executing: set[str] = set()  # simple names of their routines
        self.fixed: dict[int, bool] = {}  # by id: of a constant constants.is_fixed, of a package constants.has_moment
        self.effects: Any = None  # sct.catalog.effects.Effects, once all units are known
        self.shape_of: Callable[[Sql, Names], Shape] = lambda sql, names: Shape(open=True)
        self.outlines: dict[int, list[Any]] = {}  # what `outline` found; let go when all analyses have been

    # --- building ---------------------------------------------------------------------------------------------------

    def outline(self, code: Any) -> list[Any]:
        """As `walking.outline`, of a unit or what a package declares: every analysis asks for the same ones."""
        found = self.outlines.get(id(code))
        if found is None:
            if isinstance(code, (s.Package, s.TypeBody)):
                found = [code]
                for one in parts(code):
                    found += [one] if type(one) in CLOSED else self.outline(one)
            else:
                found = list(outline(code))
            self.outlines[id(code)] = found
        return found

    def add(self, units: list[o.Unit]) -> None:
        # A body reads its specification, wherever that stands: `x.pkb` comes before `x.pks` in a folder.
        for unit in sorted(units, key=lambda u: isinstance(u.code, s.Package) and u.code.is_body):
            self.catalog.stand(self.catalog.places.get(id(unit), -1))
            if isinstance(unit.code, s.Routine):
                self._standalone(unit, unit.code)
            elif isinstance(unit.code, s.Package):
                self._package(unit, unit.code)
            elif unit.code is None and unit.kind in ("procedure", "function"):
                self.catalog.unread.add(self.catalog.key(unit.name))
        self.catalog.stand(-1)
        for package in self.packages.values():
            self._number(package.names)
        self._number(self.names)
        # `%TYPE` means what the tables are where the unit stands: columns may have been added before it
        for unit in units:
            made = self.units.get(id(unit))
            place = self.catalog.places.get(id(unit))
            if place is not None and isinstance(made, (RoutineItem, PackageItem)):
                self.catalog.at(self.validity.place(unit, place))
                for item in made.routines if isinstance(made, PackageItem) else [made]:
                    self.settle(item)
                if self.catalog.changes and isinstance(made, PackageItem):
                    for value in made.names.items.values():
                        if isinstance(value.decl, s.Variable):
                            self.type_of_item(value)
        self.catalog.at(-1)
        for item in list(self.routines):
            self.settle(item)

    def _standalone(self, unit: o.Unit, code: s.Routine) -> None:
        key = self.catalog.key(unit.name)
        name = ".".join(key)
        made = RoutineItem(code, key, self.names)
        old = self.names.items.get(name)
        if old is not None and old.kind == "routines":
            # CREATE OR REPLACE: the last one is the state after the script
            self.routines = [r for r in self.routines if r not in old.routines]
        item = self.names.items[name] = Item("routines", name, self.names, code, routines=[made])
        self._standalones[key] = item
        self._enter(made)
        self.units[id(unit)] = made

    def _package(self, unit: o.Unit, code: s.Package) -> None:
        key = self.catalog.key(unit.name)
        package = self.packages.get(key)
        if package is None:
            names = Names("package", self.names, key[-1])
            package = PackageItem(key, key[-1], names, prefixed=self.prefixed)
            names.owner = package
            self.packages[key] = package
        self.units[id(unit)] = package
        if code.is_body:
            package.body, package.body_unit = code, unit
        else:
            package.spec, package.spec_unit = code, unit
        for decl in code.declarations:
            if isinstance(decl, s.Routine):
                self._packaged(package, decl, not code.is_body)
            else:
                item = self.declare(decl, package.names)
                if item is not None and not code.is_body:
                    package.public.add(item.name)

    def hidden_package(self, key: Path, schema: str, declarations: list[s.Declaration]) -> PackageItem:
        """Declarations that several bodies share and nobody else can name (a compound trigger's)."""
        names = Names("package", self.names, key[-1])
        package = names.owner = PackageItem(key, schema, names)
        for decl in declarations:
            if isinstance(decl, s.Routine):
                self._packaged(package, decl, False)
            else:
                self.declare(decl, names)
        self._number(names)
        for routine in package.routines:
            self.settle(routine)
        return package

    def _packaged(self, package: PackageItem, decl: s.Routine, public: bool) -> None:
        name = decl.name.name
        item = package.names.items.get(name)
        if item is None or item.kind != "routines":
            item = package.names.add(Item("routines", name, package.names, decl))
        mine = _heading(decl)
        for known in item.routines:
            if known.code.kind == decl.kind and _heading(known.code) == mine:
                if decl.body is not None or decl.call_spec:
                    _defined(known, decl)
                return
        made = RoutineItem(decl, package.inside(name), package.names, package=package, public=public)
        item.routines.append(made)
        package.routines.append(made)
        if public:
            package.public.add(name)
        self._enter(made)

    def _enter(self, made: RoutineItem) -> None:
        self.routines.append(made)

    def _number(self, names: Names) -> None:
        for item in names.items.values():
            for number, one in enumerate(item.routines, 1):
                one.number = number

    def settle(self, made: RoutineItem) -> None:
        """Its scope, parameters and return type."""
        if made.names is not None:
            return
        made.names = Names("routine", made.outer, made.path[-1] if not made.parent else made.code.name.name, made)
        for p in made.code.parameters:
            type_ = self._argument_type(p.type, made.outer)
            made.params.append(Param(p.name, p.mode, type_, p))
            made.names.add(Item("parameter", p.name, made.names, p, type_))
        if made.code.returns is not None:
            made.returns = self._argument_type(made.code.returns, made.outer)

    def _argument_type(self, ref: s.TypeRef, names: Names) -> Type:
        """The type of a parameter or a result: CHAR has no length there, where it would be one character elsewhere."""
        found = self.type_of(ref, names)
        bare = found.kind == "char" and not ref.args and not ref.anchor and ref.text.lower().split()[-1] in _BARE_CHARS
        return replace(found, length=None) if bare and not self.sized_arguments else found

    def inner(self, one: s.Statement, parent: Names) -> Names:
        """The scope a block or loop opens: the same one whenever the same code is looked at."""
        found = self._inner.get(id(one))
        if found is None or found.parent is not parent:
            found = self._inner[id(one)] = Names("block", parent, one.label or "", parent.owner)
        return found

    def nest(self, code: s.Routine, parent: RoutineItem, outer: Names) -> RoutineItem:
        """A routine declared inside another one's declarations."""
        item = outer.items.get(code.name.name)
        if item is None or item.kind != "routines":
            item = outer.add(Item("routines", code.name.name, outer, code))
        mine = _heading(code)
        for known in item.routines:
            if known.code.kind == code.kind and _heading(known.code) == mine:
                if code.body is not None and known.code is not code:
                    _defined(known, code)
                return known
        for known in parent.nested:
            if known.code is code:  # met before, in a scope of the same block: a loop's may have been opened anew
                item.routines.append(known)
                return known
        path = (*parent.path[:-1], f"{parent.path[-1]}${code.name.name}")
        made = RoutineItem(code, path, outer, parent.package, parent, public=False, number=len(item.routines) + 1)
        item.routines.append(made)
        parent.nested.append(made)
        self._enter(made)
        return made

    @cached_property
    def by_code(self) -> dict[int, RoutineItem]:
        """Routines by the id of their code, once all are known."""
        return {id(one.code): one for one in self.routines}

    @cached_property
    def functions_with_outs(self) -> frozenset[str]:
        """Names of functions with OUT parameters, nested ones too."""
        found: set[str] = set()
        todo: list[s.Routine] = [r.code for r in self.routines]
        while todo:
            code = todo.pop()
            if code.kind == "function" and any(p.mode != "in" for p in code.parameters):
                found.add(code.name.name)
            todo.extend(d for d in code.declarations if isinstance(d, s.Routine))
        found.update(r.code.name.name for r in self.routines if r.kind == "function" and r.facts.get("written"))
        return frozenset(found)

    @cached_property
    def changing_methods(self) -> frozenset[str]:
        """Names of functions of object types that change SELF."""
        found = (one for several in self.methods.values() for one in several if one.kind == "function")
        return frozenset(one.code.name.name for one in found if any(p.mode != "in" for p in one.code.parameters))

    # --- declarations -------------------------------------------------------------------------------------------------

    def declare(self, decl: s.Declaration, names: Names) -> Item | None:
        """A declaration's item, entered into its scope; None for what has no name (pragmas, opaque ones)."""
        known = names.items.get(getattr(decl, "name", ""))
        if known is not None and known.decl is decl:
            return known
        if isinstance(decl, s.Variable):
            kind: ItemKind = "constant" if decl.constant else "variable"
            return names.add(Item(kind, decl.name, names, decl, LAZY))
        if isinstance(decl, s.CursorDecl):
            old = names.items.get(decl.name)
            if old is not None and old.kind == "cursor" and decl.query is not None:
                old.decl = decl
                return old
            return names.add(Item("cursor", decl.name, names, decl, LAZY))
        if isinstance(decl, s.ExceptionDecl):
            return names.add(Item("exception", decl.name, names, decl))
        if isinstance(decl, (s.RecordType, s.CollectionType, s.RefCursorType, s.Subtype)):
            return names.add(Item("type", decl.name, names, decl, LAZY))
        return None

    def type_of_item(self, item: Item) -> Type:
        """The type of a value, a type or a cursor's row, found when it is first asked for."""
        if item.type is not LAZY:
            return item.type
        item.type = UNKNOWN  # while it is being found: a declaration that names itself
        decl = item.decl
        if isinstance(decl, s.Variable):
            item.type = self.type_of(decl.type, item.home)
        elif isinstance(decl, s.CursorDecl):
            item.type = self._cursor_row(item, decl)
        elif isinstance(decl, s.RecordType):
            members = tuple((f.name, self._field(f, item.home)) for f in decl.fields)
            item.type = Type("record", name=self.type_name(item), members=members, raw=decl.name)
            self._records[item.type.name] = item
        elif isinstance(decl, s.CollectionType):
            item.type = self._collection(item, decl)
        elif isinstance(decl, s.RefCursorType):
            row = self.type_of(decl.returns, item.home) if decl.returns else None
            item.type = Type("cursor", element=row, raw=decl.name)
        elif isinstance(decl, s.Subtype):
            item.type = self._subtype(decl, self.type_of(decl.base, item.home))
        elif isinstance(decl, s.ForQuery):
            shape = self.shape_of(decl.query, item.home.parent or item.home)
            members = () if shape.open else tuple((name, info.type) for name, info in shape.columns.items())
            item.type = Type("record", members=members)
        elif isinstance(decl, s.ForCursor):
            found = self.find(tuple(decl.cursor.text.partition("(")[0].strip().lower().split(".")), item.home)
            item.type = self.type_of_item(found.item) if found is not None else UNKNOWN
        return item.type

    def _field(self, decl: s.Variable, home: Names) -> Type:
        """A record's field."""
        return self._checked(self.type_of(decl.type, home), decl.not_null)

    @staticmethod
    def _checked(type_: Type, not_null: bool) -> Type:
        """The type of a field or element; NOT NULL is checked whenever it is given a value."""
        scalar = type_.is_number or type_.is_text or type_.is_moment
        return replace(type_, required=True) if not_null and scalar else type_

    def _subtype(self, decl: s.Subtype, base: Type) -> Type:
        """RANGE and NOT NULL of a subtype, within what its base allows."""
        low, high = _whole(decl.range_low), _whole(decl.range_high)
        if low is None and high is None and not decl.base.not_null:
            return base
        return replace(
            base,
            low=base.low if low is None else low,
            high=base.high if high is None else high,
            required=base.required or decl.base.not_null,
        )

    def _collection(self, item: Item, decl: s.CollectionType) -> Type:
        element = self._checked(self.type_of(decl.element, item.home), decl.element.not_null)
        if element.kind == "record" and not element.name:
            return Type("unknown", raw=decl.name)  # rows whose columns nobody knows: no type can be made to hold them
        key = None
        if decl.form == "associative":
            key = self.type_of(decl.key, item.home) if decl.key else INTEGER
        limit = decl.limit.text.strip() if decl.limit is not None else ""
        length = int(limit) if limit.isdigit() else None
        return Type("collection", name=self.type_name(item), element=element, key=key, length=length, raw=decl.name)

    def _cursor_row(self, item: Item, decl: s.CursorDecl) -> Type:
        if decl.returns is not None:
            return self.type_of(decl.returns, item.home)
        if decl.query is None:
            return UNKNOWN
        shape = self.shape_of(decl.query, self.cursor_names(item))
        if shape.open:
            return Type("record", raw=decl.name)
        members = tuple((name, _as_declared(info.type)) for name, info in shape.columns.items())
        return Type("record", name=self.type_name(item) + "$row", members=members, raw=decl.name)

    def cursor_names(self, item: Item) -> Names:
        """The scope a cursor's query is read in: its parameters inside its home."""
        inner = Names("block", item.home, item.name)
        for p in item.decl.parameters:
            inner.add(Item("parameter", p.name, inner, p, self.type_of(p.type, item.home)))
        return inner

    def type_name(self, item: Item) -> str:
        """The dotted name of a declared type: in its package's schema, or hoisted out of its routine. Two blocks of a
        routine, or two overloads, may have types of one name."""
        labels: list[str] = []
        for scope in item.home.chain():
            if scope.kind == "package":
                return ".".join(scope.owner.inside("$".join([*reversed(labels), item.name])))
            if scope.kind == "routine":
                path = scope.owner.path
                number = self._ordinal(scope.owner.code, item)
                own = item.name if number < 2 else f"{item.name}_{number}"
                overload = [str(o.owner.number) for o in scope.chain() if o.kind == "routine" and o.owner.number > 1]
                return ".".join((*path[:-1], "$".join([path[-1], *overload, *reversed(labels), own])))
            if scope.label and scope.kind == "block":
                labels.append(scope.label)
        return "$".join([*reversed(labels), item.name])

    def _ordinal(self, code: Any, item: Item) -> int:
        """Which of the types and cursors of its name in a routine's code this one is, from 1."""
        known = self._ordinals.get(id(code))
        if known is None:
            known = self._ordinals[id(code)] = {}
            count: dict[str, int] = {}
            for one in everything(code):
                if isinstance(one, (s.RecordType, s.CollectionType, s.CursorDecl)):
                    count[one.name] = count.get(one.name, 0) + 1
                    known[id(one)] = count[one.name]
        return known.get(id(item.decl), 1)

    def record_item(self, type_: Type) -> Item | None:
        """The declaration a record type comes from, for the defaults of its fields."""
        return self._records.get(type_.name) if type_.kind == "record" and type_.name else None

    # --- names --------------------------------------------------------------------------------------------------------

    def find(self, path: Path, names: Names) -> Found | None:
        """What a dotted name means where it stands: inner scopes first, then packages, then standalone routines."""
        found = names.find(path)
        if found is not None:
            return found
        for length in (2, 1):
            if len(path) <= length:
                continue
            package = self.package(path[:length])
            if package is not None:
                item = package.names.items.get(path[length])
                inside = any(scope is package.names for scope in names.chain())
                if item is not None and (path[length] in package.public or inside):
                    return Found(item, path[length + 1 :], True)
        for length in (2, 1):
            if len(path) >= length:
                key = self.catalog._resolve(path[:length], self._standalones)
                if key is not None:
                    return Found(self._standalones[key], path[length:], True)
        return None

    def stands_alone(self, name: str) -> bool:
        """Whether a routine outside packages is called by this name alone."""
        return self.catalog._resolve((name,), self._standalones) is not None

    def package(self, path: Path) -> PackageItem | None:
        key = self.catalog._resolve(path, self.packages)
        return self.packages[key] if key is not None else None

    # --- types --------------------------------------------------------------------------------------------------------

    def type_of(self, ref: s.TypeRef | None, names: Names) -> Type:
        """The type a reference means where it stands; `unknown` when nothing of that name is among the input."""
        if ref is None:
            return UNKNOWN
        if ref.anchor == "type":
            return self._anchored(ref.name, names)
        if ref.anchor == "rowtype":
            return self.row_type(ref.name, names)
        if ref.suffix == "ref":
            return self.catalog.resolved(Type("ref", name=".".join(ref.name), raw=ref.text))
        if ref.name:
            found = self.find(ref.name, names)
            if found is not None and found.item.kind == "type" and not found.rest:
                return self.type_of_item(found.item)
        found_type = self.resolver.type_of_text(ref.text)
        if found_type.kind == "named" and not found_type.members:
            key = self.catalog._resolve(tuple(found_type.name.split(".")), self.catalog.types)
            return found_type if key is not None else Type("unknown", raw=ref.text)
        return found_type

    def _anchored(self, path: Path, names: Names) -> Type:
        found = self.find(path, names)
        if found is not None and found.item.is_value:
            type_ = self.type_of_item(found.item)
            for name in found.rest:
                type_ = dict(type_.members).get(name, UNKNOWN)
            return type_
        relation = self.resolver.relation(path[:-1]) if len(path) > 1 else None
        info = relation[1].columns.get(path[-1]) if relation else None
        if info is not None:
            return _as_declared(replace(info.type, raw=info.type.raw))
        # a view of the source's data dictionary is in no script, and its columns have types all the same
        return self.resolver.type_of_text(".".join(path) + "%type") if relation is None else UNKNOWN

    def row_type(self, path: Path, names: Names) -> Type:
        """x%ROWTYPE of a cursor, a table or a view."""
        found = self.find(path, names)
        if found is not None and not found.rest:
            type_ = self.type_of_item(found.item)
            if found.item.kind == "cursor" or type_.kind != "cursor":
                return type_
            return type_.element or UNKNOWN
        relation = self.resolver.relation(path)
        if relation is None:
            return UNKNOWN
        key, shape = relation
        if shape.written_out:  # its row has other fields than the record: more of them, or in another order
            members = tuple((name, info.type) for name, info in shape.visible.items())
            return Type("record", name=".".join(key) + "$row", members=members, raw=f"{key[-1]}%ROWTYPE")
        members = tuple((name, info.type) for name, info in shape.columns.items())
        if any(type_.kind == "integer" and not type_.raw for _, type_ in members):
            # a view's counts are machine integers on the target; a variable of its row takes any number
            members = tuple((name, _as_declared(type_)) for name, type_ in members)
            return Type("record", name=".".join(key) + "$row", members=members, raw=f"{key[-1]}%ROWTYPE")
        return Type("record", name=".".join(key), members=members, raw="%ROWTYPE")

    # --- overloads ------------------------------------------------------------------------------------------------------

    def choose(self, several: list[RoutineItem], types: list[tuple[str, Type]], kind: str = "") -> RoutineItem | None:
        """The overload a call means: `types` = (name or "", type) of every argument; `kind`: the place tells it."""
        best: RoutineItem | None = None
        best_score = -1
        for one in several:
            if kind and one.kind != kind:
                continue
            self.settle(one)
            score = fit(one.params, types, self.hierarchies)
            if score is not None and score > best_score:
                best, best_score = one, score
        return best


def _as_declared(type_: Type) -> Type:
    """The type a variable has that is declared by a column: what a query counts is a NUMBER."""
    return NUMBER if type_.kind == "integer" and not type_.raw else type_


LAZY = Type("unknown", raw="<not asked for yet>")
_BARE_CHARS = ("char", "character", "nchar")


def _whole(sql: Sql | None) -> int | None:
    """The whole number a bound is written as."""
    text = "".join(sql.text.split()) if sql is not None else ""
    return int(text) if text.lstrip("+-").isdigit() else None


def _defined(known: RoutineItem, body: s.Routine) -> None:
    """What was declared gets its body, which need not say the defaults of parameters again."""
    known.declared, known.code = known.code, body
    for declared, mine in zip(known.declared.parameters, body.parameters, strict=True):
        if mine.default is None:
            mine.default = declared.default


def _heading(code: s.Routine) -> tuple[Any, ...]:
    """What tells overloads apart: names, modes and type words of the parameters, and whether it returns."""
    return (
        code.kind,
        tuple((p.name, p.mode, " ".join(p.type.text.lower().split())) for p in code.parameters),
        " ".join(code.returns.text.lower().split()) if code.returns else "",
    )
