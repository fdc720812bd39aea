import pytest

from bashke.audit.models import Event
from bashke.keys import notices, services
from bashke.keys.models import BrokenGlass, Grant
from bashke.keys.opening import open_with
from bashke.keys.refusals import ClosedError, KeysError
from tests.keys.conftest import ACTOR, PLACE, town_of

pytestmark = pytest.mark.django_db

REASON = "Drita është në spital dhe afati mbaron sot."


@pytest.fixture
def town(db, time_machine):
    time_machine.move_to("2026-11-24 08:00Z", tick=False)
    town = town_of()
    town.emergency = services.make_emergency(
        municipality=PLACE, substitutes=[town.besnik], actor=ACTOR
    )
    return town


def smash(town, name, compartment, **more):
    given = {"reason": REASON, "actor": str(getattr(town, name))}
    return services.break_glass(ring=town.ring(name), compartment=compartment, **given | more)


def test_a_substitute_opens_for_hours_and_the_lead_is_told(town, told, time_machine):
    opened = town.make("drita", break_glass=True)
    sealed = opened.seal("teksti", field="note")

    assert smash(town, "besnik", opened.id).unseal(sealed, field="note") == "teksti"

    [notice] = told
    assert (notice.compartment, notice.holder) == (opened.id, town.besnik)
    assert notice.until.hour == 12
    time_machine.move_to("2026-11-24 11:59Z", tick=False)
    assert town.opens("besnik", opened.id, sealed) == "teksti"
    time_machine.move_to("2026-11-24 12:00Z", tick=False)
    with pytest.raises(ClosedError):
        town.opens("besnik", opened.id, sealed)


def test_the_lead_reads_the_reason_and_the_trail_does_not(town, told):
    opened = town.make("drita", break_glass=True)
    smash(town, "besnik", opened.id)

    [(glass, reason)] = services.reasons(open_with(town.ring("drita"), opened.id))

    assert reason == REASON
    assert b"spital" not in bytes(glass.reason)
    event = Event.objects.get(act="keys.glass-broken")
    assert event.ground == "break-glass"
    assert event.actor == str(town.besnik)


def test_afterwards_the_key_turns_over_and_the_grants_go(town, told, time_machine):
    opened = town.make("drita", break_glass=True)
    smash(town, "besnik", opened.id, hours=1)
    time_machine.move_to("2026-11-24 09:00Z", tick=False)

    assert services.turn_over_due() == 1

    assert not Grant.objects.filter(pair__holder=town.besnik).exists()
    assert BrokenGlass.objects.get().ended_at
    assert open_with(town.ring("drita"), opened.id).epochs == [1, 2]


def test_it_can_be_broken_again_with_a_new_reason(town, told, time_machine):
    opened = town.make("drita", break_glass=True)
    smash(town, "besnik", opened.id, hours=1)
    with pytest.raises(KeysError):
        smash(town, "besnik", opened.id)
    time_machine.move_to("2026-11-24 09:30Z", tick=False)

    smash(town, "besnik", opened.id)

    assert len(told) == 2


def test_only_a_named_substitute_and_only_where_it_is_on(town, told):
    on, off = town.make("drita", break_glass=True), town.make("drita")

    for name, compartment in (("agim", on), ("besnik", off)):
        with pytest.raises(ClosedError):
            smash(town, name, compartment.id)
    assert told == []


@pytest.mark.parametrize("wrong", [{"reason": "  "}, {"hours": 0}, {"hours": 25}])
def test_without_a_reason_or_for_days_it_stays_shut(town, told, wrong):
    opened = town.make("drita", break_glass=True)

    with pytest.raises(KeysError):
        smash(town, "besnik", opened.id, **wrong)


def test_where_nobody_would_be_told_it_stays_shut(monkeypatch, town):
    monkeypatch.setattr("bashke.keys.services.glass.glass_broken", [])
    opened = town.make("drita", break_glass=True)

    with pytest.raises(KeysError):
        smash(town, "besnik", opened.id)
    assert not BrokenGlass.objects.exists()


def test_if_telling_fails_nothing_is_opened(town, monkeypatch):
    def fails(_notice):
        raise RuntimeError("no post today")

    monkeypatch.setattr(notices, "glass_broken", [fails])
    monkeypatch.setattr("bashke.keys.services.glass.glass_broken", [fails])
    opened = town.make("drita", break_glass=True)

    with pytest.raises(RuntimeError):
        smash(town, "besnik", opened.id)

    with pytest.raises(ClosedError):
        open_with(town.ring("besnik"), opened.id)


def test_the_substitutes_own_ring_never_opens_by_itself(town):
    opened = town.make("drita", break_glass=True)

    with pytest.raises(ClosedError):
        open_with(town.ring("besnik"), opened.id)


def test_a_substitute_names_another_and_who_was_one_is_out(town, told):
    old = town.make("drita", break_glass=True)
    services.pass_on(ring=town.ring("besnik"), post=town.emergency, to=town.mira, actor=ACTOR)
    services.leave(post=town.emergency, person=town.besnik, actor=ACTOR)
    new = town.make("drita", break_glass=True)

    assert smash(town, "mira", old.id).epochs == [1, 2]
    assert smash(town, "mira", new.id)
    for compartment in (old, new):
        with pytest.raises(ClosedError):
            smash(town, "besnik", compartment.id)


def test_what_belongs_to_it_opens_with_it_and_is_told_once(town, told):
    opened = town.make("drita", break_glass=True)
    part = town.make("drita", break_glass=True)
    sealed = part.seal("plani", field="note")

    smash(town, "besnik", opened.id, along=[part.id])

    assert town.opens("besnik", part.id, sealed) == "plani"
    assert [each.compartment for each in told] == [opened.id]
    [(_glass, reason)] = services.reasons(open_with(town.ring("drita"), part.id))
    assert reason == REASON


def test_where_a_part_stays_shut_nothing_opens(town, told):
    opened = town.make("drita", break_glass=True)
    shut = town.make("drita")

    with pytest.raises(ClosedError):
        smash(town, "besnik", opened.id, along=[shut.id])

    assert not told
    assert not BrokenGlass.objects.exists()
