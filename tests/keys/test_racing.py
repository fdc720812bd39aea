import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.audit.emptying import tables_may_be_emptied
from tests.keys.conftest import ACTOR
from tests.keys.racing import race

tables_may_be_emptied()

WANTED = {
    "epoch": 5,
    "mark": True,
    "hold": ["c0", "c1", "c2", "c3", "drita"],
    "read": ["c0", "c1", "c2", "c3", "drita"],
    "actor": ACTOR,
}
AT_ONCE = "import json; from tests.keys.racing import *; print(json.dumps(race()))"


@pytest.mark.django_db(transaction=True)
def test_who_comes_and_who_goes_at_the_same_time_are_all_counted():
    if connection.vendor == "sqlite":
        pytest.skip("in memory, SQLite refuses instead of waiting: see the next test")

    assert race() == WANTED


def test_nor_does_one_file_lose_anybody(tmp_path):
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
