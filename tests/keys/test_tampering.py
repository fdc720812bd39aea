"""Somebody writes into the database, but does not have the installation's secret key."""

import pytest

from bashke.audit.models import Event
from bashke.keys import services
from bashke.keys.boxes import bound, commitment, new_key, public_of, seal_to
from bashke.keys.models import Compartment, Custody, Grant, Pair
from bashke.keys.opening import open_with
from bashke.keys.refusals import AlteredKeyError, ClosedError, DamagedError, KeysError
from bashke.keys.turning import turn_over
from tests.keys.conftest import ACTOR, PLACE

pytestmark = pytest.mark.django_db


def live(person):
    return Pair.objects.get(holder=person, ended_at=None)


def test_nothing_is_sealed_to_a_public_key_put_in_from_outside(town):
    mine = new_key()
    Pair.objects.filter(holder=town.drita).update(public=public_of(mine))

    with pytest.raises(AlteredKeyError):
        town.make("drita")
    with pytest.raises(AlteredKeyError):
        services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)


def test_a_turn_over_leaves_out_a_key_put_in_from_outside_and_says_so(town):
    opened = town.make("drita", "besnik")
    Pair.objects.filter(holder=town.besnik).update(public=public_of(new_key()))

    turn_over(opened.id, actor=ACTOR, ground="operation")

    new = Grant.objects.filter(compartment=opened.id, epoch=2)
    assert {grant.pair.holder.kind for grant in new} == {"person", "recovery"}
    assert not new.filter(pair__holder=town.besnik).exists()
    assert Event.objects.filter(act="keys.foreign-grant-refused").count() == 1


def test_a_planted_grant_gets_no_next_key(town):
    opened = town.make("drita")
    genuine = Grant.objects.get(compartment=opened.id, pair__holder=town.drita)
    genuine.pk, genuine.pair = None, live(town.besnik)
    genuine.save(force_insert=True)

    turn_over(opened.id, actor=ACTOR, ground="operation")

    with pytest.raises(ClosedError):
        open_with(town.ring("besnik"), opened.id).key(2)
    with pytest.raises(DamagedError):
        open_with(town.ring("besnik"), opened.id).key(1)


def test_an_own_key_planted_for_a_compartment_is_not_written_with(town):
    opened = town.make("drita")
    mine, pair = new_key(), live(town.drita)
    print_ = commitment(mine, bound(opened.id, 1))
    box = seal_to(bytes(pair.public), mine)
    for change in ({"wrapped": box}, {"wrapped": box, "commitment": print_}):
        Grant.objects.filter(pair=pair).update(**change)
        Compartment.objects.update(commitment=print_)
        with pytest.raises((AlteredKeyError, DamagedError)):
            open_with(town.ring("drita"), opened.id).seal("teksti", field="note")


def test_a_planted_keeper_of_a_post_gets_no_next_key(town):
    post = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)
    services.pass_on(ring=town.ring("drita"), post=post, to=town.mira, actor=ACTOR)
    planted = Custody.objects.get(pair__holder=post, keeper__holder=town.mira)
    planted.pk, planted.keeper = None, live(town.besnik)
    planted.save(force_insert=True)

    services.leave(post=post, person=town.mira, actor=ACTOR)

    newest = Custody.objects.filter(pair=live(post))
    assert not newest.filter(keeper__holder=town.besnik).exists()
    assert newest.filter(keeper__holder=town.drita).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"until": "2030-01-01T00:00Z"},
        {"epoch": 7},
        {"ground": "court"},
        {"municipality": "diber"},
        {"commitment": b"c" * 32},
        {"wrapped": b"w" * 80},
        {"mark": b"m" * 16},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_grant_does_not_open(town, change):
    opened = town.make("drita")
    Grant.objects.filter(pair__holder=town.drita).update(**change)

    with pytest.raises(KeysError):
        open_with(town.ring("drita"), opened.id).key(change.get("epoch", 1))


@pytest.mark.parametrize("change", [{"until": "2030-01-01T00:00Z"}, {"epoch": 7}], ids=str)
def test_a_changed_grant_does_not_open_after_its_first_use_either(town, change):
    opened = town.make("drita")
    ring = town.ring("drita")
    open_with(ring, opened.id).key(1)
    services.rewrap(ring=ring)
    Grant.objects.filter(pair__holder=town.drita).update(**change)

    with pytest.raises(DamagedError):
        open_with(town.ring("drita"), opened.id).key(change.get("epoch", 1))


def test_two_grants_swapped_do_not_open(town):
    one, other = town.make("drita"), town.make("drita")
    ring = town.ring("drita")
    for each in (one, other):
        open_with(ring, each.id).key(1)
    for settled in (False, True):
        if settled:
            services.rewrap(ring=ring)
        first, second = (
            Grant.objects.get(compartment=each.id, pair__holder=town.drita) for each in (one, other)
        )
        swapped = {first.pk: second.wrapped, second.pk: first.wrapped}
        for pk, wrapped in swapped.items():
            Grant.objects.filter(pk=pk).update(wrapped=wrapped)
        for each in (one, other):
            with pytest.raises(DamagedError):
                open_with(town.ring("drita"), each.id).key(1)
        for pk in swapped:
            back = first if pk == first.pk else second
            Grant.objects.filter(pk=pk).update(wrapped=back.wrapped)


@pytest.mark.parametrize(
    "change", [{"epoch": 1}, {"municipality": "diber"}, {"kind": "open"}], ids=str
)
def test_a_compartment_set_back_or_moved_is_not_written_to(town, change):
    opened = town.make("drita", "besnik")
    town.end("besnik", opened.id)
    Compartment.objects.update(**change)

    with pytest.raises(AlteredKeyError):
        open_with(town.ring("drita"), opened.id).seal("teksti", field="note")
    with pytest.raises(AlteredKeyError):
        town.grant("drita", opened.id, "mira")


def test_marks_hold_over_a_change_of_the_secret_key(town, settings):
    opened = town.make("drita")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"

    assert open_with(town.ring("drita"), opened.id).seal("teksti", field="note")

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(AlteredKeyError):
        town.ring("drita")


def test_an_operator_who_lost_the_secret_key_marks_everything_anew(town, settings):
    post = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)
    opened = town.make("drita")
    settings.SECRET_KEY = "a new one"

    rows = services.remark(actor=ACTOR)

    assert rows == sum(model.objects.count() for model in (Pair, Custody, Compartment, Grant))
    assert open_with(town.ring("drita"), opened.id).seal("teksti", field="note")
    services.pass_on(ring=town.ring("drita"), post=post, to=town.mira, actor=ACTOR)
    assert Event.objects.filter(act="keys.marked-anew").count() == 1
