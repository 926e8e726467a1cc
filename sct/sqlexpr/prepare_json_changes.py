"""JSON functions that compare and change documents, as plain calls (see prepare_json.py).

json_mergepatch_of(doc, patch)    json_equal_of(doc, doc)    json_serialize_of(doc, on_error)
json_transform_of(doc, action, path, value, format, …)
"""

from __future__ import annotations

from sct.sqlexpr.prepare_json import Clauses, Inner, _document
from sct.sqlexpr.token_lists import STRINGS, Token, TokenType, call_tokens, make, split_commas

_ACTIONS = ("set", "insert", "replace", "append", "prepend", "remove", "rename", "keep")


def rewrite(name: str, token: Token, inside: list[Token], inner: Inner) -> list[Token] | None:
    parts = split_commas(inside)
    if not parts or not all(parts):
        return None
    if name == "json_transform":
        return _transform(token, parts, inner)
    if len(parts) != (1 if name == "json_serialize" else 2):
        return None
    clause = Clauses(parts[-1], token)
    error, _ = clause.handler("error")
    clause.returning()
    clause.cut("truncate")
    if clause.cut("pretty") or clause.cut("ordered") or clause.cut("ascii"):
        return None  # how it lays a document out is not documented to the blank
    known = {"json_serialize": ("", "null", "error"), "json_mergepatch": ("", "null"), "json_equal": ("", "false")}
    if error not in known[name]:
        return None
    args = [_document(part, inner) for part in [*parts[:-1], clause.tokens]]
    if name == "json_serialize":
        args.append(clause.text(error or "null"))
    return call_tokens(f"{name}_of", args, token)


def _transform(token: Token, parts: list[list[Token]], inner: Inner) -> list[Token] | None:
    last = Clauses(parts[-1], token)
    last.returning()
    parts[-1] = last.tokens
    args = [_document(parts[0], inner)]
    keeping = False
    for part in parts[1:]:
        action = part[0].text.lower() if part else ""
        if keeping and part and part[0].token_type in STRINGS:
            action, part = "keep", [part[0], *part]
        if action not in _ACTIONS or len(part) < 2 or part[1].token_type not in STRINGS:
            return None
        keeping = action == "keep"
        value, shape = [make(TokenType.NULL, "NULL", token)], "-"
        rest = part[2:]
        if action in ("remove", "keep"):
            if rest:
                return None
        elif len(rest) < 2 or rest[0].text != "=":
            return None
        else:
            clause = Clauses(rest[1:], token)
            if clause.cut("format", "json"):
                shape = "json"
            if _handlers(clause):
                return None
            value = inner(clause.tokens)
        args += [_said(action, token), part[1:2], value, _said(shape, token)]
    return call_tokens("json_transform_of", args, token) if len(args) > 1 else None


def _said(words: str, token: Token) -> list[Token]:
    return [make(TokenType.STRING, words, token)]


def _handlers(clause: Clauses) -> bool:
    """Whether the operation is told what to do where something is missing, there already, empty or NULL."""
    return any(clause.handler(event)[0] for event in ("missing", "existing", "empty", "null", "mismatch"))
