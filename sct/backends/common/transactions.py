"""The script's own transactions, where the target has to be told of them."""

from __future__ import annotations

from sct.backends.emitted import Emitted


def transactions(pieces: list[Emitted], has_deferred: bool) -> list[Emitted]:
    """Marks where they matter: the script rolls back, or a constraint is checked at commit only.

    The source begins one with the first data statement, commits before DDL and at the end.
    """
    ends = [p for p in pieces if p.kind == "transaction"]
    if not any(p.name != "commit" for p in ends) and not has_deferred:
        return [p for p in pieces if p.kind != "transaction"]
    out: list[Emitted] = []
    is_open = False

    def mark(sql: str, near: Emitted) -> None:
        id_ = f"script:{sql.strip(';').lower()}:{len(out)}"
        out.append(Emitted(id_, id_, "transaction", sql, near.span, near.place, name=sql))

    for piece in pieces:
        if piece.kind == "data" and not is_open:
            mark("BEGIN;", piece)
            is_open = True
        elif piece.kind not in ("data", "transaction") and is_open:
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
