"""Data statements in the forms the shared reader knows.

| Teradata | here |
|---|---|
| INS t (1, 2), INSERT t VALUES (…) | INSERT INTO t VALUES (…) |
| INSERT INTO t (a = 1, b = 2) | INSERT INTO t (a, b) VALUES (1, 2) |
| DEL FROM t ALL | DELETE FROM t |
| DELETE t FROM t, s WHERE …, DELETE FROM t, s WHERE … | DELETE FROM t USING s WHERE … |
| UPD t FROM s SET … WHERE … | UPDATE t SET … FROM s WHERE … |
| … HASH BY, LOCAL ORDER BY | left out |
"""

from __future__ import annotations

from sct.sqlexpr.sources.teradata.clauses import skip_locking
from sct.sqlexpr.sources.teradata.period_words import parted
from sct.sqlexpr.sources.teradata.words import group_end, make, word
from sct.sqlexpr.statement_reader import UnreadForm
from sct.sqlexpr.token_lists import find_word, split_commas
from sct.sqlexpr.tokens import Token, TokenType

_T = TokenType


def rewritten(tokens: list[Token]) -> list[Token]:
    """New tokens of the statement; what is no INSERT, UPDATE, DELETE or MERGE stays as it is."""
    at = skip_locking(tokens, 0)
    tokens = tokens[at:]
    while tokens and tokens[-1].text == ";":
        tokens = tokens[:-1]
    first = word(tokens, 0)
    if first in ("insert", "ins"):
        return _insert(_without_logging(tokens))
    if first in ("delete", "del"):
        return _delete(tokens)
    if first in ("update", "upd"):
        return _update(tokens)
    if first == "merge":
        return _merge(_without_logging(tokens))
    return tokens


def _without_logging(tokens: list[Token]) -> list[Token]:
    """Without HASH BY and LOCAL ORDER BY, which say where rows are put. Raises UnreadForm at LOGGING ERRORS."""
    for i, token in enumerate(tokens):
        if word(tokens, i) == "logging" and word(tokens, i + 1) in ("all", "errors"):
            raise UnreadForm("LOGGING ERRORS is not converted", token, "SC1705")
    at = next(
        (
            i
            for i, _ in enumerate(tokens)
            if (word(tokens, i) == "hash" and word(tokens, i + 1) == "by" and i > 2)
            or (word(tokens, i) == "local" and word(tokens, i + 1) == "order by")
        ),
        len(tokens),
    )
    return tokens[:at]


def _name_end(tokens: list[Token], i: int) -> int:
    i += 1
    while i + 1 < len(tokens) and tokens[i].token_type is _T.DOT:
        i += 2
    return i


def _insert(tokens: list[Token]) -> list[Token]:
    like = tokens[0]
    at = 2 if word(tokens, 1) == "into" else 1
    end = _name_end(tokens, at)
    head = [make(_T.INSERT, "insert", like), make(_T.INTO, "into", like), *tokens[at:end]]
    rest = tokens[end:]
    if not rest:
        return [*head, *rest]
    values = make(_T.VALUES, "values", like)
    if rest[0].token_type is _T.L_PAREN and word(rest, 1) not in ("select", "sel", "with"):
        close = group_end(rest, 0)
        pairs = [_pair(part) for part in split_commas(rest[1:close])]
        behind = rest[close + 1 :]
        if not behind and all(pairs):
            columns = _list([p[0] for p in pairs if p], like)
            return [*head, *columns, values, *_list([p[1] for p in pairs if p], like)]
        if not behind:
            return [*head, values, *_list(_without_periods(split_commas(rest[1:close])), like)]
        if word(behind, 0) == "values":
            columns, given = split_commas(rest[1:close]), split_commas(behind[2:-1])
            return [*head, *_list(_with_ends(columns, given), like), values, *_list(_without_periods(given), like)]
        return [*head, *rest[: close + 1], *_query(behind)]
    if word(rest, 0) == "values" and len(rest) > 2 and group_end(rest, 1) == len(rest) - 1:
        return [*head, values, *_list(_without_periods(split_commas(rest[2:-1])), like)]
    return [*head, *_query(rest)]


def _without_periods(given: list[list[Token]]) -> list[list[Token]]:
    """The values of an INSERT, a period as its two ends."""
    out: list[list[Token]] = []
    for part in given:
        ends = parted(part)
        out.extend(ends if ends is not None else [part])
    return out


def _with_ends(columns: list[list[Token]], given: list[list[Token]]) -> list[list[Token]]:
    """The columns of an INSERT, one that is given a period as its two columns."""
    out: list[list[Token]] = []
    for position, column in enumerate(columns):
        if position < len(given) and parted(given[position]) is not None and len(column) == 1:
            name = column[0]
            out += [[make(name.token_type, name.text + end, name)] for end in ("_begin", "_end")]
        else:
            out.append(column)
    return out


def _query(tokens: list[Token]) -> list[Token]:
    """A query behind INSERT, without the parentheses around it."""
    while tokens and tokens[0].token_type is _T.L_PAREN and group_end(tokens, 0) == len(tokens) - 1:
        tokens = tokens[1:-1]
    at = skip_locking(tokens, 0)
    tokens = tokens[at:]
    if word(tokens, 0) == "sel":
        tokens = [make(_T.SELECT, "select", tokens[0]), *tokens[1:]]
    return tokens


def _pair(part: list[Token]) -> tuple[list[Token], list[Token]] | None:
    """`a = 1` of a list of values."""
    if len(part) > 2 and part[1].token_type is _T.EQ and part[0].token_type in (_T.VAR, _T.IDENTIFIER):
        return part[:1], part[2:]
    return None


def _list(parts: list[list[Token]], like: Token) -> list[Token]:
    out = [make(_T.L_PAREN, "(", like)]
    for position, part in enumerate(parts):
        if position:
            out.append(make(_T.COMMA, ",", like))
        out.extend(part)
    return [*out, make(_T.R_PAREN, ")", like)]


def _delete(tokens: list[Token]) -> list[Token]:
    like = tokens[0]
    head = [make(_T.DELETE, "delete", like), make(_T.FROM, "from", like)]
    if word(tokens, len(tokens) - 1) == "all":
        tokens = tokens[:-1]
    where = find_word(tokens, "where")
    until = len(tokens) if where < 0 else where
    condition = tokens[until:]
    if word(tokens, 1) == "from":
        relations = split_commas(tokens[2:until])
        target, others = relations[0], relations[1:]
    else:
        end = _name_end(tokens, 1)
        target, others = tokens[1:end], []
        if word(tokens, end) == "from":
            target, others = _of(target, split_commas(tokens[end + 1 : until]))
        elif end < until:
            target = tokens[1:until]
    return [*head, *target, *_joined("using", others, like), *condition]


def _of(target: list[Token], relations: list[list[Token]]) -> tuple[list[Token], list[list[Token]]]:
    """DELETE x FROM t AS x, s: the relation that is meant, and the others."""
    name = target[-1].text.lower()
    for i, relation in enumerate(relations):
        names = {t.text.lower() for t in relation}
        last = relation[-1].text.lower()
        if last == name or (len(relation) == len(target) and name in names):
            return relation, [r for j, r in enumerate(relations) if j != i]
    return target, relations


def _joined(verb: str, relations: list[list[Token]], like: Token) -> list[Token]:
    if not relations:
        return []
    out = [make(_T.USING if verb == "using" else _T.FROM, verb, like)]
    for position, relation in enumerate(relations):
        if position:
            out.append(make(_T.COMMA, ",", like))
        out.extend(relation)
    return out


def _update(tokens: list[Token]) -> list[Token]:
    like = tokens[0]
    at = find_word(tokens, "set")
    if at < 0:
        return tokens
    target = tokens[1:at]
    others: list[list[Token]] = []
    source = find_word(target, "from")
    if source > 0:
        target, others = _of(target[:source], split_commas(target[source + 1 :]))
    rest = tokens[at:]
    if word(rest, len(rest) - 1) == "all":
        rest = rest[:-1]
    where = find_word(rest, "where")
    until = len(rest) if where < 0 else where
    return [make(_T.UPDATE, "update", like), *target, *rest[:until], *_joined("from", others, like), *rest[until:]]


def _merge(tokens: list[Token]) -> list[Token]:
    """INS and UPD inside, MERGE without INTO, INSERT (…) without VALUES."""
    like = tokens[0]
    out: list[Token] = [make(_T.MERGE, "merge", like)]
    if word(tokens, 1) != "into":
        out.append(make(_T.INTO, "into", like))
    for i in range(1, len(tokens)):
        w = word(tokens, i)
        if w in ("upd", "ins"):
            out.append(make(_T.VAR, {"upd": "update", "ins": "insert"}[w], tokens[i]))
        elif tokens[i].token_type is _T.L_PAREN and out[-1].text.lower() == "insert":
            close = group_end(tokens, i)
            if word(tokens, close + 1) != "values":
                out.append(make(_T.VALUES, "values", like))
            out.append(tokens[i])
        else:
            out.append(tokens[i])
    return out
