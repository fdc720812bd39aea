"""A break that was looked into stays told, and the chain goes on behind it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bashke.audit.chaining import chain, leased
from bashke.audit.heads import note
from bashke.audit.models import Acknowledgement, ChainEnd, Event, Link
from bashke.audit.reanchoring import FURTHEST, reanchor
from bashke.audit.refusals import TrailError
from bashke.audit.verifying import verify
from tests.audit.tampering import (
    PLACE,
    event_at,
    insert_event,
    insert_link,
    link_at,
    places,
    remove,
    write_anew,
)

pytestmark = pytest.mark.django_db(transaction=True)


def acknowledge(**given):
    return reanchor(**{"municipality": PLACE, "reference": "17/2026", "by": "person:9"} | given)


def news():
    return places(fault for fault in verify() if not fault.is_acknowledged)


def old():
    return places(fault for fault in verify() if fault.is_acknowledged)


def change(sql, sequence):
    sql("UPDATE audit_event SET actor = 'person:99' WHERE id = %s", event_at(sequence).pk)


def change_event(sql):
    change(sql, 4)


def cut_tail(sql):
    remove(sql, 8, 9, 10)


def take_out(sql):
    remove(sql, 3)


def insert_behind(sql):
    insert_link(sql, insert_event(sql), 11, link_at(10).hash)


def rewrite(sql):
    change(sql, 4)
    write_anew(sql)


def end_gone(sql):
    sql("DELETE FROM audit_chainend WHERE municipality = %s", PLACE)


def insert_loose(sql):
    insert_event(sql)


BREAKS = [change_event, cut_tail, take_out, insert_behind, rewrite, end_gone, insert_loose]


@pytest.fixture(params=BREAKS, ids=lambda each: each.__name__)
def broken(request, trail, sql):
    """The kinds and places that were named before anybody looked into it."""
    request.param(sql)
    return news()


def test_what_was_acknowledged_is_told_for_ever_and_the_rest_is_whole(broken, write):
    break_ = acknowledge()
    write(7)
    chain()

    assert broken
    assert old() == broken
    assert news() == set()
    told = [fault for fault in verify(PLACE) if fault.is_acknowledged]
    assert all(f"broken before place {break_.sequence}" in str(fault) for fault in told)
    assert all("by person:9 under 17/2026" in str(fault) for fault in told)


def test_it_is_on_the_trail_itself_who_found_what_and_where_it_is_written_down(trail, sql):
    change(sql, 4)
    changed = event_at(4)

    break_ = acknowledge()

    written = Event.objects.filter(act="trail.break-acknowledged").order_by("pk")
    assert [(each.actor, each.subject, each.ground) for each in written] == [
        ("person:9", f"trail/changed:4:{changed.pk}", "oversight"),
        ("person:9", f"trail/{break_.sequence}#17/2026", "oversight"),
    ]
    assert Link.objects.filter(event__in=written).count() == 2


def test_what_waited_is_taken_into_the_new_stretch(trail, write, sql):
    cut_tail(sql)
    waited = write(2)

    break_ = acknowledge()

    assert break_.sequence == 11
    assert [link_at(11).event, link_at(12).event] == waited


@pytest.mark.parametrize("sequence", [11, 13])
def test_a_change_in_the_new_stretch_is_news(broken, write, sql, sequence):
    first = acknowledge().sequence
    write(5)
    chain()

    change(sql, first + sequence - 11)

    assert ("changed", first + sequence - 11) in news()
    assert old() == broken


def test_a_cut_of_the_new_stretch_is_news(broken, write, sql):
    first = acknowledge().sequence
    write(5)
    chain()
    last = ChainEnd.objects.get(municipality=PLACE).sequence

    remove(sql, *range(first + 2, last + 1))

    assert news() == {("cut tail", first + 2)}


def test_a_new_stretch_that_is_gone_is_news(trail, write, sql):
    change(sql, 4)
    first = acknowledge().sequence

    remove(sql, *range(first, ChainEnd.objects.get(municipality=PLACE).sequence + 1))

    assert news() == {("cut tail", first)}


@pytest.mark.parametrize("sequence", [2, 4, 9])
@pytest.mark.parametrize("what", ["event", "link"])
def test_what_was_acknowledged_is_not_changed_further_unseen(trail, sql, sequence, what):
    change(sql, 4)
    acknowledge()

    if what == "event":
        sql("UPDATE audit_event SET subject = 'x' WHERE id = %s", event_at(sequence).pk)
    else:
        sql("UPDATE audit_link SET previous = 'x' WHERE id = %s", link_at(sequence).pk)

    assert [fault for fault in verify() if not fault.is_acknowledged and fault.sequence <= sequence]


def test_what_was_acknowledged_is_not_put_right_unseen_either(trail, sql):
    actor = event_at(4).actor
    change(sql, 4)
    acknowledge()

    sql("UPDATE audit_event SET actor = %s WHERE id = %s", actor, event_at(4).pk)

    assert news() == {("rewritten", 1)}


def test_a_loose_event_that_was_acknowledged_is_not_taken_away_unseen(trail, sql):
    loose = insert_event(sql)
    acknowledge()

    sql("DELETE FROM audit_event WHERE id = %s", loose.pk)

    assert ("rewritten", 1) in news()


def test_an_event_that_waited_is_not_changed_under_the_cover_of_what_was_acknowledged(
    trail, sql, write
):
    waiting = write(1)[0]
    change(sql, 4)
    acknowledge()

    sql("DELETE FROM audit_link WHERE event_id = %s", waiting.pk)
    sql("UPDATE audit_event SET subject = 'x' WHERE id = %s", waiting.pk)

    assert news()


@pytest.mark.parametrize("column", ["faults", "found", "reference", "by", "newest", "seal"])
def test_an_acknowledgement_that_was_changed_acknowledges_nothing(trail, sql, column):
    change(sql, 4)
    acknowledge()

    value = 999 if column == "newest" else "0" * 40
    sql(f"UPDATE audit_acknowledgement SET {column} = %s", value)  # noqa: S608

    assert {("changed", 1), ("changed", 4)} <= news()


def test_an_acknowledgement_that_was_taken_away_leaves_the_break_open(broken, sql):
    acknowledge()

    sql("DELETE FROM audit_acknowledgement")

    assert news()


def test_an_acknowledgement_written_without_the_key_acknowledges_nothing(trail, sql):
    change(sql, 4)
    Acknowledgement.objects.create(
        municipality=PLACE, sequence=11, newest=13, missing=0, faults="changed:4:4",
        found="0" * 64, reference="17/2026", by="person:9", seal="0" * 64,
    )  # fmt: skip

    assert {("changed", 1), ("changed", 4)} <= news()


def test_a_second_break_is_acknowledged_as_the_first_was(broken, write, sql):
    second = acknowledge().sequence
    write(5)
    chain()
    remove(sql, second + 1)

    acknowledge(reference="18/2026")
    write(2)
    chain()

    assert news() == set()
    assert old() == broken | {("removed", second + 1)}


def test_a_writer_of_which_nothing_is_left_tells_of_it_when_it_goes_on(trail, sql, write):
    """Told once more than it need be, rather than once less: nobody can know it is the same."""
    for table in ("audit_link", "audit_event"):
        sql(f"DELETE FROM {table} WHERE municipality = %s", PLACE)  # noqa: S608
    acknowledge()
    following = Event.objects.of(PLACE).order_by("pk").first()
    assert news() == {("removed", following.pk)}

    acknowledge()
    write(5)
    chain()

    assert news() == set()
    assert old() == {("cut tail", 1), ("removed", following.pk)}


def test_where_nothing_is_wrong_nothing_is_acknowledged(trail, sql):
    with pytest.raises(TrailError, match="Nothing is wrong"):
        acknowledge()
    change(sql, 4)
    acknowledge()
    with pytest.raises(TrailError, match="Nothing is wrong"):
        acknowledge()
    with pytest.raises(TrailError, match="Nothing is wrong"):
        acknowledge(municipality="nowhere")

    assert Acknowledgement.objects.count() == 1
    assert not ChainEnd.objects.filter(municipality="nowhere").exists()


@pytest.mark.parametrize("name", ["by", "reference"])
def test_a_name_is_no_reference_and_nobody(trail, sql, name):
    change(sql, 4)

    with pytest.raises(TrailError, match="nothing personal"):
        acknowledge(**{name: "Drita Hoxha"})

    assert not Acknowledgement.objects.exists()


def test_who_comes_second_is_told_to_wait(trail, sql):
    change(sql, 4)
    leased(PLACE)

    with pytest.raises(TrailError, match="two minutes"):
        acknowledge()


def test_whoever_lost_the_lease_acknowledges_nothing(trail, sql, monkeypatch):
    change(sql, 4)
    monkeypatch.setattr(
        "bashke.audit.reanchoring.as_found",
        lambda *_: sql("UPDATE audit_chainend SET leased_by = 'another'") or "0" * 64,
    )

    with pytest.raises(TrailError, match="two minutes"):
        acknowledge()

    assert not Acknowledgement.objects.exists()
    assert not Event.objects.filter(act="trail.break-acknowledged").exists()


def test_a_link_beyond_all_places_is_told(trail, sql):
    sql("UPDATE audit_link SET sequence = %s WHERE id = %s", FURTHEST, link_at(10).pk)

    with pytest.raises(TrailError, match="no chain can go on"):
        acknowledge()


@pytest.mark.parametrize(("sequence", "is_news"), [(3, True), (7, False)])
def test_a_head_from_outside_still_holds_the_part_before_the_break(trail, sql, sequence, is_news):
    heads = {place: f"{PLACE}.{place}.{link_at(place).hash}" for place in (3, 7)}
    change(sql, 5)
    acknowledge()
    assert {fault.is_acknowledged for fault in verify(PLACE, heads.values())} == {True}

    other = f"{PLACE}.{sequence}.{'0' * 64}"
    found = [fault for fault in verify(PLACE, [other]) if fault.sequence == sequence]

    assert [fault.is_acknowledged for fault in found] == [not is_news]


def test_a_hash_alone_is_found_before_the_break(trail, sql):
    third = link_at(3).hash
    change(sql, 5)
    acknowledge()

    assert all(fault.is_acknowledged for fault in verify(heads=[third]))


def test_a_head_noted_afterwards_holds_the_acknowledgement_too(trail, sql, write):
    change(sql, 4)
    acknowledge()
    head = next(head for head in note().heads if head.municipality == PLACE)

    assert all(fault.is_acknowledged for fault in verify(PLACE, [str(head)]))
    remove(sql, head.sequence)
    assert [fault for fault in verify(PLACE, [str(head)]) if not fault.is_acknowledged]


def test_the_missing_rows_of_one_chain_hide_none_of_another(trail, sql, write):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL numbers with gaps")
    take_out(sql)
    acknowledge()
    newest = write(1, municipality="diber")[0]
    sql("DELETE FROM audit_event WHERE id = %s", newest.pk)

    assert news() == {("removed", newest.pk)}


def test_the_command_ends_with_1_until_it_is_told_to_look_since(trail, sql, capsys):
    change(sql, 4)
    words = ["--municipality", PLACE, "--reference", "17/2026", "--by", "person:9"]
    call_command("audit", "reanchor", *words)
    assert "begins anew at place 11" in capsys.readouterr().out

    with pytest.raises(CommandError, match="whole since that was acknowledged") as found:
        call_command("audit", "verify")
    assert found.value.returncode == 1
    assert "place 4 of the chain" in str(found.value)

    call_command("audit", "verify", "--since-acknowledged")
    said = capsys.readouterr().out
    assert "acknowledged on" in said
    assert "holds since" in said

    change(sql, 2)
    with pytest.raises(CommandError, match="does not hold"):
        call_command("audit", "verify", "--since-acknowledged")
