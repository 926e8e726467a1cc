"""Views, materialized views and synonyms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.backends.common import comments
from sct.backends.emitted import Emitted
from sct.backends.postgres.names import ident, qualified, shortened
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter

Path = tuple[str, ...]
# Behind everything else of the script: nothing of it leans on these.
LAST = 1 << 40


def write(e: PostgresEmitter, view: o.View, place: int) -> None:
    id_ = e.id(view.name)
    path = e.path(view.name)
    e._schema(path, place)
    for note in view.notes:
        e.bag(id_).add(note.code, note.text, note.span)
    for one in view.constraints:
        e.bag(id_).add("SC1609", f"constraint {one.name or one.kind} of view {view.name}", one.span)
    try:
        e.add_object(view, "view", text(e, view, path, id_), place, path, id_, e.used(view.query))
    except Refused as error:
        e._refuse(id_, "view", view, place, error)


def text(e: PostgresEmitter, view: o.View, path: Path, id_: str) -> str:
    """The view with its trigger and comments. Raises Refused."""
    query, _ = e.translator.query(view.query, e.bag(id_))
    columns = f" ({', '.join(ident(c) for c in view.columns)})" if view.columns else ""
    option = "\nWITH CHECK OPTION" if view.check_option else ""
    sql = f"CREATE VIEW {qualified(path)}{columns} AS\n{query}{option};"
    if view.read_only:
        e.translator.used_runtime.add("read_only_view")
        trigger = ident(shortened(f"{path[-1]}_read_only"))
        sql += (
            f"\nCREATE TRIGGER {trigger} INSTEAD OF INSERT OR UPDATE OR DELETE ON {qualified(path)}"
            "\nFOR EACH ROW EXECUTE FUNCTION sct.read_only_view();"
        )
    return sql + comments.relation(e, "VIEW", path, view.comment, view.column_comments)


def materialized(e: PostgresEmitter, view: o.MaterializedView, place: int) -> None:
    id_ = e.id(view.name)
    path = e.path(view.name)
    e._schema(path, place)
    for note in view.notes:
        e.bag(id_).add(note.code, note.text, note.span)
    try:
        e.add_object(
            view, "materialized view", materialized_text(e, view, path, id_), place, path, id_, e.used(view.query)
        )
        if not view.build_deferred:
            e.out[-1].after = f"REFRESH MATERIALIZED VIEW {qualified(path)};"
    except Refused as error:
        e._refuse(id_, "materialized view", view, place, error)


def materialized_text(e: PostgresEmitter, view: o.MaterializedView, path: Path, id_: str) -> str:
    query, _ = e.translator.query(view.query, e.bag(id_))
    columns = f" ({', '.join(ident(c) for c in view.columns)})" if view.columns else ""
    data = "\nWITH NO DATA" if view.build_deferred else ""
    sql = f"CREATE MATERIALIZED VIEW {qualified(path)}{columns} AS\n{query}{data};"
    return sql + comments.relation(e, "MATERIALIZED VIEW", path, view.comment, view.column_comments)


def synonym(e: PostgresEmitter, item: o.Synonym, place: int) -> None:
    """Statements of the input reach the object itself; the synonym is there for others, last, so that it has every
    column the object came to have."""
    id_ = f"synonym:{e.id(item.name)}"
    try:
        _synonym(e, item, id_)
    except Refused as error:
        e._refuse(id_, "synonym", item, place, error)


def _synonym(e: PostgresEmitter, item: o.Synonym, id_: str) -> None:
    if item.link:
        raise Refused("SC1135", f"{item.target}@{item.link} is in another database", item.origin)
    e.catalog.at(LAST)
    key = e.catalog._resolve(item.target, e.catalog.relations)
    path = e.path(item.name)
    if key is not None:
        if e.catalog.key(item.name) == key:
            return
        e._schema(path, LAST)
        sql = f"CREATE VIEW {qualified(path)} AS SELECT * FROM {qualified(tuple(map(shortened, key)))};"
        _add(e, item, id_, sql, (e.catalog.piece(key),), path)
        return
    key = e.catalog._resolve(item.target, e.catalog.sequences)
    if key is not None:
        e.bag(id_).add("SC1610", f"synonym {item.name} for sequence {item.target}", item.origin)
        return
    target = next((u for u in e.units if e.unit_keys[id(u)] == e.catalog.key(item.target)), None)
    if target is not None or e.catalog._resolve(item.target, e.catalog.types) is not None:
        e.bag(id_).add("SC1610", f"synonym {item.name} for {item.target}", item.origin)
        return
    raise Refused("SC1005", f"{item.target} is not among the input", item.origin)


def _add(e: PostgresEmitter, item: Any, id_: str, sql: str, needs: tuple[str, ...], path: Path) -> None:
    schema = path[0] if path[1:] else ""
    e._add(Emitted(id_, id_, "synonym", sql, item.origin, LAST, needs=needs, name=path[-1], schema=schema))
