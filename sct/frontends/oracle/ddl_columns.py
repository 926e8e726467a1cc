"""Columns and constraints out of DDL trees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sct.frontends.oracle import codes
from sct.frontends.oracle.ddl_pieces import (
    clause_notes,
    ids,
    inside,
    name_of,
    named,
    note,
    number,
    paths,
    qname,
    type_of,
)
from sct.frontends.oracle.names import fold
from sct.frontends.structure import Node, Source
from sct.ir import objects as o
from sct.ir.sql import Sql
from sct.ir.types import UNKNOWN

_OPTION_FIELDS = {
    "start": "start",
    "increment": "increment",
    "maximum": "maximum",
    "minimum": "minimum",
    "cache": "cache",
}
_STATES = frozenset(
    """not_deferrable deferrable initially_immediate initially_deferred enable disable validate novalidate rely norely
    precheck using_index exceptions""".split()
)


@dataclass(slots=True)
class Parts:
    """What a column list gives besides its columns."""

    columns: list[o.Column] = field(default_factory=list)
    constraints: list[o.Constraint] = field(default_factory=list)
    notes: list[o.Note] = field(default_factory=list)
    scopes: dict[str, o.QName] = field(default_factory=dict)


def table_items(source: Source, nodes: list[Node]) -> Parts:
    """Columns, constraints and the rest of a parenthesised list; other nodes are left alone."""
    parts = Parts()
    for node in nodes:
        if node.rule == "column":
            parts.columns.append(column(source, node, parts))
        elif node.rule == "constraint":
            parts.constraints.append(constraint(source, node, parts))
        elif node.rule in ("supplemental", "period", "ref_constraint"):
            parts.notes.extend(clause_notes(source, [node]))
            _scope_for(source, node, parts)
    return parts


def _scope_for(source: Source, node: Node, parts: Parts) -> None:
    """SCOPE FOR (column) IS table."""
    target, named_ = node.get("qname"), node.get("X_PARENS")
    if node.rule == "ref_constraint" and target is not None and named_.last - named_.first == 3:
        parts.scopes[fold(source.tokens[named_.first + 1])] = qname(source, target)


def column(source: Source, node: Node, parts: Parts) -> o.Column:
    """One column; its constraints and notes go to `parts`. A column without a type (a view's, an ALTER's) is UNKNOWN."""
    name_leaf = node.children[0]
    made = o.Column(name_of(source, name_leaf), UNKNOWN, source.place(node))
    pending: tuple[str, int] | None = None
    last: o.Constraint | None = None
    began = node.first
    for child in node.children[1:]:
        rule = child.rule
        if rule == "X_TYPE":
            made.type = type_of(source, child)
        elif rule == "constraint_name":
            pending = (name_of(source, child.children[0]), child.first)
        elif rule in _STATES:
            if last is not None:
                constraint_state(source, child, last, parts)
                last.span = source.span(began, child.last)
            elif rule in ("enable", "disable"):
                parts.notes.append(note(source, codes.CONSTRAINT_PROPERTY, child, made.name))
        elif rule in _INLINE:
            name, began = pending if pending else (None, child.first)
            pending = None
            last = _inline(source, child, made, name, began, parts)
        else:
            _attribute(source, child, made, parts)
    _settle_not_null(source, made, parts)
    return made


_INLINE = frozenset(("not_null", "null", "unique", "primary", "check", "references", "scope", "with_rowid"))


def _inline(
    source: Source, node: Node, made: o.Column, name: str | None, first: int, parts: Parts
) -> o.Constraint | None:
    mine = (made.name,)
    span = source.span(first, node.last)
    if node.rule == "null":
        made.nullable = True
        return None
    if node.rule in ("scope", "with_rowid"):
        parts.notes.append(note(source, codes.REFERENCE_SCOPE, node, made.name))
        if node.rule == "scope":
            parts.scopes[made.name] = qname(source, node.get("qname"))
        return None
    found: o.Constraint
    if node.rule == "not_null":
        found = o.Constraint("not_null", name, mine, span)
    elif node.rule == "check":
        found = o.Constraint("check", name, mine, span, check=inside(source, node.children[0]))
    elif node.rule == "references":
        found = _foreign(source, node, name, mine, span)
    else:
        found = o.Constraint("primary" if node.rule == "primary" else "unique", name, mine, span)
    found.inline = True
    parts.constraints.append(found)
    return found


def _settle_not_null(source: Source, made: o.Column, parts: Parts) -> None:
    """NOT NULL is a property of the column, unless it is disabled; a named one can also be dropped by its name."""
    for one in [c for c in parts.constraints if c.kind == "not_null" and c.columns == (made.name,)]:
        made.nullable = not one.enabled
        if one.deferrable:
            parts.notes.append(
                o.Note(codes.DEFERRABLE_NOT_NULL, f"{made.name}: a deferrable NOT NULL is checked at once", one.span)
            )
        if one.enabled and one.validated and one.name is None:
            parts.constraints.remove(one)
        else:  # it may come to hold for new rows alone, as a check does
            name = made.name.upper() if made.name == made.name.lower() else made.name
            one.check = Sql("expression", f'"{name}" IS NOT NULL', one.span, source.engine)


def _foreign(source: Source, node: Node, name: str | None, columns: tuple[str, ...], span: Any) -> o.Constraint:
    """`node` is a references clause."""
    refs = node.get("names")
    made = o.Constraint(
        "foreign",
        name,
        columns,
        span,
        references=qname(source, node.get("qname")),
        ref_columns=tuple(ids(source, refs)) if refs is not None else (),
    )
    if node.has("cascade"):
        made.on_delete = "cascade"
    elif node.has("set_null"):
        made.on_delete = "set null"
    return made


def constraint(source: Source, node: Node, parts: Parts) -> o.Constraint:
    """An out-of-line constraint."""
    name = named(source, node)
    span = source.place(node)
    made: o.Constraint | None = None
    for child in node.children:
        if child.rule in ("primary", "unique"):
            columns = paths(source, child.get("paths"))
            made = o.Constraint("primary" if child.rule == "primary" else "unique", name, columns, span)
        elif child.rule == "check":
            made = o.Constraint("check", name, (), span, check=inside(source, child.children[0]))
        elif child.rule == "foreign":
            columns = paths(source, child.get("paths"))
            made = _foreign(source, child.get("references"), name, columns, span)
        elif made is not None:
            constraint_state(source, child, made, parts)
    assert made is not None
    return made


def constraint_state(source: Source, node: Node, made: o.Constraint, parts: Parts) -> None:
    rule = node.rule
    if rule == "deferrable":
        made.deferrable = True
    elif rule == "not_deferrable":
        made.deferrable = False
    elif rule == "initially_deferred":
        made.deferrable = made.initially_deferred = True
    elif rule == "enable":
        made.enabled = True
    elif rule == "disable":
        # Disabled means not validated, unless VALIDATE says otherwise.
        made.enabled = False
    elif rule in ("validate", "novalidate"):
        made.validated = rule == "validate"
        if made.validated and not made.enabled:
            parts.notes.append(note(source, codes.DISABLE_VALIDATE, node, made.name or ""))
    elif rule == "rely":
        made.rely = True
    elif rule == "using_index":
        _using_index(source, node, made, parts)
    elif rule in ("exceptions", "precheck"):
        parts.notes.append(note(source, codes.CONSTRAINT_PROPERTY, node))


def _using_index(source: Source, node: Node, made: o.Constraint, parts: Parts) -> None:
    name = node.get("index_name")
    if name is not None:
        made.using_index = ids(source, name)[-1]
    inner = node.get("create_index")
    if inner is not None:
        made.using_index = qname(source, inner.get("qname")).name
    parts.notes.append(note(source, codes.INDEX_STORAGE, node))


def _attribute(source: Source, node: Node, made: o.Column, parts: Parts) -> None:
    rule = node.rule
    if rule == "default":
        if node.has("on_null"):
            made.default_on_null = True
            made.default_on_null_update = node.get("on_null").has("and_update")
            made.nullable = False
        made.default = source.sql("expression", node.get("X_EXPR"))
    elif rule == "identity":
        default = node.get("by_default")
        on_null = default.get("on_null") if default is not None else None
        made.identity = o.Identity(
            default is None, on_null is not None, on_null is not None and on_null.has("and_update")
        )
        made.nullable = False
        parts.notes.extend(sequence_options(source, node.children, made.identity))
    elif rule == "virtual":
        made.generated = inside(source, node.get("X_PARENS"))
        made.generated_stored = node.has("stored")
        parts.notes.extend(note(source, codes.COLUMN_EDITION, e, made.name) for e in node.all("edition"))
    elif rule == "collate":
        name = ids(source, node)[0]
        made.collation = None if name in codes.PLAIN_COLLATIONS else name
    elif rule == "invisible":
        made.invisible = True
    elif rule == "encrypt":
        parts.notes.append(note(source, codes.ENCRYPTION, node, made.name))
    elif rule == "reservable":
        if node.last - node.first == 1:
            parts.notes.append(note(source, codes.RESERVABLE, node, made.name))
    elif rule == "domain":
        parts.notes.append(note(source, codes.DOMAIN_COLUMN, node, made.name))
    elif rule == "annotations":
        parts.notes.append(note(source, codes.ANNOTATIONS, node, made.name))
    elif rule == "sorted":
        parts.notes.append(note(source, codes.TABLE_STORAGE, node, made.name))
    else:
        assert rule == "visible", rule
        made.shown = True


def sequence_options(source: Source, nodes: list[Any], made: Any) -> list[o.Note]:
    """Sets START, INCREMENT … on a Sequence or an Identity; what has no field there comes back as notes."""
    notes: list[o.Note] = []
    for node in nodes:
        rule = node.rule
        if rule in _OPTION_FIELDS:
            setattr(made, _OPTION_FIELDS[rule], number(source, node.children[0]))
        elif rule in ("cycle", "no_cycle"):
            made.cycle = rule == "cycle"
        elif rule in ("no_maximum", "no_minimum"):
            setattr(made, rule[3:], None)
        elif rule == "no_cache":
            made.cache = None
        elif rule in ("order", "no_order") and isinstance(made, o.Sequence):
            made.order = rule == "order"
        elif rule in ("scale", "session", "start_limit"):
            notes.extend(clause_notes(source, [node]))
    return notes
