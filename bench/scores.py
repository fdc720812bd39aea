"""Row 5: Lighthouse 12 as on a mid-range phone, the median of five runs.

Lighthouse's mobile preset (slow 4G and a processor four times slower, simulated), nothing cached,
in Debian's Chromium. The answer page is measured as what it is, the answer to a POST: the
browser opens the first question, sends the last form of the same concern as row 4 with the
sealed state in it, and Lighthouse's user flow audits that navigation. The form is sent from a
script, so what our own script does when somebody sends a form is not part of it.
"""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from bench.answers import PLACE
from bench.rounds import ROUNDS, BenchError
from bench.row import Row
from bench.site import Form

FOLDER = Path(__file__).parent / "lighthouse"
CATEGORIES = ("performance", "accessibility")
TARGET = 100
LONGEST = 1800


def lighthouse(site: str, answer: Form) -> list[Row]:
    """A row for each page."""
    asked = {
        "/sq/": {"url": f"{site}/sq/"},
        f"/sq/{PLACE}/": {"url": f"{site}/sq/{PLACE}/"},
        "the answer page": {"url": answer.url, "fields": answer.fields},
    }
    return [scored(name, runs) for name, runs in run(asked).items()]


def run(pages: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What Lighthouse said of each page, run by run."""
    node, chromium = shutil.which("node"), shutil.which("chromium")
    if not node or not chromium or not (FOLDER / "node_modules").exists():
        raise BenchError(
            "Lighthouse needs Node 20, Chromium and bench/lighthouse/node_modules:"
            " scripts/bench brings them in; or leave it out with --quick."
        )
    order = {"chromium": chromium, "runs": ROUNDS, "pages": pages}
    done = subprocess.run(
        [node, "measure.js"],
        input=json.dumps(order),
        cwd=FOLDER,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"Lighthouse could not measure: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout)


def scored(name: str, runs: list[dict[str, Any]]) -> Row:
    scores = {category: [each[category] for each in runs] for category in CATEGORIES}
    medians = {category: median(values) for category, values in scores.items()}
    failed = sorted({audit for each in runs for audit in each["failed"]})
    paint = median(each["largest_paint"] for each in runs)
    weight = median(each["weight"] for each in runs)
    return Row(
        what=f"Lighthouse: {name}",
        here=", ".join(f"{category} {value:.0f}" for category, value in medians.items()),
        beside=f"largest paint {paint / 1000:.2f} s, {weight / 1000:.1f} kB"
        + (f"\nfails {', '.join(failed)}" if failed else ""),
        target=f"{TARGET} and {TARGET}",
        holds=all(value >= TARGET for value in medians.values()),
        numbers={**scores, "medians": medians, "runs": runs},
    )
