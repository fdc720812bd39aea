"""Text that is typed while the session runs out is not lost, and reaches nobody else."""

import html

import pytest
from django.test import Client

from bashke.accounts import kept, services
from bashke.accounts.models import Person, Session
from tests.accounts.cast import password_of
from tests.accounts.walking import (
    SECOND,
    SIGN_IN,
    code_of,
    half_a_minute_passes,
    hidden,
    is_in,
    walk_in,
    with_app,
)

OWN = "/en/account/own/"
TYPED = {"name": "Drita e Re\nme dy rreshta", "language": "en"}


@pytest.fixture
def browser(town, static_files):
    """A browser that checks tokens, in which Drita is signed in and looks at a form."""
    with_app(town.drita)
    client = Client(enforce_csrf_checks=True)
    token = hidden(client.get(SIGN_IN), "csrfmiddlewaretoken")
    enter(client, "drita", token)
    client.token = hidden(client.get(OWN), "csrfmiddlewaretoken")
    return client


def enter(client, name, token, code=None, **more):
    """Both steps, with what the pages carry."""
    page = client.post(
        SIGN_IN,
        {
            "csrfmiddlewaretoken": token,
            "email": f"{name}@example.org",
            "password": password_of(name),
            **more,
        },
    )
    sealed = hidden(page, "kept") if page.status_code == 200 else ""
    token = hidden(page, "csrfmiddlewaretoken") or token
    given = {"csrfmiddlewaretoken": token, "code": code or code_of()}
    return client.post(SECOND, given | ({"kept": sealed} if sealed else {}))


def lapse(client):
    Session.objects.filter(pk=client.session.kept_as).delete()


def send(client, address=OWN, **typed):
    return client.post(address, {"csrfmiddlewaretoken": client.token, **(typed or TYPED)})


def test_it_comes_back_after_signing_in_and_is_sent_after_one_more_look(browser, town):
    lapse(browser)
    page = send(browser)
    assert page.status_code == 403
    assert Person.objects.get(pk=town.drita.pk).name == "Drita"

    half_a_minute_passes(town.drita)
    again = enter(
        browser, "drita", hidden(page, "csrfmiddlewaretoken"), code_of(),
        kept=hidden(page, "kept"),
    )  # fmt: skip

    # Shown, and not sent by itself.
    assert Person.objects.get(pk=town.drita.pk).name == "Drita"
    assert html.unescape(hidden(again, "name")) == TYPED["name"]
    browser.token = hidden(again, "csrfmiddlewaretoken")
    sent = send(
        browser, name=html.unescape(hidden(again, "name")), language=hidden(again, "language")
    )
    assert sent.status_code == 302
    assert Person.objects.get(pk=town.drita.pk).name == TYPED["name"]


def test_it_is_nowhere_on_the_server_and_unreadable_in_the_page(browser, town):
    lapse(browser)

    page = send(browser)

    assert "dy rreshta" not in page.content.decode()
    assert not any("rreshta" in str(row.get_decoded()) for row in Session.objects.all())
    assert kept.unkept(hidden(page, "kept")).texts == [TYPED["name"]]


def test_another_person_neither_sees_nor_sends_it(browser, town):
    with_app(town.besnik, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    lapse(browser)
    page = send(browser)

    shown = enter(
        browser, "besnik", hidden(page, "csrfmiddlewaretoken"),
        code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), kept=hidden(page, "kept"),
    )  # fmt: skip

    assert "typed by somebody else" in shown.content.decode()
    assert "rreshta" not in shown.content.decode()
    assert is_in(browser)


def test_a_page_from_before_the_last_sign_in_is_not_lost_either(browser, town):
    old = browser.token
    lapse(browser)
    half_a_minute_passes(town.drita)
    enter(browser, "drita", hidden(browser.get(SIGN_IN), "csrfmiddlewaretoken"), code_of())
    browser.token = old

    page = send(browser)

    assert page.status_code == 403
    assert html.unescape(hidden(page, "name")) == TYPED["name"]
    assert Person.objects.get(pk=town.drita.pk).name == "Drita"


def test_a_form_from_another_site_is_refused_in_our_words(browser, town):
    page = browser.post(OWN, TYPED, headers={"Origin": "https://evil.example"})

    assert page.status_code == 403
    assert "This form came from another site." in page.content.decode()
    assert not hidden(page, "name")


def test_a_form_without_a_token_that_we_gave_is_not_carried(browser, town):
    page = browser.post(OWN, TYPED)

    assert page.status_code == 403
    assert "This page was too old" in page.content.decode()
    assert not hidden(page, "name")


@pytest.mark.parametrize("name", ["password", "old", "words_1", "share", "code", "credential"])
def test_what_opens_something_is_never_carried(browser, name):
    lapse(browser)

    response = send(browser, "/en/account/own/password/", **{name: "sekret", "password": "x"})

    assert response["Location"] == SIGN_IN


def test_it_dies_after_two_hours(browser, monkeypatch):
    lapse(browser)
    sealed = hidden(send(browser), "kept")
    now = kept.time()

    monkeypatch.setattr(kept, "time", lambda: now + kept.LIVES_FOR + 2)

    assert kept.unkept(sealed) is None


def test_a_seal_from_elsewhere_opens_nothing(browser, settings):
    lapse(browser)
    sealed = hidden(send(browser), "kept")
    assert kept.unkept(sealed)

    settings.SECRET_KEY = "another server's"

    assert kept.unkept(sealed) is None


def test_a_long_text_fits_into_a_form_again(browser, settings):
    lapse(browser)
    words = " ".join(f"fjala{number}" for number in range(5000))

    sealed = hidden(send(browser, name=words, language="sq"), "kept")

    assert len(words) < len(sealed.encode()) * 4
    assert len(sealed) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_a_grave_act_asks_again_and_loses_nothing(client, town):
    with_app(town.drita)
    services.make_codes(person=town.drita)
    walk_in(client, "drita")
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    app = "/en/account/factors/1/remove/"

    page = client.post(app, {"because": "telefoni humbi"})
    assert page.status_code == 403
    page = client.post(
        "/en/account/confirm/", {"password": password_of("drita"), "kept": hidden(page, "kept")}
    )

    assert hidden(page, "because") == "telefoni humbi"
    assert f'action="{app}"' in page.content.decode()


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 302), ("cross-site", 403), ("same-site", 403)]
)
def test_a_form_of_a_page_without_referrer_has_no_origin_and_is_ours(browser, site, status):
    typed = {"csrfmiddlewaretoken": browser.token, "name": "Drita", "language": "sq"}

    response = browser.post(OWN, typed, headers={"Origin": "null", "Sec-Fetch-Site": site})

    assert response.status_code == status
