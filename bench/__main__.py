"""`python -m bench [--quick]`: measure everything, print the table, write results.json.

`python -m bench --trail EVENTS`: only how long a trail of so many events takes to verify.
`python -m bench --cases CASES`: only what a restricted person waits for among so many cases.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import django


def main() -> None:
    """Prepare an installation of its own, in a folder that is gone afterwards."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--quick", action="store_true", help="leave Lighthouse out")
    parser.add_argument("--trail", type=int, metavar="EVENTS", help="verify a trail so long, alone")
    parser.add_argument(
        "--cases", type=int, metavar="CASES", help="work on cases among so many, alone"
    )
    parser.add_argument(
        "--given", action="store_true", help="in the empty database that BASHKE_DATABASE_URL names"
    )
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="bashke-bench-") as folder:
        use_installation(Path(folder), given=arguments.given)
        django.setup()
        # The models of Django can only be imported once their settings are known.
        table = import_module("bench.table")
        if arguments.trail:
            sys.exit(table.measure_trail(arguments.trail))
        if arguments.cases:
            sys.exit(table.measure_cases(arguments.cases))
        sys.exit(table.measure_all(quick=arguments.quick))


def use_installation(folder: Path, *, given: bool) -> None:
    """Neither the database nor the settings of whoever measures are read or touched.

    Unless a database is `given`, as `scripts/with-postgres` does; it has to be empty.
    """
    kept = {"BASHKE_DATABASE_URL"} if given else set()
    for name in [name for name in os.environ if name.startswith("BASHKE_")]:
        if name not in kept:
            del os.environ[name]
    os.environ["BASHKE_DATA_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bashke.config.settings"


if __name__ == "__main__":
    main()
