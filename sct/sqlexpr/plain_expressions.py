"""Expressions made of names, literals, calls and the common operators, read straight from their tokens.

Most expressions of code are of this kind (`i + 1`, `l_name is null`, `pkg.f(a, b => 'x')`). The way every other one goes
(words put into forms the library knows, its parser, and the audit of what it kept) costs a multiple: here every token is
used as it is read, and nothing can be lost. The tree is the very one the long way makes, which
`tests/test_plain_expressions.py` holds on every expression of the fixtures and on generated ones; whatever is not surely
of this kind is left to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sct.sqlexpr.nodes import exp
from sct.sqlexpr.tokens import Token, TokenType

_T = TokenType
_STRINGS = frozenset({_T.STRING, _T.RAW_STRING, _T.NATIONAL_STRING, _T.NATIONAL_RAW_STRING})
_COMPARISONS: dict[Any, Callable[..., exp.Expression]] = {
    _T.EQ: exp.EQ, _T.NEQ: exp.NEQ, _T.LT: exp.LT, _T.LTE: exp.LTE, _T.GT: exp.GT, _T.GTE: exp.GTE,
}  # fmt: skip
_SUMS: dict[Any, Callable[..., exp.Expression]] = {_T.PLUS: exp.Add, _T.DASH: exp.Sub}
# Keywords to the tokenizer that are methods behind a dot, or a function's name.
_METHODS = frozenset({_T.FIRST, _T.NEXT, _T.DELETE, _T.EXISTS, _T.REPLACE})
_METHOD_NAMES = frozenset("first last next prior delete exists trim".split())
# What may stand in such an expression; a text with anything else is left alone at once.
_KINDS = (
    frozenset({_T.VAR, _T.IDENTIFIER, _T.NUMBER, _T.NULL, _T.TRUE, _T.FALSE, _T.DOT, _T.COMMA, _T.L_PAREN, _T.R_PAREN,
               _T.STAR, _T.SLASH, _T.DPIPE, _T.COLON, _T.MOD, _T.FARROW, _T.AND, _T.OR, _T.NOT, _T.IS, _T.IN, _T.BETWEEN,
               _T.LIKE, _T.CASE, _T.WHEN, _T.THEN, _T.ELSE, _T.END})
    | _METHODS
    | _STRINGS
    | _COMPARISONS.keys()
    | _SUMS.keys()
)  # fmt: skip
_BEGIN_NAMES = frozenset({_T.VAR, _T.IDENTIFIER, _T.COLON, _T.REPLACE})
_MORE = frozenset({*_COMPARISONS, _T.IS, _T.IN, _T.BETWEEN, _T.LIKE, _T.NOT})
_PARTS = ("this", "table", "db", "catalog")


class _Other(Exception):
    """Something else than a plain expression."""


class PlainReader:
    """For one source. `watched`: words in lower case that mean something else than a name where they stand; `moment`: the
    word for the current moment that is no call; `folded`: a quoted name as the source folds it."""

    def __init__(self, watched: frozenset[str], moment: str, folded: Callable[[str], str]) -> None:
        self.watched = watched
        self.moment = moment
        self.folded = folded

    def read(self, tokens: list[Token]) -> exp.Expression | None:
        """The tree, or None when the tokens are no plain expression."""
        kinds = [token.token_type for token in tokens]
        if not _KINDS.issuperset(kinds) or any(token.comments for token in tokens):
            return None
        kinds.append(None)
        reading = _Reading(self, tokens, kinds)
        try:
            tree = reading.either()
        except (_Other, RecursionError):
            return None
        return tree if reading.at == len(tokens) else None


class _Reading:
    __slots__ = ("at", "kinds", "moment", "reader", "tokens", "watched")

    def __init__(self, reader: PlainReader, tokens: list[Token], kinds: list[Any]) -> None:
        self.reader, self.tokens, self.kinds = reader, tokens, kinds
        self.watched, self.moment = reader.watched, reader.moment
        self.at = 0

    # --- operators, the loosest first -------------------------------------------------------------------------------

    def either(self) -> exp.Expression:
        left = self.both()
        while self.kinds[self.at] is _T.OR:
            self.at += 1
            left = exp.Or(this=left, expression=self.both())
        return left

    def both(self) -> exp.Expression:
        left = self.negated()
        while self.kinds[self.at] is _T.AND:
            self.at += 1
            left = exp.And(this=left, expression=self.negated())
        return left

    def negated(self) -> exp.Expression:
        if self.kinds[self.at] is not _T.NOT:
            return self.compared()
        self.at += 1
        return exp.Not(this=self.compared())

    def compared(self) -> exp.Expression:
        left = self.sum()
        kind = self.kinds[self.at]
        if kind not in _MORE:
            return left
        self.at += 1
        made = _COMPARISONS.get(kind)
        if made is not None:
            left = made(this=left, expression=self.sum())
        elif kind is _T.IS:
            negated = self.kinds[self.at] is _T.NOT
            self.at += negated
            self.expect(_T.NULL)
            left = exp.Is(this=left, expression=exp.Null())
            left = exp.Not(this=left) if negated else left
        elif kind is _T.IN:
            self.expect(_T.L_PAREN)
            left = exp.In(this=left, expressions=self.several(self.either))
        elif kind is _T.BETWEEN:
            low = self.sum()
            self.expect(_T.AND)
            left = exp.Between(this=left, low=low, high=self.sum(), symmetric=None)
        elif kind is _T.LIKE:
            left = exp.Like(this=left, expression=self.sum())
        else:
            raise _Other
        if self.kinds[self.at] in _MORE:
            raise _Other
        return left

    def sum(self) -> exp.Expression:
        """`+`, `-` and `||` have one precedence and go from left to right."""
        left = self.product()
        while True:
            kind = self.kinds[self.at]
            if kind is _T.DPIPE:
                self.at += 1
                left = exp.DPipe(this=left, expression=self.product(), safe=True)
                continue
            made = _SUMS.get(kind)
            if made is None:
                return left
            self.at += 1
            left = made(this=left, expression=self.product())

    def product(self) -> exp.Expression:
        left = self.signed()
        while True:
            kind = self.kinds[self.at]
            if kind is _T.STAR:
                self.at += 1
                left = exp.Mul(this=left, expression=self.signed())
            elif kind is _T.SLASH:
                self.at += 1
                left = exp.Div(this=left, expression=self.signed(), typed=False, safe=False)
            else:
                return left

    def signed(self) -> exp.Expression:
        if self.kinds[self.at] is not _T.DASH:
            return self.operand()
        self.at += 1
        return exp.Neg(this=self.signed())

    # --- operands ---------------------------------------------------------------------------------------------------

    def operand(self) -> exp.Expression:
        at = self.at
        kind = self.kinds[at]
        if kind in _BEGIN_NAMES:
            return self.name()
        self.at += 1
        if kind in _STRINGS or kind is _T.NUMBER:
            token = self.tokens[at]
            return _placed(exp.Literal(this=token.text, is_string=kind is not _T.NUMBER), token)
        if kind is _T.NULL:
            return exp.Null()
        if kind is _T.TRUE or kind is _T.FALSE:
            return exp.Boolean(this=kind is _T.TRUE)
        if kind is _T.L_PAREN:
            inner = self.either()
            self.expect(_T.R_PAREN)
            if self.kinds[self.at] is _T.DOT or self.kinds[self.at] is _T.L_PAREN:
                raise _Other
            made = exp.Paren(this=inner)
            made.comments = []
            return made
        if kind is _T.CASE:
            return self.case()
        raise _Other

    def case(self) -> exp.Expression:
        selector = None if self.kinds[self.at] is _T.WHEN else self.either()
        branches: list[exp.Expression] = []
        while self.kinds[self.at] is _T.WHEN:
            self.at += 1
            condition = self.either()
            self.expect(_T.THEN)
            branches.append(exp.If(this=condition, true=self.either()))
        otherwise = None
        if self.kinds[self.at] is _T.ELSE:
            self.at += 1
            otherwise = self.either()
        self.expect(_T.END)
        if not branches or self.kinds[self.at] in (_T.DOT, _T.L_PAREN):
            raise _Other
        return exp.Case(this=selector, ifs=branches, default=otherwise)

    def name(self) -> exp.Expression:
        """A dotted name, with the arguments, subscripts and fields behind it."""
        kinds, tokens = self.kinds, self.tokens
        path: list[exp.Expression] = []
        while True:
            kind = kinds[self.at]
            if kind is None:
                raise _Other
            token = tokens[self.at]
            if kind is _T.COLON and not path:
                self.at += 1
                bound = tokens[self.at] if kinds[self.at] is _T.VAR else None
                if bound is None or bound.start != token.end + 1:
                    raise _Other
                path.append(_placed(exp.Identifier(this=":" + bound.text.lower(), quoted=False), bound))
                behind = kinds[self.at + 1]
                if behind is _T.L_PAREN or behind is _T.COLON:
                    raise _Other
            elif kind is _T.VAR or kind in _METHODS:
                behind = kinds[self.at + 1]
                word = self.word(token, kind, bool(path))
                if behind is _T.L_PAREN:
                    return self.behind(self.called(_dotted(path) if path else None, word, token))
                if not path and behind is not _T.DOT and word == self.moment:
                    self.at += 1
                    return exp.CurrentTimestamp(sysdate=True)
                path.append(_placed(exp.Identifier(this=word, quoted=False), token))
            elif kind is _T.IDENTIFIER:
                behind = kinds[self.at + 1]
                if behind is _T.L_PAREN:
                    raise _Other
                path.append(_placed(exp.Identifier(this=self.reader.folded(token.text), quoted=True), token))
            else:
                raise _Other
            self.at += 1
            if behind is _T.MOD and tokens[self.at].text == "%":
                self.at += 1
                asked = tokens[self.at] if kinds[self.at] is _T.VAR else None
                if asked is None or kinds[self.at + 1] is _T.L_PAREN:
                    raise _Other
                self.at += 1
                path.append(_placed(exp.Identifier(this="%" + asked.text.lower(), quoted=False), asked))
                break
            if behind is not _T.DOT:
                break
            self.at += 1
        if len(path) > len(_PARTS):
            raise _Other
        return exp.Column(**dict(zip(_PARTS, reversed(path), strict=False)))

    def word(self, token: Token, kind: Any, dotted: bool = False) -> str:
        """An unquoted name, folded. `dotted`: it stands behind a dot."""
        text = token.text
        word: str = text.lower()
        if dotted and word in _METHOD_NAMES:
            return word
        if not text[:1].isalpha() or word in self.watched:
            raise _Other
        if kind is not _T.VAR and (kind is not _T.REPLACE or self.kinds[self.at + 1] is not _T.L_PAREN):
            raise _Other
        return word

    def called(self, owner: exp.Expression | None, name: str, token: Token) -> exp.Expression:
        """The call whose name is at hand."""
        if name == self.moment:
            raise _Other
        self.at += 2
        call = _placed(exp.Anonymous(this=name, expressions=self.several(self.argument, empty=True)), token)
        call.comments = []
        return call if owner is None else exp.Dot(this=owner, expression=call)

    def behind(self, value: exp.Expression) -> exp.Expression:
        """What follows a call: `.field`, `.method(…)`, `(subscript)`."""
        kinds = self.kinds
        while True:
            kind = kinds[self.at]
            if kind is _T.L_PAREN:
                token = self.tokens[self.at - 1]
                self.at += 1
                item = _placed(exp.Anonymous(this="item", expressions=self.several(self.argument)), token)
                item.comments = []
                value = exp.Dot(this=value, expression=item)
            elif kind is _T.DOT:
                self.at += 1
                kind = kinds[self.at]
                if kind is not _T.VAR and kind not in _METHODS:
                    raise _Other
                token = self.tokens[self.at]
                word = self.word(token, kind, True)
                if kinds[self.at + 1] is _T.L_PAREN:
                    value = self.called(value, word, token)
                else:
                    self.at += 1
                    value = exp.Dot(this=value, expression=_placed(exp.Identifier(this=word, quoted=False), token))
            elif kind is _T.MOD:
                raise _Other
            else:
                return value

    def argument(self) -> exp.Expression:
        at = self.at
        if self.kinds[at] is _T.VAR and self.kinds[at + 1] is _T.FARROW:
            name = exp.Var(this=self.word(self.tokens[at], _T.VAR))
            self.at += 2
            return exp.Kwarg(this=name, expression=self.either())
        return self.either()

    def several(self, one: Callable[[], exp.Expression], empty: bool = False) -> list[exp.Expression]:
        """What is separated by commas, up to the parenthesis that closes it."""
        if empty and self.kinds[self.at] is _T.R_PAREN:
            self.at += 1
            return []
        found = [one()]
        while self.kinds[self.at] is _T.COMMA:
            self.at += 1
            found.append(one())
        self.expect(_T.R_PAREN)
        return found

    def expect(self, kind: Any) -> None:
        if self.kinds[self.at] is not kind:
            raise _Other
        self.at += 1


def _dotted(path: list[exp.Expression]) -> exp.Expression:
    owner = path[0]
    for part in path[1:]:
        owner = exp.Dot(this=owner, expression=part)
    return owner


def _placed(node: exp.Expression, token: Token) -> exp.Expression:
    node._meta = {"line": token.line, "col": token.col, "start": token.start, "end": token.end}
    return node
