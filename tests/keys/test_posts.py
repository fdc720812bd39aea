import pytest

from bashke.audit.models import Event
from bashke.keys import services
from bashke.keys.models import Custody, Grant
from bashke.keys.opening import open_with
from bashke.keys.refusals import ClosedError, KeysError
from bashke.keys.services import HandOver
from tests.keys.conftest import ACTOR, PLACE, town_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    town = town_of()
    town.post = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)
    return town


def pass_on(town, giver, to):
    services.pass_on(ring=town.ring(giver), post=town.post, to=getattr(town, to), actor=ACTOR)


def leave(town, name):
    services.leave(post=town.post, person=getattr(town, name), actor=ACTOR)


def test_who_holds_the_post_reads_what_came_to_it(town):
    opened = town.make("post")
    sealed = opened.seal("teksti", field="note")

    assert town.opens("drita", opened.id, sealed) == "teksti"
    with pytest.raises(ClosedError):
        town.opens("besnik", opened.id, sealed)


def test_a_post_passed_on_opens_what_came_before(town):
    opened = town.make("post")
    sealed = opened.seal("teksti", field="note")

    pass_on(town, "drita", "besnik")

    assert town.opens("besnik", opened.id, sealed) == "teksti"


def test_only_a_holder_passes_a_post_on(town):
    for name in ("besnik", "agim", "teuta"):
        with pytest.raises(ClosedError):
            pass_on(town, name, name)


def test_a_post_is_passed_on_to_a_person_only(town):
    other = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)

    with pytest.raises(KeysError):
        services.pass_on(ring=town.ring("drita"), post=town.post, to=other, actor=ACTOR)


def test_what_a_person_holds_is_not_passed_on_as_a_post(town):
    with pytest.raises(ClosedError):
        services.pass_on(ring=town.ring("drita"), post=town.drita, to=town.besnik, actor=ACTOR)


def test_who_left_the_post_reads_nothing_of_it(town):
    pass_on(town, "drita", "besnik")
    opened = town.make("post")
    before = opened.seal("para", field="note")

    leave(town, "drita")

    after = open_with(town.ring("besnik"), opened.id).seal("pas", field="note")
    for sealed, text in ((before, "para"), (after, "pas")):
        assert town.opens("besnik", opened.id, sealed) == text
        with pytest.raises(ClosedError):
            town.opens("drita", opened.id, sealed)


def test_who_kept_a_copy_of_the_posts_key_reads_nothing_that_comes_after(town):
    pass_on(town, "drita", "besnik")
    opened = town.make("post")
    kept = town.ring("drita")
    kept.private(kept.pairs_of(town.post)[0].pk)

    leave(town, "drita")

    new = town.make("post")
    assert open_with(town.ring("besnik"), new.id)
    assert open_with(kept, opened.id).epochs == [1]
    with pytest.raises(ClosedError):
        open_with(kept, new.id)


def test_a_vacant_post_is_passed_on_by_two_recovery_holders(town):
    leave(town, "drita")
    opened = town.make("post")
    sealed = opened.seal("teksti", field="note")

    with town.recover() as ring:
        services.pass_on(ring=ring, post=town.post, to=town.besnik, actor=ACTOR)

    assert town.opens("besnik", opened.id, sealed) == "teksti"


def test_who_does_not_hold_the_post_cannot_leave_it(town):
    with pytest.raises(KeysError):
        leave(town, "besnik")


def test_an_office_is_handed_over_in_one_sitting(town):
    posts = [
        services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR) for _ in range(3)
    ]
    opened = services.create(
        kind="case", municipality=PLACE, holders=posts, ground="post", actor=ACTOR
    )
    sealed = opened.seal("teksti", field="note")

    services.hand_over_office(
        ring=town.ring("drita"),
        posts=[HandOver(post, town.besnik, town.drita) for post in posts],
        actor=ACTOR,
    )

    assert town.opens("besnik", opened.id, sealed) == "teksti"
    with pytest.raises(ClosedError):
        town.opens("drita", opened.id, sealed)
    assert not Custody.objects.filter(keeper__holder=town.drita, pair__holder__in=posts).exists()


def test_an_office_goes_over_whole_or_not_at_all(town):
    foreign = services.make_post(municipality=PLACE, first=town.agim, actor=ACTOR)
    events = Event.objects.count()

    with pytest.raises(ClosedError):
        services.hand_over_office(
            ring=town.ring("drita"),
            posts=[HandOver(town.post, town.besnik), HandOver(foreign, town.besnik)],
            actor=ACTOR,
        )

    with pytest.raises(ClosedError):
        pass_on(town, "besnik", "mira")
    assert Event.objects.count() == events


def test_who_retires_is_out_of_posts_and_compartments_and_cannot_sign_in(town):
    pass_on(town, "drita", "besnik")
    both = town.make("post", "drita", "mira")

    services.retire(person=town.drita, actor=ACTOR, ground="operation")
    services.turn_over_due()

    assert not Custody.objects.filter(keeper__holder=town.drita).exists()
    with pytest.raises(KeysError):
        town.ring("drita")
    both_now = open_with(town.ring("mira"), both.id)
    newest = Grant.objects.filter(compartment=both.id, epoch=max(both_now.epochs))
    assert not newest.filter(pair__holder=town.drita).exists()
    assert newest.filter(pair__holder=town.post).exists()


def test_more_than_can_be_done_at_once_is_left_to_the_background(town, monkeypatch):
    monkeypatch.setattr("bashke.keys.services.posts.turn_over_due", lambda **_of: 0)
    pass_on(town, "drita", "besnik")
    opened = [town.make("post") for _ in range(3)]

    leave(town, "drita")

    assert services.turn_over_due(limit=2) == 2
    assert services.turn_over_due() == 1
    for each in opened:
        assert open_with(town.ring("besnik"), each.id).epochs == [1, 2]


def test_a_posts_key_too_opens_quickly_the_second_time(town):
    opened = town.make("post")
    ring = town.ring("drita")
    open_with(ring, opened.id).key(1)

    assert services.rewrap(ring=ring) == 2

    again = town.ring("drita")
    assert open_with(again, opened.id).key(1)
    assert services.rewrap(ring=again) == 0
