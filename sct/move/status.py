"""What a run has done so far, for people and for machines: `sct move status`. Reads the state only."""

from __future__ import annotations

import fcntl
import json
import sqlite3
import time
from pathlib import Path
from typing import Any

from sct.move.errors import UsageError
from sct.move.model import load
from sct.move.words import duration, following, lines_of, speed

SHOWN = 50
STALE_SECONDS = 15.0  # what a run said of itself before that is no longer how it is


def status(folder: Path) -> dict[str, Any]:
    """One JSON document: tables with chunks, rows, rejected rows, validation; differences up to a limit.

    `running`: a command works on the plan now. Then `phase` says what at, `live` how fast (progress.py), and the tables
    have `rows_per_second`, `bytes_per_second`, `expected`, `seconds_left`. `error`: what the last command ended with.
    """
    plan = load(folder)
    path = folder / "state.db"
    out: dict[str, Any] = {
        "plan": plan.id,
        "source": plan.source,
        "target": plan.target,
        "state": "planned",
        "running": locked(folder),
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
    out |= {k: meta[k] for k in ("load", "follow", "cutover", "error", "differences_kept") if meta.get(k) is not None}
    speeds = meta.get("speeds") or {}
    for entry in out["tables"]:
        if entry["table"] in speeds:
            entry["speed"] = speeds[entry["table"]]
    if out["running"]:
        out |= _live(meta, out["tables"])
    return out


def _live(meta: dict[str, Any], tables: list[dict[str, Any]]) -> dict[str, Any]:
    """What the command that is at work said of itself last."""
    live = meta.get("live")
    if live is None or time.time() - live["at"] > STALE_SECONDS:
        return {"phase": meta["phase"]} if meta.get("phase") else {}
    for entry in tables:
        for now in live.get("rows", {}).get("tables", ()):
            if now["table"] == entry["table"]:
                names = ("rows_per_second", "bytes_per_second", "expected", "seconds_left", "working")
                entry |= {name: now[name] for name in names}
                entry["rows_under_way"] = max(0, now["rows"] - now["committed"])
    return {"phase": live["phase"], "live": live}


def locked(folder: Path) -> bool:
    """Whether a command works on the plan: it holds the lock as long as it lives."""
    try:
        with (folder / "lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False  # no command was ever here
    return False


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
    lines = [f"{found['source']} -> {found['target']}: {_state(found)}"]
    live = found.get("live")
    if live is not None:
        lines += lines_of(live, 0 if "rows" in live else 1)[:1]
    for table in found["tables"]:
        line = f"  {table['table']}: {table['done']}/{table['chunks']} chunks, {table['rows']:,} rows{_pace(table)}"
        if table["rejected"]:
            line += f", {table['rejected']:,} rejected"
        if "validation" in table:
            line += f", validated: {table['validation']['differences']} differences"
        if table.get("error"):
            line += f"; {table['error']}"
        lines.append(line)
    if "follow" in found:
        told = found["follow"]
        lines.append(f"  changes: {following(told)}")
        lines.append("  position: " + ", ".join(f"{k} {v}" for k, v in told.get("position", {}).items()))
        if told.get("columns_added"):
            lines.append(f"  columns added: {', '.join(told['columns_added'])}")
    lines += [
        f"  {d['kind']} in {d['tab']} {d['key']}: {d['source']} | {d['target']}" for d in found.get("differences", ())
    ]
    if found.get("differences") and found.get("differences_kept"):
        lines.append(f"  up to 1,000 differences of each table are in {found['differences_kept']} on the target")
    lines += [f"  rejected from {r['tab']}: {r['reason']}: {r['row']}" for r in found.get("rejected", ())]
    return "\n".join(lines)


def _state(found: dict[str, Any]) -> str:
    """What is there, and whether anybody is at work on it."""
    text = str(found["state"])
    if found["running"]:
        return f"{text}; a command is at work: {found.get('phase', {}).get('name', 'it has just begun')}"
    if "error" in found:
        code, message = found["error"]["code"], found["error"]["message"]
        return f"{text}; the last command ended with {code + ' ' if code else ''}{message}"
    return text + ("; no command is at work: `sct move run` goes on" if text == "loading" else "")


def _pace(table: dict[str, Any]) -> str:
    if "expected" in table and table["done"] < table["chunks"]:
        under_way = f", about {table['rows_under_way']:,} under way" if table["rows_under_way"] else ""
        expected = "" if table["expected"] is None else f" of about {table['expected']:,}"
        left = table["seconds_left"]
        rest = "" if left is None else f", about {duration(left)} left"
        return f"{expected}{under_way}, {speed(table)}{rest}"
    noted = table.get("speed")
    if not noted or not noted["seconds"]:
        return ""
    return f" ({noted['rows'] / noted['seconds']:,.0f} rows/s, {noted['bytes'] / noted['seconds'] / 1e6:,.1f} MB/s)"
