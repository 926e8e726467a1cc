"""The state of a move as one self-contained page: no request, no script; the rows' values reach it as escaped text only."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sct.move.codes import codes
from sct.move.words import duration, following, lines_of
from sct.report.pages import rendered

WIDTH, HEIGHT = 1000, 160
POINTS = 120  # of the chart: more than are drawn apart from each other say nothing


def page(found: dict[str, Any]) -> str:
    """HTML of what `status` found."""
    known = codes()
    findings = [
        {**f, "severity": known[f["code"]].severity, "why": known[f["code"]].why, "howto": known[f["code"]].howto}
        for f in found["findings"]
        if f["code"] in known
    ]
    tables = [_table(t) for t in found["tables"]]
    values = {
        "found": found,
        "following": following(found["follow"]) if "follow" in found else "",
        "now": lines_of(found["live"], 0)[0] if "live" in found else "",
        "findings": sorted(findings, key=lambda f: ("error", "warning", "note").index(f["severity"])),
        "tables": tables,
        "rows": sum(t["rows"] for t in tables),
        "rejected": sum(t["rejected"] for t in tables),
        "differences": sum(t["differences"] or 0 for t in tables),
        "validated": sum(t["differences"] is not None for t in tables),
        "chart": chart(found.get("throughput") or []),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return rendered("sct.move", "move.html.j2", values)


def _table(t: dict[str, Any]) -> dict[str, Any]:
    proof = t.get("validation")
    live = bool(t.get("working"))
    speed = t.get("speed") or {}
    seconds = speed.get("seconds") or 0
    return {
        "name": t["table"],
        "chunks": t["chunks"],
        "done": t["done"],
        "percent": round(100 * t["done"] / t["chunks"]) if t["chunks"] else 0,
        "rows": t["rows"],
        "megabytes": (t.get("bytes") or 0) / 1e6,
        "rate": t["rows_per_second"] if live else speed["rows"] / seconds if seconds else None,
        "megabytes_per_second": (t["bytes_per_second"] if live else speed["bytes"] / seconds if seconds else 0) / 1e6,
        "left": duration(t["seconds_left"]) if live and t.get("seconds_left") is not None else "",
        "took": duration(seconds) if seconds else "",
        "rejected": t["rejected"],
        "differences": proof["differences"] if proof else None,
        "proof": f"{proof['source_rows']:,} against {proof['target_rows']:,} rows, {proof['method']}" if proof else "",
        "error": t.get("error") or "",
    }


def chart(points: list[list[float]]) -> dict[str, Any] | None:
    """Rows a second over time, from (moment, rows so far, bytes so far); None when there is too little to draw.

    Between two points rows come evenly: a chunk counts when it is committed. A run that was taken up again begins to count
    anew: such a step back is no rate.
    """
    if len(points) < 3 or points[-1][0] <= points[0][0]:
        return None
    begin, seconds = points[0][0], points[-1][0] - points[0][0]
    count = min(POINTS, len(points) * 2)
    width = seconds / count
    moved = [0.0] * count
    for (at, rows, *_), (until, more, *_) in pairwise(points):
        if more <= rows:
            continue
        first, last = (at - begin) / width, (until - begin) / width
        for place in range(int(first), min(count, int(last) + 1)):
            shared = min(last, place + 1) - max(first, place)
            moved[place] += (more - rows) * (shared / (last - first) if last > first else 1.0)
    top = max(moved) / width or 1
    line = []
    for place, rows in enumerate(moved):
        y = HEIGHT - rows / width / top * (HEIGHT - 10)
        line += [(place / count * WIDTH, y), ((place + 1) / count * WIDTH, y)]
    text = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
    return {
        "line": text,
        "area": f"0,{HEIGHT} {text} {WIDTH},{HEIGHT}",
        "top": top,
        "seconds": seconds,
        "mean": sum(moved) / seconds,
    }
