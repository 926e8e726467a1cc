"""What Redshift's queries have and PostgreSQL's have not: TOP, QUALIFY, MINUS, aliases used in the same select list.

Developer Guide: SELECT, "SELECT list" (TOP, lateral alias references), "QUALIFY clause", "UNION, INTERSECT, EXCEPT".
"""

from __future__ import annotations

from sct.check.redshift.hierarchy import is_hierarchical, without_hierarchy
from sct.check.redshift.relations import (
    SET_OPERATORS,
    Relations,
    Source,
    from_clause,
    named,
    output_name,
    outputs,
    select_parts,
    sources,
)
from sct.check.redshift.tokens import Token, Tokens, find, group, joined, made, phrase, split, text_of, words

# Functions whose first argument is the name of a part of a date, not a column.
PART_FUNCTIONS = frozenset("dateadd datediff date_part date_trunc date_add date_diff datepart extract".split())
_ENDS = SET_OPERATORS | {"loop"}


def rewritten(items: Tokens, known: Relations) -> Tokens:
    """The tokens with every query in them, at any depth, as PostgreSQL says it."""
    known = known.inner()
    for at, token in enumerate(items):
        if token.kind != "group":
            continue
        token.items = rewritten(token.items, known)
        if at >= 2 and items[at - 1].word == "as" and _in_with(items, at):
            name = items[at - 2]
            if name.kind == "group" and at >= 3:
                known[items[at - 3].name] = [one[0].name for one in split(name.items, ",") if one]
            elif name.name:
                known[name.name] = outputs(token.items, known)
    out: Tokens = []
    at = 0
    while at < len(items):
        token = items[at]
        if token.word == "minus" and at + 1 < len(items) and _begins_query(items[at + 1]):
            token.text = "EXCEPT"
        if token.word != "select":
            out.append(token)
            at += 1
            continue
        end = at + 1
        while end < len(items) and items[end].word not in _ENDS and not _late_binding(items, end):
            end += 1
        block = _block(items[at:end], known)
        part_of_set = (out and out[-1].word in SET_OPERATORS | {"all", "distinct"} and len(out) > 1) or (
            end < len(items) and items[end].word in SET_OPERATORS
        )
        if part_of_set and block and block[-1].kind == "made" and block[-1].text.startswith("LIMIT"):
            block = [group(token, block)]
        out += block
        at = end
    return out


def _in_with(items: Tokens, at: int) -> bool:
    start = find(items, ("with",))
    return start < at and not any(one.word == "select" for one in items[start:at])


def _begins_query(token: Token) -> bool:
    return token.word in ("select", "all", "with", "distinct") or token.kind == "group"


def _late_binding(items: Tokens, at: int) -> bool:
    return items[at].word == "with" and phrase(items, ("with", "no", "schema", "binding"), at) == at


def _block(items: Tokens, known: Relations) -> Tokens:
    """One SELECT, without set operators."""
    head, body = [items[0]], items[1:]
    if words(body, 1) == ["into"]:
        return items  # PL/pgSQL's SELECT INTO target …: only the server can tell where the target ends
    while body and body[0].word in ("all", "distinct"):
        head.append(body[0])
        body = body[1:]
    limit: Tokens = []
    if len(body) > 1 and body[0].word == "top" and body[1].kind in ("number", "group"):
        limit = [made(f"LIMIT {text_of(body[1:2])}", body[0])]
        body = body[2:]
    fields, rest = select_parts(body)
    from_ = sources(from_clause(rest), known)
    hierarchical = is_hierarchical(rest)
    if hierarchical:
        fields, rest = without_hierarchy(fields, rest, from_)
        from_ = [
            Source(from_[0].alias, from_[0].star, None if from_[0].columns is None else [*from_[0].columns, "level"])
        ]
    aliases: dict[str, Tokens] = {}
    shown: list[Tokens] = []
    for one in fields:
        expression, alias = named(one)
        changed = _substituted(expression, aliases, from_) if aliases else expression
        shown.append(changed + one[len(expression) :])
        if alias is not None and expression:
            aliases[alias.name] = changed
    at = find(rest, ("qualify",))
    if at == len(rest):
        if hierarchical:
            return [*head, *joined(shown, items[0]), *rest, *limit]
        commas = [token for token in body[: len(body) - len(rest)] if token.text == "," and token.kind == "mark"]
        return head + _with_commas(shown, commas) + rest + limit
    return _qualify(head, shown, aliases, rest, at, from_, known) + limit


def _with_commas(parts: list[Tokens], commas: Tokens) -> Tokens:
    out: Tokens = []
    for number, part in enumerate(parts):
        if number:
            out.append(commas[number - 1])
        out += part
    return out


def _substituted(items: Tokens, aliases: dict[str, Tokens], from_: list[Source], parts: bool = False) -> Tokens:
    """Aliases of the same select list replaced by what they stand for, unless a source has such a column.

    When the columns of a source are not known nothing is replaced: the server then names what it does not find.
    """
    out: Tokens = []
    for at, token in enumerate(items):
        before = items[at - 1] if at else None
        after = items[at + 1] if at + 1 < len(items) else None
        if token.kind == "group":
            if words(token.items, 1) not in (["select"], ["with"]):
                copy = token.copy()
                function = before.word if before is not None else ""
                copy.items = _substituted(token.items, aliases, from_, function in PART_FUNCTIONS)
                token = copy
            out.append(token)
            continue
        dotted = (before is not None and before.text in (".", "::")) or (after is not None and after.text == ".")
        skipped = (
            dotted
            or (parts and at == 0)
            or (before is not None and before.word == "as")
            or (after is not None and after.kind == "group")
            or token.name not in aliases
            or any(source.columns is None or token.name in source.columns for source in from_)
        )
        out.append(token if skipped else group(token, [one.copy() for one in aliases[token.name]]))
    return out


def _qualify(
    head: Tokens,
    fields: list[Tokens],
    aliases: dict[str, Tokens],
    rest: Tokens,
    at: int,
    from_: list[Source],
    known: Relations,
) -> Tokens:
    """`SELECT … FROM (SELECT …, condition AS keep FROM …) AS q WHERE keep`, the fields under names of our own."""
    near = rest[at]
    stop = find(rest, ("order", "limit", "offset"), at)
    condition = _substituted(rest[at + 1 : stop], aliases, from_)
    tail = rest[stop:]
    into_at, from_at = find(rest, ("into",)), find(rest, ("from",))
    into = rest[into_at:from_at] if into_at < from_at else []
    source = rest[from_at:at]
    inner: list[Tokens] = []
    outer: list[Tokens] = []
    known_names: dict[str, str] = {}
    for number, one in enumerate(fields):
        if one and one[-1].text == "*":
            owner = one[0].name if len(one) > 1 else None
            for index, item in enumerate(from_):
                if owner in (None, item.alias):
                    row = f"__row{number}_{index}"
                    inner.append([made(f"{item.star} AS {row}", one[0])])
                    outer.append([made(f"(__q.{row}).*", one[0])])
            continue
        expression, _ = named(one)
        name = output_name(one)
        own = f"__c{number}"
        inner.append([*expression, made(f"AS {own}", one[0])])
        outer.append([made(f"__q.{own}" + (f' AS "{name}"' if name else ""), one[0])])
        if name:
            known_names[name] = own
    inner.append([group(near, condition), made("AS __keep", near)])
    order: Tokens = []
    limits = tail
    if tail and tail[0].word == "order":
        end = find(tail, ("limit", "offset"))
        keys, limits = split(tail[2:end], ","), tail[end:]
        written: list[Tokens] = []
        for number, key in enumerate(keys):
            cut = find(key, ("asc", "desc", "nulls"))
            if key[0].kind == "number" or (len(key[:cut]) == 1 and key[0].name in known_names):
                written.append(key)
                continue
            inner.append([*_substituted(key[:cut], aliases, from_), made(f"AS __o{number}", near)])
            written.append([made(f"__q.__o{number}", key[0]), *key[cut:]])
        order = [*tail[:2], *joined(written, near)]
    query = [made("SELECT", near), *joined(inner, near), *source]
    return [
        *head,
        *joined(outer, near),
        *into,
        made("FROM", near),
        group(near, query),
        made("AS __q WHERE __q.__keep", near),
        *order,
        *limits,
    ]


__all__ = ["PART_FUNCTIONS", "rewritten"]
