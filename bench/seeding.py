"""A country at work: 61 municipalities, 200 people with keys, and as many cases as one likes.

Everything is as the services leave it: every name and story sealed under a key of its own, every
key sealed to who leads, a member, the recovery and the emergency key, every row marked. Only it is
written many rows at a time, without the trail and without the counts. People are enrolled and
appointed by the services themselves; their passwords are stretched with little memory, which
changes the time of a sign-in and nothing else.

Cases have no referral of their own, as when a call was taken.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.accounts.models import Institution, Person, Post
from bashke.cases.models import Assignment, Case, Step
from bashke.guide.edition import from_files
from bashke.keys import opening, passwords
from bashke.keys import services as keys
from bashke.keys.models import Compartment, Grant, Holder, Pair
from bashke.keys.opened import Opened
from bashke.keys.opening import Ring, unlock_ring
from bashke.keys.passwords import Cost
from bashke.keys.turning import begin_epoch, granted
from bashke.office.gate.models import Module

PLACE, ACTOR, PASSWORD = "librazhd", "system", "a password of the bench"
PEOPLE, OWN, AT_ONCE = 200, 2_000, 2_000
ROLES = ("dv-coordinator", "child-protection-worker", "anti-trafficking-contact")
MECHANISM = dict(
    zip(ROLES, ("domestic-violence", "child-protection", "counter-trafficking"), strict=True)
)
FIRST = {
    "domestic-violence": "report-received",
    "child-protection": "report-received",
    "counter-trafficking": "initial-identification",
}
NAMES = (
    "Ana", "Besa", "Çeljeta", "Drita", "Elira", "Fatmir", "Gëzim", "Hana", "Ilir", "Jeta", "Kujtim",
    "Lule", "Mira", "Ndue", "Olta", "Pëllumb", "Qamil", "Rozeta", "Shpresa", "Teuta", "Ujku",
    "Valbona", "Xhevahir", "Yllka", "Zana",
)  # fmt: skip
SURNAMES = (
    "Alushi", "Bardhi", "Cani", "Doda", "Elezi", "Frashëri", "Gjoka", "Hoxha", "Isufi", "Jaku",
    "Kola", "Leka", "Marku", "Ndoja", "Osmani", "Prifti", "Qosja", "Rama", "Shehu", "Toska",
    "Ulqini", "Vata", "Xhafa", "Ymeri", "Zeka",
)  # fmt: skip
STORY = "Erdhi në zyrë me shenja në fytyrë dhe tha se ka frikë të kthehet në shtëpi. " * 4
REACH = "Vetëm në punë, në mëngjes; kurrë me telefon."


@dataclass(frozen=True)
class Worker:
    """Somebody at a post, as the seed needs them."""

    person: Person
    post: Post
    pair: Pair

    def ring(self) -> Ring:
        assert self.person.holder
        return unlock_ring(self.person.holder, PASSWORD)


@dataclass(frozen=True)
class Country:
    """Who is measured, who sends to them, and how many cases there are."""

    mine: Worker
    sender: Worker
    workers: tuple[Worker, ...]
    cases: int


Clear = Callable[[Case, dict[str, str]], None]


def seed(
    cases: int, *, people: int = PEOPLE, own: int = OWN, clear: Clear | None = None
) -> Country:
    """Everybody and everything; `own` of the cases are led by the person who is measured.

    `clear` is told the words of every case, for a peer that keeps them unsealed.
    """
    workers = everybody(people)
    mine = next(each for each in workers if each.post.role == "dv-coordinator")
    sender = next(
        each for each in workers
        if each is not mine and each.post.municipality == mine.post.municipality
    )  # fmt: skip
    write_cases(workers, mine, cases, min(own, cases), clear)
    return Country(mine, sender, workers, cases)


def everybody(people: int) -> tuple[Worker, ...]:
    """People in turns over the municipalities, Librazhd first, each role in turn at each place."""
    passwords.COST = opening.COST = Cost(memory_kib=8, passes=1, lanes=1)
    places = sorted(each.slug for each in from_files().pack.municipalities)
    places = [PLACE, *(each for each in places if each != PLACE)]
    offices = {place: begin(place) for place in places[:people]}
    found = []
    for number, place in zip(range(people), cycle(places), strict=False):
        role = ROLES[number // len(places) % len(ROLES)]
        found.append(employed(number, offices[place], role))
    # One more at the measured place, from whom it comes.
    found.append(employed(people, offices[PLACE], "child-protection-worker", unit="a"))
    return tuple(found)


def begin(place: str) -> Institution:
    """A municipality with its recovery and emergency key and its modules open."""
    keepers = [enrolled(place) for _ in range(3)]
    if not keys.recovery_is_ready(place):
        words = keys.make_recovery(municipality=place, keepers=keepers, actor=ACTOR)
        for one, other in ((0, 1), (1, 2)):
            keys.try_shares(municipality=place, first=words[one], second=words[other], actor=ACTOR)
    keys.make_emergency(municipality=place, substitutes=keepers[:1], actor=ACTOR)
    modules = [Module(municipality=place, mechanism=each) for each in MECHANISM.values()]
    Module.objects.bulk_create(modules, ignore_conflicts=True)
    kind, name = Institution.Kind.MUNICIPALITY, "Bashkia, e matur"
    return accounts.add_institution(municipality=place, kind=kind, name=name, actor=ACTOR)


def enrolled(place: str) -> UUID:
    return keys.enrol(municipality=place, password=PASSWORD, actor=ACTOR)


def employed(number: int, office: Institution, role: str, unit: str = "") -> Worker:
    person = Person.objects.create(
        name=f"{NAMES[number % 25]} {SURNAMES[number // 25 % 25]}",
        email=f"person{number}@example.org",
        holder=enrolled(office.municipality),
    )
    post = Post.objects.filter(institution=office, role=role, unit=unit, ended_at=None).first()
    post = post or accounts.add_post(institution=office, role=role, unit=unit, actor=ACTOR)
    accounts.appoint(person=person, post=post, actor=ACTOR)
    pair = Pair.objects.live().select_related("holder").get(holder=person.holder)
    return Worker(person, post, pair)


def write_cases(
    workers: tuple[Worker, ...], mine: Worker, cases: int, own: int, clear: Clear | None
) -> None:
    """Cases spread evenly over two years; every `cases // own`-th is the measured person's."""
    drawn = Random(20261124)  # noqa: S311 - invented names, no secret
    others = cycle([each for each in workers if each is not mine])
    beyond = pairs_beyond()
    now, apart = timezone.now(), timedelta(days=730) / cases
    every = max(1, cases // max(1, own))
    for start in range(0, cases, AT_ONCE):
        batch = Batch(clear)
        for number in range(start, min(start + AT_ONCE, cases)):
            lead = mine if number % every == 0 and number // every < own else next(others)
            batch.add(
                lead,
                lead if lead is mine else next(others),
                beyond[lead.post.municipality],
                f"{drawn.choice(NAMES)} {drawn.choice(SURNAMES)}",
                now - apart * (cases - number),
            )
        batch.write()


def pairs_beyond() -> dict[str, list[Pair]]:
    """The recovery and the emergency key of each municipality, to which every case is sealed."""
    found: dict[str, list[Pair]] = {}
    kinds = (Holder.Kind.RECOVERY, Holder.Kind.EMERGENCY)
    for pair in Pair.objects.live().filter(holder__kind__in=kinds).select_related("holder"):
        found.setdefault(pair.holder.municipality, []).append(pair)
    return found


class Batch:
    """Some thousand cases with everything that belongs to them, on their way to the database."""

    def __init__(self, clear: Clear | None) -> None:
        self.clear = clear
        self.rows: dict[type[Any], list[Any]] = {
            model: [] for model in (Compartment, Grant, Case, Assignment, Step)
        }

    def add(
        self, lead: Worker, member: Worker, beyond: list[Pair], about: str, opened_at: datetime
    ) -> None:
        place, mechanism = lead.post.municipality, MECHANISM[lead.post.role]
        compartment = Compartment(kind="case", municipality=place, made_at=opened_at)
        key = begin_epoch(compartment, 1)
        team = [lead] if member is lead else [lead, member]
        self.rows[Compartment].append(compartment)
        self.rows[Grant] += [
            granted(compartment, key=key, epoch=1, pair=pair, ground=ground)
            for pair, ground in self.holders(team, beyond)
        ]
        version = from_files().library.versions[mechanism][-1]
        case = Case(
            municipality=place, mechanism=mechanism, version=version.in_force_from,
            reported_at=opened_at, opened_at=opened_at, compartment=compartment.pk,
        )  # fmt: skip
        # `save` does this, and many rows at once do not pass by it.
        case.subject = f"case/{case.pk}"
        words = {"about": about, "summary": STORY, "reach": REACH}
        opened = Opened.fresh(compartment, key)
        for name, text in words.items():
            setattr(case, name, opened.seal(text, field=case.field(name)))
        self.rows[Case].append(case)
        self.rows[Assignment] += [
            Assignment(
                case=case, person=each.person, post=each.post, starts_at=opened_at,
                opened_at=opened_at, part="lead" if each is lead else "member",
            )
            for each in team
        ]  # fmt: skip
        step = version.step(FIRST[mechanism])
        due = opened_at + timedelta(hours=24)
        self.rows[Step].append(
            Step(
                case=case, key=step.key, role=step.done_by, begun_at=opened_at,
                counted_from=opened_at, due_at=due,
            )
        )  # fmt: skip
        if self.clear:
            self.clear(case, words)

    def holders(self, team: list[Worker], beyond: list[Pair]) -> Iterator[tuple[Pair, str]]:
        yield from ((each.pair, "assignment") for each in team)
        for pair in beyond:
            is_recovery = pair.holder.kind == Holder.Kind.RECOVERY
            yield pair, "recovery" if is_recovery else "break-glass"

    @transaction.atomic
    def write(self) -> None:
        for model, rows in self.rows.items():
            model.objects.bulk_create(rows, batch_size=500)
