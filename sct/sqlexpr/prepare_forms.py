"""Forms of expressions that sqlglot's parser does not know, rewritten as plain calls before it sees them.

`a ** b`, `a MOD b`, `x IS [NOT] NAN | INFINITE | JSON … | OF (type)`, TREAT, INTERVAL literals, `AT LOCAL`. The rulebook gives the calls
their meaning.
"""

from __future__ import annotations

from typing import Any

from sct.sqlexpr import prepare_casts, prepare_json, prepare_objects, prepare_xml
from sct.sqlexpr.token_lists import STRINGS, Token, TokenType, call_tokens, find_word, group_end, make

_T = TokenType
_JSON_FORMS = (
    "json_value json_query json_exists json_table json_object json_array json_arrayagg json_objectagg "
    "json_mergepatch json_equal json_serialize json_transform"
).split()
_FORMS: dict[str, Any] = {
    **dict.fromkeys(_JSON_FORMS, prepare_json),
    **dict.fromkeys(prepare_xml.XML_FORMS, prepare_xml),
    **dict.fromkeys(prepare_casts.CAST_FORMS, prepare_casts),
    **dict.fromkeys(prepare_objects.OBJECT_FORMS, prepare_objects),
}
WATCHED_FORMS = (
    frozenset(
        {"**", "mod", "is", "interval", "at", "day", "year", "using", "trim", "likec", "like2", "like4", "new", "self"}
    )
    | _FORMS.keys()
)
_STATES = frozenset({"nan", "infinite", "json", "empty", "a", "dangling", "present", "of"})
_FIELDS = frozenset({"year", "month", "day", "hour", "minute", "second"})


def _group_start(tokens: list[Token]) -> int:
    """The index of the parenthesis that the last token closes."""
    depth = 0
    for i in range(len(tokens) - 1, -1, -1):
        if tokens[i].token_type is _T.R_PAREN:
            depth += 1
        elif tokens[i].token_type is _T.L_PAREN:
            depth -= 1
            if depth == 0:
                return i
    return 0


def _is_name(token: Token) -> bool:
    return token.token_type is _T.IDENTIFIER or (
        (token.text[:1].isalpha() or token.text[:1] == "$") and token.token_type not in STRINGS
    )


def _operand_before(out: list[Token]) -> int:
    """Where the primary that ends `out` begins: a literal, a name, a call, a group."""
    i = len(out) - 1
    while i >= 0:
        if out[i].token_type is _T.R_PAREN:
            i = _group_start(out[: i + 1])
            if i and _is_name(out[i - 1]) and _last_word(out[i - 1]) not in _NO_OPERAND:
                i -= 1
        if i and out[i - 1].token_type is _T.DOT:
            i -= 2
            continue
        if i and out[i - 1].token_type is _T.COLON:
            i -= 1
        return i
    return 0


_NO_OPERAND = frozenset(
    "return when then else and or not in select where if elsif while by on having values mod between like case from"
    " set loop into over group distinct unique all any some exists prior connect_by_root start connect".split()
)


def _operand_after(tokens: list[Token], i: int) -> int:
    """One past the primary (with its sign) that begins at `i`."""
    total = len(tokens)
    while i < total and tokens[i].token_type in (_T.DASH, _T.PLUS):
        i += 1
    if i < total and tokens[i].token_type is _T.COLON:
        i += 1
    if i < total and tokens[i].token_type is not _T.L_PAREN:
        i += 1
    while i < total:
        if tokens[i].token_type is _T.L_PAREN:
            i = group_end(tokens, i) + 1
        elif tokens[i].token_type is _T.DOT:
            i += 2
        else:
            break
    return min(i, total)


def with_forms(tokens: list[Token]) -> list[Token]:
    """The tokens with these forms rewritten; the very list when there are none."""
    if WATCHED_FORMS.isdisjoint([token.text.lower() for token in tokens]) and not _seen_as(tokens):
        return tokens
    out: list[Token] = []
    i, total = 0, len(tokens)
    while i < total:
        token = tokens[i]
        word = token.text.lower() if token.token_type not in STRINGS else ""
        nxt = tokens[i + 1] if i + 1 < total else None
        if word == "**" and out:
            start, end = _operand_before(out), _operand_after(tokens, i + 1)
            left, right = out[start:], with_forms(tokens[i + 1 : end])
            del out[start:]
            out.extend(call_tokens("power_operator", [left, right], token))
            i = end
            continue
        if word == "mod" and out and nxt is not None and _ends_operand(out[-1]) and _begins_operand(tokens, i + 1):
            out.append(make(_T.MOD, "mod", token))
            i += 1
            continue
        if word == "trim" and nxt is not None and nxt.token_type is _T.L_PAREN:
            end = group_end(tokens, i + 1)
            made = _trim(token, tokens[i + 2 : end])
            if made:
                out.extend(made)
                i = end + 1
                continue
        if word in _FORMS and nxt is not None and nxt.token_type is _T.L_PAREN:
            end = group_end(tokens, i + 1)
            method = bool(out) and out[-1].token_type is _T.DOT  # value.extract('/a')
            rewritten = None if method else _FORMS[word].rewrite(word, token, list(tokens[i + 2 : end]), with_forms)
            if rewritten is not None:
                out.extend(rewritten)
                i = end + 1
                continue
        if word == "is" and out:
            done = _state(tokens, i, out)
            if done:
                i = done
                continue
        if word == "interval" and nxt is not None and nxt.token_type in STRINGS:
            end, fields = _interval_fields(tokens, i + 2)
            if fields:
                out.extend(call_tokens("interval_literal", [[nxt], [make(_T.STRING, fields, nxt)]], token))
                i = end
                continue
        if word in ("day", "year") and out and out[-1].token_type is _T.R_PAREN:
            end, fields = _interval_fields(tokens, i)
            if " to " in fields and fields in ("day to second", "year to month"):
                start = _group_start(out)
                if not (start and _is_name(out[start - 1]) and _last_word(out[start - 1]) not in _NO_OPERAND):
                    group = out[start:]
                    del out[start:]
                    out.extend(call_tokens("interval_of", [group, [make(_T.STRING, fields, token)]], token))
                    i = end
                    continue
        if token.token_type is _T.L_PAREN and not (out and _is_name(out[-1]) and _ends_operand(out[-1])):
            seen = prepare_objects.seen_as(tokens, i)
            if seen is not None:
                i = seen[0]
                out.extend(seen[1])
                continue
        if word == "new" and _constructs(tokens, i) and not (out and (_ends_operand(out[-1]) or out[-1].text == ":")):
            i += 1  # NEW in front of an object's constructor says nothing more
            continue
        if (
            word == "new"
            and (end := _constructs_alone(tokens, i))
            and not (out and out[-1].text not in ("(", ",", "=>"))
        ):
            # NEW t: a constructor without arguments needs no parentheses
            out.extend([*tokens[i + 1 : end], make(_T.L_PAREN, "(", token), make(_T.R_PAREN, ")", token)])
            i = end
            continue
        if word in ("likec", "like2", "like4") and out and (_ends_operand(out[-1]) or out[-1].text.lower() == "not"):
            out.append(make(_T.LIKE, "like", token))
            i += 1
            continue
        if word == "using" and nxt is not None and nxt.text.lower() in ("char_cs", "nchar_cs"):
            out.extend([make(_T.COMMA, ",", token), make(_T.STRING, nxt.text.lower(), nxt)])
            i += 2
            continue
        if word == "at" and nxt is not None and nxt.text.lower() == "local" and out and _ends_operand(out[-1]):
            out.extend(make(_T.VAR, text, token) for text in ("at", "time", "zone", "sessiontimezone"))
            i += 2
            continue
        out.append(token)
        i += 1
    return out


def _seen_as(tokens: list[Token]) -> bool:
    """Whether a method of a parenthesised value may be among them: `(x AS t).m()`."""
    before = None
    for token in tokens:
        if token.token_type is _T.DOT and before is _T.R_PAREN:
            return True
        before = token.token_type
    return False


def _trim(token: Token, inside: list[Token]) -> list[Token]:
    """`TRIM([LEADING | TRAILING | BOTH] [what] FROM text)` as a call named by its side; nothing for a plain TRIM."""
    side = inside[0].text.lower() if inside else ""
    named = side in ("leading", "trailing", "both") and inside[0].token_type not in STRINGS
    at = find_word(inside, "from")
    if at < 0:
        return []
    what, text = inside[1 if named else 0 : at], inside[at + 1 :]
    args = [with_forms(text), *([with_forms(what)] if what else [])]
    return call_tokens(f"trim_{side if named else 'both'}", args, token)


def _constructs(tokens: list[Token], i: int) -> bool:
    """Whether a (dotted) name and its arguments follow."""
    i += 1
    while i + 2 < len(tokens) and _is_name(tokens[i]) and tokens[i + 1].token_type is _T.DOT:
        i += 2
    return i + 1 < len(tokens) and _is_name(tokens[i]) and tokens[i + 1].token_type is _T.L_PAREN


def _constructs_alone(tokens: list[Token], i: int) -> int:
    """Where a (dotted) name ends that nothing but the end of an argument or of the expression follows; else 0."""
    i += 1
    while i + 2 < len(tokens) and _is_name(tokens[i]) and tokens[i + 1].token_type is _T.DOT:
        i += 2
    ends = i + 1 == len(tokens) or (i + 1 < len(tokens) and tokens[i + 1].text in (")", ","))
    return i + 1 if ends and _is_name(tokens[i]) else 0


def _last_word(token: Token) -> str:
    """Of a token of several words (`GROUP BY`), the last one."""
    return token.text.lower().rpartition(" ")[2]


def _ends_operand(token: Token) -> bool:
    if token.token_type in (_T.R_PAREN, _T.NUMBER) or token.token_type in STRINGS:
        return True
    return _is_name(token) and _last_word(token) not in _NO_OPERAND


def _begins_operand(tokens: list[Token], i: int) -> bool:
    token = tokens[i]
    if token.token_type in (_T.NUMBER, _T.L_PAREN, _T.COLON) or token.token_type in STRINGS:
        return True
    return _is_name(token) and token.text.lower() not in ("then", "and", "or", "from", "loop", "as")


def _state(tokens: list[Token], i: int, out: list[Token]) -> int:
    """`IS [NOT] state` as a comparison with a mark; 0 when it is no such state."""
    at = i + 1
    negated = at < len(tokens) and tokens[at].text.lower() == "not"
    at += negated
    if at >= len(tokens):
        return 0
    state = tokens[at].text.lower()
    args: list[list[Token]] = []
    end = at + 1
    if state in ("nan", "infinite"):
        pass
    elif state == "json":
        words = []
        while end < len(tokens) and tokens[end].text.lower() in _JSON_WORDS:
            words.append(tokens[end].text.lower())
            end += 1
        if end < len(tokens) and tokens[end].token_type is _T.L_PAREN:
            close = group_end(tokens, end)
            words.extend(token.text.lower() for token in tokens[end + 1 : close])
            end = close + 1
        args = [[make(_T.STRING, " ".join(words) or "plain", tokens[at])]]
    elif state == "dangling":
        start = _operand_before(out)
        operand = out[start:]
        del out[start:]
        out.extend(call_tokens("object_is_not_dangling" if negated else "object_is_dangling", [operand], tokens[at]))
        return end
    elif state == "of":
        end, types = prepare_objects.types_tested(tokens, at)
        if not types:
            return 0
        start = _operand_before(out)
        operand = out[start:]
        del out[start:]
        name = "object_is_not_of" if negated else "object_is_of"
        out.extend(call_tokens(name, [operand, [make(_T.STRING, types, tokens[at])]], tokens[at]))
        return end
    else:
        return 0
    sign = make(_T.NEQ, "<>", tokens[i]) if negated else make(_T.EQ, "=", tokens[i])
    out.append(sign)
    out.extend(call_tokens(f"state_{state}", args, tokens[at]))
    return end


_JSON_WORDS = frozenset("value object array scalar strict lax with without unique keys format validate".split())


def _interval_fields(tokens: list[Token], i: int) -> tuple[int, str]:
    """(one past, `day to second`) for interval fields with their digits; "" when there are none."""
    words: list[str] = []
    while i < len(tokens):
        word = tokens[i].text.lower()
        if word not in _FIELDS:
            break
        words.append(word)
        i += 1
        if i < len(tokens) and tokens[i].token_type is _T.L_PAREN:
            i = group_end(tokens, i) + 1
        if len(words) == 2 or i >= len(tokens) or tokens[i].text.lower() != "to":
            break
        i += 1
    return i, " to ".join(words)
