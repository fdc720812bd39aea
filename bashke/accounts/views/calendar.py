"""My dates in my own calendar: a secret link, made anew or ended by me at any moment."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bashke.accounts import services
from bashke.accounts.access import me
from bashke.accounts.calendar_feed import calendar_of
from bashke.accounts.links import hashed
from bashke.accounts.models import CalendarFeed
from bashke.core.origin import public

KIND = "text/calendar; charset=utf-8"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Whether there is a link, and by POST a new one: it is shown this once."""
    link = ""
    if request.method == "POST":
        token = services.make_calendar(person=me(request))
        link = settings.SITE_URL.rstrip("/") + reverse("accounts:calendar-feed", args=[lang, token])
    context = {
        "link": link,
        "feed": CalendarFeed.objects.visible_to(me(request)).open().first(),
    }
    return render(request, "accounts/calendar.html", context)


@require_POST
def calendar_end(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Nothing reads my dates by the link any more."""
    services.end_calendar(person=me(request))
    messages.success(request, _("The link opens nothing any more."))
    return redirect("accounts:calendar", lang)


@public
@never_cache
@require_GET
def feed(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """What a calendar reads by the link: dates of one person, and nothing that they are about.

    The only page that reads somebody's dates without a session. One look a minute.
    """
    found = CalendarFeed.objects.open().filter(token_hash=hashed(token))
    row = found.select_related("person").first()
    if row is None:
        raise Http404
    now = timezone.now()
    if not CalendarFeed.objects.rested(now).filter(pk=row.pk).update(asked_at=now):
        wait = int(CalendarFeed.RESTS.total_seconds())
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    response = HttpResponse(calendar_of(row.person), content_type=KIND)
    response["Content-Disposition"] = 'attachment; filename="bashke.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
