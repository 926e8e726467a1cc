"""Oracle's JSON functions, whose clauses sqlglot does not know, rewritten as plain calls.

Every clause becomes an argument: words as string literals, values as they stand. `constructs_json` reads them back.

json_value(doc, path, returning, on_error, value, on_empty, value)    json_query(doc, path, wrapper, on_error, on_empty)
json_exists(doc, path, on_error)    json_object_of(nulls, key, value, format …)    json_array_of(nulls, value, format …)
json_arrayagg_of(format, nulls, value)    json_objectagg_of(key, value, format, nulls)
json_table(doc, path, on_error, json_column(name, kind, type, path, …) | json_nested(path, …) …)
"""

from __future__ import annotations

from collections.abc import Callable

from sct.sqlexpr.token_lists import STRINGS, Token, TokenType, call_tokens, find_word, group_end, make, split_commas

_T = TokenType
_NULL_WORDS = ("null", "absent")
Inner = Callable[[list[Token]], list[Token]]


class Clauses:
    """What follows the path of a JSON function, taken off the end of its tokens clause by clause."""

    def __init__(self, tokens: list[Token], like: Token) -> None:
        self.tokens = tokens
        self.like = like

    def text(self, words: str) -> list[Token]:
        return [make(_T.STRING, words, self.like)]

    def null(self) -> list[Token]:
        return [make(_T.NULL, "NULL", self.like)]

    def words(self) -> list[str]:
        """The words outside parentheses; what stands inside belongs to other calls."""
        out, depth = [], 0
        for token in self.tokens:
            depth += (token.token_type is _T.L_PAREN) - (token.token_type is _T.R_PAREN)
            plain = depth == 0 and token.token_type not in STRINGS
            out.append(token.text.lower() if plain else "'")
        return out

    def cut(self, *words: str) -> bool:
        """Removes these words in a row wherever they stand."""
        have = self.words()
        for i in range(len(have) - len(words) + 1):
            if tuple(have[i : i + len(words)]) == words:
                del self.tokens[i : i + len(words)]
                return True
        return False

    def handler(self, event: str) -> tuple[str, list[Token]]:
        """(`null` | `error` | `default` | `empty` | `empty array` | `empty object` | `true` | `false`, default value)."""
        have = self.words()
        for i in range(len(have) - 1):
            if have[i] == "on" and have[i + 1] == event:
                start = self._handler_start(have, i)
                kind = have[start]
                value = self.tokens[start + 1 : i] if kind == "default" else []
                shown = " ".join(have[start:i]) if kind == "empty" else kind
                del self.tokens[start : i + 2]
                return shown, value or self.null()
        return "", self.null()

    @staticmethod
    def _handler_start(have: list[str], end: int) -> int:
        i = end - 1
        if (
            have[i] in ("null", "error", "empty", "true", "false", "ignore", "absent")
            and have[max(i - 1, 0)] != "default"
        ):
            return i
        if have[i] in ("array", "object") and i and have[i - 1] == "empty":
            return i - 1
        while i > 0 and have[i] != "default":
            i -= 1
        return i

    def returning(self) -> str:
        """The type after RETURNING, "" when there is none."""
        at = find_word(self.tokens, "returning")
        if at < 0:
            return ""
        end = at + 1
        while end < len(self.tokens):
            word = self.tokens[end].text.lower()
            if self.tokens[end].token_type is _T.L_PAREN:
                end = group_end(self.tokens, end) + 1
                continue
            if end > at + 1 and word not in ("with", "time", "zone", "local", "without"):
                break
            end += 1
        words = " ".join(t.text.lower() for t in self.tokens[at + 1 : end])
        del self.tokens[at:end]
        return words


def rewrite(name: str, token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    """The tokens of the plain call, or None when the call is one already (or not understood)."""
    if name in ("json_value", "json_query", "json_exists", "json_textcontains"):
        return _reader(name, token, inside, inner)
    if name == "json_table":
        return _table(token, inside, inner)
    if name in ("json_object", "json_array", "json_arrayagg", "json_objectagg"):
        return _maker(name, token, inside, inner)
    if name in ("json_mergepatch", "json_equal", "json_serialize", "json_transform"):
        from sct.sqlexpr import prepare_json_changes

        return prepare_json_changes.rewrite(name, token, inside, inner)
    return None


def _document(parts: list[Token], inner: Inner) -> list[Token]:
    clause = Clauses(parts, parts[0])
    clause.cut("format", "json")
    return inner(clause.tokens)


def _reader(name: str, token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    parts = split_commas(inside)
    if len(parts) < 2 or not parts[0] or not parts[1]:
        return None
    path, rest = parts[1][:1], parts[1][1:]
    if path[0].token_type not in STRINGS or len(parts) > 2:
        return None  # PASSING, or a path that is no literal: left as it is, and refused
    clause = Clauses(rest, token)
    args = [_document(parts[0], inner), path]
    if name == "json_value":
        empty, empty_value = clause.handler("empty")
        error, error_value = clause.handler("error")
        returning = clause.returning()
        clause.cut("truncate")
        args += [clause.text(returning or "varchar2"), clause.text(error or "null"), inner(error_value)]
        args += [clause.text(empty or "-"), inner(empty_value)]
    elif name == "json_query":
        empty, _ = clause.handler("empty")
        error, _ = clause.handler("error")
        clause.returning()
        wrapper = _wrapper(clause)
        clause.cut("allow", "scalars")
        args += [clause.text(wrapper or "none"), clause.text(error or "null"), clause.text(empty or error or "null")]
    else:
        clause.handler("empty")
        error, _ = clause.handler("error")
        args += [clause.text(error or "false")]
    for words in ("pretty", "ascii", "strict", "lax"):
        clause.cut(words)
    return None if clause.tokens else call_tokens(name, args, token)


def _wrapper(clause: Clauses) -> str:
    found = ""
    for words in (
        ("without", "array", "wrapper"),
        ("without", "wrapper"),
        ("with", "conditional", "array", "wrapper"),
        ("with", "conditional", "wrapper"),
        ("with", "unconditional", "array", "wrapper"),
        ("with", "unconditional", "wrapper"),
        ("with", "array", "wrapper"),
        ("with", "wrapper"),
    ):
        if clause.cut(*words):
            found = "none" if words[0] == "without" else "conditional" if "conditional" in words else "with"
    return found


def _tail(tokens: list[Token], token: Token, default: str) -> tuple[list[Token], str]:
    """The last part of a maker without `NULL | ABSENT ON NULL`, RETURNING …, STRICT; and what becomes of NULLs."""
    clause = Clauses(tokens, token)
    nulls = default
    for word in _NULL_WORDS:
        if clause.cut(word, "on", "null"):
            nulls = word
    clause.returning()
    clause.cut("with", "unique", "keys")
    clause.cut("strict")
    clause.cut("pretty")
    return clause.tokens, nulls


def _formatted(tokens: list[Token], token: Token, inner: Inner) -> list[list[Token]]:
    clause = Clauses(tokens, token)
    as_json = clause.cut("format", "json")
    return [inner(clause.tokens), clause.text("json" if as_json else "-")]


def _maker(name: str, token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    entries = name in ("json_object", "json_objectagg")
    left, nulls = _tail(inside, token, "absent" if name in ("json_array", "json_arrayagg") else "null")
    word = [make(_T.STRING, nulls, token)]
    if name == "json_arrayagg":
        order = find_word(left, "order")
        value, sort = (left[:order], left[order:]) if order >= 0 else (left, [])
        made = _formatted(value, token, inner)
        return call_tokens(name + "_of", [made[1], word, made[0] + sort], token)
    args: list[list[Token]] = []
    for part in split_commas(left) if left else []:
        if entries and part and part[-1].text == "*" and len(part) in (1, 3):
            args += [part, [make(_T.STRING, "*", token)], [make(_T.STRING, "-", token)]]  # every column
            continue
        if not entries:
            args += _formatted(part, token, inner)
            continue
        named = len(part) > 1 and part[0].text.lower() == "key" and part[0].token_type not in STRINGS
        if named and (part[1].token_type in STRINGS or part[1].text.lower() not in ("value", "is")):
            part = part[1:]
        at = next((i for i in (find_word(part, "value"), find_word(part, "is"), _colon(part)) if i > 0), -1)
        if at < 0:
            if len(part) == 1 or (len(part) == 3 and part[1].token_type is _T.DOT and part[2].text != "*"):
                # the member's name is the column's as it is written here
                args += [[make(_T.STRING, part[-1].text, token)], inner(part), [make(_T.STRING, "-", token)]]
                continue
            return None
        args += [inner(part[:at]), *_formatted(part[at + 1 :], token, inner)]
    if name == "json_objectagg":
        return call_tokens(name + "_of", [*args, word], token) if len(args) == 3 else None
    return call_tokens(name + "_of", [word, *args], token)


def _colon(tokens: list[Token]) -> int:
    return next((i for i, t in enumerate(tokens) if t.token_type is _T.COLON and i), -1)


# --- JSON_TABLE ----------------------------------------------------------------------------------------------------


def _table(token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    at = find_word(inside, "columns")
    if at < 0 or at + 1 >= len(inside):
        return None
    head, body = inside[:at], inside[at + 1 :]
    if body[0].token_type is _T.L_PAREN:
        body = body[1 : group_end(body, 0)]
    parts = split_commas(head)
    path = [make(_T.STRING, "$", token)]
    error = ""
    if len(parts) == 2 and parts[1] and parts[1][0].token_type in STRINGS:
        path = parts[1][:1]
        clause = Clauses(parts[1][1:], token)
        error, _ = clause.handler("error")
        clause.handler("empty")
        if clause.tokens:
            return None
    elif len(parts) != 1:
        return None
    columns = _columns(token, body)
    if columns is None:
        return None
    return call_tokens(
        "json_table", [_document(parts[0], inner), path, [make(_T.STRING, error or "null", token)], *columns], token
    )


def _columns(token: Token, body: list[Token]) -> list[list[Token]] | None:
    out = []
    for part in split_commas(body):
        made = _nested(token, part) if part and part[0].text.lower() == "nested" else _column(token, part)
        if made is None:
            return None
        out.append(made)
    return out


def _nested(token: Token, part: list[Token]) -> list[Token] | None:
    at = find_word(part, "columns")
    start = 2 if len(part) > 1 and part[1].text.lower() == "path" else 1
    if at < 0 or part[start].token_type not in STRINGS:
        return None
    body = part[at + 1 :]
    if body and body[0].token_type is _T.L_PAREN:
        body = body[1 : group_end(body, 0)]
    inside = _columns(token, body)
    return None if inside is None else call_tokens("json_nested", [part[start : start + 1], *inside], token)


def _column(token: Token, part: list[Token]) -> list[Token] | None:
    """json_column(name, kind, type, path, on_error, value, on_empty, value)."""
    if len(part) < 1:
        return None
    name = part[0].text if part[0].token_type is _T.IDENTIFIER else part[0].text.lower()
    clause = Clauses(part[1:], token)
    if clause.words() == ["for", "ordinality"]:
        return call_tokens("json_column", [clause.text(name), clause.text("ordinality")], token)
    empty, empty_value = clause.handler("empty")
    error, error_value = clause.handler("error")
    kind = "value"
    if clause.cut("format", "json"):
        kind = "query"
    wrapper = _wrapper(clause)
    clause.cut("truncate")
    # without PATH the member is called as the column is written here, quoted or not
    path = f'$."{part[0].text}"' if part[0].token_type is _T.IDENTIFIER else f"$.{part[0].text}"
    at = find_word(clause.tokens, "path")
    if at >= 0:
        if at + 1 >= len(clause.tokens) or clause.tokens[at + 1].token_type not in STRINGS:
            return None
        path = clause.tokens[at + 1].text
        del clause.tokens[at : at + 2]
    if clause.cut("exists"):
        kind = "exists"
    type_ = " ".join(t.text.lower() for t in clause.tokens) or "varchar2"
    return call_tokens(
        "json_column",
        [
            clause.text(name),
            clause.text(kind),
            clause.text(type_),
            clause.text(path),
            clause.text(error or "-"),
            error_value,
            clause.text(empty or "-"),
            empty_value,
            clause.text(wrapper or "none"),
        ],
        token,
    )
