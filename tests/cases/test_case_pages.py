"""The pages of cases, as the people on them use them."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Assignment, Case, CaseLink, Order, Relative, Step
from bashke.cases.services.endings import erase
from bashke.office.gate.models import Agreement
from tests.accounts.cast import PLACE
from tests.cases.conftest import WORDS, browser, sent_to
from tests.cases.test_carried import OF_A_CHILD, SHORT, TODAY, break_glass, ordered, taken
from tests.cases.test_referral_pages import text_of
from tests.office.gating import appointed

HERE = f"/sq/{PLACE}/cases/"
NAMES = ("drita", "ilir", "besnik", "teuta", "agim", "mira", "zana", "sara")


@pytest.fixture
def ilir(town, static_files):
    return browser(town, "ilir")


def at(case, rest=""):
    return f"{HERE}{case.reference}/{rest}"


def with_police(town, case, part="member"):
    return services.add_member(
        case=case, ring=town.ring("drita"), by=town.drita, person=town.ilir,
        post=town.post("ilir"), part=part,
    )  # fmt: skip


def make_late(case, *, confirmed):
    Step.objects.filter(case=case).update(
        due_at=timezone.now() - timedelta(hours=2), is_confirmed=confirmed
    )


def pages(case):
    """Every page of a case that is read."""
    return [at(case, rest) for rest in ("", "steps/", "notes/", "members/", "end/")]


def test_how_to_reach_the_person_stands_before_everything_else(drita, case):
    page = text_of(drita.get(at(case)))

    assert page.index(WORDS["reach"]) < page.index(WORDS["about"]) < page.index(WORDS["concern"])
    assert case.reference in page


def test_no_name_stands_in_a_title_or_an_address(drita, case):
    for page in (HERE, *pages(case)):
        response = drita.get(page)
        assert response.status_code == 200
        title = response.text[: response.text.index("</title>")]
        assert "Prifti" not in title
        assert "prifti" not in page.lower()


def test_every_opening_is_on_the_trail(drita, case, town):
    before = Event.objects.filter(act="case.opened").count()

    for page in pages(case):
        drita.get(page)

    opened = Event.objects.filter(act="case.opened", actor=town.drita.actor)
    assert opened.count() == before + len(pages(case))


def test_the_list_shows_who_it_is_about_and_what_comes_next(drita, case):
    page = text_of(drita.get(HERE))

    assert WORDS["about"] in page
    assert "Dëgjoni personin" in page
    assert "praktikë e propozuar" in page


def test_red_is_only_what_is_late_by_confirmed_law(drita, case):
    make_late(case, confirmed=False)
    for page in (HERE, at(case), at(case, "steps/")):
        assert "app-standing--late" not in drita.get(page).text

    make_late(case, confirmed=True)
    for page in (HERE, at(case), at(case, "steps/")):
        assert "app-standing--late" in drita.get(page).text


def test_a_list_is_filtered_by_what_is_due_what_is_closed_and_the_mechanism(drita, case, town):
    assert WORDS["about"] in text_of(drita.get(HERE + "?standing=due"))
    Step.objects.update(due_at=timezone.now() + timedelta(days=9))
    assert WORDS["about"] not in text_of(drita.get(HERE + "?standing=due"))
    other = taken(town)
    Case.objects.filter(pk=other.pk).update(mechanism="social-care")
    narrowed = text_of(drita.get(HERE + "?mechanism=social-care"))
    assert SHORT["about"] in narrowed
    assert WORDS["about"] not in narrowed

    services.close(case=case, person=town.drita, reason="goals-met")

    assert WORDS["about"] not in text_of(drita.get(HERE))
    assert WORDS["about"] in text_of(drita.get(HERE + "?standing=closed"))


def test_a_list_of_many_costs_as_many_queries_as_a_list_of_one(drita, case, town):
    drita.get(HERE)
    with CaptureQueriesContext(connection) as few:
        drita.get(HERE)
    for _ in range(4):
        taken(town)
    drita.get(HERE)

    with CaptureQueriesContext(connection) as many:
        drita.get(HERE)

    assert len(many) == len(few)


def test_a_long_list_has_pages(drita, town, case, monkeypatch):
    monkeypatch.setattr("bashke.cases.working.views.A_PAGE", 1)
    taken(town)

    first, second = text_of(drita.get(HERE)), text_of(drita.get(HERE + "?page=1"))

    assert SHORT["about"] in first
    assert WORDS["about"] not in first
    assert WORDS["about"] in second


@pytest.mark.parametrize("page", ["x", "-1", "99999", "²"])
def test_a_page_that_is_none_is_an_empty_or_the_first_one(drita, case, page):
    assert drita.get(f"{HERE}?page={page}").status_code == 200


@pytest.mark.parametrize("words", ["prifti", "ANA prif", "prifti ana"])
def test_a_name_is_found_among_my_open_cases_however_it_is_typed(drita, case, words):
    assert WORDS["about"] in text_of(drita.post(HERE + "search/", {"words": words}))


def test_a_name_of_the_family_is_found_and_its_reference_too(drita, case, town):
    services.add_relative(
        case=case, ring=town.ring("drita"), person=town.drita, called="Gëzim Çela",
        related="vëllai", is_child=False,
    )  # fmt: skip

    for words in ("gezim cela", case.reference.lower()):
        assert WORDS["about"] in text_of(drita.post(HERE + "search/", {"words": words}))


def test_a_search_finds_nothing_that_i_may_not_open_and_writes_no_word_of_it(ilir, case, town):
    found = text_of(ilir.post(HERE + "search/", {"words": "Prifti"}))

    assert WORDS["about"] not in found
    event = Event.objects.get(act="case.searched")
    assert event.actor == town.ilir.actor
    assert "rifti" not in str(event.__dict__)


def test_a_step_is_finished_with_what_follows_and_its_papers(drita, case):
    step = case.steps.get()

    went = drita.post(
        at(case, f"steps/{step.pk}/finish/"),
        {"text": "U fol në zyrë.", "papers": ["dv-intake"], "following": ["medical-help"]},
    )

    assert went.url == at(case, "steps/")
    step.refresh_from_db()
    assert step.papers == ["dv-intake"]
    assert [each.key for each in case.steps.open()] == ["medical-help"]
    page = text_of(drita.get(at(case, "steps/")))
    assert "U fol në zyrë." in page
    assert page.count("e plotësuar") >= 1


def test_a_refused_step_loses_nothing_of_what_was_typed(drita, case):
    step = case.steps.get()
    address = at(case, f"steps/{step.pk}/finish/")

    empty = drita.post(address, {"text": "", "papers": ["dv-intake"]})
    beyond = drita.post(address, {"text": "U fol <b>në</b> zyrë.", "following": ["order-appeal"]})

    assert empty.status_code == beyond.status_code == 422
    assert "U fol <b>në</b> zyrë." in unescape(beyond.text)
    assert "<b>në</b>" not in beyond.text
    step.refresh_from_db()
    assert step.done_at is None


def test_a_clock_stands_still_and_runs_again(drita, case):
    step = case.steps.get()

    drita.post(at(case, f"steps/{step.pk}/pause/"), {"ground": "person-away"})
    step.refresh_from_db()
    assert step.paused_at
    assert "afati është pezulluar" in text_of(drita.get(at(case, "steps/")))

    drita.post(at(case, f"steps/{step.pk}/resume/"))
    step.refresh_from_db()
    assert step.paused_at is None


def test_a_clock_stands_still_on_no_other_ground(drita, case):
    step = case.steps.get()

    went = drita.post(at(case, f"steps/{step.pk}/pause/"), {"ground": "holidays"}, follow=True)

    assert "Zgjidhni pse" in text_of(went)
    step.refresh_from_db()
    assert step.paused_at is None


def test_a_step_is_left_out_with_a_reason(drita, case):
    step = case.steps.get()

    assert drita.post(at(case, f"steps/{step.pk}/leave-out/"), {"text": " "}).status_code == 422
    drita.post(at(case, f"steps/{step.pk}/leave-out/"), {"text": "E bëri policia."})

    step.refresh_from_db()
    assert step.dropped_at
    assert "E bëri policia." in text_of(drita.get(at(case, "steps/")))


def test_a_step_of_another_case_is_not_there(drita, case, town):
    foreign = taken(town, "teuta", **OF_A_CHILD).steps.get()

    response = drita.post(at(case, f"steps/{foreign.pk}/finish/"), {"text": "Jo."})

    assert response.status_code == 404


def test_who_leads_lets_somebody_take_part_and_ends_it(drita, ilir, case, town):
    assert ilir.get(at(case)).status_code == 404
    chosen = {"member": town.membership("ilir").pk, "part": "member"}
    drita.post(at(case, "members/"), chosen)
    assert WORDS["concern"] in text_of(ilir.get(at(case)))

    assignment = Assignment.objects.get(case=case, person=town.ilir)
    drita.post(at(case, f"members/{assignment.pk}/end/"))

    assert ilir.get(at(case)).status_code == 404
    assert "Ilir" in text_of(drita.get(at(case, "members/")))


def test_a_member_changes_nobodys_part_but_ends_the_own(drita, ilir, case, town):
    mine = with_police(town, case)
    lead = Assignment.objects.get(case=case, part="lead")
    chosen = {"member": town.membership("teuta").pk, "part": "member"}

    assert ilir.post(at(case, "members/"), chosen).status_code == 422
    assert ilir.post(at(case, f"members/{lead.pk}/end/")).status_code == 404
    handing = ilir.post(at(case, "members/hand-over/"), {"member": town.membership("ilir").pk})
    assert handing.status_code == 404
    assert ilir.post(at(case, f"members/{mine.pk}/end/")).url == HERE
    assert not Case.objects.visible_to(town.ilir).exists()


def test_without_an_agreement_on_sharing_it_is_refused_in_words(drita, case, town):
    Agreement.objects.all().delete()
    chosen = {"member": town.membership("ilir").pk, "part": "member"}

    response = drita.post(at(case, "members/"), chosen)

    assert response.status_code == 422
    assert "Komisariati" in text_of(response)
    assert not Case.objects.visible_to(town.ilir).exists()


def test_a_case_is_handed_over_in_one_form(drita, case, town, static_files):
    went = drita.post(at(case, "members/hand-over/"), {"member": town.membership("teuta").pk})

    assert went.url == HERE
    assert drita.get(at(case)).status_code == 404
    assert WORDS["about"] in text_of(browser(town, "teuta").get(at(case)))


@pytest.mark.parametrize("kind", ["note", "message", "told"])
def test_what_is_written_is_read_by_the_members(drita, ilir, case, town, kind):
    with_police(town, case)

    drita.post(at(case, "notes/"), {"kind": kind, "text": "Nesër në nëntë."})

    assert "Nesër në nëntë." in text_of(ilir.get(at(case, "notes/")))
    assert town.ilir.notices.filter(kind="case-message").exists() is (kind == "message")


def test_a_note_without_words_is_refused(drita, case):
    assert drita.post(at(case, "notes/"), {"kind": "note", "text": " "}).status_code == 422


def test_the_words_of_a_case_are_written_anew_by_who_leads(drita, ilir, case, town):
    with_police(town, case)
    new = {"about": "Ana Prifti, 31 vjeç", "summary": "U sqarua.", "reach": "Te motra."}
    assert ilir.get(at(case, "words/")).status_code == 404

    drita.post(at(case, "words/"), new)

    page = text_of(ilir.get(at(case)))
    assert all(text in page for text in new.values())
    rewritten = Event.objects.filter(act="case.rewritten")
    assert rewritten.count() == len(new)


def test_the_family_is_written_down_and_removed(drita, case):
    drita.post(at(case, "family/"), {"called": "Genta", "related": "vajza", "is_child": "on"})
    assert "Genta" in text_of(drita.get(at(case)))

    drita.post(at(case, f"family/{Relative.objects.get().pk}/remove/"))

    assert not Relative.objects.exists()


def test_an_order_stands_on_the_page_with_its_end(drita, case):
    given = {
        "kind": "protection", "begins": TODAY.isoformat(), "text": "Vendim 12.",
        "until": (TODAY + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    wrong = given | {"until": (TODAY - timedelta(days=3)).isoformat()}
    assert drita.post(at(case, "orders/"), wrong).status_code == 422

    drita.post(at(case, "orders/"), given)

    page = text_of(drita.get(at(case)))
    assert "Vendim 12." in page
    assert "mbaron së shpejti" in page
    drita.post(at(case, f"orders/{Order.objects.get().pk}/lift/"))
    assert "hequr" in text_of(drita.get(at(case)))


def test_cases_are_linked_by_reference_and_what_is_not_mine_does_not_exist(drita, case, town):
    mine, foreign = taken(town), taken(town, "teuta", **OF_A_CHILD)
    address = at(case, "links/")

    not_mine = drita.post(address, {"reference": foreign.reference})
    invented = drita.post(address, {"reference": "AAAA-AAAA"})
    assert not_mine.status_code == invented.status_code == 422
    assert text_of(not_mine).replace(foreign.reference, "") == text_of(invented).replace(
        "AAAA-AAAA", ""
    )
    drita.post(address, {"reference": mine.reference.lower()})

    assert mine.reference in text_of(drita.get(at(case)))
    drita.post(at(case, f"links/{CaseLink.objects.get().pk}/end/"))
    assert not CaseLink.objects.exists()


def test_who_may_open_one_end_alone_sees_no_link(drita, ilir, case, town):
    other = taken(town)
    services.link_cases(case=case, other=other, person=town.drita)
    with_police(town, case)

    assert other.reference in text_of(drita.get(at(case)))
    assert other.reference not in text_of(ilir.get(at(case)))


def test_a_file_of_her_own_is_begun_beside(drita, case, town):
    given = {
        "step": "domestic-violence/report-received", "post": str(town.post("drita").pk), **SHORT
    }  # fmt: skip

    went = drita.post(at(case, "beside/"), given)

    hers = Case.objects.exclude(pk=case.pk).get()
    assert went.url == at(hers)
    page = text_of(drita.get(at(hers)))
    assert SHORT["about"] in page
    assert WORDS["concern"] not in page
    assert case.reference in page


def test_a_case_is_closed_with_what_the_person_was_told_and_opened_again(drita, case):
    assert drita.post(at(case, "end/"), {"reason": "goals-met", "text": ""}).status_code == 422
    drita.post(at(case, "end/"), {"reason": "goals-met", "text": "Iu dha me shkrim."})

    case.refresh_from_db()
    page = text_of(drita.get(at(case, "end/")))
    assert case.erase_on
    assert "praktikë e propozuar" in page
    assert "Iu dha me shkrim." in text_of(drita.get(at(case, "notes/")))
    assert drita.post(at(case, "notes/"), {"kind": "note", "text": "Më."}).status_code == 422

    drita.post(at(case, "end/reopen/"))
    case.refresh_from_db()
    assert case.closed_at is None


def test_a_hold_is_signed_and_let_go(drita, case, town):
    services.close(case=case, person=town.drita, reason="goals-met")
    until = (TODAY + timedelta(days=100)).isoformat()
    late = (TODAY + timedelta(days=200)).isoformat()
    reason = {"text": "E kërkon gjykata."}
    assert drita.post(at(case, "end/hold/"), reason | {"until": late}).status_code == 422

    drita.post(at(case, "end/hold/"), reason | {"until": until})

    assert "E kërkon gjykata." in text_of(drita.get(at(case, "end/")))
    drita.post(at(case, "end/let-go/"))
    assert "E kërkon gjykata." not in text_of(drita.get(at(case, "end/")))


def test_an_erased_case_shows_that_it_was_erased_and_nothing_else(drita, case, town):
    services.close(case=case, person=town.drita, reason="goals-met")
    Case.objects.update(erase_on=TODAY)
    erase(case=case)

    for page in pages(case):
        response = drita.get(page)
        assert response.status_code == 200
        assert "u fshi më" in text_of(response)
        assert "U mor" not in text_of(response)
    assert WORDS["about"] not in text_of(drita.get(HERE + "?standing=closed"))


def test_who_breaks_the_glass_is_led_to_the_case_and_it_closes_by_itself(
    case, town, static_files, time_machine
):
    sara = browser(town, "sara")
    assert sara.get(at(case)).status_code == 404

    went = sara.post(
        f"/sq/{PLACE}/office/open/case/{case.reference}/",
        {"reason": "Drita nuk përgjigjet dhe ajo është në rrezik.", "hours": "2"},
    )

    assert went.url == at(case), text_of(went)
    assert "u hap në urgjencë" in text_of(sara.get(at(case)))
    assert town.drita.notices.filter(kind="glass-broken").exists()
    time_machine.move_to(timezone.now() + timedelta(hours=2, minutes=1))
    assert not Case.objects.visible_to(town.sara).exists()


def test_who_steps_out_finds_the_case_no_more(ilir, case, town):
    with_police(town, case)

    ilir.post(f"/sq/{PLACE}/office/step-out/case/{case.reference}/")

    assert ilir.get(at(case)).status_code == 404
    assert WORDS["about"] not in text_of(ilir.get(HERE))


def test_a_member_of_the_police_prints_nothing(drita, ilir, case, town):
    with_police(town, case)

    assert "app-unprinted" in ilir.get(at(case)).text
    assert "app-unprinted" not in drita.get(at(case)).text


def test_the_post_to_which_it_came_finds_the_case_that_began(drita, sent):
    went = drita.post(f"/sq/{PLACE}/referrals/{sent.reference}/accept/")

    case = Case.objects.get()
    assert at(case) in drita.get(f"/sq/{PLACE}/referrals/{sent.reference}/").text
    assert went.status_code == 302


def test_the_sender_finds_no_way_to_the_case(besnik, case, sent):
    page = besnik.get(f"/sq/{PLACE}/referrals/{sent.reference}/").text

    assert case.reference not in page


@pytest.fixture
def everybody(town, static_files):
    return {name: browser(town, name) for name in NAMES}


@pytest.mark.parametrize("broken", [False, True], ids=["whole glass", "broken glass"])
def test_a_page_is_there_for_who_is_assigned_and_for_nobody_else(town, case, everybody, broken):
    with_police(town, case)
    allowed = {"drita", "ilir"}
    if broken:
        break_glass(town, case)
        allowed.add("sara")

    for page in pages(case):
        seen = {name for name in NAMES if everybody[name].get(page).status_code == 200}
        assert seen == allowed, page


DEEDS = {
    "words/": {"about": "X", "summary": "X", "reach": "X"},
    "members/": {},
    "members/hand-over/": {},
    "end/": {"reason": "goals-met", "text": "X"},
    "end/reopen/": {},
    "end/hold/": {},
    "end/let-go/": {},
    "links/": {"reference": "AAAA-AAAA"},
    "beside/": {},
}
SHARED = {
    "notes/": {"kind": "note", "text": "X"},
    "steps/begin/": {"key": "medical-help"},
    "family/": {"called": "X"},
    "orders/": {"kind": "other", "begins": TODAY.isoformat(), "until": TODAY.isoformat()},
}


@pytest.mark.parametrize("rest", {**DEEDS, **SHARED})
def test_only_who_is_assigned_can_do_anything(town, case, everybody, rest):
    with_police(town, case)

    for name in ("besnik", "teuta", "agim", "mira", "zana", "sara"):
        given = {**DEEDS, **SHARED}[rest]
        assert everybody[name].post(at(case, rest), given).status_code == 404, name


@pytest.mark.parametrize("rest", DEEDS)
def test_what_is_the_leads_changes_nothing_in_the_hands_of_a_member(town, case, ilir, rest):
    with_police(town, case)
    before = (Case.objects.values().get(), Assignment.objects.count(), Case.objects.count())

    ilir.post(at(case, rest), DEEDS[rest])

    assert before == (Case.objects.values().get(), Assignment.objects.count(), 1)


@pytest.mark.parametrize("rest", SHARED)
def test_what_a_member_does_a_member_can_do(town, case, ilir, rest):
    with_police(town, case)

    assert ilir.post(at(case, rest), SHARED[rest]).status_code == 302


def test_another_place_has_no_such_case(drita, case):
    assert drita.get(f"/sq/diber/cases/{case.reference}/").status_code == 404


def test_the_board_shows_dates_and_states_to_who_supervises_and_no_word(town, case, static_files):
    appointed(town, "suela", "supervisor")
    suela = browser(town, "suela")
    make_late(case, confirmed=True)
    other = taken(town)
    make_late(other, confirmed=False)
    unanswered = sent_to(town)
    type(unanswered).objects.filter(pk=unanswered.pk).update(
        answer_by=timezone.now() - timedelta(hours=1)
    )

    response = suela.get(HERE + "board/")
    page = text_of(response)

    assert response.text.count("app-standing--late") == 1
    late, planned = page.split("Ishte menduar më herët")
    assert case.reference in late
    assert other.reference in planned
    assert unanswered.reference in planned
    assert all(word not in page for word in (*WORDS.values(), *SHORT.values()))
    assert suela.get(at(case)).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_nobody_else_finds_the_board(town, case, everybody, name):
    assert everybody[name].get(HERE + "board/").status_code == 404


def test_an_order_of_another_case_is_not_lifted_here(drita, case, town):
    other = taken(town)
    order = ordered(town, other)

    assert drita.post(at(case, f"orders/{order.pk}/lift/")).status_code == 404


def test_a_case_without_a_lead_is_on_the_board_and_gets_one_from_a_member(
    town, case, ilir, static_files
):
    with_police(town, case)
    appointed(town, "suela", "supervisor")
    Assignment.objects.filter(case=case, part="lead").update(ends_at=timezone.now())
    assert case.reference in text_of(browser(town, "suela").get(HERE + "board/"))
    assert "Këtë rast nuk e drejton askush" in text_of(ilir.get(at(case, "members/")))

    ilir.post(at(case, "members/lead/"), {"member": town.membership("drita").pk})

    assert Assignment.objects.current().get(case=case, part="lead").person == town.drita


def test_a_member_names_no_other_lead_beside_the_one_there_is(town, case, ilir):
    with_police(town, case)

    refused = ilir.post(at(case, "members/lead/"), {"member": town.membership("teuta").pk})

    assert refused.status_code == 422
    assert Assignment.objects.current().get(case=case, part="lead").person == town.drita


def test_who_stepped_out_stands_among_those_who_took_part_before(drita, ilir, case, town):
    with_police(town, case)

    ilir.post(f"/sq/{PLACE}/office/step-out/case/{case.reference}/")

    assert not Assignment.objects.current().filter(case=case, person=town.ilir).exists()
    page = text_of(drita.get(at(case, "members/")))
    assert "Ilir" in page.partition("Kush mori pjesë më parë")[2]


def test_a_lead_who_steps_out_leaves_a_case_for_which_a_lead_is_wanted(drita, ilir, case, town):
    with_police(town, case)

    drita.post(f"/sq/{PLACE}/office/step-out/case/{case.reference}/")

    assert drita.get(at(case)).status_code == 404
    assert town.ilir.notices.filter(kind="case-leaderless").exists()
    assert "Këtë rast nuk e drejton askush" in text_of(ilir.get(at(case, "members/")))


def test_who_alone_holds_a_case_hands_it_over_before_stepping_out(drita, case):
    drita.post(f"/sq/{PLACE}/office/step-out/case/{case.reference}/")

    assert Assignment.objects.current().get(case=case).part == "lead"
    assert WORDS["about"] in text_of(drita.get(at(case)))
