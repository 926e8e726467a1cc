"""What a run has done so far, for people and for machines: `sct move status`. Reads the state only."""

from __future__ import annotations

import json
import sqlite3
from html import escape
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


def page(found: dict[str, Any]) -> str:
    """One self-contained page: tables, rejected rows, differences, a chart of the throughput."""
    rows = "".join(
        f"<tr><td>{escape(t['table'])}</td><td>{t['done']}/{t['chunks']}</td><td>{t['rows']:,}</td>"
        f"<td>{t['rejected']}</td><td>{escape(_proof(t))}</td></tr>"
        for t in found["tables"]
    )
    listed = "".join(
        f"<tr><td>{escape(d['tab'])}</td><td>{escape(d['kind'])}</td><td><code>{escape(d['key'])}</code></td>"
        f"<td><code>{escape(d['source'])}</code></td><td><code>{escape(d['target'])}</code></td></tr>"
        for d in found.get("differences", ())
    )
    bad = "".join(
        f"<tr><td>{escape(r['tab'])}</td><td>{escape(r['reason'])}</td><td><code>{escape(r['row'])}</code></td></tr>"
        for r in found.get("rejected", ())
    )
    follow = "".join(f"<li>{escape(str(k))}: {escape(str(v))}</li>" for k, v in found.get("follow", {}).items())
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Data move</title>
<style>body{{font:15px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:70rem;color:#222}}
table{{border-collapse:collapse;width:100%;margin:1rem 0}}td,th{{border-bottom:1px solid #ddd;padding:.3rem .6rem;
text-align:left;vertical-align:top}}code{{word-break:break-all}}svg{{width:100%;height:160px;background:#f6f7f9}}</style>
<h1>{escape(found["source"])} → {escape(found["target"])}</h1><p>State: <b>{escape(found["state"])}</b></p>
<table><tr><th>Table</th><th>Chunks</th><th>Rows</th><th>Rejected</th><th>Validation</th></tr>{rows}</table>
<h2>Rows moved over time</h2>{_chart(found.get("throughput", []))}
{f"<h2>Changes</h2><ul>{follow}</ul>" if follow else ""}
{f"<h2>Differences</h2><table><tr><th>Table</th><th>Kind</th><th>Key</th><th>Source</th><th>Target</th></tr>{listed}</table>" if listed else ""}
{f"<h2>Rejected rows</h2><table><tr><th>Table</th><th>Reason</th><th>Row</th></tr>{bad}</table>" if bad else ""}
</html>
"""


def _proof(table: dict[str, Any]) -> str:
    proof = table.get("validation")
    if not proof:
        return "not run"
    differences = proof["differences"]
    return (
        f"{proof['source_rows']} = {proof['target_rows']} rows, equal" if not differences else f"{differences} differ"
    )


def _chart(points: list[list[float]]) -> str:
    if len(points) < 2:
        return "<p>Too short to draw.</p>"
    begin, end, top = points[0][0], points[-1][0], max(p[1] for p in points) or 1
    span = (end - begin) or 1
    line = " ".join(f"{(p[0] - begin) / span * 1000:.1f},{160 - p[1] / top * 150:.1f}" for p in points)
    return (
        f'<svg viewBox="0 0 1000 160" preserveAspectRatio="none" role="img" aria-label="rows over time">'
        f'<polyline fill="none" stroke="#2563eb" stroke-width="2" points="{line}"/></svg>'
        f"<p>{top:,.0f} rows in {span:.1f} s</p>"
    )
