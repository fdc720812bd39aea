"""An invitation is the only way to an account."""

import pytest
from django.core import mail
from django.test import Client

from bashke.accounts import mails, services
from bashke.accounts.factors import factors_of
from bashke.accounts.models import Invitation, Membership, Person
from bashke.accounts.passwords import why_weak
from tests.accounts.cast import sign_in
from tests.accounts.walking import (
    SECOND,
    code_of,
    codes_on,
    give_password,
    hidden,
    is_in,
    walk_in,
    with_app,
)

NEW = {"name": "Nora Kola", "password": "katër fjalë pa lidhje"}
APP, CODES = "/en/account/factors/app/", "/en/account/factors/codes/"


@pytest.fixture
def invited(town):
    return services.invite(post=town.post("drita"), email="nora@example.org", by=town.agim)


def path(invited):
    return f"/en/account/join/{invited.token}/"


def typed_secret(page):
    """The secret as somebody without a camera types it."""
    return "".join(part.split("</code>")[0] for part in page.content.decode().split("<code>")[1:])


def test_name_password_app_and_in(client, invited, town):
    assert "Drita" not in client.get(path(invited)).content.decode()
    response = client.post(path(invited), NEW, follow=True)
    assert response.redirect_chain[-1][0] == "/en/account/factors/"
    assert not is_in(client)

    page = client.get(APP)
    given = {"app": hidden(page, "app"), "code": code_of(typed_secret(page))}
    sheet = client.post(APP, given)

    assert len(codes_on(sheet)) == 24
    assert is_in(client)
    nora = Person.objects.get(email="nora@example.org")
    assert nora.name == "Nora Kola"
    assert Membership.objects.current().get(person=nora).post == town.post("drita")


def test_a_sheet_alone_is_enough(client, invited):
    client.post(path(invited), NEW)

    sheet = client.post(CODES)

    assert is_in(client)
    other = Client()
    give_password(other, "nora", NEW["password"])
    assert other.post(SECOND, {"code": codes_on(sheet)[0]}).status_code == 302


def test_the_sheet_is_shown_once(client, invited):
    client.post(path(invited), NEW)
    codes = codes_on(client.post(CODES))

    pages = [client.get(CODES, follow=True), client.get("/en/account/own/")]

    assert not any(code in page.content.decode() for page in pages for code in codes)


def test_a_wrong_code_of_the_new_app_keeps_its_secret(client, invited):
    client.post(path(invited), NEW)
    page = client.get(APP)
    before = typed_secret(page)

    page = client.post(APP, {"app": hidden(page, "app"), "code": "000000"})

    assert page.status_code == 422
    assert typed_secret(page) == before
    assert not is_in(client)


def test_a_link_opens_once(client, invited):
    client.post(path(invited), NEW)

    page = Client().get(path(invited))

    assert page.status_code == 404
    assert "This link leads nowhere" in page.content.decode()


def test_a_link_that_never_was_looks_like_one_that_is_over(client, invited):
    services.withdraw(invitation=invited.invitation, actor="system")

    over, never = (client.get(path) for path in (path(invited), "/en/account/join/x/"))

    assert over.status_code == never.status_code == 404
    assert over.content.replace(invited.token.encode(), b"x") == never.content


def test_who_has_an_account_signs_in_and_takes_one_more_post(client, town):
    with_app(town.besnik)
    post = town.post("drita")
    invited = services.invite(post=post, email="besnik@example.org", by=town.agim)
    page = client.get(path(invited))
    assert "Sign in" in page.content.decode()
    assert not hidden(page, "password")

    give_password(client, "besnik", next=path(invited))
    walk_in(client, "besnik")
    assert "Take the post" in client.get(path(invited)).content.decode()
    client.post(path(invited))

    assert Membership.objects.current().filter(person=town.besnik, post=post).exists()
    assert Person.objects.filter(email="besnik@example.org").count() == 1


def test_nobody_takes_a_post_that_another_was_asked_to_take(client, town, invited):
    sign_in(client, town.besnik, town.ring("besnik"))

    page = client.post(path(invited))

    assert page.status_code == 422
    assert Invitation.objects.open().filter(pk=invited.invitation.pk).exists()


def test_the_operator_joins_without_a_post(client, db):
    invited = services.invite_operator(email="agim@example.org", language="en")

    client.post(path(invited), {"name": "Agim", "password": NEW["password"]})
    client.post(CODES)

    assert is_in(client)
    assert Person.objects.get().is_operator


@pytest.mark.parametrize(
    "password",
    [
        "shkurt",
        "passwordpassword",
        "aaaaaaaaaaaaaaaa",
        "Nora Kola 2026",
        "noraexample12",
        "LIBRAZHDI-2026",
        "x" * 201,
    ],
)
def test_a_password_that_one_would_guess_is_refused(client, invited, password):
    page = client.post(path(invited), {"name": "Nora Kola", "password": password})

    assert page.status_code == 422
    assert Invitation.objects.open().filter(pk=invited.invitation.pk).exists()


@pytest.mark.parametrize(
    "password", ["katër fjalë pa lidhje", "kolaborim i frikshëm dielli", "🐑🐑 mali i Shpatit"]
)
def test_a_long_one_is_taken_whatever_it_is_made_of(password):
    assert why_weak(password, "Nora Kola", "nora@example.org", "librazhd") is None


def test_the_invitation_is_mailed_in_the_readers_language(town, settings):
    settings.SITE_URL = "https://bashke.example/"
    invited = services.invite(
        post=town.post("drita"), email="nora@example.org", by=town.agim, language="sq"
    )

    assert mails.send_invitation(invited)

    [sent] = mail.outbox
    assert sent.to == ["nora@example.org"]
    assert sent.subject == "Ftesë në Bashkë"
    assert f"https://bashke.example/sq/account/join/{invited.token}/" in sent.body
    assert "Drita" not in sent.body
    assert "dhun" not in sent.subject + sent.body
    assert not sent.alternatives


def test_a_mail_server_that_is_off_loses_no_invitation(town, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    invited = services.invite(post=town.post("drita"), email="nora@example.org", by=town.agim)

    assert not mails.send_invitation(invited)
    assert mails.link_of_invitation(invited).endswith(f"/sq/account/join/{invited.token}/")


def test_no_factor_is_made_before_the_password(client, db):
    for page in (APP, CODES, "/en/account/factors/passkey/", "/en/account/factors/"):
        assert client.get(page)["Location"] == "/en/account/sign-in/"


def test_who_only_has_the_password_adds_no_factor_beside_the_first(client, town):
    with_app(town.drita)
    give_password(client, "drita")

    assert client.post(CODES)["Location"] == SECOND
    assert not factors_of(town.drita).codes_left
