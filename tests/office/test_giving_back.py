"""Two recovery holders together give back what was lost."""

import re

import pytest

from bashke.accounts import services as accounts
from bashke.accounts.models import Membership, Notice, Renewal
from bashke.audit.models import Event
from bashke.keys import opening
from bashke.keys import services as keys
from bashke.keys.refusals import ClosedError
from tests.accounts.cast import PLACE, SYSTEM, person

URL = f"/sq/{PLACE}/office/keys/give-back/"
SEALED = re.compile(r'name="sealed" value="([^"]*)"')
NEW = "një fjalëkalim krejt i ri"


@pytest.fixture
def note(town):
    """Something sealed to a post, and the way to read it."""
    made = keys.create(
        kind="note", municipality=PLACE, holders=[town.post("drita").holder],
        ground="post", actor=SYSTEM,
    )  # fmt: skip
    return made.id, made.seal("fshehtë", field="text")


@pytest.fixture
def renewed(town):
    """Drita has forgotten the password and chosen another."""
    token = accounts.allow_renewal(person=town.drita, municipality=PLACE, actor=SYSTEM)
    accounts.renew_password(token=token, password=NEW)
    town.drita.refresh_from_db()
    return town.drita


def given(town, **changed):
    return {
        "words-1": town.words[0].words, "keeper-2": str(town.gent.pk),
        "words-2": town.words[1].words, **changed,
    }  # fmt: skip


def opens(ring, note):
    compartment, sealed = note
    return opening.open_with(ring, compartment).unseal(sealed, field="text")


def test_who_lost_the_password_gets_everything_back_from_two(signed_in, town, note, renewed):
    with pytest.raises(ClosedError):
        opens(opening.unlock_ring(renewed.holder, NEW), note)
    browser = signed_in("vera")
    assert "Drita" in browser.get(URL).content.decode()

    browser.post(URL, given(town, people=str(renewed.pk)))

    assert opens(opening.unlock_ring(renewed.holder, NEW), note) == "fshehtë"
    assert Renewal.objects.get().restored_at
    assert not Notice.objects.filter(kind=Notice.Kind.KEYS_RENEWED).exists()
    used = Event.objects.of(PLACE).filter(act="keys.recovery-used").count()
    assert used == 2
    assert "Tani askush nuk pret" in browser.get(URL).content.decode()


def test_a_post_whose_last_holder_left_goes_to_the_newcomer(signed_in, town, note):
    post = town.post("drita")
    accounts.end_membership(membership=town.membership("drita"), actor=SYSTEM)
    town.nora = person("nora")
    taken = accounts.appoint(person=town.nora, post=post, actor=SYSTEM)
    browser = signed_in("vera")
    browser.get(URL)

    browser.post(URL, given(town, memberships=str(taken.pk)))

    assert opens(town.ring("nora"), note) == "fshehtë"


def test_a_post_with_a_keyed_colleague_is_not_for_recovery(signed_in, town):
    taken = accounts.appoint(person=person("nora"), post=town.post("drita"), actor=SYSTEM)
    browser = signed_in("vera")

    assert f"membership-{taken.pk}" not in browser.get(URL).content.decode()
    browser.post(URL, given(town, memberships=str(taken.pk)))

    taken.refresh_from_db()
    assert taken.keyed_at is None


@pytest.mark.parametrize(
    "changed",
    [
        {"people": ""},
        {"keeper-2": ""},
        {"words-2": "abandon"},
        {"words-1": ""},
    ],
    ids=["nobody chosen", "no second", "wrong words", "own list missing"],
)
def test_otherwise_nothing_is_given_back(signed_in, town, renewed, changed):
    browser = signed_in("vera")
    browser.get(URL)

    browser.post(URL, given(town, **({"people": str(renewed.pk)} | changed)))

    assert Renewal.objects.get().restored_at is None


def test_the_signed_in_holder_is_one_of_the_two(signed_in, town, renewed):
    browser = signed_in("vera")
    browser.get(URL)

    browser.post(
        URL, given(town, people=str(renewed.pk), **{"keeper-1": str(town.luan.pk),
                   "words-1": town.words[2].words})
    )  # fmt: skip

    assert Renewal.objects.get().restored_at is None


def test_only_the_wrong_list_is_written_again_and_the_choice_stays(signed_in, town, renewed):
    browser = signed_in("vera")
    browser.get(URL)

    page = browser.post(
        URL, given(town, people=str(renewed.pk), **{"words-2": "abandon"})
    ).content.decode()

    assert town.words[0].words not in page
    assert "checked" in page
    mended = {
        "people": str(renewed.pk), "sealed": SEALED.search(page)[1], "keeper-1": str(town.vera.pk),
        "keeper-2": str(town.gent.pk), "words-2": town.words[1].words,
    }  # fmt: skip
    browser.post(URL, mended)
    assert Renewal.objects.get().restored_at


def test_a_holder_without_a_list_is_told_so(signed_in, town, renewed):
    town.nora = person("nora")
    accounts.appoint(person=town.nora, post=town.post("vera"), actor=SYSTEM)

    page = signed_in("nora").get(URL).content.decode()

    assert "Ju nuk keni listë" in page


@pytest.mark.parametrize("name", ["agim", "teuta", "mira", "sara", "zana"])
def test_for_anybody_else_there_is_no_such_page(signed_in, town, renewed, name):
    browser = signed_in(name)

    assert browser.get(URL).status_code == 404
    assert browser.post(URL, given(town, people=str(renewed.pk))).status_code == 404
    assert Membership.objects.current().filter(person=renewed).exists()
