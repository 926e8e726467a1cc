"""Which overload a call means: how well the types of its arguments fit the parameters."""

from __future__ import annotations

from sct.catalog.hierarchies import Hierarchies
from sct.catalog.scopes import Param
from sct.ir.types import Type


def fit(params: list[Param], types: list[tuple[str, Type]], hierarchies: Hierarchies) -> int | None:
    """How well arguments fit: None = not at all; exact kinds count most, families next, unknown a little."""
    by_name = {p.name: p for p in params}
    given: set[str] = set()
    score = 0
    for position, (name, type_) in enumerate(types):
        if name:
            param = by_name.get(name)
        else:
            param = params[position] if position < len(params) else None
        if param is None or param.name in given:
            return None
        given.add(param.name)
        part = _likeness(param.type, type_, hierarchies)
        if part is None:
            return None
        score += part
    if any(p.name not in given and not p.optional for p in params):
        return None
    return score * 2 + (1 if len(params) == len(types) else 0)


def _alike_rows(wanted: Type, has: Type, hierarchies: Hierarchies) -> bool:
    """Records of two names, one of them a %ROWTYPE, go into each other when their fields do, one by one."""
    rows = any(one.raw == "%ROWTYPE" or one.name.endswith("$row") for one in (wanted, has))
    if not rows or wanted.kind != "record" or len(wanted.members) != len(has.members):
        return False
    fields = zip(wanted.members, has.members, strict=True)
    return all((_likeness(w, h, hierarchies) or 0) > 2 for (_, w), (_, h) in fields)


def _likeness(wanted: Type, has: Type, hierarchies: Hierarchies) -> int | None:
    if has.kind in ("unknown", "null") or wanted.kind == "unknown":
        return 1
    composite = ("record", "collection", "named", "cursor")
    if wanted.kind in composite or has.kind in composite:
        if wanted.kind != has.kind:
            return None
        if wanted.name == has.name:
            return 8
        steps = hierarchies.distance(has.name, wanted.name) if wanted.kind == "named" else None
        if steps is not None:
            return max(8 - steps, 1)  # the nearest supertype is meant
        return 1 if not wanted.name or not has.name or _alike_rows(wanted, has, hierarchies) else None
    if wanted.kind == has.kind:
        return 6 if (wanted.zone, wanted.fields) == (has.zone, has.fields) else 5
    for family in (("integer", "decimal", "float"), ("varchar", "char", "text"), ("datetime", "timestamp", "date")):
        if wanted.kind in family and has.kind in family:
            return 5
    if "boolean" in (wanted.kind, has.kind):
        return None
    return 2
