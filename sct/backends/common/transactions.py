"""The script's own transactions, where the target has to be told of them."""

from __future__ import annotations

from sct.backends.emitted import Emitted

_RUNS = ("data", "block")


def transactions(
    pieces: list[Emitted], has_deferred: bool = False, by_transaction: frozenset[str] = frozenset()
) -> list[Emitted]:
    """Marks where they matter: the script rolls back, a constraint is checked at commit only, or rows live as long as
    their transaction (in the tables `by_transaction`).

    The source begins one with the first data statement, commits before DDL and at the end.
    """
    ends = [p for p in pieces if p.kind == "transaction"]
    matters = (
        has_deferred
        or any(p.name != "commit" for p in ends)
        or any(p.kind in _RUNS and by_transaction.intersection(p.needs) for p in pieces)
    )
    if not matters:
        return [p for p in pieces if p.kind != "transaction"]
    out: list[Emitted] = []
    is_open = False

    def mark(sql: str, near: Emitted) -> None:
        id_ = f"script:{sql.strip(';').lower()}:{len(out)}"
        out.append(Emitted(id_, id_, "transaction", sql, near.span, near.place, name=sql))

    for piece in pieces:
        inside = piece.kind in _RUNS and not piece.ends
        if inside and not is_open:
            mark("BEGIN;", piece)
            is_open = True
        elif not inside and piece.kind != "transaction" and is_open:
            mark("COMMIT;", piece)
            is_open = False
        if piece.kind == "transaction":
            if not is_open:
                continue
            is_open = piece.name == "savepoint"
        out.append(piece)
    if is_open:
        mark("COMMIT;", pieces[-1])
    return out
