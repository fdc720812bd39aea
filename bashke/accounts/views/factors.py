"""Making a second factor: at the entrance the first one, later any other."""

from collections.abc import Callable
from functools import partial, wraps

import segno
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts import services, throttle
from bashke.accounts.access import entrance, grave, is_lately, me
from bashke.accounts.confirming import page_to_confirm
from bashke.accounts.entering import finish, pending_person
from bashke.accounts.factors import NewApp, factors_of, passkey_made
from bashke.accounts.forms import CodeForm, PasskeyForm
from bashke.accounts.models import Person
from bashke.accounts.passkeys import making
from bashke.accounts.refusals import AccountError
from bashke.accounts.sessions import ring_of_session, stay_awake
from bashke.accounts.views.entrance import says_wait

FactorView = Callable[[HttpRequest, str, Person], HttpResponseBase]


def for_who_may_add(view: FactorView) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """Who is in, and showed lately who it is; or who gave the password and has no factor yet."""

    @entrance
    @sensitive_post_parameters()
    @wraps(view)
    def checked(request: HttpRequest, lang: str) -> HttpResponseBase:
        if request.user.is_authenticated:
            stay_awake(request)
            if not is_lately(request):
                return page_to_confirm(request, towards=request.path)
            return view(request, lang, me(request))
        person = pending_person(request)
        if person is None:
            return redirect("accounts:sign-in", lang)
        if factors_of(person):
            return redirect("accounts:second", lang)
        # Before a factor is kept: without its half of the keys it is not the person's browser.
        ring_of_session(request)
        return view(request, lang, person)

    return checked


@require_GET
@for_who_may_add
def first(request: HttpRequest, lang: str, person: Person) -> HttpResponseBase:
    """Which second factor it shall be."""
    if request.user.is_authenticated:
        return redirect("accounts:own", lang)
    return render(request, "accounts/factor_first.html")


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_may_add
def app(request: HttpRequest, lang: str, person: Person) -> HttpResponseBase:
    """An app that shows a code every half minute: by a picture, or by typing its secret."""
    made = NewApp.unsealed(person, request.POST.get("app", "")) or NewApp.begun(person)
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return app_page(request, made, form)
    try:
        attempt = throttle.attempt("new-app", str(person.pk))
    except throttle.WaitError as wait:
        form.add_error("code", says_wait(wait))
        return app_page(request, made, form)
    if not made.shows(form.cleaned_data["code"]):
        form.add_error(
            "code",
            _("This is not the code that the app shows now. Is the clock of the telephone right?"),
        )
        return app_page(request, made, form)
    attempt.succeeded()
    services.set_app(person=person, secret=made.secret, actor=person.actor)
    return go_on(request, lang, person)


def app_page(request: HttpRequest, made: NewApp, form: CodeForm) -> HttpResponse:
    picture = segno.make(made.address, error="m").svg_inline(border=3, omitsize=True)
    context = {"app": made, "picture": SafeString(picture), "form": form}  # noqa: S308 (our own drawing)
    return render(request, "accounts/factor_app.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_may_add
def passkey(request: HttpRequest, lang: str, person: Person) -> HttpResponseBase:
    """The lock of a phone or computer, or a key one carries along."""
    form = PasskeyForm(request.POST or None)
    refusal = ""
    if request.method == "POST":
        if form.is_valid() and passkey_made(form.cleaned_data["credential"]):
            services.add_passkey(person=person, **form.cleaned_data)
            return go_on(request, lang, person)
        refusal = _("The browser made no passkey. Try again, or choose another way.")
    context = {"form": form, "options": making(request, person), "refusal": refusal}
    return render(request, "accounts/factor_passkey.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_may_add
def codes(request: HttpRequest, lang: str, person: Person) -> HttpResponseBase:
    """A new sheet of codes, shown once; no address leads to it again."""
    if request.method != "POST":
        return redirect("accounts:factor-first", lang)
    made = services.make_codes(person=person)
    finished = None if request.user.is_authenticated else finish(request, lang)
    return codes_page(request, made, finished)


def go_on(request: HttpRequest, lang: str, person: Person) -> HttpResponseBase:
    """Into the house after the first factor, with a sheet of codes; else back to the account."""
    made = [] if factors_of(person).codes_left else services.make_codes(person=person)
    finished = None if request.user.is_authenticated else finish(request, lang)
    if made:
        return codes_page(request, made, finished)
    messages.success(request, _("The second factor was added."))
    return redirect("accounts:own", lang)


def codes_page(
    request: HttpRequest, made: list[str], finished: HttpResponseBase | None
) -> HttpResponse:
    """The sheet: shown in the answer to the form, so that no address leads to it again."""
    response = render(request, "accounts/codes.html", {"codes": [halves(code) for code in made]})
    if finished is not None:
        response.cookies.update(finished.cookies)
    return response


def halves(code: str) -> str:
    """`1234 5678`, as one reads it aloud."""
    return f"{code[: len(code) // 2]} {code[len(code) // 2 :]}"


@partial(grave, page="accounts:own")
@require_POST
def remove(request: HttpRequest, lang: str, pk: int) -> HttpResponseBase:
    """A passkey or an app that is not used any more."""
    mine = Authenticator.objects.filter(user_id=me(request).pk).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    try:
        services.remove_factor(person=me(request), factor=get_object_or_404(mine, pk=pk))
    except AccountError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The second factor was removed."))
    return redirect("accounts:own", lang)
