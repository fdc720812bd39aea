"""Second factors come and go, and there is never none."""

import pytest

from bashke.accounts import services
from bashke.accounts.factors import NewApp, factors_of
from bashke.audit.models import Event
from tests.accounts.cast import password_of, sign_in
from tests.accounts.walking import code_of, half_a_minute_passes, hidden, long_ago, with_app

OWN, APP, CONFIRM = "/en/account/own/", "/en/account/factors/app/", "/en/account/confirm/"


INVENTED = [
    "{}",
    "[]",
    "null",
    '"x"',
    '{"id": "x"}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
]


@pytest.fixture
def drita(client, town):
    with_app(town.drita)
    return sign_in(client, town.drita, town.ring("drita"))


def remove(client, factor):
    return client.post(f"/en/account/factors/{factor.pk}/remove/")


def test_the_last_factor_stays(drita, town):
    remove(drita, factors_of(town.drita).app)

    assert factors_of(town.drita).app
    assert "your only second factor" in drita.get(OWN).content.decode()


def test_beside_a_sheet_the_app_may_go(drita, town):
    services.make_codes(person=town.drita)

    remove(drita, factors_of(town.drita).app)

    assert not factors_of(town.drita).app
    assert Event.objects.filter(act="factor.removed", subject=town.drita.actor).exists()


def test_nobody_removes_a_colleagues_factor(drita, town):
    with_app(town.besnik)

    assert remove(drita, factors_of(town.besnik).app).status_code == 404
    assert factors_of(town.besnik).app


@pytest.mark.parametrize(
    "page", [APP, "/en/account/factors/passkey/", "/en/account/factors/codes/"]
)
def test_adding_a_factor_asks_who_it_is(drita, town, page):
    long_ago(drita)

    shown = drita.post(page)

    assert "Confirm that it is you" in shown.content.decode()
    assert not factors_of(town.drita).codes_left


def test_removing_one_asks_too(drita, town):
    services.make_codes(person=town.drita)
    long_ago(drita)

    response = remove(drita, factors_of(town.drita).app)

    assert response["Location"] == f"{CONFIRM}?next=%2Fen%2Faccount%2Fown%2F"
    assert factors_of(town.drita).app


def test_the_password_confirms(drita):
    long_ago(drita)

    assert drita.post(CONFIRM, {"password": "jo ky"}).status_code == 422
    response = drita.post(CONFIRM, {"password": password_of("drita"), "next": APP})

    assert response["Location"] == APP
    assert "An app on the phone" in drita.get(APP).content.decode()


def test_a_code_confirms_and_leads_nowhere_else(drita):
    long_ago(drita)

    response = drita.post(CONFIRM, {"code": code_of(), "next": "https://evil.example/"})

    assert response["Location"] == "/en/account/"
    assert "An app on the phone" in drita.get(APP).content.decode()


def test_a_new_app_takes_the_place_of_the_old_one(drita, town):
    page = drita.get(APP)
    made = NewApp.unsealed(town.drita, hidden(page, "app"))

    drita.post(APP, {"app": made.sealed, "code": code_of(made.secret)})

    half_a_minute_passes(town.drita)
    page = drita.post(CONFIRM, {"code": code_of()})
    assert page.status_code == 422
    assert drita.post(CONFIRM, {"code": code_of(made.secret)}).status_code == 302


def test_the_secret_of_an_app_in_a_page_is_only_its_owners(town):
    sealed = NewApp.begun(town.drita).sealed

    assert NewApp.unsealed(town.drita, sealed)
    assert NewApp.unsealed(town.besnik, sealed) is None
    assert NewApp.unsealed(town.drita, "x" + sealed) is None


def test_few_codes_are_said_on_the_day(drita, town):
    services.make_codes(person=town.drita)
    sheet = services.make_codes(person=town.drita)
    assert "left on your sheet" not in drita.get("/en/account/").content.decode()
    for code in sheet[:-5]:
        assert drita.post(CONFIRM, {"code": code}).status_code == 302

    assert "5 codes are left on your sheet" in " ".join(
        drita.get("/en/account/").content.decode().split()
    )


def test_what_the_browser_invents_is_no_passkey(drita, town):
    for credential in INVENTED:
        page = drita.post("/en/account/factors/passkey/", {"credential": credential})
        assert page.status_code == 422
        page = drita.post(CONFIRM, {"credential": credential})
        assert page.status_code == 422

    assert not factors_of(town.drita).passkeys
