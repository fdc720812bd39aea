"""A newer version of a mechanism takes effect while cases are open: who decides, and what moves."""

import re
from datetime import UTC, date, datetime, timedelta
from shutil import copytree

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Case, Entry, Step, VersionChoice
from bashke.cases.refusals import CaseError
from bashke.cases.services.moving import fates, newer_of
from bashke.keys.opening import open_with
from bashke.keys.refusals import ClosedError
from bashke.office.gate.models import Module
from tests.accounts import cast
from tests.accounts.cast import PLACE
from tests.cases.conftest import WORDS, browser, sent_to
from tests.office import gating

OLD, NEW, NEWER = date(2021, 6, 2), date(2026, 3, 1), date(2026, 11, 1)
BEGAN = datetime(2026, 2, 26, 9, tzinfo=UTC)
REASON = "Personi e kërkoi: ligji i ri e mbron më mirë."


@pytest.fixture(scope="module")
def changed_pack(tmp_path_factory):
    """A third version: the assessment is due in 12 hours, child protection is no step any more."""
    folder = copytree(settings.CONTENT_DIR, tmp_path_factory.mktemp("pack") / "al")
    mechanisms = folder / "mechanisms"
    text = (mechanisms / f"domestic-violence.{NEW}.yaml").read_text(encoding="utf-8")
    assessed = "      counted_from: report\n      proposed:\n        sq: Orët"
    for old, new in (
        (f"in_force_from: {NEW}", f"in_force_from: {NEWER}"),
        (f"hours: 24\n{assessed}", f"hours: 12\n{assessed}"),
        ("claim-to-court, child-linked,", "claim-to-court,"),
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    gone = re.search(r"  - key: child-linked\n.*?(?=  - key: )", text, re.DOTALL)
    assert gone
    path = mechanisms / f"domestic-violence.{NEWER}.yaml"
    path.write_text(text.replace(gone.group(), ""), encoding="utf-8")
    return folder


@pytest.fixture
def newer_law(changed_pack, settings):
    settings.CONTENT_DIR = changed_pack


@pytest.fixture
def town(db, time_machine):
    """Everybody was at work already before the law of 2026."""
    now = timezone.now()
    time_machine.move_to(BEGAN - timedelta(days=9), tick=False)
    found = gating.opened(cast.town())
    # As if everything had been on record since then.
    Module.objects.update(endangered_at=None)
    time_machine.move_to(now, tick=False)
    return found


@pytest.fixture
def old_case(town, time_machine):
    """Begun in February under the old law, with Ilir as a member; today is as it is."""
    now = timezone.now()
    time_machine.move_to(BEGAN, tick=False)
    case = services.accept(referral=sent_to(town), ring=town.ring("drita"), person=town.drita)
    services.add_member(
        case=case, ring=town.ring("drita"), by=town.drita, person=town.ilir, post=town.post("ilir")
    )
    services.finish_step(
        step=case.steps.get(), ring=town.ring("drita"), person=town.drita, outcome="U bë.",
        go_to=["risk-assessment", "child-linked", "claim-to-court"],
    )  # fmt: skip
    time_machine.move_to(now, tick=False)
    return case


def step(case, key):
    return case.steps.get(key=key)


def moved(town, case, name="drita", version=NEWER, reason=REASON):
    return services.move_version(
        case=case, ring=town.ring(name), person=getattr(town, name), version=version, reason=reason
    )


def test_nothing_moves_by_itself(town, old_case, newer_law):
    before = list(old_case.steps.values("key", "due_at", "is_confirmed"))

    old_case.refresh_from_db()

    assert old_case.version == OLD
    assert newer_of(old_case).in_force_from == NEWER
    assert list(old_case.steps.values("key", "due_at", "is_confirmed")) == before
    assert not VersionChoice.objects.exists()


def test_a_version_that_is_still_to_come_is_no_newer_one(old_case, newer_law):
    assert newer_of(old_case, NEWER - timedelta(days=1)).in_force_from == NEW
    assert newer_of(old_case, NEW - timedelta(days=1)) is None


def test_a_case_that_moves_takes_the_clocks_of_the_newer_version(town, old_case, newer_law):
    risk, claim = step(old_case, "risk-assessment"), step(old_case, "claim-to-court")

    gone = moved(town, old_case)

    old_case.refresh_from_db()
    assert old_case.version == NEWER
    assert [fate.step.key for fate in gone] == ["child-linked"]
    risk.refresh_from_db()
    # Counted from the report as before, twelve hours instead of twenty-four.
    assert risk.counted_from == old_case.reported_at == BEGAN
    assert risk.due_at == BEGAN + timedelta(hours=12)
    claim.refresh_from_db()
    assert claim.due_at is None
    assert step(old_case, "report-received").done_at == BEGAN
    dropped = step(old_case, "child-linked")
    assert dropped.dropped_at
    assert dropped.by == town.drita
    opened = open_with(town.ring("drita"), old_case.compartment)
    assert opened.unseal(dropped.outcome, field=f"{dropped}/outcome") == REASON


def test_the_reason_is_sealed_and_reaches_the_members(town, old_case, newer_law):
    moved(town, old_case)

    entry = Entry.objects.get(case=old_case)
    assert REASON.encode() not in bytes(entry.text)
    opened = open_with(town.ring("ilir"), old_case.compartment)
    assert opened.unseal(entry.text, field=f"entry/{entry.pk}/text") == REASON
    assert town.ilir.notices.filter(kind="case-message").exists()
    about = Event.objects.filter(act="version.moved").get()
    assert about.subject == f"{old_case.subject}/{NEWER}"
    assert about.actor == town.drita.actor
    assert Event.objects.filter(act="step.left-out").count() == 1


def test_after_the_move_the_ways_are_those_of_the_newer_version(town, old_case, newer_law):
    moved(town, old_case)

    with pytest.raises(CaseError):
        services.begin_step(case=old_case, person=town.drita, key="child-linked")


def test_a_pause_that_is_over_counts_in_the_newer_clock(town, old_case, newer_law, time_machine):
    risk = step(old_case, "risk-assessment")
    services.pause(step=risk, person=town.drita, ground="court")
    time_machine.move_to(timezone.now() + timedelta(hours=7), tick=False)
    services.resume(step=risk, person=town.drita)

    moved(town, old_case)

    risk.refresh_from_db()
    assert risk.due_at == BEGAN + timedelta(hours=12 + 7)


def test_a_clock_that_stands_still_goes_on_standing_still(town, old_case, newer_law, time_machine):
    risk = step(old_case, "risk-assessment")
    services.pause(step=risk, person=town.drita, ground="court")

    moved(town, old_case)
    time_machine.move_to(timezone.now() + timedelta(hours=3), tick=False)
    services.resume(step=risk, person=town.drita)

    risk.refresh_from_db()
    assert risk.due_at == BEGAN + timedelta(hours=12 + 3)


def test_a_decision_stays_the_event_from_which_the_law_counts(town, old_case, newer_law):
    decided = timezone.now() - timedelta(hours=5)
    services.begin_step(case=old_case, person=town.drita, key="order-copies", decided_at=decided)

    fate = next(f for f in fates(old_case, newer_of(old_case)) if f.step.key == "order-copies")

    assert fate.counted_from == decided
    assert fate.clock.due_at == decided + timedelta(hours=24)


@pytest.mark.parametrize("name", ["ilir", "teuta"])
def test_only_the_lead_decides(town, old_case, newer_law, name):
    with pytest.raises((CaseError, ClosedError)):
        moved(town, old_case, name)
    with pytest.raises(CaseError):
        services.keep_version(case=old_case, person=getattr(town, name), version=NEWER)

    old_case.refresh_from_db()
    assert old_case.version == OLD


@pytest.mark.parametrize(
    ("version", "reason"), [(NEWER, " "), (NEW, REASON), (OLD, REASON)],
    ids=["no reason", "a version that was overtaken", "its own version"],
)  # fmt: skip
def test_what_is_refused_changes_nothing(town, old_case, newer_law, version, reason):
    before = list(old_case.steps.values_list("key", "due_at", "dropped_at"))

    with pytest.raises(CaseError):
        moved(town, old_case, version=version, reason=reason)

    old_case.refresh_from_db()
    assert old_case.version == OLD
    assert list(old_case.steps.values_list("key", "due_at", "dropped_at")) == before
    assert not Entry.objects.exists()
    assert not VersionChoice.objects.exists()


def test_a_step_that_somebody_finishes_meanwhile_undoes_the_whole_move(
    town, old_case, newer_law, monkeypatch
):
    def finished_meanwhile(case, after):
        found = list(fates(case, after))
        Step.objects.filter(pk=found[-1].step.pk).update(done_at=timezone.now())
        return iter(found)

    monkeypatch.setattr("bashke.cases.services.moving.fates", finished_meanwhile)
    with pytest.raises(CaseError):
        moved(town, old_case)

    old_case.refresh_from_db()
    assert old_case.version == OLD
    assert not VersionChoice.objects.exists()
    assert not Step.objects.filter(case=old_case, dropped_at__isnull=False).exists()


def test_keeping_is_said_on_the_trail_and_can_be_changed_once(town, old_case, newer_law):
    services.keep_version(case=old_case, person=town.drita, version=NEWER)
    services.keep_version(case=old_case, person=town.drita, version=NEWER)

    old_case.refresh_from_db()
    assert old_case.version == OLD
    assert VersionChoice.objects.get().choice == "keep"
    assert Event.objects.filter(act="version.kept").count() == 2

    moved(town, old_case)
    assert VersionChoice.objects.get().choice == "move"
    with pytest.raises(CaseError):
        services.keep_version(case=old_case, person=town.drita, version=NEWER)


def test_a_closed_case_keeps_its_law(town, old_case, newer_law):
    services.close(case=old_case, person=town.drita, reason="goals-met")

    with pytest.raises(CaseError):
        moved(town, old_case)
    with pytest.raises(CaseError):
        services.keep_version(case=old_case, person=town.drita, version=NEWER)


# The pages.


def address(name, case=None, lang="en"):
    more = [case.reference] if case else []
    return reverse(f"lawchange:{name}", args=[lang, PLACE, *more])


def test_the_list_names_the_cases_that_wait(town, old_case, newer_law, drita):
    page = drita.get(address("list")).content.decode()

    assert old_case.reference in page
    assert "Nobody has looked at it yet" in page
    assert WORDS["about"] not in page


def test_the_list_is_empty_where_every_case_follows_the_law_in_force(case, drita):
    assert "There is nothing to decide." in drita.get(address("list")).content.decode()


def test_a_member_is_told_and_decides_nothing(town, old_case, newer_law):
    ilir = browser(town, "ilir")

    page = ilir.get(address("case", old_case)).content.decode()

    assert "Whoever leads the case decides this." in page
    assert "Keep the earlier version" not in page
    answer = ilir.post(address("keep", old_case), {"version": str(NEWER)})
    assert answer.status_code == 422
    assert not VersionChoice.objects.exists()


def test_what_falls_away_is_named_before_and_after(town, old_case, newer_law, drita):
    page = drita.get(address("case", old_case)).content.decode()
    assert "Falls away: the newer version does not have this step." in page
    assert "Tell child protection when children live in the home" in page

    answer = drita.post(
        address("move", old_case), {"version": str(NEWER), "reason": REASON}, follow=True
    )

    assert "The case follows the newer version from now on." in answer.content.decode()
    assert "1 step was left out." in answer.content.decode()
    assert Case.objects.get(pk=old_case.pk).version == NEWER


def test_without_a_reason_nothing_is_lost_and_nothing_moves(old_case, newer_law, drita):
    answer = drita.post(address("move", old_case), {"version": str(NEWER), "reason": ""})

    assert answer.status_code == 422
    assert "Please look at this again" in answer.content.decode()
    assert Case.objects.get(pk=old_case.pk).version == OLD


def test_what_was_typed_is_kept_when_the_law_changed_meanwhile(old_case, newer_law, drita):
    answer = drita.post(address("move", old_case), {"version": str(NEW), "reason": REASON})

    assert answer.status_code == 422
    assert REASON in answer.content.decode()
    assert "Another version is in force" in answer.content.decode()


def test_keeping_on_the_page(old_case, newer_law, drita):
    drita.post(address("keep", old_case), {"version": str(NEWER)})

    page = drita.get(address("list", lang="sq")).content.decode()
    assert VersionChoice.objects.get().choice == "keep"
    assert "Drita" in page


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_asks_as_often_for_many_cases(
    town, old_case, newer_law, drita, many, django_assert_num_queries
):
    for _ in range(many - 1):
        services.accept(referral=sent_to(town), ring=town.ring("drita"), person=town.drita)
    Case.objects.update(version=OLD)
    drita.get(address("list"))

    with django_assert_num_queries(10):
        drita.get(address("list"))
