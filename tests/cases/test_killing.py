"""Whoever is killed at any moment leaves nothing half done, and nothing acknowledged is lost."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROUNDS, IN_SOAK = 5, 200
PLAY = "import json; from tests.cases.killing import play; print(json.dumps(play({}, {})))"


def bashke(environment, *words, timeout):
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-m", "bashke", *words],
        env=environment, capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def installation(tmp_path):
    """A database of its own, of the kind that the tests run on."""
    own = {**os.environ, "BASHKE_DATA_DIR": str(tmp_path)}
    url = own.get("BASHKE_DATABASE_URL", "")
    if not url:
        yield own
        return
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CREATE DATABASE killing")
        yield own | {"BASHKE_DATABASE_URL": urlunsplit(urlsplit(url)._replace(path="/killing"))}
        server.execute("DROP DATABASE killing WITH (FORCE)")


def killed(installation, rounds, seed=1):
    bashke(installation, "migrate", "-v0", timeout=120)
    code = PLAY.format(rounds, seed)
    found = bashke(installation, "shell", "--no-imports", "-c", code, timeout=60 + 20 * rounds)
    return json.loads(found.splitlines()[-1])


def test_eight_writers_some_of_them_killed_leave_everything_whole(installation):
    found = killed(installation, ROUNDS)

    assert found["faults"] == []
    # They were really at something, and really cut off in it.
    assert found["acts"] > 10
    assert found["killed at it"] >= 1
    assert found["mails"] > 0


@pytest.mark.soak
def test_two_hundred_times(installation):
    rounds = int(os.environ.get("BASHKE_KILL_ROUNDS", IN_SOAK))
    seed = int.from_bytes(os.urandom(4))
    found = killed(installation, rounds, seed)

    assert found["faults"] == [], f"seed {seed}"
    assert found["killed at it"] >= rounds // 2
