"""ALTER TABLE: folded into the table, or made in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.catalog.catalog import Change
from sct.catalog.partition_steps import ACTIONS as PARTITION_ACTIONS
from sct.catalog.steps import apply, chosen, clone, column
from sct.ir import objects as o

if TYPE_CHECKING:
    from sct.catalog.catalog import Catalog
    from sct.catalog.fold import Folded
    from sct.catalog.living import Alive, Living
    from sct.catalog.steps import Step
    from sct.catalog.uses import Used, Uses

Path = tuple[str, ...]
# What rows notice, and nobody else: the form of a column, not its name.
_BY_ROWS = frozenset(("add_column", "modify_column", "drop_identity", *PARTITION_ACTIONS))


class TableChanges:
    """Mixed into the fold."""

    catalog: Catalog
    uses: Uses | Used
    out: Folded
    alive: Alive
    referring: dict[str, list[Living]]
    writing: dict[int, list[int]]
    _place: int
    in_place: bool

    if TYPE_CHECKING:

        def say(self, code: str, message: str, item: Any, owner: str | None = None) -> None: ...

        def step(
            self, action: str, kind: str, key: Path, living: Living, after: Any, payload: Any, item: Any
        ) -> Step: ...

        def rename(self, place: int, item: o.Rename) -> None: ...

        def views_on(self, key: Path) -> list[Any]: ...

        def refer(self, living: Living, one: o.Constraint) -> None: ...

        def give_types(self, item: o.Table, one: o.Constraint) -> None: ...

    def table_action(self, place: int, key: Path, living: Living, action: str, payload: Any, item: o.Alter) -> Path:
        """One action on a living table; the path it is found under afterwards."""
        owner = ".".join(key)
        if living.item.query is not None and action not in ("add_constraint", "rename"):
            self._with_columns(key, living)
        if action == "add_column" and column(living.item, payload.name) is not None:
            action = "modify_column"  # Teradata's ADD of a column that is there changes it
        if action == "add_column":
            for _, other in item.actions:
                if isinstance(other, o.Constraint) and other.kind == "foreign":
                    self.give_types(o.Table(item.name, item.origin, [payload]), other)
        if action == "add_constraint":
            self._add_constraint(place, key, living, payload, item)
        elif action.startswith("drop_") and action.endswith(("constraint", "primary_key", "unique")):
            self._drop_constraints(place, key, living, chosen(living.item, action, payload), item)
        elif action.endswith("_triggers"):
            pass  # kept whole: the writer of triggers knows them
        elif action.startswith(("enable_", "disable_", "novalidate_", "validate_")):
            verb = action.split("_")[0]
            for one in chosen(living.item, action, payload):
                self._switch(verb, place, key, living, one, item)
        elif action == "modify_constraint":
            self._modify_constraint(living, payload)
        elif action == "rename_constraint":
            for one in chosen(living.item, "rename_constraint", payload[0]):
                one.name = payload[1]
        elif action == "rename":
            self.rename(
                place, o.Rename("table", o.QName(*key) if len(key) > 1 else o.QName(None, key[0]), payload, item.origin)
            )
            return (*key[:-1], payload)
        elif self._noticed(action, payload, place, key, living):
            after = clone(living.item)
            problem = apply(after, action, payload)
            if problem:
                self.say("SC1014", problem, item, owner)
                return key
            after.reordered = after.reordered or (action == "modify_column" and payload.shown)
            views = self._in_the_way(action, payload, key, living)
            self.step(action, "table", key, living, after, payload, item).views = views
        else:
            problem = apply(living.item, action, payload)
            if problem:
                self.say("SC1014", problem, item, owner)
        return key

    def _with_columns(self, key: Path, living: Living) -> None:
        """A table made by a query that is altered: from here on a table with the columns the query gave it."""
        shape = self.catalog.columns_then(living.item, living.born)
        if shape is None or shape.open:
            return
        made = clone(living.item)
        made.query = None
        made.columns = [o.Column(name, info.type, living.item.origin) for name, info in shape.columns.items()]
        living.item, living.stepped = made, True
        self.catalog.changes.append(Change(self._place, "relations", key, made, living.piece))

    def _noticed(self, action: str, payload: Any, place: int, key: Path, living: Living) -> bool:
        """Could anything have met the table, or the column, in its old form?"""
        if living.stepped or living.item.query is not None:
            return True
        if self.uses.ran(key[-1], living.born, place):
            return True
        if action == "add_column":
            # a view made before it must not show it
            named = self.uses.mentioned(key[-1], living.born + 1, place)
            return named and any("*" in v.query.text for v in self.views_on(key))
        if action == "modify_column" and (payload.shown or payload.invisible):
            return self.uses.mentioned(key[-1], living.born + 1, place)
        if action in _BY_ROWS:
            return False
        named = payload[0] if isinstance(payload, tuple) else payload
        if isinstance(named, str) and self._named_in(living.item, named):
            return True
        return self.uses.mentioned(key[-1], living.born + 1, place)

    def _named_in(self, table: o.Table, name: str) -> bool:
        """Does an expression of the table itself use the column?"""
        texts = [c.check.text for c in table.constraints if c.check is not None]
        texts += [c.generated.text for c in table.columns if c.generated is not None]
        return any(name.lower() in text.lower() for text in texts)

    def _in_the_way(self, action: str, payload: Any, key: Path, living: Living) -> list[Any]:
        """Views that hold a column's type fast, or would go with a dropped column."""
        if action == "modify_column":
            old = column(living.item, payload.name)
            if payload.type.kind == "unknown" or (old is not None and old.type == payload.type):
                return []
            return self.views_on(key)
        return []

    # --- constraints --------------------------------------------------------------------------------------------------

    def _add_constraint(self, place: int, key: Path, living: Living, made: o.Constraint, item: o.Alter) -> None:
        made.place = place
        self.refer(living, made)
        for old in [c for c in living.item.constraints if made.name and c.name == made.name and c is not made]:
            self.say("SC1606", f"constraint {made.name} is made twice; the last definition is taken", item)
            self.withdraw(living, old)
        if not living.stepped and not self.in_place:
            apply(living.item, "add_constraint", made)
            return
        after = clone(living.item)
        apply(after, "add_constraint", made)
        if made.kind == "not_null":
            living.item.constraints.append(made)
            return
        self.step("add_constraint", "table", key, living, after, made, item)

    def _drop_constraints(
        self, place: int, key: Path, living: Living, found: list[o.Constraint], item: o.Alter
    ) -> None:
        if not found:
            self.say("SC1607", f"{' '.join(str(key[-1]).split())}: no such constraint", item, ".".join(key))
        for one in found:
            since = one.place if one.place >= 0 else living.born
            if not one.enabled or (one.kind != "not_null" and not self.uses.ran(key[-1], since, place)):
                self.withdraw(living, one)
                continue
            if one.kind == "not_null" and not living.stepped and not self.uses.ran(key[-1], since, place):
                apply(living.item, "drop_constraint", [one])
                continue
            if one.name is None:
                one.name = _made_up(key, one)
            after = clone(living.item)
            apply(after, "drop_constraint", [one])
            self.step("drop_constraint", "table", key, living, after, one, item)

    def withdraw(self, living: Living, one: o.Constraint) -> None:
        """The constraint was there and nobody met it: it is not written at all."""
        for table in (living.item, self.out.items[living.index][1]):  # as it is now, and as it is written
            if isinstance(table, o.Table):
                table.constraints = [c for c in table.constraints if c is not one]
        for index in self.writing.pop(id(one), ()):
            self.out.items[index] = (self.out.items[index][0], None)

    def _still_written(self, key: Path, living: Living, one: o.Constraint) -> None:
        """It stays where it was written; only what comes later does not see it any more."""
        after = clone(living.item)
        apply(after, "drop_constraint", [one])
        living.item = after
        living.stepped = True
        self.catalog.changes.append(Change(self._place, "relations", key, after, living.piece))

    def _switch(self, verb: str, place: int, key: Path, living: Living, one: o.Constraint, item: o.Alter) -> None:
        if verb in ("novalidate", "validate"):
            one.validated = verb == "validate"
            return
        if verb == "disable":
            one.enabled = False
            if one.kind in ("primary", "unique"):
                self._disable_referring(place, key, one, item)
            if one.kind == "not_null":
                self.table_action(place, key, living, "modify_column", _nullable(one, True), item)
            return
        if one.enabled:
            return
        one.enabled = True
        one.place = place
        if one.kind == "not_null" and not one.validated and one.check is not None:
            one.kind = "check"  # rows that are there may have NULL
        if one.kind == "not_null":
            self.table_action(place, key, living, "modify_column", _nullable(one, False), item)
        elif living.stepped:
            self.withdraw(living, one)
            self._add_constraint(place, key, living, one, item)

    def _disable_referring(self, place: int, key: Path, one: o.Constraint, item: o.Alter) -> None:
        """DISABLE … CASCADE: the foreign keys that refer to a key are disabled with it."""
        for other in self.referring.get(key[-1], ()):
            if self.alive.get(("relations", other.path)) is not other:
                continue
            for c in other.item.constraints:
                if c.kind != "foreign" or not c.enabled or self.catalog.key(c.references) != key:
                    continue
                if c.ref_columns == one.columns or (not c.ref_columns and one.kind == "primary"):
                    self._switch("disable", place, other.path, other, c, item)

    def _modify_constraint(self, living: Living, state: o.Constraint) -> None:
        which = {"primary": "primary_key", "unique": "unique"}.get(state.kind, "constraint")
        wanted: Any = state.columns if state.kind == "unique" else state.name
        for one in chosen(living.item, which, wanted):
            one.deferrable, one.initially_deferred = state.deferrable, state.initially_deferred


def _nullable(one: o.Constraint, nullable: bool) -> o.Column:
    from sct.ir.types import UNKNOWN

    return o.Column(one.columns[0], UNKNOWN, one.span, nullable=nullable)


def _made_up(key: Path, one: o.Constraint) -> str:
    """A name for a constraint that has to be named to be dropped."""
    word = {"primary": "pk", "unique": "uk", "foreign": "fk"}.get(one.kind, "ck")
    return "_".join((key[-1], *one.columns, word)) if one.kind != "primary" else f"{key[-1]}_pk"
