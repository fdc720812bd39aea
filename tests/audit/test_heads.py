"""A head noted outside shows what no key of the house can hide."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bashke.audit.chaining import chain
from bashke.audit.heads import letter, note, send
from bashke.audit.models import Event, Head, HeadMail
from bashke.audit.refusals import TrailError
from bashke.audit.seals import seal_of_end
from bashke.audit.verifying import verify
from tests.audit.tampering import PLACE, event_at, link_at, places, put_end, remove, write_anew

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 24)


@pytest.fixture
def head(trail) -> Head:
    """Of ten links the seventh was mailed, and then the tenth."""
    seventh = link_at(7)
    Head.objects.create(
        municipality=PLACE, sequence=7, hash=seventh.hash, noted_on=TODAY - timedelta(days=1)
    )
    return next(head for head in note(TODAY).heads if head.municipality == PLACE)


@pytest.fixture
def forget_heads(sql):
    return lambda: sql("DELETE FROM audit_head")


def cut_with_key(sql):
    """Take the last three links out and seal the older end, as only the key's owner can."""
    remove(sql, 8, 9, 10)
    put_end(sql, 7, link_at(7).hash, seal_of_end(PLACE, 7, link_at(7).hash))


def change_with_key(sql, sequence):
    sql("UPDATE audit_event SET actor = 'person:9' WHERE id = %s", event_at(sequence).pk)
    write_anew(sql, with_key=True)


def test_a_noted_head_holds(head):
    assert verify() == []
    assert verify(heads=[str(head)]) == []
    assert verify(heads=[head.hash]) == []
    assert verify(PLACE, [head.hash.upper()]) == []


def test_a_trail_that_has_grown_still_holds_its_head(head, write):
    write(5)
    chain()

    assert verify(heads=[str(head)]) == []


def test_a_tail_cut_with_the_key_is_named_by_the_heads_kept_here(head, sql):
    cut_with_key(sql)

    assert places(verify(PLACE)) == {("cut tail", 8)}


@pytest.mark.parametrize("told", ["whole line", "hash alone"])
def test_a_tail_cut_with_the_key_is_named_by_the_head_from_outside(head, sql, forget_heads, told):
    cut_with_key(sql)
    forget_heads()

    assert verify(PLACE) == []
    assert places(verify(PLACE, [str(head) if told == "whole line" else head.hash])) == {
        ("cut tail", 8)
    }


def test_a_tail_cut_and_grown_again_is_named_by_the_head_from_outside(
    head, sql, forget_heads, write
):
    cut_with_key(sql)
    forget_heads()
    write(5, actor="person:7")
    chain()

    assert ("rewritten", 1) in places(verify(PLACE, [str(head)]))


def test_a_rewriting_with_the_key_is_named_by_the_heads_kept_here(head, sql):
    change_with_key(sql, 9)

    (fault,) = verify()
    assert (fault.kind, fault.sequence) == ("rewritten", 8)
    assert "from 8 to 10" in fault.says


@pytest.mark.parametrize("told", ["whole line", "hash alone"])
def test_a_rewriting_with_the_key_is_named_by_the_head_from_outside(head, sql, forget_heads, told):
    change_with_key(sql, 4)
    forget_heads()

    assert verify() == []
    assert verify(heads=[str(head) if told == "whole line" else head.hash]) != []


def test_the_heads_of_a_trail_that_is_gone_altogether_are_missed(head, sql, forget_heads):
    for table in ("link", "event", "chainend"):
        sql(f"DELETE FROM audit_{table} WHERE municipality = %s", PLACE)  # noqa: S608
    forget_heads()

    assert ("cut tail", 1) in places(verify(heads=[str(head)]))


def test_a_head_that_belongs_to_no_link_is_told(trail):
    (fault,) = verify(heads=["0" * 64])

    assert "no link has the head" in str(fault)


@pytest.mark.parametrize("text", ["", "abc", "0" * 63, "librazhd.x." + "0" * 64, "g" * 64])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(TrailError, match="is no head"):
        verify(heads=[text])


def test_a_head_of_another_municipality_is_refused_rather_than_ignored(head):
    with pytest.raises(TrailError, match="another municipality"):
        verify("diber", [str(head)])


def test_noting_again_finds_the_same_heads(trail):
    first = note(TODAY)
    second = note(TODAY)

    assert [str(head) for head in first.heads] == [str(head) for head in second.heads]
    assert Head.objects.count() == 2


def test_noting_links_what_waits(write):
    write(3)

    (head,) = note(TODAY).heads

    assert head.sequence == 3


def test_a_broken_chain_gets_no_head_and_is_told_outside(trail, sql):
    remove(sql, 10)

    noted = note(TODAY)

    assert [head.municipality for head in noted.heads] == ["diber"]
    assert PLACE in letter(noted)[1].splitlines()


def test_the_letter_tells_municipality_place_and_hash_and_nothing_else(head):
    subject, body = letter(note(TODAY))

    assert "2026-11-24" in subject
    assert f"{PLACE}.10.{head.hash}" in body.splitlines()
    for event in Event.objects.all():
        assert event.actor not in body
        assert event.subject not in body
        assert event.act not in body


@pytest.fixture
def _named(settings):
    settings.HEAD_RECIPIENTS = ["dpo@example.al", "prefect@example.al"]


@pytest.mark.usefixtures("_named")
def test_the_heads_are_sent_once_a_day(trail):
    assert send(TODAY) is True
    assert send(TODAY) is False
    assert send(TODAY + timedelta(days=1)) is True

    assert [message.to for message in mail.outbox] == [["dpo@example.al", "prefect@example.al"]] * 2
    assert Event.objects.filter(act="trail.head-sent").count() == 4


@pytest.mark.usefixtures("_named")
def test_what_was_not_sent_is_tried_again(trail, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9  # Nobody listens there.
    with pytest.raises(TrailError, match="not sent"):
        send(TODAY)

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send(TODAY) is True


@pytest.mark.usefixtures("_named")
def test_a_sender_that_died_is_replaced_when_its_lease_has_run_out(trail):
    sending = HeadMail.objects.create(day=TODAY, leased_until=timezone.now() + timedelta(minutes=1))
    assert send(TODAY) is False

    HeadMail.objects.filter(pk=sending.pk).update(leased_until=timezone.now())
    assert send(TODAY) is True


def test_without_anybody_outside_nothing_is_sent(trail, settings):
    settings.HEAD_RECIPIENTS = []

    with pytest.raises(TrailError, match="BASHKE_HEAD_RECIPIENTS"):
        send(TODAY)
