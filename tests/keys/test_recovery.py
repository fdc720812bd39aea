from itertools import combinations, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bashke.audit.models import Event
from bashke.keys import services, shares
from bashke.keys.boxes import Secret
from bashke.keys.models import Share
from bashke.keys.opening import open_with, unlock_ring
from bashke.keys.refusals import ClosedError, KeysError
from bashke.keys.services import Words
from tests.keys.conftest import ACTOR, PLACE, password_of, town_of

pytestmark = pytest.mark.django_db


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(min_size=32, max_size=32))
def test_any_two_lists_give_the_key_back_and_no_one_alone(raw):
    words = shares.split(Secret(raw))

    for first, second in permutations(words, 2):
        assert shares.joined(first, second) == Secret(raw)
    for one in words:
        with pytest.raises(KeysError):
            shares.joined(one, one)


def test_lists_of_two_sets_do_not_go_together():
    key = Secret(b"k" * 32)
    one, other = shares.split(key), shares.split(key)

    with pytest.raises(KeysError):
        shares.joined(one[0], other[1])


def test_a_slip_of_the_pen_is_found_and_the_words_are_not_repeated():
    words = shares.split(Secret(b"k" * 32))[0].split()
    words[5] = "zebra" if words[5] != "zebra" else "wolf"

    with pytest.raises(KeysError) as refused:
        shares.label(" ".join(words))

    assert "zebra" not in str(refused.value)
    assert refused.value.__context__ is None


def test_words_may_be_written_in_capitals_and_on_several_lines():
    words = shares.split(Secret(b"k" * 32))

    assert shares.label(words[0].upper().replace(" ", "\n ")) == shares.label(words[0])


@pytest.mark.parametrize("pair", list(combinations(range(3), 2)))
def test_two_together_open_what_nobody_else_can(town, pair):
    opened = town.make("drita")
    sealed = opened.seal("teksti", field="note")

    with town.recover(*pair) as ring:
        assert open_with(ring, opened.id).unseal(sealed, field="note") == "teksti"

    used = Event.objects.filter(act="keys.recovery-used")
    assert {event.actor for event in used} == {f"person/{town.words[each].keeper}" for each in pair}


def test_one_person_alone_opens_nothing(town):
    first, second, _ = town.words
    for pair in (
        (first, first),
        (first, Words(first.keeper, second.words)),
        (first, Words(second.keeper, first.words)),
        (Words(second.keeper, first.words), Words(first.keeper, second.words)),
        (first, Words(town.drita, second.words)),
    ):
        with pytest.raises(KeysError):
            services.recover(municipality=PLACE, first=pair[0], second=pair[1])
    assert not Event.objects.filter(act="keys.recovery-used").exists()


def test_words_are_stored_nowhere(town):
    assert [field.name for field in Share._meta.fields] == [
        "id", "pair", "keeper", "identifier", "index", "tested_at",
    ]  # fmt: skip
    assert town.words[0].words not in repr(town.words)


def test_three_different_people_keep_it(town):
    with pytest.raises(KeysError):
        services.make_recovery(
            municipality="diber", keepers=[town.drita, town.drita, town.agim], actor=ACTOR
        )
    with pytest.raises(KeysError):
        services.make_recovery(municipality="diber", keepers=[town.drita, town.agim], actor=ACTOR)


def test_a_second_recovery_key_is_not_made_beside_the_first(town):
    with pytest.raises(KeysError):
        services.make_recovery(
            municipality=PLACE, keepers=[town.drita, town.mira, town.agim], actor=ACTOR
        )


def test_recovery_of_one_municipality_opens_nothing_of_another(town):
    other = town_of("diber")
    opened = services.create(
        kind="case", municipality="diber", holders=[other.drita], ground="duty", actor=ACTOR
    )

    with town.recover() as ring, pytest.raises(ClosedError):
        open_with(ring, opened.id)
    with pytest.raises(KeysError):
        services.recover(municipality="diber", first=town.words[0], second=town.words[1])


def test_a_forgotten_password_opens_nothing_until_two_people_restore(town):
    post = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)
    town.post = post
    held, ended, by_post = town.make("drita", "besnik"), town.make("drita"), town.make("post")
    town.end("drita", ended.id)
    sealed = held.seal("teksti", field="note")

    services.renew(person=town.drita, password="e re", actor=ACTOR)
    # In the meantime the key turns over: an impostor with the new password must not come by it.
    town.grant("besnik", held.id, "agim")
    town.end("agim", held.id)
    for compartment in (held, ended, by_post):
        with pytest.raises(ClosedError):
            open_with(unlock_ring(town.drita, "e re"), compartment.id)

    with town.recover() as ring:
        assert services.restore(ring=ring, person=town.drita, actor=ACTOR) == 2
        services.restore(ring=ring, person=town.drita, actor=ACTOR)

    ring = unlock_ring(town.drita, "e re")
    assert open_with(ring, held.id).unseal(sealed, field="note") == "teksti"
    assert open_with(ring, held.id).epochs == [1, 2]
    assert open_with(ring, by_post.id).epochs == [1]
    # What was ended stays ended: the old epoch alone.
    assert open_with(ring, ended.id).epochs == [1]
    with pytest.raises(KeysError):
        unlock_ring(town.drita, password_of("drita"))


def test_nobody_restores_with_an_everyday_ring(town):
    services.renew(person=town.drita, password="e re", actor=ACTOR)

    with pytest.raises(ClosedError):
        services.restore(ring=town.ring("besnik"), person=town.drita, actor=ACTOR)
    with pytest.raises(ClosedError):
        services.renew_recovery(ring=town.ring("besnik"), keepers=[], actor=ACTOR)


def test_new_lists_of_words_open_everything_and_old_ones_nothing_new(town):
    town.post = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)
    before = town.make("post")
    old_words = list(town.words)
    old = town.recover()

    keepers = [town.drita, town.besnik, town.mira]
    with town.recover() as ring:
        town.words = services.renew_recovery(ring=ring, keepers=keepers, actor=ACTOR)
    with pytest.raises(KeysError):
        town.make("drita")
    for pair in ((0, 1), (1, 2)):
        first, second = town.words[pair[0]], town.words[pair[1]]
        services.try_shares(municipality=PLACE, first=first, second=second, actor=ACTOR)
    services.leave(post=town.post, person=town.drita, actor=ACTOR)
    after = town.make("post")

    with town.recover() as ring:
        assert open_with(ring, before.id).epochs == [1, 2, 3]
        assert open_with(ring, after.id)
        services.pass_on(ring=ring, post=town.post, to=town.agim, actor=ACTOR)
    assert open_with(town.ring("agim"), after.id)
    with pytest.raises(KeysError):
        services.recover(municipality=PLACE, first=old_words[0], second=old_words[1])
    assert open_with(old, before.id).epochs == [1]
    with pytest.raises(ClosedError):
        open_with(old, after.id)
