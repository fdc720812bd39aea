"""Whoever is killed at any moment leaves nothing half done, and nothing acknowledged is lost."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.utils import timezone

from bashke.accounts.models import Notice, NoticeMail
from bashke.cases import services
from bashke.cases.models import Assignment, Referral
from bashke.tally.models import Mark
from tests.cases import killing
from tests.cases.conftest import sent_to

ROUNDS, IN_SOAK = 3, 200
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
    found = bashke(installation, "shell", "--no-imports", "-c", code, timeout=120 + 60 * rounds)
    return json.loads(found.splitlines()[-1])


def test_eight_writers_some_of_them_killed_leave_everything_whole(installation):
    found = killed(installation, ROUNDS)

    assert found["faults"] == []
    # They were really at something, and really cut off in it.
    assert found["acts"] >= 2 * ROUNDS
    assert found["killed at it"] >= 1
    assert found["mails"] > 0


@pytest.mark.soak
def test_two_hundred_times(installation):
    rounds = int(os.environ.get("BASHKE_KILL_ROUNDS", IN_SOAK))
    seed = int.from_bytes(os.urandom(4))
    found = killed(installation, rounds, seed)

    assert found["faults"] == [], f"seed {seed}"
    assert found["killed at it"] >= rounds // 2


def lose_a_notice():
    Notice.objects.filter(kind="referral-waiting").delete()


def lose_the_count():
    Mark.objects.filter(what="referral-sent").delete()


def lose_the_case():
    Assignment.objects.all().delete()


def keep_a_state_alone():
    Referral.objects.filter(state="sent").update(state="accepted")


def climb_untold():
    Referral.objects.update(climbed=1)


@pytest.mark.parametrize(
    "harm", [lose_a_notice, lose_the_count, lose_the_case, keep_a_state_alone, climb_untold]
)
def test_what_is_half_there_is_seen(town, harm):
    accept(sent_to(town), town)
    sent_to(town)
    town.nora = town.arta = town.drita
    assert killing.half(town) == []

    harm()

    assert killing.half(town) != []


def accept(referral, town):
    return services.accept(referral=referral, ring=town.ring("drita"), person=town.drita)


def test_what_was_said_and_is_not_there_is_seen(town):
    referral = sent_to(town)
    said = [f"sent {referral.pk}", f"accepted {referral.pk}", "seen 0", "("]

    assert killing.missing(town, said) == ["lost: accepted", "lost: seen"]


def test_a_mail_that_went_out_twice_or_never_is_seen(town, settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    town.nora = town.arta = town.drita
    (tmp_path / "one").write_text(town.besnik.email)
    NoticeMail.objects.create(
        person=town.drita, kind="digest", slot="2026-11-24", sent_at=timezone.now()
    )

    found = killing.mailed(town)

    assert "mails: besnik 0 1 0" in found
    assert "mails: drita 1 0 1" in found
