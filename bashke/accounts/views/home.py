"""My day: what waits for me, and which posts I hold."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bashke.accounts import services
from bashke.accounts.access import me, ring_of
from bashke.accounts.factors import factors_of
from bashke.accounts.models import Membership, Notice, Renewal
from bashke.accounts.today import lists_of
from bashke.core.acting import telling

WITH_NAMES = ("post__institution", "person")


@require_GET
def home(request: HttpRequest, lang: str) -> HttpResponse:
    """What waits, what is new, keys to give, posts held."""
    person = me(request)
    held = Membership.objects.current().filter(person=person)
    lost = Renewal.objects.filter(person=person, used_at__isnull=False, restored_at=None)
    notices = list(Notice.objects.visible_to(person).unseen().order_by("-at"))
    lists = lists_of(request, lang)
    context = {
        "lists": lists,
        "work": [each for each in lists if each.is_work and each.rows],
        "waits_for_keys": lost.exists(),
        "factors": factors_of(person),
        "notices": notices,
        "waiting": Membership.objects.waiting_for(person).select_related(*WITH_NAMES),
        "held": held.select_related("post__institution").order_by("starts_at"),
    }
    return render(request, "accounts/home.html", context)


@require_POST
def notice_see(request: HttpRequest, lang: str, pk: int) -> HttpResponseBase:
    """A notice was read and need not be shown again."""
    notice = get_object_or_404(Notice.objects.visible_to(me(request)), pk=pk)
    services.see_notice(notice=notice)
    return redirect("accounts:home", lang)


@require_POST
def key_give(request: HttpRequest, lang: str, pk: int) -> HttpResponseBase:
    """Pass the key of a post of mine on to somebody who holds it too, in one tap."""
    waiting = Membership.objects.waiting_for(me(request)).select_related(*WITH_NAMES)
    membership = get_object_or_404(waiting, pk=pk)
    with telling(request, _("The key was given.")):
        services.give_key(membership=membership, ring=ring_of(request), actor=me(request).actor)
    return redirect("accounts:home", lang)
