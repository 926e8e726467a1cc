"""Which columns a query's sources have, as far as the script itself says it.

Redshift lets a select list use the aliases in front of it, but a column of that name goes first (Developer Guide,
SELECT list, "lateral alias reference"): so one has to know the columns. `None` is "not known".
"""

from __future__ import annotations

from dataclasses import dataclass

from sct.check.redshift.tokens import Token, Tokens, find, phrase, split, words

Columns = list[str] | None
CLAUSES = frozenset("from where group having qualify order limit offset connect start window".split())
SET_OPERATORS = frozenset("union intersect except minus".split())
_JOINS = frozenset("join cross inner left right full natural".split())
_AFTER_ITEM = frozenset({"on", "using", "outer", "pivot", "unpivot", "where", "set"}) | _JOINS
# Behind these a word is no alias.
_NO_ALIAS_AFTER = frozenset(
    "is not and or double character with without time at collate over interval to distinct as precision by in like "
    "ilike similar between then else when case select all from end escape".split()
)
_NO_ALIAS = frozenset("end null true false sysdate current_date current_timestamp asc desc".split())


class Unjudged(Exception):
    """Right or wrong, this net has no way to tell: the text names the construct."""


@dataclass(frozen=True, slots=True)
class Source:
    """One item of a FROM clause; `star` is how its whole row is spelled."""

    alias: str
    star: str
    columns: Columns


class Relations(dict[str, Columns]):
    """Columns by relation, under its bare and its qualified name."""

    def note(self, parts: list[str], columns: Columns) -> None:
        """Remember a relation that was created."""
        self[".".join(parts)] = columns
        self[parts[-1]] = columns

    def columns(self, parts: list[str]) -> Columns:
        """The columns of a relation; None when it is not of this script."""
        return self.get(".".join(parts), self.get(parts[-1]))

    def inner(self) -> Relations:
        """A copy for an inner scope, to which common table expressions are added."""
        return Relations(self)


def dotted(items: Tokens, start: int) -> tuple[list[str], int]:
    """The qualified name that begins at `start`, and where it ends."""
    parts: list[str] = []
    at = start
    while at < len(items) and items[at].name:
        parts.append(items[at].name)
        at += 1
        if at < len(items) and items[at].text == ".":
            at += 1
            continue
        break
    return parts, at


def sources(items: Tokens, known: Relations) -> list[Source]:
    """The items of a FROM clause (its tokens behind FROM, up to the next clause)."""
    found: list[Source] = []
    at = 0
    while at < len(items):
        if items[at].text == "," or items[at].word in _JOINS or items[at].word == "outer":
            at += 1
            continue
        at = _one(items, at, known, found)
        while at < len(items) and items[at].text != "," and items[at].word not in _JOINS:
            at += 1  # ON …, USING (…)
    return found


def _one(items: Tokens, at: int, known: Relations, found: list[Source]) -> int:
    token = items[at]
    if token.kind == "group":
        first = next(iter(words(token.items, 1)), "")
        if first not in ("select", "with") and not (token.items and token.items[0].kind == "group"):
            found += sources(token.items, known)
            return at + 1
        columns, spelled, at = outputs(token.items, known), "", at + 1
    else:
        parts, after = dotted(items, at)
        if not parts:
            return at + 1
        columns, spelled, at = known.columns(parts), items[after - 1].text, after
        if at < len(items) and items[at].kind == "group":  # a table function
            columns, at = None, at + 1
    if at < len(items) and items[at].word == "as":
        at += 1
    if at < len(items) and items[at].name and items[at].word not in _AFTER_ITEM:
        spelled, at = items[at].text, at + 1
        if at < len(items) and items[at].kind == "group" and items[at].items:
            columns, at = [part[0].name for part in split(items[at].items, ",") if part], at + 1
    found.append(Source(spelled.strip('"').lower(), spelled, columns))
    return at


def outputs(items: Tokens, known: Relations) -> Columns:
    """The output names of a query."""
    start = find(items, ("select",))
    if start == len(items):
        inside = next((token for token in items if token.kind == "group"), None)
        return outputs(inside.items, known) if inside is not None else None
    inner = known.inner()
    note_ctes(items[:start], inner)
    stop = next((at for at in range(start + 1, len(items)) if items[at].word in SET_OPERATORS), len(items))
    fields, rest = select_parts(items[start + 1 : stop])
    from_ = from_clause(rest)
    names: list[str] = []
    for one in fields:
        if one and one[-1].text == "*":
            owner = one[0].name if len(one) > 1 else None
            for source in sources(from_, inner):
                if owner in (None, source.alias):
                    if source.columns is None:
                        return None
                    names += source.columns
            continue
        names.append(output_name(one))
    return names


def note_ctes(items: Tokens, known: Relations) -> None:
    """Add the common table expressions of a WITH list."""
    if not items or items[0].word != "with":
        return
    for part in split(items[1:], ","):
        if part and part[0].word == "recursive":
            part = part[1:]
        query = next((token for token in reversed(part) if token.kind == "group"), None)
        if not part or query is None:
            continue
        named = len(part) > 1 and part[1].kind == "group" and part[1] is not query
        columns = [one[0].name for one in split(part[1].items, ",") if one] if named else outputs(query.items, known)
        known[part[0].name] = columns


def select_parts(block: Tokens) -> tuple[list[Tokens], Tokens]:
    """(fields, the rest from the first clause on) of what stands behind SELECT; ALL, DISTINCT and TOP n are skipped."""
    at = 0
    while at < len(block) and block[at].word in ("all", "distinct"):
        at += 1
    if at + 1 < len(block) and block[at].word == "top" and block[at + 1].kind in ("number", "group"):
        at += 2
    stop = find(block, CLAUSES | {"into"}, at)
    return split(block[at:stop], ","), block[stop:]


def from_clause(rest: Tokens) -> Tokens:
    """The tokens of the FROM clause in what follows a select list."""
    start = find(rest, ("from",))
    return rest[start + 1 : find(rest, CLAUSES, start + 1)] if start < len(rest) else []


def named(field: Tokens) -> tuple[Tokens, Token | None]:
    """(expression, alias) of an item of a select list."""
    if len(field) >= 3 and field[-2].word == "as" and field[-1].name:
        return field[:-2], field[-1]
    if len(field) < 2 or not field[-1].name or field[-1].word in _NO_ALIAS:
        return field, None
    before = field[-2]
    if before.kind in ("mark", "param") or before.word in _NO_ALIAS_AFTER:
        return field, None
    if before.kind == "string" and len(field) > 2 and field[-3].word in ("interval", "date", "timestamp", "time"):
        return field, None
    return field[:-1], field[-1]


def output_name(field: Tokens) -> str:
    """The name of a select list's item; empty when the server makes one up."""
    expression, alias = named(field)
    if alias is not None:
        return alias.name
    last = expression[-1] if expression else None
    plain = last is not None and last.name and (len(expression) == 1 or expression[-2].text == ".")
    return last.name if plain and last is not None else ""


def created(items: Tokens, known: Relations) -> None:
    """Remember what a CREATE TABLE or CREATE VIEW creates."""
    head = words(items, 7)
    if head[:1] != ["create"]:
        return
    at = find(items, ("table", "view"))
    if at > 6 or at == len(items):
        return
    at += 3 if words(items[at + 1 : at + 4]) == ["if", "not", "exists"] else 0
    parts, after = dotted(items, at + 1)
    if not parts:
        return
    columns = items[after] if after < len(items) and items[after].kind == "group" else None
    as_ = find(items, ("as",), after)
    query = items[as_ + 1 :]
    if as_ < len(items):
        end = phrase(query, ("with", "no", "schema", "binding"))
        found = outputs(query[:end], known)
        known.note(parts, [one[0].name for one in split(columns.items, ",") if one] if columns else found)
    elif columns is not None:
        names: Columns = []
        for one in split(columns.items, ","):
            if words(one, 1) == ["like"]:
                source, _ = dotted(one, 1)
                inherited = known.columns(source)
                names = None if inherited is None or names is None else names + inherited
            elif (
                names is not None and one and one[0].word not in ("primary", "unique", "foreign", "constraint", "check")
            ):
                names.append(one[0].name)
        known.note(parts, names)
