"""What somebody hostile tries at the entrance: their session, their address, their mail header."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from bashke.accounts.factors import NewApp
from bashke.accounts.models import Invitation, Session
from bashke.accounts.models.entrance import row_of
from bashke.accounts.sessions import COOKIE
from tests.accounts.cast import PLACE, password_of, sign_in
from tests.accounts.walking import SECOND, SIGN_IN, code_of, give_password, is_in, with_app

INVITE = f"/sq/{PLACE}/office/posts/{{}}/invite/"
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example/", "/\\evil.example/",
    "\\\\evil.example", "http:evil.example", "https:/evil.example", "\t//evil.example",
    "/\t/evil.example", "http://testserver@evil.example/", "//testserver:pass@evil.example",
    "http://testserver.evil.example/", "javascript:alert(1)", "data:text/html,x",
    "ftp://testserver/",
]  # fmt: skip
HEADERS = [
    "nora@example.org\nBcc: evil@evil.example", "nora@example.org\r\nBcc: evil@evil.example",
    "nora@example.org%0ABcc:evil@evil.example", "nora@example.org,evil@evil.example",
    "nora@example.org;evil@evil.example", "<nora@example.org>,evil@evil.example",
    "nora@example.org\x00", "nora@example.org\u2028Bcc: evil@evil.example",
    "\u202enora@example.org",
]  # fmt: skip


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_address_leads_elsewhere_after_signing_in(client, town, elsewhere):
    with_app(town.drita)
    give_password(client, "drita", next=elsewhere)

    response = client.post(SECOND, {"code": code_of()})

    assert response["Location"] == "/en/account/"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nor_does_who_is_in_already_or_confirms(client, town, elsewhere):
    with_app(town.drita)
    sign_in(client, town.drita, town.ring("drita"))

    again = client.get(SIGN_IN, {"next": elsewhere})
    confirmed = client.post(
        "/en/account/confirm/", {"password": password_of("drita"), "next": elsewhere}
    )

    for response in (again, confirmed):
        assert response.status_code == 302
        assert response["Location"].startswith("/en/account/")


def test_a_line_break_in_an_address_begins_no_header(client, town):
    with_app(town.drita)
    give_password(client, "drita", next="/\r\nSet-Cookie: evil=1")

    response = client.post(SECOND, {"code": code_of()})

    assert response["Location"] == "/%0D%0ASet-Cookie:%20evil=1"
    assert "evil" not in response.cookies


def test_a_planted_session_never_becomes_somebodys(town, static_files):
    """Who set another's cookies beforehand is let in neither after the first step nor the second.

    After the first one could, for who has no second factor yet, have put one's own there.
    """
    evil, drita = Client(), Client()
    planted = evil.session.session_key
    drita.cookies["session"], drita.cookies[COOKIE] = planted, "evil"

    give_password(drita, "drita")
    halfway = drita.cookies["session"].value
    assert evil.get("/en/account/factors/app/")["Location"] == SIGN_IN
    with_app(town.drita)
    drita.post(SECOND, {"code": code_of()})

    inside = drita.cookies["session"].value
    assert is_in(drita)
    assert len({planted, halfway, inside}) == 3
    assert drita.cookies[COOKIE].value != "evil"
    for key in (planted, halfway):
        evil.cookies["session"] = key
        assert not is_in(evil)
        assert evil.get(SECOND)["Location"] == SIGN_IN
    assert [*Session.objects.filter(person=town.drita).values_list("pk", flat=True)] == [
        row_of(inside)
    ]


def test_the_row_of_a_session_lets_nobody_in(town, static_files):
    drita, thief = Client(), Client()
    with_app(town.drita)
    give_password(drita, "drita")
    drita.post(SECOND, {"code": code_of()})
    row = Session.objects.get(person=town.drita)

    thief.cookies["session"] = row.pk

    assert is_in(drita)
    assert not is_in(thief)
    assert drita.cookies["session"].value not in str(Session.objects.filter(pk=row.pk).values())


@pytest.mark.parametrize("path", ["app", "codes"])
def test_a_stolen_half_of_a_session_makes_no_factor(town, static_files, path):
    """The session's row and cookie alone, without the half of the keys that the browser has."""
    thief, drita = Client(), Client()
    give_password(drita, "drita")
    thief.cookies["session"] = drita.cookies["session"].value

    made = NewApp.begun(town.drita)
    given = {"app": made.sealed, "code": code_of(made.secret)}
    response = thief.post(f"/en/account/factors/{path}/", given)

    assert response["Location"] == SIGN_IN
    assert not Authenticator.objects.filter(user=town.drita).exists()


@pytest.mark.parametrize("email", HEADERS)
def test_no_header_gets_into_a_mail(client, town, mailoutbox, email):
    sign_in(client, town.agim, town.ring("agim"))

    response = client.post(INVITE.format(town.post("drita").pk), {"email": email, "language": "sq"})

    assert response.status_code == 422
    assert not mailoutbox
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("language", ["sq\nBcc: evil@evil.example", "de", "../sq"])
def test_nor_does_a_language_that_is_none(client, town, mailoutbox, language):
    sign_in(client, town.agim, town.ring("agim"))

    response = client.post(
        INVITE.format(town.post("drita").pk), {"email": "nora@example.org", "language": language}
    )

    assert response.status_code == 422
    assert not mailoutbox


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example"]
)
def test_another_host_is_refused_and_no_link_names_it(client, town, mailoutbox, host):
    sign_in(client, town.agim, town.ring("agim"))
    given = {"email": "nora@example.org", "language": "sq"}
    address = INVITE.format(town.post("drita").pk)

    assert client.post(address, given, headers={"Host": host}).status_code == 400
    client.post(address, given, headers={"X-Forwarded-Host": host})

    assert [host in mail.body for mail in mailoutbox] == [False]


@pytest.mark.parametrize(
    "given",
    [
        {"email": "drita@example.org\x00", "password": "fjalë\x00kalim"},
        {"email": "x" * 5000, "password": "y" * 5000},
        {"email": "{{ 7|add:7 }}@example.org", "password": "{% debug %}"},
        {"email": "\ud800".encode("utf-8", "surrogatepass"), "password": b"\xff\xfe"},
        {"email": ["drita@example.org", "besnik@example.org"], "password": ["a", "b"]},
        {"email": "", "password": ""},
    ],
    ids=["null bytes", "huge", "template", "broken letters", "twice", "empty"],
)
def test_what_is_no_sign_in_is_refused_and_no_fault(client, town, given):
    response = client.post(SIGN_IN, given)

    assert response.status_code == 422
    assert not is_in(client)
    assert "14@example.org" not in response.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace", "options"])
def test_other_methods_do_nothing(client, town, method):
    sign_in(client, town.agim, town.ring("agim"))

    for path in (SIGN_IN, "/en/account/own/", INVITE.format(town.post("drita").pk)):
        assert getattr(client, method)(path).status_code == 405


def test_a_method_is_not_overridden(client, town):
    """A form that is read-only stays so, whatever a header or a field says."""
    sign_in(client, town.agim, town.ring("agim"))
    address = INVITE.format(town.post("drita").pk)
    wanted = {"email": "nora@example.org", "language": "sq", "_method": "POST"}

    client.get(address, wanted, headers={"X-HTTP-Method-Override": "POST"})

    assert not Invitation.objects.exists()
