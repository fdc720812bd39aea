"""Whatever is done to the chain with the database alone is found, and its first place named."""

import pytest

from bashke.audit import walking
from bashke.audit.chaining import chain
from bashke.audit.models import ChainEnd, Event, Link
from bashke.audit.refusals import BrokenChainError
from bashke.audit.verifying import verify
from tests.audit.tampering import (
    PLACE,
    event_at,
    insert_event,
    insert_link,
    link_at,
    move_places,
    places,
    put_end,
    remove,
    write_anew,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True, params=[3, 900], ids=["portions of 3", "portions of 900"])
def _portions(request, monkeypatch):
    """Where a portion ends must not matter."""
    monkeypatch.setattr(walking, "PORTION", request.param)


def test_an_untouched_trail_holds(trail):
    assert verify() == []
    assert verify(PLACE) == []
    assert verify("diber") == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "person:9"),
        ("act", "case.closed"),
        ("subject", "case/99"),
        ("ground", "duty"),
        ("at", "2026-01-01 00:00:00+00:00"),
        ("seal", "0" * 64),
        ("municipality", "diber"),
        ("writer", "f" * 16),
        ("number", 444),
    ],
)
def test_a_changed_event_is_named(trail, sql, column, value):
    sql(f"UPDATE audit_event SET {column} = %s WHERE id = %s", value, event_at(4).pk)  # noqa: S608

    assert ("changed", 4) in places(verify())
    if column not in {"municipality", "writer", "number"}:
        assert places(verify()) == {("changed", 4)}


@pytest.mark.parametrize("column", ["hash", "previous"])
@pytest.mark.parametrize("sequence", [1, 4, 10])
def test_a_changed_link_is_named(trail, sql, column, sequence):
    sql(f"UPDATE audit_link SET {column} = %s WHERE id = %s", "0" * 64, link_at(sequence).pk)  # noqa: S608

    assert places(verify()) == {("changed", sequence)}


def test_of_several_changes_the_first_is_named(trail, sql):
    for sequence in (8, 3, 5):
        sql("UPDATE audit_event SET act = 'x' WHERE id = %s", event_at(sequence).pk)

    assert places(verify()) == {("changed", 3)}


def test_only_the_trail_that_was_touched_is_named(trail, sql):
    sql("UPDATE audit_event SET act = 'x' WHERE id = %s", event_at(4).pk)

    assert {fault.municipality for fault in verify()} == {PLACE}
    assert verify("diber") == []


@pytest.mark.parametrize("sequence", [1, 4, 10])
def test_a_removed_event_is_named(trail, sql, sequence):
    sql("DELETE FROM audit_event WHERE id = %s", event_at(sequence).pk)

    assert places(verify()) == {("removed", sequence)}


@pytest.mark.parametrize("sequence", [1, 4])
def test_a_removed_link_is_named(trail, sql, sequence):
    sql("DELETE FROM audit_link WHERE id = %s", link_at(sequence).pk)

    assert places(verify()) == {("removed", sequence)}


@pytest.mark.parametrize("gone", [(1,), (4,), (4, 5, 6), (2, 9)], ids=str)
def test_events_removed_with_their_links_are_named(trail, sql, gone):
    remove(sql, *gone)

    assert places(verify()) == {("removed", gone[0])}


@pytest.mark.parametrize("gone", [1, 4, 9])
def test_a_removal_that_was_closed_up_is_named(trail, sql, gone):
    remove(sql, gone)
    move_places(sql, gone, by=-1)

    assert places(verify()) == {("removed", gone)}


def test_a_whole_trail_that_was_removed_is_named(trail, sql):
    for table in ("audit_link", "audit_event"):
        sql(f"DELETE FROM {table} WHERE municipality = %s", PLACE)  # noqa: S608

    assert ("cut tail", 1) in places(verify())


def test_links_of_which_all_else_was_removed_are_named(trail, sql):
    for table in ("audit_event", "audit_chainend"):
        sql(f"DELETE FROM {table} WHERE municipality = %s", PLACE)  # noqa: S608

    assert ("removed", 1) in places(verify())


@pytest.mark.parametrize("sequence", [1, 4, 10])
def test_an_event_put_between_is_named(trail, sql, sequence):
    before = link_at(sequence).previous
    move_places(sql, sequence, by=1)
    insert_link(sql, insert_event(sql), sequence, before)

    assert places(verify()) == {("inserted", sequence)}


def test_an_event_put_between_with_the_rest_computed_anew_is_named(trail, sql):
    before = link_at(4).previous
    move_places(sql, 4, by=1)
    insert_link(sql, insert_event(sql), 4, before)
    write_anew(sql)

    assert ("rewritten", 4) in places(verify())


def test_an_event_put_behind_the_last_is_named(trail, sql):
    insert_link(sql, insert_event(sql), 11, link_at(10).hash)

    assert places(verify()) == {("inserted", 11)}


def test_a_genuine_event_put_in_twice_is_named(trail, sql):
    again = event_at(2)
    copy = insert_event(
        sql, actor=again.actor, act=again.act, subject=again.subject, ground=again.ground,
        at=again.at, writer=again.writer, number=1000, seal=again.seal,
    )  # fmt: skip
    insert_link(sql, copy, 11, link_at(10).hash)

    assert places(verify()) == {("inserted", 11)}


def test_two_events_that_changed_places_are_named(trail, sql):
    third, seventh = link_at(3), link_at(7)
    sql("UPDATE audit_link SET event_id = 0 WHERE id = %s", third.pk)
    sql("UPDATE audit_link SET event_id = %s WHERE id = %s", third.event_id, seventh.pk)
    sql("UPDATE audit_link SET event_id = %s WHERE id = %s", seventh.event_id, third.pk)

    assert places(verify()) == {("reordered", 3)}


@pytest.mark.parametrize("pair", [(3, 4), (3, 7), (1, 10)], ids=str)
def test_two_links_that_changed_places_are_named(trail, sql, pair):
    first, second = map(link_at, pair)
    sql("UPDATE audit_link SET sequence = 999 WHERE id = %s", first.pk)
    sql("UPDATE audit_link SET sequence = %s WHERE id = %s", pair[0], second.pk)
    sql("UPDATE audit_link SET sequence = %s WHERE id = %s", pair[1], first.pk)

    assert places(verify()) == {("reordered", pair[0])}


def test_a_cut_tail_is_named(trail, sql):
    remove(sql, 8, 9, 10)

    assert places(verify()) == {("cut tail", 8)}


def test_a_change_with_the_rest_computed_anew_is_named(trail, sql):
    sql("UPDATE audit_event SET actor = 'person:9' WHERE id = %s", event_at(4).pk)
    write_anew(sql)

    assert ("rewritten", 4) in places(verify())


def test_an_end_that_was_moved_without_the_key_is_named(trail, sql):
    remove(sql, 10)
    put_end(sql, 9, link_at(9).hash, "0" * 64)

    assert ("changed", 9) in places(verify())


def test_an_end_that_is_gone_is_named(trail, sql):
    sql("DELETE FROM audit_chainend WHERE municipality = %s", PLACE)

    assert places(verify()) == {("removed", 10)}


@pytest.mark.parametrize("what", ["tail", "end", "link behind"])
def test_nothing_is_added_to_a_chain_that_ends_elsewhere(trail, sql, write, what):
    if what == "tail":
        remove(sql, 10)
    elif what == "end":
        sql("DELETE FROM audit_chainend WHERE municipality = %s", PLACE)
    else:
        insert_link(sql, insert_event(sql), 11, link_at(10).hash)
    links = Link.objects.of(PLACE).count()
    write(1)
    write(1, municipality="diber")

    with pytest.raises(BrokenChainError) as refused:
        chain()

    assert refused.value.municipalities == [PLACE]
    assert Link.objects.of(PLACE).count() == links
    # The others go on.
    assert Link.objects.of("diber").count() == 4
    assert verify(PLACE) != []


def test_looking_changes_nothing(trail, sql, write):
    write(1)
    before = [list(model.objects.order_by("pk").values()) for model in (Event, Link, ChainEnd)]

    verify()

    assert before == [
        list(model.objects.order_by("pk").values()) for model in (Event, Link, ChainEnd)
    ]


def test_a_secret_key_that_was_changed_is_told_as_one_of_two_things(trail, settings):
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-" * 5

    assert ("rewritten", 1) in places(verify())
    assert "If the secret key was changed" in str(verify())

    settings.SECRET_KEY_FALLBACKS = [former]
    assert verify() == []
