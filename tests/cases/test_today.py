"""My day: what waits for whom, with how many, and what is said when nothing does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.accounts.models import Notice
from bashke.cases import services
from bashke.cases.models import Referral, Step
from bashke.cases.working.today import morning_after
from tests.accounts.cast import PLACE, SYSTEM
from tests.cases.conftest import WORDS, browser, sent_to
from tests.cases.test_carried import SHORT, ordered, taken
from tests.cases.test_referral_pages import text_of
from tests.office.gating import appointed

DAY = "/sq/account/"


def section(response, key):
    """What stands in one list of the day; nothing where there is no such list."""
    start = response.text.find(f'id="{key}"')
    if start < 0:
        return ""
    return response.text[start : response.text.index("</section>", start)]


def test_nothing_that_waits_is_said_in_one_sentence(drita, town):
    Notice.objects.all().delete()

    page = text_of(drita.get(DAY))

    assert "Tani nuk ju pret asgjë" in page
    assert "Për sonte nuk është caktuar askush" in page


def test_a_referral_to_answer_is_on_top_with_its_number_and_who_it_is_about(drita, sent):
    response = drita.get(DAY)

    assert WORDS["about"] in section(response, "answer")
    assert '<span class="app-count">1</span>' in section(response, "answer")
    assert "Tani nuk ju pret asgjë" not in text_of(response)


def test_what_was_answered_waits_no_more(drita, case):
    assert section(drita.get(DAY), "answer") == ""


def test_what_is_late_by_law_stands_before_what_is_only_planned(drita, case, town):
    other = taken(town)
    Step.objects.filter(case=case).update(
        due_at=timezone.now() - timedelta(hours=1), is_confirmed=True
    )
    Step.objects.filter(case=other).update(due_at=timezone.now() - timedelta(days=5))

    steps = section(drita.get(DAY), "steps")

    assert steps.index(WORDS["about"]) < steps.index(SHORT["about"])
    assert steps.count("app-standing--late") == 1


@pytest.mark.parametrize(
    "change",
    [{"due_at": timezone.now() + timedelta(days=9)}, {"paused_at": timezone.now()}],
    ids=["far off", "standing still"],
)
def test_a_step_without_haste_is_not_on_the_day(drita, case, change):
    Step.objects.update(**change)

    assert section(drita.get(DAY), "steps") == ""
    assert WORDS["about"] in section(drita.get(DAY), "cases")


def test_an_order_that_ends_is_on_the_day(drita, case, town):
    ordered(town, case, days=30)
    assert section(drita.get(DAY), "orders") == ""

    ordered(town, case, days=4)

    assert "Urdhër mbrojtjeje" in section(drita.get(DAY), "orders")


def test_what_i_sent_and_nobody_answered_says_call(besnik, sent):
    assert section(besnik.get(DAY), "unanswered") == ""
    Referral.objects.update(answer_by=timezone.now() - timedelta(minutes=5))

    assert WORDS["about"] in section(besnik.get(DAY), "unanswered")


def test_what_was_told_by_phone_waits_to_be_written(besnik, draft, town):
    services.speak(
        referral=draft, ring=town.ring("besnik"), actor=town.besnik.actor,
        at=timezone.now(), to="Drita",
    )  # fmt: skip

    assert WORDS["about"] in section(besnik.get(DAY), "write")


def test_nobody_finds_on_the_day_what_is_anothers(case, sent, town, static_files):
    for name in ("teuta", "ilir", "agim", "mira", "sara", "zana"):
        page = text_of(browser(town, name).get(DAY))
        assert WORDS["about"] not in page, name
        assert case.reference not in page, name


def test_who_answers_tonight_is_named(drita, town):
    now = timezone.now()
    accounts.put_on_duty(
        post=town.post("ilir"), person=town.ilir, starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=9), actor=SYSTEM,
    )  # fmt: skip

    assert "Ilir" in section(drita.get(DAY), "tonight")


@pytest.mark.parametrize(
    ("hour", "days"), [(0, 0), (7, 0), (8, 1), (23, 1)], ids=["midnight", "dawn", "eight", "late"]
)
def test_the_night_ends_at_eight(hour, days):
    now = timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0)

    assert morning_after(now) == now.replace(hour=8) + timedelta(days=days)


def test_who_supervises_is_led_to_the_board_and_sees_no_name(case, town, static_files):
    appointed(town, "suela", "supervisor")

    response = browser(town, "suela").get(DAY)

    assert f"/sq/{PLACE}/cases/board/" in section(response, "board")
    assert WORDS["about"] not in text_of(response)


def test_a_full_day_costs_as_many_queries_as_a_day_with_one_of_each(drita, case, town):
    ordered(town, case, days=4)
    sent_to(town)
    drita.get(DAY)
    Notice.objects.all().delete()
    with CaptureQueriesContext(connection) as few:
        drita.get(DAY)
    for _ in range(3):
        ordered(town, taken(town), days=4)
        sent_to(town)
    drita.get(DAY)
    Notice.objects.all().delete()

    with CaptureQueriesContext(connection) as many:
        drita.get(DAY)

    assert len(many) == len(few)
