"""The way in and the way out."""

from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts import browsers, kept, services, throttle
from bashke.accounts.access import entrance
from bashke.accounts.entering import begin, finish, local_address, pending_person
from bashke.accounts.factors import factors_of, proves
from bashke.accounts.forms import CodeForm, PasskeyForm, SignInForm
from bashke.accounts.models import Person
from bashke.accounts.passkeys import asking
from bashke.accounts.sessions import COOKIE as KEYS_COOKIE
from bashke.core.origin import from_this_site, is_foreign
from bashke.keys.refusals import WrongPasswordError


@entrance
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Who is there: address and password."""
    towards = local_address(request, request.POST.get("next") or request.GET.get("next", ""))
    sealed = request.POST.get("kept", "")
    if request.user.is_authenticated and not sealed:
        return redirect(towards or "accounts:home", *([] if towards else [lang]))
    form = SignInForm(request.POST if "email" in request.POST else None)
    context = {"form": form, "next": towards, "sealed": sealed}
    if not form.is_valid():
        return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)
    email = form.cleaned_data["email"]
    try:
        attempt = throttle.attempt("password", email.lower(), browsers.known_as(request, email))
    except throttle.WaitError as wait:
        form.add_error(None, says_wait(wait))
        return render(request, "accounts/sign_in.html", context, status=429)
    person = authenticate(request, email=email, password=form.cleaned_data["password"])
    if not isinstance(person, Person):
        services.note_wrong_password(email=email, slowed=attempt.is_slowed)
        form.add_error(None, str(WrongPasswordError()))
        return render(request, "accounts/sign_in.html", context, status=422)
    attempt.succeeded()
    response = begin(request, person, towards=towards)
    return ask_for_factor(request, person, sealed) if sealed else response


@entrance
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest, lang: str) -> HttpResponseBase:
    """The second factor: a passkey, a code of the app, or one of the sheet."""
    person = pending_person(request)
    if person is None:
        return redirect("accounts:sign-in", lang)
    if not factors_of(person):
        return redirect("accounts:factor-first", lang)
    sealed = request.POST.get("kept", "")
    if request.method != "POST":
        return ask_for_factor(request, person, sealed)
    refusal, status = refused(request, person)
    if refusal:
        return ask_for_factor(request, person, sealed, refusal=refusal, status=status)
    return finish(request, lang, sealed=sealed)


def refused(request: HttpRequest, person: Person) -> tuple[str, int]:
    """Why what was sent is no second factor of this person, with the status; empty if it is."""
    passkey, code = PasskeyForm(request.POST), CodeForm(request.POST)
    said = passkey if passkey.is_valid() else code
    if not said.is_valid():
        return _("Give the code, or use your passkey."), 422
    try:
        known = browsers.known_as(request, person.email)
        attempt = throttle.attempt("factor", str(person.pk), known)
    except throttle.WaitError as wait:
        return says_wait(wait), 429
    if not proves(request, person, said.cleaned_data):
        is_in = request.user.is_authenticated
        services.note_refusal(person=person, what="factor", slowed=attempt.is_slowed, is_in=is_in)
        return _("This code is not right, or was used already. Wait for the next one."), 422
    attempt.succeeded()
    return "", 200


def ask_for_factor(
    request: HttpRequest, person: Person, sealed: str, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "sealed": sealed,
        "refusal": refusal,
        "form": CodeForm(),
        "factors": factors_of(person),
        "options": asking(request, person),
    }
    return render(request, "accounts/second.html", context, status=status)


@entrance
@from_this_site
@require_POST
def sign_out(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Out in one tap: nothing of the session stays here or in the browser.

    The browser is told to drop what it holds of our pages. Its storage is left alone: nothing is in
    it but the offline copy of the public pages. The cookie that makes the browser known stays too:
    without it, whoever guesses a colleague's password from elsewhere would slow the colleague down.
    """
    if isinstance(request.user, Person):
        services.note_exit(person=request.user)
    logout(request)
    response = render(request, "accounts/signed_out.html")
    for name in (KEYS_COOKIE, kept.COOKIE):
        response.delete_cookie(name)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@entrance
@require_GET
def lost(request: HttpRequest, lang: str) -> HttpResponse:
    """What to do without password or second factor."""
    return render(request, "accounts/lost.html")


def form_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this browser: from elsewhere, or from before the last sign-in.

    In the second case its owner, signed in again, can still send it.
    """
    request.is_private = True  # type: ignore[attr-defined]
    if is_foreign(request):
        return render(request, "foreign.html", status=403)
    owner = kept.owner_of(request)
    if isinstance(request.user, Person) and owner == request.user.pk:
        sealed = kept.keep(request, owner)
        page = kept.page_to_send(request, request.user, sealed, status=403) if sealed else None
        if page:
            return page
    return render(request, "accounts/old_page.html", status=403)


def says_wait(wait: throttle.WaitError) -> str:
    """How long to wait; the same whether there is such an account or not."""
    return ngettext(
        "Tried too often. Wait %(n)d minute, then try again.",
        "Tried too often. Wait %(n)d minutes, then try again.",
        wait.minutes,
    ) % {"n": wait.minutes}
