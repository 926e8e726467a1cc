"""How long the page of 5,000 objects takes: to write, to open in Chromium, and to go through. Prints; asserts nothing.

Run: python bench/report_html.py [objects]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from sct.report import html  # noqa: E402
from tests import report_samples  # noqa: E402
from tests.browser.chromium import Chromium, find_chromium  # noqa: E402

STEP = """(() => {
  const start = performance.now();
  location.hash = HASH;
  const drawn = (then) => setTimeout(() => requestAnimationFrame(() => setTimeout(then, 0)), 0);
  return new Promise(done => drawn(() => done(performance.now() - start)));
})()"""


def main(count: int) -> None:
    report, texts = report_samples.large(count)
    start = time.perf_counter()
    page = html.render(report, texts)
    print(f"{count} objects: written in {time.perf_counter() - start:.2f} s, {len(page.encode()) / 1e6:.1f} MB")
    if find_chromium() is None:
        print("no chromium: opening was not measured")
        return
    with tempfile.TemporaryDirectory() as folder, Chromium() as browser:
        path = Path(folder) / "report.html"
        path.write_text(page, encoding="utf-8")
        browser.open(path.as_uri())
        loaded = browser.value("performance.getEntriesByType('navigation')[0].loadEventEnd")
        print(f"load event      {loaded:7.0f} ms")
        for name, address in (
            ("object list", "#/objects"),
            ("an object", "#app003.pay_pkg"),
            ("search", "#/objects?q=payroll"),
            ("search in code", "#/objects?q=unique_violation&in=code"),
            ("to do", "#/todo"),
            ("whole graph", "#/graph"),
            ("assumptions", "#/assumptions"),
        ):
            print(f"{name:<15} {browser.value(STEP.replace('HASH', repr(address))):7.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
