"""What is told of who could open what is what happens when everybody tries, after any history."""

from datetime import timedelta
from itertools import combinations

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bashke.keys import notices, services
from bashke.keys.models import Compartment, Custody, Grant, Pair
from bashke.keys.opening import open_all
from bashke.keys.refusals import KeysError, WrongPasswordError
from bashke.keys.services import Words
from bashke.keys.ways import opened_by, ways_into
from tests.keys.conftest import ACTOR, PEOPLE, PLACE, password_of, town_of

pytestmark = pytest.mark.django_db

KINDS = ("case", "plan", "report")
ACTS = (
    "make", "make_for_emergency", "grant", "grant_all", "grant_for_hours", "end", "forget",
    "pass_on", "leave", "retire", "renew", "restore", "smash", "settle", "turn", "shred",
    "renew_recovery", "wait",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTS), st.sampled_from(PEOPLE), st.sampled_from([*PEOPLE, "post"]),
        st.integers(0, 2),
    ),
    min_size=30, max_size=60,
)  # fmt: skip
OFTEN = 6
# What ends much at once comes seldom, so that something is left.
SELDOM = {"retire", "shred", "renew", "renew_recovery", "forget"}


class History:
    """Acts in any order; what is refused did not happen."""

    def __init__(self, clock):
        self.clock = clock
        self.town = town = town_of()
        town.post = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)
        town.receipt = services.enrol(
            municipality=PLACE, password=password_of("receipt"), actor=ACTOR, kind="receipt"
        )
        town.emergency = services.make_emergency(
            municipality=PLACE, substitutes=[town.besnik, town.mira], actor=ACTOR
        )
        self.made = [town.make("drita", "post", kind="case", break_glass=True).id]
        self.made += [town.make("receipt", "post", kind="report").id]

    def play(self, steps):
        for number, step in enumerate(steps):
            self.act(*step)
            if number % OFTEN == 0:
                yield

    def act(self, act, one, other, number):
        """By who is named, or else by the next who can."""
        first = PEOPLE.index(one)
        for name in (*PEOPLE[first:], *PEOPLE[:first]):
            try:
                with transaction.atomic():
                    return self.do(act, name, other, number)
            except KeysError:
                continue
        return None

    def do(self, act, one, other, number):
        if act in SELDOM and number:
            return
        town, compartment = self.town, self.made[number % len(self.made)]
        if act.startswith("make"):
            emergency = act != "make" or number > 0
            opened = town.make(one, other, kind=KINDS[number], break_glass=emergency)
            self.made.append(opened.id)
        elif act.startswith("grant"):
            more = {"grant_all": {"epochs": "all"}, "grant_for_hours": {"until": soon()}}
            town.grant(one, compartment, other, **more.get(act, {}))
        elif act in {"end", "forget"}:
            town.end(other, compartment, forget=act == "forget")
        elif act == "pass_on":
            what = town.emergency if number == 2 else town.post
            services.pass_on(ring=town.ring(one), post=what, to=getattr(town, other), actor=ACTOR)
        elif act == "leave":
            what = town.emergency if number == 2 else town.post
            services.leave(post=what, person=getattr(town, one), actor=ACTOR)
        elif act == "retire":
            services.retire(person=getattr(town, one), actor=ACTOR, ground="operation")
        elif act == "renew":
            services.renew(person=getattr(town, one), password=password_of(one), actor=ACTOR)
        elif act == "smash":
            services.break_glass(
                ring=town.ring(one), compartment=compartment, reason="Tani.", actor=ACTOR
            )
        elif act == "settle":
            self.settle(one)
        elif act == "turn":
            services.turn_over_due()
        elif act == "shred":
            services.shred(compartment=compartment, actor=ACTOR)
        elif act == "wait":
            self.clock.shift(timedelta(hours=3))
        else:
            self.recover(act, one)

    def recover(self, act, one):
        town = self.town
        if act == "restore":
            with town.recover() as ring:
                services.restore(ring=ring, person=getattr(town, one), actor=ACTOR)
        elif act == "renew_recovery":
            with town.recover() as ring:
                keepers = [getattr(town, name) for name in PEOPLE[:3]]
                town.words = services.renew_recovery(ring=ring, keepers=keepers, actor=ACTOR)

    def settle(self, name):
        with self.town.ring(name) as ring:
            read(ring, self.made)
            services.rewrap(ring=ring)


def soon():
    return timezone.now() + timedelta(hours=4)


def read(ring, compartments):
    """Really opening: which keys of which compartments this ring has."""
    found = open_all(ring, compartments)
    return {(box.id, epoch) for box in found.values() for epoch in box.epochs if box.key(epoch)}


def tried(history):
    """Everybody tries everything: who, through what, and what opened."""
    town, found = history.town, set()
    for name in (*PEOPLE, "receipt"):
        try:
            ring = town.ring(name)
        except WrongPasswordError:
            continue
        found |= {(getattr(town, name), "own", *each) for each in read(ring, history.made)}
        try:
            emergency = ring.emergency(PLACE)
        except KeysError:
            continue
        opened = read(emergency, history.made)
        found |= {(getattr(town, name), "emergency", *each) for each in opened}
    for one, other in combinations(town.words, 2):
        try:
            ring = services.recover(municipality=PLACE, first=Words(*one), second=Words(*other))
        except KeysError:
            continue
        for each in read(ring, history.made):
            found |= {(one.keeper, "recovery", *each), (other.keeper, "recovery", *each)}
    return found


OWN = {"person": "own", "post": "own", "receipt": "own"}


def told(history):
    return {
        (way.by, OWN.get(way.through, way.through), compartment, epoch)
        for compartment in history.made
        for way in ways_into(compartment, municipality=PLACE)
        for epoch in way.epochs
    }


def counted(history):
    """The other way round, from each person: how many through each kind of key."""
    return {
        (getattr(history.town, name), each.kind, each.through): each.count
        for name in (*PEOPLE, "receipt")
        for each in opened_by(getattr(history.town, name))
    }


def counts_told(history):
    found = {}
    kinds = dict(zip(history.made, kinds_of(history), strict=True))
    for compartment in history.made:
        for by, through in {
            (way.by, way.through) for way in ways_into(compartment, municipality=PLACE)
        }:
            key = by, kinds[compartment], through
            found[key] = found.get(key, 0) + 1
    return found


def kinds_of(history):
    known = dict(Compartment.objects.values_list("pk", "kind"))
    return [known[pk] for pk in history.made]


@pytest.fixture
def history(db, heard):
    with time_machine.travel("2026-11-24 08:00Z", tick=False) as clock:
        yield History(clock)


# By whom, to whom and to which compartment does not matter where the act has no such thing.
EXAMPLES = {
    "a broken glass mends": [("smash", "besnik", "", 0), ("wait",), ("wait",)],
    "an hour's grant is over": [("grant_for_hours", "drita", "agim", 0), ("wait",), ("wait",)],
    "a substitute who left keeps the old key only": [
        ("leave", "besnik", "", 2), ("make_for_emergency", "drita", "teuta", 2)
    ],
    "recovery by one keeper alone is none": [("retire", "teuta", "", 0), ("retire", "agim", "", 0)],
    "renewed, recovery reads the old too": [("renew_recovery", "drita", "", 0)],
    "renewed twice": [("renew_recovery", "drita", "", 0)] * 2,
    "who ended reads what was before": [("grant", "drita", "agim", 0), ("end", "", "agim", 0)],
    "who has to forget does not": [("grant", "drita", "agim", 0), ("forget", "", "agim", 0)],
    "a new password opens nothing": [("renew", "drita", "", 0)],
    "restored, it does again": [("renew", "drita", "", 0), ("restore", "drita", "", 0)],
    "who left the post keeps what came before": [
        ("pass_on", "drita", "agim", 0), ("leave", "drita", "", 0)
    ],
    "opened once, it stays": [("settle", "drita", "", 0), ("pass_on", "drita", "agim", 0)],
    "shredded": [("shred", "", "", 0)],
}  # fmt: skip


@pytest.mark.parametrize("steps", EXAMPLES.values(), ids=EXAMPLES)
def test_what_is_told_is_what_opens(steps, history):
    for act, one, other, number in (step + ("", "", 0)[len(step) - 1 :] for step in steps):
        history.do(act, one, other, number)

    assert told(history) == tried(history)
    assert counted(history) == counts_told(history)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_what_is_told_is_what_opens_after_any_history(steps, heard):
    with time_machine.travel("2026-11-24 08:00Z", tick=False) as clock, transaction.atomic():
        history = History(clock)
        for _some_of_them in history.play(steps):
            assert told(history) == tried(history)
            assert counted(history) == counts_told(history)
        transaction.set_rollback(True)


@pytest.fixture
def heard():
    """Somebody is told of every glass, so that it may be broken."""
    listening = lambda _notice: None  # noqa: E731 (nobody listens really)
    notices.glass_broken.append(listening)
    yield
    notices.glass_broken.remove(listening)


def into(compartment):
    return ways_into(compartment, municipality=PLACE)


def test_a_way_says_through_what_since_when_until_when_and_why(town, time_machine):
    time_machine.move_to("2026-11-24 08:00Z", tick=False)
    opened = town.make("drita")
    time_machine.move_to("2026-11-24 09:00Z", tick=False)
    town.grant("drita", opened.id, "besnik", until=soon())

    (way,) = (each for each in into(opened.id) if each.by == town.besnik)

    assert (way.through, way.holder, way.ground) == ("person", town.besnik, "assignment")
    assert (way.since, way.until) == (timezone.now(), soon())
    assert way.is_current


def test_who_ended_without_forgetting_is_told_with_what_stays_readable(town):
    opened = town.make("drita", "besnik")
    town.end("besnik", opened.id)

    now = {way.by: way.is_current for way in into(opened.id) if way.through == "person"}

    assert now == {town.drita: True, town.besnik: False}


def test_nothing_is_told_of_another_municipality_or_of_what_was_shredded(town):
    opened = town.make("drita")

    assert ways_into(opened.id, municipality="diber") == []
    services.shred(compartment=opened.id, actor=ACTOR)
    assert into(opened.id) == []


@pytest.mark.parametrize("model", [Grant, Custody, Pair])
def test_what_was_put_in_from_outside_opens_nothing_and_is_not_told(town, model):
    town.post = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)
    opened = town.make("post")
    assert {way.by for way in into(opened.id) if way.through == "post"} == {town.drita}

    model.objects.update(mark=b"0" * 16)

    assert not [way for way in into(opened.id) if way.through == "post"]


def test_it_takes_few_queries_however_many_hold_it(town, django_assert_max_num_queries):
    town.post = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)
    for name in ("besnik", "teuta"):
        services.pass_on(
            ring=town.ring("drita"), post=town.post, to=getattr(town, name), actor=ACTOR
        )
    opened = town.make("drita", "besnik", "teuta", "agim", "mira", "post")

    with django_assert_max_num_queries(12):
        assert len(into(opened.id)) == 5 + 3 + 3
