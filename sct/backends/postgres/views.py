"""Views and materialized views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.common import comments
from sct.backends.postgres.names import ident, qualified, shortened
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter

Path = tuple[str, ...]


def write(e: PostgresEmitter, view: o.View, place: int) -> None:
    id_ = e.id(view.name)
    path = e.path(view.name)
    e._schema(path, place)
    for note in view.notes:
        e.bag(id_).add(note.code, note.text, note.span)
    for one in view.constraints:
        e.bag(id_).add("SC1609", f"constraint {one.name or one.kind} of view {view.name}", one.span)
    try:
        used = e.used(view.query)
        e.add_object(view, "view", text(e, view, path, id_, last=True), place, path, id_, used)
    except Refused as error:
        e._refuse(id_, "view", view, place, error)


def text(e: PostgresEmitter, view: o.View, path: Path, id_: str, *, last: bool = False) -> str:
    """The view with its trigger and comments; `last`: nobody asks for its tree after this. Raises Refused."""
    query, _ = e.translator.query(view.query, e.bag(id_), last=last)
    columns = f" ({', '.join(ident(c) for c in view.columns)})" if view.columns else ""
    option = "\nWITH CHECK OPTION" if view.check_option else ""
    create = "CREATE OR REPLACE VIEW" if view.again else "CREATE VIEW"
    sql = f"{create} {qualified(path)}{columns} AS\n{query}{option};"
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
