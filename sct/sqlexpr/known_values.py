"""What expressions of code come to whose values are known before anything runs: constants, and variables that hold such.

Values: str, int, bool, None (NULL), `Record`, `Table` (a collection by its subscripts), and `UNKNOWN`, which is every
other value. What is not surely known is unknown: nothing here guesses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from sct.ir.sql import Sql
from sct.sqlexpr.nodes import exp, type_words
from sct.sqlexpr.parse import SqlError, tree_of
from sct.sqlexpr.places import Part, parts_in


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()
Value = Any


class Record(dict[str, Value]):
    """Fields by name; one that is not there is NULL."""


class Table(dict[Any, Value]):
    """Elements by subscript."""


class Scope(Protocol):
    """What names mean where an expression stands."""

    def variable(self, name: str) -> Value:
        """Of a plain name. Raises KeyError when it is no variable."""

    def called(self, names: tuple[str, ...], args: list[Any]) -> Value:
        """What a call of the program's own gives; UNKNOWN for one that is none. `args`: trees."""


def evaluated(sql: Sql, scope: Scope) -> Value:
    try:
        tree = tree_of(sql)
    except SqlError:
        return UNKNOWN
    return value_of(tree, scope)


def value_of(node: Any, scope: Scope) -> Value:
    found = _NODES.get(type(node))
    if found is not None:
        return found(node, scope)
    if isinstance(node, exp.Binary) and type(node) in _COMPARISONS:
        return _compared(node, scope)
    return UNKNOWN


def truth(value: Value) -> bool | None:
    """Of a condition: whether it holds, None where that is not known."""
    if value is UNKNOWN:
        return None
    return value is True


def as_text(value: Value) -> Value:
    """A value as `||` takes it: NULL is nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return UNKNOWN


def chain_value(links: list[Part], scope: Scope) -> Value:
    """Of a dotted chain with arguments: a variable, its element or field, an attribute of a collection, a call."""
    first = links[0]
    try:
        value = scope.variable(first.name)
    except KeyError:
        names = tuple(link.name for link in links)
        if all(link.args is None for link in links[:-1]):
            return scope.called(names, links[-1].args or [])
        return UNKNOWN
    if first.args is not None:
        value = _element(value, first.args, scope)
    for link in links[1:]:
        if isinstance(value, Table):
            if link.name == "":
                value = _element(value, link.args or [], scope)
            else:
                value = _attribute(value, link, scope)
        elif isinstance(value, Record) and link.args is None:
            value = value.get(link.name)
        else:
            return UNKNOWN
    return value


def _element(value: Value, args: list[Any], scope: Scope) -> Value:
    if not isinstance(value, Table) or len(args) != 1:
        return UNKNOWN
    key = value_of(args[0], scope)
    return value[key] if key is not UNKNOWN and key in value else UNKNOWN  # one that is not there raises an error


def _attribute(value: Table, link: Part, scope: Scope) -> Value:
    if link.name == "exists" and link.args is not None and len(link.args) == 1:
        key = value_of(link.args[0], scope)
        return UNKNOWN if key is UNKNOWN else key in value
    if link.name in ("next", "prior") and link.args is not None and len(link.args) == 1:
        key = value_of(link.args[0], scope)
        if not isinstance(key, int):
            return UNKNOWN
        if link.name == "next":
            return min((k for k in value if k > key), default=None)
        return max((k for k in value if k < key), default=None)
    if link.args:
        return UNKNOWN
    if link.name == "count":
        return len(value)
    if link.name in ("first", "last") and all(isinstance(k, int) for k in value):
        return (min if link.name == "first" else max)(value, default=None)
    return UNKNOWN


def _chain(node: Any, scope: Scope) -> Value:
    links = parts_in(node)
    return chain_value(links, scope) if links is not None else UNKNOWN


def _anonymous(node: Any, scope: Scope) -> Value:
    links = parts_in(node)
    if links is None:
        return UNKNOWN
    function = _FUNCTIONS.get(links[0].name)
    if function is None or len(links) != 1:
        return chain_value(links, scope)
    args = [value_of(arg, scope) for arg in node.expressions]
    return UNKNOWN if any(arg is UNKNOWN for arg in args) else function(args)


def _literal(node: Any, scope: Scope) -> Value:
    if node.is_string:
        return str(node.this) or None  # an empty text is NULL
    text = str(node.this)
    return int(text) if text.isdigit() else UNKNOWN


def _negative(node: Any, scope: Scope) -> Value:
    value = value_of(node.this, scope)
    return -value if isinstance(value, int) and not isinstance(value, bool) else None if value is None else UNKNOWN


def _concatenated(node: Any, scope: Scope) -> Value:
    left, right = as_text(value_of(node.this, scope)), as_text(value_of(node.expression, scope))
    return UNKNOWN if left is UNKNOWN or right is UNKNOWN else (left + right) or None


def _not(node: Any, scope: Scope) -> Value:
    value = value_of(node.this, scope)
    return not value if isinstance(value, bool) else value if value is None else UNKNOWN


def _and(node: Any, scope: Scope) -> Value:
    left = value_of(node.this, scope)
    right = value_of(node.expression, scope) if left is not False else False  # what calls do there is not done
    if left is False or right is False:
        return False
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    return None if left is None or right is None else left and right


def _or(node: Any, scope: Scope) -> Value:
    left = value_of(node.this, scope)
    right = value_of(node.expression, scope) if left is not True else True
    if left is True or right is True:
        return True
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    return None if left is None or right is None else left or right


def _is(node: Any, scope: Scope) -> Value:
    value = value_of(node.this, scope)
    if value is UNKNOWN or not isinstance(node.expression, exp.Null):
        return UNKNOWN
    return value is None


def _in(node: Any, scope: Scope) -> Value:
    if node.args.get("query") is not None or not node.expressions:
        return UNKNOWN
    left = value_of(node.this, scope)
    found = [compare(left, value_of(one, scope), lambda order: order == 0) for one in node.expressions]
    if True in found:
        return True
    return UNKNOWN if UNKNOWN in found else None if None in found else False


def _between(node: Any, scope: Scope) -> Value:
    value = value_of(node.this, scope)
    low = compare(value, value_of(node.args["low"], scope), lambda order: order >= 0)
    high = compare(value, value_of(node.args["high"], scope), lambda order: order <= 0)
    if low is False or high is False:
        return False
    return UNKNOWN if UNKNOWN in (low, high) else None if None in (low, high) else True


def _case(node: Any, scope: Scope) -> Value:
    given = value_of(node.this, scope) if node.this is not None else None
    for branch in node.args["ifs"]:
        test = value_of(branch.this, scope)
        if node.this is not None:
            test = compare(given, test, lambda order: order == 0)
        if test is UNKNOWN:
            return UNKNOWN
        if test is True:
            return value_of(branch.args["true"], scope)
    default = node.args.get("default")
    return value_of(default, scope) if default is not None else None


def _like(node: Any, scope: Scope) -> Value:
    return like(value_of(node.this, scope), value_of(node.expression, scope))


def like(value: Value, pattern: Value) -> Value:
    """`value LIKE pattern` without ESCAPE."""
    if value is None or pattern is None:
        return None
    if not isinstance(value, str) or not isinstance(pattern, str):
        return UNKNOWN
    reached = {0}  # how much of the value the pattern read so far may stand for
    for sign in pattern:
        if sign == "%":
            reached = set(range(min(reached), len(value) + 1)) if reached else set()
        else:
            reached = {at + 1 for at in reached if at < len(value) and sign in ("_", value[at])}
    return len(value) in reached


def compare(left: Value, right: Value, holds: Callable[[int], bool]) -> Value:
    """By the order of two values (-1, 0, 1), when they are of one kind."""
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if left is None or right is None:
        return None
    if type(left) is not type(right) or not isinstance(left, (str, int)):
        return UNKNOWN
    if isinstance(left, str) and left != right and left.rstrip(" ") == right.rstrip(" "):
        return UNKNOWN  # whether the blanks count hangs on the types
    return holds((left > right) - (left < right))


def _compared(node: Any, scope: Scope) -> Value:
    return compare(value_of(node.this, scope), value_of(node.expression, scope), _COMPARISONS[type(node)])


def _arithmetic(operator: Callable[[int, int], int]) -> Callable[[Any, Scope], Value]:
    def made(node: Any, scope: Scope) -> Value:
        left, right = value_of(node.this, scope), value_of(node.expression, scope)
        if left is None or right is None:
            return UNKNOWN if UNKNOWN in (left, right) else None
        plain = type(left) is int and type(right) is int
        return operator(left, right) if plain else UNKNOWN

    return made


def _cast(node: Any, scope: Scope) -> Value:
    value = value_of(node.this, scope)
    words = type_words(node.args["to"]).upper()
    if isinstance(value, str) and words.startswith(("VARCHAR2", "NVARCHAR2", "CLOB")):
        size = "".join(c for c in words if c.isdigit() and words.index(c) > words.find("("))
        return value if "(" not in words or len(value.encode()) <= int(size or 0) else UNKNOWN
    return UNKNOWN


def _text_function(make: Callable[..., Any], low: int, high: int) -> Callable[[list[Value]], Value]:
    """A function of texts; NULL for a NULL first argument, unknown for arguments of other kinds."""

    def made(args: list[Value]) -> Value:
        if not low <= len(args) <= high:
            return UNKNOWN
        if args[0] is None:
            return None
        if not isinstance(args[0], str) or any(isinstance(arg, (Record, Table, bool)) for arg in args):
            return UNKNOWN
        found = make(*args)
        return None if found == "" else found

    return made


def _substr(text: str, start: Value, length: Value = -1) -> Value:
    if type(start) is not int or type(length) is not int or (length < 1 and length != -1):
        return UNKNOWN
    first = max(start, 1) - 1 if start >= 0 else len(text) + start
    if first < 0:
        return None
    return text[first:] if length == -1 else text[first : first + length]


def _instr(text: str, part: Value) -> Value:
    return text.find(part) + 1 if isinstance(part, str) else UNKNOWN


def _replace(text: str, old: Value, new: Value = None) -> Value:
    if old is None:
        return text
    plain = isinstance(old, str) and (new is None or isinstance(new, str))
    return text.replace(old, new or "") if plain else UNKNOWN


def _nvl(args: list[Value]) -> Value:
    return next((arg for arg in args if arg is not None), None)


def _to_char(args: list[Value]) -> Value:
    if len(args) != 1 or isinstance(args[0], (Record, Table, bool)):
        return UNKNOWN
    return None if args[0] is None else str(args[0])


def _chr(args: list[Value]) -> Value:
    return chr(args[0]) if len(args) == 1 and type(args[0]) is int and 0 < args[0] < 128 else UNKNOWN


def _trim(node: Any, scope: Scope) -> Value:
    value = value_of(node.this, scope)
    if value is None:
        return None
    plain = isinstance(value, str) and node.expression is None and not node.args.get("position")
    return value.strip(" ") or None if plain else UNKNOWN


def _ascii_only(change: Callable[[str], str]) -> Callable[[str], Value]:
    return lambda text: change(text) if text.isascii() else UNKNOWN


_FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "upper": _text_function(_ascii_only(str.upper), 1, 1),
    "lower": _text_function(_ascii_only(str.lower), 1, 1),
    "ltrim": _text_function(lambda text: text.lstrip(" "), 1, 1),
    "rtrim": _text_function(lambda text: text.rstrip(" "), 1, 1),
    "length": _text_function(len, 1, 1),
    "substr": _text_function(_substr, 2, 3),
    "instr": _text_function(_instr, 2, 2),
    "replace": _text_function(_replace, 2, 3),
    "nvl": _nvl,
    "coalesce": _nvl,
    "to_char": _to_char,
    "chr": _chr,
}
_COMPARISONS: dict[type, Callable[[int], bool]] = {
    exp.EQ: lambda order: order == 0,
    exp.NEQ: lambda order: order != 0,
    exp.LT: lambda order: order < 0,
    exp.LTE: lambda order: order <= 0,
    exp.GT: lambda order: order > 0,
    exp.GTE: lambda order: order >= 0,
}
_NODES: dict[type, Callable[[Any, Scope], Value]] = {
    exp.Literal: _literal,
    exp.Null: lambda node, scope: None,
    exp.Boolean: lambda node, scope: bool(node.this),
    exp.Column: _chain,
    exp.Identifier: _chain,
    exp.Dot: _chain,
    exp.Anonymous: _anonymous,
    exp.Paren: lambda node, scope: value_of(node.this, scope),
    exp.DPipe: _concatenated,
    exp.Neg: _negative,
    exp.Not: _not,
    exp.And: _and,
    exp.Or: _or,
    exp.Is: _is,
    exp.In: _in,
    exp.Between: _between,
    exp.Case: _case,
    exp.Like: _like,
    exp.Trim: _trim,
    exp.Cast: _cast,
    exp.Add: _arithmetic(lambda a, b: a + b),
    exp.Sub: _arithmetic(lambda a, b: a - b),
    exp.Mul: _arithmetic(lambda a, b: a * b),
}
