"""What fits is passed as bare rows; care is for what does not, and for nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bashke.audit import walking
from bashke.audit.chaining import chain
from bashke.audit.verifying import verify
from tests.audit.tampering import PLACE, event_at, places

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def with_care(monkeypatch):
    """The places that were judged with care."""
    looked_at = []
    step = walking.Walk.step

    def seen(walk, link, event):
        looked_at.append(link.sequence)
        step(walk, link, event)

    monkeypatch.setattr(walking.Walk, "step", seen)
    monkeypatch.setattr(walking, "PORTION", 3)
    return looked_at


def test_a_trail_that_holds_needs_no_care(trail, with_care):
    assert verify() == []
    assert with_care == []


@pytest.mark.parametrize(("sequence", "looked_at"), [(1, [1, 2, 3]), (5, [5, 6, 7]), (10, [10])])
def test_care_is_taken_from_the_first_place_that_does_not_fit(
    trail, sql, with_care, sequence, looked_at
):
    sql("UPDATE audit_event SET act = 'x' WHERE id = %s", event_at(sequence).pk)

    assert places(verify(PLACE)) == {("changed", sequence)}
    assert with_care == looked_at


def test_a_moment_written_in_another_way_is_looked_at_and_is_the_same(trail, sql, with_care):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has one way to keep a moment")
    sql("UPDATE audit_event SET at = replace(at, ' ', 'T') WHERE id = %s", event_at(5).pk)

    assert verify() == []
    assert with_care == [5, 6, 7]


def test_an_event_that_waits_with_such_a_moment_is_chained(write, sql):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has one way to keep a moment")
    waiting = write(3)[1]
    sql("UPDATE audit_event SET at = replace(at, ' ', 'T') WHERE id = %s", waiting.pk)

    assert chain() == 3
    assert verify() == []


def test_where_nothing_fits_a_longer_trail_asks_no_more_of_the_database(write, settings):
    """After a lost secret key, say: every link is looked at, and none needs the whole chain."""

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert ("rewritten", 1) in places(verify(PLACE))
        return len(asked)

    key = settings.SECRET_KEY
    write(20)
    chain()
    settings.SECRET_KEY = "another-key-" * 5
    short = queries()

    settings.SECRET_KEY = key
    write(60)
    chain()
    settings.SECRET_KEY = "another-key-" * 5
    assert queries() == short
