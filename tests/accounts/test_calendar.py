"""A secret link by which one's own calendar reads dates, and nothing that they are about."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from bashke.accounts import services
from bashke.accounts.models import CalendarFeed
from bashke.cases import services as cases
from bashke.cases.models import Step
from tests.accounts.cast import SYSTEM, sign_in
from tests.cases.conftest import WORDS, sent_to
from tests.office import gating


@pytest.fixture
def work(town):
    """Of Drita's: a case with a step due, and a referral to answer."""
    gating.opened(town)
    first, second = sent_to(town), sent_to(town)
    case = cases.accept(referral=first, ring=town.ring("drita"), person=town.drita)
    Step.objects.filter(case=case).update(due_at=timezone.now() + timedelta(days=2))
    return case, second


def feed(town, name="drita"):
    return services.make_calendar(person=getattr(town, name))


def ask(token, lang="en"):
    CalendarFeed.objects.update(asked_at=None)
    return Client().get(f"/{lang}/account/calendar/{token}.ics")


def entries(response):
    return {str(each["summary"]) for each in Calendar.from_ical(response.content).walk("VEVENT")}


def test_it_holds_references_and_what_is_due(town, work, static_files):
    case, referral = work
    response = ask(feed(town))

    assert response.headers["Content-Type"].startswith("text/calendar")
    assert entries(response) == {
        f"{case.reference}: step due", f"{referral.reference}: referral to answer",
    }  # fmt: skip
    assert entries(ask(feed(town), "sq")) == {
        f"{case.reference}: afati i një hapi", f"{referral.reference}: referim që pret përgjigje",
    }  # fmt: skip


def test_no_name_no_word_no_place_and_no_matter_stands_in_it(town, work, static_files):
    text = ask(feed(town)).text.lower()

    for word in (
        *" ".join(WORDS.values()).lower().split(),
        "drita",
        "librazhd",
        "violence",
        "dhun",
    ):
        assert len(word) < 4 or word not in text


def test_the_moment_is_the_clocks(town, work, static_files):
    case, _referral = work
    events = Calendar.from_ical(ask(feed(town)).content).walk("VEVENT")
    found = {str(each["uid"]): each["dtstart"].dt for each in events}

    step = case.steps.get()
    assert found[f"step-{step.pk}@bashke"] == step.due_at.replace(microsecond=0)


def test_what_one_may_not_see_is_not_in_it(town, work, static_files):
    assert entries(ask(feed(town, "teuta"))) == set()


def test_a_member_has_the_steps_of_the_own_role(town, work, static_files):
    case, _referral = work
    cases.add_member(
        case=case, ring=town.ring("drita"), by=town.drita, person=town.ilir, post=town.post("ilir")
    )
    assert entries(ask(feed(town, "ilir"))) == set()

    Step.objects.filter(case=case).update(role="police-station")

    assert entries(ask(feed(town, "ilir"))) == {f"{case.reference}: step due"}


def test_a_conference_stands_in_it_with_its_hours_and_not_with_its_place(town, work, static_files):
    case, _referral = work
    start = (timezone.now() + timedelta(days=3)).replace(microsecond=0)
    conference = cases.call_conference(
        person=town.drita, ring=town.ring("drita"), municipality=case.municipality,
        starts_at=start, ends_at=start + timedelta(hours=2), place="Salla e vogël", note="",
        cases=[case],
    )  # fmt: skip

    response = ask(feed(town))

    title = "Meeting"
    (event,) = (
        each
        for each in Calendar.from_ical(response.content).walk("VEVENT")
        if str(each["summary"]) == title
    )
    assert (event["dtstart"].dt, event["dtend"].dt) == (start, start + timedelta(hours=2))
    assert "Salla" not in response.text
    cases.call_off(conference=conference, person=town.drita)
    assert title not in entries(ask(feed(town)))


def test_a_link_ends_when_a_new_one_is_made_or_the_person_leaves(town, static_files):
    first = feed(town)
    second = feed(town)
    assert [ask(first).status_code, ask(second).status_code] == [404, 200]

    services.end_calendar(person=town.drita)
    assert ask(second).status_code == 404

    third = feed(town)
    services.leave_for_good(person=town.drita, actor=SYSTEM)
    assert ask(third).status_code == 404


def test_it_is_asked_for_once_a_minute(town, static_files):
    token = feed(town)
    address = f"/en/account/calendar/{token}.ics"

    answers = [Client().get(address) for _time in range(3)]

    assert [each.status_code for each in answers] == [200, 429, 429]
    assert answers[1].headers["Retry-After"] == "60"


def test_the_link_itself_is_kept_nowhere(town):
    token = feed(town)

    row = CalendarFeed.objects.values().get()
    assert token not in str(row)


def test_it_is_shown_once_on_the_page(town, client):
    sign_in(client, town.drita, town.ring("drita"))
    made = client.post("/en/account/calendar/")

    assert "There is no link now" not in made.text
    assert ".ics" in made.text
    assert ".ics" not in client.get("/en/account/calendar/").text
    client.post("/en/account/calendar/end/")
    assert not CalendarFeed.objects.open().exists()


def test_nobody_elses_link_is_ended(town, client):
    feed(town, "ilir")
    sign_in(client, town.drita, town.ring("drita"))

    client.post("/en/account/calendar/end/")

    assert CalendarFeed.objects.open().filter(person=town.ilir).exists()
