"""Pages for an institution without accounts, and for the sender who passes link and code on."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from bashke.accounts.access import me, ring_of
from bashke.ask.views import place_or_404
from bashke.cases import services
from bashke.cases.models import OutsideLink, Referral
from bashke.cases.naming import called, desk_of, title_in
from bashke.cases.referring.draft_views import grounds_of, own, refuse_words
from bashke.cases.referring.outside_forms import CodeForm, OutsideAnswerForm, OutsideForm
from bashke.cases.referring.pages import law_of, outside_posts
from bashke.cases.referring.wording import NAMES_ITS_GROUND, found
from bashke.cases.refusals import CaseError
from bashke.cases.services.outside import Opening, Told, link_of
from bashke.cases.services.referrals import words_of
from bashke.core.acting import GET_OR_POST, posted
from bashke.core.origin import from_this_site, public
from bashke.keys.refusals import BusyError
from bashke.pack.schema import Place

DEVICE = "outside"


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(GET_OR_POST)
def outside_send(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """Send a draft to an institution that has no account here."""
    found_place = place_or_404(place)
    referral = own(me(request), found_place, reference)
    if referral.state not in Referral.WRITABLE:
        return redirect("cases:detail", lang, place, reference)
    desk = desk_of(found_place, lang)
    posts = outside_posts(desk, found_place)
    weighed = found(words_of(referral, ring_of(request)))
    form = OutsideForm(posted(request), posts=posts)
    if form.is_bound and form.is_valid():
        try:
            refuse_words(referral, weighed, form.cleaned_data["meant"])
            told = services.send_outside(
                referral=referral,
                post=form.cleaned_data["post"],
                grounds=grounds_of(referral),
                ring=ring_of(request),
                sender=me(request),
            )
        except CaseError as refusal:
            form.add_error(None, str(refusal))
        else:
            return passed_on(request, found_place, referral, told)
    context = {
        "place": found_place,
        "form": form,
        "referral": referral,
        "posts": posts,
        "weighed": weighed,
        "names_its_ground": referral.mechanism == NAMES_ITS_GROUND,
        "title": title_in(desk, referral),
        "hours": OutsideLink.LASTS.days * 24,
    }
    return render(request, "cases/outside/send.html", context, status=422 if form.errors else 200)


@sensitive_variables()
@require_POST
def outside_renew(request: HttpRequest, lang: str, place: str, reference: str) -> HttpResponseBase:
    """A new link and code, for a referral that waits outside."""
    found_place = place_or_404(place)
    referral = own(me(request), found_place, reference)
    try:
        told = services.renew_link(referral=referral, ring=ring_of(request), sender=me(request))
    except CaseError:
        return redirect("cases:detail", lang, place, reference)
    return passed_on(request, found_place, referral, told)


@sensitive_variables()
def passed_on(request: HttpRequest, place: Place, referral: Referral, told: Told) -> HttpResponse:
    """Link and code, shown this once: they are kept nowhere."""
    address = reverse("cases:outside", args=[request.LANGUAGE_CODE, place.slug, told.token])
    context = {
        "place": place,
        "referral": referral,
        "link": request.build_absolute_uri(address),
        "code": f"{told.code[:4]} {told.code[4:]}",
        "hours": OutsideLink.LASTS.days * 24,
    }
    response = render(request, "cases/outside/told.html", context)
    response["Cache-Control"] = "no-store"
    return response


@public
@never_cache
@sensitive_variables()
@sensitive_post_parameters()
@from_this_site
@require_http_methods(GET_OR_POST)
def outside(request: HttpRequest, lang: str, place: str, token: str) -> HttpResponseBase:
    """What a link leads to: the code is asked each time; the link alone opens nothing."""
    found_place = place_or_404(place)
    context: dict[str, Any] = {"place": found_place, "form": CodeForm()}
    try:
        link = link_of(token)
    except CaseError as refusal:
        context |= {"form": None, "refusal": refusal}
        return render(request, "cases/outside/code.html", context, status=404)
    if link.referral.municipality != found_place.slug:
        return render(request, "cases/outside/code.html", context | {"form": None}, status=404)
    if request.method != "POST":
        return render(request, "cases/outside/code.html", context)
    try:
        opening = services.open_outside(
            token=token,
            code=request.POST.get("code", "")[:40],
            device=request.COOKIES.get(DEVICE, ""),
        )
    except (CaseError, BusyError) as refusal:
        context["refusal"] = refusal
        return render(request, "cases/outside/code.html", context, status=422)
    with opening.ring:
        response = opened(request, lang, found_place, opening)
    response.set_cookie(
        DEVICE,
        opening.device,
        max_age=int(OutsideLink.LASTS.total_seconds()),
        # In both languages, and for whatever else comes to the same device.
        path="/",
        httponly=True,
        samesite="Strict",
        secure=request.is_secure(),
    )
    return response


@sensitive_variables()
def opened(request: HttpRequest, lang: str, place: Place, opening: Opening) -> HttpResponse:
    """The words, and room for one answer; what was answered is said without them."""
    form = OutsideAnswerForm(request.POST if "answer" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            services.answer_outside(
                link=opening.link,
                ring=opening.ring,
                answer=form.cleaned_data["answer"],
                text=form.cleaned_data["text"],
            )
        except CaseError as refusal:
            form.add_error(None, str(refusal))
        else:
            context = {"place": place, "answer": form.cleaned_data["answer"]}
            return render(request, "cases/outside/answered.html", context)
    referral, desk = opening.link.referral, desk_of(place, lang)
    context = {
        "place": place,
        "form": form,
        "referral": referral,
        "story": words_of(referral, opening.ring),
        "title": title_in(desk, referral),
        "law": law_of(desk, referral.law),
        "post": called(opening.link.post, desk),
        "sender": referral.sender,
        "code": request.POST.get("code", ""),
        "link": opening.link,
    }
    return render(request, "cases/outside/opened.html", context, status=422 if form.errors else 200)
