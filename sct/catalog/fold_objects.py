"""Object tables, object views and triggers on nested tables of views, as the fold makes them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sct.catalog import nested_views, references
from sct.ir import objects as o
from sct.ir.types import UNKNOWN, Type

if TYPE_CHECKING:
    from sct.catalog.catalog import Catalog
    from sct.catalog.living import Alive, Living
    from sct.catalog.uses import Used, Uses

Path = tuple[str, ...]


class ObjectRelations:
    """Mixed into the fold."""

    statements: list[Any]
    catalog: Catalog
    alive: Alive
    uses: Uses | Used
    types: dict[str, o.UserType]
    named_above: set[str]  # types that others are under
    _refers: bool | None = None

    if TYPE_CHECKING:

        def say(self, code: str, message: str, item: Any, owner: str | None = None) -> None: ...

        def find(self, space: str, name: o.QName) -> tuple[Path, Living] | None: ...

        def view(self, place: int, item: Any) -> None: ...

        def table_action(
            self, place: int, key: Path, living: Living, action: str, payload: Any, item: o.Alter
        ) -> Path: ...

    def object_table(self, item: o.Table) -> None:
        """The columns of an object table are its type's attributes, with what the table says of each."""
        assert item.of_type is not None
        if item.of_type.name in ("xmltype",):
            item.columns = [o.Column("object_value", Type("xml", raw="XMLTYPE"), item.origin)]
            return
        said = {c.name: c for c in item.columns}
        columns: list[o.Column] = []
        type_ = self.types.get(item.of_type.name)
        if type_ is None:
            self.say("SC1005", f"{item.of_type} is not among the input", item, ".".join(self.catalog.key(item.name)))
            return
        for one in self.attributes(type_):
            mine = said.pop(one.name, None)
            if mine is None:
                mine = o.Column(one.name, one.type, item.origin)
            elif mine.type.kind == "unknown":
                mine.type = one.type
            columns.append(mine)
        name = ".".join(self.catalog.key(type_.name))
        more = references.more_columns(item, name, type_.name.name in self.named_above, self._referred())
        item.columns = [*columns, *said.values(), *more]
        if more and more[-1].role == "reference":
            item.constraints.append(o.Constraint("unique", None, (references.OID,), item.origin))

    def _referred(self) -> bool:
        """Whether the input refers to rows of object tables; looked for when the first of them is made."""
        if self._refers is None:
            self.catalog.reference_words = references.words_used(self.statements)
            self._refers = bool(self.catalog.reference_words)
        return self._refers

    def attributes(self, type_: o.UserType, depth: int = 0) -> list[o.Column]:
        above: list[o.Column] = []
        if type_.supertype is not None and depth < 20:
            parent = self.types.get(type_.supertype.name)
            if parent is not None:
                above = self.attributes(parent, depth + 1)
        return [*above, *type_.attributes]

    def on_nested_table(self, place: int, unit: o.Unit) -> None:
        """A trigger on a nested table of a view stands on the view of its rows, which is made for it."""
        trigger = unit.code
        found = self.find("relations", trigger.on)
        view = found[1].item if found is not None else None
        if not isinstance(view, o.View) or trigger.compound:
            return
        of = self.catalog._object(view.of_type)
        if of is not None:
            types = dict(of.members)
        else:
            shape = self.catalog.columns_then(view, found[1].born if found is not None else place)
            types = {name: info.type for name, info in shape.columns.items()} if shape is not None else {}
        type_ = self.catalog.resolved(types.get(trigger.nested_column, UNKNOWN))
        made = nested_views.unnested(view, trigger.nested_column, list(types), type_, unit, self.catalog.resolved)
        if made is None:
            return
        if ("relations", self.catalog.key(made.name)) not in self.alive:
            self.view(place, made)
        unit.code = replace(trigger, on=made.name, on_what="table")

    # --- types that change --------------------------------------------------------------------------------------------

    def type_action(self, place: int, key: Path, target: o.UserType, action: str, payload: Any, item: o.Alter) -> None:
        """A change to a type, and to the object tables of it and of the types under it (CASCADE)."""
        if action in ("final", "instantiable", "limit"):
            setattr(target, action, payload)
        elif action == "add_method":
            target.methods.append(payload)
        elif action == "drop_method":
            target.methods = [m for m in target.methods if (m.kind, m.name.name) != (payload.kind, payload.name.name)]
        elif action == "add_attribute":
            payload.added = place
            target.attributes.append(payload)
            self._object_tables(place, target, "add_column", payload, item)
        elif action == "drop_attribute":
            if self.uses.ran(key[-1], -1, place):
                self.say("SC1014", f"{payload} of {target.name} is dropped after it was used", item)
                return
            target.attributes = [a for a in target.attributes if a.name != payload]
            self._object_tables(place, target, "drop_column", payload, item)
        else:
            old = next((a for a in target.attributes if a.name == payload.name), None)
            if old is None:
                self.say("SC1007", f"{target.name} has no attribute {payload.name}", item)
                return
            payload.added = old.added
            target.attributes = [payload if a.name == payload.name else a for a in target.attributes]
            self._object_tables(place, target, "modify_column", payload, item)

    def _object_tables(self, place: int, type_: o.UserType, action: str, payload: Any, item: o.Alter) -> None:
        for (space, key), living in list(self.alive.items()):
            table = living.item
            if space != "relations" or not isinstance(table, o.Table) or table.of_type is None:
                continue
            of = self.types.get(table.of_type.name)
            if of is None or not self._is_under(of, type_):
                continue
            given = payload if isinstance(payload, str) else replace(payload)
            self.table_action(place, key, living, action, given, item)
            self._in_order(living.item, of)

    def _is_under(self, one: o.UserType, over: o.UserType) -> bool:
        for _ in range(30):
            if one is over:
                return True
            above = self.types.get(one.supertype.name) if one.supertype is not None else None
            if above is None:
                return False
            one = above
        return False

    def _in_order(self, table: o.Table, of: o.UserType) -> None:
        """The columns in the order of the type's attributes, wherever the target has them."""
        order = {c.name: at for at, c in enumerate(self.attributes(of))}
        columns = sorted(table.columns, key=lambda c: order.get(c.name, len(order)))
        if [c.name for c in columns] != [c.name for c in table.columns]:
            table.columns = columns
            table.reordered = True
