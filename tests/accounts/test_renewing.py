"""A lost password: a link lets choose another, and two people give the keys back."""

import pytest
from django.core import mail
from django.test import Client

from bashke.accounts import mails, services
from bashke.accounts.factors import factors_of
from bashke.keys import opening
from bashke.keys import services as keys
from bashke.keys.refusals import ClosedError
from tests.accounts.cast import PLACE, SYSTEM, sign_in
from tests.accounts.walking import SECOND, code_of, codes_on, give_password, is_in, with_app

NEW = "një fjali krejt e re"


def allowed(town, **more):
    return services.allow_renewal(
        person=town.drita, municipality=PLACE, actor=town.agim.actor, **more
    )


def path(token):
    return f"/en/account/renew/{token}/"


def test_a_new_password_is_chosen_and_the_old_factor_still_asked(client, town):
    with_app(town.drita)
    before = sign_in(Client(), town.drita, town.ring("drita"))

    response = client.post(path(allowed(town)), {"password": NEW})

    assert response["Location"] == SECOND
    assert client.post(SECOND, {"code": code_of()}).status_code == 302
    assert is_in(client)
    assert not is_in(before)
    assert give_password(Client(), "drita").status_code == 422


def test_where_the_factor_is_lost_too_a_new_one_is_made(client, town):
    with_app(town.drita)

    client.post(path(allowed(town, forgets_factors=True)), {"password": NEW})
    assert not factors_of(town.drita)
    client.post("/en/account/factors/codes/")

    assert is_in(client)


def test_the_link_alone_opens_nothing_until_two_give_the_keys_back(client, town):
    made = keys.create(
        kind="note", municipality=PLACE, holders=[town.drita.holder], ground="assignment",
        actor=SYSTEM,
    )  # fmt: skip
    with_app(town.drita)
    client.post(path(allowed(town)), {"password": NEW})
    client.post(SECOND, {"code": code_of()})
    assert "still to be given back" in client.get("/en/account/").content.decode()
    with pytest.raises(ClosedError):
        opening.open_with(opening.unlock_ring(town.drita.holder, NEW), made.id)

    with town.recovery_ring() as ring:
        services.restore_keys(person=town.drita, municipality=PLACE, ring=ring, actor=SYSTEM)

    assert opening.open_with(opening.unlock_ring(town.drita.holder, NEW), made.id)
    assert "still to be given back" not in client.get("/en/account/").content.decode()


def test_a_link_opens_once(client, town):
    token = allowed(town)
    client.post(path(token), {"password": NEW})

    assert Client().post(path(token), {"password": NEW}).status_code == 404


def test_a_weak_password_uses_no_link_up(client, town):
    token = allowed(town)

    assert client.post(path(token), {"password": "drita librazhd"}).status_code == 422
    assert client.get(path(token)).status_code == 200


def test_the_link_is_mailed_without_a_name(town, settings):
    settings.SITE_URL = "https://bashke.example"
    token = allowed(town)

    assert mails.send_renewal(town.drita, token)

    [sent] = mail.outbox
    assert f"https://bashke.example/sq/account/renew/{token}/" in sent.body
    assert "Drita" not in sent.body + sent.subject


def test_the_page_on_lost_passwords_says_whom_to_ask(client, db):
    page = client.get("/sq/account/lost/").content.decode()

    assert "administratori" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_a_used_sheet_is_made_anew_and_the_old_one_is_worthless(client, town):
    old = services.make_codes(person=town.drita)
    sign_in(client, town.drita, town.ring("drita"))

    new = codes_on(client.post("/en/account/factors/codes/"))

    other = Client()
    give_password(other, "drita")
    assert other.post(SECOND, {"code": old[0]}).status_code == 422
    assert other.post(SECOND, {"code": new[0]}).status_code == 302
