"""What a run is at, in lines for people."""

from __future__ import annotations

import time
from typing import Any


def lines_of(live: dict[str, Any], most: int) -> list[str]:
    """`live` as the state keeps it (Progress): a line for the whole, and one for each of at most `most` tables."""
    phase = live["phase"]
    if "rows" in live:
        return _rows(live["rows"], most)
    if "follow" in live:
        return [f"{phase['name']}: {following(live['follow'])}"]
    text = str(phase["name"])
    if phase.get("of"):
        text += f": {phase['of'] - phase['left']} of {phase['of']} steps done, at work on {phase['step']}"
    elif phase.get("table"):
        text += f": {phase['table']}"
    passed = live["at"] - phase["since"]
    return [text + (f", since {duration(passed)}" if passed >= 1 else "")]


def _rows(rows: dict[str, Any], most: int) -> list[str]:
    tables = rows["tables"]
    shown = [t for t in tables if t["working"]]
    if len(tables) <= most:
        shown = tables
    # those that are done stay in their place: lines that jump are not read
    width = max((len(t["table"]) for t in shown[:most]), default=0)
    lines = [f"  {t['table']:<{width}}  {_table(t)}" for t in shown[:most]]
    rest = [t for t in tables if t not in shown[:most]]
    if rest:
        done = sum(t["chunks"] >= t["of_chunks"] for t in rest)
        lines.append(f"  {len(rest)} other tables: {done} done, {len(rest) - done} to come")
    whole = f"{_counted(rows)}, {speed(rows)}, {rows['chunks']}/{rows['of_chunks']} chunks{_left(rows)}"
    return [whole, *lines]


def _table(table: dict[str, Any]) -> str:
    if table["chunks"] >= table["of_chunks"]:
        return f"{table['rows']:,} rows, done"
    if not table["bytes"] and not table["working"]:
        return f"{_counted(table)}, waits"
    return f"{_counted(table)}, {speed(table)}{_left(table)}"


def _counted(entry: dict[str, Any]) -> str:
    if entry["expected"] is None:
        return f"{entry['rows']:,} rows"
    share = f" ({entry['rows'] * 100 // entry['expected']} %)" if entry["expected"] else ""
    return f"{entry['rows']:,} of about {entry['expected']:,} rows{share}"


def speed(entry: dict[str, Any]) -> str:
    return f"{entry['rows_per_second']:,.0f} rows/s, {entry['bytes_per_second'] / 1e6:,.1f} MB/s"


def _left(entry: dict[str, Any]) -> str:
    return "" if entry["seconds_left"] is None else f", about {duration(entry['seconds_left'])} left"


def following(told: dict[str, Any]) -> str:
    """How far the changes are, from what the follower noted."""
    parts = [f"{told.get('applied', 0):,} changes applied"]
    if "changes_per_second" in told:
        parts.append(f"{told['changes_per_second']:,.0f}/s")
    if "seconds_behind" in told:
        parts.append(f"{told['seconds_behind']} s behind")
    if told.get("caught_up"):
        parts.append(f"nothing waits (looked at {time.strftime('%H:%M:%S', time.localtime(told['caught_up']))})")
    if "bytes_behind" in told:
        parts.append(f"{told['bytes_behind'] / 1e6:,.1f} MB of log behind")
    if "log_behind" in told:
        parts.append(f"the log has gone on to {told['log_behind']}")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """36 s; 4 min 10 s; 2 h 05 min."""
    whole = round(seconds)
    if whole < 100:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"
