"""Indexes, sequences, views, synonyms and comments out of their trees."""

from __future__ import annotations

from typing import Any

from sct.frontends.oracle import codes
from sct.frontends.oracle.codes import CLAUSES
from sct.frontends.oracle.ddl_columns import sequence_options, table_items
from sct.frontends.oracle.ddl_pieces import clause_notes, ids, name_of, named, note, qname
from sct.frontends.oracle.ddl_structure import DDL
from sct.frontends.oracle.ddl_tables import partitioning
from sct.frontends.oracle.names import fold, fold_text
from sct.frontends.structure import Leaf, Node, Source
from sct.ir import objects as o
from sct.sqlexpr.tokens import TokenType


def create_index(source: Source) -> o.Index | o.Accounted:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "create_index")
    name = qname(source, tree.get("qname"))
    if tree.has("on_cluster"):
        return o.Accounted("cluster index", str(name), codes.CLUSTER, source.whole)
    if tree.has("joined"):
        return o.Accounted("bitmap join index", str(name), codes.BITMAP_JOIN_INDEX, source.whole)
    on = tree.get("on_table")
    keys = [_key(source, k) for k in on.all("key")]
    made = o.Index(name, qname(source, on.get("qname")), keys, source.whole, tree.has("unique"), tree.has("bitmap"))
    for kind in ("vector", "search", "multivalue"):
        if tree.has(kind):
            made.domain = kind
    options = [n for n in tree.children if n.rule not in ("qname", "on_table")]
    for node in options:
        if node.rule == "indextype":
            made.domain = str(qname(source, node.get("qname")))
    made.reverse = tree.has("reverse")
    made.invisible = tree.has("invisible")
    if made.bitmap:
        made.notes.append(o.Note(codes.BITMAP_INDEX, f"bitmap index {name}", made.origin))
    made.notes.extend(
        o.Note(codes.INDEX_PROPERTY, f"index {name}: {n.rule}", source.place(n))
        for n in options
        if n.rule in ("reverse", "invisible")
    )
    made.notes.extend(clause_notes(source, [n for n in options if n.rule in CLAUSES]))
    return made


def _key(source: Source, node: Node) -> o.IndexKey:
    """A single name is a column; anything else, a name in quotes included only as a name, is an expression."""
    piece = node.children[0]
    descending = node.has("descending")
    if piece.last - piece.first == 1:
        token = source.tokens[piece.first]
        if token.token_type is TokenType.IDENTIFIER or token.text[:1].isalpha():
            return o.IndexKey(None, name_of(source, piece), descending)
    return o.IndexKey(source.sql("expression", piece), None, descending)


def create_sequence(source: Source) -> o.Sequence:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "create_sequence")
    made = o.Sequence(qname(source, tree.get("qname")), source.whole)
    made.notes = sequence_options(source, tree.children[1:], made)
    return made


def alter_sequence(source: Source) -> o.Alter:
    """Actions are (field of Sequence, new value), in source order; `restart` True for RESTART. Raises StructureError."""
    tree = DDL.parse(source.tokens, "alter_sequence")
    name = qname(source, tree.get("qname"))
    made = o.Alter("sequence", name, [], source.whole)
    for node in tree.children:
        one = o.Sequence(name, source.whole)
        made.notes.extend(sequence_options(source, [node], one))
        field = _ALTERED.get(node.rule)
        if field is not None:
            made.actions.append((field, True if field == "restart" else getattr(one, field)))
    return made


_ALTERED = {
    "start": "start",
    "increment": "increment",
    "maximum": "maximum",
    "no_maximum": "maximum",
    "minimum": "minimum",
    "no_minimum": "minimum",
    "cycle": "cycle",
    "no_cycle": "cycle",
    "cache": "cache",
    "no_cache": "cache",
    "order": "order",
    "no_order": "order",
    "restart": "restart",
}


def create_view(source: Source) -> o.View | o.Accounted:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "create_view")
    name = qname(source, tree.get("qname"))
    if tree.has("duality"):
        return o.Accounted("duality view", str(name), codes.DUALITY_VIEW, source.whole)
    made = o.View(name, source.whole, source.sql("query", tree.get("X_QUERY")), force=tree.has("force"))
    for node in tree.children:
        rule = node.rule
        if rule == "view_items":
            parts = table_items(source, node.children)
            made.columns = tuple(c.name for c in parts.columns)
            made.constraints = parts.constraints
            made.notes.extend(parts.notes)
            made.notes.extend(
                o.Note(codes.VIEW_COLUMN, f"{c.name}: INVISIBLE", c.span) for c in parts.columns if c.invisible
            )
        elif rule == "of_view":
            made.of_type = qname(source, node.get("qname"))
            made.notes.append(note(source, codes.OBJECT_VIEW, node))
        elif rule in ("under_view", "object_id"):
            made.notes.extend(clause_notes(source, [node]))
            if rule == "under_view":
                made.under = qname(source, node.get("qname"))
            elif node.get("X_PARENS") is not None:
                inside = source.inside(node.get("X_PARENS"))
                listed = source.tokens[inside.first : inside.last]
                made.identity = tuple(fold(token) for token in listed if token.text != ",")
        elif rule in ("read_only", "check_option"):
            made.read_only, made.check_option = rule == "read_only", rule == "check_option"
            made.check_option_name = named(source, node)
        elif rule in CLAUSES:
            made.notes.extend(clause_notes(source, [node]))
    return made


def create_materialized_view(source: Source) -> o.MaterializedView:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "create_materialized_view")
    names = tree.all("qname")
    made = o.MaterializedView(qname(source, names[0]), source.whole, source.sql("query", tree.get("X_QUERY")))
    if len(names) > 1:
        made.notes.append(note(source, codes.OBJECT_VIEW, names[1]))
    parts = table_items(source, [n for n in tree.children if n.rule in ("column", "ref_constraint")])
    made.columns = tuple(c.name for c in parts.columns)
    made.notes.extend(parts.notes)
    refresh: list[Node] = []
    for node in tree.children:
        rule = node.rule
        if rule == "build_deferred":
            made.build_deferred = True
        elif rule in ("refresh_word", "never"):
            refresh.append(node)
        elif rule == "partitioning":
            made.notes.append(note(source, codes.PARTITIONING, node))
            partitioning(source, node)
        elif rule in CLAUSES:
            made.notes.extend(clause_notes(source, [node]))
    said = {word for n in refresh for word in _upper(source, n)}
    made.on_commit = "COMMIT" in said and not said & {"START", "NEXT", "NEVER"}
    made.refresh = " ".join(" ".join(source.words(n).split()) for n in refresh)
    if any(set(_upper(source, n)) & {"FAST", "COMMIT", "STATEMENT", "START", "NEXT"} for n in refresh):
        place = source.span(refresh[0].first, refresh[-1].last)
        made.notes.append(o.Note(codes.REFRESH_MODE, made.refresh, place))
    return made


def _upper(source: Source, node: Node) -> list[str]:
    return [t.text.upper() for t in source.tokens[node.first : node.last]]


def create_synonym(source: Source) -> o.Synonym:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "create_synonym")
    target, link = dotted_and_link(source, tree)
    schema = target[-2] if len(target) > 1 else None
    return o.Synonym(
        qname(source, tree.get("qname")), o.QName(schema, target[-1]), source.whole, tree.has("public"), link
    )


def dotted_and_link(source: Source, tree: Node) -> tuple[list[str], str | None]:
    """The parts of a name and the database link behind its @, which the tokenizer may leave inside a word."""
    parts: list[str] = []
    link: list[str] | None = None
    for leaf in tree.get("dotted").children:
        token = source.tokens[leaf.first]
        if link is not None:
            link.append(name_of(source, leaf))
        elif token.token_type is not TokenType.IDENTIFIER and "@" in token.text:
            name, _, rest = token.text.partition("@")
            parts.append(fold_text(name, False))
            link = [fold_text(rest, False)]
        else:
            parts.append(name_of(source, leaf))
    behind = tree.get("link")
    if behind is not None:
        link = ids(source, behind.get("dotted"))
    return parts, ".".join(link) if link is not None else None


def comment(source: Source) -> o.Comment:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "comment")
    on: Any = tree.children[0].rule.replace("_", " ")
    parts = ids(source, tree.get("dotted"))
    text: Leaf = tree.get("STR")
    column = parts.pop() if on == "column" and len(parts) > 1 else None
    name = o.QName(parts[-2] if len(parts) > 1 else None, parts[-1])
    return o.Comment(on, name, column, source.tokens[text.first].text, source.whole)
