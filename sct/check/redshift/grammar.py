"""The first net: PostgreSQL's own parser (pglast) on what is left once Redshift's own clauses are taken off.

What parses is held against the deny list, bodies of procedures statement by statement. Nothing is executed, and
no server is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sct.check.redshift import denied
from sct.check.redshift.attributes import Fault
from sct.check.redshift.blocks import Block, Leaf, NotPlpgsql, blocks, inside, leaves, read
from sct.check.redshift.plain import Plain, Unjudged, fragment, plain
from sct.check.redshift.relations import CLAUSES, Relations
from sct.check.redshift.tokens import Tokens, deep, find, made, phrase, split, statements, tokenise, words, write

_SQL = frozenset(
    "select with insert update delete merge create drop alter truncate call comment set reset explain refresh".split()
)
_LONGEST_NAME = 127
_UNTYPED = frozenset("record refcursor cursor alias".split())


@dataclass(slots=True)
class Judged:
    """What the net found in one piece. `commands`: statements only sqlfluff can look at; `unjudged`: nobody can."""

    faults: list[Fault] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    unjudged: list[str] = field(default_factory=list)


def judge(sql: str, known: Relations) -> Judged:
    """One piece of the script; what it creates is noted in `known`."""
    out = Judged()
    for items in statements(tokenise(sql)):
        long = [one for one in deep(items) if one.kind in ("word", "quoted") and len(one.name.encode()) > _LONGEST_NAME]
        out.faults += [
            Fault(one.at, f"a name has at most {_LONGEST_NAME} bytes (Names and identifiers)") for one in long
        ]
        try:
            found = plain(items, known)
        except Unjudged as reason:
            out.unjudged.append(str(reason))
            continue
        if found.command:
            out.commands.append(found.command)
            continue
        out.faults += found.faults
        out.faults += _tree(found.items, found.late_binding)
        if found.routine is not None:
            _routine(found, known, out)
    return out


def _tree(items: Tokens, late_binding: bool = False, *, expression: bool = False) -> Iterator[Fault]:
    from pglast import parse_sql
    from pglast.parser import ParseError

    written = write(items)
    try:
        parsed = parse_sql(written.text)
    except ParseError as error:
        message, at = (error.args[0], error.args[1]) if len(error.args) > 1 else (str(error), 0)
        yield Fault(written.origin(at or 0), str(message))
        return
    for one in parsed:
        for refusal in denied.refusals(one.stmt, late_binding, expression=expression):
            at = refusal.at or len(written.text) - len(written.text.lstrip())
            yield Fault(written.origin(at), refusal.message)


def _routine(found: Plain, known: Relations, out: Judged) -> None:
    routine = found.routine
    assert routine is not None
    if routine.body is None or routine.language != "plpgsql":
        return
    _, text, base = inside(routine.items[routine.body])
    try:
        body = read(tokenise(text, base))
    except NotPlpgsql as error:
        out.faults.append(Fault(error.at, str(error)))
        return
    out.faults += list(_body(body, routine.nonatomic, known, out))


def _body(body: Block, nonatomic: bool, known: Relations, out: Judged) -> Iterator[Fault]:
    for block in blocks(body):
        if block.mode == "continue_handler" and not nonatomic:
            yield Fault(block.begin.at, "CONTINUE_HANDLER is for NONATOMIC procedures")
        for handler in block.handlers:
            if words(handler.condition) != ["others"]:
                near = handler.condition[0] if handler.condition else block.begin
                yield Fault(
                    near.at, "Redshift's handlers take no condition but OTHERS (Developer Guide, Trapping errors)"
                )
        for declaration in block.declarations:
            try:
                yield from _declaration(declaration, known)
            except Unjudged as reason:
                out.unjudged.append(str(reason))
    for leaf, _ in leaves(body):
        refused = list(denied.leaf_refusals(_unlabelled(leaf.items)))
        if refused:
            yield from (Fault(one.at, one.message) for one in refused)
            continue
        try:
            for items, expression in _sql(leaf):
                yield from _tree(fragment(items, known), expression=expression)
        except Unjudged as reason:
            out.unjudged.append(str(reason))


def _declaration(items: Tokens, known: Relations) -> Iterator[Fault]:
    """`name [CONSTANT] type [NOT NULL] [DEFAULT | := expression];`"""
    rest = [token for token in items[1:] if token.text != ";"]
    if words(rest, 1) == ["constant"]:
        rest = rest[1:]
    equals = next((n for n, t in enumerate(rest) if t.text in (":=", "=") or t.word == "default"), len(rest))
    null = phrase(rest, ("not", "null"))
    type_ = rest[: min(equals, null)]
    if not type_:
        yield Fault(items[0].at, "a declaration without a type")
    elif not (_UNTYPED & set(words(type_))) and not any(token.text == "%" for token in type_):
        near = type_[0]
        cast = [made("SELECT CAST(NULL AS", near), *type_, made(")", near)]
        yield from _tree(fragment(cast, known), expression=True)
    if "cursor" in words(type_):
        query = find(rest, ("for", "is"))
        yield from _tree(fragment(rest[query + 1 :], known)) if query < len(rest) else ()
    elif equals + 1 < len(rest):
        yield from _tree(fragment([made("SELECT", rest[equals]), *rest[equals + 1 :]], known), expression=True)


def _unlabelled(items: Tokens) -> Tokens:
    return items[3:] if items and items[0].text == "<<" else items


def _sql(leaf: Leaf) -> Iterator[tuple[Tokens, bool]]:
    """(SQL, whether it is an expression of ours made a query) in a statement of PL/pgSQL."""
    items = [token for token in _unlabelled(leaf.items) if not (token.kind == "mark" and token.text == ";")]
    if not items or leaf.kind == "end":
        return
    first = items[0].word
    if leaf.kind == "head":
        yield from _head(items, first)
    elif first in _SQL:
        yield _without_targets(items), False
    elif first == "open":
        query = find(items, ("for",))
        if query + 1 < len(items):
            if items[query + 1].word == "execute":
                yield from _expression(items[query + 2 :])
            else:
                yield items[query + 1 :], False
    elif first == "execute":
        yield from _expression(items[1 : find(items, ("into",))])
    elif first == "return":
        yield from _expression(items[1:])
    elif first in ("exit", "continue"):
        yield from _expression(items[find(items, ("when",)) + 1 :])
    elif first == "raise":
        for part in split(items[1:], ",")[1:]:
            yield from _expression(part)
    else:
        equals = next((n for n, token in enumerate(items) if token.text in (":=", "=")), len(items))
        if equals < len(items) and first not in ("get", "fetch", "close", "commit", "rollback"):
            yield from _expression(items[equals + 1 :])


def _expression(tokens: Tokens) -> Iterator[tuple[Tokens, bool]]:
    if tokens:
        yield [made("SELECT", tokens[0]), *tokens], True


def _head(items: Tokens, first: str) -> Iterator[tuple[Tokens, bool]]:
    if first in ("if", "elsif", "elseif", "while", "case"):
        yield from _expression(items[1:-1] if first != "case" else items[1:])
    elif first == "when":
        yield from _expression(items[1:-1])
    elif first == "for":
        start = find(items, ("in",)) + 1
        inside_ = items[start:-1]
        if inside_ and inside_[0].word == "reverse":
            inside_ = inside_[1:]
        if not inside_:
            return
        if inside_[0].word == "execute":
            yield from _expression(inside_[1:])
        elif inside_[0].word in ("select", "with"):
            yield inside_, False
        # `1..n` and the name of a cursor are no SQL


def _without_targets(items: Tokens) -> Tokens:
    """A query without the variables PL/pgSQL puts its result in."""
    if not items or items[0].word not in ("select", "with"):
        return items
    into = find(items, ("into",))
    if into == len(items):
        return items
    if into == 1:
        at = into + 1
        while at + 1 < len(items) and items[at + 1].text in (",", "."):
            at += 2
        return [*items[:into], *items[at + 1 :]]
    return [*items[:into], *items[find(items, CLAUSES, into) :]]
