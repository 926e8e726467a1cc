"""Clauses of queries that sqlglot's parser does not know, put into words it passes through.

| source | what the parser sees |
|---|---|
| LISTAGG(a, ',' ON OVERFLOW TRUNCATE '...' WITH COUNT) | an argument `on_overflow('truncate', '...', 'with')` |
| NTH_VALUE(a, 2) FROM LAST | an argument `from_last()` |
| UNPIVOT INCLUDE NULLS (v FOR …) | a value column named `v$include_nulls$` |
| AVG(ALL a), COUNT(UNIQUE a) | AVG(a), COUNT(DISTINCT a) |
| a = SOME (…) | a = ANY (…) |
| h AS (…) SEARCH … SET o CYCLE … SET c TO x DEFAULT y | two more named queries `h$search$`, `h$cycle$` |
"""

from __future__ import annotations

from sct.sqlexpr.prepare_forms import group_end, make
from sct.sqlexpr.token_lists import call_tokens, split_commas
from sct.sqlexpr.tokens import Token, TokenType

_T = TokenType
_STRINGS = frozenset({_T.STRING, _T.RAW_STRING, _T.NATIONAL_STRING, _T.NATIONAL_RAW_STRING, _T.IDENTIFIER})
WATCHED_CLAUSES = frozenset(
    [
        "overflow",
        "unpivot",
        "xmltable_of",
        "json_table",
        "all",
        "unique",
        "some",
        "search",
        "cycle",
        "last",
        "first",
        "seed",
        "values",
        "table",
        "partition by",
    ]
)
INCLUDE_NULLS, SEARCH, CYCLE = "$include_nulls$", "$search$", "$cycle$"
_COMPARISONS = frozenset({"=", "<>", "!=", "^=", "<", ">", "<=", ">="})


def _word(tokens: list[Token], i: int) -> str:
    if 0 <= i < len(tokens) and tokens[i].token_type not in _STRINGS:
        return tokens[i].text.lower()
    return ""


def _words(tokens: list[Token], i: int, *wanted: str) -> bool:
    return all(_word(tokens, i + n) == w for n, w in enumerate(wanted))


def with_query_forms(tokens: list[Token]) -> list[Token]:
    """The tokens with these forms rewritten; the very list when there are none."""
    if WATCHED_CLAUSES.isdisjoint([token.text.lower() for token in tokens]):
        return tokens
    out: list[Token] = []
    i, total = 0, len(tokens)
    while i < total:
        token = tokens[i]
        word = _word(tokens, i)
        previous = out[-1].text.lower() if out else ""
        if word == "on" and _word(tokens, i + 1) == "overflow":
            end = _group_around(tokens, i)
            out.extend([make(_T.COMMA, ",", token), *_overflow(tokens[i + 2 : end], token)])
            i = end
            continue
        if word == "from" and _word(tokens, i + 1) in ("last", "first") and previous == ")" and _in_call(tokens, i + 2):
            name = "from_" + _word(tokens, i + 1)
            out[-1:] = [make(_T.COMMA, ",", token), *_mark(name, "", token), out[-1]]
            i += 2
            continue
        if word == "unpivot" and _word(tokens, i + 1) in ("include", "exclude") and _word(tokens, i + 2) == "nulls":
            out.append(token)
            if _word(tokens, i + 1) == "include":
                out.append(tokens[i + 3])  # the parenthesis
                at = i + 4
                if _word(tokens, at) == "(":
                    out.append(tokens[at])
                    at += 1
                out.append(make(tokens[at].token_type, tokens[at].text + INCLUDE_NULLS, tokens[at]))
                i = at + 1
            else:
                i += 3
            continue
        if (
            word == "all"
            and previous == "("
            and len(out) > 1
            and out[-2].text[:1].isalpha()
            and _begins_value(tokens, i + 1)
        ):
            i += 1
            continue
        if word == "unique" and previous == "(":
            out.append(make(_T.DISTINCT, "distinct", token))
            i += 1
            continue
        if word == "some" and previous in _COMPARISONS and _word(tokens, i + 1) == "(":
            out.append(make(_T.ANY, "any", token))
            i += 1
            continue
        if word == "partition by" and out and previous not in ("(", "model") and _word(tokens, i + 1) == "(":
            parted = _partitioned(tokens, i)
            if parted is not None:
                out.extend(parted[0])
                i = parted[1]
                continue
        if word == "table" and _word(tokens, i + 1) == "(":
            end = group_end(tokens, i + 1)
            if _word(tokens, end + 1) == "(+)":
                out.append(make(_T.VAR, "table_outer", token))
                out.extend(with_query_forms(tokens[i + 1 : end + 1]))
                i = end + 2
                continue
        if word in ("xmltable_of", "json_table") and _word(tokens, i + 1) == "(":
            end = group_end(tokens, i + 1)
            if _word(tokens, end + 1) == "(+)":
                out.extend(call_tokens("outer_rows", [with_query_forms(tokens[i : end + 1])], token))
                i = end + 2
                continue
        if word == "values" and previous == "(" and len(out) > 1 and out[-2].text.lower() == "as":
            end = _group_around(tokens, i)
            out.extend(_selected(tokens[i:end], token))
            i = end
            continue
        if word == "seed" and previous == ")" and _word(tokens, i + 1) == "(":
            i = group_end(tokens, i + 1) + 1  # the rows are others anyway
            continue
        if word in ("search", "cycle") and previous == ")":
            read = _search(tokens, i) if word == "search" else _cycle(tokens, i)
            if read is not None:
                made, i = read
                out.extend(_extra_query(out, made, token, word))
                continue
        out.append(token)
        i += 1
    return out


def _selected(tokens: list[Token], like: Token) -> list[Token]:
    """`VALUES (1, 'a'), …` as a query of its own (Oracle since 23ai): `SELECT * FROM (VALUES …) sct_rows (c1, c2)`."""
    first = split_commas(tokens[2 : group_end(tokens, 1)]) if _word(tokens, 1) == "(" else [[]]
    names = [[make(_T.VAR, f"c{number}", like)] for number, _ in enumerate(first, 1)]
    head = [make(_T.SELECT, "select", like), make(_T.STAR, "*", like), make(_T.FROM, "from", like)]
    rows = [make(_T.L_PAREN, "(", like), *tokens, make(_T.R_PAREN, ")", like)]
    return [*head, *rows, *call_tokens("sct_rows", names, like)]


def _overflow(words: list[Token], like: Token) -> list[Token]:
    """`on_overflow('truncate', indicator, 'with')`, with what the clause does not say as it is meant then."""
    kind = _word(words, 0)
    made = [make(_T.VAR, "on_overflow", like), make(_T.L_PAREN, "(", like), make(_T.STRING, kind, like)]
    if kind == "truncate":
        given = words[1] if len(words) > 1 and _word(words, 1) not in ("with", "without") else None
        counted = "without" if _word(words, len(words) - 2) == "without" else "with"
        made += [make(_T.COMMA, ",", like), given or make(_T.STRING, "...", like)]
        made += [make(_T.COMMA, ",", like), make(_T.STRING, counted, like)]
    return [*made, make(_T.R_PAREN, ")", like)]


def _mark(name: str, text: str, like: Token) -> list[Token]:
    inside = [make(_T.STRING, text, like)] if text else []
    return [make(_T.VAR, name, like), make(_T.L_PAREN, "(", like), *inside, make(_T.R_PAREN, ")", like)]


def _group_around(tokens: list[Token], i: int) -> int:
    """The parenthesis that closes the group the token stands in."""
    depth = 0
    for j in range(i, len(tokens)):
        kind = tokens[j].token_type
        if kind is _T.L_PAREN:
            depth += 1
        elif kind is _T.R_PAREN:
            if depth == 0:
                return j
            depth -= 1
    return len(tokens)


def _in_call(tokens: list[Token], i: int) -> bool:
    return _word(tokens, i) in ("over", "respect", "ignore")


def _begins_value(tokens: list[Token], i: int) -> bool:
    return i < len(tokens) and tokens[i].token_type is not _T.L_PAREN and _word(tokens, i) not in (",", ")", "select")


_CONDITION_ENDS = frozenset(
    "join left right full inner cross natural where having union minus intersect fetch offset for connect start".split()
) | {"group by", "order by", "connect by", "start with", ",", ";"}


def _partitioned(tokens: list[Token], i: int) -> tuple[list[Token], int] | None:
    """`PARTITION BY (k) [RIGHT JOIN b] ON c` as `[RIGHT JOIN b] ON partitioned_by(k) = 1 AND (c)`, and where it ends."""
    end = group_end(tokens, i + 1)
    on = end + 1
    while on < len(tokens) and _word(tokens, on) != "on":
        if _word(tokens, on) in ("where", ";", ","):
            return None
        on += 1
    if on >= len(tokens):
        return None
    last, depth = on + 1, 0
    while last < len(tokens):
        kind = tokens[last].token_type
        if depth == 0 and (kind is _T.R_PAREN or _word(tokens, last) in _CONDITION_ENDS):
            break
        depth += (kind is _T.L_PAREN) - (kind is _T.R_PAREN)
        last += 1
    like = tokens[i]
    made = [*tokens[end + 1 : on + 1], make(_T.VAR, "partitioned_by", like), *tokens[i + 1 : end + 1]]
    made += [make(_T.EQ, "=", like), make(_T.NUMBER, "1", like), make(_T.AND, "and", like), make(_T.L_PAREN, "(", like)]
    return [*made, *with_query_forms(tokens[on + 1 : last]), make(_T.R_PAREN, ")", like)], last


# --- SEARCH and CYCLE of a recursive WITH -------------------------------------------------------------------------------


def _search(tokens: list[Token], i: int) -> tuple[list[Token], int] | None:
    """`SELECT 'depth' AS ord FROM dual ORDER BY keys`, and where the clause ends."""
    kind = _word(tokens, i + 1)
    if kind not in ("depth", "breadth") or not _words(tokens, i + 2, "first", "by"):
        return None
    at = i + 4
    while at < len(tokens) and _word(tokens, at) != "set":
        at += 1
    keys, like = tokens[i + 4 : at], tokens[i]
    made = [make(_T.SELECT, "select", like), make(_T.STRING, kind, like), make(_T.ALIAS, "as", like), tokens[at + 1]]
    made += [make(_T.FROM, "from", like), make(_T.VAR, "dual", like), make(_T.ORDER_BY, "order by", like), *keys]
    return made, at + 2


def _cycle(tokens: list[Token], i: int) -> tuple[list[Token], int] | None:
    """`SELECT mark AS c, default AS c FROM dual ORDER BY columns`, and where the clause ends."""
    at = i + 1
    while at < len(tokens) and _word(tokens, at) != "set":
        at += 1
    if not _words(tokens, at + 2, "to") or _word(tokens, at + 4) != "default":
        return None
    like = tokens[i]
    name, mark, other = tokens[at + 1], tokens[at + 3], tokens[at + 5]
    made = [make(_T.SELECT, "select", like), mark, make(_T.ALIAS, "as", like), name, make(_T.COMMA, ",", like)]
    made += [other, make(_T.ALIAS, "as", like), make(_T.VAR, "otherwise", like), make(_T.FROM, "from", like)]
    made += [make(_T.VAR, "dual", like), make(_T.ORDER_BY, "order by", like), *tokens[i + 1 : at]]
    return made, at + 6


def _extra_query(out: list[Token], query: list[Token], like: Token, word: str) -> list[Token]:
    """`, name$search$ AS (query)` after the named query the clause belongs to."""
    depth = 0
    name = ""
    for j in range(len(out) - 1, -1, -1):
        kind = out[j].token_type
        depth += (kind is _T.R_PAREN) - (kind is _T.L_PAREN)
        if depth == 0 and kind is _T.L_PAREN:
            at = j - 2 if out[j - 1].text.lower() == "as" else j - 1
            if out[at].token_type is _T.R_PAREN:  # the list of columns
                inner = 0
                while at >= 0:
                    inner += (out[at].token_type is _T.R_PAREN) - (out[at].token_type is _T.L_PAREN)
                    if inner == 0:
                        break
                    at -= 1
                at -= 1
            name = out[at].text.lower()
            break
    if name.endswith(SEARCH):
        name = name[: -len(SEARCH)]
    name += SEARCH if word == "search" else CYCLE
    made = [
        make(_T.COMMA, ",", like),
        make(_T.VAR, name, like),
        make(_T.ALIAS, "as", like),
        make(_T.L_PAREN, "(", like),
    ]
    return [*made, *query, make(_T.R_PAREN, ")", like)]


def defines_query(tokens: list[Token], i: int) -> bool:
    """Whether `name (` at `i` begins a named query with a list of columns: `name (a, b) AS (`."""
    end = group_end(tokens, i + 1)
    return _word(tokens, end + 1) == "as" and _word(tokens, end + 2) == "("
