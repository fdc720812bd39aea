"""An office is handed over in one sitting, whole or not at all."""

import pytest

from bashke.accounts import services as accounts
from bashke.accounts.models import Membership
from bashke.keys import opening
from bashke.keys import services as keys
from tests.accounts.cast import PLACE, SYSTEM, person

URL = f"/sq/{PLACE}/office/hand-over/"


@pytest.fixture
def office(town):
    """Drita holds two posts with keys; Nora has joined, and could take both."""
    second = accounts.add_post(institution=town.office, role="social-administrator", actor=SYSTEM)
    accounts.appoint(person=town.drita, post=second, actor=SYSTEM)
    town.nora = person("nora")
    waits = accounts.add_post(institution=town.office, role="trainer", actor=SYSTEM)
    accounts.appoint(person=town.nora, post=waits, actor=SYSTEM)
    return Membership.objects.current().filter(person=town.drita).select_related("post")


def test_every_post_goes_over_with_its_key(signed_in, town, office):
    held = [*office]
    notes = {}
    for each in held:
        made = keys.create(
            kind="note", municipality=PLACE, holders=[each.post.holder], ground="post",
            actor=SYSTEM,
        )  # fmt: skip
        notes[made.id] = made.seal("fshehtë", field="text")
    browser = signed_in("drita")
    browser.get(URL)

    page = browser.post(URL, {f"post-{each.pk}": str(town.nora.pk) for each in held})

    assert page.status_code == 200
    assert page.content.decode().count("nga Drita te Nora") == 2
    opened = opening.open_all(town.ring("nora"), notes)
    assert {box.unseal(notes[pk], field="text") for pk, box in opened.items()} == {"fshehtë"}
    assert len(opened) == 2
    assert not Membership.objects.current().filter(person=town.drita).exists()


def test_all_or_nothing_goes_over(signed_in, town, office):
    held = [*office]
    browser = signed_in("drita")
    browser.get(URL)

    # The reader of the trail may not take a post with cases: the whole office stays.
    response = browser.post(
        URL, {f"post-{held[0].pk}": str(town.nora.pk), f"post-{held[1].pk}": str(town.mira.pk)}
    )

    assert response.status_code == 409
    assert "Nuk u dorëzua asgjë" in response.content.decode()
    assert Membership.objects.current().filter(person=town.drita).count() == 2
    assert Membership.objects.current().filter(person=town.nora).count() == 1


def test_without_a_choice_one_sentence_says_so(signed_in, town, office):
    browser = signed_in("drita")
    browser.get(URL)

    response = browser.post(URL, {f"post-{each.pk}": "" for each in office})

    assert response.status_code == 422
    assert "Choose" not in response.content.decode()


def test_somebody_elses_post_can_be_handed_over_by_who_has_its_key(signed_in, town):
    taken = accounts.appoint(person=person("nora"), post=town.post("drita"), actor=SYSTEM)
    accounts.give_key(membership=taken, ring=town.ring("drita"), actor=SYSTEM)

    page = signed_in("drita").get(URL).content.decode()

    assert f"post-{taken.pk}" in page
    assert f"post-{town.membership('teuta').pk}" not in page


def test_posts_without_my_key_cannot_be_named(signed_in, town):
    theirs = town.membership("teuta")
    browser = signed_in("drita")
    browser.get(URL)

    response = browser.post(URL, {f"post-{theirs.pk}": str(town.besnik.pk)})

    assert response.status_code == 422
    assert Membership.objects.current().filter(person=town.teuta).exists()


def test_who_holds_nothing_here_finds_no_such_page(signed_in):
    assert signed_in("zana").get(URL).status_code == 404


def test_it_asks_for_the_password_again_after_a_while(signed_in, town, office):
    browser = signed_in("drita")
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1}]
    session.save()

    response = browser.post(URL, {f"post-{each.pk}": str(town.nora.pk) for each in office})

    assert response.status_code in {302, 403}
    assert Membership.objects.current().filter(person=town.drita).count() == 2
