"""A referral to an institution without accounts: a link, a code, one device, one answer."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import OutsideLink, Referral
from bashke.cases.refusals import CaseError
from bashke.cases.services.outside import DIGITS
from bashke.cases.services.referrals import words_of
from bashke.keys.living import holders_of
from bashke.keys.models import PasswordLock
from bashke.keys.opening import unlock_ring
from bashke.keys.refusals import WrongPasswordError
from tests.cases.conftest import MAY, WORDS, browser, clinic_of, drafted, sent_outside
from tests.cases.test_referral_pages import HERE, text_of, written


@pytest.fixture
def clinic(town):
    return clinic_of(town)


@pytest.fixture
def told(town, clinic):
    return sent_outside(town, clinic)


def way(told):
    return f"{HERE}by-link/{told.token}/"


def opens(told, device="", **changed):
    given = {"token": told.token, "code": told.code, "device": device} | changed
    return services.open_outside(**given)


def link():
    return OutsideLink.objects.get()


def test_link_and_code_together_open_it(told, static_files):
    page = Client().post(way(told), {"code": told.code})

    assert page.status_code == 200
    assert WORDS["concern"] in unescape(page.text)
    assert text_of(page).index(WORDS["reach"]) < text_of(page).index(WORDS["about"])
    assert Referral.objects.get().state == "received"
    acts = Event.objects.about(Referral.objects.get().subject)
    assert acts.filter(act="referral.opened", actor=str(link())).count() == 1


def test_no_word_of_it_stands_in_anything_that_the_page_sends(told, static_files):
    page = Client().post(way(told), {"code": told.code}).text

    values = re.findall(r'(?:value|href|action)="([^"]*)"', page)
    assert told.code in values
    for word in " ".join(WORDS.values()).split():
        if len(word) > 3:
            assert not any(word in unescape(value) for value in values)


def test_the_link_alone_shows_no_word_and_binds_no_device(told, client):
    page = client.get(way(told))

    assert page.status_code == 200
    assert not any(word in page.text for word in WORDS["concern"].split() if len(word) > 6)
    assert link().device_hash == ""
    assert not page.cookies
    assert "no-store" in page["Cache-Control"]
    assert Referral.objects.get().state == "sent"


def test_neither_link_nor_code_stands_anywhere_in_the_database(told):
    row = OutsideLink.objects.values().get()
    kept = bytes(PasswordLock.objects.get(pair__holder=link().holder).verifier)

    assert told.token not in str(row)
    assert told.code not in str(row)
    assert told.code.encode() not in kept
    assert len(told.code) == DIGITS
    assert told.code not in repr(told)
    for guess in (told.code, told.token, f"{told.token}:"):
        with pytest.raises(WrongPasswordError):
            unlock_ring(link().holder, guess)


def test_a_code_is_read_however_it_is_written(told):
    assert opens(told, code=f" {told.code[:4]}-{told.code[4:]} ")


def test_only_the_first_device_opens_it(told, static_files):
    first, second = Client(), Client()
    first.post(way(told), {"code": told.code})

    refused = second.post(way(told), {"code": told.code})

    assert refused.status_code == 422
    assert "pajisje tjetër" in refused.text
    assert first.post(way(told), {"code": told.code}).status_code == 200
    in_english = way(told).replace("/sq/", "/en/")
    assert first.post(in_english, {"code": told.code}).status_code == 200
    cookie = first.cookies["outside"]
    assert cookie["httponly"]
    assert (cookie["path"], cookie["samesite"]) == ("/", "Strict")


def test_after_five_wrong_codes_it_is_over(told):
    for _try in range(5):
        with pytest.raises(CaseError, match="Kodi nuk është i saktë"):
            opens(told, code="1")

    with pytest.raises(CaseError, match="nuk hapet më"):
        opens(told)


def test_a_right_code_forgives_the_wrong_ones(told):
    with pytest.raises(CaseError):
        opens(told, code="1")
    device = opens(told).device

    assert link().tries == 0
    assert opens(told, device)


def test_after_three_days_it_is_over(told, time_machine, client):
    time_machine.move_to(timezone.now() + timedelta(hours=72, seconds=1), tick=False)

    assert client.get(way(told)).status_code == 404
    with pytest.raises(CaseError):
        opens(told)
    assert services.end_links_over() == 1
    assert services.end_links_over() == 0
    assert link().holder not in holders_of(Referral.objects.get().compartment)


@pytest.mark.parametrize(
    ("answer", "state"), [("takes", "completed"), ("declines", "declined"), ("needs", "received")]
)
def test_the_sender_reads_what_the_institution_answers(told, town, besnik, answer, state):
    guest = Client()
    given = {"code": told.code, "answer": answer, "text": "Do ta thërrasim nesër."}

    guest.post(way(told), given)

    referral = Referral.objects.get()
    assert referral.state == state
    assert town.besnik.notices.unseen().count() == 1
    assert "Do ta thërrasim nesër." in besnik.get(f"{HERE}{referral.reference}/").text
    # Who opened it has seen to what the notice told of.
    assert not town.besnik.notices.unseen().exists()
    # Only a question leaves the link open.
    again = guest.post(way(told), {"code": told.code})
    assert again.status_code == (200 if answer == "needs" else 404)


@pytest.mark.parametrize(
    "given", [{"answer": "takes", "text": " "}, {"answer": "x", "text": "X"}, {"answer": ""}]
)
def test_half_an_answer_is_asked_again_and_nothing_is_lost(told, static_files, given):
    response = Client().post(way(told), {"code": told.code, "text": "Teksti im"} | given)

    assert response.status_code == 422
    assert Referral.objects.get().state == "received"
    if "text" not in given:
        assert "Teksti im" in response.text


def test_withdrawn_it_opens_no_more(told, town, static_files):
    device = opens(told).device
    services.withdraw(referral=Referral.objects.get(), sender=town.besnik)

    with pytest.raises(CaseError):
        opens(told, device)
    assert services.end_links_over() == 1


def test_a_new_link_ends_the_old_one(told, town):
    referral = Referral.objects.get()

    again = services.renew_link(referral=referral, ring=town.ring("besnik"), sender=town.besnik)

    with pytest.raises(CaseError):
        opens(told)
    assert words_of(referral, opens(again).ring)["concern"] == WORDS["concern"]
    assert OutsideLink.objects.filter(ended_at=None).count() == 1


def test_nobody_but_the_sender_makes_a_new_link(told, town, static_files):
    reference = Referral.objects.get().reference

    for name in ("drita", "teuta", "agim", "zana"):
        path = f"{HERE}{reference}/outside/again/"
        assert browser(town, name).post(path).status_code == 404
    assert OutsideLink.objects.count() == 1


def test_to_a_post_that_somebody_holds_it_goes_with_their_account(town):
    with pytest.raises(CaseError, match="dikush me llogari"):
        services.send_outside(
            referral=drafted(town), post=town.post("drita"), grounds=MAY,
            ring=town.ring("besnik"), sender=town.besnik,
        )  # fmt: skip


def test_on_the_page_link_and_code_are_shown_this_once(town, clinic, besnik):
    reference = written(besnik)
    assert "Qendra Shëndetësore" in besnik.get(f"{HERE}{reference}/outside/").text

    page = besnik.post(f"{HERE}{reference}/outside/", {"post": str(clinic.pk)})

    address = re.search(r"http://testserver(\S+by-link/\S+?/)", page.text)[1]
    code = re.search(r"\b\d{4} \d{4}\b", page.text)[0]
    assert "no-store" in page["Cache-Control"]
    # What is sent in writing says nothing about anybody.
    assert WORDS["about"] not in page.text
    assert WORDS["concern"] in unescape(Client().post(address, {"code": code}).text)
    after = besnik.get(f"{HERE}{reference}/").text
    assert address not in after
    assert code not in after


def test_words_of_belonging_are_weighed_here_too(town, clinic, besnik):
    reference = written(besnik, concern="Shkon në xhami.")
    path, given = f"{HERE}{reference}/outside/", {"post": str(clinic.pk)}

    assert besnik.post(path, given).status_code == 422
    assert besnik.post(path, given | {"meant": "other"}).status_code == 200


@pytest.mark.parametrize("post", ["drita", "zana", "x"])
def test_a_post_that_is_not_offered_is_not_sent_to(town, clinic, besnik, post):
    reference = written(besnik)
    wanted = str(town.post(post).pk) if post != "x" else post

    response = besnik.post(f"{HERE}{reference}/outside/", {"post": wanted})

    assert response.status_code == 422
    assert Referral.objects.get().state == "draft"


def test_in_another_municipality_the_link_leads_nowhere(told, client):
    path = way(told).replace("/librazhd/", "/diber/")

    assert client.get(path).status_code == 404
    assert client.post(path, {"code": told.code}).status_code == 404
    assert Referral.objects.get().state == "sent"


def test_another_site_cannot_send_the_code(told, client):
    headers = {"Sec-Fetch-Site": "cross-site"}

    assert client.post(way(told), {"code": told.code}, headers=headers).status_code == 403
