"""`bashke audit`: 0 where the trail holds, 1 where it does not, 2 for wrong use."""

import pytest
from django.core.management import CommandError, call_command

from bashke.audit.models import ChainEnd, Event
from tests.audit.tampering import PLACE, event_at, remove

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_trail_that_holds_is_counted(trail, write, capsys):
    write(2)
    call_command("audit", "verify")

    assert "13 events in the chain, 2 waiting" in capsys.readouterr().out


def test_an_empty_installation_holds(db, capsys):
    call_command("audit", "verify")

    assert "The trail holds: 0 events" in capsys.readouterr().out


def test_a_trail_that_does_not_hold_ends_with_1_and_names_the_place(trail, sql):
    sql("UPDATE audit_event SET act = 'x' WHERE id = %s", event_at(4).pk)

    with pytest.raises(CommandError, match=r"changed: librazhd, place 4 of the chain") as found:
        call_command("audit", "verify")

    assert found.value.returncode == 1


def test_the_head_that_was_printed_finds_the_cut_tail(trail, sql, capsys):
    call_command("audit", "head")
    head = next(line for line in capsys.readouterr().out.split() if PLACE in line)
    call_command("audit", "verify", "--head", head)
    remove(sql, 9, 10)

    with pytest.raises(CommandError, match=r"cut tail: librazhd, place 9"):
        call_command("audit", "verify", "--head", head)


@pytest.mark.parametrize("head", ["abc", ""])
def test_what_is_no_head_is_wrong_use(trail, head):
    with pytest.raises(CommandError, match="is no head") as refused:
        call_command("audit", "verify", "--head", head)

    assert refused.value.returncode == 2


def test_missing_triggers_are_noted(trail, sql, capsys):
    call_command("audit", "verify")

    assert "audit_event has lost the triggers" in capsys.readouterr().err


def test_chaining_by_command_links_what_waits(write, capsys):
    write(4)

    call_command("audit", "chain")

    assert "4 events were linked" in capsys.readouterr().out
    assert ChainEnd.objects.get().sequence == Event.objects.count()


def test_a_chain_that_cannot_go_on_is_one_sentence(trail, write, sql):
    remove(sql, 10)
    write(1)

    with pytest.raises(CommandError, match="does not end where it should"):
        call_command("audit", "chain")


def test_sending_without_recipients_says_what_to_set(trail, settings):
    settings.HEAD_RECIPIENTS = []

    with pytest.raises(CommandError, match="BASHKE_HEAD_RECIPIENTS"):
        call_command("audit", "send-heads")


def test_sending_twice_is_told(trail, settings, capsys):
    settings.HEAD_RECIPIENTS = ["dpo@example.al"]

    call_command("audit", "send-heads")
    call_command("audit", "send-heads")

    assert capsys.readouterr().out.splitlines() == [
        "Today's heads are sent.",
        "Today's heads are sent already.",
    ]
