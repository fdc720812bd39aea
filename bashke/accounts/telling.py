"""Who is to be told by mail now: there is something unread, and it is a time they chose.

Read by query, claimed in `services.notices`, sent in `notice_mails`.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from bashke.accounts.models import Duty, Notice, NoticeMail, NoticeSettings, Person
from bashke.mechanisms.library import from_files

When, Kind = NoticeSettings.When, NoticeMail.Kind
# Proposed practice: of what goes out at once, no more than one mail in so long.
APART = timedelta(minutes=15)
BY_KIND = {When.URGENT: Notice.objects.urgent, When.AT_ONCE: Notice.objects.all}


class Due(NamedTuple):
    """Somebody to be told now, and what kind of mail it is."""

    person: Person
    kind: str
    # What it is told for: at most one mail for each.
    slot: str


def settings_of(person: Person) -> NoticeSettings:
    """What somebody chose, or the defaults."""
    found: NoticeSettings | None = getattr(person, "notice_settings", None)
    return found or NoticeSettings(person=person)


def due(now: datetime | None = None) -> list[Due]:
    """Everybody who is to be told now, at once or by the digest of the day."""
    at = now or timezone.now()
    return [*due_at_once(at), *due_digests(at)]


def due_at_once(at: datetime) -> Iterator[Due]:
    """Who has something new that does not wait for the digest."""
    for person in with_unseen(claimed_at=None).exclude(pk__in=lately_told(at)):
        newest = to_tell_at_once(person).order_by("-pk").values_list("pk", flat=True).first()
        if newest and not is_quiet(person, at, is_urgent=True):
            yield Due(person, Kind.AT_ONCE, str(newest))


def due_digests(at: datetime) -> Iterator[Due]:
    """Who has something unread, new or from before, and was not told of it yet today."""
    today = timezone.localdate(at)
    told = NoticeMail.objects.filter(
        person=OuterRef("pk"), kind=Kind.DIGEST, slot=today.isoformat()
    )
    for person in with_unseen().filter(~Exists(told)):
        chosen = settings_of(person)
        if chosen.mails == When.NEVER or timezone.localtime(at).hour < chosen.digest_hour:
            continue
        if to_digest(person, today).exists() and not is_quiet(person, at, is_urgent=False):
            yield Due(person, Kind.DIGEST, today.isoformat())


def to_tell_at_once(person: Person) -> QuerySet[Notice]:
    """What of somebody's unread notices goes out at once, and has not yet."""
    of_kind = BY_KIND.get(When(settings_of(person).mails), Notice.objects.none)
    return of_kind().filter(person=person, seen_at=None, claimed_at=None)


def to_digest(person: Person, day: date) -> QuerySet[Notice]:
    """All that is unread, but for what went out by a mail of its own this very day."""
    unseen = Notice.objects.visible_to(person).unseen()
    return unseen.exclude(claimed_at__date=day)


def with_unseen(**given: object) -> QuerySet[Person]:
    unseen = Notice.objects.unseen().filter(person=OuterRef("pk"), **given)
    found = Person.objects.filter(Exists(unseen), left_at=None).order_by("pk")
    return found.select_related("notice_settings")


def lately_told(at: datetime) -> QuerySet[NoticeMail, object]:
    lately = NoticeMail.objects.filter(kind=Kind.AT_ONCE, claimed_at__gt=at - APART)
    return lately.values_list("person", flat=True)


def is_quiet(person: Person, at: datetime, *, is_urgent: bool) -> bool:
    """Whether nothing is sent now; who is on duty is told what is urgent at any hour."""
    chosen, local = settings_of(person), timezone.localtime(at)
    calendar = from_files().pack.calendar
    rests = chosen.is_quiet_on_rest_days and not calendar.is_working(local.date())
    if not rests and not chosen.is_quiet_at(local.time()):
        return False
    return not (is_urgent and Duty.objects.at(at).filter(person=person).exists())
