"""The search, in process: every query of the worked cases, and of our own, once in each round.

Timed: `bashke.guide.search.search` from the words to the results, the index built before (its
building is the second number). Not included: contacts of a municipality.
"""

from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import yaml
from django.conf import settings

from bashke.guide.edition import from_files
from bashke.guide.search import indexes, search
from bench.rounds import ROUNDS
from bench.row import Row

QUERIES = Path(settings.BASE_DIR) / "tests" / "guide" / "queries.yaml"
TARGET = 10.0


def searching() -> Row:
    """The 95th percentile of a query, the median of five rounds."""
    edition = from_files()
    asked = [
        (each["query"], each["lang"])
        for each in yaml.safe_load(QUERIES.read_text(encoding="utf-8"))
    ]
    started = perf_counter()
    for lang in ("sq", "en"):
        indexes(edition, lang)
    built = perf_counter() - started
    rounds = [[milliseconds(edition, query, lang) for query, lang in asked] for _ in range(ROUNDS)]
    p95 = median(quantiles(each, n=20)[-1] for each in rounds)
    middle = median(median(each) for each in rounds)
    return Row(
        what="search in the Guide, the law, the contacts",
        here=f"p95 {p95:.1f} ms",
        beside=f"median {middle:.1f} ms\nboth indexes built in {built:.1f} s",
        target=f"p95 ≤ {TARGET:.0f} ms",
        holds=p95 <= TARGET,
        numbers={"p95_ms": p95, "median_ms": middle, "index_s": built, "queries": len(asked)},
    )


def milliseconds(edition: object, query: str, lang: str) -> float:
    started = perf_counter()
    search(edition, query, lang)  # type: ignore[arg-type]
    return (perf_counter() - started) * 1000
