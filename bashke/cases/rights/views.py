"""The officer's pages: what people asked, who was asked for it, and the answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts.access import me, needs, ring_of
from bashke.accounts.policy import May
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.models import DataRequest
from bashke.cases.naming import called, desk_of
from bashke.cases.rights.forms import (
    AskForm,
    CheckForm,
    DelayForm,
    LetterForm,
    RequestForm,
    acts_of,
)
from bashke.cases.rights.pages import (
    answered,
    complaint_ways,
    drafted_letter,
    row_of,
    said_law,
    table,
)
from bashke.cases.services.rights import Asked, posts_to_ask, request_words
from bashke.cases.withholding import CLOCK
from bashke.core.acting import GET_OR_POST, posted, refused_on, telling
from bashke.guide.pages import cited
from bashke.guide.paper import PaperError, make_pdf
from bashke.keys.opening import open_all
from bashke.pack.schema import Place


@needs(May.ANSWER_REQUESTS)
@require_GET
def requests(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """What people asked, what waits first; and the table of who gets what."""
    found = place_or_404(place)
    rows = DataRequest.objects.visible_to(me(request), May.ANSWER_REQUESTS).of(place)
    context = {
        "place": found,
        "open": rows.open().order_by("due_at")[:200],
        "answered": rows.exclude(answered_at=None).order_by("-answered_at")[:50],
        "now": timezone.now(),
        "table": table(desk_of(found, lang)),
    }
    return render(request, "cases/rights/requests.html", context)


@sensitive_post_parameters()
@needs(May.ANSWER_REQUESTS)
@require_http_methods(GET_OR_POST)
def request_new(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Write down that somebody asked."""
    found = place_or_404(place)
    form = RequestForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        asked = Asked(given["kind"], given["asker"], given["came_on"], texts_in(given))
        with refused_on(form):
            row = services.take_request(municipality=place, officer=me(request), asked=asked)
            return redirect("rights:request", lang, place, row.reference)
    context = {"place": found, "form": form, "table": table(desk_of(found, lang))}
    status = 422 if form.errors else 200
    return render(request, "cases/rights/request_new.html", context, status=status)


def texts_in(given: dict[str, Any]) -> dict[str, str]:
    return {name: given[name] for name in ("who", "contact", "wants")}


@sensitive_variables()
@needs(May.ANSWER_REQUESTS)
@require_GET
def request_detail(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """One request, with everything that is to be done for it; the opening is told."""
    return show(request, lang, place_or_404(place), row_or_404(request, place, reference))


def row_or_404(request: HttpRequest, place: str, reference: str) -> DataRequest:
    rows = DataRequest.objects.visible_to(me(request), May.ANSWER_REQUESTS).of(place)
    return get_object_or_404(rows.select_related("officer"), reference=reference)


@sensitive_variables()
def show(
    request: HttpRequest, lang: str, place: Place, row: DataRequest, **bound: Any
) -> HttpResponse:
    """The page; with the form that was refused and what was typed into it."""
    ring, desk = ring_of(request), desk_of(place, lang)
    if row.compartment not in open_all(ring, [row.compartment]):
        return render(request, "cases/rights/no_key.html", {"place": place, "row": row})
    words = request_words(row, ring)
    answers = answered(row, ring, desk)
    services.look_at_request(request=row, person=me(request))
    posts = {post: called(post, desk) for post in posts_to_ask(row)}
    first = {"text": "\n".join(filter(None, [words.get("who", ""), row.get_kind_display()]))}
    context = {
        "place": place,
        "row": row,
        "words": words,
        "rule": row_of(row.asker, desk),
        "clock": cited(desk, [CLOCK]),
        "delay_law": said_law(row.delay_law, desk) if row.delay_law else "",
        "answers": answers,
        "is_complete": bool(answers) and all(each.answer for each in answers),
        "check": CheckForm(),
        "ask": AskForm(posts=posts, initial=first) if posts else None,
        "delay": DelayForm(acts=acts_of(desk.library.pack.acts.values(), lang)),
        "now": timezone.now(),
    } | bound
    errors = [each for each in bound.values() if each.errors]
    context["refused"] = errors[0] if errors else None
    return render(request, "cases/rights/request.html", context, status=422 if errors else 200)


@needs(May.ANSWER_REQUESTS)
@require_POST
def request_check(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Say how it was made sure who asks."""
    found, row = place_or_404(place), row_or_404(request, place, reference)
    form = CheckForm(request.POST)

    def act() -> None:
        services.check_identity(request=row, person=me(request), how=form.cleaned_data["how"])

    return after(request, lang, found, row, form, "check", act, _("It is written down."))


@sensitive_post_parameters()
@needs(May.ANSWER_REQUESTS)
@require_POST
def request_ask(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Ask posts that lead cases whether they hold anything."""
    found, row = place_or_404(place), row_or_404(request, place, reference)
    desk = desk_of(found, lang)
    posts = {post: called(post, desk) for post in posts_to_ask(row)}
    form = AskForm(request.POST, posts=posts)

    def act() -> None:
        services.ask_posts(
            request=row, ring=ring_of(request), person=me(request), posts=form.chosen,
            text=form.cleaned_data["text"],
        )  # fmt: skip

    done = _("They were told that a question waits for them, without any content.")
    return after(request, lang, found, row, form, "ask", act, done)


@sensitive_post_parameters()
@needs(May.ANSWER_REQUESTS)
@require_POST
def request_delay(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Answer later, with a law and a reason."""
    found, row = place_or_404(place), row_or_404(request, place, reference)
    form = DelayForm(
        request.POST, acts=acts_of(desk_of(found, lang).library.pack.acts.values(), lang)
    )

    def act() -> None:
        given = form.cleaned_data
        services.delay_answer(
            request=row, ring=ring_of(request), person=me(request), until=given["until"],
            law=given["law"], why=given["why"],
        )  # fmt: skip

    done = _("It is put off. Tell the person now: the reason stands in the letter.")
    return after(request, lang, found, row, form, "delay", act, done)


def after(
    request: HttpRequest,
    lang: str,
    place: Place,
    row: DataRequest,
    form: Any,
    name: str,
    act: Callable[[], None],
    done: str,
) -> HttpResponseBase:
    """Do it and go back to the request; refused, the page says why and keeps what was typed."""
    if form.is_valid():
        with refused_on(form):
            act()
            messages.success(request, done)
            return redirect("rights:request", lang, place.slug, row.reference)
    return show(request, lang, place, row, **{name: form})


@needs(May.ANSWER_REQUESTS)
@require_POST
def request_remind(
    request: HttpRequest, lang: str, place: str, reference: str, pk: str
) -> HttpResponseBase:
    """Tell a post again that a question waits there."""
    row = row_or_404(request, place, reference)
    question = get_object_or_404(row.questions.select_related("request"), pk=pk)
    with telling(request, _("They were reminded.")):
        services.remind_post(question=question, person=me(request))
    return redirect("rights:request", lang, place, reference)


@sensitive_post_parameters()
@sensitive_variables()
@needs(May.ANSWER_REQUESTS)
@require_http_methods(GET_OR_POST)
def request_answer(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Write the letter, from what was released; sent, it stands and is printed from here."""
    found, row = place_or_404(place), row_or_404(request, place, reference)
    ring, desk = ring_of(request), desk_of(found, lang)
    if row.compartment not in open_all(ring, [row.compartment]):
        return render(request, "cases/rights/no_key.html", {"place": found, "row": row})
    words = request_words(row, ring)
    first = {"letter": drafted_letter(row, words, answered(row, ring, desk), desk)}
    form = LetterForm(posted(request), initial=first)
    if form.is_valid():
        with refused_on(form):
            services.answer_request(
                request=row, ring=ring, person=me(request), letter=form.cleaned_data["letter"]
            )
            messages.success(request, _("The letter stands. Print it and hand it over safely."))
            return redirect("rights:request", lang, place, reference)
    context = {
        "place": found, "row": row, "form": form, "words": words, "ways": complaint_ways(),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "cases/rights/answer.html", context, status=status)


@sensitive_variables()
@needs(May.ANSWER_REQUESTS)
@require_POST
def request_letter(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """The letter as a PDF, with the ways to complain."""
    found, row = place_or_404(place), row_or_404(request, place, reference)
    ring = ring_of(request)
    words = request_words(row, ring) if row.answered_at else {}
    if not words.get("answer"):
        messages.error(request, _("Write the letter first."))
        return redirect("rights:request", lang, place, reference)
    context = {
        "place": found, "row": row, "words": words, "ways": complaint_ways(), "lang": lang,
    }  # fmt: skip
    try:
        made = make_pdf(render_to_string("cases/rights/letter_print.html", context))
    except PaperError as fault:
        messages.error(request, str(fault))
        return redirect("rights:request", lang, place, reference)
    services.print_letter(request=row, person=me(request))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{row.reference}.pdf"'
    return response
