"""Periods among tokens: literals, and predicates and operators between two of them, as marked calls.

| source | what the parser sees |
|---|---|
| PERIOD '(2024-01-01, 2024-02-01)' | period(date_literal('2024-01-01'), date_literal('2024-02-01')) |
| a CONTAINS b, MEETS, PRECEDES, SUCCEEDS, OVERLAPS | td_contains(a, b) … |
| a P_INTERSECT b | p_intersect(a, b) |
"""

from __future__ import annotations

from sct.sqlexpr.nodes import CALL_MARK
from sct.sqlexpr.sources.teradata.words import STRINGS, group_end, make, word
from sct.sqlexpr.tokens import Token, TokenType

_T = TokenType
INFIX = {
    "contains": "td_contains",
    "meets": "td_meets",
    "precedes": "td_precedes",
    "succeeds": "td_succeeds",
    "overlaps": "td_overlaps",
    "p_intersect": "p_intersect",
}


def literal(text: str, like: Token) -> list[Token]:
    """The tokens of `period(begin, end)` for the text of a literal; none when it is no such text."""
    begin, _, end = text.strip().removeprefix("(").removesuffix(")").partition(",")
    out = [make(_T.VAR, CALL_MARK + "period", like), make(_T.L_PAREN, "(", like)]
    for position, part in enumerate((begin.strip(), end.strip())):
        if position:
            out.append(make(_T.COMMA, ",", like))
        name = "timestamp_literal" if ":" in part else "date_literal"
        out += [
            make(_T.VAR, CALL_MARK + name, like),
            make(_T.L_PAREN, "(", like),
            make(_T.STRING, part, like),
            make(_T.R_PAREN, ")", like),
        ]
    return [*out, make(_T.R_PAREN, ")", like)] if end else []


def primary_end(tokens: list[Token], i: int) -> int:
    """One past the primary that begins at `i`: a name, a call, a literal, ( … )."""
    if i >= len(tokens):
        return i
    if tokens[i].token_type is _T.L_PAREN:
        return group_end(tokens, i) + 1
    typed = word(tokens, i) in ("date", "timestamp", "time", "period")
    if typed and i + 1 < len(tokens) and tokens[i + 1].token_type in STRINGS:
        return i + 2
    i += 1
    while i + 1 < len(tokens) and tokens[i].token_type is _T.DOT:
        i += 2
    if i < len(tokens) and tokens[i].token_type is _T.L_PAREN:
        return group_end(tokens, i) + 1
    return i


def is_pair(operand: list[Token]) -> bool:
    """`(a, b)`: the ends of a stretch of time, no period."""
    if not operand or operand[0].token_type is not _T.L_PAREN:
        return False
    depth = 0
    for token in operand:
        depth += (token.token_type is _T.L_PAREN) - (token.token_type is _T.R_PAREN)
        if depth == 1 and token.token_type is _T.COMMA:
            return True
    return False


def parted(part: list[Token]) -> tuple[list[Token], list[Token]] | None:
    """The two values of a PERIOD among the values of an INSERT."""
    if word(part, 0) != "period" or len(part) < 2:
        return None
    if part[1].token_type in STRINGS and len(part) == 2:
        begin, _, end = part[1].text.strip().removeprefix("(").removesuffix(")").partition(",")
        kind = _T.TIMESTAMP if ":" in part[1].text else _T.DATE
        name = "timestamp" if ":" in part[1].text else "date"
        made = [[make(kind, name, part[0]), make(_T.STRING, t.strip(), part[1])] for t in (begin, end)]
        return made[0], made[1]
    if part[1].token_type is _T.L_PAREN and group_end(part, 1) == len(part) - 1:
        from sct.sqlexpr.token_lists import split_commas

        ends = split_commas(part[2:-1])
        if len(ends) == 2:
            return ends[0], ends[1]
    return None
