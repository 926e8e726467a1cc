"""An island of source SQL to a tree."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from sct.ir.sql import Sql
from sct.sqlexpr import audit
from sct.sqlexpr.nodes import CALL_MARK, unmark
from sct.sqlexpr.prepare import prepare
from sct.sqlexpr.tokens import dialect, tokenise
from sct.text.span import Span


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
        sql.tree = parse(sql)
    tree: exp.Expression = sql.tree
    return tree


def parse(sql: Sql) -> exp.Expression:
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
    prepared = prepare(tokens, sql.dialect)
    parser = dialect(sql.dialect).parser()
    try:
        if sql.kind == "expression":
            found = parser.parse_into(exp.Condition, prepared, sql.text)
        else:
            found = parser.parse(prepared, sql.text)
    except ParseError as error:
        detail = error.errors[0] if error.errors else {}
        span = sql.span
        message = "cannot be read as SQL"
        inner = detail.get("into_expression") and error.errors[-1]
        if inner:
            detail = inner
        wrong = detail.get("highlight")
        if wrong:
            message = f"unexpected {wrong!r}"
            # sqlglot counts columns in the text it was given; find the token by its own words
            column = detail.get("col")
            for token in prepared:
                if token.col == column and token.text.endswith(wrong[-20:]):
                    span = Span(span.file, base + token.start - offset, base + token.end + 1 - offset)
                    break
        raise SqlError(message, span) from None
    if len(found) != 1 or found[0] is None:
        raise SqlError("expected one statement", sql.span)
    tree = found[0]
    if isinstance(tree, exp.Command):
        raise SqlError("this statement form is not understood", sql.span)
    tree = unmark(tree)
    missing = audit.lost(prepared, tree, sql.dialect)
    if missing:
        raise _lost(missing, prepared, sql, base - offset)
    return _one_precedence(tree)


def _lost(missing: tuple[str, ...], tokens: list[Any], sql: Sql, shift: int) -> SqlError:
    """The refusal that names what the parser did not keep, at its first token."""
    place = next((t for t in tokens if t.text.lower().lstrip(CALL_MARK) in missing), None)
    span = Span(sql.span.file, shift + place.start, shift + place.end + 1) if place is not None else sql.span
    return SqlError(f"{' '.join(missing)[:120]}: not kept when read back", span, "OR0700")


def _one_precedence(tree: exp.Expression) -> exp.Expression:
    """`||`, `+` and `-` have one precedence and go from left to right; the parser reads `a || b + c` as `a || (b + c)`."""
    for node in reversed(list(tree.find_all(exp.DPipe))):
        right = node.expression
        if not isinstance(right, (exp.Add, exp.Sub)):
            continue
        first = right
        while isinstance(first.this, (exp.Add, exp.Sub)):
            first = first.this
        if node is tree:
            tree = right
        else:
            node.replace(right)
        first.set("this", exp.DPipe(this=node.this, expression=first.this, safe=node.args.get("safe")))
    return tree
