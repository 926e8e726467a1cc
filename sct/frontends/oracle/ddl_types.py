"""Object and collection types out of their trees (Database PL/SQL Language Reference, CREATE TYPE)."""

from __future__ import annotations

from typing import Any

from sct.frontends.oracle import plsql_routines
from sct.frontends.oracle.cursor import Cursor, Unexpected
from sct.frontends.oracle.ddl_pieces import ids, name_of, note, qname, type_of, whole_number
from sct.frontends.oracle.ddl_structure import DDL
from sct.frontends.structure import Leaf, Node, Source, StructureError
from sct.ir import objects as o
from sct.ir.statements import Routine


def create_type(source: Source) -> o.UserType | o.Accounted:
    """Raises StructureError."""
    tree = DDL.parse(source.tokens, "create_type")
    names = tree.all("qname")
    name = qname(source, names[0])
    made = o.UserType(name, source.whole, "incomplete")
    for node in tree.children:
        rule = node.rule
        if rule in ("object", "subtype"):
            made.form = "object"
            _members(source, node, made)
        elif rule in ("nested_table", "varray"):
            made.form = rule
            made.element = type_of(source, node.get("element").get("X_TYPE"))
            limit = node.get("NUM")
            if limit is not None:
                made.limit = whole_number(source, limit)
        elif rule == "opaque":
            return o.Accounted("opaque type", str(name), "OR0137", source.whole)
    return made


def _members(source: Source, node: Node, made: o.UserType) -> None:
    above = node.get("qname")
    if above is not None:
        made.supertype = qname(source, above)
    for child in node.children:
        if child.rule == "attribute":
            made.attributes.append(
                o.Column(name_of(source, child.get("ID")), type_of(source, child.get("X_TYPE")), source.place(child))
            )
        elif child.rule == "method":
            if source.token(child).text.upper() != "PRAGMA":
                made.methods.append(_method(source, child))
        elif child.rule in ("not_final", "final"):
            made.final = child.rule == "final"
        elif child.rule in ("not_instantiable", "instantiable"):
            made.instantiable = child.rule == "instantiable"


def _method(source: Source, child: Any) -> Routine:
    """A method's declaration. Raises StructureError."""
    cursor = Cursor(Source(source.chunk, source.engine, source.tokens[child.first : child.last]))
    try:
        made = plsql_routines.method(cursor)
        if cursor.more():
            cursor.fail("the end of the method")
    except Unexpected as error:
        at = child.first + error.at
        found = source.tokens[at].text if at < len(source.tokens) else ""
        raise StructureError(at, found, [str(error).removeprefix("expected ").partition(", found")[0]]) from None
    return made


def alter_type(source: Source) -> o.Alter:
    """Actions: add_attribute, modify_attribute (Column), drop_attribute, drop_method (name), add_method (Routine),
    final, instantiable (bool), limit (number). Raises StructureError."""
    tree = DDL.parse(source.tokens, "alter_type")
    made = o.Alter("type", qname(source, tree.get("qname")), [], source.whole)
    for node in tree.children:
        if node.rule in ("add_attribute", "modify_attribute"):
            for one in node.all("attribute_spec"):
                made.actions.append((node.rule, _attribute(source, one)))
        elif node.rule == "drop_attribute":
            inner: Any = node.get("names")
            made.actions.extend((node.rule, name) for name in ids(source, inner if inner is not None else node))
        elif node.rule == "other" and not _other_change(source, node, made):
            made.notes.append(note(source, "OR0605", node, str(made.name)))
    return made


def _attribute(source: Source, node: Node) -> o.Column:
    return o.Column(name_of(source, node.get("ID")), type_of(source, node.get("X_TYPE")), source.place(node))


_ENDS = frozenset(("CASCADE", "INVALIDATE", "FORCE"))
_METHODS = frozenset(("MAP", "ORDER", "MEMBER", "STATIC", "CONSTRUCTOR", "FINAL", "OVERRIDING", "INSTANTIABLE", "NOT"))


def _other_change(source: Source, node: Any, made: o.Alter) -> bool:
    """Methods that come and go, FINAL, INSTANTIABLE, MODIFY LIMIT, COMPILE; False where it is another change."""
    last = node.first
    while last < node.last and source.tokens[last].text.upper() not in _ENDS:
        last += 1
    words = [token.text.upper() for token in source.tokens[node.first : last]]
    if words[:1] == ["COMPILE"] or not words:
        return True
    if words in (["FINAL"], ["NOT", "FINAL"], ["INSTANTIABLE"], ["NOT", "INSTANTIABLE"]):
        made.actions.append((words[-1].lower(), len(words) == 1))
        return True
    if words[:2] == ["MODIFY", "LIMIT"] and len(words) == 3 and words[2].isdigit():
        made.actions.append(("limit", int(words[2])))
        return True
    actions: list[tuple[str, Any]] = []
    for first, end in _parts(source, node.first, last):
        verb = source.tokens[first].text.upper()
        if verb not in ("ADD", "DROP") or source.tokens[first + 1].text.upper() not in _METHODS:
            return False
        method = _method(source, Leaf("method", first + 1, end))
        actions.append(("add_method", method) if verb == "ADD" else ("drop_method", method))
    made.actions.extend(actions)
    return True


def _parts(source: Source, first: int, last: int) -> list[tuple[int, int]]:
    """What stands between the commas outside parentheses."""
    found, depth, start = [], 0, first
    for at in range(first, last):
        text = source.tokens[at].text
        depth += (text == "(") - (text == ")")
        if text == "," and not depth:
            found.append((start, at))
            start = at + 1
    return [*found, (start, last)]
