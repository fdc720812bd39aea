"""People of a demonstration can sign in at once, and are nowhere but in one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from bashke.accounts import demo
from bashke.accounts.models import Membership, Person
from bashke.directory.models import Contact
from bashke.keys import services as keys
from bashke.keys.living import recovery_keepers
from tests.accounts.cast import person
from tests.accounts.walking import SECOND, SIGN_IN, is_in


def run(*words, **options):
    out = StringIO()
    call_command("demo", *words, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def filled(db):
    return run()


def test_everybody_is_printed_with_the_code_of_now_and_can_sign_in(client, filled):
    assert all(email in filled for email in Person.objects.values_list("email", flat=True))
    [line] = [line for line in filled.splitlines() if "drita@librazhd.example" in line]

    client.post(SIGN_IN, {"email": "drita@librazhd.example", "password": demo.PASSWORD})
    client.post(SECOND, {"code": line.split()[0]})

    assert is_in(client)


def test_who_shows_a_demonstration_need_not_wait_for_the_next_code(filled):
    for _ in range(2):
        browser = Client()
        browser.post(SIGN_IN, {"email": "zana@diber.example", "password": demo.PASSWORD})
        browser.post(SECOND, {"code": run("code", "Zana Kaloshi").strip()})
        assert is_in(browser)


def test_four_municipalities_have_their_posts_keys_and_tried_recovery(filled):
    for slug in demo.NAMES:
        held = Membership.objects.current().of(slug)
        roles = set(held.values_list("post__role", flat=True))
        assert {"dv-coordinator", "supervisor", "auditor", "administrator"} <= roles
        assert "police-station" in roles
        assert recovery_keepers(slug) == 3
        assert keys.recovery_is_ready(slug)
        assert not held.without_key().exists()


def test_a_used_installation_is_refused_and_stays_as_it_is(db):
    person("drita")

    with pytest.raises(CommandError, match="People work"):
        run()

    assert Person.objects.count() == 1
    assert not Contact.objects.exists()


def test_nobody_is_invented_beside_real_contacts(db):
    Contact.objects.create(municipality="librazhd", role="dv-coordinator", post_sq="x", post_en="x")

    run(if_empty=True)

    assert not Person.objects.exists()


def test_a_second_time_it_prints_and_changes_nothing(filled):
    before = set(Person.objects.values_list("pk", flat=True))

    assert "drita@librazhd.example" in run(if_empty=True)

    assert set(Person.objects.values_list("pk", flat=True)) == before


def test_no_code_is_told_of_somebody_who_works(db):
    person("drita")

    with pytest.raises(CommandError, match="Nobody of a demonstration"):
        run("code", "drita@example.org")


def test_contacts_alone_come_without_people(db):
    run(without_people=True)

    assert Contact.objects.exists()
    assert not Person.objects.exists()
