"""People and posts: who holds which, who is asked, who waits for a key."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts import services as accounts
from bashke.accounts.access import grave, me, needs, ring_of
from bashke.accounts.models import Invitation, Membership, Person, Post
from bashke.accounts.policy import May, title_of
from bashke.core.acting import posted, telling
from bashke.mechanisms.library import from_files
from bashke.office.forms.invitations import AppointForm, InviteForm
from bashke.office.roster import colleagues, others_with_key, roster
from bashke.office.views.acting import shown
from bashke.office.views.links import show_invitation, show_renewal


@require_GET
def posts(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """Every post of the municipality for who invites; their own for anybody who holds one."""
    if place not in me(request).municipalities():
        raise Http404
    return shown(
        request,
        "office/posts.html",
        place,
        institutions=roster(me(request), place, from_files().pack, lang),
        may_invite=me(request).may(May.INVITE, place),
    )


def post_or_404(request: HttpRequest, place: str, pk: UUID) -> Post:
    visible = Post.objects.visible_to(me(request), May.INVITE).of(place).working()
    return get_object_or_404(visible.select_related("institution"), pk=pk)


@needs(May.INVITE)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, lang: str, place: str, post: UUID) -> HttpResponseBase:
    """Ask somebody to take a post."""
    found = post_or_404(request, place, post)
    form = InviteForm(posted(request), initial={"language": lang})
    if not form.is_valid():
        return form_page(request, lang, place, found, form)
    with telling(request):
        invited = accounts.invite(post=found, by=me(request), **form.cleaned_data)
        return show_invitation(request, place, invited, reverse("office:posts", args=[lang, place]))
    return form_page(request, lang, place, found, form)


def form_page(
    request: HttpRequest, lang: str, place: str, post: Post, form: InviteForm | AppointForm
) -> HttpResponseBase:
    template = "appoint" if isinstance(form, AppointForm) else "invite"
    return shown(
        request,
        f"office/{template}.html",
        place,
        status=422 if form.is_bound else 200,
        form=form,
        post=post,
        title=title_of(post.role, from_files().pack, lang),
    )


@needs(May.INVITE)
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, lang: str, place: str, post: UUID) -> HttpResponseBase:
    """Give a post to somebody who holds one here already, as a substitute or for a time."""
    found = post_or_404(request, place, post)
    form = AppointForm(posted(request), people=[*colleagues(place)])
    if not form.is_valid():
        return form_page(request, lang, place, found, form)
    given = form.cleaned_data
    with telling(request, _("The post is given.")):
        accounts.appoint(
            person=given["person"],
            post=found,
            is_substitute=given["is_substitute"],
            ends_at=end_of(given["ends_on"]),
            actor=me(request).actor,
        )
    return redirect("office:posts", lang, place)


def end_of(day: datetime | None) -> datetime | None:
    """The moment at which a last day is over."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def invitation_or_404(request: HttpRequest, place: str, pk: int) -> Invitation:
    visible = Invitation.objects.visible_to(me(request), May.INVITE).of(place).open()
    return get_object_or_404(visible.select_related("post__institution"), pk=pk)


@needs(May.INVITE)
@require_POST
def invitation_withdraw(request: HttpRequest, lang: str, place: str, pk: int) -> HttpResponseBase:
    """An invitation is no way in any more."""
    with telling(request, _("The invitation is withdrawn. Its link opens nothing.")):
        accounts.withdraw(invitation=invitation_or_404(request, place, pk), actor=me(request).actor)
    return redirect("office:posts", lang, place)


@needs(May.INVITE)
@require_POST
def invitation_again(request: HttpRequest, lang: str, place: str, pk: int) -> HttpResponseBase:
    """A new link to the same address; the one before opens nothing any more."""
    old = invitation_or_404(request, place, pk)
    if old.post is None:
        raise Http404
    with telling(request):
        invited = accounts.invite(
            post=old.post,
            email=old.email,
            by=me(request),
            is_substitute=old.is_substitute,
            language=old.language,
        )
        return show_invitation(request, place, invited, reverse("office:posts", args=[lang, place]))
    return redirect("office:posts", lang, place)


@needs(May.INVITE)
@require_http_methods(["GET", "POST"])
def membership_end(request: HttpRequest, lang: str, place: str, pk: int) -> HttpResponseBase:
    """Somebody no longer holds a post; asked once more, as the key goes at once."""
    visible = Membership.objects.visible_to(me(request), May.INVITE).of(place).current()
    found = get_object_or_404(visible.select_related("post__institution", "person"), pk=pk)
    if request.method == "GET":
        return shown(
            request,
            "office/membership_end.html",
            place,
            membership=found,
            title=title_of(found.post.role, from_files().pack, lang),
            is_last_with_key=bool(found.keyed_at) and not others_with_key(found),
        )
    with telling(request, _("The time at this post is over.")):
        accounts.end_membership(membership=found, actor=me(request).actor)
    return redirect("office:posts", lang, place)


@require_POST
def key_give(request: HttpRequest, lang: str, place: str, pk: int) -> HttpResponseBase:
    """Pass a post's key on to who waits for it, in one tap; only who has it can."""
    waiting = Membership.objects.waiting_for(me(request)).of(place)
    found = get_object_or_404(waiting.select_related("post__institution", "person"), pk=pk)
    with telling(request, _("The key was given.")):
        accounts.give_key(membership=found, ring=ring_of(request), actor=me(request).actor)
    return redirect("office:posts", lang, place)


def colleague_or_404(request: HttpRequest, place: str, pk: UUID) -> Person:
    """Somebody who holds a post here now."""
    held = Membership.objects.visible_to(me(request), May.INVITE).of(place).current()
    membership = held.filter(person=pk).select_related("person").first()
    if membership is None:
        raise Http404
    return membership.person


@needs(May.INVITE)
@grave
@require_http_methods(["GET", "POST"])
def sessions_end(request: HttpRequest, lang: str, place: str, person: UUID) -> HttpResponseBase:
    """Sign somebody out everywhere: a lost telephone, a computer left open."""
    found = colleague_or_404(request, place, person)
    if request.method == "GET":
        return shown(request, "office/sessions_end.html", place, person=found)
    with telling(request, _("Every browser of this person is signed out.")):
        accounts.sign_out_everywhere(person=found, municipality=place, by=me(request))
    return redirect("office:posts", lang, place)


@needs(May.INVITE)
@grave
@require_http_methods(["GET", "POST"])
def renewal_allow(request: HttpRequest, lang: str, place: str, person: UUID) -> HttpResponseBase:
    """Let somebody who lost the password choose a new one."""
    found = colleague_or_404(request, place, person)
    if request.method == "GET":
        return shown(request, "office/renewal.html", place, person=found)
    with telling(request):
        token = accounts.allow_renewal(
            person=found,
            municipality=place,
            actor=me(request).actor,
            forgets_factors=request.POST.get("factors") == "lost",
        )
        back = reverse("office:posts", args=[lang, place])
        return show_renewal(request, place, found, token, back)
    return redirect("office:posts", lang, place)
