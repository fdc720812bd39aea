"""The checklist and the pages that mend it: who may, what they show, what they leave behind."""

import time
from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from bashke.audit.models import Event
from bashke.guide.addresses import code
from bashke.keys import opening
from bashke.office.gate import services
from bashke.office.gate.conditions import readiness
from bashke.office.gate.models import Agreement, Controller, Module
from bashke.office.gate.papers import PAPERS
from bashke.office.gate.records import read
from tests.accounts.cast import ELSEWHERE, PLACE, SYSTEM, password_of, sign_in
from tests.office import gating
from tests.office.gating import A_YEAR_ON, DV, TODAY, VE

READY = f"/sq/{PLACE}/office/ready/"
PAGES = [READY, *(f"{READY}{key}/" for key in PAPERS)]
MODULE = f"/sq/{PLACE}/office/modules/{code(DV)}"
GRAVE = [f"{MODULE}/open/", f"{MODULE}/close/"]
SIGNED = {"signed_by": "Kryetari", "signed_on": str(TODAY), "protocol_number": "12/3"}


@pytest.fixture
def agim(town, client):
    """The administrator, signed in a moment ago."""
    return sign_in(client, town.agim, town.ring("agim"))


@pytest.fixture
def prepared(town):
    return gating.prepared(town)


def lapse(client):
    """It was a while ago that who is signed in showed a password or second factor."""
    session = client.session
    long_ago = time.time() - timedelta(hours=2).total_seconds()
    session["account_authentication_methods"] = [{"method": "password", "at": long_ago}]
    session.save()


@pytest.mark.parametrize("path", [*PAGES, *GRAVE])
@pytest.mark.parametrize("name", ["drita", "mira", "ilir", "vera", "zana"])
def test_for_whoever_does_not_set_up_there_is_no_such_page(town, client, path, name):
    someone = getattr(town, name)
    sign_in(client, someone, opening.unlock_ring(someone.holder, password_of(name)))

    assert client.get(path).status_code == 404
    assert client.post(path, SIGNED).status_code == 404


@pytest.mark.parametrize("path", [*PAGES, *GRAVE])
def test_without_sign_in_one_is_asked_for_it(town, client, path):
    response = client.get(path)

    assert response.status_code == 302
    assert "/office/ready" not in response.headers["Location"].partition("?")[0]


def test_the_administrator_of_one_municipality_sets_up_no_other(agim):
    assert agim.get(READY.replace(PLACE, ELSEWHERE)).status_code == 404


@pytest.mark.parametrize("lang", ["sq", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_both_languages(agim, lang, path):
    response = agim.get(path.replace("/sq/", f"/{lang}/"))

    assert response.status_code == 200
    assert f'lang="{lang}"' in response.text
    assert response.text.count("<h1") == 1


def test_the_checklist_says_what_is_missing_for_whom_and_where_it_is_mended(agim):
    html = agim.get(READY.replace("/sq/", "/en/")).text

    with translation.override("en"):
        for each in readiness(read(PLACE)):
            assert [c.key for c in each.general if str(c.title) not in html] == []
            assert [line for c in each.own for line in c.missing if line not in html] == []
    assert "It is not written down who the controller is." in html
    assert "No agreement in force: Komisariati." in html
    assert f'href="/en/{PLACE}/office/ready/controllers/"' in html
    assert "For: mayor" in html


def test_every_page_that_mends_is_there():
    missing = []
    for page in ("office:gate-paper", "office:posts", "office:key-holders"):
        rest = ["controllers"] if page == "office:gate-paper" else []
        try:
            reverse(page, args=["sq", PLACE, *rest])
        except NoReverseMatch:
            missing.append(page)

    assert missing == []


def written(agim, key, **given):
    response = agim.post(f"{READY}{key}/", given)
    assert response.status_code == 302, response.text
    assert response.headers["Location"] == f"{READY}{key}/"


def test_all_papers_written_on_their_pages_open_a_module(town, agim):
    gating.appointed(town, "oltion", "complaints-officer")
    gating.second_coordinator(town)

    written(agim, "controllers", institution=town.office.pk, is_joint="first", basis="VKB 3/2026")
    written(
        agim, "agreements", institution=town.police.pk, protocol_number="7", signed_on=str(TODAY)
    )
    written(agim, "assessment", review_on=str(A_YEAR_ON), mechanisms=[DV], **SIGNED)
    written(agim, "complaints", text_sq="Ejani.", text_en="Come.")
    written(agim, "keeping", **SIGNED)
    assert "100" in agim.get(READY).text

    response = agim.post(f"{MODULE}/open/")

    assert response.headers["Location"] == READY
    assert Module.objects.is_open(PLACE, DV)
    acts = set(Event.objects.of(PLACE).by_actor(town.agim.actor).values_list("act", flat=True))
    assert acts >= {
        "controller.put", "agreement.put", "assessment.put", "complaintway.put",
        "retentionacceptance.put", "module.open",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("controllers", {}),
        ("controllers", {"is_joint": "first", "basis": "x"}),
        ("agreements", {"protocol_number": "7", "signed_on": "soon"}),
        ("assessment", {"mechanisms": ["health"], "review_on": str(A_YEAR_ON), **SIGNED}),
        ("complaints", {"text_sq": "Ejani."}),
        ("contacts", {"kind": "complaints"}),
        ("keeping", {"signed_by": "", "signed_on": str(TODAY)}),
        ("keeping", SIGNED | {"signed_on": str(TODAY + timedelta(days=1))}),
        ("decision", SIGNED | {"mechanism": DV}),
    ],
)
def test_what_is_wrong_is_told_on_the_page_and_nothing_is_kept(agim, key, given):
    before = Event.objects.count()

    response = agim.post(f"{READY}{key}/", given)

    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert Event.objects.count() == before


def test_an_institution_of_another_municipality_cannot_be_chosen(town, agim):
    other = town.zana.memberships.get().post.institution

    response = agim.post(
        f"{READY}controllers/", {"institution": other.pk, "is_joint": "first", "basis": "x"}
    )

    assert response.status_code == 422
    assert not Controller.objects.exists()


def test_a_paper_ends_by_one_button_and_only_the_own(town, agim):
    row = gating.agree(town)

    response = agim.post(f"{READY}agreements/{row.pk}/end/")

    assert response.status_code == 302
    assert not Agreement.objects.in_force(PLACE, town.police.pk, TODAY).exists()
    assert agim.post(f"{READY}controllers/{row.pk}/end/").status_code == 404
    elsewhere = READY.replace(PLACE, ELSEWHERE)
    assert agim.post(f"{elsewhere}agreements/{row.pk}/end/").status_code == 404


@pytest.mark.parametrize("path", GRAVE)
def test_opening_and_closing_ask_again_who_one_is(prepared, agim, path):
    if path.endswith("close/"):
        services.open_module(municipality=PLACE, mechanism=DV, actor=SYSTEM)
    before = Event.objects.count()
    lapse(agim)

    for response in (agim.get(path), agim.post(path)):
        assert response.headers["Location"].startswith("/sq/account/confirm/")
    assert Event.objects.count() == before


def test_while_something_is_missing_there_is_no_button_and_a_post_is_refused(town, agim):
    page = agim.get(f"{MODULE}/open/")
    assert page.status_code == 200
    assert f"{MODULE}/open/" not in agim.get(READY).text

    response = agim.post(f"{MODULE}/open/")

    assert response.status_code == 422
    assert not Module.objects.exists()


def test_a_module_closes_on_its_page(prepared, agim):
    services.open_module(municipality=PLACE, mechanism=DV, actor=SYSTEM)
    assert agim.get(f"{MODULE}/close/").status_code == 200

    assert agim.post(f"{MODULE}/close/").headers["Location"] == READY

    assert not Module.objects.is_open(PLACE, DV)
    assert agim.get(f"{MODULE}/close/").status_code == 302


def test_a_module_in_danger_is_shown_with_its_days(prepared, agim):
    services.open_module(municipality=PLACE, mechanism=DV, actor=SYSTEM)
    gating.leave(prepared, "norma")
    services.watch_modules()

    html = agim.get(READY.replace("/sq/", "/en/")).text

    assert "in danger" in html
    assert "In danger since" in html
    assert "proposed practice" in html


def test_no_address_names_a_concern(agim):
    html = agim.get(READY).text

    assert VE not in html
    assert DV not in html
    assert agim.get(f"/sq/{PLACE}/office/modules/{DV}/open/").status_code == 404


def test_an_unknown_paper_or_module_is_not_found(agim):
    assert agim.get(f"{READY}secrets/").status_code == 404
    assert agim.get(f"/sq/{PLACE}/office/modules/zzz/open/").status_code == 404
