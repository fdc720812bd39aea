"""Pages of who leads cases: questions to their post, what may be told, and its release by two."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts.access import grave, me, needs, ring_of
from bashke.accounts.policy import May
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.found import case_in_hand_or_404
from bashke.cases.models import Case, Extract, Question
from bashke.cases.naming import desk_of
from bashke.cases.rights.forms import AnswerForm, CaseForm, MarkForm, ReturnForm
from bashke.cases.rights.pages import likely_first, markings, my_cases, row_of
from bashke.cases.services.questions import (
    Marked,
    extract_passages,
    question_words,
    seconds_for,
)
from bashke.cases.services.redacting import passages_of, print_of
from bashke.core.acting import GET_OR_POST, posted, refused_on, telling
from bashke.keys.opening import Ring, open_all
from bashke.pack.schema import Place


@require_GET
def questions(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """What waits for me: questions to my posts, extracts to release. Officers go to theirs."""
    found = place_or_404(place)
    person = me(request)
    if person.may(May.ANSWER_REQUESTS, place):
        return redirect("rights:requests", lang, place)
    if place not in person.municipalities():
        raise Http404
    asked = Question.objects.visible_to(person).filter(request__municipality=place)
    extracts = Extract.objects.visible_to(person).filter(case__municipality=place)
    wide = asked.select_related("request")
    context = {
        "place": found,
        "open": wide.open().order_by("request__due_at"),
        "answered": wide.exclude(answered_at=None).order_by("-answered_at")[:50],
        "to_release": extracts.waiting().filter(second=person).select_related("case"),
        "now": timezone.now(),
    }
    return render(request, "cases/rights/questions.html", context)


def question_or_404(request: HttpRequest, place: str, pk: Any) -> Question:
    """A question to one of my posts, whose key I hold."""
    rows = Question.objects.visible_to(me(request)).filter(request__municipality=place)
    wide = rows.select_related("request__officer", "post__institution")
    found = get_object_or_404(wide, pk=pk)
    if found.compartment not in open_all(ring_of(request), [found.compartment]):
        raise Http404
    return found


@sensitive_variables()
@needs(May.LEAD)
@require_GET
def question(request: HttpRequest, lang: str, place: str, pk: Any) -> HttpResponseBase:
    """One question, my cases in which it may be, and the answer; the opening is told."""
    return show(request, lang, place_or_404(place), question_or_404(request, place, pk))


@sensitive_variables()
def show(
    request: HttpRequest, lang: str, place: Place, found: Question, **bound: Any
) -> HttpResponse:
    ring, person = ring_of(request), me(request)
    words = question_words(found, ring)
    services.look_at_question(question=found, person=person)
    cases = likely_first(my_cases(person, place.slug, ring), words.get("text", ""))
    extracts = Extract.objects.visible_to(person).filter(question=found).select_related("case")
    is_access = found.request.kind == found.request.Kind.ACCESS
    context = {
        "place": place,
        "question": found,
        "words": words,
        "rule": row_of(found.request.asker, desk_of(place, lang)),
        "cases": cases,
        "extracts": extracts.order_by("at"),
        "is_access": is_access,
        "is_erasure": found.request.kind == found.request.Kind.ERASURE,
        "answer": AnswerForm(answers=found.answers),
        "note": CaseForm(cases=cases) if cases and not is_access else None,
        "said": Question.Answer(words["answer"]).label if words.get("answer") else "",
        "now": timezone.now(),
    } | bound
    errors = [each for each in bound.values() if each.errors]
    context["refused"] = errors[0] if errors else None
    return render(request, "cases/rights/question.html", context, status=422 if errors else 200)


@sensitive_post_parameters()
@needs(May.LEAD)
@require_POST
def question_answer(request: HttpRequest, lang: str, place: str, pk: Any) -> HttpResponseBase:
    """Say to the officer what is held and what may be told."""
    found_place, found = place_or_404(place), question_or_404(request, place, pk)
    form = AnswerForm(request.POST, answers=found.answers)
    if form.is_valid():
        with refused_on(form):
            services.answer_question(
                question=found, ring=ring_of(request), person=me(request),
                answer=form.cleaned_data["answer"], reason=form.cleaned_data["reason"],
            )  # fmt: skip
            messages.success(request, _("The officer can read your answer."))
            return redirect("rights:questions", lang, place)
    return show(request, lang, found_place, found, answer=form)


@sensitive_post_parameters()
@needs(May.LEAD)
@require_POST
def question_note(request: HttpRequest, lang: str, place: str, pk: Any) -> HttpResponseBase:
    """Put into a case what the person wants changed."""
    found_place, found = place_or_404(place), question_or_404(request, place, pk)
    ring = ring_of(request)
    form = CaseForm(request.POST, cases=my_cases(me(request), place, ring))
    if form.is_valid():
        with refused_on(form):
            services.note_request(
                question=found, case=form.chosen, ring=ring, person=me(request),
                text=form.cleaned_data["text"],
            )  # fmt: skip
            messages.success(request, _("It stands in the case. Now answer the question."))
            return redirect("rights:question", lang, place, pk)
    return show(request, lang, found_place, found, note=form)


@needs(May.LEAD)
@grave
@require_POST
def question_erase(
    request: HttpRequest, lang: str, place: str, pk: Any, reference: str
) -> HttpResponseBase:
    """Erase a closed case today, because the person asked."""
    found = question_or_404(request, place, pk)
    case = kept_or_404(request, place, reference)
    with telling(request, _("It will be erased within the hour, for good.")):
        services.erase_for_request(question=found, case=case, person=me(request))
    return redirect("rights:question", lang, place, pk)


def kept_or_404(request: HttpRequest, place: str, reference: str) -> Case:
    """A case that is not erased, and whose key is in hand."""
    case = case_in_hand_or_404(request, place, reference)
    if case.erased_at:
        raise Http404
    return case


@sensitive_post_parameters()
@sensitive_variables()
@needs(May.LEAD)
@require_http_methods(GET_OR_POST)
def extract_new(
    request: HttpRequest, lang: str, place: str, pk: Any, reference: str
) -> HttpResponseBase:
    """Mark the passages of a case that go out, and what is struck in them."""
    found_place, found = place_or_404(place), question_or_404(request, place, pk)
    case, ring = kept_or_404(request, place, reference), ring_of(request)
    row = row_of(found.request.asker, desk_of(found_place, lang))
    passages = passages_of(case, ring, row.rule.part)
    seconds = seconds_for(case, me(request))
    sent = posted(request)
    form = MarkForm(sent, seconds=seconds, initial={"seen": print_of(passages)})
    include, strike = request.POST.getlist("include"), request.POST.getlist("strike")
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        marked = Marked(
            include, strike, form.lines, given["seen"], given["why"], is_safe=given["is_safe"]
        )
        if proposed(request, found, case, ring, form, marked):
            messages.success(request, _("The second person was told that it waits."))
            return redirect("rights:question", lang, place, pk)
    if form.errors:
        # Shown anew, so what is marked next is marked on what stands there now.
        shown_anew = request.POST.copy()
        shown_anew["seen"] = print_of(passages)
        form.data = shown_anew
    else:
        services.open_case(case=case, person=me(request), part="extract")
    context = {
        "place": found_place,
        "question": found,
        "case": case,
        "words": question_words(found, ring),
        "row": row,
        "markings": markings(passages, include, strike),
        "form": form,
        "seconds": seconds,
    }
    status = 422 if form.errors else 200
    return render(request, "cases/rights/extract_new.html", context, status=status)


def proposed(
    request: HttpRequest, found: Question, case: Case, ring: Ring, form: MarkForm, marked: Marked
) -> bool:
    """Whether it went to the second person; where it did not, the form says why."""
    with refused_on(form):
        services.propose_extract(
            question=found, case=case, ring=ring, by=me(request), second=form.releaser,
            marked=marked,
        )  # fmt: skip
        return True
    return False


def extract_or_404(request: HttpRequest, place: str, pk: Any) -> Extract:
    rows = Extract.objects.visible_to(me(request)).filter(case__municipality=place)
    wide = rows.select_related("case", "question__request", "by", "second")
    found = get_object_or_404(wide, pk=pk)
    opened = open_all(ring_of(request), [found.case.compartment])
    if found.case.compartment not in opened:
        raise Http404
    return found


@sensitive_variables()
@require_GET
def extract(request: HttpRequest, lang: str, place: str, pk: Any) -> HttpResponseBase:
    """What would leave and what is struck, for the lead and the second person."""
    return show_extract(request, place_or_404(place), extract_or_404(request, place, pk))


@sensitive_variables()
def show_extract(
    request: HttpRequest, place: Place, found: Extract, refused: ReturnForm | None = None
) -> HttpResponse:
    ring = ring_of(request)
    opened = open_all(ring, [found.case.compartment])[found.case.compartment]
    services.open_case(case=found.case, person=me(request), part="extract")
    why = opened.unseal(found.why, field=found.field("why"))
    back = found.returned_why and opened.unseal(
        found.returned_why, field=found.field("returned_why")
    )
    context = {
        "place": place,
        "extract": found,
        "passages": extract_passages(found, ring),
        "why": why,
        "returned_why": back,
        "is_mine": found.second_id == me(request).pk
        and not found.released_at
        and not found.returned_at,
        "form": refused or ReturnForm(),
    }
    status = 422 if refused else 200
    return render(request, "cases/rights/extract.html", context, status=status)


@grave
@require_POST
def extract_release(request: HttpRequest, lang: str, place: str, pk: Any) -> HttpResponseBase:
    """Let it go to the officer, without what is struck."""
    found = extract_or_404(request, place, pk)
    with telling(request, _("It is released. What was struck did not leave the case.")):
        services.release_extract(extract=found, ring=ring_of(request), person=me(request))
    return redirect("rights:extract", lang, place, pk)


@sensitive_post_parameters()
@require_POST
def extract_return(request: HttpRequest, lang: str, place: str, pk: Any) -> HttpResponseBase:
    """Send it back to who made it, with what has to be changed."""
    found_place, found = place_or_404(place), extract_or_404(request, place, pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        with refused_on(form):
            services.return_extract(
                extract=found, ring=ring_of(request), person=me(request),
                why=form.cleaned_data["why"],
            )  # fmt: skip
            messages.success(request, _("It went back."))
            return redirect("rights:questions", lang, place)
    return show_extract(request, found_place, found, form)
