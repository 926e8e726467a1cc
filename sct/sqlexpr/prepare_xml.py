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


_LAYOUT = ("no", "indent", "version", "encoding", "hide", "show")


def _cast_like(name: str, token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    if _word(inside[0]) in ("content", "document"):
        inside = inside[1:]
    if name == "xmlparse":
        if inside and _word(inside[-1]) == "wellformed":
            inside = inside[:-1]
        return call_tokens("xmlparse_of", [inner(inside)], token)
    at = find_word(inside, "as")
    ends = [n for n in (find_word(inside, word) for word in _LAYOUT) if n > 0]
    end = at if at >= 0 else min(ends, default=len(inside))
    value = inside[:end]
    words = [_word(t) or t.text for t in inside[end + (at >= 0) :]]
    indent = "indent" in words and "no" not in words
    type_words = []
    for word in words:
        if word in _LAYOUT:
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


def _looped_path(text: str) -> str:
    """`for $i in PATH return $i` is PATH, and `… return $i/name` is PATH/name where no step of PATH reaches further than its
    children: other loops, which are XQuery, come back as they are."""
    words = text.split()
    if len(words) < 6 or words[0] != "for" or words[2] != "in" or words[-2] != "return" or words[1][:1] != "$":
        return text
    variable, last = words[1], words[-1]
    path, rest = " ".join(words[3:-2]), last[len(variable) :]
    plain = (
        last.startswith(variable) and rest[:1] in ("", "/") and not {",", "for", "where", "return"} & set(words[3:-2])
    )
    plain = (
        plain and variable not in path and (not rest or not any(far in path + rest for far in ("//", "..", "::", "|")))
    )
    return path + rest if plain else text


def _passed(path: str, rest: list[Token]) -> tuple[str, list[Token]] | None:
    """(path, document) of `PASSING [BY VALUE] document [AS "d"]`; `$d/…` in the path is the document."""
    path = _looped_path(path)
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


def _namespaces(clause: list[Token]) -> list[list[Token]] | None:
    """`XMLNAMESPACES('uri' AS "p", DEFAULT 'uri')` as calls; an empty prefix is the default."""
    out: list[list[Token]] = []
    for part in split_commas(clause[2:-1]):
        words = [_word(t) for t in part]
        if words == ["no", "default"]:
            continue
        if len(part) == 2 and words[0] == "default" and part[1].token_type in STRINGS:
            prefix, uri = "", part[1]
        elif len(part) == 3 and words[1] == "as" and part[0].token_type in STRINGS:
            prefix, uri = _name(part[2]), part[0]
        else:
            return None
        out.append(call_tokens("xml_namespace", [_string(prefix or "-", uri), _string(uri.text, uri)], uri))
    return out


def _table(token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    """xmltable_of(path, document, xml_namespace(prefix, uri) …, xml_column(name, type, path, default) …)."""
    spaces: list[list[Token]] | None = []
    if _word(inside[0]) == "xmlnamespaces":
        clause, *others = split_commas(inside)
        spaces = _namespaces(clause)
        if spaces is None or not others:
            return None
        inside = inside[len(clause) + 1 :]
    at, passing = find_word(inside, "columns"), find_word(inside, "passing")
    if at < 0 or passing != 1 or inside[0].token_type not in STRINGS:
        return None
    head = inside[2:at]
    end = find_word(head, "returning")
    found = _passed(inside[0].text.strip(), head[:end] if end >= 0 else head)
    if found is None or spaces is None:
        return None
    args = [_string(found[0], token), inner(found[1]), *spaces]
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
