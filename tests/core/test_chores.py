"""Background work: by one at a time, once a day where it says so, and no fault stops another."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, connections
from django.utils import timezone

from bashke.core.chores import LEASE, RETRY, Done, Work, run
from bashke.core.models import Chore


class RefusalError(Exception):
    pass


def breaking(error):
    def do():
        raise error

    return do


@pytest.fixture
def done():
    return []


@pytest.fixture
def work(done):
    def made(name="sweep", **given):
        return Work(name, lambda: done.append(name) or [], **given)

    return made


@pytest.mark.django_db
def test_what_is_due_every_minute_is_done_every_time(work, done):
    for _ in range(3):
        run([work()])

    assert done == ["sweep"] * 3


@pytest.mark.django_db
def test_what_is_due_once_a_day_is_done_once_on_every_local_day(work, done):
    # Midnight in Tirana is 22:00 or 23:00 in UTC: the local day counts.
    for moment in ("2026-11-24 08:00Z", "2026-11-24 22:59Z", "2026-11-24 23:01Z"):
        with time_machine.travel(moment, tick=False):
            run([work(is_daily=True)])

    assert len(done) == 2


@pytest.mark.django_db
def test_a_fault_of_one_stops_no_other_and_is_told(work, done, caplog):
    broken = Work("break", breaking(RuntimeError("boom")))

    outcome = run([work("first"), broken, work("last")])

    assert done == ["first", "last"]
    assert [each.name for each in outcome if each.fault] == ["break"]
    assert "“break” failed: RuntimeError" in caplog.text


@pytest.mark.django_db
def test_a_fault_is_told_once_until_it_is_another_one(caplog):
    for error in (RefusalError("a"), RefusalError("a"), RefusalError("b"), None, RefusalError("b")):
        run([Work("mail", breaking(error) if error else list, refusals=(RefusalError,))])

    assert [record.args[1] for record in caplog.records] == ["a", "b", "b"]


@pytest.mark.django_db
@pytest.mark.parametrize("error", [ValueError, IntegrityError, OSError])
def test_the_words_of_a_fault_go_nowhere(error, caplog):
    run([Work("mail", breaking(error("Key (email)=(drita@example.org) exists")))])

    fault = Chore.objects.get().fault
    assert fault.startswith(error.__name__)
    assert "drita" not in fault + caplog.text


@pytest.mark.django_db
def test_what_is_daily_and_failed_is_tried_again_and_not_at_once():
    tries = []
    work = Work("mail", lambda: tries.append(1) or breaking(OSError())(), is_daily=True)
    now = timezone.now()

    for minutes in (0, 1, RETRY.seconds // 60 + 1):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            run([work])

    assert len(tries) == 2


@pytest.mark.django_db
def test_what_went_well_again_is_no_fault_any_more(work):
    run([Work("sweep", breaking(OSError()))])
    assert Chore.objects.get().failed_at

    run([work()])

    chore = Chore.objects.get()
    assert (chore.fault, chore.failed_at) == ("", None)
    assert chore.done_at


@pytest.mark.django_db
def test_what_somebody_is_at_is_left_alone_until_the_lease_is_over(work, done):
    now = timezone.now()
    Chore.objects.create(name="sweep", leased_by="other", leased_until=now + LEASE)

    assert run([work()]) == []
    with time_machine.travel(now + LEASE + timedelta(seconds=1), tick=False):
        assert run([work()]) == [Done("sweep")]


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_does_what_is_daily():
    if connection.vendor == "sqlite":
        pytest.skip("in memory, SQLite refuses instead of waiting: see tests/config/test_tick.py")
    done, start = [], threading.Barrier(8)

    def at_once():
        start.wait()
        run([Work("sweep", lambda: done.append(1) or [], is_daily=True)])
        connections.close_all()

    threads = [threading.Thread(target=at_once) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(done) == 1


BUSY = """
import pathlib, sys, time, django
django.setup()
from bashke.core.chores import Work, run
mark = pathlib.Path(sys.argv[1])
def do():
    mark.touch()
    time.sleep(60)
    return []
run([Work("sweep", do, is_daily=True)])
"""


def test_who_is_killed_at_it_is_followed_by_another_when_the_lease_is_over(tmp_path):
    mark = tmp_path / "begun"
    ours = {
        "DJANGO_SETTINGS_MODULE": "bashke.config.settings",
        "BASHKE_DATA_DIR": str(tmp_path),
        "BASHKE_DATABASE_URL": "",
    }
    environment = {**os.environ, **ours}
    bashke = [sys.executable, "-m", "bashke"]
    subprocess.run([*bashke, "migrate", "-v0"], env=environment, check=True)  # noqa: S603 (ours)
    busy = subprocess.Popen([sys.executable, "-c", BUSY, str(mark)], env=environment)  # noqa: S603
    for _ in range(200):
        if mark.exists():
            break
        time.sleep(0.05)

    busy.send_signal(signal.SIGKILL)
    busy.wait(10)

    look = (
        "from datetime import timedelta; from django.utils import timezone; import time_machine;"
        "from bashke.core.chores import *; work = Work('sweep', list, is_daily=True);"
        "later = timezone.now() + LEASE + timedelta(seconds=1);"
        "print(run([work]));\n"
        "with time_machine.travel(later): print([each.name for each in run([work])], run([work]))"
    )
    said = subprocess.run(  # noqa: S603 (ours)
        [*bashke, "shell", "--no-imports", "-c", look],
        env=environment, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert said.splitlines() == ["[]", "['sweep'] []"]
