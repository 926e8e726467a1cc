"""An island of source SQL to a tree."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from sct.ir.sql import Sql
from sct.sqlexpr import audit, remembered, unread_clauses
from sct.sqlexpr.nodes import CALL_MARK, unmark
from sct.sqlexpr.sources import source
from sct.sqlexpr.statement_reader import UnreadForm, read_statement
from sct.sqlexpr.tokens import dialect, tokenise
from sct.text.span import Span

# Code says the same small things very often (`i + 1`, `l_name is null`): half of its expressions are read once. A tree's
# places count from its first token, which therefore comes with it.
_SHORT = 80  # characters
_SHORT_LIMIT = 20_000
_SHORT_ONES: dict[tuple[str, str], tuple[exp.Expression, list[Any] | None]] = {}


class SqlError(Exception):
    """A piece of SQL that cannot be read: `span` is the offending place, `message` what is wrong there."""

    def __init__(self, message: str, span: Span, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.code = code


def tree_of(sql: Sql) -> exp.Expression:
    """The (cached) tree of a piece; the caller copies it before changing it. Raises SqlError."""
    if sql.tree is None:
        key = (sql.dialect, sql.text) if sql.kind == "expression" and len(sql.text) <= _SHORT else None
        known = _SHORT_ONES.get(key) if key is not None else None
        if known is not None:
            sql.tree, tokens = known
            sql.tokens = list(tokens) if tokens is not None else None
        else:
            sql.tree, sql.tokens = _parsed(sql) if remembered.trees() is None else _as_remembered(sql)
            if key is not None:
                if len(_SHORT_ONES) >= _SHORT_LIMIT:
                    _SHORT_ONES.clear()
                _SHORT_ONES[key] = (sql.tree, list(sql.tokens) if sql.tokens is not None else None)
    tree: exp.Expression = sql.tree
    return tree


def _as_remembered(sql: Sql) -> tuple[exp.Expression, list[Any] | None]:
    """Where trees are kept between runs: a plain expression is read sooner than a kept tree is put together."""
    trees = remembered.trees()
    assert trees is not None
    plain = source(sql.dialect).plain(sql.tokens) if sql.kind == "expression" and sql.tokens else None
    if plain is not None:
        del sql.tokens[1:]  # type: ignore[union-attr]
        return plain, sql.tokens
    known = trees.find(sql)
    if known is None:
        known = _parsed(sql)
        trees.add(sql, known[0])
    return known


def _parsed(sql: Sql) -> tuple[exp.Expression, list[Any] | None]:
    tree = parse(sql)
    if sql.tokens:
        del sql.tokens[1:]  # the tree has what they said; where it began is still asked for
    return tree, sql.tokens


def parse(sql: Sql) -> exp.Expression:
    """The tree of a piece. Raises SqlError."""
    try:
        tree = _parse_somehow(sql)
    except RecursionError:
        raise SqlError("nested too deeply", sql.span, "SC1019") from None
    tree.parent = tree.arg_key = tree.index = None  # what the parser had around it says nothing
    return tree


def _parse_somehow(sql: Sql) -> exp.Expression:
    if sql.tokens is None:
        return _parse(sql)
    try:
        return _parse(sql)
    except SqlError:
        # The parser quotes its text by the tokens' offsets, which count from the statement's start: once more, with
        # tokens of the piece itself, so that message and place are the same whoever cut it out.
        tree = _parse(Sql(sql.kind, sql.text, sql.span, sql.dialect))
        sql.tokens = None
        return tree


def _parse(sql: Sql) -> exp.Expression:
    tokens: list[Any] | None = sql.tokens
    base = sql.span.start
    if tokens is None:
        try:
            tokens = tokenise(sql.text, sql.dialect)
        except TokenError as error:
            raise SqlError(f"cannot be read: {error}", sql.span) from None
        offset = 0
    else:
        offset = tokens[0].start if tokens else 0
    if not tokens:
        raise SqlError("expected an expression, found nothing", sql.span)
    shift = base - offset
    if sql.kind == "statement":

        def piece(part: list[Any], kind: str) -> exp.Expression:
            return _read(part, kind, sql, shift)

        try:
            tokens = source(sql.dialect).rewritten(tokens)
            found = read_statement(tokens, sql.dialect, piece)
        except UnreadForm as form:
            at = form.token
            span = sql.part(shift + at.start, shift + at.end + 1) if at is not None else sql.span
            raise SqlError(form.message, span, form.code) from None
        if found is not None:
            return found
    return _read(tokens, sql.kind, sql, shift)


def _read(tokens: list[Any], kind: str, sql: Sql, shift: int) -> exp.Expression:
    if kind == "expression":
        plain = source(sql.dialect).plain(tokens)
        if plain is not None:
            return plain
    return _read_by_library(tokens, kind, sql, shift)


def _read_by_library(tokens: list[Any], kind: str, sql: Sql, shift: int) -> exp.Expression:
    try:
        prepared = source(sql.dialect).prepare(tokens)
    except UnreadForm as form:
        at = form.token
        place = sql.part(shift + at.start, shift + at.end + 1) if at is not None else sql.span
        raise SqlError(form.message, place, form.code) from None
    parser = dialect(sql.dialect).parser()
    try:
        if kind == "expression":
            found = parser.parse_into(exp.Condition, prepared, sql.text)
        else:
            found = parser.parse(prepared, sql.text)
    except ParseError as error:
        raise _unread(error, prepared, sql, shift) from None
    if len(found) != 1 or found[0] is None:
        raise SqlError("expected one statement", sql.span)
    tree: exp.Expression = found[0]
    if isinstance(tree, exp.Command):
        raise SqlError("this statement form is not understood", sql.span)
    tree = unmark(tree)
    missing = audit.lost(prepared, tree, sql.dialect)
    if missing:
        raise _lost(missing, prepared, sql, shift)
    return _columns_again(source(sql.dialect).tree(tree))


def _unread(error: ParseError, tokens: list[Any], sql: Sql, shift: int) -> SqlError:
    clause = unread_clauses.named(tokens)
    if clause is not None:
        place = sql.part(shift + clause[1].start, shift + clause[1].end + 1)
        return SqlError(f"{clause[0]} is not converted", place, "SC1716")
    detail = error.errors[0] if error.errors else {}
    if detail.get("into_expression") and error.errors[-1]:
        detail = error.errors[-1]
    wrong = detail.get("highlight")
    if not wrong:
        return SqlError("cannot be read as SQL", sql.span)
    # sqlglot counts columns in the text it was given; find the token by its own words
    column = detail.get("col")
    for token in tokens:
        if token.col == column and token.text.endswith(wrong[-20:]):
            place = sql.part(shift + token.start, shift + token.end + 1)
            return SqlError(f"unexpected {wrong!r}", place)
    return SqlError(f"unexpected {wrong!r}", sql.span)


def _lost(missing: tuple[str, ...], tokens: list[Any], sql: Sql, shift: int) -> SqlError:
    """The refusal that names what the parser did not keep, at its first token."""
    place = next((t for t in tokens if t.text.lower().lstrip(CALL_MARK) in missing), None)
    span = sql.part(shift + place.start, shift + place.end + 1) if place is not None else sql.span
    return SqlError(f"{' '.join(missing)[:120]}: not kept when read back", span, "SC1700")


def _columns_again(tree: exp.Expression) -> exp.Expression:
    """In `f(a, t.b).g` the parser takes the arguments' columns for parts of the dotted name; they are columns again."""
    for dot in list(tree.find_all(exp.Dot)):
        for call in list(dot.this.find_all(exp.Anonymous)):
            for name in list(call.find_all(exp.Identifier)):
                parent = name.parent
                if isinstance(parent, exp.Dot):
                    owns = isinstance(parent.parent, exp.Dot) and parent.arg_key == "this"  # `t.b.f()`: as everywhere
                    if parent.this is name and isinstance(parent.expression, exp.Identifier) and not owns:
                        parent.replace(exp.Column(this=parent.expression, table=name))
                elif parent is call or isinstance(
                    parent, (exp.Binary, exp.Unary, exp.Func, exp.Ordered, exp.If, exp.Order)
                ):
                    name.replace(exp.Column(this=name.copy()))
    return tree
