"""Of two acts at once one holds and the other is told, on both databases."""

import json

import pytest
from django.db import connection

from tests.audit.emptying import tables_may_be_emptied
from tests.cases.racing import RACES, ROUNDS, race
from tests.keys.test_racing import bashke

tables_may_be_emptied()

ONE = {
    "two_accept": {"came": ["done", "late"], "cases": 1, "leads": 1, "told": 1},
    "accept_against_withdraw": {"came": ["done", "late"], "agree": True, "read": True},
    "accept_against_decline": {"came": ["done", "late"], "agree": True, "read": True},
}
AT_ONCE = "import json; from tests.cases.racing import *; print(json.dumps(race({!r})))"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", RACES)
def test_of_two_at_once_one_holds(kind):
    if connection.vendor == "sqlite":
        pytest.skip("in memory, SQLite refuses instead of waiting: see the next test")

    assert race(kind) == [ONE[kind]] * ROUNDS


@pytest.mark.parametrize("kind", RACES)
def test_of_two_at_once_one_holds_in_one_file_too(tmp_path, kind):
    installation = {"BASHKE_DATA_DIR": str(tmp_path), "BASHKE_DATABASE_URL": ""}

    bashke("migrate", **installation)
    found = bashke("shell", "--no-imports", "--command", AT_ONCE.format(kind), **installation)

    assert json.loads(found) == [ONE[kind]] * ROUNDS
