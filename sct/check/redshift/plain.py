"""Redshift's SQL with PostgreSQL's grammar: clauses taken off, words exchanged, the meaning not yet looked at.

Names of functions and types stay Redshift's here, so that what Redshift lacks can be told from what we supply.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sct.check.redshift.attributes import Fault, stripped
from sct.check.redshift.blocks import Routine, routine
from sct.check.redshift.queries import rewritten
from sct.check.redshift.relations import Relations, Unjudged, created
from sct.check.redshift.tokens import Token, Tokens, find, group, joined, made, phrase, split, text_of, words

SUPPLIED = "sct_redshift"  # the schema of the functions that PostgreSQL lacks

# Statements that PostgreSQL has no equivalent of, or only under the same name; sqlfluff alone looks at them.
_COMMANDS = frozenset(
    "copy unload vacuum analyze analyse attach detach grant revoke show desc describe use cancel".split()
)
_COMMAND_OBJECTS = frozenset(
    "database user group role external datashare library model masking rls identity provider extension_pack share "
    "foreign".split()
)
_SETTINGS = frozenset("search_path datestyle timezone time statement_timeout local session".split())
_ONLY_ALTER = frozenset("distkey sortkey diststyle encode append".split())
_MAX = {
    "char": "4096",
    "character": "4096",
    "varchar": "65535",
    "varying": "65535",
    "nvarchar": "65535",
    "varbyte": "16777216",
    "varbinary": "16777216",
}
_KNOWN_WINDOWS = frozenset("first_value last_value lag lead nth_value".split())


@dataclass(slots=True)
class Plain:
    """One statement: `items` in PostgreSQL's grammar, or `command` set when it has no form there."""

    items: Tokens
    faults: list[Fault] = field(default_factory=list)
    command: str = ""
    routine: Routine | None = None
    late_binding: bool = False


def plain(items: Tokens, known: Relations) -> Plain:
    """One statement of a script; what it creates is noted in `known`. Raises Unjudged. Changes `items`."""
    out = Plain(items)
    if (command := _command(items)) is not None:
        out.command = command
        return out
    if (found := routine(items)) is not None:
        kept = [token for token in items if token.word != "nonatomic"]
        out.items = generic(kept)
        out.routine = Routine(
            out.items,
            found.procedure,
            found.arguments,
            next((n for n, token in enumerate(out.items) if token.kind == "dollar"), None),
            found.language,
            found.nonatomic,
        )
        return out
    items = generic(items)
    head = words(items, 7)
    if head[:1] == ["create"] and "table" in head[1:5] and "external" not in head:
        named = find(items, ("table",)) + 1
        if any(token.kind == "quoted" and token.text.startswith('"#') for token in items[named : named + 4]):
            items = list(items)
            if not {"temp", "temporary"} & set(head):
                items.insert(1, made("TEMP", items[0]))
        items = stripped(items, out.faults)
    elif head[:3] == ["create", "materialized", "view"]:
        items = stripped(items, out.faults)
    elif head[:1] == ["create"] and "view" in head:
        end = phrase(items, ("with", "no", "schema", "binding"))
        out.late_binding = end < len(items)
        items = items[:end]
    elif head[:2] == ["alter", "table"]:
        encode = find(items, ("encode",))
        items = items[:encode] + items[encode + 2 :]
    items = rewritten(items, known)
    created(items, known)
    out.items = items
    return out


def fragment(items: Tokens, known: Relations) -> Tokens:
    """An expression or a statement inside of a body. Raises Unjudged."""
    return rewritten(generic(items), known)


def _command(items: Tokens) -> str | None:
    head = words(items, 5)
    first = head[0] if head else ""
    if first in _COMMANDS:
        return first.upper()
    if first in ("create", "alter", "drop") and len(head) > 1:
        after = [word for word in head[1:4] if word not in ("or", "replace")]
        if after and after[0] in _COMMAND_OBJECTS:
            return f"{first} {after[0]}".upper()
        if head[:3] == ["alter", "default", "privileges"]:
            return "ALTER DEFAULT PRIVILEGES"
        if head[:2] == ["alter", "table"] and "add" not in head and find(items, _ONLY_ALTER) < len(items):
            return f"ALTER TABLE … {items[find(items, _ONLY_ALTER)].text.upper()}"
        if head[:3] == ["alter", "materialized", "view"]:
            return "ALTER MATERIALIZED VIEW"
    if first == "set" and len(head) > 1 and head[1] not in _SETTINGS:
        return f"SET {head[1]}"
    return None


def generic(items: Tokens) -> Tokens:
    """Words and calls that are spelled otherwise, at every depth."""
    _reject(items)
    out: Tokens = []
    at = 0
    while at < len(items):
        token = items[at]
        if token.kind == "group":
            token.items = generic(token.items)
        after = items[at + 1] if at + 1 < len(items) else None
        dotted = bool(out) and out[-1].text == "."
        word = "" if dotted else token.word
        if word and after is not None and after.kind == "group":
            used, written = _call(items, at, word)
            if used:
                out += written
                at += used
                continue
        if token.kind == "string" and "\\" in token.text and token.text[0] not in "eE":
            token.text = "E" + token.text
        elif token.kind == "word" and token.text.startswith("#"):
            token.kind, token.text = "quoted", f'"{token.text.lower()}"'
        elif word == "approximate" and after is not None and after.word in ("count", "percentile_disc"):
            at += 1
            continue
        elif word == "delete" and _is_bare_delete(out, after):
            out += [token, made("FROM", token)]
            at += 1
            continue
        out.append(token)
        at += 1
    return out


def _reject(items: Tokens) -> None:
    """What is right on Redshift, and neither PostgreSQL's grammar nor a rewriting of ours has."""
    if phrase(items, ("remove", "duplicates")) < len(items):
        raise Unjudged("MERGE … REMOVE DUPLICATES")
    for at, token in enumerate(items):
        after = items[at + 1] if at + 1 < len(items) else None
        if token.word == "pivot" and after is not None and after.kind == "group":
            raise Unjudged("PIVOT")
        if token.word == "unpivot" and after is not None and (after.kind == "group" or after.name):
            raise Unjudged("UNPIVOT")
        if (
            token.word == "exclude"
            and after is not None
            and (after.kind == "group" or after.name)
            and after.word != "using"
        ):
            raise Unjudged("EXCLUDE")
        if token.kind == "group" and len(token.items) == 1 and token.items[0].text == "+":
            raise Unjudged("(+)")


def _is_bare_delete(out: Tokens, after: Token | None) -> bool:
    if after is None or not after.name or after.word in ("from", "on", "cascade"):
        return False
    return not out or out[-1].text == ";" or out[-1].word in ("explain",)


def _call(items: Tokens, at: int, word: str) -> tuple[int, Tokens]:
    """(tokens used, what stands for them) of a call that needs another form; nothing used means it stays."""
    token, arguments = items[at], items[at + 1]
    if word in _MAX and words(arguments.items) == ["max"]:
        arguments.items = [made(_MAX[word], token)]
        return 0, []
    if word == "convert":
        parts = split(arguments.items, ",")
        if len(parts) != 2:
            return 0, []
        return 2, [made("CAST", token), group(token, generic(parts[1]), made("AS", token), parts[0])]
    if word == "try_cast":
        as_ = find(arguments.items, ("as",))
        value, type_ = generic(arguments.items[:as_]), arguments.items[as_ + 1 :]
        null = [made("CAST", token), group(token, made("NULL AS", token), type_)]
        text = [group(token, value), made("::text", token)]
        return 2, [made(f"{SUPPLIED}.try_cast", token), group(token, joined([text, null], token))]
    if word == "collate" and len(split(arguments.items, ",")) == 2:
        arguments.items = generic(arguments.items)
        return 2, [made('"collate"', token), arguments]
    if word == "listagg":
        return _listagg(items, at)
    if word == "array" and words(arguments.items, 1) not in (["select"], ["with"]):
        arguments.items = generic(arguments.items)
        return 2, [made('"array"', token), arguments]
    if word in _KNOWN_WINDOWS:
        return _nulls(items, at, word)
    return 0, []


def _listagg(items: Tokens, at: int) -> tuple[int, Tokens]:
    """LISTAGG([DISTINCT] x [, sep]) [WITHIN GROUP (ORDER BY …)] [OVER (PARTITION BY …)], with the order inside."""
    token, arguments = items[at], items[at + 1]
    used = 2
    order: Tokens = []
    if words(items[at + 2 : at + 4]) == ["within", "group"] and at + 4 < len(items):
        order = generic(items[at + 4].items)
        used = 5
    parts = split(generic(arguments.items), ",")
    distinct, value = [], parts[0]
    if value and value[0].word == "distinct":
        distinct, value = value[:1], value[1:]
    text = [group(token, value), made("::text", token)]
    separator = parts[1] if len(parts) > 1 else [made("''", token)]
    if words(items[at + used : at + used + 1]) == ["over"] and at + used + 1 < len(items):
        window = items[at + used + 1]
        window.items = generic(window.items)
        window.items += order
        if order:
            window.items.append(made("ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING", token))
        return used, [token, group(token, joined([[*distinct, *text], separator], token))]
    if distinct and order:
        text = value  # it has to be what the order is by, and sorts as what it is
    return used, [token, group(token, joined([[*distinct, *text], [*separator, *order]], token))]


def _nulls(items: Tokens, at: int, word: str) -> tuple[int, Tokens]:
    """IGNORE NULLS and RESPECT NULLS, inside or behind the parentheses of a window function."""
    token, arguments = items[at], items[at + 1]
    inside = phrase(arguments.items, ("ignore", "nulls"))
    respect = phrase(arguments.items, ("respect", "nulls"))
    behind = words(items[at + 2 : at + 4])
    if inside == respect == len(arguments.items) and behind not in (["ignore", "nulls"], ["respect", "nulls"]):
        return 0, []
    used = 4 if behind in (["ignore", "nulls"], ["respect", "nulls"]) else 2
    ignored = inside < len(arguments.items) or behind == ["ignore", "nulls"]
    cut = min(inside, respect)
    arguments.items = generic(arguments.items[:cut] + arguments.items[cut + 2 :])
    if not ignored:
        return used, [token, arguments]
    if word in ("lag", "lead"):
        return _neighbour(items, at, used, word)
    if word == "nth_value":
        raise Unjudged("NTH_VALUE … IGNORE NULLS")
    return used, [made(f"{SUPPLIED}.{word}_known", token), arguments]


def _neighbour(items: Tokens, at: int, used: int, word: str) -> tuple[int, Tokens]:
    """LAG and LEAD over what is not NULL: the last such value before, the first behind."""
    token, arguments = items[at], items[at + 1]
    parts = split(arguments.items, ",")
    over = items[at + used : at + used + 2]
    if (len(parts) > 1 and text_of(parts[1]) != "1") or words(over, 1) != ["over"] or len(over) < 2:
        raise Unjudged(f"{word.upper()} … IGNORE NULLS with an offset")
    frame = "UNBOUNDED PRECEDING AND 1 PRECEDING" if word == "lag" else "1 FOLLOWING AND UNBOUNDED FOLLOWING"
    window = over[1]
    window.items = [*generic(window.items), made(f"ROWS BETWEEN {frame}", token)]
    name = "last_value_known" if word == "lag" else "first_value_known"
    return used + 2, [made(f"{SUPPLIED}.{name}", token), group(token, parts[0]), over[0], window]


__all__ = ["SUPPLIED", "Fault", "Plain", "Unjudged", "fragment", "generic", "plain"]
