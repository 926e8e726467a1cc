"""Redshift's meaning for PostgreSQL to run: its types, functions, literals and keys (Developer Guide, SQL reference).

Works on what plain.py made. What neither has a counterpart nor is supplied in functions.sql is Unjudged.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sct.check.redshift.plain import SUPPLIED, Unjudged
from sct.check.redshift.queries import PART_FUNCTIONS
from sct.check.redshift.relations import dotted
from sct.check.redshift.tokens import Token, Tokens, find, group, joined, made, phrase, split, text_of, words

FUNCTIONS = Path(__file__).with_name("functions.sql")

# Redshift has them, nothing here has their results.
_UNSUPPLIED = frozenset(
    "sha sha1 func_sha1 fnv_hash farmhash64 farmfingerprint64 crc32 checksum soundex difference murmur3_32_hash "
    "hll hll_create_sketch hll_cardinality hll_combine text_to_int_alt text_to_numeric_alt json_extract_path "
    "subarray array_concat array_flatten is_array is_object is_scalar is_integer is_decimal is_float is_varchar "
    "pg_last_copy_count pg_last_copy_id pg_last_query_id pg_last_unload_count pg_last_unload_id pg_backend_pid "
    "slice_num current_aws_account current_namespace current_user_id user_is_member_of role_is_member_of "
    "get_number_attributes object object_transform mod_cfg explode_external_catalog bpcharcmp bttext_pattern_cmp".split()
)
_TYPES = {"super": "jsonb", "varbyte": "bytea", "varbinary": "bytea", "nvarchar": "varchar", "nchar": "char"}
_UNSUPPLIED_TYPES = frozenset("geometry geography hllsketch".split())
_DECIMALS = frozenset("decimal numeric dec".split())
_WHOLE_PARTS = frozenset("epoch second seconds millisecond milliseconds microsecond microseconds".split())
# In front of these names a parenthesis is no call.
_NAMES_BEFORE = frozenset("into table view references procedure function update exists on join from index".split())
_TEXTS = frozenset("char character varchar".split())


@cache
def supplied_names() -> frozenset[str]:
    """The names functions.sql has, which calls are led to."""
    found = re.findall(rf"^CREATE (?:FUNCTION|AGGREGATE) {SUPPLIED}\.(\w+)", FUNCTIONS.read_text("utf-8"), re.M)
    return frozenset(found)


def meant(items: Tokens) -> Tokens:
    """Tokens in PostgreSQL's grammar, with Redshift's meaning. Raises Unjudged. Changes `items`."""
    items = _deep(items)
    head = words(items, 6)
    if head[:1] == ["create"] and "table" in head:
        _columns(items)
    elif head[:2] == ["alter", "table"]:
        items = [*items, *widened(items)]
    elif head[:2] == ["set", "search_path"]:
        items = [*items, made(f", {SUPPLIED}, pg_catalog", items[-1])]
    return items


def _deep(items: Tokens) -> Tokens:
    out: Tokens = []
    at = 0
    while at < len(items):
        token = items[at]
        after = items[at + 1] if at + 1 < len(items) else None
        dotted_name = bool(out) and out[-1].text == "."
        word = "" if dotted_name else token.word
        call = after is not None and after.kind == "group"
        if token.kind == "group":
            token.items = _deep(token.items)
        elif after is not None and call and (word or token.text == '"collate"' or token.kind == "made"):
            used, written = _call(items, at, out)
            if used:
                out += written
                at += used
                continue
        elif word == "sysdate":
            token.kind, token.text = "made", f"{SUPPLIED}.sysdate()"
        elif word in _DECIMALS and not call:
            token.kind, token.text = "made", "numeric(18,0)"
        elif word in _TYPES and not call and not (after is not None and after.text == "."):
            token.kind, token.text = "made", _TYPES[word]
        elif word in ("case_insensitive", "case_sensitive", "ci", "cs") and out and out[-1].word == "collate":
            full = "case_insensitive" if word in ("case_insensitive", "ci") else "case_sensitive"
            token.kind, token.text = "made", f"{SUPPLIED}.{full}"
        elif word in _UNSUPPLIED_TYPES and _is_type_place(out):
            raise Unjudged(f"type {word.upper()}")
        elif word == "binary" and after is not None and after.word == "varying":
            used = 3 if at + 2 < len(items) and items[at + 2].kind == "group" else 2
            out.append(made("bytea", token))
            at += used
            continue
        out.append(token)
        at += 1
    return out


def _is_type_place(out: Tokens) -> bool:
    return bool(out) and (out[-1].text in ("::",) or out[-1].word == "as" or bool(out[-1].name))


def _call(items: Tokens, at: int, out: Tokens) -> tuple[int, Tokens]:
    """(tokens used, what stands for them) of `name ( … )`."""
    token, arguments = items[at], items[at + 1]
    word = token.word
    if word in ("varbyte", "varbinary"):
        return 2, [made("bytea", token)]
    if word in ("nvarchar", "nchar"):
        return 2, [made(_TYPES[word], token), arguments]
    if word in _UNSUPPLIED or word.startswith("st_"):
        raise Unjudged(f"function {word.upper()}")
    arguments.items = _deep(arguments.items)
    parts = split(arguments.items, ",")
    if word == "extract":
        part = parts[0][0].word if parts[0] else ""
        if part in _WHOLE_PARTS:
            return 2, [token, arguments]
        return 2, [made("CAST", token), group(token, token, arguments, made("AS integer", token))]
    if word in PART_FUNCTIONS and parts[0] and parts[0][0].kind == "word" and len(parts[0]) == 1:
        parts[0][0].kind, parts[0][0].text = "string", f"'{parts[0][0].word}'"
    if word == "date_part" and parts[0] and parts[0][0].kind == "string":
        unit = parts[0]
        parts[0] = (
            [made(f"{SUPPLIED}.date_unit", token), group(token, unit)]
            if unit[0].text.strip("'").lower() in _SHORT
            else unit
        )
        return 2, [token, group(token, joined(parts, token))]
    if word in ("date_add", "date_diff"):
        word = word.replace("_", "")
    if word == "nvl":
        return 2, [made("coalesce", token), arguments]
    if word == "nvl2" and len(parts) == 3:
        test = [group(token, parts[0]), made("IS NOT NULL THEN", token), group(token, parts[1])]
        return 2, [
            group(
                token, made("CASE WHEN", token), *test, made("ELSE", token), group(token, parts[2]), made("END", token)
            )
        ]
    if word == "decode" and len(parts) > 2:
        return 2, [_decode(token, parts)]
    if token.text == '"array"' and token.kind == "made":
        return 2, [made("jsonb_build_array", token), arguments]
    if token.text == '"collate"' and len(parts) == 2:
        full = "case_insensitive" if "insensitive" in text_of(parts[1]).lower() else "case_sensitive"
        return 2, [group(token, group(token, parts[0]), made(f"COLLATE {SUPPLIED}.{full}", token))]
    if token.text == f"{SUPPLIED}.try_cast":
        type_ = text_of(parts[1][1].items[2:] if parts[1][1].items[0].kind != "made" else parts[1][1].items[1:])
        literal = made("'" + type_.replace("'", "''") + "'", token)
        return 2, [token, group(token, joined([*parts, [literal]], token))]
    over = words(items[at + 2 : at + 3]) == ["over"]
    if word == "ratio_to_report" and over and at + 3 < len(items):
        window = items[at + 3]
        window.items = _deep(window.items)
        total = [
            made("nullif", token),
            group(token, made("sum", token), arguments.copy(), made("OVER", token), window, made(", 0", token)),
        ]
        return 4, [
            group(
                token,
                made("CAST", token),
                group(token, *arguments.items, made("AS double precision", token)),
                made("/", token),
                *total,
            )
        ]
    if word == "percentile_cont" and words(items[at + 2 : at + 4]) == ["within", "group"]:
        return _percentile(items, at, parts)
    if word in supplied_names() and not (out and out[-1].word in _NAMES_BEFORE):
        return 2, [made(f"{SUPPLIED}.{word}", token), arguments]
    return 2, [token, arguments]


_SHORT = frozenset(
    "y yr yrs years qtr qtrs quarters mon mons months w weeks d days h hr hrs hours m min mins minutes s sec secs seconds "
    "c cent cents mil mils dec decs ms us".split()
)


def _decode(token: Token, parts: list[Tokens]) -> Token:
    """DECODE compares NULL as a value."""
    subject = parts[0]
    inside: Tokens = [made("CASE", token)]
    for at in range(1, len(parts) - 1, 2):
        inside += [
            made("WHEN", token),
            group(token, [one.copy() for one in subject]),
            made("IS NOT DISTINCT FROM", token),
        ]
        inside += [group(token, parts[at]), made("THEN", token), group(token, parts[at + 1])]
    if len(parts) % 2 == 0:
        inside += [made("ELSE", token), group(token, parts[-1])]
    return group(token, *inside, made("END", token))


def _percentile(items: Tokens, at: int, parts: list[Tokens]) -> tuple[int, Tokens]:
    """PERCENTILE_CONT as a window function, which PostgreSQL lacks."""
    if words(items[at + 5 : at + 6]) != ["over"] or at + 6 >= len(items):
        return 2, items[at : at + 2]
    token, order, window = items[at], items[at + 4], items[at + 6]
    order.items, window.items = _deep(order.items), _deep(window.items)
    value = order.items[2:]
    cut = find(value, ("asc", "desc", "nulls"))
    fraction = parts[0]
    if words(value[cut : cut + 1]) == ["desc"]:
        fraction = [made("1 -", token), *fraction]
    return 7, [
        made(f"{SUPPLIED}.percentile_cont_over", token),
        group(token, joined([value[:cut], fraction], token)),
        made("OVER", token),
        window,
    ]


def _columns(items: Tokens) -> None:
    """Lengths of a new table's columns: 256 where none is given (CREATE TABLE), and counted in bytes."""
    at = find(items, ("table",)) + 1
    at += 3 if words(items[at : at + 3]) == ["if", "not", "exists"] else 0
    _, at = dotted(items, at)
    if at >= len(items) or items[at].kind != "group" or find(items, ("as",), at) < len(items):
        return
    columns = items[at]
    commas = [token for token in columns.items if token.kind == "mark" and token.text == ","]
    out: Tokens = []
    for number, part in enumerate(split(columns.items, ",")):
        if len(part) > 1 and not (len(part) > 2 and part[2].kind == "group"):
            _default_length(part)
        out += ([commas[number - 1]] if number else []) + part + _bytes(part)
    columns.items = out


def _default_length(part: Tokens) -> None:
    type_ = part[1]
    if type_.word in ("varchar", "text") or type_.text == "varchar":
        type_.kind, type_.text = "made", "varchar(256)"
    elif type_.word == "bpchar":
        type_.kind, type_.text = "made", "char(256)"
    elif words(part[1:3]) == ["character", "varying"] and not (len(part) > 3 and part[3].kind == "group"):
        part[2].kind, part[2].text = "made", "varying(256)"


def _bytes(part: Tokens) -> Tokens:
    """CHAR(n) and VARCHAR(n) hold n bytes (Character types), where PostgreSQL counts characters."""
    if len(part) < 3 or part[1].text.lower() not in _TEXTS or not part[0].name:
        return []
    size = next((token for token in part[2:4] if token.kind == "group"), None)
    length = text_of(size.items) if size is not None else ""
    if size is None or not length.isdigit():
        return []
    return [made(f"CONSTRAINT {_bytes_name(part[0])} CHECK (octet_length({part[0].text}) <= {length})", size)]


def _bytes_name(column: Token) -> str:
    spelled = column.text[1:-1] if column.kind == "quoted" else column.name
    return f'"sct_bytes_{spelled}"'


def widened(items: Tokens) -> Tokens:
    """What an ALTER TABLE has to say of the bytes of a column: of a new one, or of one whose length changes."""
    at = phrase(items, ("alter", "column"))
    if at + 3 < len(items) and items[at + 3].word == "type":
        column, type_ = items[at + 2], items[at + 4 :]
        limit = _bytes([column, *type_])
        drop = made(f", DROP CONSTRAINT IF EXISTS {_bytes_name(column)}", column)
        return [drop, *([made(", ADD", column), *limit] if limit else [])]
    at = find(items, ("add",))
    start = at + 2 if words(items[at + 1 : at + 2]) == ["column"] else at + 1
    if words(items[start : start + 1])[:1] in (["constraint"], ["primary"], ["unique"], ["foreign"], ["check"]):
        return []
    return _bytes(items[start:]) if start < len(items) else []
