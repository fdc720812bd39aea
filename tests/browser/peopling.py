"""`python -m tests.browser.peopling VERB …`: puts people into the installation of a served site.

The cast of tests/accounts with real keys that cost little. What a test has to know is printed as
JSON; it is the test, not the site, that knows it.
"""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import django

ROOT = Path(__file__).parent.parent.parent


def tell(folder: Path, verb: str, *words: str):
    """Do it in the installation of this folder, from a test."""
    variables = {**os.environ, "BASHKE_DATA_DIR": str(folder)}
    variables.pop("BASHKE_DATABASE_URL", None)
    done = subprocess.run(  # noqa: S603 (ourselves)
        [sys.executable, "-m", "tests.browser.peopling", verb, *words],
        env=variables, cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout or "null")


def town():
    """The cast; an app for everybody, and the words of recovery."""
    made = cast.town()
    for person in Person.objects.all():
        services.set_app(person=person, secret=walking.SECRET, actor=cast.SYSTEM)
    return [[str(each.keeper), each.words] for each in made.words]


def opened():
    """Every module is open, as after the papers of the gate."""
    gating.opened(cast)


def invite(email, language):
    """The secret of a link to a post."""
    post = Membership.objects.current().get(person__email="drita@example.org").post
    by = Person.objects.get(email="agim@example.org")
    return services.invite(
        post=post, email=email, by=by, is_substitute=True, language=language
    ).token


def renew(name, forgets):
    """The secret of a link to a new password."""
    return services.allow_renewal(
        person=somebody(name), municipality=cast.PLACE, actor=cast.SYSTEM,
        forgets_factors=forgets == "yes",
    )  # fmt: skip


def restore(name, words):
    """Two holders give somebody's keys back; how many compartments that is."""
    first, second = (Words(keeper, said) for keeper, said in json.loads(words)[:2])
    with keys.recover(municipality=cast.PLACE, first=first, second=second) as ring:
        return services.restore_keys(
            person=somebody(name), municipality=cast.PLACE, ring=ring, actor=cast.SYSTEM
        )


def erase(reference):
    """The day of erasure of a case comes; whether it was erased."""
    Case.objects.filter(reference=reference).update(erase_on=timezone.localdate())
    for case in due_for_erasure(timezone.localdate()):
        erase_case(case=case)
    return Case.objects.filter(reference=reference, erased_at__isnull=False).exists()


def lapse(name):
    """Somebody's sessions run out now, and half a minute passes: the app shows another code."""
    Person.objects.filter(pk=somebody(name).pk).update(last_code=0)
    Session.objects.filter(person=somebody(name)).delete()


def hurry(name, seconds):
    """Somebody's sessions run out in so many seconds."""
    ends = timezone.now() + timedelta(seconds=int(seconds))
    Session.objects.filter(person=somebody(name)).update(expire_date=ends)


def sheet(name):
    """A new sheet of codes."""
    return services.make_codes(person=somebody(name))


def name_of(name):
    return somebody(name).name


def somebody(name):
    return Person.objects.get(email=f"{name}@example.org")


VERBS = (town, opened, erase, invite, renew, restore, lapse, hurry, sheet, name_of)

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bashke.config.settings")
    django.setup()
    # Models can be imported only now.
    from django.utils import timezone

    from bashke.accounts import services, sheets
    from bashke.accounts.models import Membership, Person, Session
    from bashke.cases.models import Case
    from bashke.cases.services.endings import due_for_erasure
    from bashke.cases.services.endings import erase as erase_case
    from bashke.keys import opening, passwords
    from bashke.keys import services as keys
    from bashke.keys.services.recovery import Words
    from tests.accounts import cast, walking
    from tests.office import gating

    cheap = passwords.Cost(memory_kib=8, passes=1, lanes=1)
    with (
        patch.object(passwords, "COST", cheap),
        patch.object(opening, "COST", cheap),
        patch.object(sheets, "MEMORY_KIB", 8),
    ):
        verb, *words = sys.argv[1:]
        done = {each.__name__: each for each in VERBS}[verb](*words)
    sys.stdout.write(json.dumps(done))
