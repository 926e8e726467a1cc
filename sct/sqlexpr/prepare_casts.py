"""Conversions with clauses: DEFAULT … ON CONVERSION ERROR, CAST with a format, VALIDATE_CONVERSION, as plain calls.

conversion_or(kind, value, default, format …)    conversion_by(kind, value, format …)
conversion_check(kind, value, format …)
"""

from __future__ import annotations

from collections.abc import Callable

from sct.sqlexpr.token_lists import Token, TokenType, call_tokens, find_word, make, split_commas

_T = TokenType
Inner = Callable[[list[Token]], list[Token]]
_KINDS = {
    "to_number": "number",
    "to_date": "date",
    "to_timestamp": "timestamp",
    "to_timestamp_tz": "timestamp with time zone",
    "to_binary_double": "binary_double",
    "to_binary_float": "binary_float",
    "to_dsinterval": "interval day to second",
    "to_yminterval": "interval year to month",
}
CONVERSIONS = frozenset(_KINDS)  # ordinary calls without these clauses
CAST_FORMS = frozenset([*_KINDS, "cast", "validate_conversion"])


def rewrite(name: str, token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    """None for a call without any of these clauses."""
    parts = split_commas(inside)
    kind = _KINDS.get(name)
    first, rest = parts[0], parts[1:]
    default = _default(first)
    value = first[: default[0]] if default else first
    if kind is None:
        at = find_word(value, "as")
        if at < 0 or (name == "cast" and not default and not rest):
            return None
        value, words = value[:at], value[at + 1 :]
        kind = " ".join(t.text.lower() for t in words)
    elif not default:
        return None
    args = [[make(_T.STRING, kind, token)], inner(value)]
    if default:
        args.append(inner(first[default[0] + 1 : default[1]]))
    args += [inner(p) for p in rest]
    made = "conversion_check" if name == "validate_conversion" else "conversion_or" if default else "conversion_by"
    return call_tokens(made, args, token)


def _default(tokens: list[Token]) -> tuple[int, int] | None:
    """Where DEFAULT and its ON CONVERSION ERROR stand."""
    start = find_word(tokens, "default")
    if start < 0 or [t.text.lower() for t in tokens[-3:]] != ["on", "conversion", "error"]:
        return None
    return start, len(tokens) - 3
