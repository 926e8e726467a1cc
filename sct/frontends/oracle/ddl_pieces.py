"""Names, numbers, types and notes out of DDL trees."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from sct.frontends.oracle.codes import CLAUSES, PLAIN_COLLATION, PLAIN_COLLATIONS
from sct.frontends.oracle.names import fold
from sct.frontends.oracle.types import make_type
from sct.frontends.structure import Leaf, Node, Source, StructureError
from sct.ir.objects import Note, QName
from sct.ir.sql import Sql
from sct.ir.types import Type


def name_of(source: Source, leaf: Leaf) -> str:
    return fold(source.tokens[leaf.first])


def ids(source: Source, node: Node) -> list[str]:
    """The folded names a node holds directly."""
    return [name_of(source, leaf) for leaf in node.children if leaf.rule == "ID"]


def qname(source: Source, node: Node) -> QName:
    parts = ids(source, node)
    return QName(parts[0] if len(parts) > 1 else None, parts[-1])


def named(source: Source, node: Node) -> str | None:
    """The constraint name a node holds, if it holds one."""
    found = node.get("constraint_name")
    return name_of(source, found.children[0]) if found is not None else None


def paths(source: Source, node: Node) -> tuple[str, ...]:
    """Columns of a key; an attribute of an object column keeps its dots."""
    return tuple(".".join(ids(source, path)) for path in node.children)


def number(source: Source, node: Node) -> int:
    """A whole number as a sequence takes it; `node` holds one NUM, under `negative` when signed."""
    value = whole_number(source, node.children[0])
    return -value if node.rule == "negative" else value


def whole_number(source: Source, leaf: Leaf) -> int:
    """The value of a NUM. Raises StructureError when it has a fraction, or more digits than any Oracle number."""
    text = source.tokens[leaf.first].text
    try:
        value = Decimal(text)
        if value.adjusted() < 130 and value == value.to_integral_value():
            return int(value)
    except InvalidOperation:
        pass
    raise StructureError(leaf.first, text, ["a whole number"])


def inside(source: Source, leaf: Leaf) -> Sql:
    """The expression between the parentheses of an island. Raises StructureError when nothing is there."""
    if leaf.last - leaf.first < 3:
        raise StructureError(leaf.last - 1, ")", ["an expression"])
    return source.sql("expression", source.inside(leaf))


_TYPES: dict[str, Type] = {}
_MOST_TYPES = 2_000


def type_of(source: Source, leaf: Leaf) -> Type:
    """The neutral type an X_TYPE island spells. Raises StructureError when a size is no whole number."""
    # A schema spells few types, many times. What a text is does not hang on where it stands.
    raw = source.words(leaf)
    known = _TYPES.get(raw)
    if known is not None:
        return known
    try:
        if len(_TYPES) >= _MOST_TYPES:
            _TYPES.clear()
        made = _TYPES[raw] = _type_of(source, leaf)
        return made
    except ValueError:
        first = source.tokens[leaf.first].text
        raise StructureError(leaf.first, first, ["a data type with whole numbers for its size"]) from None


def _type_of(source: Source, leaf: Leaf) -> Type:
    tokens = source.tokens[leaf.first : leaf.last]
    raw = source.words(leaf)
    if tokens[0].text.upper() == "REF" and len(tokens) > 1 and tokens[1].text != "(":
        # the address of a row object, never the object itself
        return Type("ref", name=_dotted(tokens[1:]), raw=raw)
    opening = next((i for i, t in enumerate(tokens) if t.text == "("), len(tokens))
    head, suffix = tokens[:opening], ""
    args: tuple[str, ...] = ()
    if tokens[0].text.upper() == "INTERVAL" and len(tokens) > 1:
        return make_type("interval", (), " ".join(t.text for t in tokens[1:]).lower(), raw)
    if opening < len(tokens):
        closing = _closing(tokens, opening)
        args = _arguments(tokens[opening + 1 : closing])
        suffix = " ".join(t.text for t in tokens[closing + 1 :]).lower()
    else:
        for at, token in enumerate(head):
            if at and token.text.upper() == "WITH":
                head, suffix = head[:at], " ".join(t.text for t in head[at:]).lower()
                break
    return make_type(_dotted(head), args, suffix, raw)


def _dotted(tokens: list[Any]) -> str:
    """`sys.anydata`, `double precision`: names as one text, words parted by blanks."""
    out = ""
    for token in tokens:
        word = token.text if token.text == "." else fold(token)
        out += " ".join(word.split()) if not out or word == "." or out.endswith(".") else " " + " ".join(word.split())
    return out


def _closing(tokens: list[Any], opening: int) -> int:
    depth = 0
    for at in range(opening, len(tokens)):
        depth += (tokens[at].text == "(") - (tokens[at].text == ")")
        if not depth:
            return at
    return len(tokens) - 1


def _arguments(tokens: list[Any]) -> tuple[str, ...]:
    """`10 CHAR`, `*`, `-2`: the texts between commas; a sign stands close to its number."""
    out: list[str] = []
    now: list[str] = []
    for token in tokens:
        if token.text == ",":
            out.append(" ".join(now))
            now = []
        elif now and now[-1] in ("-", "+"):
            now[-1] = (now[-1] if now[-1] == "-" else "") + token.text
        else:
            now.append(token.text)
    return (*out, " ".join(now)) if now else tuple(out)


def clause_notes(source: Source, nodes: Iterable[Node]) -> list[Note]:
    """Notes of clauses without meaning elsewhere; neighbours of one kind share one. Every node's rule has a code."""
    made: list[tuple[str, int, int]] = []
    for node in nodes:
        code = _code(source, node)
        if made and made[-1][0] == code and made[-1][2] == node.first:
            made[-1] = (code, made[-1][1], node.last)
        else:
            made.append((code, node.first, node.last))
    return [Note(code, _short(source, first, last), source.span(first, last)) for code, first, last in made]


def _code(source: Source, node: Node) -> str:
    if node.rule == "phys_collation" and ids(source, node)[0] in PLAIN_COLLATIONS:
        return PLAIN_COLLATION
    return CLAUSES[node.rule]


def note(source: Source, code: str, node: Any, what: str = "") -> Note:
    text = _short(source, node.first, node.last)
    return Note(code, f"{what}: {text}" if what else text, source.place(node))


def _short(source: Source, first: int, last: int) -> str:
    """The clause's wording on one line, cut where it gets long."""
    text = " ".join(source.words(Leaf("", first, last)).split())
    return text if len(text) <= 100 else text[:99] + "…"
