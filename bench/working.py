"""What a restricted person waits for: the list, one case, a name searched, a case that begins.

A peer stands beside each: the same page with names in clear and without access filter, the same
page without sealing, the same rows inserted raw. Pages are asked for in this process, with
everything that the site does for a request, as somebody who is signed in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter, time
from typing import Any, ClassVar
from unittest.mock import patch
from uuid import UUID

from django.core.management import call_command
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse

from bashke.accounts.models import Person
from bashke.accounts.models.entrance import BEGAN
from bashke.accounts.sessions import COOKIE, IN_SESSION
from bashke.ask.views import place_or_404
from bashke.cases.models import Assignment, Case, Step
from bashke.cases.working import acting
from bashke.cases.working.forms import SearchForm
from bashke.cases.working.lists import A_PAGE, Line, dues
from bashke.cases.working.steps import next_of, title_of_case
from bashke.config import urls
from bashke.config.management.commands.serve import collect_static
from bashke.guide.desk import desk_at
from bashke.guide.edition import current
from bashke.keys.opening import Ring, carry
from bench.beginning import beginning
from bench.rounds import BenchError, in_turns, medians
from bench.row import Row
from bench.seeding import PLACE, Country, seed

SEARCHES = 40
LIST, OPEN, SEARCH = 1.5, 1.5, 150


class Clear(models.Model):
    """The words of a case as a peer keeps them: in clear, in a table of their own."""

    case = models.UUIDField(primary_key=True)
    about = models.TextField()
    summary = models.TextField()
    reach = models.TextField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_clear"

    def __str__(self) -> str:
        return str(self.case)


class ClearBox:
    """Stands for an opened compartment where nothing is sealed."""

    def __init__(self, case: UUID) -> None:
        row = Clear.objects.get(pk=case)
        self.words = {name: getattr(row, name) for name in ("about", "summary", "reach")}

    def unseal(self, _sealed: bytes, *, field: str) -> str:
        return self.words.get(field.rpartition("/")[2], "")


def working(cases: int) -> Iterator[Row]:
    """The rows of the table, with so many cases."""
    call_command("migrate", verbosity=0)
    collect_static()
    started = perf_counter()
    country = seeded(cases)
    seconds = perf_counter() - started
    visit = Visit(country)
    visit.prepare()
    yield visit.listing(seconds)
    yield visit.opening()
    yield visit.searching()
    yield beginning(country)


def seeded(cases: int) -> Country:
    with connection.schema_editor() as editor:
        editor.create_model(Clear)
    rows: list[Clear] = []

    def keep(case: Case, words: dict[str, str]) -> None:
        rows.append(Clear(case=case.pk, **words))
        if len(rows) >= 2_000:
            flush()

    def flush() -> None:
        Clear.objects.bulk_create(rows, batch_size=500)
        rows.clear()

    country = seed(cases, clear=keep)
    flush()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return country


class Visit:
    """The person who is measured, signed in, with the addresses of the pages."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.client = signed_in(country.mine.person, country.mine.ring())
        add_peer()
        mine = Assignment.objects.visible_to(country.mine.person).order_by("-opened_at")
        self.case = mine.select_related("case")[0].case
        self.list = reverse("case:list", args=["sq", PLACE])
        self.in_clear = reverse("bench-list", args=["sq", PLACE])
        self.detail = reverse("case:detail", args=["sq", PLACE, self.case.reference])
        self.search = reverse("case:search", args=["sq", PLACE])

    def get(self, address: str) -> str:
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise BenchError(f"{address} answered {answer.status_code}.")
        return answer.content.decode()

    def prepare(self) -> None:
        """The peers show what our pages show; a grant is re-wrapped when it is opened first."""
        name = Clear.objects.get(pk=self.case.pk).about
        for address in (self.list, self.list, self.in_clear, self.detail):
            if name not in self.get(address):
                raise BenchError(f"{address} does not show whom the case is about.")
        with unsealed(self.case):
            if name not in self.get(self.detail):
                raise BenchError("The page without sealing does not show whom it is about.")
        self.found(name)

    def found(self, name: str) -> int:
        answer = self.client.post(self.search, {"words": name})
        if answer.status_code != 200 or name not in answer.content.decode():
            raise BenchError(f"The search answered {answer.status_code}, or did not find a name.")
        return answer.status_code

    def listing(self, seeding: float) -> Row:
        each = medians(in_turns({
            "sealed": lambda: self.get(self.list), "clear": lambda: self.get(self.in_clear),
        }))  # fmt: skip
        milli = {name: round(value * 1e3, 1) for name, value in each.items()}
        ratio = each["sealed"] / each["clear"]
        slowest = percentile(times(lambda: self.get(self.list), 60), 95)
        many = queries(lambda: self.get(self.list))
        return Row(
            what=f"list of 50 newest of a restricted person, {self.country.cases:,} cases,"
            f" {connection.vendor}",
            here=f"{milli['sealed']} ms, p95 {slowest * 1e3:.0f} ms, {many} queries",
            beside=f"in clear, no filter: {milli['clear']} ms",
            target=f"≤ {LIST} ×; here {ratio:.2f} ×",
            holds=ratio <= LIST,
            numbers={
                "milliseconds": milli, "ratio": round(ratio, 3), "p95_ms": round(slowest * 1e3, 1),
                "queries": many, "cases": self.country.cases, "seeding_seconds": round(seeding, 1),
            },
        )  # fmt: skip

    def opening(self) -> Row:
        def without() -> str:
            with unsealed(self.case):
                return self.get(self.detail)

        each = medians(in_turns({"sealed": lambda: self.get(self.detail), "not": without}))
        milli = {name: round(value * 1e3, 1) for name, value in each.items()}
        ratio = each["sealed"] / each["not"]
        many = queries(lambda: self.get(self.detail))
        return Row(
            what="open one case",
            here=f"{milli['sealed']} ms, {many} queries",
            beside=f"without sealing {milli['not']} ms",
            target=f"≤ {OPEN} ×; here {ratio:.2f} ×",
            holds=ratio <= OPEN,
            numbers={"milliseconds": milli, "ratio": round(ratio, 3), "queries": many},
        )

    def searching(self) -> Row:
        names = [*Clear.objects.filter(
            pk__in=Assignment.objects.visible_to(self.country.mine.person).values("case")
        ).values_list("about", flat=True)[:SEARCHES]]  # fmt: skip
        found = iter(names * 2)
        taken = times(lambda: self.found(next(found)), len(names))
        p95 = percentile(taken, 95) * 1e3
        open_ones = Assignment.objects.visible_to(self.country.mine.person).count()
        return Row(
            what=f"search a name in my {open_ones:,} open cases",
            here=f"p95 {p95:.0f} ms, median {percentile(taken, 50) * 1e3:.0f} ms",
            beside="–",
            target=f"p95 ≤ {SEARCH} ms",
            holds=p95 <= SEARCH,
            numbers={"p95_ms": round(p95, 1), "open_cases": open_ones},
        )


def signed_in(person: Person, ring: Ring) -> Client:
    """A browser after the second factor: session and cookie have a half of the keys each."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    carried = carry(ring)
    session = client.session
    session[IN_SESSION] = carried.sealed
    session[BEGAN] = int(time())
    session["account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time()}]
    session.save()
    client.cookies[COOKIE] = carried.cookie
    return client


def clear_list(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """The list of all open cases here, whoever asks, from names in clear: the same page else."""
    found = place_or_404(place)
    desk = desk_at(current().library, found, "", lang)
    rows = Case.objects.open().filter(municipality=place).order_by("-opened_at", "-pk")
    cases = {each.pk: each for each in rows[: A_PAGE + 1]}
    names = dict(Clear.objects.filter(pk__in=cases).values_list("case", "about"))
    following = next_of(dues(Step.objects.open().filter(case__in=cases), cases, desk))
    shown = [
        Line(case, "", title_of_case(desk, case), following.get(case.pk), names[case.pk])
        for case in list(cases.values())[:A_PAGE]
    ]
    context = {
        "place": found, "lines": shown, "standing": "open", "mechanism": "", "mechanisms": [],
        "page": 0, "newer": -1, "older": 1, "form": SearchForm(), "supervises": False,
        "leads": True,
    }  # fmt: skip
    return render(request, "cases/working/list.html", context)


class Peer:
    """The address of the peer's list, in front of all others."""

    where: ClassVar[Any] = path(
        "<language:lang>/<slug:place>/bench-in-clear/", clear_list, name="bench-list"
    )


def add_peer() -> None:
    if Peer.where not in urls.urlpatterns:
        urls.urlpatterns.insert(0, Peer.where)


@contextmanager
def unsealed(case: Case) -> Iterator[None]:
    """The page of a case takes its words from the table in clear, and opens no key."""
    with patch.object(acting, "open_with", lambda _ring, _compartment: ClearBox(case.pk)):
        yield


def queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


def times(work: Callable[[], object], count: int) -> list[float]:
    found = []
    for _ in range(count):
        started = perf_counter()
        work()
        found.append(perf_counter() - started)
    return found


def percentile(values: list[float], which: int) -> float:
    """The value that so many of a hundred do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * which // 100)]
