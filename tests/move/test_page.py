"""The page of a move: nothing of the rows becomes markup, every section is there, the chart is a rate."""

from __future__ import annotations

from typing import Any

from sct.move.page import POINTS, chart, page

EVIL = "</code><script>alert(1)</script>"


def found(**more: Any) -> dict[str, Any]:
    return {
        "plan": "p",
        "source": "postgresql://a/b",
        "target": "mariadb://c/d",
        "state": "loaded",
        "running": False,
        "findings": [{"code": "MV0029", "table": EVIL, "message": EVIL}],
        "tables": [
            {"table": EVIL, "chunks": 2, "done": 1, "rows": 1234567, "rejected": 3, "error": EVIL},
            {
                **{"table": "t", "chunks": 0, "done": 0, "rows": 0, "rejected": 0},
                "validation": {"source_rows": 5, "target_rows": 4, "differences": 1, "method": "by key range"},
            },
        ],
        **more,
    }


def test_rows_are_text_only() -> None:
    html = page(
        found(
            rejected=[{"tab": "t", "row": EVIL, "reason": EVIL}],
            reasons=[{"tab": "t", "reason": EVIL, "count": 3}],
            differences=[{"tab": "t", "kind": "changed", "key": EVIL, "source": EVIL, "target": EVIL}],
            follow={"log_behind": EVIL, "position": {EVIL: EVIL}, "columns_added": [EVIL]},
            error={"code": "MV0012", "message": EVIL},
        )
    )
    assert "<script" not in html and html.count("&lt;script&gt;") == 15
    assert "1,234,567" in html and "5 against 4 rows, by key range" in html and "1/2" in html
    assert "default-src 'none'" in html and "http" not in html.replace("http-equiv", "")


def test_a_run_that_has_not_begun() -> None:
    html = page(found())
    assert "Too short to draw." in html and "Rejected rows" not in html and "Differences" not in html


def test_the_chart_is_a_rate_over_equal_times() -> None:
    # 1,000 rows/s for 10 s, then nothing for 90 s
    points = [[float(second), 1000.0 * min(second, 10), 0.0] for second in range(101)]
    made = chart(points)
    assert made is not None
    assert round(made["top"]) == 1000 and round(made["mean"]) == 100 and made["seconds"] == 100
    heights = [float(pair.split(",")[1]) for pair in made["line"].split()]
    assert len(heights) == 2 * POINTS and heights[0] == 10 and heights[-1] == 160


def test_a_run_taken_up_again_is_no_negative_rate() -> None:
    made = chart([[0, 0, 0], [1, 500, 0], [2, 100, 0], [3, 600, 0]])
    assert made is not None and made["mean"] == 1000 / 3
