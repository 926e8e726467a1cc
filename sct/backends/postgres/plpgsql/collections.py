"""Collections: reading elements, methods, constructors; what each form is, types.py says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.ir.types import INTEGER, VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.places import argument_name, keyed_pair

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.resolver import CodeResolver


_FAMILY = {"array": "array", "boxed": "array", "sparse": "item", "keyed": "keyed", "map": "map"}


def family(form: str) -> str:
    """What the runtime functions of a form are called after."""
    return _FAMILY[form]


def reached_limit(type_: Type) -> int | None:
    """The most elements a varray may have; None where no array gets that long: PostgreSQL's have fewer than 2**27."""
    return type_.length if type_.length is not None and type_.length < 2**27 else None


def integer_index(resolver: CodeResolver, node: Any, lifter: Any) -> Any:
    """A subscript as an integer; Oracle rounds what is none. Whole-number parameters are numeric here."""
    if _type(node).kind == "integer" and build.is_whole(node, resolver.is_integer):
        return node
    return build.cast(lifter.coerce(node, INTEGER) if lifter is not None else node, "integer", INTEGER)


def element(resolver: CodeResolver, base: Any, type_: Type, index: Any, lifter: Any) -> Any:
    """`t(i)` as a value: an error when there is no such element."""
    wanted = type_.element or Type("unknown")
    form = resolver.types.form(type_)
    if form == "map":
        key = lifter.coerce(index, VARCHAR)
        return build.cast(build.runtime("map_get", base, key), resolver.types.text(wanted), wanted)
    at = integer_index(resolver, index, lifter)
    most = reached_limit(type_)
    limit = [build.number(most)] if most is not None and type_.key is None else []
    found = build.runtime(f"{family(form)}_get", base, at, *limit, type_=wanted)
    return found if form == "array" else build.field(found, "v", wanted)


def method(resolver: CodeResolver, base: Any, type_: Type, name: str, args: list[Any], lifter: Any) -> Any:
    """COUNT, FIRST, LAST, LIMIT, EXISTS, PRIOR, NEXT."""
    form = resolver.types.form(type_)
    prefix = family(form)
    key = VARCHAR if form == "map" else INTEGER
    if name in ("count", "first", "last") and not args:
        return build.runtime(f"{prefix}_{name}", base, type_=INTEGER if name == "count" else key)
    if name == "limit" and not args:
        return build.number(type_.length) if type_.length is not None else build.null(INTEGER)
    if name in ("exists", "prior", "next") and len(args) == 1:
        if form == "map":
            at = lifter.coerce(args[0], key) if lifter is not None else args[0]
        else:
            at = integer_index(resolver, args[0], lifter)
        return build.runtime(f"{prefix}_{name}", base, at, type_=Type("boolean") if name == "exists" else key)
    return None


def constructor(resolver: CodeResolver, type_: Type, args: list[Any], lifter: Any) -> Any:
    """`t(1, 2, 3)`; an associative array by qualified expression `t('a' => 1)`."""
    wanted = type_.element or Type("unknown")
    form = resolver.types.form(type_)
    text = resolver.types.text(type_)
    if form in ("map", "keyed"):
        return _associative(resolver, type_, form, args, lifter)
    if any(argument_name(a) or keyed_pair(a) for a in args):
        raise Refused("SC1513", "a nested table built from its subscripts", None)
    if form in ("boxed", "sparse"):
        box = resolver.types.box(type_)
        values = [build.row([fitted(lifter.coerce(a, wanted), wanted)], box) for a in args]
    else:
        values = [lifter.stored(a, wanted) for a in args]
    if form == "array" and wanted.kind == "varchar" and wanted.length:
        text = f"{text.partition('(')[0]}[]"  # a cast would cut what is too long; what it is assigned to will not
    made = build.array(values, text, type_)
    if type_.length is not None and len(values) > type_.length:
        return build.runtime("array_within", made, build.number(type_.length), type_=type_)
    return made


def _associative(resolver: CodeResolver, type_: Type, form: str, args: list[Any], lifter: Any) -> Any:
    wanted = type_.element or Type("unknown")
    text = resolver.types.text(type_)
    if not args:
        return build.cast(build.string("{}"), text, type_)
    pairs = []
    for position, arg in enumerate(args, 1):
        named = argument_name(arg)
        pair = keyed_pair(arg)
        if pair is None and named is not None:
            symbol = resolver.symbol((named[0],))
            if symbol is None:
                raise Refused("SC1513", f"{named[0]} is no key that is known", None)
            key = symbol.build() if symbol.build else build.name(named[0], type_=symbol.type)
            pair = (key, named[1])
        pairs.append(pair or (build.number(position), arg))
    if form == "map":
        parts: list[Any] = []
        for key, value in pairs:
            value = fitted(lifter.coerce(value, wanted), wanted)
            made = build.cast(build.cast(value, resolver.types.text(wanted)), "text")
            parts.extend((lifter.coerce(key, VARCHAR), made))
        return build.function(("jsonb_build_object",), *parts, type_=type_)
    box = resolver.types.box(type_)
    rows = [
        build.row([integer_index(resolver, k, lifter), fitted(lifter.coerce(v, wanted), wanted)], box) for k, v in pairs
    ]
    return build.runtime("keyed_filled", build.cast(build.null(), text), build.array(rows, text), type_=type_)


def fitted(value: Any, type_: Type) -> Any:
    """A text on its way into a composite's field: a cast would cut what is too long."""
    if type_.kind != "varchar" or not type_.length:
        return value
    given = _type(value)
    if given.kind in ("null", "char") or (given.is_text and given.length and given.length <= type_.length):
        return value
    return build.runtime("fit_text", value, build.number(type_.length), type_=type_)


def _type(node: Any) -> Type:
    found: Type = node._meta.get("t", Type("unknown")) if node is not None and node._meta else Type("unknown")
    return found
