import pytest

from bashke.keys import services
from bashke.keys.living import Endangered, endangered, recovery_keepers
from bashke.keys.refusals import KeysError
from tests.keys.conftest import ACTOR, PLACE

pytestmark = pytest.mark.django_db


def alarm():
    return list(endangered(PLACE))


def test_two_people_are_enough(town):
    town.make("drita", "besnik")

    assert alarm() == []


def test_one_person_is_not_even_with_recovery_and_emergency(town):
    services.make_emergency(municipality=PLACE, substitutes=[town.mira], actor=ACTOR)
    opened = town.make("drita", break_glass=True)

    assert alarm() == [Endangered(opened.id, 1)]


def test_a_person_with_a_post_counts_once(town):
    town.post = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)
    opened = town.make("drita", "post")
    assert alarm() == [Endangered(opened.id, 1)]

    services.pass_on(ring=town.ring("drita"), post=town.post, to=town.besnik, actor=ACTOR)

    assert alarm() == []


def test_who_ended_retired_or_forgot_the_password_does_not_count(town):
    first, second, third = (town.make("drita", name) for name in ("besnik", "mira", "agim"))

    town.end("besnik", first.id)
    services.retire(person=town.mira, actor=ACTOR, ground="operation")
    services.renew(person=town.agim, password="e re", actor=ACTOR)

    assert {each.compartment for each in alarm()} == {first.id, second.id, third.id}


def test_what_nobody_holds_any_more_is_told_too(town):
    town.post = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)
    opened = town.make("post")

    services.leave(post=town.post, person=town.drita, actor=ACTOR)

    assert alarm() == [Endangered(opened.id, 0)]


def test_what_is_shredded_or_elsewhere_is_not_told(town):
    opened = town.make("drita")
    services.shred(compartment=opened.id, actor=ACTOR)

    assert alarm() == []
    assert list(endangered("diber")) == []


def test_a_keeper_of_recovery_who_retires_is_missed(town):
    assert recovery_keepers(PLACE) == 3

    services.retire(person=town.mira, actor=ACTOR, ground="operation")

    assert recovery_keepers(PLACE) == 2
    assert town.recover(0, 1)
    with pytest.raises(KeysError):
        town.recover(1, 2)
