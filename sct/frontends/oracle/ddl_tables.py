"""CREATE TABLE out of its tree (SQL Language Reference, CREATE TABLE)."""

from __future__ import annotations

from typing import Any

from sct.frontends.oracle import codes
from sct.frontends.oracle.ddl_columns import table_items
from sct.frontends.oracle.ddl_pieces import clause_notes, ids, inside, name_of, paths, qname, whole_number
from sct.frontends.oracle.ddl_structure import DDL
from sct.frontends.structure import Node, Source
from sct.ir import objects as o


def create_table(source: Source) -> o.Table | o.Accounted:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "create_table")
    name = qname(source, tree.get("qname"))
    if tree.has("json_collection"):
        return o.Accounted("json collection table", str(name), codes.JSON_COLLECTION, source.whole)
    parts = table_items(source, tree.children)
    table = o.Table(name, source.whole, parts.columns, parts.constraints, notes=parts.notes, scopes=parts.scopes)
    table.if_not_exists = tree.has("if_not_exists")
    if tree.has("temporary") or tree.has("private_temporary"):
        table.temporary = "transaction"
        table.private_temporary = tree.has("private_temporary")
    of_type = tree.get("of_type")
    if of_type is not None:
        table.of_type = qname(source, of_type.get("qname"))
        substitutable = of_type.get("substitutable")
        table.substitutable = substitutable is None or source.words(substitutable).split()[0].upper() != "NOT"
        table.notes.append(o.Note(codes.OBJECT_TABLE, f"{name} OF {table.of_type}", source.place(of_type)))
    query = tree.get("as_query")
    if query is not None:
        table.query = source.sql("query", query.children[0])
    for node in tree.children:
        _clause(source, node, table)
    return table


def _clause(source: Source, node: Any, table: o.Table) -> None:
    rule = node.rule
    if rule in ("column", "constraint", "qname"):
        return  # most of a table's nodes; read already
    if rule in ("delete_rows", "preserve_rows"):
        if table.temporary:
            table.temporary = "transaction" if rule == "delete_rows" else "session"
    elif rule == "index_organized":
        table.index_organized = True
        table.notes.append(o.Note(codes.INDEX_ORGANIZED, "ORGANIZATION INDEX", source.place(node)))
    elif rule == "external":
        table.external = True
        table.notes.append(o.Note(codes.EXTERNAL_TABLE, f"external table {table.name}", source.place(node)))
    elif rule == "partitioning":
        table.partitioning = partitioning(source, node)
        table.notes.extend(partition_notes(source, node))
    elif rule == "external_rest":
        pass  # REJECT LIMIT says how the external file is read, which the table's own note has
    elif rule == "object_clause" and source.words(node).upper().split()[-2:] == ["PRIMARY", "KEY"]:
        table.keyed = True
    elif rule == "phys_lob" and source.token(node).text.upper() == "COLUMN" and node.get("path") is not None:
        # which types of objects the column takes
        table.notes.append(o.Note(codes.TYPES_OF_COLUMN, source.words(node), source.place(node)))
    elif rule.startswith(("phys_", "note_")) or rule in ("object_clause", "table_annotations"):
        _join(table.notes, clause_notes(source, [node]))


def _join(notes: list[o.Note], more: list[o.Note]) -> None:
    """Clauses of one kind that stand side by side share a note."""
    for one in more:
        last = notes[-1] if notes else None
        if last is not None and last.code == one.code and last.span.end <= one.span.start <= last.span.end + 4:
            text = f"{last.text} {one.text}"
            span = o.Span(last.span.file, last.span.start, one.span.end)
            notes[-1] = o.Note(one.code, text if len(text) <= 100 else text[:99].rstrip("…") + "…", span)
        else:
            notes.append(one)


_METHODS = ("range", "list", "hash", "reference", "system", "consistent_hash")


def partitioning(source: Source, node: Node) -> o.Partitioning:
    """PARTITION BY … of a table or an index."""
    made = _method(source, node)
    made.span = source.place(node)
    interval = node.get("interval")
    if interval is not None:
        made.interval = inside(source, interval.children[0])
    if node.has("automatic"):
        made.method = "automatic list"
    count = node.get("hash_parts")
    if count is not None:
        made.hash_count = whole_number(source, count.children[0])
    found = node.get("partitions")
    if found is not None:
        made.partitions = tuple(partition(source, p) for p in found.all("partition"))
    sub = node.get("subpartitioning")
    if sub is not None:
        made.sub = _method(source, sub)
        made.sub.span = source.place(sub)
        template = sub.get("template")
        if template is not None:
            made.sub.partitions = tuple(partition(source, p) for p in template.all("subpartition"))
            amount = template.get("NUM")
            if amount is not None:
                made.sub.hash_count = whole_number(source, amount)
    return made


def _method(source: Source, node: Node) -> o.Partitioning:
    for child in node.children:
        if child.rule in _METHODS:
            made = o.Partitioning(child.rule, (), source.place(child))
            columns = child.get("paths")
            if columns is not None:
                made.columns = paths(source, columns)
            reference = child.get("names")
            if reference is not None:
                made.reference = ids(source, reference)[0]
            return made
    raise AssertionError(node)


def partition(source: Source, node: Node) -> o.Partition:
    name = node.get("ID")
    made = o.Partition(name_of(source, name) if name is not None else None, source.place(node))
    bounds = node.get("less_than")
    if bounds is not None:
        made.less_than = tuple(
            source.sql("expression", b.children[0]) if b.rule == "value" else None for b in bounds.children
        )
    values = node.get("list_values")
    if values is not None:
        made.is_default = any(b.rule == "default_value" for b in values.children)
        if not made.is_default:
            made.values = tuple(source.sql("expression", b.children[0]) for b in values.children if b.rule == "value")
    subs = node.get("subpartitions")
    if subs is not None:
        made.subpartitions = tuple(partition(source, s) for s in subs.all("subpartition"))
    return made


def partition_notes(source: Source, node: Node) -> list[o.Note]:
    """The storage of single partitions, one note for each code."""
    found: dict[str, o.Note] = {}
    for one in node.walk():
        if one.rule == "partition_note":
            for child in one.children or ():
                if child.rule.startswith("phys_") or child.rule == "index_local_state":
                    made = clause_notes(source, [child])[0]
                    if made.code not in found:
                        found[made.code] = o.Note(made.code, f"partitions: {made.text}", made.span)
    return list(found.values())
