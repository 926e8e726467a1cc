"""Data type, FORMAT, TITLE and NAMED phrases, and what stands behind AS in a CAST.

| source | what the parser sees |
|---|---|
| CAST(a AS INTEGER), a (INTEGER) | td_cast(a, 'integer'), td_cast(a, 'integer', 'phrase') |
| d (FORMAT 'x') | td_format(d, 'x') |
| CAST(a AS DATE FORMAT 'x'), a (DATE, FORMAT 'x') | td_cast_format(a, 'date', 'x') |
| a (NAMED n) | a AS n |
| a (TITLE 'x') | a |
| a (UPPERCASE), a (NOT CASESPECIFIC) | td_upper(a), td_case(a, 'not casespecific') |

Data Types and Literals, "Data Definition Phrases"; SQL Functions, "Teradata Conversion Syntax".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sct.sqlexpr.nodes import CALL_MARK
from sct.sqlexpr.sources.teradata.words import ATTRIBUTES, CALLED, FIELDS, STRINGS, TYPES, group_end, make, word
from sct.sqlexpr.token_lists import split_commas
from sct.sqlexpr.tokens import Token, TokenType

_T = TokenType


@dataclass(slots=True)
class Phrase:
    """`type` the words of a data type, "" when the phrase has none; `named` the token of a name."""

    type: str = ""
    format: Token | None = None
    named: Token | None = None
    cased: list[str] = field(default_factory=list)
    phrase: bool = False  # behind its operand, not in CAST


def read_type(tokens: list[Token], i: int, end: int) -> tuple[str, int]:
    """(the words of the type at `i`, one past it)."""
    start = i
    first = word(tokens, i)
    i += 1
    if (
        (first == "double" and word(tokens, i) == "precision")
        or (first == "long" and word(tokens, i) == "varchar")
        or (first in ("char", "character", "byte", "graphic") and word(tokens, i) == "varying")
    ):
        i += 1
    elif first in ("character", "binary", "char") and word(tokens, i) == "large":
        i += 2
    elif first == "interval":
        while i < end and (word(tokens, i) in FIELDS or word(tokens, i) == "to"):
            i += 1
            if i < end and tokens[i].token_type is _T.L_PAREN:
                i = group_end(tokens, i) + 1
        return _spelled(tokens[start:i]), i
    while i + 1 < end and tokens[i].token_type is _T.DOT:
        i += 2
    if i < end and tokens[i].token_type is _T.L_PAREN:
        i = group_end(tokens, i) + 1
    if first in ("time", "timestamp") and word(tokens, i) == "with" and word(tokens, i + 1) == "time":
        i += 3
    if first == "dataset" and word(tokens, i) == "storage":
        i += 3
    if first in ("clob", "json", "xml") and word(tokens, i) == "inline":
        i += 3
    return _spelled(tokens[start:i]), i


def _spelled(tokens: list[Token]) -> str:
    text = ""
    for token in tokens:
        spaced = (text and text[-1].isalnum() and token.text[:1].isalnum()) or text.endswith(")")
        text += (" " if spaced and token.text not in ("(", ")") else "") + token.text.lower()
    return text


def read_phrase(tokens: list[Token], i: int, end: int, *, cast: bool = False) -> Phrase | None:
    """What stands in `tokens[i:end]`; None when it is no phrase. In CAST any name may be a type."""
    found = Phrase()
    first = True
    while i < end:
        if tokens[i].token_type is _T.COMMA:
            i += 1
            continue
        w = word(tokens, i)
        if first and (w in TYPES or (cast and w not in ATTRIBUTES and w != "not" and tokens[i].text[:1].isalpha())):
            found.type, i = read_type(tokens, i, end)
        elif w == "format" and i + 1 < end and tokens[i + 1].token_type in STRINGS:
            found.format = tokens[i + 1]
            i += 2
        elif w == "title" and i + 1 < end and tokens[i + 1].token_type in STRINGS:
            i += 2
        elif w == "named" and i + 1 < end:
            found.named = tokens[i + 1]
            i += 2
        elif w == "not" and word(tokens, i + 1) in ("casespecific", "cs"):
            found.cased.append("not casespecific")
            i += 2
        elif w in ("casespecific", "cs"):
            found.cased.append("casespecific")
            i += 1
        elif w in ("uppercase", "uc"):
            found.cased.append("uppercase")
            i += 1
        elif (w in ("character", "char") and word(tokens, i + 1) == "set") or (
            w == "with" and word(tokens, i + 1) in ("time",)
        ):
            i += 3
        else:
            return None
        first = False
    return found if found.type or found.format or found.named or found.cased or not first else None


def phrase_at(tokens: list[Token], i: int, previous: Token) -> Phrase | None:
    """The phrase in the parenthesis at `i`, behind the operand that ends with `previous`; None when it is none."""
    inside = word(tokens, i + 1)
    if inside not in TYPES and inside not in ATTRIBUTES and inside != "not":
        return None
    end = group_end(tokens, i)
    if inside == "period" and len(split_commas(tokens[i + 3 : end - 1])) > 1:
        return None  # LAST(PERIOD(a, b)): a period, not its type
    found = read_phrase(tokens, i + 1, end)
    if found is None:
        return None
    found.phrase = True
    if previous.token_type in STRINGS or previous.token_type is _T.R_PAREN or previous.token_type is _T.NUMBER:
        return found
    name = previous.text.lower().lstrip(CALL_MARK)
    alone = end == i + 2
    if alone and inside in ("date", "time", "timestamp") and (name in CALLED or tokens[i].start == previous.end + 1):
        return None
    if alone and inside in ATTRIBUTES and name in CALLED:
        return None  # MAX(cs): a column of that name; no function's name is an operand
    return found


def applied(found: Phrase, operand: list[Token], like: Token) -> list[Token]:
    """The operand's tokens under a phrase."""
    made = list(operand)
    if found.type and found.format is not None:
        made = _call("td_cast_format", made, [make(_T.STRING, found.type, like)], [found.format], like=like)
    elif found.type:
        as_phrase = [[make(_T.STRING, "phrase", like)]] if found.phrase else []
        made = _call("td_cast", made, [make(_T.STRING, found.type, like)], *as_phrase, like=like)
    elif found.format is not None:
        made = _call("td_format", made, [found.format], like=like)
    for one in found.cased:
        made = (
            _call("td_upper", made, like=like)
            if one == "uppercase"
            else _call("td_case", made, [make(_T.STRING, one, like)], like=like)
        )
    if found.named is not None:
        made += [make(_T.ALIAS, "as", like), make(_T.VAR, found.named.text.lower(), found.named)]
    return made


def _call(name: str, *args: list[Token], like: Token) -> list[Token]:
    out = [make(_T.VAR, CALL_MARK + name, like), make(_T.L_PAREN, "(", like)]
    for position, arg in enumerate(args):
        if position:
            out.append(make(_T.COMMA, ",", like))
        out.extend(make(_T.STRING, t.text, t) if t.token_type in STRINGS else t for t in arg)
    return [*out, make(_T.R_PAREN, ")", like)]
