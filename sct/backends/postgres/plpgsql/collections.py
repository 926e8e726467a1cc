"""Collections: reading elements, methods, constructors; what each form is, types.py says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sct.ir.types import INTEGER, VARCHAR, Type
from sct.rulebook.translate import Refused
from sct.sqlexpr import build
from sct.sqlexpr.places import argument_name

if TYPE_CHECKING:
    from sct.backends.postgres.plpgsql.resolver import CodeResolver


def element(resolver: CodeResolver, base: Any, type_: Type, index: Any, lifter: Any) -> Any:
    """`t(i)` as a value: an error when there is no such element."""
    wanted = type_.element or Type("unknown")
    form = resolver.types.form(type_)
    if form == "map":
        key = lifter.coerce(index, VARCHAR)
        return build.cast(build.runtime("map_get", base, key), resolver.types.text(wanted), wanted)
    at = build.cast(lifter.coerce(index, INTEGER), "integer", INTEGER)
    if form == "sparse":
        return build.field(build.runtime("item_get", base, at), "v", wanted)
    return build.runtime("array_get", base, at, type_=wanted)


def method(resolver: CodeResolver, base: Any, type_: Type, name: str, args: list[Any], lifter: Any) -> Any:
    """COUNT, FIRST, LAST, LIMIT, EXISTS, PRIOR, NEXT."""
    form = resolver.types.form(type_)
    prefix = {"map": "map", "sparse": "item", "array": "array"}[form]
    key = VARCHAR if form == "map" else INTEGER
    if name in ("count", "first", "last"):
        return build.runtime(f"{prefix}_{name}", base, type_=INTEGER if name == "count" else key)
    if name == "limit":
        return build.number(type_.length) if type_.length is not None else build.null(INTEGER)
    if name in ("exists", "prior", "next") and len(args) == 1:
        at = lifter.coerce(args[0], key) if lifter is not None else args[0]
        if form != "map":
            at = build.cast(at, "integer", INTEGER)
        return build.runtime(f"{prefix}_{name}", base, at, type_=Type("boolean") if name == "exists" else key)
    return None


def constructor(resolver: CodeResolver, type_: Type, args: list[Any], lifter: Any) -> Any:
    """`t(1, 2, 3)`; an associative array by qualified expression `t('a' => 1)`."""
    wanted = type_.element or Type("unknown")
    form = resolver.types.form(type_)
    text = resolver.types.text(type_)
    named = [argument_name(a) for a in args]
    if form == "map" or type_.key is not None or any(named):
        if args:
            raise Refused("OR0513", "an associative array built from a list of its elements", None)
        return build.cast(build.string("{}"), text, type_)
    values = [lifter.coerce(a, wanted) for a in args]
    if form == "sparse":
        values = [build.row([v], resolver.types.box(type_)) for v in values]
    return build.array(values, text, type_)
