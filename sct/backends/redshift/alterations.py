"""Changes made in place (Database Developer Guide, "ALTER TABLE"): one column a statement, few of its properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sct.backends.common.names import commented
from sct.backends.emitted import Emitted
from sct.backends.redshift import columns, constraints, tables, views
from sct.backends.redshift.names import ident, qualified
from sct.catalog.steps import Step, column
from sct.ir import objects as o
from sct.rulebook.translate import Refused

if TYPE_CHECKING:
    from sct.backends.redshift.emit import RedshiftEmitter

_WORDS = {o.Table: "TABLE", o.View: "VIEW", o.MaterializedView: "MATERIALIZED VIEW"}


def write(e: RedshiftEmitter, step: Step, place: int) -> None:
    id_ = ".".join(step.key)
    try:
        sql = _sql(e, step, place, id_)
    except Refused as error:
        e.bag(id_).add(error.code, error.message, error.span or step.origin)
        body = commented(f"{error.code} refused: {error.message}\n{e.texts(step.origin)}")
        e._add(Emitted(step.name, id_, "alter", body, step.origin, place, refused=True, name=step.action))
        return
    e._add(Emitted(step.name, id_, "alter", sql, step.origin, place, needs=(step.previous,), name=step.action))


def _sql(e: RedshiftEmitter, step: Step, place: int, id_: str) -> str:
    path = e.shortened(step.key)
    word = _WORDS.get(type(step.before))
    if word is None:
        raise Refused("RS0152", f"ALTER {step.kind.upper()} {step.action}", step.origin)
    name = qualified(path)
    if step.action == "drop":
        return f"DROP {word} {name} CASCADE;"
    if word == "TABLE" and step.action == "rename":
        return f"ALTER TABLE {name} RENAME TO {ident(e.translator.shortened(step.payload))};"
    if word == "TABLE" and step.action == "add_column":
        one: o.Column = column(step.after, step.payload.name) or step.payload
        text, _ = columns.definition(e, step.key, step.after, one, id_)
        if one.identity is not None or (not one.nullable and one.default is None):
            raise Refused("RS0142", f"column {one.name} NOT NULL without a default", step.origin)
        return f"ALTER TABLE {name} ADD COLUMN {text};"
    if word == "TABLE" and step.action == "drop_column":
        return f"ALTER TABLE {name} DROP COLUMN {ident(step.payload)} CASCADE;"
    if word == "TABLE" and step.action == "rename_column":
        old, new = step.payload
        return f"ALTER TABLE {name} RENAME COLUMN {ident(old)} TO {ident(new)};"
    if word == "TABLE" and step.action == "modify_column":
        return _modify(e, step, id_, name)
    if word == "TABLE" and step.action == "add_constraint":
        before = len(e.out)
        constraints.write(e, step.after, step.payload, place, path, id_)
        made = e.out[before:]
        del e.out[before:]
        return made[0].sql if made else f"-- {step.payload.name or step.payload.kind}: see the report"
    if word == "TABLE" and step.action == "drop_constraint" and step.payload.kind in ("primary", "unique", "foreign"):
        known = e.naming.constraint(step.key, step.payload)
        if known is not None:
            return f"ALTER TABLE {name} DROP CONSTRAINT {ident(known)} CASCADE;"
    if word == "TABLE" and step.action == "drop_constraint" and step.payload.kind == "check":
        return f"-- {step.payload.name or 'check'}: no check is written"
    raise Refused("SC1014", f"ALTER {step.kind.upper()} {step.action.replace('_', ' ')} is not converted", step.origin)


def _modify(e: RedshiftEmitter, step: Step, id_: str, table: str) -> str:
    """Only a longer VARCHAR can be had in place; any other type goes over a new column, which takes the rows along."""
    name = step.payload.name
    old, new = column(step.before, name), column(step.after, name)
    assert old is not None and new is not None
    before = columns.kind(e, step.key, step.before, old, id_).text
    after = columns.kind(e, step.key, step.after, new, id_).text
    if old.identity is not None and new.identity is not None and new.type == old.type and new.nullable == old.nullable:
        e.bag(id_).add("RS0136", f"{name} of {step.key[-1]}", step.origin)
        return f"-- RS0136: the counter of {name} goes on by itself"
    said = new.default is not old.default or new.nullable != old.nullable or new.identity is not old.identity
    if said or new.generated is not old.generated:
        return rebuild(e, step, id_, table)
    if before == after:
        return f"-- {name}: nothing changes here"
    sizes = [t[8:-1] for t in (before, after) if t.startswith("varchar(")]
    if len(sizes) == 2 and int(sizes[1]) > int(sizes[0]):
        lines = [*_away(e, step), f"ALTER TABLE {table} ALTER COLUMN {ident(name)} TYPE {after};", *_again(e, step)]
        return "\n".join(lines)
    return rebuild(e, step, id_, table)


def rebuild(e: RedshiftEmitter, step: Step, id_: str, table: str) -> str:
    """The table anew, with its rows: columns keep their order, and the views over it are made again."""
    if any(c.identity is not None and c.identity.always for c in step.after.columns):
        raise Refused("RS0142", f"{step.key[-1]} has an identity, whose values a copy would not keep", step.origin)
    for one in step.after.columns:
        if one.identity is not None:
            e.bag(id_).add("RS0136", f"{one.name} of {step.key[-1]}", step.origin)
    old = ident(e.translator.shortened(f"{step.key[-1]}_before"))
    schema = table.rpartition(".")[0]
    away = f"{schema}.{old}" if schema else old
    names = ", ".join(ident(c.name) for c in step.after.columns)
    values = []
    for one in step.after.columns:
        was = column(step.before, one.name)
        text = columns.kind(e, step.key, step.after, one, id_).text
        same = was is not None and columns.kind(e, step.key, step.before, was, id_).text == text
        values.append(ident(one.name) if same else f"CAST({ident(one.name)} AS {text})")
    e.bag(id_).add("RS0143", f"{step.key[-1]} is made anew: {step.action.replace('_', ' ')}", step.origin)
    lines = _away(e, step)
    keys = (e.naming.constraint(step.key, c) for c in step.before.constraints if c.kind in ("primary", "unique"))
    lines += [f"ALTER TABLE {table} DROP CONSTRAINT {ident(name)} CASCADE;" for name in keys if name]
    lines.append(f"ALTER TABLE {table} RENAME TO {old};")
    lines.append(tables.definition(e, step.after, e.shortened(step.key), id_).sql)
    lines.append(f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {away};")
    lines.append(f"DROP TABLE {away};")
    lines += _again(e, step)
    return "\n".join(lines)


def _away(e: RedshiftEmitter, step: Step) -> list[str]:
    """The views over the table, dropped. Raises Refused for a materialized one."""
    for view in step.views:
        if not isinstance(view, o.View):
            raise Refused("RS0142", f"{view.name} is made of {step.key[-1]}", step.origin)
    return [f"DROP VIEW {qualified(e.path(v.name))};" for v in reversed(step.views)]


def _again(e: RedshiftEmitter, step: Step) -> list[str]:
    return [views.text(e, v, e.path(v.name), e.id(v.name)) for v in step.views if isinstance(v, o.View)]
