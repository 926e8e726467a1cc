"""The script's statements folded into the objects they leave behind, and the changes that have to stay in place.

The order of a script is meaning. A change to an object is folded into the object's definition only where nobody can
have noticed the difference; after rows were written, or where other objects lean on the old form, it becomes a `Step`
that the target's script makes at the same point. A constraint remembers the statement that last gave it its form.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from sct.catalog.catalog import Catalog, Change
from sct.catalog.fold_drops import SPACES, Drops, files_that_only_drop, unit_space
from sct.catalog.fold_objects import ObjectRelations
from sct.catalog.fold_tables import TableChanges
from sct.catalog.fold_views import Views
from sct.catalog.living import Alive, Living
from sct.catalog.rows_of_files import place_behind, rows_by_table
from sct.catalog.steps import Step, clone
from sct.catalog.uses import Used, Uses
from sct.diagnostics.finding import Finding
from sct.ir import objects as o

Path = tuple[str, ...]


def _same_index(old: Any, new: Any) -> bool:
    """An export writes an index once for its table and once more by itself: a key made in between takes over the first."""
    if not (isinstance(old, o.Index) and isinstance(new, o.Index)) or any(k.column is None for k in new.keys):
        return False
    one, other = ((i.table.name, i.unique, [(k.column, k.descending) for k in i.keys]) for i in (old, new))
    return one == other


@dataclass(slots=True)
class Folded:
    """`items`: what is emitted, with its place. `findings`: what could not be folded."""

    items: list[tuple[int, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def fold(statements: list[Any], catalog: Catalog, *, in_place: bool = False) -> Folded:
    """`in_place`: every change is made where it stands, as if what it changes had been used before."""
    made = _Fold(statements, catalog)
    if in_place:
        made.uses, made.in_place = Used(), True
    return made.run()


class _Fold(TableChanges, ObjectRelations, Views, Drops):
    def __init__(self, statements: list[Any], catalog: Catalog) -> None:
        self.statements = statements
        self.catalog = catalog
        self.uses: Uses | Used = Uses(statements)
        self.in_place = False
        self.out = Folded()
        self.alive = Alive()
        self.again: list[tuple[int, int]] = []  # (item, item that makes it once more)
        self.replaced: dict[int, Any] = {}  # id of a definition -> the later one that stands in its place
        self.writing: dict[int, list[int]] = {}  # id of a constraint -> items of the steps that add or drop it
        self.ever: set[tuple[str, Path]] = set()
        self.gone: dict[tuple[str, Path], str] = {}  # what is there no more -> the step that took it away
        self.leaning: dict[Path, list[int]] = {}  # relation -> items of its indexes, triggers and privileges
        self._place = 0
        self.waiting: dict[tuple[str, Path], list[Any]] = {}
        self._made_at: dict[tuple[str, Path], int] | None = None
        self.referring: dict[str, list[Living]] = {}  # name -> tables with a foreign key to it
        self.takedowns = files_that_only_drop(statements)
        self._unheeded: set[str] = set()
        catalog.schemas = [
            (place, item.name)
            for place, item in enumerate(statements)
            if isinstance(item, o.Accounted) and item.kind == "current schema"
        ]
        catalog.session_tables = _session_tables(statements)
        # The first of each name, and a declaration without attributes (for types that need each other) only last.
        made = [i for i in statements if isinstance(i, o.UserType)]
        made.sort(key=lambda i: i.form == "incomplete")
        self.types = {i.name.name: i for i in reversed(made)}
        self.named_above = {i.supertype.name for i in made if i.supertype is not None}

    def run(self) -> Folded:
        for place, item in enumerate(self.statements):
            self.catalog.stand(place)
            self._place = place
            if place in self.takedowns:
                self._takedown(place)
            if isinstance(item, o.Drop) and item.origin.file in self._unheeded:
                self.say("SC1613", f"DROP {item.kind.upper()} {item.name}", item)
                continue
            if isinstance(item, o.Opaque) and item.name is not None and item.kind in ("table", "view"):
                self.catalog.unread.add(self.catalog.key(item.name))
            handler = _HANDLERS.get(type(item))
            if handler is None:
                self.keep(place, item)
            else:
                handler(self, place, item)
        for index, copied in self.again:  # what was dropped or replaced since is so in both places
            self.out.items[copied] = (self.out.items[copied][0], self.out.items[index][1])
        self.out.items = [pair for pair in self.out.items if pair[1] is not None]
        self._views_around_changes()
        self._keys_behind_rows()
        self.catalog.stand(-1)
        self.catalog.complete()
        return self.out

    def _keys_behind_rows(self) -> None:
        """Foreign keys whose rows several files bring in another order."""
        rows = rows_by_table(self.statements)
        for index, (place, item) in enumerate(self.out.items if len(rows) > 1 else ()):
            steps = isinstance(item, Step) and item.action == "add_constraint"
            table = item.name.name if isinstance(item, o.Table) else item.key[-1] if steps else ""
            for one in item.constraints if isinstance(item, o.Table) else [item.payload] if steps else ():
                behind = place_behind(rows, table, one)
                if behind <= max(place, one.place):
                    continue
                self.say("SC1618", f"{one.name or table}: made behind the rows of {table} and {one.references}", one)
                one.place = behind
                if steps:
                    self.out.items[index] = (behind, item)

    # --- pieces of the work -------------------------------------------------------------------------------------------

    def keep(self, place: int, item: Any) -> int:
        if isinstance(item, Step) and isinstance(item.payload, o.Constraint):
            self.writing.setdefault(id(item.payload), []).append(len(self.out.items))
        self.out.items.append((place, item))
        return len(self.out.items) - 1

    def say(self, code: str, message: str, item: Any, owner: str | None = None) -> None:
        at = item.span if isinstance(item, o.Constraint) else item.origin
        self.out.findings.append(Finding(code, message, at, owner))

    def find(self, space: str, name: o.QName) -> tuple[Path, Living] | None:
        key = self.catalog.key(name)
        given = tuple(p for p in name if p)
        for path in (key, given):
            found = self.alive.get((space, path))
            if found is not None:
                return path, found
        if len(given) == 2 and (space, given[1:]) in self.alive and self._is_own(space, given[0]):
            return given[1:], self.alive[(space, given[1:])]
        if len(given) == 1:
            # written without its owner, and only one owner of the input has it
            several = self.alive.owned(space, given[0])
            if len(several) == 1:
                return several[0], self.alive[(space, several[0])]
        return None

    def _is_own(self, space: str, schema: str) -> bool:
        """A schema of which the script makes nothing by that name is the script's own."""
        if schema in ("sys", "system", "public"):
            return False
        return not self.alive.owns(space, schema)

    def create(self, space: str, name: o.QName, place: int, item: Any) -> None:
        """A new object, or a new definition of one that is there."""
        key = self.catalog.key(name)
        old = self.alive.get((space, key))
        on_it: list[Any] = []
        if (
            old is not None
            and isinstance(item, o.View | o.MaterializedView)
            and (self._met(space, key, old, place) or self._changed_since(old.born, item))
        ):
            on_it = self.views_on(key)
            self._dropped("view", space, key, old, item)
            old = None
        self.alive.pop((space, key), None)
        if old is not None:
            self.out.items[old.index] = (place, None)
            if isinstance(item, o.Table | o.Sequence | o.Index):
                self.say("SC1606", f"{name} is made twice; the last definition is taken", item)
            if (old.piece != ".".join(key) or _same_index(old.item, item)) and not old.stepped:
                # What stands between may use it: it is what it is now from its first definition on.
                self.catalog.replace_changes(old.item, item)
                self.replaced[id(old.item)] = item
                self.out.items[old.index] = (old.born, item)
                self.alive[(space, key)] = Living(item, old.index, old.born, old.piece)
                return
        piece = ".".join(key)
        again = (space, key) in self.ever and space in ("relations", "sequences")
        if again:
            piece = f"{piece}~{place}"
            if (space, key) in self.gone:
                self.catalog.follows[piece] = self.gone[space, key]
            self.catalog.changes.append(Change(place, space, key, item, piece))
        elif space in ("relations", "sequences", "types", "synonyms"):
            getattr(self.catalog, space)[key] = item
        self.alive[(space, key)] = Living(item, self.keep(place, item), place, piece)
        for view in on_it:  # they went with the old one
            self.once_more(place, view)
        for waiting in self.waiting.pop((space, key), ()):
            _HANDLERS[type(waiting)](self, place, waiting)

    def comes_later(self, space: str, name: o.QName, item: Any) -> bool:
        """Files need not be in order: a change to what is only made later waits for it."""
        if self._made_at is None:
            self._made_at = {}
            for place, one in enumerate(self.statements):
                where = _MADE.get(type(one))
                if where is not None:
                    self.catalog.stand(place)
                    self._made_at[(where, self.catalog.key(one.name))] = place
            self.catalog.stand(self._place)
        at = (space, self.catalog.key(name))
        if self._made_at.get(at, -1) <= self._place:
            return False
        self.waiting.setdefault(at, []).append(item)
        return True

    def step(self, action: str, kind: str, key: Path, living: Living, after: Any, payload: Any, item: Any) -> Step:
        """A change in place, from here on the state of the object."""
        place = self._place
        name = f"{'.'.join(key)}#{place}.{len(self.out.items)}"
        made = Step(action, kind, key, living.item, after, payload, item.origin, name, living.piece)
        self.keep(place, made)
        living.stepped = True
        if after is not None and after is not living.item:
            living.item = after
            living.piece = name
            self.catalog.changes.append(Change(place, "relations", key, after, name))
        return made

    def forget(self, space: str, key: Path, living: Living) -> None:
        """The object was there and nobody met it: it is not written at all, nor what hangs on it."""
        del self.alive[(space, key)]
        self.out.items[living.index] = (living.born, None)
        if space in ("relations", "sequences", "types", "synonyms"):
            where = getattr(self.catalog, space)
            if where.get(key) is living.item:
                del where[key]
            if living.piece != ".".join(key):  # made again, which is a change
                self.catalog.forget_changes(living.item)
        for index in self.leaning.pop(key, ()) if space == "relations" else ():
            self.out.items[index] = (living.born, None)

    def lean(self, on: o.QName, index: int) -> None:
        found = self.find("relations", on)
        self.leaning.setdefault(found[0] if found else self.catalog.key(on), []).append(index)

    # --- statements ---------------------------------------------------------------------------------------------------

    def table(self, place: int, item: o.Table) -> None:
        if item.if_not_exists and ("relations", self.catalog.key(item.name)) in self.alive:
            self.say("SC1617", f"{item.name} is there already", item)
            return
        if item.of_type is not None:
            self.object_table(item)
        if item.like is not None:
            self._copied_table(item, item.like)
        if item.query is not None:
            self.catalog.places[id(item)] = place
        for one in item.constraints:
            if one.kind == "foreign":
                self.give_types(item, one)
        self.create("relations", item.name, place, item)
        living = self.alive[("relations", self.catalog.key(item.name))]
        for one in item.constraints:
            self.refer(living, one)

    def refer(self, living: Living, one: o.Constraint) -> None:
        if one.references is not None:
            self.referring.setdefault(one.references.name, []).append(living)

    def give_types(self, item: o.Table, one: o.Constraint) -> None:
        """A column written without a type that refers to another one has that one's."""
        found = self.find("relations", one.references) if one.references is not None else None
        target = found[1].item if found is not None else item
        if not isinstance(target, o.Table):
            return
        keys = [c.columns for c in target.constraints if c.kind == "primary"]
        names = one.ref_columns or (keys[0] if keys else ())
        types = {c.name: c.type for c in target.columns}
        for name, other in zip(one.columns, names, strict=False):
            for mine in item.columns:
                if mine.name == name and mine.type.kind == "unknown" and not mine.type.raw and other in types:
                    mine.type = types[other]

    def _copied_table(self, item: o.Table, name: o.QName) -> None:
        """An empty copy of a table has its columns with all that is said of them, its checks and its distribution."""
        found = self.find("relations", name)
        if found is None or not isinstance(found[1].item, o.Table) or found[1].item.query is not None:
            return
        model = clone(found[1].item)
        item.query = None
        item.columns = model.columns
        item.sort = item.sort or model.sort
        own = model.distribution
        given = () if item.distribution is None or own is None else own.columns  # its uniqueness is not copied
        item.distribution = item.distribution or own
        item.duplicates = item.duplicates or model.duplicates
        for one in model.constraints:
            if one.kind != "foreign" and not (one.kind == "unique" and one.columns == given):
                mine = copy.copy(one)
                mine.name = None
                item.constraints.append(mine)

    def sequence(self, place: int, item: o.Sequence) -> None:
        self.create("sequences", item.name, place, item)

    def type(self, place: int, item: o.UserType) -> None:
        self.create("types", item.name, place, item)

    def index(self, place: int, item: o.Index) -> None:
        self.create("indexes", item.name, place, item)
        self.lean(item.table, len(self.out.items) - 1)

    def synonym(self, place: int, item: o.Synonym) -> None:
        self.catalog.moved.setdefault(self.catalog.key(item.name), []).append((place, item))
        self.create("synonyms", item.name, place, item)

    def unit(self, place: int, item: o.Unit) -> None:
        """CREATE OR REPLACE of code: the last one stays. Of a trigger that rows may have fired both stay, where they are."""
        self.catalog.places[id(item)] = place
        if item.kind == "block":
            self.keep(place, item)
            return
        if getattr(item.code, "nested_column", None):
            self.on_nested_table(place, item)
        space = unit_space(item.kind)
        key = self.catalog.key(item.name)
        old = self.alive.pop((space, key), None)
        if old is not None and not (space == "triggers" and self._fired(old, place)):
            self.out.items[old.index] = (place, None)
        self.alive[(space, key)] = Living(item, self.keep(place, item), place, ".".join(key))
        on = getattr(item.code, "on", None)
        if isinstance(on, o.QName):
            self.lean(on, len(self.out.items) - 1)
            if getattr(item.code, "timing", "") == "instead of":
                self.catalog.instead_of.add(self.catalog.key(on))
            if "update" in getattr(item.code, "events", ()):
                self.catalog.update_triggers.add(self.catalog.key(on))
            if "delete" in getattr(item.code, "events", ()):
                self.catalog.delete_triggers.add(self.catalog.key(on))

    def grant(self, place: int, item: o.Grant) -> None:
        if item.on is not None and item.on.schema is None and self._on_all(place, item, item.on.name):
            return
        index = self.keep(place, item)
        if item.on is not None:
            self.lean(item.on, index)

    def _on_all(self, place: int, item: o.Grant, schema: str) -> bool:
        """A privilege on a database, as parallel sources have it: on each of its tables and views."""
        if self.find("relations", o.QName(None, schema)) is not None:
            return False
        if not self.alive.owns("relations", schema):
            return False
        inside = [k for s, k in self.alive if s == "relations" and len(k) == 2 and k[0] == schema]
        if any(s != "relations" and k[-1] == schema for s, k in self.alive):
            return False
        self.say("SC2006", f"{schema}: {len(inside)} tables and views", item)
        for key in inside:
            one = copy.copy(item)
            one.on = o.QName(*key)
            self.lean(one.on, self.keep(place, one))
        return True

    def comment(self, place: int, item: o.Comment) -> None:
        found = self.find("relations", item.name)
        if found is None and self.comes_later("relations", item.name, item):
            return
        if found is None or found[1].stepped:
            self.keep(place, item)
            return
        target = found[1].item
        if item.column is None:
            target.comment = item.text
        elif isinstance(target, o.Table):
            column = next((c for c in target.columns if c.name == item.column), None)
            if column is not None:
                column.comment = item.text
            else:
                self.lean(item.name, self.keep(place, item))
        else:
            target.column_comments[item.column] = item.text

    def rename(self, place: int, item: o.Rename) -> None:
        for space in ("relations", "sequences", "synonyms"):
            found = self.find(space, item.name)
            if found is None:
                continue
            key, living = found
            new = (*key[:-1], item.new_name)
            if space == "synonyms" or not (
                living.stepped or self.uses.mentioned(key[-1], living.born + 1, place) or (space, key) in self.ever
            ):
                self._renamed(space, key, new, living, item.new_name)
            else:
                self._rename_in_place(space, key, new, living, item)
            return
        self.say("SC1005", f"{item.name} is renamed and not among the input", item)

    def _renamed(self, space: str, key: Path, new: Path, living: Living, name: str) -> None:
        """The object had its new name all along."""
        del self.alive[(space, key)]
        living.item.name = o.QName(living.item.name.schema, name)
        living.piece = ".".join(new)
        self.alive[(space, new)] = living
        where = getattr(self.catalog, space)
        where.pop(key, None)
        where[new] = living.item
        if key in self.leaning:
            self.leaning[new] = self.leaning.pop(key)
            for index in self.leaning[new]:
                leaning = self.out.items[index][1]
                if isinstance(leaning, o.Grant):  # the others are mentions, and keep a name where it is
                    leaning.on = living.item.name
                elif isinstance(leaning, o.Comment):
                    leaning.name = living.item.name

    def _rename_in_place(self, space: str, key: Path, new: Path, living: Living, item: Any) -> None:
        import copy

        after = clone(living.item) if isinstance(living.item, o.Table) else copy.copy(living.item)
        after.name = o.QName(living.item.name.schema, new[-1])
        if not isinstance(after, o.Table) and id(living.item) in self.catalog.places:
            self.catalog.places[id(after)] = self.catalog.places[id(living.item)]
        made = Step("rename", space, key, living.item, after, new[-1], item.origin, "", living.piece)
        made.name = f"{'.'.join(new)}#{self._place}.{len(self.out.items)}"
        self.keep(self._place, made)
        del self.alive[(space, key)]
        living.item, living.piece, living.stepped = after, made.name, True
        self.alive[(space, new)] = living
        self.ever.update({(space, key), (space, new)})
        self.gone[space, key] = made.name
        self.catalog.changes.append(Change(self._place, space, key, None, made.name))
        self.catalog.changes.append(Change(self._place, space, new, after, made.name))
        if key in self.leaning:
            self.leaning[new] = self.leaning.pop(key)

    def alter(self, place: int, item: o.Alter) -> None:
        if item.kind == "trigger" and item.actions:
            self.keep(place, item)
            return
        space = SPACES.get(item.kind, f"{item.kind}s")
        found = self.find(space, item.name)
        if found is None and self.comes_later(space, item.name, item):
            return
        if found is None:
            for note in item.notes:
                self.out.findings.append(Finding(note.code, note.text, note.span))
            if item.actions or not item.notes:
                self.say("SC1005", f"{item.name} is altered and not among the input", item)
            return
        key, living = found
        owner = ".".join(key) if space == "relations" else None
        if living.stepped or not hasattr(living.item, "notes"):
            self.out.findings.extend(Finding(n.code, n.text, n.span, owner) for n in item.notes)
        else:
            living.item.notes.extend(item.notes)
        if isinstance(living.item, o.Table):
            if any(action.endswith("_triggers") for action, _ in item.actions):
                self.keep(place, item)
            for action, payload in item.actions:
                key = self.table_action(place, key, living, action, payload, item)
            return
        for action, payload in item.actions:
            self._other_action(place, space, key, living, action, payload, item)

    def _other_action(
        self, place: int, space: str, key: Path, living: Living, action: str, payload: Any, item: o.Alter
    ) -> None:
        target = living.item
        if space == "sequences":
            if self.uses.ran(key[-1], living.born, place) or living.stepped:
                self.step(action, "sequence", key, living, target, payload, item)
            elif hasattr(target, action):
                setattr(target, action, payload)
        elif space == "indexes" and action == "rename":
            del self.alive[(space, key)]
            target.name = o.QName(target.name.schema, payload)
            self.alive[(space, (*key[:-1], payload))] = living
        elif space == "types":
            self.type_action(place, key, target, action, payload, item)
        elif space == "relations" and action == "add_constraint":
            target.constraints.append(payload)
        else:
            self.say("SC1014", f"ALTER {item.kind.upper()} {action.replace('_', ' ')} is not converted", item)


_MADE: dict[type, str] = {
    o.Table: "relations",
    o.View: "relations",
    o.MaterializedView: "relations",
    o.Sequence: "sequences",
    o.UserType: "types",
}


def _session_tables(statements: list[Any]) -> set[str]:
    """Names of tables that live in a session alone, and so in no schema; not those a lasting table has as well."""
    tables = [item for item in statements if isinstance(item, o.Table)]
    lasting = {item.name.name for item in tables if not item.private_temporary}
    return {item.name.name for item in tables if item.private_temporary} - lasting


_HANDLERS: dict[type, Any] = {
    o.Table: _Fold.table,
    o.View: _Fold.view,
    o.MaterializedView: _Fold.view,
    o.Sequence: _Fold.sequence,
    o.UserType: _Fold.type,
    o.Index: _Fold.index,
    o.Synonym: _Fold.synonym,
    o.Unit: _Fold.unit,
    o.Grant: _Fold.grant,
    o.Comment: _Fold.comment,
    o.Drop: _Fold.drop,
    o.Rename: _Fold.rename,
    o.Alter: _Fold.alter,
}
