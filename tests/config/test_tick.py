"""The tick may be cut off at any place, and lives and dies with the server."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

from bashke.config import background
from bashke.core.chores import Work
from bashke.core.models import Chore

BASHKE = [sys.executable, "-m", "bashke"]


@pytest.fixture
def installation(tmp_path):
    """An installation of its own, in a file."""
    environment = {**os.environ, "BASHKE_DATA_DIR": str(tmp_path), "BASHKE_DATABASE_URL": ""}
    bashke(environment, "migrate", "-v0")
    return environment


def bashke(environment, *words):
    return subprocess.run(  # noqa: S603 (our own command)
        [*BASHKE, *words], env=environment, check=True, capture_output=True, text=True, timeout=60
    ).stdout


def shell(environment, code):
    return bashke(environment, "shell", "--no-imports", "-c", code).strip()


@pytest.mark.django_db
def test_a_tick_does_everything_once_and_what_is_daily_not_again(capsys):
    call_command("tick")
    first = capsys.readouterr().out
    call_command("tick")

    again = capsys.readouterr().out
    assert all(work.name in first for work in background.WORKS)
    assert {work.name for work in background.WORKS if work.name not in again} == {
        work.name for work in background.WORKS if work.is_daily
    }


@pytest.mark.django_db
def test_what_failed_is_told_and_the_rest_is_done(monkeypatch):
    def broken():
        raise RuntimeError

    works = [Work("break", broken), *background.WORKS]
    monkeypatch.setattr(background, "WORKS", works)

    with pytest.raises(CommandError, match="break: RuntimeError"):
        call_command("tick")

    assert Chore.objects.exclude(name="break").filter(done_at=None).count() == 0


WRITE = """
from django.db import transaction
from bashke.audit.services import record
for n in range(400):
    with transaction.atomic():
        record(municipality='librazhd', actor='system', act='note.added', subject=f'note/{n}')
"""
LOOK = """
from bashke.audit.models import Event, Link
from bashke.audit.verifying import verify
print(Event.objects.unchained().count(), Link.objects.count(), verify())
"""
FREE = "from bashke.core.models import Chore; Chore.objects.update(leased_until=None)"
FREE += "; from bashke.audit.models import ChainEnd; ChainEnd.objects.update(leased_until=None)"


def test_killed_at_any_moment_a_tick_leaves_nothing_half_done(installation):
    shell(installation, WRITE)
    chance = random.Random(1)

    for _ in range(8):
        tick = subprocess.Popen([*BASHKE, "tick"], env=installation)  # noqa: S603 (ours)
        time.sleep(0.5 + chance.random())
        tick.kill()
        tick.wait(10)
        shell(installation, FREE)
    bashke(installation, "tick")

    assert shell(installation, LOOK) == "0 400 []"


def test_two_ticks_at_once_do_not_collide(installation):
    shell(installation, WRITE)

    both = [
        subprocess.Popen([*BASHKE, "tick"], env=installation, stderr=subprocess.PIPE)  # noqa: S603
        for _ in range(3)
    ]

    assert [(each.communicate(timeout=60)[1], each.returncode) for each in both] == [(b"", 0)] * 3
    assert shell(installation, LOOK) == "0 400 []"


def children(pid):
    """The processes that this one started and that run a tick."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(each.read_text().rsplit(")", 1)[1].split()[1])
            words = (each.parent / "cmdline").read_text().split("\0")
        except (OSError, ValueError):
            continue
        if parent == pid and "tick" in words:
            found.append(int(each.parent.name))
    return found


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(holds, seconds=20):
    for _ in range(seconds * 20):
        if found := holds():
            return found
        time.sleep(0.05)
    return pytest.fail(f"not after {seconds} seconds")


@pytest.fixture
def server(installation):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 (our own command)
        [*BASHKE, "serve", "--workers", "1", "--bind", f"localhost:{port}"],
        env=installation,
        start_new_session=True,
    )
    wait_until(lambda: answers(port))
    yield process
    # Killed, it leaves its worker behind.
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)


def answers(port):
    try:
        urlopen(f"http://localhost:{port}/sq/").close()  # noqa: S310 (our own server)
    except OSError:
        return False
    return True


def test_the_server_ticks_and_starts_the_tick_again_when_it_is_killed(server, installation):
    (first,) = wait_until(lambda: children(server.pid))
    wait_until(lambda: "True" in shell(installation, TICKED))

    os.kill(first, signal.SIGKILL)

    assert wait_until(lambda: {*children(server.pid)} - {first})


TICKED = (
    "from bashke.core.models import Chore; print(Chore.objects.filter(name='heartbeat').exists())"
)


@pytest.mark.parametrize("with_signal", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_the_tick_ends_with_the_server(server, with_signal):
    (tick,) = wait_until(lambda: children(server.pid))

    os.kill(server.pid, with_signal)

    wait_until(lambda: not is_running(tick))
