"""The way in: a password that opens keys, then a second factor, for everybody."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from bashke.accounts import services
from bashke.accounts.models import Session
from bashke.accounts.sessions import COOKIE
from bashke.keys import opening, passwords
from tests.accounts.cast import sign_in
from tests.accounts.walking import (
    PHONE,
    SECOND,
    SIGN_IN,
    code_of,
    give_password,
    half_a_minute_passes,
    is_in,
    walk_in,
    with_app,
)


def test_password_and_app_lead_in_with_the_keys(client, town):
    with_app(town.drita)

    response = walk_in(client, "drita")

    assert response["Location"] == "/en/account/"
    assert is_in(client)
    ring = opening.resume(client.session["keys"], client.cookies[COOKIE].value)
    assert ring.holder.pk == town.drita.holder


def test_the_password_alone_leads_nowhere(client, town):
    with_app(town.drita)

    response = give_password(client, "drita")

    assert response["Location"] == SECOND
    assert not is_in(client)


def test_keys_wait_minutes_for_the_second_factor_and_then_lapse(client, town, monkeypatch):
    lasted = []
    carry = opening.carry
    monkeypatch.setattr(
        "bashke.accounts.sessions.carry",
        lambda ring, *, lasts: lasted.append(lasts.total_seconds()) or carry(ring, lasts=lasts),
    )
    with_app(town.drita)

    walk_in(client, "drita")

    assert lasted == [10 * 60, 12 * 60 * 60]


def test_without_a_factor_one_is_made_before_anything_else(client, town):
    response = give_password(client, "drita")
    response = client.get(response["Location"])

    assert response["Location"] == "/en/account/factors/"
    assert not is_in(client)


def test_unknown_and_wrong_are_told_apart_by_nothing(client, town, monkeypatch):
    runs = []
    run = passwords.hash_secret_raw
    monkeypatch.setattr(
        passwords, "hash_secret_raw", lambda *all, **more: runs.append(1) or run(*all, **more)
    )

    pages = [
        give_password(client, "drita", "fjalëkalim i gabuar"),
        give_password(client, "askush", "fjalëkalim i gabuar"),
    ]

    said = [without_tokens(page).replace("askush", "drita") for page in pages]
    assert said[0] == said[1]
    assert [page.status_code for page in pages] == [422, 422]
    assert len(runs) == 2


def without_tokens(page):
    text = page.content.decode()
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def test_who_left_does_not_come_in(client, town):
    with_app(town.drita)
    services.leave_for_good(person=town.drita, actor="system")

    response = give_password(client, "drita")

    assert response.status_code == 422


def test_a_code_of_the_app_opens_once(client, town):
    with_app(town.drita)
    walk_in(client, "drita")

    again = Client()
    response = walk_in(again, "drita")

    assert response.status_code == 422
    assert not is_in(again)
    half_a_minute_passes(town.drita)
    assert walk_in(again, "drita").status_code == 302


def test_a_code_of_the_sheet_opens_once(client, town):
    codes = services.make_codes(person=town.drita)
    give_password(client, "drita")
    assert client.post(SECOND, {"code": f"{codes[3][:4]} {codes[3][4:]}"}).status_code == 302

    again = Client()
    give_password(again, "drita")

    assert again.post(SECOND, {"code": codes[3]}).status_code == 422
    assert again.post(SECOND, {"code": codes[4]}).status_code == 302


def test_a_colleagues_code_is_none(client, town):
    with_app(town.drita)
    with_app(town.besnik, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    give_password(client, "drita")

    response = client.post(SECOND, {"code": code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")})

    assert response.status_code == 422


def test_the_second_step_needs_the_first(client, town):
    with_app(town.drita)

    assert client.get(SECOND)["Location"] == SIGN_IN
    assert client.post(SECOND, {"code": code_of()})["Location"] == SIGN_IN


def test_secrets_of_factors_rest_sealed(town):
    with_app(town.drita)
    services.make_codes(person=town.drita)

    kept = "".join(str(row.data) for row in Authenticator.objects.all())

    assert "JBSWY3DPEHPK3PXP" not in kept


def test_one_comes_back_to_the_page_that_was_wanted(client, town):
    with_app(town.drita)
    wanted = client.get("/en/account/own/")["Location"]
    assert wanted == f"{SIGN_IN}?next=%2Fen%2Faccount%2Fown%2F"

    give_password(client, "drita", next="/en/account/own/")
    response = client.post(SECOND, {"code": code_of()})

    assert response["Location"] == "/en/account/own/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_nobody_is_led_elsewhere(client, town, elsewhere):
    with_app(town.drita)
    give_password(client, "drita", next=elsewhere)

    response = client.post(SECOND, {"code": code_of()})

    assert response["Location"] == "/en/account/"


def test_out_in_one_tap_leaves_nothing(client, town):
    with_app(town.drita)
    walk_in(client, "drita")
    row = client.session.kept_as

    response = client.post("/sq/account/sign-out/")

    assert response.status_code == 200
    assert response["Clear-Site-Data"] == '"cache"'
    assert [response.cookies[name].value for name in (COOKIE, "pages", "session")] == ["", "", ""]
    # Without it, who guesses from elsewhere would slow this browser down too.
    assert "known" not in response.cookies
    assert not Session.objects.filter(pk=row).exists()
    assert not is_in(client)


def test_out_is_out_even_from_an_old_page_but_not_from_elsewhere(town):
    client = sign_in(Client(enforce_csrf_checks=True), town.drita, town.ring("drita"))

    assert (
        client.post("/sq/account/sign-out/", headers={"Origin": "https://evil.example"}).status_code
        == 403
    )
    assert is_in(client)
    assert client.post("/sq/account/sign-out/").status_code == 200
    assert not is_in(client)


def test_too_many_at_once_are_told_to_wait_a_minute(client, town, monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0)
    monkeypatch.setattr(passwords, "taken", lambda file: False)

    response = give_password(client, "drita")

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "Many people are signing in right now" in response.content.decode()


def test_a_session_without_its_half_of_the_keys_ends_politely(client, town):
    waiting = services.appoint(person=town.besnik, post=town.post("drita"), actor="system")
    sign_in(client, town.drita, town.ring("drita"))
    del client.cookies[COOKIE]

    response = client.post(f"/en/account/keys/{waiting.pk}/give/")

    assert response["Location"] == SIGN_IN
    assert not is_in(client)


def test_the_key_of_a_post_is_given_on_in_one_tap(client, town):
    waiting = services.appoint(person=town.besnik, post=town.post("drita"), actor="system")
    sign_in(client, town.drita, town.ring("drita"))
    assert "Besnik" in client.get("/en/account/").content.decode()

    client.post(f"/en/account/keys/{waiting.pk}/give/")

    waiting.refresh_from_db()
    assert waiting.keyed_at
    assert "Besnik" not in client.get("/en/account/").content.decode()


def test_the_browser_is_kept_in_words_and_no_address(client, town):
    with_app(town.drita)
    client.defaults["HTTP_USER_AGENT"] = PHONE

    walk_in(client, "drita")

    session = Session.objects.get(person=town.drita)
    assert session.browser == "Chrome, Android"
    assert "127.0.0.1" not in str(session.get_decoded())


def test_nobody_signs_up_and_no_page_of_allauth_is_there(client, db):
    for path in ("/accounts/login/", "/accounts/signup/", "/en/account/signup/", "/accounts/2fa/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["", "own/", "sign-in/", "lost/", "join/x/", "renew/x/"])
def test_private_pages_are_neither_stored_nor_compressed(client, town, path):
    if path in ("", "own/"):
        sign_in(client, town.drita, town.ring("drita"))

    response = client.get(f"/en/account/{path}", headers={"Accept-Encoding": "gzip"})

    assert "no-store" in response["Cache-Control"]
    assert "Content-Encoding" not in response
    assert response["Referrer-Policy"] == "no-referrer"
    public = client.get("/en/guide/", headers={"Accept-Encoding": "gzip"})
    assert public["Content-Encoding"] == "gzip"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, town):
    with_app(town.drita)

    response = walk_in(client, "drita")

    for name in ("session", COOKIE, "known", "pages"):
        assert response.cookies[name]["httponly"]
        assert response.cookies[name]["samesite"] == "Lax"
        assert not response.cookies[name]["domain"]


def test_no_link_and_no_address_ends_in_the_log(client, town, caplog):
    from_log = []
    for path in ("join/very-secret-token/", "renew/very-secret-token/"):
        client.get(f"/en/account/{path}")
    give_password(client, "drita", "fjalëkalim i gabuar")
    from_log = [record.getMessage() for record in caplog.records]

    assert from_log
    assert not any("very-secret-token" in line or "drita" in line for line in from_log)
