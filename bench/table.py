"""All rows in one run: printed as a table, written to results.json."""

import json
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from rich.console import Console
from rich.table import Table as Grid

from bashke.guide.desk import moment_on
from bashke.guide.edition import from_files
from bench.answers import whole_document
from bench.cases import worked_cases
from bench.matching import matching
from bench.pages import first_view
from bench.proving import complete_proof
from bench.rounds import BenchError
from bench.row import Row
from bench.scores import lighthouse
from bench.sealing import sealing
from bench.searching import searching
from bench.signing_in import signing_in
from bench.site import served
from bench.trail import trail
from bench.verifying import verifying
from bench.working import working

# How many cases there are where nobody says otherwise.
CASES = 10_000
RESULTS = Path(__file__).parent / "results.json"


def measure_all(*, quick: bool) -> int:
    """0 where everything was measured, whether or not it meets its target; else 1."""
    rows = []
    try:
        with Console(stderr=True).status("Measuring …") as status:
            for row in all_rows(quick=quick):
                rows.append(row)
                status.update(f"Measured: {row.what} …")
    except BenchError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    write(rows)
    show(rows)
    print("Written to bench/results.json.")
    return 0


def measure_trail(length: int) -> int:
    """A trail of this length alone, as the table's run shows a shorter one; writes no results."""
    call_command("migrate", verbosity=0)
    row = verifying(length)
    show([row])
    return 0 if row.holds else 1


def measure_cases(cases: int) -> int:
    """Work among so many cases alone, as the table's run shows it among 10,000."""
    if connection.introspection.table_names():
        print("The database is not empty. Give one that nothing is in.", file=sys.stderr)
        return 1
    rows: list[Row] = []
    try:
        rows.extend(working(cases))
    except BenchError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    finally:
        show(rows)
    return 0 if all(row.holds for row in rows) else 1


def all_rows(*, quick: bool) -> Iterator[Row]:
    library = from_files().library
    cases = worked_cases(library)
    today, _now = moment_on(None, library.pack.calendar)
    yield matching(library.table_on(today), cases)
    yield whole_document(library, cases)
    yield complete_proof()
    yield searching()
    with served(Path(settings.DATA_DIR) / "serve.log") as site:
        views, answer = first_view(site, library)
        yield from views
        if not quick:
            yield from lighthouse(site, answer)
    with served(Path(settings.DATA_DIR) / "serve.log", workers=2) as site:
        yield signing_in(site)
    # The site has prepared the database by now.
    yield from sealing()
    yield trail()
    yield verifying()
    yield from working(CASES)


def write(rows: list[Row]) -> None:
    found = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "rows": [asdict(row) for row in rows],
    }
    RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def machine() -> dict[str, object]:
    """What the numbers hang on; the load tells how busy the machine was with other things."""
    return {
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()],
        "python": platform.python_version(),
        "django": version("django"),
    }


def show(rows: list[Row]) -> None:
    grid = Grid(show_lines=True)
    for heading in ("what", "here", "beside", "target", ""):
        grid.add_column(heading)
    for row in rows:
        grid.add_row(row.what, row.here, row.beside, row.target, "✓" if row.holds else "missed")
    console = Console()
    console.width = max(console.width, 110)
    console.print(grid)
