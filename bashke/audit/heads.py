"""The end of every chain, once a day, to people outside the house.

Whoever rewrites the trail afterwards, with every key of this machine, cannot rewrite the mail.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bashke.audit.chaining import chain
from bashke.audit.models import ChainEnd, Head, HeadMail
from bashke.audit.refusals import BrokenChainError, TrailError
from bashke.audit.services import record

# Longer than a mail server is waited for.
LEASE = timedelta(minutes=10)
SYSTEM = "system"


@dataclass(frozen=True)
class Noted:
    """The heads to tell on one day; `broken` are municipalities whose chain ends elsewhere."""

    day: date
    heads: list[Head]
    broken: list[str] = field(default_factory=list)


def note(today: date | None = None) -> Noted:
    """Link what waits and note where every chain ends; what is noted already is found again."""
    day = today or timezone.localdate()
    broken: list[str] = []
    try:
        chain(thorough=True)
    except BrokenChainError as refusal:
        broken = refusal.municipalities
    ends = ChainEnd.objects.filter(sequence__gt=0).exclude(municipality__in=broken)
    heads = [
        Head.objects.get_or_create(
            municipality=end.municipality,
            sequence=end.sequence,
            defaults={"hash": end.hash, "noted_on": day},
        )[0]
        for end in ends.order_by("municipality")
    ]
    return Noted(day, heads, broken)


def send(today: date | None = None) -> bool:
    """Mail the day's heads to those outside; False if that was done or is being done.

    Told twice does no harm and never told does: what failed is tried again by the next call.
    """
    recipients = list(settings.HEAD_RECIPIENTS)
    if not recipients:
        raise TrailError(
            "Nobody outside is named who keeps the heads. Set BASHKE_HEAD_RECIPIENTS to the"
            " addresses of the data-protection officer and the prefecture."
        )
    day = today or timezone.localdate()
    if not claimed(day):
        return False
    noted_today = note(day)
    subject, body = letter(noted_today)
    try:
        EmailMessage(subject, body, None, recipients).send()
    except OSError as error:
        HeadMail.objects.filter(day=day).update(leased_until=timezone.now())
        raise TrailError(f"The heads were not sent: the mail server says {error}.") from error
    told(noted_today)
    return True


def claimed(day: date) -> bool:
    """Whether it is ours to send: nobody has, and nobody else is about to."""
    now = timezone.now()
    try:
        with transaction.atomic():
            HeadMail.objects.create(day=day, leased_until=now + LEASE)
    except IntegrityError:
        free = Q(day=day, sent_at=None, leased_until__lte=now)
        return bool(HeadMail.objects.filter(free).update(leased_until=now + LEASE))
    return True


@transaction.atomic
def told(noted_today: Noted) -> None:
    """Remember that the heads have left the house, on the trail too."""
    HeadMail.objects.filter(day=noted_today.day).update(sent_at=timezone.now())
    for head in noted_today.heads:
        record(
            municipality=head.municipality,
            actor=SYSTEM,
            act="trail.head-sent",
            subject=f"trail/{head.sequence}",
            ground="operation",
        )


def letter(noted_today: Noted) -> tuple[str, str]:
    """Subject and text of the mail: municipality, place, hash, day; nothing of what was done."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Control values of %(day)s") % {"day": noted_today.day.isoformat()}
        lines = [
            _("Keep this message. Nobody has to answer it."),
            _("Each line is the end of one municipality's trail: municipality.place.hash"),
            "",
            *(str(head) for head in noted_today.heads),
        ]
        if noted_today.broken:
            lines += ["", _("These trails do not hold and are to be looked at today:")]
            lines += noted_today.broken
        lines += ["", _("To check one later: bashke audit verify --head LINE")]
    return subject, "\n".join(lines) + "\n"
