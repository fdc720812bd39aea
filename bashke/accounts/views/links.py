"""Links that let somebody in once: to a post, or to a new password."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bashke.accounts import services, throttle
from bashke.accounts.access import entrance, me
from bashke.accounts.entering import begin
from bashke.accounts.forms import JoinForm, NewPasswordForm
from bashke.accounts.links import hashed
from bashke.accounts.models import Invitation, Person, Renewal
from bashke.accounts.refusals import AccountError
from bashke.accounts.views.entrance import says_wait
from bashke.keys import opening


@entrance
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, lang: str, token: str) -> HttpResponseBase:
    """Take the post that one was asked to take: with a new account, or with the own one."""
    links = Invitation.objects.open().filter(token_hash=hashed(token))
    invitation = links.select_related("post__institution").first()
    if invitation is None:
        return link_over(request)
    if request.user.is_authenticated:
        return take_post(request, lang, token, invitation)
    context: dict[str, object] = {"invitation": invitation}
    if Person.objects.filter(email__iexact=invitation.email, left_at=None).exists():
        return render(request, "accounts/join_known.html", context)
    about = (invitation.email, invitation.post.municipality if invitation.post else "")
    form = JoinForm(request.POST or None, about=about)
    if not form.is_valid():
        context["form"] = form
        return render(request, "accounts/join.html", context, status=422 if form.errors else 200)
    try:
        throttle.attempt("link", token)
        person = services.accept(token=token, **form.cleaned_data)
    except (AccountError, throttle.WaitError) as refusal:
        form.add_error(None, why(refusal))
        return render(request, "accounts/join.html", {**context, "form": form}, status=422)
    return come_in(request, person, form.cleaned_data["password"])


def take_post(
    request: HttpRequest, lang: str, token: str, invitation: Invitation
) -> HttpResponseBase:
    """One more post for who is signed in."""
    if request.method == "POST":
        try:
            throttle.attempt("link", token)
            services.accept_signed_in(token=token, person=me(request))
        except (AccountError, throttle.WaitError) as refusal:
            context = {"invitation": invitation, "refusal": why(refusal)}
            return render(request, "accounts/take_post.html", context, status=422)
        return redirect("accounts:home", lang)
    return render(request, "accounts/take_post.html", {"invitation": invitation})


@entrance
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, lang: str, token: str) -> HttpResponseBase:
    """Choose a new password; what it opens comes back from two recovery holders."""
    links = Renewal.objects.open().filter(token_hash=hashed(token))
    renewal = links.select_related("person").first()
    if renewal is None:
        return link_over(request)
    person = renewal.person
    about = (person.name, person.email, *person.municipalities())
    form = NewPasswordForm(request.POST or None, about=about)
    context = {"form": form, "renewal": renewal}
    if not form.is_valid():
        return render(request, "accounts/renew.html", context, status=422 if form.errors else 200)
    try:
        throttle.attempt("link", token)
        services.renew_password(token=token, **form.cleaned_data)
    except (AccountError, throttle.WaitError) as refusal:
        form.add_error(None, why(refusal))
        return render(request, "accounts/renew.html", context, status=422)
    return come_in(request, person, form.cleaned_data["password"])


def come_in(request: HttpRequest, person: Person, password: str) -> HttpResponseBase:
    """Straight on to the second factor, with the keys that the new password opens."""
    ring = opening.unlock_ring(person.holder, password) if person.holder else None
    if ring is None:
        raise AccountError(_("This account has no keys."))
    request.keys_in_hand = ring  # type: ignore[attr-defined]
    return begin(request, person)


def link_over(request: HttpRequest) -> HttpResponse:
    """The link was used, withdrawn, is over, or never was: which of these is not said."""
    return render(request, "accounts/link_over.html", status=404)


def why(refusal: Exception) -> str:
    return says_wait(refusal) if isinstance(refusal, throttle.WaitError) else str(refusal)
