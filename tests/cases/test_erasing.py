"""What nobody took up goes by itself, and a restore does not bring back what is gone."""

import json
import os
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from bashke.accounts.models import Notice
from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Case, Entry, Referral
from bashke.cases.services.climbing import EXPIRES_AFTER, expire
from bashke.cases.services.endings import erase
from bashke.cases.services.erasing import erase_referrals, warn_of_erasure
from bashke.cases.services.referrals import words_of
from bashke.core import erasures
from bashke.core.erasures import LedgerError, read, replay
from bashke.keys.opening import open_with
from bashke.keys.refusals import ClosedError
from bashke.mechanisms.clocks import add_months
from bashke.tally.models import total
from tests.cases.conftest import drafted, sent_to

DAY = timedelta(days=1)
KEPT = timedelta(days=183)
State = Referral.State
NUMBER = UUID(int=7)


@pytest.fixture(autouse=True)
def ledger(settings, tmp_path):
    """A ledger of its own for each test."""
    settings.ERASURES_FILE = tmp_path / "kept" / "ledger"
    return settings.ERASURES_FILE


def in_months(moment, months):
    """Noon of the day so many months later."""
    day = add_months(timezone.localdate(moment), months)
    return datetime.combine(day, time(12), ZoneInfo("Europe/Tirane"))


def is_empty(referral):
    referral.refresh_from_db()
    return not any(bytes(getattr(referral, name)) for name in Referral.TEXTS)


def opens(town, name, referral):
    try:
        return bool(words_of(referral, town.ring(name)))
    except ClosedError:
        return False


def declined(town):
    referral = sent_to(town)
    services.decline(
        referral=referral, ring=town.ring("drita"), person=town.drita, reason="Jo këtu."
    )
    return referral


def expired(town):
    referral = sent_to(town)
    expire(timezone.now() + EXPIRES_AFTER)
    return referral


def withdrawn(town):
    referral = sent_to(town)
    services.withdraw(referral=referral, sender=town.besnik)
    return referral


def spoken(town):
    referral = drafted(town)
    services.speak(
        referral=referral, ring=town.ring("besnik"), actor=town.besnik.actor,
        at=timezone.now(), to="Drita",
    )  # fmt: skip
    return referral


@pytest.mark.parametrize("end", [declined, expired, withdrawn, spoken])
def test_words_that_nobody_took_up_go_after_half_a_year(town, end):
    referral = end(town)
    over = in_months(referral.begun_at, 6)

    assert erase_referrals(over - DAY) == 0
    assert not is_empty(referral)
    assert erase_referrals(over) == 1
    assert erase_referrals(over) == 0

    assert is_empty(referral)
    assert referral.erased_at
    assert not opens(town, "besnik", referral)
    assert Event.objects.about(referral.subject).filter(act="referral.erased").count() == 1
    month = timezone.localdate().replace(day=1)
    assert total(referral.municipality, "referral-erased", month, referral.mechanism) == 1


def test_what_waits_or_became_a_case_does_not_go(town, sent, case):
    waiting = sent_to(town)

    assert erase_referrals(timezone.now() + 10 * KEPT) == 0
    assert opens(town, "besnik", waiting)


def test_a_draft_goes_after_thirty_days_and_its_sender_knows_a_week_before(town, draft):
    def told():
        return Notice.objects.filter(person=town.besnik, kind="draft-to-erase").count()

    warn_of_erasure(draft.begun_at + 22 * DAY)
    assert told() == 0
    warn_of_erasure(draft.begun_at + 23 * DAY)
    warn_of_erasure(draft.begun_at + 24 * DAY)
    assert told() == 1
    assert erase_referrals(draft.begun_at + 29 * DAY) == 0
    assert erase_referrals(draft.begun_at + 30 * DAY) == 1

    draft.refresh_from_db()
    assert draft.state == State.WITHDRAWN
    assert is_empty(draft)
    assert not opens(town, "besnik", draft)


def test_a_draft_that_was_thrown_away_goes_at_once(town, draft):
    services.discard(referral=draft, actor=town.besnik.actor)

    assert erase_referrals() == 1
    assert is_empty(draft)


def test_a_draft_that_is_sent_in_the_last_moment_stays(town, draft):
    row = Referral.objects.get(pk=draft.pk)
    sent_to(town, draft=draft)

    assert erase_referrals(row.begun_at + 40 * DAY) == 0
    assert opens(town, "drita", draft)


def closed(town, case, erase_on=None):
    services.close(case=case, person=town.drita, reason="declined")
    if erase_on:
        Case.objects.filter(pk=case.pk).update(erase_on=erase_on)
    case.refresh_from_db()


def test_who_leads_knows_thirty_days_before(town, case):
    closed(town, case)
    due = timezone.now() + (case.erase_on - timezone.localdate())

    assert [warn_of_erasure(due - days * DAY) for days in (32, 30, 29)] == [0, 1, 0]
    assert Notice.objects.get(kind="case-to-erase").person == town.drita


def test_what_is_closed_anew_is_told_of_anew(town, case):
    closed(town, case)
    later = timezone.now() + 5 * 365 * DAY
    warn_of_erasure(later)
    services.reopen(case=case, person=town.drita)
    assert warn_of_erasure(later) == 0

    closed(town, case, erase_on=timezone.localdate() + 800 * DAY)

    assert warn_of_erasure(later) == 1


# The ledger.


def erased(town, case):
    closed(town, case, erase_on=timezone.localdate())
    erase(case=case)
    return case


def test_the_ledger_names_what_was_erased_by_numbers_alone(town, case, ledger):
    erased(town, case)

    lines = [json.loads(line) for line in ledger.read_text().splitlines()]
    assert [(each["what"], each["id"]) for each in lines] == [
        ("case", str(case.pk)), ("referral", str(case.referral.pk)),
    ]  # fmt: skip
    assert str(case.compartment) in lines[0]["compartments"]
    assert set(lines[0]) == {"at", "what", "id", "compartments"}
    assert case.reference not in ledger.read_text()
    assert case.municipality not in ledger.read_text()
    assert ledger.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_put_on_the_ledger_is_not_erased(town, case, settings, tmp_path):
    closed(town, case, erase_on=timezone.localdate())
    (tmp_path / "file").write_text("")
    settings.ERASURES_FILE = tmp_path / "file" / "ledger"

    with pytest.raises(OSError, match="File exists"):
        erase(case=case)

    case.refresh_from_db()
    assert case.erased_at is None
    assert open_with(town.ring("drita"), case.compartment)


def as_before(*rows):
    """The rows as a backup has them: taken now, put back by what is returned."""
    kept = {type(row): [] for row in rows}
    for row in rows:
        kept[type(row)].append(type(row).objects.get(pk=row.pk))

    def restore():
        for found in kept.values():
            for row in found:
                row.save()

    return restore


def test_a_restore_erases_again_what_was_erased_since_the_backup(town, case, ledger):
    # The backup was taken while the case was open.
    restore = as_before(case.referral, case)
    erased(town, case)
    written = ledger.read_text()
    restore()
    case.refresh_from_db()
    assert case.closed_at is None
    assert bytes(case.about)

    assert replay(ledger) == 1

    case.refresh_from_db()
    assert case.erased_at
    assert case.closed_at
    assert not bytes(case.about)
    assert is_empty(case.referral)
    assert not case.steps.open().exists()
    assert not Entry.objects.filter(case=case).exists()
    for who in ("drita", "besnik"):
        with pytest.raises(ClosedError):
            open_with(town.ring(who), case.compartment)
    assert replay(ledger) == 0
    assert ledger.read_text().startswith(written)


def test_a_referral_is_erased_again_too_and_waits_for_nobody(town, ledger):
    referral = declined(town)
    restore = as_before(Referral.objects.get(pk=referral.pk))
    erase_referrals(timezone.now() + 2 * KEPT)
    restore()
    Referral.objects.filter(pk=referral.pk).update(state=State.SENT, answered_at=None)

    assert replay(ledger) == 1

    referral.refresh_from_db()
    assert referral.state == State.WITHDRAWN
    assert is_empty(referral)


def test_what_the_backup_did_not_have_yet_is_no_fault(town, case, ledger):
    erased(town, case)
    text = ledger.read_text().replace(str(case.pk), "6f0f3a52-2f5f-4b4e-9a43-0d8d7a9e2c11")
    ledger.write_text(text)

    assert replay(ledger) == 0


def test_half_a_line_is_left_out_and_the_next_one_is_whole(town, case, ledger):
    erased(town, case)
    with ledger.open("a") as file:
        file.write('{"at":"2026-11-24T10:00:00+00:00","what":"case","i')

    erase_referrals_of_one_more(town)

    found = read(ledger)
    assert (len(found.erasures), found.torn) == (3, 1)
    call_command("erasures", "count")


def erase_referrals_of_one_more(town):
    services.discard(referral=drafted(town), actor=town.besnik.actor)
    assert erase_referrals() == 1


def test_a_kind_that_nobody_knows_is_refused_before_anything_changes(town, case, ledger):
    restore = as_before(case.referral, case)
    erased(town, case)
    restore()
    line = json.loads(ledger.read_text().splitlines()[0]) | {"what": "report"}
    ledger.write_text(f"{ledger.read_text()}{json.dumps(line)}\n")

    with pytest.raises(LedgerError, match="does not know: report"):
        replay(ledger)

    case.refresh_from_db()
    assert case.erased_at is None


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"a backup\n"])
def test_what_is_no_ledger_is_refused(tmp_path, content):
    path = tmp_path / "other"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match="ledger"):
        call_command("erasures", "replay", str(path))


def test_many_who_write_at_once_write_whole_lines(ledger):
    children = []
    for _process in range(4):
        pid = os.fork()
        if pid == 0:
            for _line in range(25):
                erasures.write_down(what="case", number=NUMBER, compartments=[NUMBER])
            os._exit(0)
        children.append(pid)
    for pid in children:
        os.waitpid(pid, 0)

    assert (len(read(ledger).erasures), read(ledger).torn) == (100, 0)
