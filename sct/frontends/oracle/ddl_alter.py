"""ALTER TABLE out of its tree, as actions in source order (SQL Language Reference, ALTER TABLE).

action                    payload
add_column                Column
add_constraint            Constraint (also those written inline with an added or modified column)
add_partition             Partition
modify_column             Column: type unknown, default None, nullable None where nothing was said
modify_constraint         Constraint of kind "check", named, with its new state; primary/unique: by kind and columns
drop_column               name (DROP COLUMN, DROP (…), SET UNUSED)
drop_constraint           name
drop_primary_key          None
drop_unique               tuple of columns
drop_identity             column name
rename_column             (old, new)
rename_constraint         (old, new)
rename                    new name
enable_/disable_constraint   name
enable_/disable_primary_key  None
enable_/disable_unique       tuple of columns
novalidate_…                 as those, before them: rows that are there are not looked at
enable_/disable_triggers     None
partition_maintenance     text: what is done to subpartitions, or to partitions named by a value (rows may go or move)
"""

from __future__ import annotations

from typing import Any

from sct.frontends.oracle.codes import CLAUSES
from sct.frontends.oracle.ddl_columns import Parts, column, constraint, constraint_state
from sct.frontends.oracle.ddl_pieces import clause_notes, ids, name_of, named, paths, qname
from sct.frontends.oracle.ddl_structure import DDL
from sct.frontends.oracle.ddl_tables import partition
from sct.frontends.structure import Node, Source
from sct.ir import objects as o


def alter_table(source: Source) -> o.Alter | o.Rename:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "alter_table")
    name = qname(source, tree.get("qname"))
    made = o.Alter("table", name, [], source.whole)
    actions = [n for n in tree.children if n.rule not in ("qname", "if_exists")]
    if len(actions) == 1 and actions[0].rule == "rename_table":
        return o.Rename("table", name, ids(source, actions[0])[-1], source.whole)
    for node in actions:
        _action(source, node, made)
    return made


def _action(source: Source, node: Node, made: o.Alter) -> None:
    rule = node.rule
    act = made.actions.append
    if rule == "add_column" or rule == "modify_column":
        _column(source, node.children[0], made, rule)
    elif rule == "add_constraint":
        parts = Parts()
        act((rule, constraint(source, node.children[0], parts)))
        made.notes.extend(parts.notes)
    elif rule == "add_partition":
        for one in node.all("partition"):
            act((rule, partition(source, one)))
    elif rule in ("modify_constraint", "modify_primary", "modify_unique"):
        _modify_constraint(source, node, made)
    elif rule in ("drop_column", "set_unused"):
        inner = node.get("names")
        for name in ids(source, inner if inner is not None else node):
            act(("drop_column", name))
    elif rule == "drop_constraint":
        act((rule, name_of(source, node.get("ID"))))
    elif rule == "drop_primary":
        act(("drop_primary_key", None))
    elif rule == "drop_unique":
        act((rule, paths(source, node.get("paths"))))
    elif rule == "drop_identity":
        before = next((p.name for a, p in reversed(made.actions) if a == "modify_column"), "")
        act((rule, before))
    elif rule == "rename_column":
        act((rule, (".".join(ids(source, node.get("path"))), ids(source, node)[-1])))
    elif rule == "rename_constraint":
        old, new = ids(source, node)
        act((rule, (old, new)))
    elif rule == "rename_table":
        act(("rename", ids(source, node)[-1]))
    elif rule == "constraint_action":
        _switch(source, node, made)
    elif rule == "all_triggers":
        act((f"{source.tokens[node.first].text.lower()}_triggers", None))
    elif rule in ("drop_partition", "truncate_partition"):
        for name in ids(source, node):
            act((rule, name))
    elif rule in ("add_values", "drop_values"):
        values = tuple(source.sql("expression", b.children[0]) for b in node.children if b.rule == "value")
        act((rule, (ids(source, node)[0], values)))
    elif rule in ("split_partition", "merge_partitions", "exchange_partition"):
        act((rule, _partition_change(source, node)))
    elif rule == "rename_partition":
        old, new = ids(source, node)
        act((rule, (old, new)))
    elif rule == "set_interval":
        inner = node.get("X_PARENS")
        act((rule, source.sql("expression", source.inside(inner)) if inner.last - inner.first > 2 else None))
    elif rule == "partition_other":
        act(("partition_maintenance", " ".join(source.words(node).split())))
    elif rule in _STORAGE_ACTIONS:
        made.notes.append(o.Note(CLAUSES["storage_change"], " ".join(source.words(node).split()), source.place(node)))
    elif rule in CLAUSES:
        made.notes.extend(clause_notes(source, [node]))
    else:
        # A table clause with meaning of its own (PARTITION BY, ON COMMIT …): the fold says that it is not folded.
        act((rule, " ".join(source.words(node).split())))


def _partition_change(source: Source, node: Node) -> o.PartitionChange:
    into = node.get("into")
    parts = node.all("partition") or (into.all("partition") if into is not None else [])
    made = o.PartitionChange(tuple(ids(source, node)), tuple(partition(source, p) for p in parts))
    at = node.get("split_at")
    if at is not None:
        made.at = tuple(source.sql("expression", b.children[0]) if b.rule == "value" else None for b in at.children)
    to = node.get("merge_to")
    if to is not None:
        made.to = ids(source, to)[0]
    table = node.get("qname")
    if table is not None:
        made.table = qname(source, table)
    return made


_STORAGE_ACTIONS = frozenset(("add_other", "drop_unused", "drop_index", "drop_other", "rename_other"))


def _column(source: Source, node: Node, made: o.Alter, rule: str) -> None:
    parts = Parts()
    one = column(source, node, parts)
    if rule == "modify_column" and not _says_null(node):
        one.nullable = None  # type: ignore[assignment]
    for extra in parts.constraints:
        if rule == "modify_column" and extra.kind == "not_null" and extra.enabled and not extra.validated:
            extra.kind = "check"  # NOVALIDATE: rows that are there may have NULL
            one.nullable = None  # type: ignore[assignment]
    made.actions.append((rule, one))
    for extra in parts.constraints:
        made.actions.append(("add_constraint", extra))
    made.notes.extend(parts.notes)


def _says_null(node: Node) -> bool:
    return any(
        c.rule in ("null", "not_null", "identity") or (c.rule == "default" and c.has("on_null")) for c in node.children
    )


def _modify_constraint(source: Source, node: Node, made: o.Alter) -> None:
    """MODIFY CONSTRAINT …: switching on or off is folded, another change of state is handed on whole."""
    parts = Parts()
    kind: Any = {"modify_primary": "primary", "modify_unique": "unique"}.get(node.rule, "check")
    leaf = node.get("ID")
    name = name_of(source, leaf) if leaf is not None else None
    columns = paths(source, node.get("paths")) if kind == "unique" else ()
    state = o.Constraint(kind, name, columns, source.place(node))
    states = [c for c in node.children if c.rule not in ("ID", "paths")]
    for child in states:
        constraint_state(source, child, state, parts)
    made.notes.extend(parts.notes)
    rules = {c.rule for c in states}
    if rules & {"enable", "disable"}:
        suffix, payload = _which(kind, name, columns)
        if "novalidate" in rules:
            made.actions.append((f"novalidate_{suffix}", payload))
        made.actions.append((f"{'enable' if state.enabled else 'disable'}_{suffix}", payload))
    if rules - {"enable", "disable", "validate", "novalidate", "rely", "norely", "using_index", "exceptions"}:
        made.actions.append(("modify_constraint", state))
    elif not rules & {"enable", "disable"}:
        made.notes.append(o.Note(CLAUSES["storage_change"], " ".join(source.words(node).split()), source.place(node)))


def _switch(source: Source, node: Node, made: o.Alter) -> None:
    verb = "enable" if node.has("enable") else "disable"
    unique = node.get("by_unique")
    name = named(source, node)
    kind = "unique" if unique is not None else "check" if name is not None else "primary"
    suffix, payload = _which(kind, name, paths(source, unique.get("paths")) if unique is not None else ())
    if node.has("novalidate"):
        made.actions.append((f"novalidate_{suffix}", payload))
    made.actions.append((f"{verb}_{suffix}", payload))
    parts = Parts()
    for child in node.all("using_index"):
        constraint_state(source, child, o.Constraint("unique", name, (), source.place(node)), parts)
    made.notes.extend(parts.notes)


def _which(kind: str, name: str | None, columns: tuple[str, ...]) -> tuple[str, Any]:
    if name is not None:
        return "constraint", name
    return ("primary_key", None) if kind == "primary" else ("unique", columns)
