"""Cursors at the end of a transaction: PostgreSQL closes them there, the source keeps them open."""

from __future__ import annotations

from typing import Any

from sct.backends.postgres.plpgsql.cursor_attributes import usage
from sct.backends.postgres.plpgsql.writer import Writer
from sct.catalog.usage import last_name
from sct.ir import statements as s
from sct.ir.walking import everything


def fetched_after(w: Writer, end: s.Transaction) -> set[str]:
    """Cursors that are open at this COMMIT or ROLLBACK and fetched from behind it."""
    found = _behind(list(w.facts.get("code", ())), end)
    return {name for name in found[0] if _is_open(w, name, end.span.start)} if found is not None else set()


def may_be_closed(w: Writer, name: str, at: int) -> bool:
    """Whether the end of a transaction between its OPEN and this place may have closed the cursor."""
    ends = [
        one.span.start
        for root in w.facts.get("code", ())
        for one in everything(root)
        if isinstance(one, s.Transaction) and one.ends
    ]
    return any(start < end < at for start in usage(w).opens.get(name, ()) for end in ends)


def _is_open(w: Writer, name: str, at: int) -> bool:
    before = [start for start in usage(w).opens.get(name, ()) if start < at]
    return bool(before) and not any(max(before) < close < at for close in usage(w).closes.get(name, ()))


def _behind(several: list[Any], end: s.Transaction) -> tuple[set[str], bool] | None:
    """Names of the cursors fetched from behind it without being opened there first, and whether what follows these
    statements is reached from it; None when it does not stand among them."""
    for at, one in enumerate(several):
        found = (set[str](), True) if one is end else _inside(one, end)
        if found is None:
            continue
        names, goes_on = found
        opened: set[str] = set()
        for later in several[at + 1 :] if goes_on else ():
            if isinstance(later, (s.Return, s.Raise)):
                return names, False
            for inner in everything(later):
                if isinstance(inner, (s.OpenCursor, s.OpenFor)):
                    opened.add(last_name(inner.cursor))
                elif isinstance(inner, s.Fetch) and last_name(inner.cursor) not in opened:
                    names.add(last_name(inner.cursor))
        return names, goes_on
    return None


def _inside(one: Any, end: s.Transaction) -> tuple[set[str], bool] | None:
    lists: list[Any] = [getattr(one, "body", None), getattr(one, "otherwise", None)]
    lists += [body for _, body in getattr(one, "branches", ())]
    lists += [handler.body for handler in getattr(one, "handlers", ())]
    for several in lists:
        found = _behind(several, end) if isinstance(several, list) else None
        if found is not None:
            return found
    return None
