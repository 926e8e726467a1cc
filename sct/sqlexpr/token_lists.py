"""Lists of tokens as text is cut: groups, words, commas, and calls made of them."""

from __future__ import annotations

from sct.sqlexpr.tokens import Token, TokenType

__all__ = ["STRINGS", "Token", "TokenType", "call_tokens", "find_word", "group_end", "make", "split_commas"]

_T = TokenType
STRINGS = frozenset({_T.STRING, _T.RAW_STRING, _T.NATIONAL_STRING, _T.NATIONAL_RAW_STRING})


def make(kind: TokenType, text: str, like: Token) -> Token:
    return Token(kind, text, like.line, like.col, like.start, like.end)


def call_tokens(name: str, args: list[list[Token]], like: Token) -> list[Token]:
    """Tokens of `name(arg, arg …)`."""
    out = [make(_T.VAR, name, like), make(_T.L_PAREN, "(", like)]
    for position, arg in enumerate(args):
        if position:
            out.append(make(_T.COMMA, ",", like))
        out.extend(arg)
    out.append(make(_T.R_PAREN, ")", like))
    return out


def group_end(tokens: list[Token], start: int) -> int:
    """The index of the parenthesis that closes the one at `start` (the last token when none does)."""
    depth = 0
    for i in range(start, len(tokens)):
        if tokens[i].token_type is _T.L_PAREN:
            depth += 1
        elif tokens[i].token_type is _T.R_PAREN:
            depth -= 1
            if depth == 0:
                return i
    return len(tokens) - 1


def find_word(tokens: list[Token], word: str) -> int:
    """The index of a word outside every parenthesis, -1 when it is not there."""
    depth = 0
    for i, token in enumerate(tokens):
        if token.token_type is _T.L_PAREN:
            depth += 1
        elif token.token_type is _T.R_PAREN:
            depth -= 1
        elif depth == 0 and token.token_type not in STRINGS and token.text.lower() == word:
            return i
    return -1


def split_commas(tokens: list[Token]) -> list[list[Token]]:
    """The parts between commas outside every parenthesis."""
    out: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.token_type is _T.L_PAREN:
            depth += 1
        elif token.token_type is _T.R_PAREN:
            depth -= 1
        if depth == 0 and token.token_type is _T.COMMA:
            out.append([])
        else:
            out[-1].append(token)
    return out
