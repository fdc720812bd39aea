"""Guessing becomes slow; nobody is locked out by somebody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bashke.accounts import services, throttle
from bashke.accounts.models import Attempts
from tests.accounts.walking import (
    SECOND,
    code_of,
    give_password,
    half_a_minute_passes,
    walk_in,
    with_app,
)


def guess(client, times, name="drita"):
    for number in range(times):
        response = give_password(client, name, f"hamendje numër {number}")
    return response


def test_a_few_mistakes_cost_no_waiting(client, town):
    with_app(town.drita)
    guess(client, throttle.FREE)

    assert give_password(client, "drita")["Location"] == SECOND


def test_after_that_even_the_right_password_has_to_wait(client, town):
    guess(client, throttle.FREE + 1)

    response = give_password(client, "drita")

    assert response.status_code == 429
    assert "Wait 1 minute" in response.content.decode()


def test_the_wait_is_over_some_time_and_then_all_is_forgotten(client, town):
    with_app(town.drita)
    guess(client, throttle.FREE + 1)
    Attempts.objects.update(waits_until=timezone.now())

    assert give_password(client, "drita")["Location"] == SECOND
    assert not Attempts.objects.exists()


def test_guessing_from_elsewhere_does_not_lock_a_known_browser_out(client, town):
    with_app(town.drita)
    walk_in(client, "drita")
    client.post("/en/account/sign-out/")

    stranger = Client()
    assert guess(stranger, throttle.FREE + 2).status_code == 429

    half_a_minute_passes(town.drita)
    assert walk_in(client, "drita")["Location"] == "/en/account/"
    assert give_password(stranger, "drita").status_code == 429


def test_an_office_with_one_address_is_not_locked_out_by_one_of_it(client, town):
    with_app(town.besnik)
    guess(client, throttle.FREE + 2, name="drita")

    # The same browser, the same network, another account.
    assert give_password(client, "besnik")["Location"] == SECOND


def test_a_known_browser_is_slowed_down_too(client, town):
    with_app(town.drita)
    walk_in(client, "drita")
    client.post("/en/account/sign-out/")

    assert guess(client, throttle.FREE + 2).status_code == 429
    # Whoever comes from elsewhere is not.
    assert give_password(Client(), "drita")["Location"] == SECOND


def test_a_forged_cookie_makes_no_browser_known(client, town):
    with_app(town.drita)
    guess(client, throttle.FREE + 1)

    forger = Client()
    forger.cookies["known"] = "W1siYSIsImIiXV0:1xVpjp:forged"

    assert give_password(forger, "drita").status_code == 429


def test_an_unknown_account_waits_like_a_known_one(client, town):
    assert guess(client, throttle.FREE + 2, name="askush").status_code == 429


def test_nothing_is_known_from_what_is_counted(client, town):
    guess(client, 2)

    kept = str(list(Attempts.objects.values_list()))
    assert "drita" not in kept
    assert "127.0.0.1" not in kept


def test_guessing_codes_is_slow_too(client, town):
    with_app(town.drita)
    give_password(client, "drita")
    for _ in range(throttle.FREE + 1):
        client.post(SECOND, {"code": "000000"})

    assert client.post(SECOND, {"code": code_of()}).status_code == 429


def test_trying_a_link_is_slow_too(client, town):
    invited = services.invite(post=town.post("drita"), email="nora@example.org", by=town.agim)
    for _ in range(throttle.FREE + 1):
        throttle.attempt("link", invited.token)

    given = {"name": "Nora", "password": "katër fjalë pa lidhje"}
    page = client.post(f"/en/account/join/{invited.token}/", given)

    assert page.status_code == 422
    assert "Tried too often" in page.content.decode()


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 0), (5, 0), (6, 10), (7, 20), (8, 40), (13, 900), (1000, 900)]
)
def test_each_wait_is_twice_as_long_up_to_a_quarter_of_an_hour(failures, seconds):
    assert throttle.wait_after(failures) == timedelta(seconds=seconds)


def test_of_attempts_at_the_same_moment_none_is_uncounted(db):
    row = Attempts.objects.create(mark="x", failures=3)

    assert throttle.counted(row, timezone.now())
    # Somebody read the same row before: it has changed since, and is looked at again.
    assert not throttle.counted(row, timezone.now())
    assert Attempts.objects.get().failures == 4


def test_what_was_long_ago_is_forgotten(db):
    long_ago = timezone.now() - timedelta(days=2)
    Attempts.objects.create(mark="old", failures=9, last_at=long_ago, waits_until=long_ago)

    throttle.attempt("password", "somebody", "")

    assert not Attempts.objects.filter(mark="old").exists()
