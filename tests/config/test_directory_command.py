"""`bashke directory`: owners are asked, the sheet is made, errors are one sentence."""

import os
import subprocess
import sys

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from bashke.directory.models import Contact
from tests.directory.kept import OWNER_MAIL, keep

SITE = "https://bashke.example.invalid"


@pytest.fixture
def kept(db):
    contact = keep()
    Contact.objects.update(wants_link=True)
    return contact


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A demonstration of its own, and what runs a command in it."""
    folder = tmp_path_factory.mktemp("installation")
    variables = {**os.environ, "BASHKE_DATA_DIR": str(folder), "BASHKE_DATABASE_URL": ""}

    def run(*words):
        return subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, "-m", "bashke", *words],
            capture_output=True, text=True, check=False, timeout=120, env=variables,
        )  # fmt: skip

    for words in (["migrate", "--verbosity", "0"], ["demo", "--without-people"]):
        run(*words).check_returncode()
    return run


def directory(*words):
    call_command("directory", *map(str, words))


def test_a_dry_run_names_contacts_and_sends_nothing(kept, capsys):
    directory("ask-owners", "--dry-run")

    said = capsys.readouterr().out
    assert "librazhd/child-protection-worker/0" in said
    assert OWNER_MAIL not in said
    assert not mail.outbox
    assert Contact.objects.get().asked_on is None


def test_owners_are_asked(kept, capsys):
    directory("ask-owners", "--url", SITE)
    directory("ask-owners", "--url", SITE)

    assert len(mail.outbox) == 1
    said = capsys.readouterr().out
    assert "1 mails about 1 contacts were sent." in said
    assert OWNER_MAIL not in said


@pytest.mark.parametrize("name", ["round.html", "round.csv"])
def test_the_sheet_is_written(kept, tmp_path, name):
    directory("call-round", "--place", "librazhd", "--out", tmp_path / name)

    assert "067 212 3456" in (tmp_path / name).read_text(encoding="utf-8")


def test_a_link_is_printed_for_an_invented_contact_only(kept, capsys):
    with pytest.raises(CommandError):
        directory("link", "--place", "librazhd", "--url", SITE)

    Contact.objects.update(is_invented=True)
    directory("link", "--place", "librazhd", "--url", f"{SITE}/")
    assert capsys.readouterr().out.startswith(f"{SITE}/sq/contact/")


@pytest.mark.parametrize(
    "words",
    [
        ["call-round", "--place", "atlantis", "--out", "x.csv"],
        ["call-round", "--place", "librazhd", "--out", "x.docx"],
        ["call-round", "--place", "librazhd", "--lang", "de", "--out", "x.csv"],
        ["call-round", "--out", "x.csv"],
        ["ask-owners", "--url", "bashke.al"],
        ["link", "--place", "librazhd", "--role", "mayor"],
        ["nonsense"],
    ],
)
def test_wrong_use_ends_with_2_and_one_sentence(installation, words):
    done = installation("directory", *words)

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert not done.stdout
