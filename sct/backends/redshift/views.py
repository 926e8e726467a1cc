"""Views and materialized views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.common import comments
from sct.backends.redshift.names import DEFAULT_SCHEMA, ident, qualified
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.redshift.emit import RedshiftEmitter

Path = tuple[str, ...]
LATE = "\nWITH NO SCHEMA BINDING"


def write(e: RedshiftEmitter, view: o.View, place: int) -> None:
    id_ = e.id(view.name)
    path = e.path(view.name)
    e._schema(path, place)
    e.notes(view, id_)
    for one in view.constraints:
        e.bag(id_).add("SC1609", f"constraint {one.name or one.kind} of view {view.name}", one.span)
    try:
        e.add_object(view, "view", text(e, view, path, id_), place, path, id_, e.used(view.query))
    except Refused as error:
        e._refuse(id_, "view", view, place, error)


def text(e: RedshiftEmitter, view: o.View, path: Path, id_: str) -> str:
    """The view with its comments. Views take no changes: CHECK OPTION and READ ONLY say nothing more. Raises Refused.

    A late-binding view finds its relations when it is read, by names that say their schema (CREATE VIEW, WITH NO SCHEMA
    BINDING).
    """
    late = e.options.views == "late"
    query, _ = e.translator.query(view.query, e.bag(id_), DEFAULT_SCHEMA if late else "")
    columns = f" ({', '.join(ident(c) for c in view.columns)})" if view.columns else ""
    if view.check_option:
        e.bag(id_).add("RS0140", f"view {view.name} WITH CHECK OPTION", view.origin)
    sql = f"CREATE OR REPLACE VIEW {qualified(path)}{columns} AS\n{query}{LATE if late else ''};"
    if late:
        e.bag(id_).add("RS0137", f"view {view.name}", view.origin)
    return sql + comments.relation(e, "VIEW", path, view.comment, view.column_comments)


def materialized(e: RedshiftEmitter, view: o.MaterializedView, place: int) -> None:
    id_ = e.id(view.name)
    path = e.path(view.name)
    e._schema(path, place)
    e.notes(view, id_)
    try:
        query, shape = e.translator.query(view.query, e.bag(id_))
        if view.columns and tuple(shape.columns) != view.columns:
            # its grammar takes no list of columns
            query = f"SELECT * FROM (\n{query}\n) AS q ({', '.join(map(ident, view.columns))})"
        if view.build_deferred:
            e.bag(id_).add("RS0141", f"{view.name} BUILD DEFERRED", view.origin)
        auto = "\nAUTO REFRESH YES" if "commit" in view.refresh.lower() else ""
        sql = f"CREATE MATERIALIZED VIEW {qualified(path)}{auto} AS\n{query};"
        e.add_object(view, "materialized view", sql, place, path, id_, e.used(view.query))
        e.out[-1].after = f"REFRESH MATERIALIZED VIEW {qualified(path)};"
    except Refused as error:
        e._refuse(id_, "materialized view", view, place, error)
