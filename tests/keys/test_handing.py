"""Lists of words go from one page to the next, and are kept nowhere."""

import pytest

from bashke.keys import handing, services
from bashke.keys.living import keepers_of_words
from bashke.keys.refusals import KeysError
from bashke.keys.shares import LENGTH
from tests.keys.conftest import ACTOR, PLACE, enrol


@pytest.fixture
def lists(db):
    keepers = [enrol(name) for name in ("vera", "gent", "luan")]
    return services.make_recovery(municipality=PLACE, keepers=keepers, actor=ACTOR)


def test_what_was_put_by_is_taken_up_by_its_own_secret_alone(lists):
    one, other = handing.put_by(lists), handing.put_by(lists[1:])

    assert handing.taken_up(one.sealed, one.secret) == lists
    with pytest.raises(handing.GoneError):
        handing.taken_up(one.sealed, other.secret)
    with pytest.raises(handing.GoneError):
        handing.taken_up("", "")
    assert lists[0].words not in one.sealed + one.secret + repr(one)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda words: [*words[:6], "shtepi", *words[7:]], "7"),
        (lambda words: [*words[:6], "shtepi", *words[7:30], "x", *words[31:]], "7, 31"),
        (lambda words: words[:-1], "32"),
        (lambda words: [*words, words[0]], "34"),
        (lambda words: [words[1], words[0], *words[2:]], None),
    ],
    ids=["one unknown", "two unknown", "too few", "too many", "swapped"],
)
def test_a_slip_is_named_by_its_place_and_no_word_is_repeated(lists, change, told):
    words = lists[0].words.split()
    assert len(words) == LENGTH

    wrong = handing.Words(lists[0].keeper, " ".join(change(words)))
    with pytest.raises(KeysError) as refused:
        handing.check(municipality=PLACE, given=wrong)

    assert told is None or told in str(refused.value)
    assert not {*words, "shtepi"} & {*str(refused.value).strip(".").split()}


def test_a_list_is_recognised_as_its_keepers_own(lists):
    handing.check(municipality=PLACE, given=lists[1])

    with pytest.raises(KeysError):
        handing.check(municipality=PLACE, given=handing.Words(lists[0].keeper, lists[1].words))


def test_before_all_lists_were_tried_one_may_begin_again(lists):
    services.try_shares(municipality=PLACE, first=lists[0], second=lists[1], actor=ACTOR)
    keepers = [each.keeper for each in lists]

    services.discard_recovery(municipality=PLACE, actor=ACTOR)
    again = services.make_recovery(municipality=PLACE, keepers=keepers, actor=ACTOR)

    assert [each.tried for each in keepers_of_words(PLACE)] == [False] * 3
    with pytest.raises(KeysError):
        services.try_shares(municipality=PLACE, first=lists[0], second=lists[1], actor=ACTOR)
    services.try_shares(municipality=PLACE, first=again[0], second=again[1], actor=ACTOR)


def test_a_recovery_key_that_was_tried_is_not_thrown_away(town):
    with pytest.raises(KeysError):
        services.discard_recovery(municipality=PLACE, actor=ACTOR)

    assert all(each.tried and each.living for each in keepers_of_words(PLACE))


def test_a_municipality_has_one_emergency_key(town):
    services.make_emergency(municipality=PLACE, substitutes=[town.mira], actor=ACTOR)

    with pytest.raises(KeysError):
        services.make_emergency(municipality=PLACE, substitutes=[town.drita], actor=ACTOR)
