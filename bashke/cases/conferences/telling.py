"""Where notices of conferences and plans lead, and which of their dates stand in a calendar."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts import calendar_feed, notice_places
from bashke.accounts.calendar_feed import Entry
from bashke.accounts.models import Notice, Person
from bashke.cases.models import Action, Case, Conference, Item, Plan
from bashke.cases.models.plan import cases_open_to

Kind = Notice.Kind


def listen() -> None:
    """Tell it once, at start."""
    notice_places.register([Kind.CONFERENCE_CALLED], to_conference)
    notice_places.register([Kind.ACTION_GIVEN], to_item)
    notice_places.register([Kind.REVIEW_DUE], to_plan)
    calendar_feed.register(dates)


def to_conference(notice: Notice, lang: str) -> str:
    """The conference, as long as its reader is called to it."""
    reference = notice.subject.split("/")[1]
    if not Conference.objects.visible_to(notice.person).filter(reference=reference).exists():
        return ""
    return reverse("conference:detail", args=[lang, notice.municipality, reference])


def to_item(notice: Notice, lang: str) -> str:
    """The case as the conference heard it; the list of what there is to do where that is shut."""
    reference, case = notice.subject.split("/")[1:3]
    items = Item.objects.visible_to(notice.person)
    if items.filter(conference__reference=reference, case__reference=case).exists():
        return reverse("conference:item", args=[lang, notice.municipality, reference, case])
    if not Case.objects.visible_to(notice.person).filter(reference=case).exists():
        return ""
    return reverse("conference:list", args=[lang, notice.municipality])


def to_plan(notice: Notice, lang: str) -> str:
    reference = notice.subject.split("/")[1]
    if not cases_open_to(notice.person).filter(reference=reference).exists():
        return ""
    return reverse("plan:detail", args=[lang, notice.municipality, reference])


def dates(person: Person) -> Iterator[Entry]:
    """Conferences to come, what there is to do, and plans to be reviewed by who leads."""
    for each in Conference.objects.visible_to(person).to_come():
        uid = each.subject.replace("/", "-")
        yield Entry(uid, each.starts_at, _("Meeting"), until=each.ends_at)
    for action in Action.objects.visible_to(person).due_for(person).select_related("case"):
        title = _("%(reference)s: to do") % {"reference": action.case.reference}
        yield Entry(str(action).replace("/", "-"), end_of(action.due_on), title)
    plans = Plan.objects.visible_to(person).standing().filter(case__closed_at=None)
    for plan in plans.led_by(person).select_related("case"):
        if plan.review_on:
            title = _("%(reference)s: plan to be reviewed") % {"reference": plan.case.reference}
            yield Entry(str(plan).replace("/", "-"), end_of(plan.review_on), title)


def end_of(day: date) -> datetime:
    """The last minute of a day, here."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))
