"""Oracle's XML functions with grammar of their own, rewritten as plain calls; names keep the case XML gives them.

xmlelement_of(name, xmlattributes_of(name, value …) | value …)    xmlforest_of(name, value …)
xmlserialize_of(value, type, indent)    xmlparse_of(value)    xmlquery_of(path, value)    xmlexists_of(path, value)
xmlcast_of(value, type)    extract_xml(value, path)
"""

from __future__ import annotations

from collections.abc import Callable

from sct.sqlexpr.token_lists import STRINGS, Token, TokenType, call_tokens, find_word, make, split_commas

_T = TokenType
Inner = Callable[[list[Token]], list[Token]]
XML_FORMS = frozenset(
    [
        "xmlelement",
        "xmltable",
        "xmlforest",
        "xmlserialize",
        "xmlparse",
        "xmlquery",
        "xmlexists",
        "xmlcast",
        "extract",
        "xmlpi",
        "xmlroot",
    ]
)
_EXTRACTED = frozenset(
    [
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "timezone_hour",
        "timezone_minute",
        "timezone_region",
        "timezone_abbr",
    ]
)


def _word(token: Token) -> str:
    return "" if token.token_type in STRINGS else token.text.lower()


def _string(text: str, like: Token) -> list[Token]:
    return [make(_T.STRING, text, like)]


def _name(token: Token) -> str:
    """A name of SQL as a name of XML: capitals unless quoted."""
    return token.text if token.token_type is _T.IDENTIFIER else token.text.upper()


def rewrite(name: str, token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    if not inside:
        return None
    if name == "extract":
        if len(inside) > 1 and _word(inside[0]) in _EXTRACTED and _word(inside[1]) == "from":
            return None
        return call_tokens("extract_xml", [inner(p) for p in split_commas(inside)], token)
    if name == "xmlelement":
        return _element(token, inside, inner)
    if name == "xmlforest":
        pairs = _pairs(token, inside, inner)
        return None if pairs is None else call_tokens("xmlforest_of", pairs, token)
    if name in ("xmlserialize", "xmlparse", "xmlcast"):
        return _cast_like(name, token, inside, inner)
    if name == "xmltable":
        return _table(token, inside, inner)
    if name in ("xmlquery", "xmlexists"):
        return _query(name, token, inside, inner)
    return call_tokens(name + "_of", [], token)


def _element(token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    first, *rest = split_commas(inside)
    while len(first) > 1 and _word(first[0]) in ("name", "entityescaping", "noentityescaping"):
        first = first[1:]
    if len(first) != 1:
        return None  # EVALNAME: a name that is computed
    args = [_string(_name(first[0]), first[0])]
    for part in rest:
        if len(part) > 2 and _word(part[0]) == "xmlattributes" and part[1].token_type is _T.L_PAREN:
            pairs = _pairs(part[0], part[2:-1], inner)
            if pairs is None:
                return None
            args.append(call_tokens("xmlattributes_of", pairs, part[0]))
        elif len(part) > 2 and _word(part[-2]) == "as":
            args.append(inner(part[:-2]))
        else:
            args.append(inner(part))
    return call_tokens("xmlelement_of", args, token)


def _pairs(token: Token, inside: list[Token], inner: Inner) -> list[list[Token]] | None:
    """`value AS "name"` or `column`, as name and value."""
    out: list[list[Token]] = []
    for part in split_commas(inside):
        if not part:
            return None
        value, name = part, part[-1]
        if len(part) > 2 and _word(part[-2]) == "as":
            value = part[:-2]
        elif len(part) > 1 and part[-2].token_type is not _T.DOT:
            if part[-1].token_type is not _T.IDENTIFIER or part[-2].token_type is _T.DOT:
                return None
            value = part[:-1]
        if name.token_type in STRINGS:
            return None
        out += [_string(_name(name), name), inner(value)]
    return out


def _cast_like(name: str, token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    if _word(inside[0]) in ("content", "document"):
        inside = inside[1:]
    if name == "xmlparse":
        if inside and _word(inside[-1]) == "wellformed":
            inside = inside[:-1]
        return call_tokens("xmlparse_of", [inner(inside)], token)
    at = find_word(inside, "as")
    value = inside[:at] if at >= 0 else inside
    words = [_word(t) or t.text for t in (inside[at + 1 :] if at >= 0 else [])]
    indent = "indent" in words and "no" not in words
    type_words = []
    for word in words:
        if word in ("no", "indent", "version", "encoding", "hide", "show"):
            break
        type_words.append(word)
    args = [inner(value), _string(" ".join(type_words) or "clob", token)]
    if name == "xmlserialize":
        args.append(_string("indent" if indent else "-", token))
    return call_tokens(name + "_of", args, token)


def _query(name: str, token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    at = find_word(inside, "passing")
    if at != 1 or inside[0].token_type not in STRINGS:
        return None
    rest = inside[2:]
    end = find_word(rest, "returning")
    rest = rest[:end] if end >= 0 else rest
    found = _passed(inside[0].text.strip(), rest)
    if found is None:
        return None
    return call_tokens(name + "_of", [_string(found[0], token), inner(found[1])], token)


def _passed(path: str, rest: list[Token]) -> tuple[str, list[Token]] | None:
    """(path, document) of `PASSING [BY VALUE] document [AS "d"]`; `$d/…` in the path is the document."""
    if len(rest) > 2 and [_word(t) for t in rest[:2]] == ["by", "value"]:
        rest = rest[2:]
    if len(split_commas(rest)) != 1 or not rest:
        return None
    if len(rest) > 2 and _word(rest[-2]) == "as":
        variable = "$" + _name(rest[-1])
        rest = rest[:-2]
        if path.startswith(variable) and path[len(variable) : len(variable) + 1] in ("/", ""):
            path = path[len(variable) :] or "/"
    return path, rest


def _table(token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    """xmltable_of(path, document, xml_column(name, type, path, default) …)."""
    at, passing = find_word(inside, "columns"), find_word(inside, "passing")
    if at < 0 or passing != 1 or inside[0].token_type not in STRINGS:
        return None
    head = inside[2:at]
    end = find_word(head, "returning")
    found = _passed(inside[0].text.strip(), head[:end] if end >= 0 else head)
    if found is None:
        return None
    args = [_string(found[0], token), inner(found[1])]
    for part in split_commas(inside[at + 1 :]):
        if not part:
            return None
        name = part[0].text if part[0].token_type is _T.IDENTIFIER else part[0].text.lower()
        words = [_word(t) for t in part[1:]]
        if words == ["for", "ordinality"]:
            args.append(call_tokens("xml_column", [_string(name, token), _string("ordinality", token)], token))
            continue
        rest, path, default = part[1:], _name(part[0]), [make(_T.NULL, "NULL", token)]
        cut = find_word(rest, "default")
        if cut >= 0:
            default, rest = rest[cut + 1 :], rest[:cut]
        cut = find_word(rest, "path")
        if cut >= 0:
            if len(rest) != cut + 2 or rest[-1].token_type not in STRINGS:
                return None
            path, rest = rest[-1].text, rest[:cut]
        type_ = " ".join(t.text.lower() for t in rest) or "xmltype"
        args.append(
            call_tokens(
                "xml_column", [_string(name, token), _string(type_, token), _string(path, token), inner(default)], token
            )
        )
    return call_tokens("xmltable_of", args, token)
