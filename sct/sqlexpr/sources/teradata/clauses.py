"""Clauses of Teradata's queries that sqlglot's parser does not know, put into words it passes through.

| source | what the parser sees |
|---|---|
| LOCKING t FOR ACCESS SELECT … | SELECT … |
| SELECT a FROM t SAMPLE 10 | SELECT a, td_sample('10') FROM t |
| SELECT NORMALIZE ON OVERLAPS a FROM t | SELECT a, td_normalize('on overlaps') FROM t |
| SELECT a FROM t EXPAND ON p AS e BY … | SELECT a, td_expand('p as e by …') FROM t |
| OVER (PARTITION BY a ORDER BY b RESET WHEN c) | OVER (PARTITION BY a, td_reset(c) ORDER BY b) |
| RANK(x DESC), CSUM(a, b), MAVG(a, 3, b) … | td_rank(td_desc(x)), td_csum(a, b), td_mavg(a, 3, b) … |
| WITH RECURSIVE a AS (…), RECURSIVE b AS (…) | WITH RECURSIVE a AS (…), b AS (…) |
"""

from __future__ import annotations

from dataclasses import dataclass

from sct.sqlexpr.sources.teradata.words import STRINGS, group_end, make, word
from sct.sqlexpr.statement_reader import UnreadForm
from sct.sqlexpr.token_lists import call_tokens, split_commas
from sct.sqlexpr.tokens import Token, TokenType

_T = TokenType
_TRIGGERS = frozenset(
    """locking lock sample normalize expand reset recursive rank csum msum mavg mdiff mlinreg quantile percent_rank""".split()
)
_LEGACY = frozenset("rank csum msum mavg mdiff mlinreg quantile percent_rank".split())
_LOCKED = frozenset("access read write exclusive share checksum".split())
_ENDS = frozenset(["union", "minus", "except", "intersect", "order by", "with", ";", "expand", "qualify", "sample"])


@dataclass(slots=True)
class _Select:
    """A SELECT being read: where in the output its list ends, once FROM was seen."""

    start: int
    list_end: int | None = None


def skip_locking(tokens: list[Token], i: int) -> int:
    """One past the LOCKING modifiers that begin at `i`; `i` when there are none."""
    while word(tokens, i) in ("locking", "lock"):
        at = i + 1
        while at < len(tokens) and word(tokens, at) not in _LOCKED:
            if word(tokens, at) == "load" and word(tokens, at + 1) == "committed":
                at += 1
                break
            if word(tokens, at) in ("select", "sel", ";"):
                return i
            at += 1
        at += 1
        if word(tokens, at) == "mode":
            at += 1
        if word(tokens, at) == "nowait":
            at += 1
        i = at
    return i


def _no_table_operators(tokens: list[Token]) -> None:
    """Raises UnreadForm for what reads other systems or calls table operators."""
    for i, token in enumerate(tokens):
        w = word(tokens, i)
        if w == "(" and word(tokens, i + 1) == "on" and word(tokens, i - 1) not in ("(", "and", "or", ""):
            raise UnreadForm("a table operator ( ON … ) is not converted", token, "TD0410")
        if w == "foreign" and word(tokens, i + 1) == "table" and word(tokens, i - 1) in ("from", ","):
            raise UnreadForm("FOREIGN TABLE is not converted", token, "TD0411")
        if w == "@" and i and tokens[i - 1].end + 1 == token.start and word(tokens, i - 1):
            raise UnreadForm(f"@{word(tokens, i + 1)}: a table of another system", token, "TD0411")
        if token.text == ".." or (w == "with" and word(tokens, i + 1) == "ordinality"):
            raise UnreadForm(f"{token.text} {word(tokens, i + 1)} is not converted", token, "TD0412")


def with_clauses(tokens: list[Token]) -> list[Token]:
    """The tokens with these forms rewritten; the very list when there are none."""
    _no_table_operators(tokens)
    if not any(token.text.lower() in _TRIGGERS for token in tokens):
        return tokens
    out: list[Token] = []
    selects: list[_Select | None] = [None]
    i, total = 0, len(tokens)
    while i < total:
        token = tokens[i]
        kind = token.token_type
        w = word(tokens, i)
        following = word(tokens, i + 1)
        dotted = bool(out) and out[-1].token_type is _T.DOT
        if w in ("locking", "lock") and not dotted and (not out or out[-1].text in ("(", ";") or word(out, -1) == ""):
            end = skip_locking(tokens, i)
            if end > i and word(tokens, end) in ("select", "sel", "with", "("):
                i = end
                continue
        if kind is _T.L_PAREN:
            selects.append(None)
        elif kind is _T.R_PAREN and len(selects) > 1:
            selects.pop()
        elif w in ("select", "sel") and not dotted:
            selects[-1] = _Select(len(out))
            if following == "normalize":
                end = i + 2
                if word(tokens, end) == "on":
                    while word(tokens, end) in ("on", "meets", "or", "overlaps"):
                        end += 1
                text = " ".join(word(tokens, k) for k in range(i + 2, end))
                out.append(token)
                out.extend(call_tokens("td_normalize", [[make(_T.STRING, text or "default", token)]], token))
                out.append(make(_T.COMMA, ",", token))
                i = end
                continue
        elif w == "from" and selects[-1] is not None and selects[-1].list_end is None:
            selects[-1].list_end = len(out)
        elif w in ("union", "minus", "except", "intersect"):
            selects[-1] = None
        current = selects[-1]
        if current is not None and not dotted and current.list_end is not None:
            starts = w == "sample" and (following[:1].isdigit() or following in (".", "with", "randomized", "when"))
            if starts or (w == "expand" and following == "on"):
                end = _clause_end(tokens, i + 1)
                text = " ".join(
                    ("'" + t.text + "'") if t.token_type in STRINGS else t.text for t in tokens[i + 1 : end]
                )
                mark = call_tokens("td_" + w, [[make(_T.STRING, text.lower(), token)]], token)
                out[current.list_end : current.list_end] = [make(_T.COMMA, ",", token), *mark]
                i = end
                continue
        if w == "recursive" and out and out[-1].token_type is _T.COMMA:
            i += 1
            continue
        if w == "over" and i + 1 < total and tokens[i + 1].token_type is _T.L_PAREN:
            end = group_end(tokens, i + 1)
            out.append(token)
            out.extend(with_clauses(_without_reset(tokens[i + 1 : end + 1])))
            i = end + 1
            continue
        if w in _LEGACY and i + 1 < total and tokens[i + 1].token_type is _T.L_PAREN and not dotted:
            end = group_end(tokens, i + 1)
            if end > i + 2 and word(tokens, end + 1) not in ("over", "within"):
                args = [_sort_key(with_clauses(part)) for part in split_commas(tokens[i + 2 : end])]
                out.extend(call_tokens("td_" + w, args, token))
                i = end + 1
                continue
        out.append(token)
        i += 1
    return out


def _clause_end(tokens: list[Token], i: int) -> int:
    depth = 0
    while i < len(tokens):
        kind = tokens[i].token_type
        if depth == 0 and (kind is _T.R_PAREN or (word(tokens, i) in _ENDS and word(tokens, i + 1) != "replacement")):
            return i
        depth += (kind is _T.L_PAREN) - (kind is _T.R_PAREN)
        i += 1
    return i


def _sort_key(part: list[Token]) -> list[Token]:
    """`x DESC` as td_desc(x), `x ASC` as td_asc(x)."""
    if part and word(part, len(part) - 1) in ("asc", "desc"):
        return call_tokens("td_" + word(part, len(part) - 1), [part[:-1]], part[-1])
    return part


def _without_reset(group: list[Token]) -> list[Token]:
    """`( … RESET WHEN c … )` with the condition among the keys of the partition."""
    depth, at = 0, -1
    for i, token in enumerate(group):
        depth += (token.token_type is _T.L_PAREN) - (token.token_type is _T.R_PAREN)
        if depth == 1 and word(group, i) == "reset" and word(group, i + 1) == "when":
            at = i
            break
    if at < 0:
        return group
    end, depth = at + 2, 0
    while end < len(group) - 1:
        kind = group[end].token_type
        if depth == 0 and word(group, end) in ("rows", "range"):
            break
        depth += (kind is _T.L_PAREN) - (kind is _T.R_PAREN)
        end += 1
    mark = call_tokens("td_reset", [group[at + 2 : end]], group[at])
    rest = [*group[:at], *group[end:]]
    order = next((i for i, _ in enumerate(rest) if word(rest, i) == "order by" and _depth(rest, i) == 1), len(rest) - 1)
    parted = any(word(rest, i) == "partition by" for i in range(order))
    if parted:
        return [*rest[:order], make(_T.COMMA, ",", group[at]), *mark, *rest[order:]]
    return [*rest[:order], make(_T.PARTITION_BY, "partition by", group[at]), *mark, *rest[order:]]


def _depth(tokens: list[Token], i: int) -> int:
    return sum((t.token_type is _T.L_PAREN) - (t.token_type is _T.R_PAREN) for t in tokens[:i])
