"""Rules' patterns: SQL with $variables, compiled to trees, matched against trees, and filled in again.

`$a` binds one expression, `*$xs` the remaining arguments of a call, `$a` used twice must be the same expression.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.errors import ParseError

from sct.sqlexpr.nodes import CALL_MARK, call_name, clone, unmark
from sct.sqlexpr.sources import source
from sct.sqlexpr.tokens import Token, TokenType, dialect, tokenise

Binding = dict[str, Any]
_REST = "$*"
_QUERY_WORDS = ("select", "with", "insert", "update", "delete", "merge")


class PatternError(ValueError):
    """A rule's pattern or replacement that cannot be read."""


def _variables(tokens: list[Token]) -> list[Token]:
    """`*` `$xs` as one token `$*xs`."""
    out: list[Token] = []
    for token in tokens:
        star = out and out[-1].token_type is TokenType.STAR and token.text.startswith("$")
        opens = star and len(out) > 1 and out[-2].token_type in (TokenType.COMMA, TokenType.L_PAREN)
        if opens:
            out[-1] = Token(TokenType.VAR, _REST + token.text[1:], token.line, token.col, token.start, token.end)
        else:
            out.append(token)
    return out


def parse_pattern(text: str, engine: str) -> exp.Expression:
    """A pattern in the source engine's own SQL."""
    tokens = source(engine).prepare(_variables(tokenise(text, engine)))
    return _parse(tokens, text, dialect(engine))


_NO_MARK = frozenset(
    [
        "cast",
        "trim",
        "extract",
        "exists",
        "over",
        "filter",
        "values",
        "in",
        "any",
        "all",
        "some",
        "and",
        "or",
        "not",
        "on",
        "using",
        "when",
        "then",
        "else",
        "where",
        "select",
        "from",
        "union",
        "except",
        "intersect",
        "by",
        "having",
        "with",
        "between",
        "like",
        "ilike",
        "is",
        "as",
        "within",
        "group",
        "case",
        "row",
        "array",
        "interval",
        "position",
        "overlay",
        "substring",
        "coalesce1",
    ]
) - {"substring", "coalesce1"}


def parse_neutral(text: str) -> exp.Expression:
    """A pattern or replacement in neutral SQL (PostgreSQL's spelling), calls uninterpreted."""
    target = dialect("neutral")
    tokens: list[Token] = _variables(target.tokenize(text))
    for i, token in enumerate(tokens[:-1]):
        if (
            tokens[i + 1].token_type is TokenType.L_PAREN
            and token.token_type not in (TokenType.IDENTIFIER, TokenType.STRING, TokenType.NUMBER)
            and token.text[:1].isalpha()
            and token.text.lower() not in _NO_MARK
            and (i == 0 or tokens[i - 1].token_type not in (TokenType.ALIAS, TokenType.DCOLON))
        ):
            tokens[i] = Token(
                TokenType.VAR, CALL_MARK + token.text.lower(), token.line, token.col, token.start, token.end
            )
    return _parse(tokens, text, target)


def _parse(tokens: list[Token], text: str, by: Any) -> exp.Expression:
    try:
        if text.lstrip().lower().startswith(_QUERY_WORDS):
            found = by.parser().parse(tokens, text)
        else:
            found = by.parser().parse_into(exp.Condition, tokens, text)
    except ParseError as error:
        raise PatternError(f"{text!r}: {error}") from None
    if len(found) != 1 or found[0] is None or isinstance(found[0], exp.Command):
        raise PatternError(f"{text!r} is not one expression")
    tree: exp.Expression = unmark(found[0])
    return tree


def variable(node: Any) -> str | None:
    """The name of a pattern variable (`a`, or `*xs` for a rest), else None."""
    if isinstance(node, exp.Column) and "table" not in node.args:
        node = node.this
    if isinstance(node, exp.Identifier):
        name = node.this
        if isinstance(name, str) and name.startswith("$") and len(name) > 1:
            return name[1:]
    return None


def head_of(pattern: exp.Expression) -> str:
    """The index key of a pattern or a tree: `call:nvl`, `name:sysdate`, or the node's class name."""
    name = call_name(pattern)
    if name:
        return f"call:{name}"
    if isinstance(pattern, exp.Column) and not pattern.args.get("table"):
        return f"name:{pattern.name}"
    if isinstance(pattern, exp.Column):
        return f"name:{'.'.join(p.name for p in pattern.parts)}"
    return type(pattern).__name__


_IGNORED_ARGS = frozenset({"safe", "comments", "is_string", "typed", "order_exprs", "nested"})


def match(pattern: Any, node: Any, found: Binding) -> bool:
    """Whether `node` has the pattern's shape; fills `found` (only meaningful when True)."""
    name = variable(pattern)
    if name is not None:
        if not isinstance(node, exp.Expression):
            return False
        if name in found:
            return bool(found[name] == node)
        found[name] = node
        return True
    if type(pattern) is not type(node):
        return False
    if isinstance(pattern, exp.Literal):
        return bool(pattern.this == node.this and pattern.is_string == node.is_string)
    p_args, n_args = pattern.args, node.args
    for key in p_args.keys() | n_args.keys():
        if key in _IGNORED_ARGS:
            continue
        p, n = p_args.get(key), n_args.get(key)
        if not p and not n:
            continue
        if isinstance(p, list):
            if not isinstance(n, list) or not _match_list(p, n, found):
                return False
        elif isinstance(p, exp.Expression):
            if not match(p, n, found):
                return False
        elif isinstance(p, str) and isinstance(n, str):
            if p.lower() != n.lower():
                return False
        elif p != n:
            return False
    return True


def _match_list(patterns: list[Any], nodes: list[Any], found: Binding) -> bool:
    if patterns:
        last = variable(patterns[-1])
        if last is not None and last.startswith("*"):
            fixed = len(patterns) - 1
            if len(nodes) < fixed or not all(match(p, n, found) for p, n in zip(patterns[:-1], nodes, strict=False)):
                return False
            found[last] = nodes[fixed:]
            return True
    return len(patterns) == len(nodes) and all(match(p, n, found) for p, n in zip(patterns, nodes, strict=True))


def fill(template: exp.Expression, found: Binding, mark: str) -> exp.Expression:
    """A copy of `template` with its variables replaced; its own calls are marked with the stage `mark`."""
    used: set[str] = set()

    def build(node: Any) -> Any:
        name = variable(node)
        if name is not None:
            value = found[name]
            if name in used:
                return clone(value)
            used.add(name)
            return value
        if isinstance(node, list):
            out: list[Any] = []
            for item in node:
                rest = variable(item)
                if rest is not None and rest.startswith("*"):
                    values = found[rest]
                    out.extend(clone(v) for v in values) if rest in used else out.extend(values)
                    used.add(rest)
                else:
                    out.append(build(item))
            return out
        if isinstance(node, exp.Expression):
            made = type(node)(**{key: build(value) for key, value in node.args.items()})
            if isinstance(made, (exp.Anonymous, exp.Cast, exp.DataType, exp.Func)):
                made.meta["s"] = mark
            else:
                made.meta["m"] = mark
            return made
        return node

    built: exp.Expression = build(template)
    return built
