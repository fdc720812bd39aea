"""Every event gets one place, once, whoever is at it at the same time."""

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from bashke.audit import chaining
from bashke.audit.chaining import RESTS, chain, leased
from bashke.audit.models import ChainEnd, Link
from bashke.audit.verifying import verify
from tests.audit.tampering import PLACE
from tests.audit.writing import EACH, WRITERS, closing, write_at_once

pytestmark = pytest.mark.django_db(transaction=True)


AT_ONCE = "import json; from tests.audit.writing import *; print(json.dumps(write_at_once()))"


def loses_nothing(found):
    return found == {
        "events": WRITERS * EACH,
        "added": WRITERS * EACH,
        "places": list(range(1, WRITERS * EACH + 1)),
        "linked": WRITERS * EACH,
        "faults": [],
    }


def test_eight_writers_lose_nothing_and_every_event_is_linked_once(db, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("in memory, SQLite refuses instead of waiting: see the next test")
    monkeypatch.setattr(chaining, "BATCH", 7)

    assert loses_nothing(write_at_once())


def test_eight_writers_into_one_file_lose_nothing_either(tmp_path):
    installation = {"BASHKE_DATA_DIR": str(tmp_path), "BASHKE_DATABASE_URL": ""}

    bashke("migrate", **installation)
    found = bashke("shell", "--no-imports", "--command", AT_ONCE, **installation)

    assert loses_nothing(json.loads(found))


def bashke(*words, **environment):
    return subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-m", "bashke", *words],
        capture_output=True, text=True, timeout=120, check=True,
        env={**os.environ, **environment},
    ).stdout  # fmt: skip


def test_chaining_again_adds_nothing(trail):
    assert chain() == 0
    assert chain(thorough=True) == 0
    assert Link.objects.count() == 13


def test_events_are_linked_in_the_order_of_their_ids(trail):
    linked = Link.objects.of(PLACE).order_by("sequence").values_list("event", flat=True)

    assert list(linked) == [event.pk for event in trail]


def test_whoever_comes_second_goes_away(write):
    write(3)
    assert leased(PLACE) is not None

    assert leased(PLACE) is None
    assert chain() == 0
    assert not Link.objects.exists()


def test_a_lease_that_ran_out_is_taken_over(write):
    write(3)
    leased(PLACE)
    ChainEnd.objects.update(leased_until=timezone.now() - timedelta(seconds=1))

    assert chain() == 3
    assert verify() == []


def test_whoever_lost_the_lease_adds_nothing(write):
    write(3)
    lost = leased(PLACE)
    ChainEnd.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    chain()
    write(3)

    assert chaining.extend(lost, thorough=True) == 0
    assert Link.objects.count() == 3
    assert verify() == []


@pytest.fixture
def late(write):
    """An event in a transaction that stays open until it is told to end; its id is taken early."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer: nobody commits between")
    is_written, may_end = threading.Event(), threading.Event()

    def write_and_wait():
        with transaction.atomic():
            write(1, subject="case/late")
            is_written.set()
            may_end.wait(30)

    def end():
        may_end.set()
        ending.result()

    with ThreadPoolExecutor(1) as pool:
        ending = pool.submit(closing, write_and_wait)
        is_written.wait(30)
        yield end
        may_end.set()


def test_an_event_that_is_committed_late_is_linked_within_the_hour(late, write, time_machine):
    start = timezone.now()
    for minutes in (0, 30, 59):
        time_machine.move_to(start + timedelta(minutes=minutes))
        write(1)
        chain()

    late()

    time_machine.move_to(start + timedelta(minutes=61))
    assert chain() == 1
    assert Link.objects.filter(event__subject="case/late").exists()


def test_an_event_that_is_committed_later_is_linked_by_the_thorough_pass(late, write, time_machine):
    start = timezone.now()
    for hours in range(3):
        time_machine.move_to(start + hours * RESTS)
        write(1)
        chain()

    late()

    assert chain() == 0
    assert chain(thorough=True) == 1
