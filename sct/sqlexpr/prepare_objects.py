"""Forms of object types, as plain calls; the types stand in a text, names folded.

object_treat(value, 'type')            TREAT(value AS type)
object_as(value, 'type')               (value AS type), in front of a method: generalized invocation
object_is_of(value, 'only a, b')       value IS OF (ONLY a, b); object_is_not_of for IS NOT OF
"""

from __future__ import annotations

from collections.abc import Callable

from sct.sqlexpr.token_lists import Token, TokenType, call_tokens, find_word, group_end, make, split_commas

_T = TokenType
Inner = Callable[[list[Token]], list[Token]]
OBJECT_FORMS = frozenset(["treat"])


def rewrite(name: str, token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    """TREAT; None for another function of that name, and for references."""
    at = find_word(inside, "as")
    if at <= 0 or at + 1 >= len(inside):
        return None
    types = type_name(inside[at + 1 :])
    return call_tokens("object_treat", [inner(inside[:at]), [make(_T.STRING, types, token)]], token) if types else None


def type_name(tokens: list[Token]) -> str:
    """A dotted name, folded, `ref name` for REF t; "" when the words are no name."""
    if len(tokens) > 1 and tokens[0].text.lower() == "ref" and tokens[1].token_type is not _T.DOT:
        name = type_name(tokens[1:])
        return f"ref {name}" if name else ""
    if not tokens or any(t.token_type is not _T.DOT for t in tokens[1::2]) or len(tokens) % 2 == 0:
        return ""
    return ".".join(
        t.text if t.token_type is _T.IDENTIFIER and t.text != t.text.upper() else t.text.lower() for t in tokens[::2]
    )


def types_tested(tokens: list[Token], at: int) -> tuple[int, str]:
    """(one past, the types) of `OF [TYPE] (a, ONLY b)` whose OF stands at `at`; the types "" when it is none."""
    at += 1
    if at < len(tokens) and tokens[at].text.lower() == "type":
        at += 1
    if at >= len(tokens) or tokens[at].token_type is not _T.L_PAREN:
        return at, ""
    end = group_end(tokens, at)
    names = []
    for part in split_commas(tokens[at + 1 : end]):
        only = len(part) > 1 and part[0].text.lower() == "only"
        name = type_name(part[1:] if only else part)
        if not name:
            return at, ""
        names.append(f"only {name}" if only else name)
    return end + 1, ", ".join(names)


def seen_as(tokens: list[Token], i: int) -> tuple[int, list[Token]] | None:
    """`(name AS type).` that begins at `i`: one past its parenthesis, and the call it becomes."""
    end = group_end(tokens, i)
    if end + 1 >= len(tokens) or tokens[end].token_type is not _T.R_PAREN or tokens[end + 1].token_type is not _T.DOT:
        return None
    inside = tokens[i + 1 : end]
    at = find_word(inside, "as")
    value, name = inside[:at], type_name(inside[at + 1 :])
    if at <= 0 or not name or not type_name(value):
        return None
    return end + 1, call_tokens("object_as", [value, [make(_T.STRING, name, tokens[i])]], tokens[i])
