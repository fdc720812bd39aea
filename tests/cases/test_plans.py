"""A plan: who opens it, what it takes to agree one, how it is followed and reviewed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.conferences.telling import dates
from bashke.cases.models import Case, Help, Plan
from bashke.cases.refusals import CaseError
from bashke.cases.services.plans import (
    opened_plan,
    remind_of_reviews,
    words_of_help,
    words_of_plan,
)
from bashke.cases.services.sealed_parts import compartments_of, part_if_open
from bashke.keys.refusals import KeysError
from tests.cases.company import assignment, joined, with_company

GOALS = "Dua të fle e qetë dhe të mos iki nga shtëpia ime."
WHAT, HELPER = "Bravë e re për derën", "Punonjësi social"


@pytest.fixture
def company(town, case):
    return with_company(town, case)


@pytest.fixture
def draft_plan(company, case):
    return written_plan(company, case)


@pytest.fixture
def plan(company, draft_plan):
    return agreed(company, draft_plan)


def written_plan(town, case):
    ring = town.ring("drita")
    plan = services.begin_plan(case=case, ring=ring, person=town.drita)
    services.write_plan(plan=plan, ring=ring, person=town.drita, texts={"goals": GOALS})
    services.add_help(
        plan=plan, ring=ring, person=town.drita, what=WHAT, helper=HELPER,
        due_on=timezone.localdate() + timedelta(days=3),
    )  # fmt: skip
    return plan


def agreed(town, plan, **given):
    wanted = {"signed_on": timezone.localdate()} | given
    services.agree_plan(plan=plan, ring=town.ring("drita"), person=town.drita, **wanted)
    return plan


def opened_by(town, case, name):
    return part_if_open(case=case, kind="plan", ring=town.ring(name))


def reviewed(town, plan, decision="continue", **given):
    return services.review_plan(
        plan=plan, ring=town.ring("drita"), person=town.drita, decision=decision,
        reason="Ajo e do kështu.", **given,
    )  # fmt: skip


def test_the_key_of_the_plan_goes_to_members_and_never_to_the_police(company, case, plan):
    opens = {
        name: opened_by(company, case, name) is not None
        for name in ("drita", "hana", "ilir", "teuta")
    }

    assert opens == {"drita": True, "hana": True, "ilir": False, "teuta": False}


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("drita", True),
        ("hana", True),
        ("ilir", False),
        ("teuta", False),
        ("besnik", False),
        ("agim", False),
        ("mira", False),
        ("sara", False),
        ("zana", False),
    ],
)
def test_who_sees_that_there_is_a_plan(company, plan, name, sees):
    assert Plan.objects.visible_to(getattr(company, name)).exists() is sees


def test_in_an_emergency_the_plan_opens_with_the_case(company, case, plan):
    accounts.break_glass(
        person=company.sara, municipality=case.municipality, compartment=case.compartment,
        subject=case.subject, reason="Drita nuk përgjigjet.", hours=2, ring=company.ring("sara"),
        along=compartments_of(case)[1:],
    )  # fmt: skip

    assert Plan.objects.visible_to(company.sara).get() == plan
    opened = opened_by(company, case, "sara")
    assert words_of_plan(plan, opened[1])["goals"] == GOALS


def test_a_doctor_who_joins_later_reads_the_plan(town, case):
    plan = agreed(town, written_plan(town, case))

    with_company(town, case)

    opened = opened_plan(case, town.ring("hana"), town.hana)
    assert words_of_plan(plan, opened)["goals"] == GOALS


def test_the_police_cannot_write_follow_or_print_a_plan(company, case, plan):
    help_ = plan.helps.get()
    police, ring = company.ilir, company.ring("ilir")
    for refused in (
        lambda: services.mark_progress(help_=help_, person=police, progress="done"),
        lambda: services.print_plan(plan=plan, person=police),
        lambda: services.begin_plan(case=case, ring=ring, person=police),
        lambda: opened_plan(case, ring, police),
    ):
        with pytest.raises(CaseError):
            refused()


def test_only_who_leads_writes_and_the_doctor_follows(company, draft_plan):
    ring = company.ring("hana")
    with pytest.raises(CaseError):
        services.write_plan(
            plan=draft_plan, ring=ring, person=company.hana, texts={"goals": "Tjetër"}
        )
    agreed(company, draft_plan)

    services.mark_progress(help_=draft_plan.helps.get(), person=company.hana, progress="going-on")

    assert Help.objects.get().progress == "going-on"
    assert Event.objects.filter(act="plan.progress").count() == 1


@pytest.mark.parametrize("empty", ["goals", "helps"])
def test_nothing_is_agreed_without_goals_and_somebody_who_helps(company, draft_plan, empty):
    if empty == "goals":
        services.write_plan(
            plan=draft_plan, ring=company.ring("drita"), person=company.drita, texts={"goals": ""}
        )
    else:
        services.drop_help(help_=draft_plan.helps.get(), person=company.drita)

    with pytest.raises(CaseError):
        agreed(company, draft_plan)


@pytest.mark.parametrize(
    "given",
    [
        {"signed_on": None},
        {"signed_on": None, "unsigned": "  "},
        {"unsigned": "Nuk desh."},
        {"signed_on": timezone.localdate() + timedelta(days=1)},
        {"review_on": timezone.localdate()},
        {"review_on": timezone.localdate() + timedelta(days=400)},
    ],
    ids=["nothing", "blank", "both", "tomorrow", "review-today", "review-never"],
)
def test_a_plan_is_signed_or_says_why_not_and_is_reviewed(company, draft_plan, given):
    with pytest.raises(CaseError):
        agreed(company, draft_plan, **given)


def test_a_plan_without_a_signature_says_why_under_its_own_key(company, case, draft_plan):
    agreed(company, draft_plan, signed_on=None, unsigned="Ka frikë ta mbajë në shtëpi.")

    words = words_of_plan(draft_plan, opened_plan(case, company.ring("hana"), company.hana))
    assert words["unsigned"] == "Ka frikë ta mbajë në shtëpi."
    assert draft_plan.holds


def test_of_a_child_the_childs_view_is_asked(company, case, draft_plan):
    Case.objects.filter(pk=case.pk).update(mechanism="child-protection", version="2017-06-09")
    draft_plan.case.refresh_from_db()
    with pytest.raises(CaseError):
        agreed(company, draft_plan)

    services.write_plan(
        plan=draft_plan, ring=company.ring("drita"), person=company.drita,
        texts={"view": "Do të rrijë te gjyshja."},
    )  # fmt: skip

    # The mechanism proposes 90 days; no lawyer has read a term.
    assert agreed(company, draft_plan).review_on >= timezone.localdate() + timedelta(days=90)
    assert not draft_plan.is_confirmed


def test_the_review_is_due_by_the_mechanisms_clock(plan):
    # Once a month, as the file of the mechanism proposes; a day off moves it on.
    on = timezone.localdate() + timedelta(days=30)

    assert on <= plan.review_on <= on + timedelta(days=4)
    assert not plan.is_confirmed


def test_a_new_version_takes_along_what_goes_on(company, case, plan):
    ring = company.ring("drita")
    done = plan.helps.get()
    services.mark_progress(help_=done, person=company.drita, progress="done")

    new = services.begin_plan(case=case, ring=ring, person=company.drita)
    assert (new.version, new.helps.count()) == (2, 0)
    added = services.add_help(
        plan=new, ring=ring, person=company.drita, what="Avokat", helper="Ndihma juridike",
        due_on=None,
    )  # fmt: skip
    agreed(company, new)

    plan.refresh_from_db()
    opened = opened_plan(case, ring, company.drita)
    assert words_of_plan(new, opened)["goals"] == GOALS
    assert words_of_help(added, opened) == ("Avokat", "Ndihma juridike")
    assert plan.replaced_at
    assert Plan.objects.standing().get() == new


def test_what_is_agreed_is_never_changed(company, plan):
    ring = company.ring("drita")
    with pytest.raises(CaseError):
        services.write_plan(plan=plan, ring=ring, person=company.drita, texts={"goals": "Tjetër"})
    with pytest.raises(CaseError):
        services.drop_help(help_=plan.helps.get(), person=company.drita)
    with pytest.raises(CaseError):
        agreed(company, plan)


def test_only_one_version_is_written_at_a_time(company, case, draft_plan):
    with pytest.raises(CaseError):
        services.begin_plan(case=case, ring=company.ring("drita"), person=company.drita)

    services.discard_plan(plan=draft_plan, person=company.drita)

    assert not Plan.objects.exists()


def test_a_review_goes_on_until_the_next(company, plan):
    on = timezone.localdate() + timedelta(days=20)

    done = reviewed(company, plan, next_on=on, in_conference=True)

    plan.refresh_from_db()
    assert (plan.review_on, done.in_conference) == (on, True)


def test_a_review_that_changes_begins_the_next_version(company, case, plan):
    reviewed(company, plan, "change")

    assert Plan.objects.drafts().get(case=case).version == 2


def test_a_review_closes_the_case(company, case, plan):
    reviewed(company, plan, "close", closing="goals-met")

    case.refresh_from_db()
    assert case.closing == "goals-met"


def test_a_review_that_closes_without_a_reason_changes_nothing(company, case, plan):
    with pytest.raises(CaseError):
        reviewed(company, plan, "close")

    case.refresh_from_db()
    assert case.closed_at is None
    assert not plan.reviews.exists()


def test_a_review_hands_the_case_over_with_the_plan(company, case, plan):
    reviewed(company, plan, "hand-over", to=assignment(company, case, "teuta"))

    lead = case.assignments.current().get(part="lead")
    assert lead.person == company.teuta
    assert opened_plan(case, company.ring("teuta"), company.teuta)


def test_a_plan_never_goes_to_the_police_with_the_lead(company, case, plan):
    with pytest.raises(CaseError):
        reviewed(company, plan, "hand-over", to=assignment(company, case, "ilir"))
    with pytest.raises(CaseError):
        services.hand_over(
            case=case, ring=company.ring("drita"), by=company.drita, to=company.ilir,
            post=company.post("ilir"),
        )  # fmt: skip

    assert opened_by(company, case, "ilir") is None


def test_who_leads_is_reminded_once_of_a_review(company, plan):
    day = plan.review_on - timedelta(days=7)

    assert remind_of_reviews(day - timedelta(days=1)) == 0
    assert remind_of_reviews(day) == 1
    assert remind_of_reviews(plan.review_on) == 0
    assert company.drita.notices.get(kind="review-due").subject.endswith(str(plan.review_on))


def test_of_a_closed_case_nobody_is_reminded(company, case, plan):
    services.close(case=case, person=company.drita, reason="goals-met")

    assert remind_of_reviews(plan.review_on) == 0


def test_who_left_the_case_reads_nothing_that_comes_after(company, case, plan):
    services.end_member(assignment=assignment(company, case, "hana"), by=company.drita)
    assert not Plan.objects.visible_to(company.hana).exists()
    services.begin_plan(case=case, ring=company.ring("drita"), person=company.drita)

    new = Plan.objects.drafts().get()
    left = opened_by(company, case, "hana")
    assert left is not None
    with pytest.raises(KeysError):
        words_of_plan(new, left[1])


def test_nothing_of_a_plan_outlives_the_case(company, case, plan):
    services.close(case=case, person=company.drita, reason="goals-met")
    Case.objects.filter(pk=case.pk).update(erase_on=timezone.localdate())

    services.erase(case=case)

    assert not Plan.objects.exists()
    assert not Help.objects.exists()
    assert opened_by(company, case, "drita") is None


def test_a_second_member_of_the_police_gets_no_key_either(company, case, plan):
    joined_before = opened_by(company, case, "ilir")
    services.end_member(assignment=assignment(company, case, "ilir"), by=company.drita)
    joined(company, case, "ilir")

    assert (joined_before, opened_by(company, case, "ilir")) == (None, None)


def test_nor_is_the_police_named_lead_of_a_case_with_a_plan_that_lost_its_own(company, case, plan):
    case.assignments.filter(part="lead").update(ends_at=timezone.now())

    with pytest.raises(CaseError, match="nuk mund ta drejtojë"):
        services.name_lead(
            case=case, ring=company.ring("hana"), by=company.hana, to=company.ilir,
            post=company.post("ilir"),
        )  # fmt: skip


def test_who_leads_finds_the_review_in_the_calendar(company, case, plan):
    titles = {
        name: [entry.title for entry in dates(getattr(company, name))] for name in ("drita", "hana")
    }

    assert titles == {"drita": [f"{case.reference}: plani për t’u parë përsëri"], "hana": []}
