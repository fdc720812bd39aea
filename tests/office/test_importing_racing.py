import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.audit.emptying import tables_may_be_emptied
from tests.office.importing_racing import NEW, race

tables_may_be_emptied()

# Every contact once as new and once as changed, each with its check; one import went through each.
WANTED = {
    "of one draft": 1,
    "of eight people": 1,
    "contacts": len(NEW),
    "changed": len(NEW),
    "checks": 2 * len(NEW),
    "imported drafts": 2,
    "events": 2,
}
AT_ONCE = "import json; from tests.office.importing_racing import *; print(json.dumps(race()))"


@pytest.mark.django_db(transaction=True)
def test_of_eight_imports_at_once_one_goes_through():
    if connection.vendor == "sqlite":
        pytest.skip("in memory, SQLite refuses instead of waiting: see the next test")

    assert race() == WANTED


def test_nor_does_one_file_let_two_through(tmp_path):
    installation = {"BASHKE_DATA_DIR": str(tmp_path), "BASHKE_DATABASE_URL": ""}

    bashke("migrate", **installation)
    found = bashke("shell", "--no-imports", "--command", AT_ONCE, **installation)

    assert json.loads(found) == WANTED


def bashke(*words, **environment):
    return subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "bashke", *words],
        capture_output=True, text=True, timeout=120, check=True,
        env={**os.environ, **environment},
    ).stdout  # fmt: skip
