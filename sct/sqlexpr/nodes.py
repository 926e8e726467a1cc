"""The tree vocabulary for the rest of sct: sqlglot's node classes, and what we hang on a node.

A node's neutral type, proven non-nullness and origin are kept in its `meta`; a call that nobody has given a meaning
yet is an `Anonymous` node, and who gave one its meaning is marked: `lifted` (its name is of the neutral vocabulary),
`lowered` (its name is the target's).
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from sqlglot import __version__ as LIBRARY_VERSION
from sqlglot import exp

from sct.ir.types import UNKNOWN, Type

__all__ = [
    "CALL_MARK",
    "LIBRARY_VERSION",
    "TYPE_MARK",
    "call",
    "call_args",
    "call_name",
    "clone",
    "exp",
    "internal",
    "is_not_null",
    "lift_mark",
    "literal_text",
    "named_type",
    "ready",
    "set_type",
    "stage",
    "type_of",
    "type_words",
    "unmark",
]

QUOTE_MARK = "\x03"  # behind it: the name was written in quotes and keeps its case
CALL_MARK = "\x01"  # in front of an ordinary call's name while sqlglot parses: no function of its own

TYPE_MARK = "sct_type_"  # in front of a type's words (in hexadecimal) while sqlglot parses


def type_words(to: exp.Expression) -> str:
    """The words of a type in CAST, as the source has them."""
    text = str(to.args.get("kind") or to.name)
    return bytes.fromhex(text[len(TYPE_MARK) :]).decode() if text.startswith(TYPE_MARK) else text


# Values of `meta` and of arguments that two trees may share: nobody changes them in place.
_SHARED = frozenset({str, int, bool, float, type(None), Type})


def clone(node: exp.Expression) -> exp.Expression:
    """The tree from here on once more, as `node.copy()` makes it, at half its cost: the library copies what hangs
    on a node by a general copier, value by value, and most of it never changes.
    """
    root: exp.Expression = type(node)()
    todo: list[tuple[Any, Any]] = [(node, root)]
    while todo:
        old, new = todo.pop()
        if old.comments is not None:
            new.comments = list(old.comments)
        if old._type is not None:
            new._type = deepcopy(old._type)
        meta = old._meta
        if meta is not None:
            if _SHARED.issuperset(map(type, meta.values())):
                new._meta = meta.copy()
            else:
                new._meta = {k: v if type(v) in _SHARED else deepcopy(v) for k, v in meta.items()}
        if old._hash is not None:
            new._hash = old._hash
        args = new.args
        for key, value in old.args.items():
            if isinstance(value, exp.Expr):
                made: Any = type(value)()
                made.parent, made.arg_key = new, key
                todo.append((value, made))
                args[key] = made
            elif type(value) is list:
                several: list[Any] = []
                for index, one in enumerate(value):
                    if isinstance(one, exp.Expr):
                        made = type(one)()
                        made.parent, made.arg_key, made.index = new, key, index
                        todo.append((one, made))
                        several.append(made)
                    else:
                        several.append(one)
                args[key] = several
            else:
                args[key] = value
    return root


def type_of(node: exp.Expression) -> Type:
    meta = node._meta
    if meta is None:
        return UNKNOWN
    found: Type = meta.get("t", UNKNOWN)
    return found


def set_type(node: exp.Expression, type_: Type, *, not_null: bool | None = None) -> exp.Expression:
    meta = node.meta
    meta["t"] = type_
    if not_null is not None:
        meta["nn"] = not_null
    return node


def is_not_null(node: exp.Expression) -> bool:
    meta = node._meta
    return bool(meta and meta.get("nn"))


def stage(node: exp.Expression) -> str:
    """ "" (as the source wrote it), "lifted" or "lowered"."""
    meta = node._meta
    return meta.get("s", "") if meta else ""


def lift_mark(node: exp.Expression, value: str) -> exp.Expression:
    node.meta["s"] = value
    return node


def call(name: str, *args: exp.Expression, at: str = "", type_: Type | None = None) -> exp.Anonymous:
    """A call node; `at` marks its stage ("lifted", "lowered")."""
    node = exp.Anonymous(this=name, expressions=list(args))
    if at:
        node.meta["s"] = at
    if type_ is not None:
        node.meta["t"] = type_
    return node


def call_name(node: exp.Expression) -> str:
    """The dotted name of a call, in lower case unless the source wrote it in quotes: `nvl`, `dbms_lob.substr`; "" when the
    node is no call."""
    if isinstance(node, exp.Anonymous):
        return own_name(node)
    if isinstance(node, exp.Dot) and isinstance(node.expression, exp.Anonymous):
        path = dotted(node.this)
        if path is not None:
            return ".".join((*path, own_name(node.expression)))
    return ""


def own_name(call: exp.Anonymous) -> str:
    """The last name of a call, folded as the source folds it."""
    name = call.this if isinstance(call.this, str) else str(call.this.name)
    return name if call._meta and call._meta.get("quoted") else name.lower()


def dotted(node: exp.Expression) -> tuple[str, ...] | None:
    """The path of a plain dotted name (identifiers only), else None."""
    if isinstance(node, exp.Identifier):
        return (node.this,)
    if isinstance(node, exp.Column):
        parts = [p for p in (node.args.get("catalog"), node.args.get("db"), node.args.get("table"), node.this) if p]
        if all(isinstance(p, exp.Identifier) for p in parts):
            return tuple(p.this for p in parts)
        return None
    if isinstance(node, exp.Dot):
        left, right = dotted(node.this), dotted(node.expression)
        return left + right if left is not None and right is not None else None
    return None


def calls_routine(node: exp.Expression) -> bool:
    """Whether the node is a call of a function of the program: what it does besides its result is not known."""
    meta = node._meta
    return bool(meta and meta.get("routine"))


def call_args(node: exp.Expression) -> list[exp.Expression]:
    if isinstance(node, exp.Dot):
        node = node.expression
    return list(node.expressions)


def ready(node: exp.Expression) -> exp.Expression:
    """Marks a tree that already says what the target shall say: the lifter leaves it as it is."""
    node.meta["ready"] = True
    return node


def internal(node: exp.Expression) -> exp.Expression:
    """Marks a name the conversion itself uses: the source did not ask for it."""
    node.meta["internal"] = True
    return node


def literal_text(node: Any) -> str | None:
    """The value of a string literal, else None."""
    if isinstance(node, exp.Literal) and node.is_string:
        return str(node.this)
    return None


def unmark(tree: exp.Expression) -> exp.Expression:
    """Names as they read, once sqlglot's parser is done with them."""
    for node in tree.find_all(exp.Anonymous):
        name = node.this
        if isinstance(name, str) and name.startswith(CALL_MARK):
            if name.startswith(CALL_MARK + QUOTE_MARK):
                node.meta["quoted"] = True
            node.args["this"] = name[1:].removeprefix(QUOTE_MARK)
    return tree


def named_type(text: str) -> exp.Expression:
    """A type printed as it is written."""
    return exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=text)
