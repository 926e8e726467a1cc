"""What a run has done so far, for people and for machines: `sct move status`. Reads the state only."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from sct.move.errors import UsageError
from sct.move.model import load

SHOWN = 50


def status(folder: Path) -> dict[str, Any]:
    """One JSON document: tables with chunks, rows, rejected rows, validation; differences up to a limit."""
    plan = load(folder)
    path = folder / "state.db"
    out: dict[str, Any] = {
        "plan": plan.id,
        "source": plan.source,
        "target": plan.target,
        "state": "planned",
        "tables": [],
        "findings": [{"code": f.code, "table": f.table, "message": f.message} for f in plan.findings],
    }
    if not _begun(path):
        out["tables"] = [
            {"table": t.id, "chunks": len(t.chunks), "done": 0, "rows": 0, "rejected": 0} for t in plan.tables
        ]
        return out
    db = sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True, timeout=30)
    db.row_factory = sqlite3.Row
    try:
        chunks = {
            r["tab"]: dict(r)
            for r in db.execute(
                "SELECT tab, SUM(state = 'done') AS done, SUM(state = 'failed') AS failed, SUM(rows) AS rows, "
                "SUM(bytes) AS bytes, SUM(rejected) AS rejected, SUM(seconds) AS seconds, "
                "MAX(CASE WHEN state = 'failed' THEN error END) AS error FROM chunk GROUP BY tab"
            )
        }
        proofs = {r["tab"]: dict(r) for r in db.execute("SELECT * FROM validation")}
        meta = {r["name"]: json.loads(r["value"]) for r in db.execute("SELECT * FROM meta")}
        out["differences"] = [dict(r) for r in db.execute("SELECT * FROM difference LIMIT ?", (SHOWN,))]
        out["rejected"] = [dict(r) for r in db.execute("SELECT * FROM rejected LIMIT ?", (SHOWN,))]
        out["reasons"] = [
            dict(r)
            for r in db.execute(
                "SELECT tab, reason, COUNT(*) AS count FROM rejected GROUP BY tab, reason ORDER BY count DESC LIMIT ?",
                (SHOWN,),
            )
        ]
        out["throughput"] = [list(r) for r in db.execute("SELECT at, rows, bytes FROM progress ORDER BY at")]
    except sqlite3.Error as error:
        raise UsageError("MV0003", f"{path} cannot be read: {error}") from None
    finally:
        db.close()
    for table in plan.tables:
        entry = {"table": table.id, "chunks": len(table.chunks), "done": 0, "rows": 0, "rejected": 0}
        entry |= {k: v for k, v in chunks.get(table.id, {}).items() if k != "tab" and v is not None}
        if table.id in proofs:
            entry["validation"] = {k: v for k, v in proofs[table.id].items() if k != "tab"}
        out["tables"].append(entry)
    complete = all(t["done"] == t["chunks"] for t in out["tables"])
    out["state"] = "failed" if any(t.get("failed") for t in out["tables"]) else "loaded" if complete else "loading"
    out |= {k: meta[k] for k in ("load", "follow", "cutover") if k in meta}
    return out


def _begun(path: Path) -> bool:
    """Whether a run has made its tables; the file alone may be a moment old."""
    if not path.exists():
        return False
    db = sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True, timeout=30)
    try:
        return db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'progress'").fetchone()[0] == 1
    finally:
        db.close()


def words(found: dict[str, Any]) -> str:
    """The status as lines."""
    lines = [f"{found['source']} -> {found['target']}: {found['state']}"]
    for table in found["tables"]:
        line = f"  {table['table']}: {table['done']}/{table['chunks']} chunks, {table['rows']} rows"
        if table["rejected"]:
            line += f", {table['rejected']} rejected"
        if "validation" in table:
            line += f", validated: {table['validation']['differences']} differences"
        if table.get("error"):
            line += f"; {table['error']}"
        lines.append(line)
    if "follow" in found:
        lines.append("  following: " + ", ".join(f"{k} {v}" for k, v in found["follow"].items()))
    lines += [
        f"  {d['kind']} in {d['tab']} {d['key']}: {d['source']} | {d['target']}" for d in found.get("differences", ())
    ]
    lines += [f"  rejected from {r['tab']}: {r['reason']}: {r['row']}" for r in found.get("rejected", ())]
    return "\n".join(lines)
