"""What a script does besides making objects: data statements, transactions, comments, and what is only accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.emitted import Emitted
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.common.emitter import BaseEmitter


def data(e: BaseEmitter, dml: o.Dml, place: int) -> None:
    id_ = f"script:{place}"
    try:
        if dml.verb in ("commit", "rollback", "savepoint"):
            _transaction(e, dml, place, id_)
            return
        sql = e.data_statement(dml, id_) + ";"
        if dml.verb == "explain":
            e.bag(id_).add("SC0030", "the plan is the target's own", dml.origin)
            sql = f"EXPLAIN {sql}"
        needs = (*e.used(dml.sql), *e.runs_defaults(dml.sql))
        e._add(Emitted(id_, id_, "data", sql, dml.origin, place, needs=needs, name=dml.verb))
    except Refused as error:
        e._refuse(id_, "data", dml, place, error)


def rows_shown(e: BaseEmitter, item: o.ShowRows, place: int) -> None:
    id_ = f"script:{place}"
    sql = f"FETCH ALL FROM {e.qualified((item.cursor,))};"
    needs = (f"package:{item.package}#{item.cursor}",)
    e._add(Emitted(id_, id_, "data", sql, item.origin, place, needs=needs, name="print"))


def _transaction(e: BaseEmitter, dml: o.Dml, place: int, id_: str) -> None:
    words = " ".join(dml.sql.text.upper().split()).removesuffix(" WORK")
    known = dml.verb != "rollback" or words == "ROLLBACK" or words.startswith("ROLLBACK TO")
    name = "savepoint" if words.startswith("ROLLBACK TO") else dml.verb
    sql = (dml.verb.upper() if dml.verb == "commit" or words == "ROLLBACK" else words) + ";"
    if known:
        e._add(Emitted(id_, id_, "transaction", sql, dml.origin, place, name=name))


def truncate(e: BaseEmitter, item: o.Truncate, place: int) -> None:
    id_ = f"script:{place}"
    key = e.catalog._resolve(item.name, e.catalog.relations)
    if key is None:
        e._refuse(id_, "data", item, place, Refused("SC1005", f"{item.name} is not among the input", item.origin))
        return
    table = e.catalog.relations[key]
    sql = e.truncation(table, e.shortened(key), item.cascade)
    e._add(Emitted(id_, id_, "truncate", sql, item.origin, place, needs=(e.catalog.piece(key),), name="truncate"))


def comment(e: BaseEmitter, item: o.Comment, place: int) -> None:
    id_ = f"script:{place}"
    key = e.catalog._resolve(item.name, e.catalog.relations)
    words = {"view": "VIEW", "materialized view": "MATERIALIZED VIEW"}.get(item.on, "TABLE")
    if key is None or item.on not in ("table", "column", "view", "materialized view"):
        e.bag(id_).add("SC1005", f"{item.name} is not among the input", item.origin)
        return
    found = e.catalog.relations[key]
    if item.on in ("table", "view") and isinstance(found, o.View):
        words = "VIEW"
    elif isinstance(found, o.MaterializedView):
        words = "MATERIALIZED VIEW"
    path = e.shortened(key)
    if item.column is not None:
        shape = e.catalog.shape_of(key)
        if not shape.open and item.column not in shape.columns:
            e.bag(id_).add("SC1005", f"{item.name}.{item.column} is not among the input", item.origin)
            return
        target = f"COLUMN {e.qualified((*path, item.column))}"
    else:
        target = f"{words} {e.qualified(path)}"
    sql = f"COMMENT ON {target} IS {e.string(item.text) if item.text else 'NULL'};"
    owner = ".".join(key)
    e._add(Emitted(id_, owner, "comment", sql, item.origin, place, needs=(e.catalog.piece(key),), name="comment"))


def opaque(e: BaseEmitter, item: o.Opaque, place: int) -> None:
    id_ = f"{item.kind}:{item.name}" if item.name else f"script:{place}"
    e._refuse(id_, item.kind, item, place, Refused(item.code, item.reason, item.at or item.origin))


def accounted(e: BaseEmitter, item: o.Accounted, place: int) -> None:
    id_ = f"script:{place}"
    known = [(e.settings[name], value) for name, value in item.settings if name in e.settings]
    if known:
        # what implicit conversions between dates and text read
        sql = "\n".join(f"SET {name} = {e.string(value)};" for name, value in known)
        e._add(Emitted(id_, id_, "data", sql, item.origin, place, name="set"))
    e.bag(f"script:{place}").add(item.code, item.message or f"{item.kind} {item.name}", item.origin)
