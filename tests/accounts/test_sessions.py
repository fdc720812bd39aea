"""A session ends by itself, and can be ended from elsewhere."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from bashke.accounts import services
from bashke.accounts.models import Session
from bashke.accounts.models.entrance import ends_at
from bashke.audit.models import Event
from bashke.config.environment import whole_number
from tests.accounts.cast import password_of, sign_in
from tests.accounts.walking import is_in, long_ago

OWN = "/en/account/own/"


def row(client):
    return Session.objects.get(pk=client.session.kept_as)


def end_in(client, **time):
    Session.objects.filter(pk=row(client).pk).update(expire_date=timezone.now() + timedelta(**time))


@pytest.fixture
def drita(client, town):
    return sign_in(client, town.drita, town.ring("drita"))


def test_without_work_it_is_over_after_half_an_hour(drita):
    assert timedelta(minutes=29) < row(drita).expire_date - timezone.now() <= timedelta(minutes=30)

    end_in(drita, seconds=-1)

    assert not is_in(drita)


def test_work_prolongs_it(drita):
    end_in(drita, minutes=5)

    assert is_in(drita)

    assert row(drita).expire_date - timezone.now() > timedelta(minutes=29)


def test_asking_how_long_it_lasts_does_not_prolong_it(drita):
    end_in(drita, minutes=1)

    assert 50 <= drita.get("/en/account/stay/").json()["seconds"] <= 60
    assert drita.post("/en/account/stay/").json()["seconds"] > 29 * 60


def test_it_is_over_after_twelve_hours_whatever_is_done():
    now = timezone.now()

    assert ends_at(now - timedelta(hours=11, minutes=50), now=now) == now + timedelta(minutes=10)
    assert ends_at(now - timedelta(hours=13), now=now) < now


def test_a_page_costs_no_write_within_the_same_minute(drita):
    assert is_in(drita)
    before = row(drita).expire_date

    assert is_in(drita)

    assert row(drita).expire_date == before


def test_own_sessions_are_listed_and_nobody_elses(drita, town):
    other = sign_in(Client(), town.drita, town.ring("drita"))
    stranger = sign_in(Client(), town.besnik, town.ring("besnik"))

    page = drita.get(OWN).content.decode()

    assert row(other).mark in page
    assert row(stranger).mark not in page
    # The key of a session would let its reader in.
    assert row(other).pk not in page
    assert row(drita).pk not in page


def test_one_browser_is_signed_out_from_another(drita, town):
    other = sign_in(Client(), town.drita, town.ring("drita"))

    drita.post(f"/en/account/own/browsers/{row(other).mark}/end/")

    assert not is_in(other)
    assert is_in(drita)
    assert Event.objects.filter(act="session.ended", actor=town.drita.actor).exists()


@pytest.mark.parametrize("which", ["one", "all"])
def test_ending_a_session_asks_again_who_it_is(drita, town, which):
    other = sign_in(Client(), town.drita, town.ring("drita"))
    path = "" if which == "all" else f"{row(other).mark}/"
    long_ago(drita)

    asked = drita.post(f"/en/account/own/browsers/{path}end/")
    assert is_in(other)
    # Back to the page on which the button is.
    done = drita.post(asked["Location"], {"password": password_of("drita"), "next": OWN})
    assert (asked.status_code, done["Location"]) == (302, OWN)
    drita.post(f"/en/account/own/browsers/{path}end/")

    assert "next=%2Fen%2Faccount%2Fown%2F" in asked["Location"]
    assert not is_in(other)


def test_nobody_ends_a_colleagues_session(drita, town):
    stranger = sign_in(Client(), town.besnik, town.ring("besnik"))

    response = drita.post(f"/en/account/own/browsers/{row(stranger).mark}/end/")

    assert response.status_code == 404
    assert is_in(stranger)


def test_all_others_are_signed_out_at_once(drita, town):
    others = [sign_in(Client(), town.drita, town.ring("drita")) for _ in range(2)]

    drita.post("/en/account/own/browsers/end/")

    assert not any(is_in(each) for each in others)
    assert is_in(drita)


def test_a_new_password_ends_every_other_session(drita, town):
    other = sign_in(Client(), town.drita, town.ring("drita"))
    new = "tjetër fjali e gjatë krejt"

    page = drita.post(
        "/en/account/own/password/", {"old": password_of("drita"), "password": new}, follow=True
    )

    assert page.status_code == 200
    assert is_in(drita)
    assert not is_in(other)
    assert drita.post("/en/account/confirm/", {"password": new}).status_code == 302


def test_the_old_password_has_to_be_right(drita, town):
    page = drita.post(
        "/en/account/own/password/", {"old": "jo ky", "password": "tjetër fjali e gjatë krejt"}
    )

    assert page.status_code == 422
    assert town.ring("drita")


def test_name_and_language_are_ones_own_to_change(drita, town):
    drita.post(OWN, {"name": "Drita Hoxha", "language": "en"})

    town.drita.refresh_from_db()
    assert (town.drita.name, town.drita.language) == ("Drita Hoxha", "en")
    assert "Hoxha" not in str(list(Event.objects.values_list()))


@pytest.mark.parametrize("value", ["eight", "4", "121", "-5", ""])
def test_a_setting_that_makes_no_sense_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("BASHKE_SESSION_IDLE_MINUTES", value)

    with pytest.raises(ImproperlyConfigured, match="whole number from 5 to 120"):
        whole_number("BASHKE_SESSION_IDLE_MINUTES", 30, least=5, most=120)


def test_who_leaves_is_out_at_once(drita, town):
    services.leave_for_good(person=town.drita, actor="system")

    assert not is_in(drita)


def test_confirming_gives_the_session_another_key(drita):
    before = row(drita).pk

    drita.post("/en/account/confirm/", {"password": password_of("drita")})

    assert not Session.objects.filter(pk=before).exists()
    assert is_in(drita)
