"""Who answers tonight: the rota of a municipality, a month at a time."""

from calendar import Calendar as Months
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bashke.accounts import services as accounts
from bashke.accounts.access import me, needs
from bashke.accounts.models import Duty
from bashke.accounts.policy import May, title_of
from bashke.core.acting import posted, telling
from bashke.mechanisms.library import from_files
from bashke.office.forms.duty import DutyForm
from bashke.office.views.acting import shown
from bashke.pack.content import Pack


@dataclass
class Night:
    """A day of the month, and who is on duty from some time of it on."""

    day: date
    duties: list[tuple[Duty, str]] = field(default_factory=list)


@needs(May.INVITE)
@require_http_methods(["GET", "POST"])
def duties(request: HttpRequest, lang: str, place: str) -> HttpResponseBase:
    """A month of nights, with who is on duty; and one more duty."""
    pack = from_files().pack
    first = month_asked(request)
    form = DutyForm(posted(request), place=place, pack=pack, lang=lang)
    if form.is_valid():
        given = form.cleaned_data
        with telling(request, _("The duty is set.")):
            accounts.put_on_duty(
                post=given["membership"].post,
                person=given["membership"].person,
                starts_at=given["starts_at"],
                ends_at=given["ends_at"],
                actor=me(request).actor,
            )
            return redirect("office:duties", lang, place)
    return shown(
        request,
        "office/duties.html",
        place,
        status=422 if form.is_bound else 200,
        form=form,
        nights=nights(request, place, first, pack, lang),
        month=first,
        before=(first - timedelta(days=1)).strftime("%Y-%m"),
        after=(first + timedelta(days=31)).strftime("%Y-%m"),
        today=timezone.localdate(),
    )


def month_asked(request: HttpRequest) -> date:
    """The first day of the month in the address, or of this month."""
    try:
        asked = datetime.strptime(request.GET.get("month", ""), "%Y-%m")  # noqa: DTZ007 (a month)
    except ValueError:
        return timezone.localdate().replace(day=1)
    return asked.date()


def nights(request: HttpRequest, place: str, first: date, pack: Pack, lang: str) -> list[Night]:
    """Every day of the month; a duty of several days stands on each of them."""
    days = [day for day in Months().itermonthdates(first.year, first.month) if same(day, first)]
    found = {day: Night(day) for day in days}
    start = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(days[-1] + timedelta(days=1), time.min))
    visible = Duty.objects.visible_to(me(request), May.INVITE).of(place)
    here = visible.filter(starts_at__lt=end, ends_at__gt=start)
    for duty in here.select_related("person", "post").order_by("starts_at"):
        title = title_of(duty.post.role, pack, lang)
        for day in evenings(duty):
            if day in found:
                found[day].duties.append((duty, title))
    return list(found.values())


def same(day: date, first: date) -> bool:
    return day.month == first.month


def evenings(duty: Duty) -> list[date]:
    """The days on which a duty begins its night: the morning after belongs to the night before."""
    begins, ends = timezone.localtime(duty.starts_at), timezone.localtime(duty.ends_at)
    last = ends.date() if ends.hour >= 12 else ends.date() - timedelta(days=1)
    length = max(0, (last - begins.date()).days)
    return [begins.date() + timedelta(days=number) for number in range(length + 1)]


@needs(May.INVITE)
@require_POST
def duty_remove(request: HttpRequest, lang: str, place: str, pk: int) -> HttpResponseBase:
    """A duty is not done."""
    visible = Duty.objects.visible_to(me(request), May.INVITE).of(place)
    duty = get_object_or_404(visible.select_related("post__institution", "person"), pk=pk)
    with telling(request, _("The duty is taken off.")):
        accounts.take_off_duty(duty=duty, actor=me(request).actor)
    return redirect("office:duties", lang, place)
