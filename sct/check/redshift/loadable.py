"""The third net's form of a piece: SQL that PostgreSQL runs with Redshift's meaning.

Places are kept: what the server says of a place in the form leads back to the place in the piece.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from sct.check.redshift.blocks import Block, Leaf, NotPlpgsql, Routine, blocks, inside, leaves, read
from sct.check.redshift.handlers import with_handlers
from sct.check.redshift.keys import without_keys
from sct.check.redshift.meaning import FUNCTIONS, meant
from sct.check.redshift.plain import SUPPLIED, Unjudged, fragment, plain
from sct.check.redshift.relations import Relations, dotted
from sct.check.redshift.tokens import (
    Token,
    Tokens,
    Written,
    deep,
    find,
    group,
    joined,
    made,
    split,
    statements,
    tokenise,
    words,
    write,
)

# Operators of sct_redshift go before PostgreSQL's, now and for every session to come.
PATH = f'"$user", public, {SUPPLIED}, pg_catalog'
SESSIONS = f"""SET search_path = {PATH};
DO $sct$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET search_path = {PATH}', current_database());
END $sct$;"""


@dataclass(slots=True)
class Loadable:
    """`written` is the form; `left_out` names what has none (the rest of the piece is there)."""

    written: Written
    left_out: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Known:
    """What the script has created so far: columns of relations, modes of procedures' parameters."""

    relations: Relations = field(default_factory=Relations)
    procedures: dict[str, list[str]] = field(default_factory=dict)
    shortened: dict[str, str] = field(default_factory=dict)


def prelude() -> str:
    """The functions PostgreSQL lacks, to be loaded first."""
    return FUNCTIONS.read_text("utf-8")


def loadable(sql: str, known: Known) -> Loadable:
    """The form of one piece of the script; what it creates is noted in `known`."""
    out: Tokens = []
    left_out: list[str] = []
    for items in statements(_shortened(tokenise(sql), known)):
        try:
            out += _statement(items, known, left_out)
        except Unjudged as reason:
            left_out.append(str(reason))
    return Loadable(write(out), left_out)


# Commands without an effect on what queries and procedures answer.
_BESIDE = (
    "GRANT",
    "REVOKE",
    "VACUUM",
    "ANALYZE",
    "ALTER DEFAULT",
    "ALTER TABLE … ",
    "SET ",
    "CREATE USER",
    "CREATE GROUP",
    "CREATE ROLE",
)
_LONGEST_NAME = 63
_MOVES_ROWS = "ALTER TABLE … APPEND"


def script(sql: str) -> str:
    """A whole script of Redshift's, with the functions it needs before it.

    Raises Unjudged for what has no form and is not merely beside the point (privileges, VACUUM, sort keys).
    """
    known = Known()
    found = loadable(sql, known)
    left = [one for one in found.left_out if not one.startswith(_BESIDE) or one == _MOVES_ROWS]
    if left:
        raise Unjudged(", ".join(left))
    return f"{prelude()}\n{SESSIONS}\n{found.written.text}\n"


def _statement(items: Tokens, known: Known, left_out: list[str]) -> Tokens:
    end = made(";", items[-1])
    found = plain(items, known.relations)
    if found.command:
        if (written := _granted(items)) is not None:
            return [*written, end]
        left_out.append(found.command)
        return []
    if found.routine is not None:
        return [*_routine(found.routine, known), end]
    out = found.items
    if words(out, 1) == ["call"]:
        out = _called(out, known)
    view = _view(out)
    out, keys = without_keys(out)
    out = [*meant(out), end] if out else []
    if view:
        out += [made("SELECT * FROM", end), *view, made("LIMIT 0;", end)]
    return [*out, *keys]


def _shortened(items: Tokens, known: Known) -> Tokens:
    """Names of more than 63 bytes, which PostgreSQL cuts: two that would be the same then are told apart."""
    for token in deep(items):
        if token.kind not in ("word", "quoted") or len(token.text.encode()) <= _LONGEST_NAME:
            continue
        name = token.name
        cut = name.encode()[:_LONGEST_NAME].decode(errors="ignore")
        if known.shortened.setdefault(cut, name) != name:
            token.kind, token.text = "quoted", f'"{cut[:50]}_{sha256(name.encode()).hexdigest()[:10]}"'
    return items


def _view(items: Tokens) -> Tokens:
    """The name of the view a statement creates: it is read once, for what only shows when a query is planned."""
    at = find(items, ("view",))
    if words(items, 1) != ["create"] or at > 4 or at == len(items):
        return []
    at += 3 if words(items[at + 1 : at + 4]) == ["if", "not", "exists"] else 0
    _, end = dotted(items, at + 1)
    return [token.copy() for token in items[at + 1 : end]]


_PRIVILEGES = frozenset(
    "select insert update delete references all privileges usage create execute temporary temp".split()
)


def _granted(items: Tokens) -> Tokens | None:
    """GRANT … ON … and REVOKE … ON … with PUBLIC for whom they are about: users and groups are not of the script."""
    if words(items, 1) not in (["grant"], ["revoke"]):
        return None
    on = find(items, ("on",))
    to = find(items, ("to", "from"), on)
    named = {token.word for part in split(items[1:on], ",") for token in part[:2] if token.kind == "word"}
    if to == len(items) or named - _PRIVILEGES - {"grant", "option", "for"}:
        return None
    return [*items[: to + 1], made("PUBLIC", items[to])]


def _routine(routine: Routine, known: Known) -> Tokens:
    """CREATE PROCEDURE or CREATE FUNCTION with its body."""
    items, at = routine.items, routine.body
    if routine.procedure and routine.arguments is not None:
        name, _ = dotted(items, find(items, ("procedure",)) + 1)
        known.procedures[name[-1]] = [_mode(part) for part in split(routine.arguments.items, ",") if part]
    if at is None:
        return meant(items)
    if routine.language not in ("plpgsql", "sql"):
        raise Unjudged(f"LANGUAGE {routine.language}")
    quote, text, base = inside(items[at])
    if routine.language == "sql":
        body = meant(fragment(_shortened(tokenise(text, base), known), known.relations))
        option = ""
    else:
        try:
            block = read(_shortened(tokenise(text, base), known))
        except NotPlpgsql as error:
            # The server says what is wrong with it, in its own words.
            return _quoted(items, at, quote, tokenise(text, error.at and base), "")
        body = _body(block, routine.nonatomic, known)
        option = " #variable_conflict use_variable"
    return _quoted(items, at, quote, body, option)


def _quoted(items: Tokens, at: int, quote: str, body: Tokens, option: str) -> Tokens:
    token = items[at]
    head, tail = meant(items[:at]), meant(items[at + 1 :])
    return [*head, made(quote + option, token), *body, made(quote, token), *tail]


def _mode(part: Tokens) -> str:
    found = [word for word in words(part, 2) if word in ("in", "out", "inout")]
    return found[0] if found else "in"


def _called(items: Tokens, known: Known) -> Tokens:
    """CALL without its OUT arguments, for which PostgreSQL wants something to stand."""
    name, at = dotted(items, 1)
    modes = known.procedures.get(name[-1], []) if name else []
    if "out" not in modes or at >= len(items) or items[at].kind != "group":
        return items
    given = [part for part in split(items[at].items, ",") if part]
    if len(given) != sum(mode != "out" for mode in modes):
        return items
    left = iter(given)
    null = [made("NULL", items[at])]
    parts = [null if mode == "out" else next(left) for mode in modes]
    items[at] = group(items[at], joined(parts, items[at]))
    return items


def _body(block: Block, nonatomic: bool, known: Known) -> Tokens:
    for leaf, _ in leaves(block):
        leaf.items = _leaf(leaf, known)
    for one in blocks(block):
        one.declarations = [meant(fragment(declaration, known.relations)) for declaration in one.declarations]
    return with_handlers(block, nonatomic)


def _leaf(leaf: Leaf, known: Known) -> Tokens:
    """A statement or a head; the query of a loop ends before LOOP, so the rewriting is done without it."""
    items = leaf.items
    last: list[Token] = []
    if (leaf.kind == "statement" and items and items[-1].text == ";") or (
        leaf.kind == "head" and len(items) > 1 and items[-1].word in ("loop", "then")
    ):
        items, last = items[:-1], items[-1:]
    plain_items, _ = without_keys(fragment(items, known.relations))
    return [*meant(plain_items), *last]
