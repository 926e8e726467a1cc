"""Views and materialized views."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sct.backends.common import comments
from sct.backends.postgres.names import ident, qualified, shortened, string
from sct.ir import objects as o
from sct.rulebook.translate import Refused
from sct.sqlexpr.names import relation_names

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
    tables = _tables_of(e, view) if view.on_commit else []
    for note in view.notes:
        if tables and note.text == view.refresh:
            e.bag(id_).add("PG0794", note.text, note.span)
            continue
        e.bag(id_).add(note.code, note.text, note.span)
    try:
        text, words = materialized_text(e, view, path, id_), said(e, view, path)
        unfilled = "" if view.build_deferred else f"{text.removesuffix(';')}\nWITH NO DATA;{words}"
        needs = e.used(view.query)
        e.add_object(view, "materialized view", text + words, place, path, id_, needs, unfilled)
        if not view.build_deferred:
            e.out[-1].after = f"REFRESH MATERIALIZED VIEW {qualified(path)};"
        if tables:
            made = e.out[-1]
            sql = _refreshed_at_commit(path, tables)
            e._add(
                replace(made, id=f"{made.id}:refresh", sql=sql, section="post", needs=(made.id, *made.needs), after="")
            )
    except Refused as error:
        e._refuse(id_, "materialized view", view, place, error)


def _tables_of(e: PostgresEmitter, view: o.MaterializedView) -> list[Path]:
    """The tables whose changes a materialized view shows; none where it reads anything else."""
    found: list[Path] = []
    for name in relation_names(view.query):
        key = e.catalog._resolve(name, e.catalog.relations)
        base = e.catalog.relations.get(key) if key is not None else None
        if key is None or not isinstance(base, o.Table) or base.temporary:
            return []
        found.append(e.rows_path(key))
    return found


def _refreshed_at_commit(path: Path, tables: list[Path]) -> str:
    """A trigger on each table that refreshes the view when the transaction is done, once for all its changes."""
    name = shortened(f"{path[-1]}_refresh")
    function = qualified((*path[:-1], name))
    setting = string("sct.refreshed_" + "".join(c if c.isalnum() else "_" for c in ".".join(path)))
    lines = [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger",
        "LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$",
        "BEGIN",
        f"  IF current_setting({setting}, true) IS DISTINCT FROM pg_current_xact_id()::text THEN",
        f"    REFRESH MATERIALIZED VIEW {qualified(path)};",
        f"    PERFORM set_config({setting}, pg_current_xact_id()::text, true);",
        "  END IF;",
        "  RETURN NULL;",
        "END",
        "$$;",
    ]
    for table in tables:
        lines += [
            f"CREATE CONSTRAINT TRIGGER {ident(name)} AFTER INSERT OR UPDATE OR DELETE ON {qualified(table)}",
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {function}();",
        ]
    return "\n".join(lines)


def materialized_text(e: PostgresEmitter, view: o.MaterializedView, path: Path, id_: str) -> str:
    query, _ = e.translator.query(view.query, e.bag(id_))
    columns = f" ({', '.join(ident(c) for c in view.columns)})" if view.columns else ""
    made = f"CREATE MATERIALIZED VIEW {qualified(path)}{columns} AS\n"
    if not view.build_deferred:
        return f"{made}{query};"
    # WITH NO DATA would make every query of it an error until it is refreshed; in the source it is empty
    built = (
        f"SELECT *\nFROM (\n{query}\n) AS sct_built\nWHERE current_setting('sct.unbuilt', true) IS DISTINCT FROM 'yes'"
    )
    return f"SET sct.unbuilt = 'yes';\n{made}{built};\nRESET sct.unbuilt;"


def materialized_and_said(e: PostgresEmitter, view: o.MaterializedView, path: Path, id_: str) -> str:
    return materialized_text(e, view, path, id_) + said(e, view, path)


def said(e: PostgresEmitter, view: o.MaterializedView, path: Path) -> str:
    """Its comments, as statements of their own."""
    return comments.relation(e, "MATERIALIZED VIEW", path, view.comment, view.column_comments)
