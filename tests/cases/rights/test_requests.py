"""Somebody asks what is held about them: checked, asked of the leads, answered within the clock."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bashke.accounts.models import Notice
from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import DataRequest, Extract, Question
from bashke.cases.refusals import CaseError
from bashke.cases.services.questions import extract_passages, question_words, released_texts
from bashke.cases.services.redacting import STRUCK
from bashke.cases.services.rights import posts_to_ask, request_words
from bashke.cases.withholding import RULES
from bashke.keys.opening import open_all
from bashke.keys.refusals import ClosedError
from tests.cases.conftest import WORDS
from tests.cases.rights.conftest import ASKS, asked, proposed, released, replied, taken


def test_the_words_of_a_request_are_sealed_to_officers_alone(town):
    request = taken(town)

    assert request_words(request, town.ring("edlira")) == ASKS
    for name in ("drita", "agim", "mira", "besnik"):
        with pytest.raises(ClosedError):
            request_words(request, town.ring(name))
    with connection.cursor() as cursor:
        cursor.execute("SELECT who, wants FROM cases_datarequest")
        assert all(b"Prifti" not in bytes(value) for value in cursor.fetchone())


def test_the_clock_is_thirty_days_from_the_day_on_which_it_came(town):
    request = taken(town, came_on=date(2026, 11, 2))

    # 2 December is a Wednesday; a day ends at 24:00 local.
    assert timezone.localtime(request.due_at).isoformat() == "2026-12-03T00:00:00+01:00"


def test_nobody_is_asked_before_it_was_made_sure_who_asks(town):
    request = taken(town)

    with pytest.raises(CaseError):
        services.ask_posts(
            request=request, ring=town.ring("edlira"), person=town.edlira,
            posts=[town.post("drita")], text="?",
        )  # fmt: skip
    assert not Question.objects.exists()


def test_the_police_and_posts_without_keys_are_not_asked(town):
    roles = {post.role for post in posts_to_ask(taken(town))}

    assert roles == {"dv-coordinator", "child-protection-worker"}


def test_a_post_reads_its_own_question_alone(town):
    question = asked(town)

    assert "Ana Prifti" in question_words(question, town.ring("drita"))["text"]
    assert [*Question.objects.visible_to(town.drita)] == [question]
    for name in ("teuta", "ilir", "besnik", "mira", "agim"):
        assert not Question.objects.visible_to(getattr(town, name)).exists()
        assert not open_all(town.ring(name), [question.compartment])


def test_the_post_is_told_without_a_word_of_it(town):
    question = asked(town)

    notice = Notice.objects.get(person=town.drita, kind="request-waiting")
    assert notice.subject == str(question)


def test_the_officer_opens_no_case(town, shared):
    asked(town)

    assert not open_all(town.ring("edlira"), [shared.compartment])


def test_what_is_struck_never_leaves(town, shared):
    question = asked(town)
    extract = proposed(
        town,
        question,
        shared,
        strike=("summary-0",),
        words=("Prifti",),
        include=("about", "summary"),
    )
    shown = extract_passages(extract, town.ring("blerta"))

    services.release_extract(extract=extract, ring=town.ring("blerta"), person=town.blerta)

    [text] = released_texts(question, town.ring("edlira"))
    assert text == f"{shown[0].title}\nAna {STRUCK}\n\n{shown[1].title}\n{STRUCK}"
    assert WORDS["concern"] not in text
    extract.refresh_from_db()
    assert bytes(extract.passages) == b""
    assert extract_passages(extract, town.ring("drita")) == []


def test_before_the_second_person_the_officer_reads_nothing(town, shared):
    question = asked(town)
    extract = proposed(town, question, shared)

    assert released_texts(question, town.ring("edlira")) == []
    assert not Extract.objects.visible_to(town.edlira).exists()
    with pytest.raises(ClosedError):
        extract_passages(extract, town.ring("edlira"))


@pytest.mark.parametrize("name", ["drita", "teuta", "edlira", "agim"])
def test_only_the_second_person_releases(town, shared, name):
    extract = proposed(town, asked(town), shared)

    with pytest.raises(CaseError):
        services.release_extract(extract=extract, ring=town.ring(name), person=getattr(town, name))
    extract.refresh_from_db()
    assert extract.released_at is None


@pytest.mark.parametrize("name", ["drita", "teuta", "ilir", "edlira"])
def test_the_second_person_works_on_the_case_and_is_not_from_the_police(town, shared, name):
    services.add_member(
        case=shared, ring=town.ring("drita"), by=town.drita, person=town.ilir,
        post=town.post("ilir"),
    )  # fmt: skip
    town.blerta = getattr(town, name)

    with pytest.raises(CaseError):
        proposed(town, asked(town), shared)
    assert not Extract.objects.exists()


def test_what_was_sent_back_can_be_made_anew(town, shared):
    question = asked(town)
    extract = proposed(town, question, shared)

    services.return_extract(
        extract=extract, ring=town.ring("blerta"), person=town.blerta, why="Hiqni emrin."
    )

    extract.refresh_from_db()
    assert extract.returned_at
    assert bytes(extract.passages) == b""
    assert released(town, question, shared).released_at


def test_marks_made_on_an_older_text_are_refused(town, shared):
    question = asked(town)
    ring = town.ring("drita")
    services.rewrite(case=shared, ring=ring, person=town.drita, field="summary", text="Tjetër.")

    with pytest.raises(CaseError, match="changed"):
        proposed(town, question, shared, seen="0" * 32)


def test_the_accused_is_not_told_by_default(town, shared):
    question = asked(town, asker="accused")

    with pytest.raises(CaseError, match="default"):
        proposed(town, question, shared)

    assert proposed(town, question, shared, why="Kodi i Procedurës Penale: është njoftuar.")


def test_a_parent_gets_nothing_where_there_is_doubt(town, shared):
    question = asked(town, asker="parent")

    with pytest.raises(CaseError, match="doubt"):
        proposed(town, question, shared, why="Prindi e kërkon.")

    assert proposed(town, question, shared, is_safe=True)


def test_a_reporter_gets_the_own_report_and_nothing_of_the_case(town, shared):
    question = asked(town, asker="reporter")

    with pytest.raises(CaseError, match="changed"):
        proposed(town, question, shared, part="case")
    released(town, question, shared, part="referral")

    [text] = released_texts(question, town.ring("edlira"))
    assert WORDS["concern"] in text
    assert WORDS["about"] not in text


@pytest.mark.parametrize("asker", ["victim", "child", "third", "accused", "parent"])
def test_nobody_else_gets_a_word_of_who_reported(town, shared, asker):
    question = asked(town, asker=asker)

    with pytest.raises(CaseError, match="changed"):
        proposed(town, question, shared, part="referral", why="x", is_safe=True)


def test_that_something_is_held_is_sealed_too(town, shared):
    question = asked(town)
    released(town, question, shared)
    replied(town, question, "held")

    assert b"held" not in bytes(question.answer)
    assert question_words(question, town.ring("edlira"))["answer"] == "held"


def test_something_held_and_extracts_belong_together(town, shared):
    question = asked(town)

    with pytest.raises(CaseError, match="belong together"):
        replied(town, question, "held")
    extract = proposed(town, question, shared)
    with pytest.raises(CaseError, match="waits"):
        replied(town, question, "nothing")
    services.release_extract(extract=extract, ring=town.ring("blerta"), person=town.blerta)
    with pytest.raises(CaseError, match="belong together"):
        replied(town, question, "withheld")

    replied(town, question, "held")


def test_nobody_is_answered_before_everybody_has_said_what_they_hold(town):
    question = asked(town)
    request, ring = question.request, town.ring("edlira")

    with pytest.raises(CaseError, match="Not everybody"):
        services.answer_request(request=request, ring=ring, person=town.edlira, letter="Po.")
    replied(town, question, "nothing")
    services.answer_request(request=request, ring=ring, person=town.edlira, letter="Asgjë.")

    assert request.answered_at
    assert request_words(request, ring)["answer"] == "Asgjë."
    with pytest.raises(CaseError, match="already"):
        services.answer_request(request=request, ring=ring, person=town.edlira, letter="Prapë.")


@pytest.mark.parametrize(("law", "why"), [("", "Sepse."), ("ligj-124-2024", " "), ("", "")])
def test_a_delay_needs_its_law_and_its_reason(town, law, why):
    request = taken(town)
    until = timezone.localdate(request.due_at) + timedelta(days=10)

    with pytest.raises(CaseError, match="delay"):
        services.delay_answer(
            request=request, ring=town.ring("edlira"), person=town.edlira, until=until, law=law,
            why=why,
        )  # fmt: skip


def test_a_delay_is_for_two_months_at_most_and_once(town):
    request = taken(town)
    due = timezone.localdate(request.due_at)

    def put_off(days):
        services.delay_answer(
            request=request, ring=town.ring("edlira"), person=town.edlira,
            until=due + timedelta(days=days), law="ligj-124-2024", why="Dosja është e madhe.",
        )  # fmt: skip

    for days in (-5, 90):
        with pytest.raises(CaseError):
            put_off(days)
    put_off(30)
    with pytest.raises(CaseError, match="once"):
        put_off(31)


def test_a_correction_is_written_into_the_case_as_a_note(town, shared):
    question = asked(town, kind="correction")

    services.note_request(
        question=question, case=shared, ring=town.ring("drita"), person=town.drita,
        text="Ajo thotë se nuk ishte kështu.",
    )  # fmt: skip
    replied(town, question, "done")

    assert shared.entries.get().kind == "note"


def test_a_closed_case_is_erased_because_the_person_asked(town, shared):
    question = asked(town, kind="erasure")
    with pytest.raises(CaseError, match="Close"):
        services.erase_for_request(question=question, case=shared, person=town.drita)
    services.close(case=shared, person=town.drita, reason="goals-met")

    services.erase_for_request(question=question, case=shared, person=town.drita)
    shared.refresh_from_db()
    services.erase(case=shared)

    assert not open_all(town.ring("drita"), [shared.compartment])


def test_no_other_request_erases_a_case(town, shared):
    services.close(case=shared, person=town.drita, reason="goals-met")

    with pytest.raises(CaseError, match="erasure"):
        services.erase_for_request(
            question=asked(town, kind="objection"), case=shared, person=town.drita
        )


def test_an_answered_request_is_erased_with_its_keys_after_two_years(town, shared):
    question = asked(town)
    released(town, question, shared)
    replied(town, question, "held")
    services.answer_request(
        request=question.request, ring=town.ring("edlira"), person=town.edlira, letter="Po."
    )
    DataRequest.objects.update(answered_at=timezone.now() - timedelta(days=731))

    assert services.erase_requests_over() == 1

    assert not DataRequest.objects.exists()
    assert not open_all(town.ring("edlira"), [question.request.compartment, question.compartment])
    assert services.erase_requests_over() == 0


def test_the_whole_way_is_on_the_trail_without_a_name(town, shared):
    question = asked(town)
    released(town, question, shared)
    replied(town, question, "held")

    acts = set(Event.objects.values_list("act", flat=True))
    assert acts >= {
        "request.taken", "request.checked", "request.asked", "extract.proposed",
        "extract.released", "question.answered",
    }  # fmt: skip
    assert not [e for e in Event.objects.all() if "Ana" in e.subject or "Prifti" in e.subject]


@pytest.mark.parametrize("asker", DataRequest.Asker.values)
def test_every_kind_of_person_has_a_row_with_a_reason(asker):
    rule = RULES[asker]

    assert rule.gives
    assert rule.withheld
    assert rule.why
