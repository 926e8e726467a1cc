"""Views, materialized views and synonyms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.common import comments
from sct.backends.emitted import Emitted
from sct.backends.redshift.names import ident, qualified
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.redshift.emit import RedshiftEmitter

Path = tuple[str, ...]
# Behind everything else of the script: nothing of it leans on these.
LAST = 1 << 40


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
    """The view with its comments. Views take no changes: CHECK OPTION and READ ONLY say nothing more. Raises Refused."""
    query, _ = e.translator.query(view.query, e.bag(id_))
    columns = f" ({', '.join(ident(c) for c in view.columns)})" if view.columns else ""
    if view.check_option:
        e.bag(id_).add("RS0140", f"view {view.name} WITH CHECK OPTION", view.origin)
    sql = f"CREATE OR REPLACE VIEW {qualified(path)}{columns} AS\n{query};"
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


def synonym(e: RedshiftEmitter, item: o.Synonym, place: int) -> None:
    """Statements of the input reach the object itself; the synonym is a view for others, and stands last."""
    id_ = f"synonym:{e.id(item.name)}"
    try:
        if item.link:
            raise Refused("SC1135", f"{item.target}@{item.link} is in another database", item.origin)
        e.catalog.at(LAST)
        key = e.catalog._resolve(item.target, e.catalog.relations)
        if key is None:
            e.bag(id_).add("SC1610", f"synonym {item.name} for {item.target}", item.origin)
            return
        path = e.path(item.name)
        if e.catalog.key(item.name) == key:
            return
        e._schema(path, LAST)
        sql = f"CREATE OR REPLACE VIEW {qualified(path)} AS SELECT * FROM {qualified(e.shortened(key))};"
        schema = path[0] if path[1:] else ""
        needs = (e.catalog.piece(key),)
        e._add(Emitted(id_, id_, "synonym", sql, item.origin, LAST, needs=needs, name=path[-1], schema=schema))
    except Refused as error:
        e._refuse(id_, "synonym", item, place, error)
