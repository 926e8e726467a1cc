"""Teradata's tokens made ready for sqlglot's parser: names folded, calls marked, forms with a grammar of their own put
into marked calls whose meaning the rulebook gives."""

from __future__ import annotations

from sct.sqlexpr.nodes import CALL_MARK
from sct.sqlexpr.sources.teradata import period_words
from sct.sqlexpr.sources.teradata.clauses import with_clauses
from sct.sqlexpr.sources.teradata.phrases import Phrase, applied, phrase_at, read_phrase, read_type
from sct.sqlexpr.sources.teradata.words import (
    FIELDS,
    STRINGS,
    ends_operand,
    group_end,
    make,
    operand_start,
    word,
)
from sct.sqlexpr.token_lists import find_word, split_commas
from sct.sqlexpr.tokens import Token, TokenType

_T = TokenType
_L, _R = _T.L_PAREN, _T.R_PAREN
# Calls and words before a parenthesis that sqlglot reads itself.
_OWN = frozenset(
    """extract exists over values in any all some and or not on using when then else where select from union except
    minus intersect by having with between like is as group case top qualify set into update delete rollup cube sets
    interval distinct join left right full inner outer cross lateral when end if sample within limit percent escape
    unique order partition mod""".split()
) | {"group by", "order by", "partition by", "grouping sets"}
_SYMBOLS = {_T.EQ: "=", _T.NEQ: "<>", _T.LT: "<", _T.GT: ">", _T.LTE: "<=", _T.GTE: ">="}
_NOW = {
    "current_date": "td_current_date",
    "current_time": "td_current_time",
    "current_timestamp": "td_current_timestamp",
    "date": "td_current_date",
    "time": "td_current_time",
    "user": "td_user",
    "current_user": "td_user",
    "session": "td_session",
    "database": "td_database",
    "account": "td_account",
    "role": "td_role",
    "profile": "td_profile",
    "current_role": "td_role",
}
_SYSTEM = frozenset("td_sysfnlib syslib td_sysxml".split())
_BYTES = frozenset("xb xbv xbf xc xcv xcf".split())
# Words sqlglot gives a meaning that they do not have in a query of ours: names.
_PLAIN = frozenset(
    kind
    for name in (
        "SHOW KILL DESCRIBE CACHE UNCACHE LOAD COMMENT COPY USE ANALYZE LIMIT LIST MAP STRUCT ARRAY UNNEST ISNULL "
        "NOTNULL ASOF TEXT OPERATOR RENAME TRIGGER VIEW FUNCTION PROCEDURE SEQUENCE COLUMN PRAGMA OBJECT INDEX "
        "FORMAT TABLE DATABASE SCHEMA COMMAND FIRST FINAL ROWS RANGE KEY PERCENT ROW CONSTRAINT VOLATILE CURRENT_SCHEMA "
        "SEPARATOR SETTINGS XML JSON UUID NEXT REPLACE"
    ).split()
    if (kind := getattr(_T, name, None)) is not None
) - {_T.ROWS, _T.RANGE, _T.TABLE, _T.PERCENT}


def prepare(tokens: list[Token]) -> list[Token]:
    """New tokens for sqlglot's parser; the given ones stay as they are (the audit compares against what comes back)."""
    return _prepared(with_clauses(tokens))


def _mark(name: str, args: list[list[Token]], like: Token) -> list[Token]:
    out = [make(_T.VAR, CALL_MARK + name, like), make(_L, "(", like)]
    for position, arg in enumerate(args):
        if position:
            out.append(make(_T.COMMA, ",", like))
        out.extend(arg)
    return [*out, make(_R, ")", like)]


def _string(text: str, like: Token) -> list[Token]:
    return [make(_T.STRING, text, like)]


def _prepared(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    i, total = 0, len(tokens)
    while i < total:
        i = _step(tokens, i, total, out)
    return out


def _step(tokens: list[Token], i: int, total: int, out: list[Token]) -> int:
    """Puts what begins at `i` into `out`; where it goes on."""
    token = tokens[i]
    kind = token.token_type
    nxt = tokens[i + 1] if i + 1 < total else None
    opens = nxt is not None and nxt.token_type is _L
    dotted = bool(out) and out[-1].token_type is _T.DOT
    w = word(tokens, i)
    if nxt is not None and nxt.token_type is _T.MOD and nxt.text == "%" and w:
        out.append(make(_T.VAR, w, token))
        return i + 1
    if kind is _L and ends_operand(out):
        phrase = phrase_at(tokens, i, out[-1])
        if phrase is not None:
            start = operand_start(out)
            operand = out[start:]
            del out[start:]
            out.extend(applied(phrase, operand, token))
            return group_end(tokens, i) + 1
    if kind in STRINGS:
        if nxt is not None and nxt.start == token.end + 1 and word(tokens, i + 1) in _BYTES:
            out.extend(_mark("hex_literal", [_string(token.text, token)], token))
            return i + 2
        out.append(make(_T.STRING, token.text, token))
        return i + 1
    if w == "x" and nxt is not None and nxt.token_type in STRINGS and nxt.start == token.end + 1:
        out.extend(_mark("hex_literal", [_string(nxt.text, nxt)], token))
        return i + 2
    if w.startswith("_") and nxt is not None and nxt.token_type in STRINGS and w in ("_latin", "_unicode", "_kanji1"):
        return i + 1
    if not dotted and not (nxt is not None and nxt.token_type is _T.DOT):
        end = _form(tokens, i, w, opens, out)
        if end:
            return end
    if kind in _SYMBOLS and not dotted:
        out.append(make(kind, _SYMBOLS[kind], token))
        return i + 1
    if kind is _T.MOD and token.text == "%" and nxt is not None:
        # cursor%NOTFOUND, SQL%ROWCOUNT: what the reader of procedures writes for NOT FOUND and ACTIVITY_COUNT
        out.append(make(_T.DOT, ".", token))
        out.append(make(_T.VAR, "%" + word(tokens, i + 1), nxt))
        return i + 2
    if kind is _T.MOD and opens and not ends_operand(out):
        out.append(make(_T.VAR, CALL_MARK + "mod", token))
        return i + 1
    if kind is _T.COLON and nxt is not None and nxt.start == token.end + 1 and nxt.token_type not in STRINGS:
        return i + 1  # a variable of the surrounding code: its name says it
    if w == "returns" and ends_operand(out):
        # the type a function of any type shall give: the function's own meaning says it
        return _returned(tokens, i + 1)
    if (
        w in _SYSTEM
        and i + 3 < total
        and nxt is not None
        and nxt.token_type is _T.DOT
        and tokens[i + 3].token_type is _L
    ):
        return i + 2
    if kind is _T.IDENTIFIER:
        out.append(make(kind, token.text.lower(), token))
        return i + 1
    if kind is _T.END and opens and not ends_operand(out):
        out.append(make(_T.VAR, CALL_MARK + "period_end", token))
        return i + 1
    if kind is _T.BEGIN:
        out.append(make(_T.VAR, (CALL_MARK + "period_begin") if opens else "begin", token))
        return i + 1
    text = token.text
    if opens and text[:1].isalpha() and _is_call(tokens, i, w, out):
        out.append(make(_T.VAR, CALL_MARK + w, token))
        return i + 1
    if text and (text[0].isalpha() or text[0] == "_" or kind is _T.VAR):
        named = dotted or (nxt is not None and nxt.token_type is _T.DOT) or kind in _PLAIN
        kind = _T.VAR if named else kind
        lower = {"sel": "select", "minus": "except"}.get(w, w) if not named else w
        out.append(Token(kind, lower, token.line, token.col, token.start, token.end, token.comments))
        return i + 1
    out.append(token)
    return i + 1


def _returned(tokens: list[Token], i: int) -> int:
    if word(tokens, i) == "style":
        i += 2
        while word(tokens, i) == ".":
            i += 2
        return i
    _, i = read_type(tokens, i, len(tokens))
    return i + 3 if word(tokens, i) in ("character", "char") and word(tokens, i + 1) == "set" else i


def _form(tokens: list[Token], i: int, w: str, opens: bool, out: list[Token]) -> int:
    """A form with a grammar of its own that begins at `i`: one past it; 0 when there is none."""
    token = tokens[i]
    if opens:
        end = group_end(tokens, i + 1)
        inside = tokens[i + 2 : end]
        if w in ("cast", "trycast"):
            made = _cast(w, inside, token)
        elif w == "trim":
            made = _trim(inside, token)
        elif w in ("position", "substring", "translate", "translate_chk"):
            made = _worded(w, inside, token)
        else:
            made = None
        if made is not None:
            out.extend(made)
            return end + 1
    nxt = tokens[i + 1] if i + 1 < len(tokens) else None
    if w == "period" and nxt is not None and nxt.token_type in STRINGS:
        made = period_words.literal(nxt.text, token)
        if made:
            out.extend(made)
            return i + 2
    if w in ("date", "time", "timestamp") and nxt is not None and nxt.token_type in STRINGS:
        out.extend(_mark(w + "_literal", [_string(nxt.text, nxt)], token))
        return i + 2
    if w in period_words.INFIX and nxt is not None and ends_operand(out) and not (opens and w == "p_intersect"):
        end = period_words.primary_end(tokens, i + 1)
        right = tokens[i + 1 : end]
        start = operand_start(out)
        if not (w == "overlaps" and period_words.is_pair(out[start:])):
            operand = out[start:]
            del out[start:]
            out.extend(_mark(period_words.INFIX[w], [operand, _prepared(right)], token))
            return end
    if w == "is" and out and word(tokens, i + 1 + (word(tokens, i + 1) == "not")) == "until_changed":
        denied = word(tokens, i + 1) == "not"
        start = operand_start(out)
        operand = out[start:]
        del out[start:]
        if denied:
            out.append(make(_T.NOT, "not", token))
        out.extend(_mark("td_until_changed", [operand], token))
        return i + 2 + denied
    if w == "interval" and nxt is not None:
        at, sign = i + 1, ""
        if nxt.text in ("-", "+"):
            at, sign = i + 2, nxt.text
        if at < len(tokens) and tokens[at].token_type in STRINGS:
            end, fields = _fields(tokens, at + 1)
            if fields:
                text = ("-" if sign == "-" else "") + tokens[at].text
                out.extend(_mark("interval_literal", [_string(text, token), _string(fields, token)], token))
                return end
    if w in FIELDS and out and out[-1].token_type is _R:
        end, fields = _fields(tokens, i)
        start = operand_start(out)
        operand = out[start:]
        del out[start:]
        kind = "year to month" if fields.split()[0] in ("year", "month") else "day to second"
        out.extend(_mark("interval_of", [operand, _string(kind, token)], token))
        return end
    if w in _NOW and not (opens and w not in ("current_timestamp", "current_time", "date", "time")) and _stands(w, out):
        args: list[list[Token]] = []
        end = i + 1
        if opens and w.startswith("current_time") and i + 3 < len(tokens) and tokens[i + 3].token_type is _R:
            args = [[tokens[i + 2]]]
            end = i + 4
        elif opens and w.startswith("current_") and word(tokens, i + 2) == ")":
            end = i + 3
        out.extend(_mark(_NOW[w], args, token))
        return end
    if w == "new" and i + 2 < len(tokens) and tokens[i + 2].token_type is _L:
        out.append(make(_T.VAR, CALL_MARK + "new_" + word(tokens, i + 1), token))
        return i + 2
    return 0


def _stands(w: str, out: list[Token]) -> bool:
    """Whether the word is a value here: not a name behind AS, not behind another value."""
    if not out:
        return True
    last = out[-1]
    if last.token_type in (_T.ALIAS, _T.DOT) or ends_operand(out):
        return False
    return not (w in ("role", "profile", "account", "session", "database") and last.text.lower() in ("from", "into"))


def _fields(tokens: list[Token], i: int) -> tuple[int, str]:
    """(one past, `day to second`) of interval fields with their digits."""
    words: list[str] = []
    while i < len(tokens) and word(tokens, i) in FIELDS:
        words.append(word(tokens, i))
        i += 1
        if i + 2 < len(tokens) and tokens[i].token_type is _L and tokens[i + 1].token_type is _T.NUMBER:
            i = group_end(tokens, i) + 1
        if word(tokens, i) != "to" or len(words) == 2:
            break
        i += 1
    return i, " to ".join(words)


def _cast(w: str, inside: list[Token], like: Token) -> list[Token] | None:
    at = find_word(inside, "as")
    if at <= 0:
        return None
    phrase = read_phrase(inside, at + 1, len(inside), cast=True)
    if phrase is None:
        return None
    operand = _prepared(with_clauses(inside[:at]))
    if w == "trycast":
        return _mark("td_trycast", [operand, _string(phrase.type, like)], like)
    if operand and not phrase.type and phrase.format is None and not phrase.cased:
        return [make(_L, "(", like), *operand, make(_R, ")", like)]
    return applied(Phrase(phrase.type, phrase.format, None, phrase.cased), operand, like)


def _trim(inside: list[Token], like: Token) -> list[Token]:
    side, rest = "both", inside
    if word(rest, 0) in ("both", "leading", "trailing"):
        side, rest = word(rest, 0), rest[1:]
    at = find_word(rest, "from")
    what, text = (rest[:at], rest[at + 1 :]) if at >= 0 else ([], rest)
    args = [_prepared(text), *([_prepared(what)] if what else [])]
    return _mark("trim_" + side, args, like)


def _worded(w: str, inside: list[Token], like: Token) -> list[Token] | None:
    """POSITION(a IN b), SUBSTRING(a FROM b FOR c), TRANSLATE(a USING b WITH ERROR) as plain calls."""
    if w == "position":
        at = find_word(inside, "in")
        return _mark("td_position", [_prepared(inside[:at]), _prepared(inside[at + 1 :])], like) if at > 0 else None
    if w == "substring":
        at = find_word(inside, "from")
        if at <= 0:
            return None
        rest = inside[at + 1 :]
        until = find_word(rest, "for")
        parts = [rest] if until < 0 else [rest[:until], rest[until + 1 :]]
        return _mark("substring", [_prepared(inside[:at]), *(_prepared(p) for p in parts)], like)
    at = find_word(inside, "using")
    if at <= 0:
        return None
    return _mark(w + "_using", [_prepared(inside[:at]), _string(word(inside, at + 1), like)], like)


def _is_call(tokens: list[Token], i: int, w: str, out: list[Token]) -> bool:
    if w in _OWN or not w or phrase_at(tokens, i + 1, tokens[i]) is not None:
        return False
    if out and (out[-1].token_type in (_T.INTO, _T.ALIAS) or (out[-1].token_type is _T.WITH)):
        return False
    head = len(out)
    while head > 1 and out[head - 1].token_type is _T.DOT:
        head -= 2
    if head > 0 and out[head - 1].token_type in (_T.INTO, _T.INSERT, _T.UPDATE):
        return False
    end = group_end(tokens, i + 1)
    names_query = word(tokens, end + 1) == "as" and word(tokens, end + 2) == "("
    if names_query and out and (out[-1].token_type in (_T.COMMA, _T.WITH) or word(out, len(out) - 1) == "recursive"):
        return False
    # `FROM (…) t (a, b)`: an alias with its columns
    return not ends_operand(out) or dotted_tail(out)


def dotted_tail(out: list[Token]) -> bool:
    """Whether the last token is a dot: what follows belongs to a name."""
    return bool(out) and out[-1].token_type is _T.DOT


__all__ = ["prepare", "split_commas"]
