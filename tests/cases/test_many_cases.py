"""A country as `bench/` seeds it: real keys, real seals, and pages that ask as often for many."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bashke.cases import services
from bashke.cases.models import Assignment, Case
from bashke.keys.opening import open_with
from bashke.keys.refusals import ClosedError
from bench.seeding import NAMES, PLACE, REACH, STORY, seed
from tests.accounts.cast import sign_in

PEOPLE = 4
QUERIES = {"list": 16, "search": 19, "one": 28}


def words(case, ring):
    opened = open_with(ring, case.compartment)
    return {
        name: opened.unseal(getattr(case, name), field=case.field(name))
        for name in ("about", "summary", "reach")
    }


def signed_in(country):
    return sign_in(Client(), country.mine.person, country.mine.ring())


def test_a_seeded_case_is_as_the_services_leave_it(db):
    country = seed(30, people=PEOPLE, own=10)
    mine, others = country.mine, [each for each in country.workers if each != country.mine]

    assert Case.objects.count() == 30
    found = list(Case.objects.visible_to(mine.person))
    assert len(found) == 10
    ring = mine.ring()
    for case in found:
        told = words(case, ring)
        assert told["about"].split()[0] in NAMES
        assert (told["summary"], told["reach"]) == (STORY, REACH)
        for other in others:
            with pytest.raises(ClosedError):
                open_with(other.ring(), case.compartment)


def test_every_seeded_case_opens_to_its_people_and_to_no_other(db):
    country = seed(12, people=PEOPLE, own=0)

    for worker in country.workers:
        ring, mine = worker.ring(), Case.objects.visible_to(worker.person)
        assert all(words(case, ring)["summary"] == STORY for case in mine)
        for case in Case.objects.exclude(pk__in=mine.values("pk")):
            with pytest.raises(ClosedError):
                open_with(ring, case.compartment)


def test_work_goes_on_in_a_seeded_case(db):
    country = seed(5, people=PEOPLE, own=5)
    case, mine = Case.objects.first(), country.mine

    services.add_entry(
        case=case, ring=mine.ring(), person=mine.person, kind="note", text="U takuam sot."
    )
    services.finish_step(
        step=case.steps.get(), ring=mine.ring(), person=mine.person, outcome="U bë.",
        go_to=["medical-help"],
    )  # fmt: skip
    services.close(case=case, person=mine.person, reason="goals-met")

    assert not Case.objects.open().filter(pk=case.pk).exists()


def asked(work):
    with CaptureQueriesContext(connection) as found:
        assert work().status_code == 200
    return len(found)


@pytest.mark.parametrize("cases", [6, 40], ids=["six cases", "forty cases"])
def test_pages_ask_as_often_for_many_cases(db, static_files, cases):
    country = seed(cases, people=PEOPLE, own=cases)
    client, case = signed_in(country), Assignment.objects.latest("opened_at").case
    name = words(case, country.mine.ring())["about"]
    search = reverse("case:search", args=["sq", PLACE])
    pages = {
        "list": lambda: client.get(reverse("case:list", args=["sq", PLACE])),
        "search": lambda: client.post(search, {"words": name}),
        "one": lambda: client.get(reverse("case:detail", args=["sq", PLACE, case.reference])),
    }
    for page in pages.values():
        # A grant is locked anew when it is opened for the first time.
        page()
        assert name in page().content.decode()

    assert {which: asked(page) for which, page in pages.items()} == QUERIES
