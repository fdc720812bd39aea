"""What the page of late things shows: what it is, where, since when, how far up it is known."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Person
from bashke.cases.models import Referral, Step
from bashke.cases.naming import called, step_title
from bashke.guide.desk import Desk

AT_MOST = 200
# By how far it climbed; the rest is who was not reached yet.
KNOWN_TO: tuple[Promise, ...] = (
    _("nobody was told yet"),
    _("known to who holds the post"),
    _("known to the substitutes too"),
    _("known to who is on duty too"),
    _("known to the supervisor too"),
)


@dataclass(frozen=True)
class Line:
    """One thing that is late or due: its reference and its dates."""

    reference: str
    what: str
    since: datetime
    by: datetime
    known_to: Promise | str
    is_late: bool = False
    is_proposed: bool = False


def unanswered(person: Person, desk: Desk, place: str) -> list[Line]:
    """Referrals that nobody answered in time, for their supervisor or for who was told of them."""
    rows = Referral.objects.unanswered()
    found = rows.supervised_by(person, place) | rows.told_to(person, place)
    with_post = found.select_related("post__institution").order_by("answer_by")
    return [
        Line(
            each.reference,
            called(each.post, desk) if each.post else "",
            each.sent_at or each.begun_at,
            each.answer_by,
            KNOWN_TO[each.climbed],
        )
        for each in with_post[:AT_MOST]
        if each.answer_by
    ]


def unwritten(person: Person, desk: Desk, place: str) -> list[Line]:
    """What was told by phone a day ago and is not written, for the supervisor and its sender."""
    rows = Referral.objects.unwritten()
    found = rows.supervised_by(person, place) | rows.told_to(person, place)
    with_post = found.select_related("sender_post__institution").order_by("write_by")
    return [
        Line(
            each.reference,
            called(each.sender_post, desk) if each.sender_post else "",
            each.spoken_at,
            each.write_by,
            "",
        )
        for each in with_post[:AT_MOST]
        if each.spoken_at and each.write_by
    ]


def steps(person: Person, desk: Desk, place: str) -> list[Line]:
    """Steps past their date that climbed to this person; who is not assigned sees no more."""
    found = Step.objects.past_due().told_to(person, place).select_related("case")
    return [
        Line(
            each.case.reference,
            step_title(desk, each.case, each.key),
            each.begun_at,
            each.due_at,
            KNOWN_TO[each.climbed],
            is_late=each.is_confirmed,
            is_proposed=not each.is_confirmed,
        )
        for each in found.order_by("due_at")[:AT_MOST]
        if each.due_at
    ]
