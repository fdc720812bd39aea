"""Referrals that were sent: lists, one of them, and what sender and receiver do with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts.access import me, needs, ring_of
from bashke.accounts.models import Person
from bashke.accounts.policy import May
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.models import Case, Referral
from bashke.cases.naming import called, desk_of, title_in
from bashke.cases.referring.draft_views import own
from bashke.cases.referring.forms import AnswerForm, PhoneForm
from bashke.cases.referring.pages import (
    beginning_named,
    beginnings_at,
    inbox,
    law_of,
    leads_its_case,
    lines,
    link_out,
    moments,
    posts_of,
    receivers,
    sent,
)
from bashke.cases.refusals import CaseError
from bashke.cases.services.referrals import posts_before, words_of
from bashke.core.acting import GET_OR_POST, posted
from bashke.keys.opening import Ring
from bashke.keys.refusals import ClosedError
from bashke.pack.schema import Place

A_PAGE = 50
Act = Callable[[Referral, str], None]


@needs(May.REFER)
@require_GET
def referral_inbox(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """What came to my posts: what waits first, what nobody answered in time marked."""
    found = place_or_404(place)
    page = Paginator(inbox(me(request), found), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    shown = lines(
        rows, [row.sender_post for row in rows], ring_of(request),
        desk_of(found, lang), timezone.now(),
    )  # fmt: skip
    context = {
        "place": found,
        "lines": shown,
        "page": page,
        "receives": me(request).may(May.RECEIVE, place),
        "leads": me(request).may(May.LEAD, place),
    }
    return render(request, "cases/referral/inbox.html", context)


@needs(May.REFER)
@require_GET
def referral_sent(request: HttpRequest, lang: str, place: str) -> HttpResponse:
    """What I began and sent, with its state."""
    found = place_or_404(place)
    page = Paginator(sent(me(request), found), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    shown = lines(
        rows, [row.post for row in rows], ring_of(request), desk_of(found, lang),
        timezone.now(),
    )  # fmt: skip
    context = {
        "place": found,
        "lines": shown,
        "page": page,
        "receives": me(request).may(May.RECEIVE, place),
    }
    return render(request, "cases/referral/sent.html", context)


@sensitive_variables()
@require_GET
def referral_detail(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """One referral, for its sender or for the post to which it came; the opening is told."""
    found = place_or_404(place)
    referral = visible(me(request), found, reference)
    if referral.sender_id == me(request).pk and referral.state in Referral.WRITABLE:
        return redirect("cases:write", lang, place, reference)
    return show(request, lang, found, referral)


def visible(person: Person, place: Place, reference: str) -> Referral:
    rows = Referral.objects.visible_to(person).filter(municipality=place.slug)
    wide = rows.select_related("sender", "sender_post__institution", "post__institution", "case")
    return get_object_or_404(wide, reference=reference)


@sensitive_variables()
def show(
    request: HttpRequest,
    lang: str,
    place: Place,
    referral: Referral,
    refused: AnswerForm | None = None,
) -> HttpResponse:
    """The page of a referral; with the form that was refused and everything typed into it."""
    person, ring = me(request), ring_of(request)
    is_mine = referral.sender_id == person.pk
    words = opened_words(referral, ring, is_mine=is_mine)
    (services.look if is_mine else services.receive)(referral=referral, person=person)
    desk = desk_of(place, lang)
    context: dict[str, Any] = {
        "place": place,
        "referral": referral,
        "is_mine": is_mine,
        "story": words,
        "title": title_in(desk, referral),
        "law": law_of(desk, referral.law),
        "post": called(referral.post, desk) if referral.post else "",
        "sender_post": called(referral.sender_post, desk) if referral.sender_post else "",
        "moments": moments(referral),
        "answers": not is_mine and referral.state in Referral.WAITING,
        "leads": person.may(May.LEAD, place.slug),
        "ends": not is_mine and leads_its_case(referral, person),
        "case": Case.objects.visible_to(person).filter(referral=referral).first(),
        "form": refused or AnswerForm(),
    }
    if is_mine and referral.state in Referral.WAITING:
        context["link"] = link_out(referral)
    if is_mine and referral.state == Referral.State.DECLINED:
        context["further"] = further(desk, referral, person)
    return render(request, "cases/referral/detail.html", context, status=422 if refused else 200)


def opened_words(referral: Referral, ring: Ring, *, is_mine: bool) -> dict[str, str]:
    """The words; whoever has no key sees no page, but its sender learns that they are erased."""
    try:
        return words_of(referral, ring)
    except ClosedError:
        if is_mine:
            return {}
        raise Http404 from None


def further(desk: Any, referral: Referral, person: Person) -> list[Any]:
    """Where it can go after somebody declined it: never back."""
    if hasattr(referral, "next"):
        return []
    before = posts_before(referral)
    return [each for each in receivers(desk, referral, person) if each.post.pk not in before]


@require_POST
def referral_accept(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """Take it on: a case begins."""
    found = place_or_404(place)
    referral = visible(me(request), found, reference)
    try:
        case = services.accept(referral=referral, ring=ring_of(request), person=me(request))
    except CaseError as refusal:
        return refused(request, lang, found, reference, str(refusal))
    told = _("A case has begun, and you lead it: %(reference)s.") % {"reference": case.reference}
    messages.success(request, told)
    return redirect("case:detail", lang, place, case.reference)


def refused(
    request: HttpRequest, lang: str, place: Place, reference: str, reason: str
) -> HttpResponse:
    """The page again, with why it was refused and what was typed; 404 where it is gone."""
    form = AnswerForm(request.POST)
    form.is_valid()
    form.add_error(None, reason)
    return show(request, lang, place, visible(me(request), place, reference), form)


@sensitive_post_parameters()
@require_POST
def referral_decline(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """Say no, with the reason and where to."""
    person, ring = me(request), ring_of(request)

    def act(referral: Referral, text: str) -> None:
        services.decline(referral=referral, ring=ring, person=person, reason=text)

    return with_text(
        request, lang, place, reference, act, _("It is declined; the sender reads why.")
    )


@sensitive_post_parameters()
@require_POST
def referral_answer(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """Tell the sender what came of it."""
    person, ring = me(request), ring_of(request)

    def act(referral: Referral, text: str) -> None:
        services.complete(referral=referral, ring=ring, person=person, answer=text)

    return with_text(request, lang, place, reference, act, _("The sender can read your answer."))


def with_text(
    request: HttpRequest, lang: str, place: str, reference: str, act: Act, done: str
) -> HttpResponseBase:
    """Do something that takes one text; refused, the text is shown again."""
    found = place_or_404(place)
    referral = visible(me(request), found, reference)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, lang, found, referral, form)
    try:
        act(referral, form.cleaned_data["text"])
    except CaseError as refusal:
        return refused(request, lang, found, reference, str(refusal))
    messages.success(request, done)
    return redirect("cases:detail", lang, place, reference)


@require_POST
def referral_withdraw(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """Stop sharing at once."""
    found = place_or_404(place)
    referral = own(me(request), found, reference)
    try:
        services.withdraw(referral=referral, sender=me(request))
    except CaseError as refusal:
        return refused(request, lang, found, reference, str(refusal))
    messages.success(
        request,
        _("It is withdrawn: nobody else opens it any more. What was printed or read cannot be "
          "called back; ask for the paper."),
    )  # fmt: skip
    return redirect("cases:detail", lang, place, reference)


@require_POST
def referral_send_on(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """Send what was declined to another post, as it stands."""
    found = place_or_404(place)
    referral = own(me(request), found, reference)
    possible = further(desk_of(found, lang), referral, me(request))
    chosen = next((e.post for e in possible if str(e.post.pk) == request.POST.get("post")), None)
    if chosen is None:
        return refused(request, lang, found, reference, _("Choose to whom it goes."))
    try:
        following = services.send_on(
            referral=referral, post=chosen, ring=ring_of(request), sender=me(request)
        )
    except CaseError as refusal:
        return refused(request, lang, found, reference, str(refusal))
    messages.success(request, _("It is sent on."))
    return redirect("cases:detail", lang, place, following.reference)


@require_GET
def referral_letter(
    request: HttpRequest, lang: str, place: str, reference: str
) -> HttpResponseBase:
    """A cover letter for the protocol: that something was referred, and not a word of it."""
    found = place_or_404(place)
    referral = visible(me(request), found, reference)
    if referral.sent_at is None:
        raise Http404
    desk = desk_of(found, lang)
    context = {
        "place": found,
        "referral": referral,
        "title": title_in(desk, referral),
        "post": called(referral.post, desk) if referral.post else "",
        "sender_post": called(referral.sender_post, desk) if referral.sender_post else "",
    }
    return render(request, "cases/referral/letter.html", context)


@sensitive_post_parameters()
@needs(May.LEAD)
@require_http_methods(GET_OR_POST)
def referral_by_phone(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Write down what was told by phone, in a minute; a case begins."""
    found = place_or_404(place)
    desk = desk_of(found, lang)
    posts = {post: called(post, desk) for post in posts_of(me(request), found, May.LEAD)}
    form = PhoneForm(
        posted(request),
        steps=beginnings_at(desk, {post.role for post in posts}),
        posts=posts,
    )
    if form.is_bound and form.is_valid():
        beginning = beginning_named(desk, form.cleaned_data["step"])
        try:
            case = services.take_by_phone(
                person=me(request),
                post=form.cleaned_data["post"],
                ring=ring_of(request),
                mechanism=beginning.mechanism.key if beginning else "",
                first_step=beginning.step.key if beginning else "",
                at=form.cleaned_data["at"],
                texts=form.texts,
            )
        except CaseError as refusal:
            form.add_error(None, str(refusal))
        else:
            told = _("A case has begun, and you lead it: %(reference)s.")
            messages.success(request, told % {"reference": case.reference})
            return redirect("case:detail", lang, place, case.reference)
    context = {"place": found, "form": form, "one_post": len(posts) == 1}
    return render(
        request, "cases/referral/by_phone.html", context, status=422 if form.errors else 200
    )
