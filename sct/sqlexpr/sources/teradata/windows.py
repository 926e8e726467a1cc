"""Frames of Teradata's window aggregates."""

from __future__ import annotations

from sct.sqlexpr.nodes import call_name, exp

# Functions that take no frame; every other one over an ordered window sees the whole partition without ROWS
# (SQL Functions, "Window Aggregate Functions": the group is the partition when ROWS is left out).
_UNFRAMED = frozenset("rank dense_rank row_number percent_rank cume_dist lag lead ntile".split())


def whole_partitions(tree: exp.Expression) -> exp.Expression:
    """ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING where nothing is said."""
    for window in tree.find_all(exp.Window):
        inner = window.this
        if isinstance(inner, (exp.IgnoreNulls, exp.RespectNulls)):
            inner = inner.this
        if window.args.get("order") is None or window.args.get("spec") is not None:
            continue
        if call_name(inner) in _UNFRAMED:
            continue
        window.set(
            "spec",
            exp.WindowSpec(
                kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="UNBOUNDED", end_side="FOLLOWING"
            ),
        )
    return tree
