"""The own account: name, language, password, factors, browsers; and confirming who one is."""

from functools import partial

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bashke.accounts import browsers, kept, services, throttle
from bashke.accounts.access import grave, me, never_kept, only_looking
from bashke.accounts.confirming import page_to_confirm
from bashke.accounts.entering import local_address
from bashke.accounts.factors import factors_of
from bashke.accounts.forms import ChangePasswordForm, ConfirmForm, DetailsForm
from bashke.accounts.models import Membership, Person, Session
from bashke.accounts.models.entrance import row_of
from bashke.accounts.refusals import AccountError
from bashke.accounts.sessions import seconds_left, stay_awake
from bashke.accounts.views.entrance import refused, says_wait
from bashke.keys.refusals import WrongPasswordError

grave_here = partial(grave, page="accounts:own")


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, lang: str) -> HttpResponseBase:
    """What there is of me here, and what I can change of it."""
    person = me(request)
    form = DetailsForm(
        request.POST or None, initial={"name": person.name, "language": person.language}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_details(person=person, **form.cleaned_data)
        except AccountError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:own", lang)
    held = Membership.objects.current().filter(person=person)
    context = {
        "form": form,
        "factors": factors_of(person),
        "held": held.select_related("post__institution").order_by("starts_at"),
        "sessions": Session.objects.visible_to(person).order_by("-began_at"),
        "this_session": row_of(request.session.session_key or ""),
    }
    return render(request, "accounts/own.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Another password for the same keys; every other browser is signed out."""
    person = me(request)
    about = (person.name, person.email, *person.municipalities())
    form = ChangePasswordForm(request.POST or None, about=about)
    if form.is_valid():
        try:
            attempt = throttle.attempt("password", person.email.lower(), known(request, person))
            services.change_password(
                person=person, old=form.cleaned_data["old"], new=form.cleaned_data["password"]
            )
        except throttle.WaitError as wait:
            form.add_error(None, says_wait(wait))
        except WrongPasswordError:
            refuse_password(person, attempt)
            form.add_error("old", _("This is not your password."))
        except AccountError as refusal:
            form.add_error(None, str(refusal))
        else:
            attempt.succeeded()
            update_session_auth_hash(request, person)
            services.end_other_sessions(
                person=person, but=row_of(request.session.session_key or "")
            )
            messages.success(request, _("The password was changed. Other browsers are signed out."))
            return redirect("accounts:own", lang)
    return render(
        request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200
    )


@grave_here
@require_POST
def session_end(request: HttpRequest, lang: str, mark: str) -> HttpResponseBase:
    """Sign one other browser out."""
    mine = Session.objects.visible_to(me(request))
    session = next((each for each in mine if each.mark == mark), None)
    if session is None:
        raise Http404
    services.end_session(person=me(request), session=session)
    messages.success(request, _("That browser is signed out."))
    return redirect("accounts:own", lang)


@grave_here
@require_POST
def sessions_end(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Sign every other browser out."""
    services.end_other_sessions(person=me(request), but=row_of(request.session.session_key or ""))
    messages.success(request, _("All other browsers are signed out."))
    return redirect("accounts:own", lang)


@never_kept
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, lang: str) -> HttpResponseBase:
    """The password or the second factor once more, then on to the grave act."""
    towards = local_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return page_to_confirm(request, towards=towards)
    sealed = request.POST.get("kept", "")
    refusal, status = unconfirmed(request)
    if refusal:
        return page_to_confirm(
            request, sealed=sealed, towards=towards, refusal=refusal, status=status
        )
    # What the browser had before, and somebody may have copied, is no session any more.
    request.session.cycle_key()
    services.note_confirmation(person=me(request))
    page = kept.page_to_send(request, me(request), sealed) if sealed else None
    return page or redirect(towards or "accounts:home", *([] if towards else [lang]))


def unconfirmed(request: HttpRequest) -> tuple[str, int]:
    """Why it is not shown yet that it is the person, with the status; empty where it is."""
    person, form = me(request), ConfirmForm(request.POST)
    if not (form.is_valid() and form.cleaned_data["password"]):
        return refused(request, person)
    try:
        attempt = throttle.attempt("password", person.email.lower(), known(request, person))
    except throttle.WaitError as wait:
        return says_wait(wait), 429
    if not person.check_password(form.cleaned_data["password"]):
        refuse_password(person, attempt)
        return _("This is not your password."), 422
    attempt.succeeded()
    reauthenticate_by_password(request)
    return "", 200


def refuse_password(person: Person, attempt: throttle.Attempt) -> None:
    services.note_refusal(person=person, what="password", slowed=attempt.is_slowed, is_in=True)


def known(request: HttpRequest, person: Person) -> str:
    return browsers.known_as(request, person.email)


@only_looking
@never_kept
@require_http_methods(["GET", "POST"])
def stay(request: HttpRequest, lang: str) -> HttpResponse:
    """How many seconds the session has left; a POST prolongs it."""
    if request.method == "POST":
        stay_awake(request)
    return JsonResponse({"seconds": seconds_left(request)})
