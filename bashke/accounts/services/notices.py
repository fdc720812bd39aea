"""Notices: that there is something, never what; how one wants to be told of it."""

from dataclasses import dataclass
from datetime import time

from django.db import IntegrityError, transaction
from django.utils import timezone

from bashke.accounts.links import hashed, new_token
from bashke.accounts.models import CalendarFeed, Notice, NoticeMail, NoticeSettings, Person
from bashke.accounts.services.factors import tell
from bashke.accounts.telling import Due, to_digest, to_tell_at_once
from bashke.audit.models import Ground
from bashke.audit.services import record

SYSTEM = "system"
Kind = NoticeMail.Kind


@dataclass(frozen=True)
class Wish:
    """How somebody wants to be told."""

    mails: str
    digest_hour: int
    quiet_from: time
    quiet_until: time
    is_quiet_on_rest_days: bool
    phone: str = ""


@transaction.atomic
def see_notice(*, notice: Notice) -> None:
    """Somebody read a notice; the first time counts."""
    now = timezone.now()
    if Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=now):
        record(
            municipality=notice.municipality,
            actor=notice.person.actor,
            act="notice.seen",
            subject=str(notice),
        )


@transaction.atomic
def see_all(*, person: Person) -> int:
    """Somebody read all that is new; how many notices that were."""
    unseen = [*Notice.objects.visible_to(person).unseen()]
    for notice in unseen:
        see_notice(notice=notice)
    return len(unseen)


def see_about(*, person: Person, subject: str) -> None:
    """Somebody opened the thing itself, which is on the trail: its notices are read by that."""
    unseen = Notice.objects.visible_to(person).unseen().about(subject)
    # Looked for first: most pages are opened without any, and then nothing is written.
    if unseen.exists():
        unseen.update(seen_at=timezone.now())


@transaction.atomic
def choose_notices(*, person: Person, language: str, wish: Wish) -> None:
    """How, when and in which language somebody is told that there is something."""
    NoticeSettings.objects.update_or_create(person=person, defaults=vars(wish))
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])
    tell(person, person.actor, "person.notices-chosen")


@transaction.atomic
def claim_mail(*, due: Due) -> NoticeMail | None:
    """Take it upon oneself to send this one mail; None where somebody else has.

    Whoever is killed after this has sent it or not: it is not sent again, and what it was for is
    named in the next digest.
    """
    now = timezone.now()
    if due.kind == Kind.DIGEST:
        found = to_digest(due.person, timezone.localdate(now))
    else:
        found = to_tell_at_once(due.person)
    places = sorted({*found.order_by().values_list("municipality", flat=True)})
    try:
        with transaction.atomic():
            mail = NoticeMail.objects.create(person=due.person, kind=due.kind, slot=due.slot)
    except IntegrityError:
        return None
    if not found.update(claimed_at=now):
        # Read, or claimed, a moment ago: there is nothing to say.
        mail.delete()
        return None
    # The page to which it leads shows the rest too: one mail is enough.
    Notice.objects.visible_to(due.person).unseen().update(claimed_at=now)
    for place in places:
        record(
            municipality=place,
            actor=SYSTEM,
            act="notice.mailed",
            subject=f"{due.person.actor}/{mail.pk}",
            ground=Ground.OPERATION,
        )
    return mail


@transaction.atomic
def make_calendar(*, person: Person) -> str:
    """A new secret link for somebody's calendar; the one before is over. Told this once."""
    end_open(person)
    token = new_token()
    CalendarFeed.objects.create(person=person, token_hash=hashed(token))
    tell(person, person.actor, "calendar.made")
    return token


@transaction.atomic
def end_calendar(*, person: Person) -> None:
    """The link to somebody's dates opens nothing any more."""
    if end_open(person):
        tell(person, person.actor, "calendar.ended")


def end_open(person: Person) -> int:
    return CalendarFeed.objects.open().filter(person=person).update(ended_at=timezone.now())
