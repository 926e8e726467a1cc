"""Words that are keywords to the parser and names in the source: `inner`, `using`, `window` … as a column, variable, alias or
routine. Each is a keyword only where its clause can stand; everywhere else it is a name."""

from __future__ import annotations

from collections.abc import Callable

from sct.sqlexpr.nodes import CALL_MARK
from sct.sqlexpr.tokens import Token, TokenType

_T = TokenType
_VALUES = frozenset({_T.STRING, _T.RAW_STRING, _T.NATIONAL_STRING, _T.NATIONAL_RAW_STRING, _T.NUMBER})
_ENDING = frozenset({_T.R_PAREN, _T.R_BRACKET, _T.VAR, _T.IDENTIFIER, *_VALUES})  # an operand may end with these
_VALUE_FOLLOWS = frozenset(
    "select distinct all unique by then else when and or where on having between in not like set case prior escape "
    "connect_by_root values returning from join apply into as union intersect minus if start with is elsif over".split()
)
# what can stand behind a whole operand and begins no operand of its own
_GOES_ON = frozenset(
    "from where group having order connect start union intersect minus and or not in is like between then else when end as "
    "asc desc nulls fetch offset for on set model join inner left right full cross natural pivot unpivot loop bulk into".split()
)
# words of _GOES_ON that may be a table's name behind JOIN, unless a join goes on there
_TABLES = frozenset(
    "join inner left right full cross natural outer apply pivot unpivot offset model start loop bulk set".split()
)
_JOINED = frozenset({"join", "inner", "left", "right", "full"})


class _At:
    """A word's surroundings, in lower case; "" where there is nothing, and for a literal."""

    def __init__(self, tokens: list[Token], i: int) -> None:
        self.tokens, self.i = tokens, i
        self.before, self.next, self.after = self.word(i - 1), self.word(i + 1), self.word(i + 2)

    def word(self, at: int) -> str:
        if not 0 <= at < len(self.tokens) or self.tokens[at].token_type in _VALUES:
            return ""
        return self.tokens[at].text.lower()

    @property
    def operand(self) -> bool:
        """Whether a value or a name is expected here."""
        if self.i == 0 or self.before in _VALUE_FOLLOWS:
            return True
        return self.tokens[self.i - 1].token_type not in _ENDING and not self.before[:1].isalpha()

    @property
    def followed(self) -> bool:
        """Whether a name, literal or parenthesis comes next: what a clause that begins here would need."""
        if self.i + 1 >= len(self.tokens) or self.next in _GOES_ON:
            return False
        kind = self.tokens[self.i + 1].token_type
        return kind in (_T.L_PAREN, _T.IDENTIFIER, _T.COLON, *_VALUES) or self.next[:1].isalpha()

    @property
    def literal(self) -> bool:
        return self.i + 1 < len(self.tokens) and self.tokens[self.i + 1].token_type in _VALUES

    def inside(self, word: str) -> bool:
        """Whether the word stands in the parentheses that follow, on their first level."""
        depth = 0
        for token in self.tokens[self.i + 1 :]:
            depth += (token.token_type is _T.L_PAREN) - (token.token_type is _T.R_PAREN)
            if depth == 0:
                return False
            if depth == 1 and token.text.lower() == word:
                return True
        return False

    @property
    def in_query(self) -> bool:
        return any(t.token_type is _T.SELECT for t in self.tokens)


def _clause(at: _At) -> bool:
    return not at.operand and at.followed


_NEVER: Callable[[_At], bool] = lambda at: False  # noqa: E731
# word -> whether it is a keyword where it stands
_KEYWORD: dict[str, Callable[[_At], bool]] = {
    "inner": lambda at: at.next == "join",
    "cross": lambda at: at.next in ("join", "apply"),
    "outer": lambda at: at.next in ("join", "apply"),
    "natural": lambda at: at.next in _JOINED,
    "left": lambda at: at.next in ("join", "outer"),
    "right": lambda at: at.next in ("join", "outer"),
    "full": lambda at: at.next in ("join", "outer"),
    "join": lambda at: not at.operand and (at.followed or (at.next in _TABLES and at.after not in _TABLES)),
    "apply": lambda at: at.before in ("cross", "outer"),
    "lateral": lambda at: at.next == "(" and at.before in (",", "from", "join", "apply", "("),
    "except": lambda at: at.before == "multiset" or (not at.operand and at.next in ("select", "all", "distinct", "(")),
    "using": _clause,
    "returning": _clause,
    "tablesample": _NEVER,
    "sample": lambda at: not at.operand and at.next in ("(", "block"),
    "partition": lambda at: at.next == "by" or (not at.operand and at.next in ("(", "for")),
    "over": _clause,
    "pivot": lambda at: not at.operand and at.next in ("(", "xml"),
    "unpivot": lambda at: not at.operand and at.next in ("(", "include", "exclude"),
    "window": lambda at: not at.operand and at.after == "as",
    "next": lambda at: at.before == "fetch",
    "constraint": lambda at: at.before in ("set", "option"),
    "references": _NEVER,
    "ordinality": lambda at: at.before == "for",
    "recursive": _NEVER,
    "rollup": lambda at: at.in_query,
    "cube": lambda at: at.in_query,
    "localtime": _NEVER,
    "current_schema": _NEVER,
    "current_catalog": _NEVER,
    "session_user": _NEVER,
    "interval": lambda at: at.literal or at.before in ("as", "range") or at.next in ("day", "year", ":"),
    "timestamp": lambda at: at.literal or not at.operand or at.before == "as",
    "exists": lambda at: at.next == "(" and at.after in ("select", "with", "("),
    "extract": lambda at: at.next != "(" or at.before == "." or at.inside("from") or at.inside(","),
    "cast": lambda at: at.next != "(" or at.inside("as"),
    "out": _NEVER,
    "collate": _clause,
    "qualify": _NEVER,
    "offset": lambda at: _clause(at) and at.after in ("row", "rows"),
}

WATCHED_NAMES = frozenset(_KEYWORD)


def with_names(tokens: list[Token]) -> list[Token]:
    """The tokens with such words as names; the very list when there are none."""
    out: list[Token] | None = None
    for i, token in enumerate(tokens):
        kind = token.token_type
        if kind is _T.IDENTIFIER or kind in _VALUES:
            continue
        test = _KEYWORD.get(token.text.lower()) if len(token.text) > 2 else None
        if test is None or (i and tokens[i - 1].token_type is _T.DOT) or test(_At(tokens, i)):
            continue
        if out is None:
            out = list(tokens)
        word = token.text.lower()
        at = _At(tokens, i)
        called = at.next == "(" and at.operand and at.before not in ("into", "from", "join", "as")
        text = CALL_MARK + word if called else word
        out[i] = Token(_T.VAR, text, token.line, token.col, token.start, token.end, token.comments)
    return tokens if out is None else out
