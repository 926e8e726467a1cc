"""Oracle's tokens made ready for sqlglot's parser: what it cannot say is put into words it passes through untouched.

One pass over an island's tokens. Names are folded, ordinary calls get a mark that is no function to sqlglot, and
forms with a grammar of their own become marked calls whose meaning the rulebook gives.
"""

from __future__ import annotations

from sct.sqlexpr.nodes import CALL_MARK, QUOTE_MARK, TYPE_MARK
from sct.sqlexpr.prepare_forms import WATCHED_FORMS, group_end, with_forms
from sct.sqlexpr.prepare_names import WATCHED_NAMES, with_names
from sct.sqlexpr.prepare_queries import WATCHED_CLAUSES, defines_query, with_query_forms
from sct.sqlexpr.statement_reader import UnreadForm
from sct.sqlexpr.tokens import Token, TokenType, tokenise

_T = TokenType

# Calls with grammar of their own, left to sqlglot.
_OWN_GRAMMAR = frozenset(
    [
        "cast",
        "trim",
        "extract",
        "exists",
        "xmltable",
        "over",
        "values",
        "in",
        "any",
        "all",
        "some",
        "group",
        "and",
        "or",
        "not",
        "on",
        "using",
        "when",
        "then",
        "else",
        "where",
        "select",
        "from",
        "union",
        "minus",
        "intersect",
        "by",
        "having",
        "with",
        "between",
        "like",
        "is",
        "as",
        "within",
        "partition",
        "set",
        "into",
        "update",
        "delete",
        "grouping",
        "rollup",
        "cube",
        "sets",
        "columns",
        "case",
        "if",
        "pivot",
        "unpivot",
        "for",
        "sample",
        "table",
        "lateral",
    ]
) - {"table", "grouping", "sets", "if"}
_NATIONAL = (_T.NATIONAL_STRING, _T.NATIONAL_RAW_STRING)
_OF_BYTES = ("lengthb", "vsize", "substrb", "instrb")
_STRINGS = frozenset({_T.STRING, _T.RAW_STRING, _T.NATIONAL_STRING, _T.NATIONAL_RAW_STRING})
_NAMES = frozenset({_T.VAR, _T.IDENTIFIER})
_BEFORE_BINDS = frozenset({_T.EQ, _T.NEQ, _T.LT, _T.GT, _T.LTE, _T.GTE, _T.PLUS, _T.DASH, _T.DPIPE})


def _token(kind: TokenType, text: str, like: Token) -> Token:
    return Token(kind, text, like.line, like.col, like.start, like.end)


def _simple_upper(text: str) -> bool:
    """Whether a quoted name is one that could be written without its quotes: it is folded as that one is."""
    word = text.replace("_", "a").replace("$", "a").replace("#", "a")
    return text.isascii() and text.isupper() and word.isalnum() and not text[0].isdigit()


def simple_name(text: str) -> str:
    """A quoted name as it is folded."""
    return text.lower() if _simple_upper(text) else text


def prepare(tokens: list[Token]) -> list[Token]:
    """New tokens for sqlglot's parser; the given ones stay as they are (the audit compares against them)."""
    out: list[Token] = []
    append = out.append
    tokens = with_query_forms(with_forms(with_names(tokens)))
    total = len(tokens)
    closing: dict[int, int] = {}  # token number -> parentheses to close behind it
    pairs, arrows = _keyed_pairs(tokens)
    types: dict[int, int] = {}  # first token of a type in CAST -> its last
    i = 0
    while i < total:
        while closing and min(closing) < i:
            at = min(closing)
            out.extend(_token(_T.R_PAREN, ")", tokens[at]) for _ in range(closing.pop(at)))
        token = tokens[i]
        if i in pairs:
            # 'key' => value: a pair of an associative array, whose key is no name
            append(_token(_T.VAR, CALL_MARK + "keyed_pair", token))
            append(_token(_T.L_PAREN, "(", token))
            end = _value_end(tokens, i)
            closing[end] = closing.get(end, 0) + 1
        kind = token.token_type
        text = token.text
        nxt = tokens[i + 1] if i + 1 < total else None
        if i in types:
            pass
        elif kind in _SIGNS and not (kind is _T.R_PAREN and nxt is not None and nxt.token_type is _T.L_PAREN):
            append(token)
            i += 1
            continue
        elif kind is _T.VAR and (nxt is None or nxt.token_type is not _T.L_PAREN) and text[:1].isalpha():
            lower = text.lower()
            if lower not in _WATCHED:
                append(Token(kind, lower, token.line, token.col, token.start, token.end, token.comments))
                i += 1
                continue
        if i in types:
            # the type in CAST: kept as it is written, for sqlglot has other types in mind
            end = types[i]
            append(_token(_T.VAR, type_token(tokens[i : end + 1]), token))
            i = end
        elif (
            kind is not _T.IDENTIFIER
            and text.lower() in ("cast", "xmlcast")
            and nxt is not None
            and nxt.token_type is _T.L_PAREN
        ):
            types.update(_type_span(tokens, i + 1))
            append(token)
        elif i in arrows:
            append(_token(_T.COMMA, ",", token))
        elif kind in _NATIONAL and i > 1 and tokens[i - 1].text == "(" and tokens[i - 2].text.lower() in _OF_BYTES:
            # its bytes are those of the national character set, which a literal of ours would not tell
            wide = f"nvarchar2({max(1, len(text))})"
            for kind_, text_ in ((_T.VAR, "cast"), (_T.L_PAREN, "("), (_T.STRING, text), (_T.ALIAS, "as")):
                append(_token(kind_, text_, token))
            append(_token(_T.VAR, type_token(tokenise(wide, "oracle")), token))
            append(_token(_T.R_PAREN, ")", token))
        elif kind is _T.UNICODE_STRING:  # u'\\00e9' is what UNISTR makes of its text
            append(_token(_T.VAR, CALL_MARK + "unistr", token))
            for kind_, text_ in ((_T.L_PAREN, "("), (_T.STRING, text), (_T.R_PAREN, ")")):
                append(_token(kind_, text_, token))
        elif kind in _STRINGS:
            append(_token(_T.STRING, text, token))
        elif kind is _T.NUMBER and nxt is not None and nxt.start == token.end + 1 and nxt.text in ("f", "F", "d", "D"):
            # 1.5f, 2d: binary numbers; read apart, the letter would be an alias
            name = "float_literal" if nxt.text in ("f", "F") else "double_literal"
            append(_token(_T.VAR, CALL_MARK + name, token))
            append(_token(_T.L_PAREN, "(", token))
            append(_token(kind, text, token))
            append(_token(_T.R_PAREN, ")", nxt))
            i += 1
        elif kind is _T.IDENTIFIER and nxt is not None and nxt.token_type is _T.L_PAREN and _calls(tokens, i):
            folded = text.lower() if _simple_upper(text) else QUOTE_MARK + text
            append(_token(_T.VAR, CALL_MARK + folded, token))
        elif kind is _T.IDENTIFIER and nxt is not None and nxt.token_type is _T.FARROW:
            append(_token(_T.VAR, text.lower() if _simple_upper(text) else text, token))
        elif kind is _T.IDENTIFIER:
            append(_token(kind, text.lower() if _simple_upper(text) else text, token))
        elif (
            kind is _T.COLON
            and nxt is not None
            and nxt.token_type not in _STRINGS
            and (nxt.start == token.end + 1 or (i > 0 and tokens[i - 1].token_type in _BEFORE_BINDS))
        ):
            # bind variable or :new / :old: one name, with blanks behind its sign where no value can stand in front of it
            append(_token(_T.VAR, ":" + nxt.text.lower(), nxt))
            i += 1
        elif kind in (_T.AMP, _T.DAMP):
            raise UnreadForm(f"{text}{nxt.text if nxt is not None else ''} has no value", token, "SC1021")
        elif nxt is not None and text.lower() in _PREFIXES and not (out and out[-1].token_type is _T.DOT):
            # PRIOR x, CONNECT_BY_ROOT x bind like a sign: a marked call around the primary that follows
            append(_token(_T.VAR, CALL_MARK + text.lower(), token))
            if nxt.token_type is not _T.L_PAREN or _primary_end(tokens, i + 1) != _matching(tokens, i + 1):
                append(_token(_T.L_PAREN, "(", token))
                end = _primary_end(tokens, i + 1)
                closing[end] = closing.get(end, 0) + 1
        elif nxt is not None and (words := _collection_words(tokens, i)):
            # MULTISET UNION, MEMBER OF …: operators no source has, in their place (constructs_collections.py)
            length, made, prefix = words
            append(Token(made[0], made[1], token.line, token.col, token.start, tokens[i + length - 1].end))
            i += length - 1
            if prefix and i + 1 < total:
                append(_token(_T.VAR, CALL_MARK + "multiset_distinct", token))
                if tokens[i + 1].token_type is not _T.L_PAREN or _primary_end(tokens, i + 1) != _matching(
                    tokens, i + 1
                ):
                    append(_token(_T.L_PAREN, "(", token))
                    end = _primary_end(tokens, i + 1)
                    closing[end] = closing.get(end, 0) + 1
        elif nxt is not None and nxt.token_type is _T.L_PAREN and text.lower() == "set" and _set_of(out):
            append(_token(_T.VAR, CALL_MARK + "set", token))
        elif kind is _T.PLUS and _is_sign(out):
            pass  # +x is x
        elif kind is _T.MOD and text == "%" and nxt is not None:
            # x%FOUND, sql%rowcount: an attribute of x
            append(_token(_T.DOT, ".", token))
            append(_token(_T.VAR, "%" + nxt.text.lower(), nxt))
            i += 1
        elif nxt is not None and nxt.token_type in _STRINGS and kind in (_T.DATE, _T.TIMESTAMP):
            name = "date_literal" if kind is _T.DATE else "timestamp_literal"
            append(_token(_T.VAR, CALL_MARK + name, token))
            append(_token(_T.L_PAREN, "(", nxt))
            append(_token(_T.STRING, nxt.text, nxt))
            append(_token(_T.R_PAREN, ")", nxt))
            i += 1
        elif kind is _T.R_PAREN and nxt is not None and nxt.token_type is _T.L_PAREN and _subscript(out):
            append(token)
            append(_token(_T.DOT, ".", token))
            append(_token(_T.VAR, CALL_MARK + "item", token))
        elif kind in _PLAIN_WORDS and not (out and out[-1].token_type is _T.DOT):
            # a keyword to sqlglot, an ordinary name here
            mark = CALL_MARK if nxt is not None and nxt.token_type is _T.L_PAREN else ""
            append(_token(_T.VAR, mark + text.lower(), token))
        elif (
            nxt is not None
            and nxt.token_type is _T.L_PAREN
            and (_is_call(tokens, i, kind, text) or (text.lower() in _JOINS and _operand_begins(out)))
        ):
            append(_token(_T.VAR, text if text.startswith(CALL_MARK) else CALL_MARK + text.lower(), token))
        elif text and text[0].isalpha() and kind not in _STRINGS:
            if kind in _ONLY_NAMES or (nxt is not None and nxt.token_type is _T.DOT):
                kind = _T.VAR  # what stands before a dot is a name, be it called inner or left
            append(Token(kind, text.lower(), token.line, token.col, token.start, token.end, token.comments))
        else:
            append(token)
        i += 1
    for at in sorted(closing):
        out.extend(_token(_T.R_PAREN, ")", tokens[min(at, total - 1)]) for _ in range(closing[at]))
    return out


def _type_span(tokens: list[Token], i: int) -> dict[int, int]:
    """Where the type stands in the parenthesis at `i`: behind its own AS, up to the end or a DEFAULT."""
    end, depth, start = group_end(tokens, i), 0, 0
    for j in range(i + 1, end):
        token = tokens[j]
        depth += (token.token_type is _T.L_PAREN) - (token.token_type is _T.R_PAREN)
        if depth == 0 and start and (token.text.lower() == "default" or token.token_type is _T.COMMA):
            return {start: j - 1}
        if depth == 0 and token.token_type is _T.ALIAS:
            start = j + 1
    return {start: end - 1} if start and start < end else {}


def type_token(tokens: list[Token]) -> str:
    """A type's words as one name."""
    text = ""
    for token in tokens:
        spaced = (text and text[-1].isalnum() and token.text[:1].isalnum()) or text.endswith(")")
        text += (" " if spaced and token.text != ")" else "") + token.text
    return TYPE_MARK + text.encode().hex()


def _keyed_pairs(tokens: list[Token]) -> tuple[frozenset[int], frozenset[int]]:
    """Where arguments `key => value` begin whose key is an expression, and where their arrows stand."""
    pairs: set[int] = set()
    arrows: set[int] = set()
    for arrow, token in enumerate(tokens):
        if token.token_type is not _T.FARROW:
            continue
        depth, at = 0, arrow - 1
        while at >= 0 and (depth or tokens[at].token_type not in (_T.COMMA, _T.L_PAREN)):
            depth += (tokens[at].token_type is _T.R_PAREN) - (tokens[at].token_type is _T.L_PAREN)
            at -= 1
        first = tokens[at + 1]
        plain = first.token_type in _STRINGS or first.token_type is _T.NUMBER
        iterator = first.text.lower() in ("for", "indices") or any(
            t.token_type is _T.PIPE for t in tokens[at + 1 : arrow]
        )
        if at >= 0 and not iterator and (plain if at + 2 == arrow else at + 2 < arrow):
            pairs.add(at + 1)
            arrows.add(arrow)
    return frozenset(pairs), frozenset(arrows)


def _value_end(tokens: list[Token], i: int) -> int:
    """The last token of the argument that begins at `i`."""
    depth = 0
    for j in range(i, len(tokens)):
        kind = tokens[j].token_type
        if depth == 0 and kind in (_T.COMMA, _T.R_PAREN):
            return j - 1
        depth += (kind is _T.L_PAREN) - (kind is _T.R_PAREN)
    return len(tokens) - 1


_BEHIND_COLLECTION_WORDS = frozenset(["union", "intersect", "except", "of", "set"])
_COLLECTION_TESTS = {"member": (_T.GLOB, "GLOB"), "submultiset": (_T.OVERLAPS, "OVERLAPS")}
_MULTISET = {"union": (_T.PIPE, "|"), "intersect": (_T.AMP, "&"), "except": (_T.CARET, "^")}


def _collection_words(tokens: list[Token], i: int) -> tuple[int, tuple[TokenType, str], bool] | None:
    """An operation on collections that begins here: how many tokens it is, what stands for it, whether it is DISTINCT."""
    text = tokens[i].text.lower()
    if text not in ("multiset", "member", "submultiset", "a") or tokens[i].token_type in _STRINGS:
        return None
    if tokens[i + 1].text.lower() not in _BEHIND_COLLECTION_WORDS:
        plain = text in ("member", "submultiset") and _tests_a_value(tokens, i)  # OF may be left out
        return (1, _COLLECTION_TESTS[text], False) if plain else None
    following = [t.text.lower() for t in tokens[i + 1 : i + 3]]
    if text == "multiset" and following and following[0] in _MULTISET:
        more = following[1:] and following[1] in ("all", "distinct")
        return (3 if more else 2), _MULTISET[following[0]], bool(more and following[1] == "distinct")
    if text in _COLLECTION_TESTS and following[:1] == ["of"]:
        return 2, _COLLECTION_TESTS[text], False
    before = [t.text.lower() for t in tokens[max(0, i - 2) : i]]
    if text == "a" and following[:1] == ["set"] and before and (before[-1] == "is" or before == ["is", "not"]):
        return 2, (_T.VAR, "a_set"), False
    return None


def _tests_a_value(tokens: list[Token], i: int) -> bool:
    """Whether a word stands between a value and a name: an operator, and no name itself (`t member START WITH …`)."""
    left = tokens[i - 1].token_type if i else None
    if left is _T.NOT:
        left = tokens[i - 2].token_type if i > 1 else None
    operand = left in (_T.VAR, _T.NUMBER, _T.R_PAREN) or left in _STRINGS
    clause = i + 2 < len(tokens) and tokens[i + 2].text.lower() in ("with", "by")
    return operand and tokens[i + 1].token_type is _T.VAR and not clause


def _begins_value(out: list[Token]) -> bool:
    """Whether a value begins here: SET( … ) is a function there, the clause elsewhere."""
    return not out or out[-1].token_type in (_T.L_PAREN, _T.COMMA, _T.EQ, _T.PIPE, _T.AMP, _T.CARET, _T.DPIPE)


def _set_of(out: list[Token]) -> bool:
    """Whether SET( … ) is the function here: a value begins, also behind MEMBER OF and SUBMULTISET OF."""
    return _operand_begins(out) or out[-1].token_type in (_T.GLOB, _T.OVERLAPS)


# Signs that stay what they are wherever they stand (a parenthesis that is closed before another one opens is looked at),
# and the words that something is made of although no parenthesis follows: with `prepare`'s own branches, in short.
_SIGNS = frozenset([_T.COMMA, _T.DOT, _T.L_PAREN, _T.R_PAREN, _T.EQ, _T.NEQ, _T.LT, _T.LTE, _T.GT, _T.GTE, _T.STAR,
                    _T.SLASH, _T.DPIPE])  # fmt: skip
_WATCHED = frozenset(["prior", "connect_by_root", "multiset", "member", "submultiset", "a"])
# Words of joins that are routines' names where a value begins.
_JOINS = frozenset(["join", "left", "right", "full", "inner", "outer", "cross", "natural"])
_OPERATORS = frozenset([_T.PLUS, _T.DASH, _T.STAR, _T.SLASH, _T.LT, _T.GT, _T.LTE, _T.GTE, _T.NEQ, _T.AND, _T.OR, _T.NOT,
                        _T.WHEN, _T.THEN, _T.ELSE, _T.SELECT, _T.WHERE, _T.FARROW])  # fmt: skip


def _operand_begins(out: list[Token]) -> bool:
    return _begins_value(out) or out[-1].token_type in _OPERATORS


_PREFIXES = frozenset(["prior", "connect_by_root"])


def _matching(tokens: list[Token], i: int) -> int:
    """The number of the parenthesis that closes the one at `i`."""
    depth = 0
    for j in range(i, len(tokens)):
        kind = tokens[j].token_type
        depth += (kind is _T.L_PAREN) - (kind is _T.R_PAREN)
        if depth == 0:
            return j
    return len(tokens) - 1


def _primary_end(tokens: list[Token], i: int) -> int:
    """The last token of the primary that begins at `i`: a literal, a dotted name, a call, CASE … END, ( … )."""
    total = len(tokens)
    while i < total and tokens[i].token_type in (_T.PLUS, _T.DASH):
        i += 1
    if i >= total:
        return total - 1
    if tokens[i].token_type is _T.L_PAREN:
        return _matching(tokens, i)
    if tokens[i].text.lower() == "case":
        depth = 0
        for j in range(i, total):
            depth += (tokens[j].text.lower() == "case") - (tokens[j].text.lower() == "end")
            if depth == 0:
                return j
        return total - 1
    while i + 2 < total and tokens[i + 1].token_type is _T.DOT:
        i += 2
    if i + 1 < total and tokens[i + 1].token_type is _T.L_PAREN:
        return _matching(tokens, i + 1)
    return i


def _is_sign(out: list[Token]) -> bool:
    """Whether a + here has nothing to its left to add to."""
    if not out:
        return True
    last = out[-1]
    if last.token_type in _NAMES or last.token_type in _STRINGS or last.token_type is _T.NUMBER:
        return last.token_type is _T.VAR and last.text in _SIGN_AFTER
    return last.token_type not in (_T.R_PAREN, _T.STAR, _T.END, _T.R_BRACKET) and (
        not last.text[:1].isalpha() or last.text in _SIGN_AFTER
    )


_SIGN_AFTER = frozenset("select by then else when and or return where on having between in not".split())


def _subscript(out: list[Token]) -> bool:
    """Whether the parenthesis being closed belongs to a marked call: `t(i)(j)`."""
    depth = 1
    for token in reversed(out):
        if token.token_type is _T.R_PAREN:
            depth += 1
        elif token.token_type is _T.L_PAREN:
            depth -= 1
            if depth == 0:
                at = out.index(token)
                return at > 0 and out[at - 1].text.startswith(CALL_MARK)
    return False


# Words sqlglot gives a meaning that they have in no query of ours: names of columns, variables and functions.
_PLAIN_WORDS = frozenset(
    kind
    for word in (
        "SHOW KILL DESCRIBE CACHE UNCACHE LOAD COMMENT COPY USE ANALYZE LIMIT TOP LIST MAP STRUCT ARRAY UNNEST ISNULL "
        "NOTNULL ASOF TEXT SESSION OPERATOR RENAME TRIGGER VIEW FUNCTION PROCEDURE SEQUENCE COLUMN PRAGMA OBJECT"
    ).split()
    if (kind := getattr(_T, word, None)) is not None
)

# Keywords of other engines: only names here.
_ONLY_NAMES = frozenset(
    k
    for k in (
        getattr(_T, n, None)
        for n in """LIMIT QUALIFY SEMI ANTI ASOF TOP SHOW DESCRIBE KILL USE CACHE UNCACHE OVERWRITE UNNEST PRAGMA FINAL COPY
        ANALYZE ILIKE RLIKE GLOB ISNULL NOTNULL SEPARATOR SETTINGS PREWHERE FORMAT SUMMARIZE LOAD ATTACH DETACH INSTALL
        STRAIGHT_JOIN POSITION VOLATILE UNCACHE REFRESH""".split()
    )
    if k is not None
)

_CALL_KINDS = frozenset(
    k
    for k in (
        getattr(_T, n, None)
        for n in [
            "VAR",
            "ESCAPE",
            "LEFT",
            "RIGHT",
            "REPLACE",
            "TRUNCATE",
            "INSERT",
            "FORMAT",
            "ROW",
            "COLLATE",
            "XML",
            "JSON",
            "CURRENT_TIMESTAMP",
            "LOCALTIMESTAMP",
            "SYSTIMESTAMP",
            "FIRST",
            "LAST",
            "FILTER",
            "IF",
            "MERGE",
            "TABLE",
            "SET_",
            "RANGE",
            "ROWS",
            "INDEX",
            "KEEP",
            "PERCENT",
        ]
    )
    if k is not None
)


def _is_call(tokens: list[Token], i: int, kind: TokenType, text: str) -> bool:
    if kind is _T.IDENTIFIER:
        return False
    if kind not in _CALL_KINDS or text.lower() in _OWN_GRAMMAR:
        return False
    if not _calls(tokens, i):
        return False
    previous = tokens[i - 1].token_type if i else None
    if kind is _T.ESCAPE and (previous in _STRINGS or previous in _NAMES or previous is _T.R_PAREN):
        return False  # of LIKE
    return not (previous is _T.R_PAREN and text.lower() in ("keep", "within"))


def _calls(tokens: list[Token], i: int) -> bool:
    """Whether a name with a parenthesis behind it is called where it stands."""
    head = i
    while head > 1 and tokens[head - 1].token_type is _T.DOT:
        head -= 2
    if head > 0 and tokens[head - 1].token_type is _T.INTO:
        return False  # INSERT INTO schema.table (columns)
    previous = tokens[i - 1].token_type if i else None
    if previous in (_T.INTO, _T.ALIAS, _T.WITH, _T.HASH) or (previous is _T.UPDATE):
        return False
    return not (previous is _T.COMMA and defines_query(tokens, i))


# Every word that is looked at here, or by the passes before: what stands without any of them stays as it is.
WATCHED = frozenset(
    _WATCHED | _JOINS | _OWN_GRAMMAR | _PREFIXES | WATCHED_NAMES | WATCHED_FORMS | WATCHED_CLAUSES | {"set"}
)
