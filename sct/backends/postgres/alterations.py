"""Changes made in place: ALTER TABLE and its like at the point of the script where the source has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.backends.emitted import Emitted
from sct.backends.postgres import columns, constraints, partition_changes, tables, views
from sct.backends.postgres.names import ident, qualified, shortened, type_path
from sct.backends.postgres.sequences import HIGH, LOW
from sct.catalog.steps import Step, column
from sct.ir import objects as o
from sct.rulebook.translate import Refused
from sct.sqlexpr.names import relation_names

if TYPE_CHECKING:
    from sct.backends.postgres.emit import PostgresEmitter

Path = tuple[str, ...]
_WORDS = {o.Table: "TABLE", o.View: "VIEW", o.MaterializedView: "MATERIALIZED VIEW", o.Sequence: "SEQUENCE"}


def write(e: PostgresEmitter, step: Step, place: int) -> None:
    id_ = ".".join(step.key)
    try:
        _write(e, step, place, id_)
    except Refused as error:
        e.bag(id_).add(error.code, error.message, error.span or step.origin)
        text = e.texts(step.origin).rstrip().replace("*/", "* /").replace("/*", "/ *")
        body = f"/* {error.code} refused: {error.message}\n{text}\n*/"
        e._add(Emitted(step.name, id_, "alter", body, step.origin, place, refused=True, name=step.action))


def _write(e: PostgresEmitter, step: Step, place: int, id_: str) -> None:
    known = _TABLE.get(step.action) if isinstance(step.before, o.Table) else None
    if step.action == "drop":
        _drop(e, step, place, id_)
    elif step.action == "rename":
        word = _WORDS[type(step.before)]
        old = e.rows_or_view(step.before, e.shortened(_key_before(step)))
        add(e, step, place, id_, f"ALTER {word} {qualified(old)} RENAME TO {ident(shortened(step.payload))};")
    elif known is not None:
        known(e, step, place, id_)
    elif isinstance(step.before, o.Table) and (
        step.action in partition_changes.ACTIONS or step.action == "partition_maintenance"
    ):
        add(e, step, place, id_, partition_changes.write(e, step, id_))
    elif step.kind == "sequence":
        add(e, step, place, id_, _sequence(e, step))
    else:
        raise Refused(
            "SC1014", f"ALTER {step.kind.upper()} {step.action.replace('_', ' ')} is not converted", step.origin
        )


def _key_before(step: Step) -> Path:
    return step.key


def add(e: PostgresEmitter, step: Step, place: int, id_: str, sql: str, needs: tuple[str, ...] = ()) -> None:
    needs = (step.previous, *needs)
    counters = ""
    if isinstance(step.after, o.Table):
        counters = tables.counters(step.after, e.rows_or_base(step.after, e.path(step.after.name)))
    e._add(Emitted(step.name, id_, "alter", sql, step.origin, place, needs=needs, name=step.action, after=counters))


def _path(e: PostgresEmitter, step: Step) -> Path:
    return e.rows_or_base(step.before, e.shortened(step.key))


def _drop(e: PostgresEmitter, step: Step, place: int, id_: str) -> None:
    path = e.shortened(step.key)
    item = step.before
    if isinstance(item, o.Table) and item.temporary and not item.private_temporary:
        sql = f"DROP TABLE {qualified(_path(e, step))} CASCADE;"
    else:
        path = type_path(path) if isinstance(item, o.UserType) else path
        sql = f"DROP {_WORDS[type(item)]} {qualified(path)} CASCADE;"
    add(e, step, place, id_, sql)


def _add_column(e: PostgresEmitter, step: Step, place: int, id_: str) -> None:
    one: o.Column = column(step.after, step.payload.name) or step.payload
    path = _path(e, step)
    text, kind = columns.definition(e, step.key, step.after, one, id_)
    sql = f"ALTER TABLE {qualified(path)} ADD COLUMN {text};"
    if kind.check:
        sql += f"\nALTER TABLE {qualified(path)} ADD CHECK ({kind.check});"
    if one.default_on_null or (one.identity is not None and one.identity.on_null):
        sql += tables.defaults_on_null(e, step.after, path, id_, again=True)
    if path[-1] != shortened(step.key[-1]):
        raise Refused("SC1014", "a column added to a temporary table in use", step.origin)
    add(e, step, place, id_, sql, e.type_need(one.type))


def _modify_column(e: PostgresEmitter, step: Step, place: int, id_: str) -> None:
    name = step.payload.name
    old, new = column(step.before, name), column(step.after, name)
    assert old is not None and new is not None
    path = _path(e, step)
    head = f"ALTER TABLE {qualified(path)} ALTER COLUMN {ident(name)}"
    lines: list[str] = []
    before = columns.kind(e, step.key, step.before, old, id_)
    after = columns.kind(e, step.key, step.after, new, id_)
    if new.generated is not old.generated:
        raise Refused("SC1014", f"the expression of {name} changes after rows were written", step.origin)
    if after.text != before.text:
        using = "" if after.text.split("(")[0] == before.text.split("(")[0] else f" USING {ident(name)}::{after.text}"
        if using and old.default is not None:
            lines.append(f"{head} DROP DEFAULT;")
        lines.append(f"{head} TYPE {after.text}{using};")
    if after.check and after.check != before.check:
        bytes_ = ident(shortened(f"{step.key[-1]}_bytes"))
        lines.append(f"ALTER TABLE {qualified(path)} DROP CONSTRAINT IF EXISTS {bytes_};")
        checks = [columns.kind(e, step.key, step.after, c, id_).check for c in step.after.columns]
        lines.append(
            f"ALTER TABLE {qualified(path)} ADD CONSTRAINT {bytes_} CHECK ({' AND '.join(c for c in checks if c)});"
        )
    if new.identity is not None and old.identity is None:
        lines.append(f"{head} SET NOT NULL;")
        lines.append(f"{head} ADD {columns.identity(new.identity)};")
    elif old.identity is not None and new.identity is None:
        lines.append(f"{head} DROP IDENTITY;")
    elif new.identity is not None and new.identity is not old.identity:
        lines.append(f"{head} {columns.identity_changed(new.identity)};")
        if old.identity is not None and new.identity.on_null != old.identity.on_null:
            lines.append(tables.defaults_on_null(e, step.after, path, id_, again=True).lstrip("\n"))
    if new.default is None and old.default is not None:
        lines.append(f"{head} DROP DEFAULT;")
    elif new.default is not None and (new.default is not old.default or (lines and "USING" in lines[-1])):
        text = e.translator.expression(new.default, e.bag(id_), None, e.catalog.resolved(new.type))
        lines.append(f"{head} SET DEFAULT {text};")
    if new.nullable != old.nullable:
        lines.append(f"{head} {'DROP' if new.nullable else 'SET'} NOT NULL;")
    if new.default_on_null != old.default_on_null:
        lines.append(tables.defaults_on_null(e, step.after, path, id_, again=True).lstrip("\n"))
    changed = any(" TYPE " in line for line in lines)
    if changed and step.views:
        lines = [*_away(e, step), *lines, *_again(e, step, place)]
    if lines:
        add(e, step, place, id_, "\n".join(lines), e.type_need(new.type))
    else:
        add(e, step, place, id_, f"-- {name}: nothing changes here")


def _away(e: PostgresEmitter, step: Step) -> list[str]:
    return [f"DROP {_WORDS[type(v)]} {qualified(e.path(v.name))};" for v in reversed(step.views)]


def _again(e: PostgresEmitter, step: Step, place: int) -> list[str]:
    out = []
    for view in step.views:
        id_ = e.id(view.name)
        made: Any = views.text if isinstance(view, o.View) else views.materialized_and_said
        _as_it_was(e, view, place)
        out.append(made(e, view, e.path(view.name), id_))
        e.catalog.at(place)
    return out


def _as_it_was(e: PostgresEmitter, view: o.View | o.MaterializedView, place: int) -> None:
    """Back to where a view was made: its `*` means the columns of then, and is written out."""
    then = e.catalog.places.get(id(view))
    if then is None:
        return
    now = {path: _columns_of(e, path) for path in relation_names(view.query)}
    e.catalog.at(then)
    before = {path: _columns_of(e, path) for path in now}
    if any(set(before[path]) - set(now[path]) for path in now):
        e.catalog.at(place)  # one has another name by now, or is gone
        return
    for path in now:
        key = e.catalog._resolve(path, e.catalog.relations)
        if key is not None and before[path] != now[path]:
            e.catalog.shape_of(key).reordered = True


def _columns_of(e: PostgresEmitter, path: Path) -> list[str]:
    key = e.catalog._resolve(path, e.catalog.relations)
    return list(e.catalog.shape_of(key).columns) if key is not None else []


def _drop_column(e: PostgresEmitter, step: Step, place: int, id_: str) -> None:
    path = _path(e, step)
    add(e, step, place, id_, f"ALTER TABLE {qualified(path)} DROP COLUMN {ident(step.payload)} CASCADE;")


def _rename_column(e: PostgresEmitter, step: Step, place: int, id_: str) -> None:
    old, new = step.payload
    path = _path(e, step)
    add(e, step, place, id_, f"ALTER TABLE {qualified(path)} RENAME COLUMN {ident(old)} TO {ident(new)};")


def _add_constraint(e: PostgresEmitter, step: Step, place: int, id_: str) -> None:
    path = _path(e, step)
    constraints.write(e, step.after, step.payload, place, path, id_, step.previous)
    if step.payload.kind == "unique":
        constraints.partly_null_index(e, step.after, step.payload, place, path, id_)
    # whoever looks for this step finds the constraint, which may have a name of its own
    for piece in e.out:
        if piece.object_id == id_ and piece.kind == "constraint":
            piece.id = step.name
            break
    else:
        add(e, step, place, id_, f"-- {step.payload.name or step.payload.kind}: see the report")


def _drop_constraint(e: PostgresEmitter, step: Step, place: int, id_: str) -> None:
    one: o.Constraint = step.payload
    path = _path(e, step)
    if one.kind == "not_null":
        add(e, step, place, id_, f"ALTER TABLE {qualified(path)} ALTER COLUMN {ident(one.columns[0])} DROP NOT NULL;")
        return
    name = e.naming.constraint(step.key, one) or one.name or ""
    sql = f"ALTER TABLE {qualified(path)} DROP CONSTRAINT {ident(name)} CASCADE;"
    if one.kind == "unique" and len(one.columns) > 1:
        nulls = shortened(f"{one.name}_nulls")
        sql += f"\nDROP INDEX IF EXISTS {qualified((*path[:-1], nulls))};"
    if one.kind == "primary":
        for name_ in one.columns:
            mine = column(step.after, name_)
            if mine is not None and mine.nullable:
                sql += f"\nALTER TABLE {qualified(path)} ALTER COLUMN {ident(name_)} DROP NOT NULL;"
    add(
        e,
        step,
        place,
        id_,
        sql,
        (constraints.constraint_id(id_, step.after, one),) if one.place >= 0 and not e.stepped(one) else (),
    )


def _sequence(e: PostgresEmitter, step: Step) -> str:
    path = qualified(e.shortened(step.key))
    value = step.payload
    words = {
        "increment": f"INCREMENT BY {value}",
        "minimum": f"MINVALUE {max(value, LOW)}" if value is not None else "NO MINVALUE",
        "maximum": f"MAXVALUE {min(value, HIGH)}" if value is not None else "NO MAXVALUE",
        "cycle": "CYCLE" if value else "NO CYCLE",
        "start": f"RESTART WITH {value}",
        "restart": "RESTART",
    }
    if step.action not in words:
        return f"-- sequence {path}: {step.action} has no meaning here"
    return f"ALTER SEQUENCE {path} {words[step.action]};"


_TABLE: dict[str, Any] = {
    "add_column": _add_column,
    "modify_column": _modify_column,
    "drop_column": _drop_column,
    "rename_column": _rename_column,
    "add_constraint": _add_constraint,
    "drop_constraint": _drop_constraint,
    "drop_identity": _modify_column,
}
