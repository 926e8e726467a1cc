"""DROP, RENAME, TRUNCATE, roles and privileges, and the ALTERs of what is no table, out of their trees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sct.frontends.oracle import codes
from sct.frontends.oracle.codes import CLAUSES
from sct.frontends.oracle.ddl_columns import Parts, constraint
from sct.frontends.oracle.ddl_objects import dotted_and_link
from sct.frontends.oracle.ddl_pieces import clause_notes, ids, name_of, note, qname
from sct.frontends.oracle.ddl_structure import DDL
from sct.frontends.structure import Node, Source
from sct.ir import objects as o


def drop(source: Source) -> o.Drop | o.Accounted:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "drop")
    kind = tree.children[0].rule.replace("_", " ")
    parts, link = dotted_and_link(source, tree)
    name = o.QName(parts[-2] if len(parts) > 1 else None, parts[-1])
    if link is not None:
        return o.Accounted(f"drop {kind}", f"{name}@{link}", "SC1135", source.whole)
    return o.Drop(kind, name, source.whole, tree.has("if_exists"), tree.has("cascade"))


def rename(source: Source) -> o.Rename:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "rename")
    old, new = ids(source, tree)
    return o.Rename("relation", o.QName(None, old), new, source.whole)


def truncate(source: Source) -> o.Truncate:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "truncate")
    return o.Truncate(qname(source, tree.get("qname")), source.whole, tree.has("cascade"))


def create_role(source: Source) -> o.Role:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "create_role")
    return o.Role(ids(source, tree)[0], source.whole)


def grant(source: Source) -> o.Grant | o.Accounted:
    """GRANT and REVOKE. Without ON: roles, or system privileges, which are accounted for. Raises StructureError."""
    revoke = source.tokens[0].text.upper() == "REVOKE"
    tree = DDL.parse(source.tokens, "revoke" if revoke else "grant")
    made = o.Grant([], None, "", [ids(source, g)[0] for g in tree.all("grantee")], source.whole, revoke)
    for one in tree.all("privilege"):
        columns = one.get("names")
        words = [name_of(source, leaf) for leaf in one.children if leaf.rule == "ID"]
        made.privileges.append((" ".join(words), tuple(ids(source, columns)) if columns is not None else ()))
    made.grant_option = tree.has("grant_option") or tree.has("revoke_option")
    said = "revoke" if revoke else "grant"
    privileges = ", ".join(p for p, _ in made.privileges)
    text = f"{said} {privileges} {'from' if revoke else 'to'} {', '.join(made.grantees)}"
    other = tree.get("other")
    if other is not None:
        text = text.replace(privileges, f"{privileges} on {source.words(other)}", 1)
        return o.Accounted(said, "", "SC1141", source.whole, text)
    on = tree.get("relation")
    if on is None:
        if any(" " in p for p, _ in made.privileges):
            return o.Accounted(said, "", "SC1141", source.whole, text)
        made.object_kind = "role"
        made.grant_option = tree.has("admin_option")
        return made
    parts = ids(source, on.get("dotted"))
    made.on = o.QName(parts[-2] if len(parts) > 1 else None, parts[-1])
    return made


def alter_index(source: Source) -> o.Alter:
    """Action: rename (new name). Raises StructureError."""
    tree = DDL.parse(source.tokens, "alter_index")
    made = o.Alter("index", qname(source, tree.get("qname")), [], source.whole)
    for node in tree.children[1:]:
        if node.rule == "rename_to":
            made.actions.append(("rename", ids(source, node)[0]))
        elif node.rule in ("unusable", "local", "global"):
            made.notes.extend(clause_notes(source, [node]))
        elif node.rule in ("visible", "invisible", "reverse", "indextype"):
            made.notes.append(note(source, codes.INDEX_PROPERTY, node, str(made.name)))
        elif node.rule != "if_exists":
            made.notes.append(note(source, CLAUSES["storage_change"], node, str(made.name)))
    return made


def alter_trigger(source: Source) -> o.Alter:
    """Actions: enable, disable, rename (new name). Raises StructureError."""
    return _named_change(source, "trigger")


def alter_view(source: Source) -> o.Alter:
    """Raises StructureError."""
    return _named_change(source, "view")


def _named_change(source: Source, kind: str) -> o.Alter:
    tree = DDL.parse(source.tokens, f"alter_{kind}")
    made = o.Alter(kind, qname(source, tree.get("qname")), [], source.whole)
    node: Any = tree.children[-1]
    if node.rule in ("enable", "disable"):
        made.actions.append((node.rule, None))
    elif node.rule == "rename_to":
        made.actions.append(("rename", ids(source, node)[0]))
    elif node.rule == "add_constraint":
        parts = Parts()
        made.actions.append(("add_constraint", constraint(source, node.children[0], parts)))
        made.notes.extend(parts.notes)
    else:
        made.notes.append(note(source, CLAUSES["storage_change"], node, str(made.name)))
    return made


def alter_session(source: Source) -> o.Accounted:
    """Raises StructureError."""
    tree: Node = DDL.parse(source.tokens, "alter_session")
    node = tree.children[0]
    if node.rule == "current_schema":
        return o.Accounted("current schema", ids(source, node)[0], "OR0134", source.whole)
    text = " ".join(source.words(node).split())[:80]
    settings = tuple(_formats(source))
    return o.Accounted("alter session", "", "OR0134", source.whole, f"alter session {text}", settings)


_FORMATS = {
    "nls_date_format": "date format",
    "nls_timestamp_format": "timestamp format",
    "nls_timestamp_tz_format": "timestamp with time zone format",
}


def _formats(source: Source) -> Iterator[tuple[str, str]]:
    """The formats of implicit conversion that ALTER SESSION sets."""
    tokens = source.tokens
    for name, sign, value in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if sign.text == "=" and name.text.lower() in _FORMATS and value.token_type.name == "STRING":
            yield _FORMATS[name.text.lower()], value.text
