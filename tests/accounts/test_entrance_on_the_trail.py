"""Who came in, went out and was refused stands on the trail, and nothing that was typed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bashke.accounts import services, throttle, turned_away
from bashke.accounts.services.entrance import UNKNOWN_ADDRESS
from bashke.accounts.services.invitations import INSTALLATION
from bashke.audit.models import Event
from bashke.office.oversight.words import ACTS
from bashke.tally.models import Mark, total
from tests.accounts.cast import ELSEWHERE, PLACE, SYSTEM, person, sign_in
from tests.accounts.walking import SECOND, code_of, codes_on, give_password, walk_in, with_app

GUESS = "hamendje e gjatë krejt"
NOT_THEIRS = f"/en/{PLACE}/office/institutions/add/"


def told(about, *acts):
    """Which of these acts the trail of Librazhd tells of somebody, in order: by whom."""
    events = Event.objects.of(PLACE).filter(subject=about.actor, act__startswith="entrance.")
    assert {each.act for each in events} <= ACTS.keys()
    return [(each.act.removeprefix("entrance."), each.actor) for each in events.order_by("pk")]


def test_coming_in_and_going_out(client, town):
    with_app(town.drita)

    walk_in(client, "drita")
    client.post("/en/account/sign-out/")

    mine = town.drita.actor
    assert told(town.drita) == [("signed-in-by-app", mine), ("signed-out", mine)]


def test_by_which_factor_somebody_came_in(client, town):
    with_app(town.drita)
    (code, *_) = services.make_codes(person=town.drita)
    give_password(client, "drita")

    client.post(SECOND, {"code": code})

    assert told(town.drita) == [("signed-in-by-sheet", town.drita.actor)]


def test_coming_in_with_a_factor_that_was_just_made(client, town):
    give_password(client, "drita")

    assert codes_on(client.post("/en/account/factors/codes/"))

    assert told(town.drita) == [("signed-in", town.drita.actor)]


def test_a_wrong_password_names_whose_it_was_and_nobody_as_who_gave_it(client, town):
    give_password(client, "drita", GUESS)

    assert told(town.drita) == [("password-refused", "unknown")]


def test_when_guessing_becomes_slow_that_is_told_too_and_then_no_more(client, town):
    for _ in range(throttle.FREE + 4):
        give_password(client, "drita", GUESS)

    acts = [act for act, _actor in told(town.drita)]
    assert acts == ["password-refused"] * throttle.FREE + ["password-refused-and-slowed"]


def test_a_wrong_code_is_told(client, town):
    with_app(town.drita)
    give_password(client, "drita")

    client.post(SECOND, {"code": "000000"})

    assert told(town.drita) == [("factor-refused", "unknown")]


def test_of_an_unknown_address_only_the_number_is_kept(client, town):
    before = Event.objects.count()

    for name in ("askush", "dikush"):
        give_password(client, name, GUESS)

    assert Event.objects.count() == before
    month = timezone.localdate().replace(day=1)
    assert total(INSTALLATION, UNKNOWN_ADDRESS, month) == 2
    assert "askush" not in str(list(Mark.objects.values_list()))


def test_who_left_is_unknown(client, town):
    services.leave_for_good(person=town.drita, actor=SYSTEM)

    give_password(client, "drita", GUESS)

    assert told(town.drita) == []
    assert Mark.objects.filter(what=UNKNOWN_ADDRESS).count() == 1


def test_both_write_equally_often(client, town):
    def inserts(name):
        with CaptureQueriesContext(connection) as asked:
            give_password(client, name, GUESS)
        return sum("INSERT INTO" in each["sql"] for each in asked)

    give_password(client, "drita", GUESS)
    give_password(client, "askush", GUESS)

    assert inserts("drita") == inserts("askush") == 1


def test_confirming_is_told_and_failing_at_it_too(client, town):
    drita = sign_in(client, town.drita, town.ring("drita"))

    drita.post("/en/account/confirm/", {"password": GUESS})
    drita.post("/en/account/confirm/", {"password": "fjalëkalimi i gjatë i drita"})
    drita.post("/en/account/own/password/", {"old": GUESS, "password": "krejt tjetër fjali këtu"})

    mine = town.drita.actor
    assert told(town.drita) == [
        ("password-refused", mine), ("confirmed", mine), ("password-refused", mine),
    ]  # fmt: skip


def test_it_stands_where_the_person_holds_a_post_else_with_the_installation(client, town):
    nobody = with_app(person("nora"))
    with_app(town.zana)

    walk_in(client, "nora")
    walk_in(Client(), "zana")

    where = {each.subject: each.municipality for each in Event.objects.filter(
        act="entrance.signed-in-by-app"
    )}  # fmt: skip
    assert where == {nobody.actor: INSTALLATION, town.zana.actor: ELSEWHERE}


def test_nothing_that_was_typed_is_on_the_trail(client, town):
    give_password(client, "drita", GUESS)
    give_password(client, "drita")
    client.post(SECOND, {"code": "000000"})

    kept = str(list(Event.objects.values_list()))
    assert "drita" not in kept.lower()
    assert "hamendje" not in kept


@pytest.fixture
def drita(client, town):
    return sign_in(client, town.drita, town.ring("drita"))


def turned_away_lines(someone):
    events = Event.objects.filter(actor=someone.actor, act__startswith="page.").order_by("pk")
    assert {each.act for each in events} <= ACTS.keys()
    return [(each.municipality, each.act, each.subject) for each in events]


def test_asking_for_what_is_not_there_for_somebody_is_told(drita, town):
    assert drita.get(NOT_THEIRS).status_code == 404

    assert turned_away_lines(town.drita) == [
        (PLACE, "page.not-theirs", "page/office/institution-add")
    ]


def test_a_search_writes_a_few_lines_and_not_one_for_each_page(drita, town):
    for _ in range(120):
        drita.get(NOT_THEIRS)

    assert [act for _place, act, _page in turned_away_lines(town.drita)] == [
        "page.not-theirs", "page.not-theirs-10-times", "page.not-theirs-100-times",
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["/en/account/", "/en/nothing/at/all/here/"])
def test_what_is_there_and_what_is_no_page_at_all_is_not_told(drita, town, path):
    drita.get(path)

    assert turned_away_lines(town.drita) == []


def test_who_is_not_signed_in_leaves_nothing(client, town):
    before = Event.objects.count()

    client.get(NOT_THEIRS)

    assert Event.objects.count() == before


def test_the_next_day_begins_anew(town):
    counts, today = turned_away.Counts(), timezone.localdate()
    counts.one_more(town.drita.pk, today)

    assert counts.one_more(town.drita.pk, today) == 2
    assert counts.one_more(town.drita.pk, today.replace(year=today.year + 1)) == 1


def test_a_code_that_was_right_is_no_refusal(client, town):
    with_app(town.drita)
    give_password(client, "drita")
    client.post(SECOND, {"code": code_of()})

    assert "refused" not in str(told(town.drita))
