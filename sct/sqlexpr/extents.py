"""What is known of a value before it is there: how long a text can be and whether it can end with a blank, how many digits
an interval can have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from sct.ir.types import Type
from sct.sqlexpr.nodes import call_name, exp, is_not_null, type_of

Node: TypeAlias = exp.Expression

_PADDING = frozenset({"pad_right", "pad_left", "rpad", "lpad"})
_PARTS = frozenset({"substr_position", "substr", "substring"})
# the value of their first argument, no longer than that
_SHORTENING = frozenset(
    {"trim_left", "trim_right", "trim_both", "null_if_empty", "nullif", "upper", "lower", "capitalise_words", "reverse"}
)
# conversions whose result is the text of a number, a moment or bytes
_NO_BLANK = frozenset(
    {
        "number_to_text",
        "date_to_text",
        "timestamp_to_text",
        "interval_to_text",
        "months_to_text",
        "bytes_to_hex",
        "json_to_text",
        "xml_to_text",
        "soundex_code",
        "session_user_name",
    }
)
_FORMATS = frozenset({"format_number", "format_date", "format_date_zone"})


def longest(node: Node) -> int | None:
    """The most characters the text can have; None where nothing limits it."""
    if isinstance(node, exp.Paren):
        return longest(node.this)
    if isinstance(node, exp.Null):
        return 0
    if isinstance(node, exp.Literal):
        return len(str(node.this))
    if isinstance(node, (exp.Column, exp.Dot, exp.Identifier, exp.Cast)):
        has = type_of(node)
        return has.length if has.kind in ("varchar", "char") else None
    if isinstance(node, exp.DPipe):
        return total(map(longest, [node.this, node.expression]))
    if isinstance(node, exp.Case):
        return longest_of(map(longest, _branches(node)))
    name = call_name(node)
    given = node.expressions if isinstance(node, exp.Anonymous) else []
    if name == "concat":
        return total(map(longest, given))
    if name == "coalesce":
        return longest_of(map(longest, given))
    if name in _SHORTENING and given:
        return longest(given[0])
    if name in _PADDING or name in ("char_to_text", "bytes_at_most", "cut_list", "short_text"):
        return _constant(given[1]) if len(given) > 1 else None
    if name in _PARTS:
        whole = longest(given[0])
        part = _constant(given[2]) if len(given) > 2 else None
        return whole if part is None else part if whole is None else min(whole, part)
    if name in ("character_of", "ascii_character", "national_character_of"):
        return 1
    return None


def interval_digits(type_: Type) -> tuple[int, int]:
    """Digits of the leading field and of the fraction of a second: as declared, else 2 and 6."""
    if type_.precision is not None:
        return type_.precision, type_.scale if type_.scale is not None else 6
    found = {"day": 2, "year": 2, "second": 6}
    words = type_.raw.lower().replace("(", " ( ").replace(")", " ) ").split()
    for i, word in enumerate(words[:-2]):
        if word in found and words[i + 1] == "(" and words[i + 2].isdigit():
            found[word] = int(words[i + 2])
    return found["year" if type_.fields == "year to month" else "day"], found["second"]


def may_end_blank(node: Node) -> bool:
    """Whether the text can end with a blank; True where nothing is known."""
    if isinstance(node, exp.Paren):
        return may_end_blank(node.this)
    if isinstance(node, exp.Literal):
        return node.is_string and str(node.this).endswith(" ")
    if isinstance(node, exp.Null):
        return False
    if isinstance(node, exp.DPipe):
        return _last_ends_blank([node.this, node.expression])
    if isinstance(node, exp.Case):
        return any(may_end_blank(v) for v in _branches(node))
    if not type_of(node).is_text:
        return False
    name = call_name(node)
    given = node.expressions if isinstance(node, exp.Anonymous) else []
    if name == "concat":
        return _last_ends_blank(given)
    if name == "coalesce":
        return any(may_end_blank(v) for v in given)
    if name in ("trim_right", "trim_both") and len(given) == 1:
        return False
    if name in ("upper", "lower", "nullif", "null_if_empty", "trim_left", "capitalise_words") and given:
        return may_end_blank(given[0])
    if name in _FORMATS and len(given) > 1 and isinstance(given[1], exp.Literal):
        model = str(given[1].this).upper()
        return model.endswith((" ", "MI", "PR", '"')) or "MONTH" in model or "DAY" in model
    return name not in _NO_BLANK


def surely_long(node: Node) -> bool:
    """Whether its form alone says that it may be too long by blanks: constants, padding, values of CHAR; not merely that
    nothing is known of it."""
    if isinstance(node, exp.Paren):
        return surely_long(node.this)
    if isinstance(node, exp.Literal):
        return True
    if isinstance(node, exp.DPipe):
        return surely_long(node.expression)
    if isinstance(node, exp.Case):
        return any(surely_long(v) for v in _branches(node))
    name = call_name(node)
    given = node.expressions if isinstance(node, exp.Anonymous) else []
    if name in _PADDING or name == "char_to_text":
        return True
    if name == "coalesce":
        return any(surely_long(v) for v in given)
    if name == "nullif":
        return surely_long(given[0])
    if name == "concat":
        return surely_long(given[-1])
    return False


def _branches(node: exp.Case) -> list[Node]:
    values = [i.args["true"] for i in node.args["ifs"]]
    default = node.args.get("default")
    return [*values, default] if default is not None else values


def _last_ends_blank(parts: list[Node]) -> bool:
    """Of parts one behind the other: what is NULL or empty lets the one before it be the last."""
    for part in reversed(parts):
        if may_end_blank(part):
            return True
        if is_not_null(part):
            return False
    return False


def total(lengths: Iterable[int | None]) -> int | None:
    """Of parts side by side; None where one of them is not known."""
    known = list(lengths)
    return None if None in known else sum(n for n in known if n is not None)


def longest_of(lengths: Iterable[int | None]) -> int | None:
    """Of what can stand in one place; None where one of them is not known."""
    known = list(lengths)
    return None if None in known else max((n for n in known if n is not None), default=0)


def _constant(node: Node) -> int | None:
    return int(str(node.this)) if isinstance(node, exp.Literal) and str(node.this).isdigit() else None
