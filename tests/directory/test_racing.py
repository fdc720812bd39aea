import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.audit.emptying import tables_may_be_emptied
from tests.directory.racing import race

tables_may_be_emptied()

# A confirmation, a mail to the owner, a report, a wanted link: each once.
WANTED = {"confirmed": 1, "claimed": 1, "checks": 2, "silent": 1, "events": 4}
AT_ONCE = "import json; from tests.directory.racing import *; print(json.dumps(race()))"


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_is_let_through():
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
