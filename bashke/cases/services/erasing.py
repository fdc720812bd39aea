"""What ends by itself: words that nobody took up, drafts, and word of it before a case goes.

Erasing itself, of cases, is in `endings`; here is what leads to it, and what a restore does again.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from bashke.accounts.models import Notice, Person
from bashke.accounts.services.memberships import tell_person
from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.cases.clocks import over_if_begun
from bashke.cases.models import Assignment, Case, Referral, Step
from bashke.cases.models.referral import ReferralQuerySet
from bashke.cases.services.climbing import kept_out, supervisors
from bashke.cases.services.endings import CASE, REFERRAL, erase_within, erase_words, to_erase
from bashke.core import erasures
from bashke.core.erasures import Erasure
from bashke.keys import services as keys
from bashke.tally.services import count

SYSTEM = "system"
AT_ONCE = 200
Kind = Notice.Kind
State = Referral.State
# Proposed practice (docs/adr/0009).
CASE_WARNED = timedelta(days=30)
DRAFT_WARNED = timedelta(days=7)
# Of a case that a restore brought back as it was before it was closed nobody knows why it was.
UNKNOWN = "unknown"


def erase_referrals(now: datetime | None = None) -> int:
    """Erase the words of referrals whose time is over; how many."""
    at = now or timezone.now()
    found = to_erase_now(at).defer(*Referral.TEXTS).order_by("begun_at", "pk")
    return sum(erase_referral(referral=referral, at=at) for referral in found[:AT_ONCE])


def to_erase_now(at: datetime) -> ReferralQuerySet:
    """Those whose time is over by what the municipality accepted (`retention.yaml`)."""
    today = timezone.localdate(at)
    return Referral.objects.to_erase(
        over_if_begun("concern-without-action", today), over_if_begun("draft", today)
    )


@transaction.atomic
def erase_referral(*, referral: Referral, at: datetime) -> bool:
    """Destroy the key and the words of one referral; its dates and its counts stay."""
    was_draft = referral.state == State.DRAFT
    state = State.WITHDRAWN if was_draft else referral.state
    # By number, so that the change is one statement: of two at once one comes late.
    here = to_erase_now(at).filter(pk=referral.pk, state=referral.state)
    if not here.update(erased_at=timezone.now(), state=state):
        return False
    erase_words(referral)
    tell(referral, "referral.erased")
    what = "draft-erased" if was_draft else "referral-erased"
    count(municipality=referral.municipality, what=what, mechanism=referral.mechanism)
    return True


def warn_of_erasure(now: datetime | None = None) -> int:
    """Tell whom it concerns before something is erased; how many were told."""
    at = now or timezone.now()
    return warn_of_cases(at) + warn_of_drafts(at)


def warn_of_cases(at: datetime) -> int:
    """Who leads a case knows 30 days before, so that the person can be told where it is safe."""
    last = timezone.localdate(at) + CASE_WARNED
    found = to_erase(last).only("subject", "municipality", "erase_on")
    told = 0
    for case in found.order_by("erase_on", "pk"):
        # Closed anew after a reopening, it has another day, and is told of again.
        subject = f"{case.subject}/{case.erase_on}"
        told += warn(leads_of(case), case.municipality, Kind.CASE_TO_ERASE, subject)
    return told


def leads_of(case: Case) -> list[Person]:
    """Who leads it; where nobody does any more, the supervisor."""
    leading = Assignment.objects.current().filter(
        case=case, part=Assignment.Part.LEAD, person__left_at=None
    )
    found = [each.person for each in leading.select_related("person")]
    return found or supervisors(case.municipality, kept_out(case.subject))


def warn_of_drafts(at: datetime) -> int:
    """Whoever began a draft knows a week before."""
    soon = over_if_begun("draft", timezone.localdate(at) + DRAFT_WARNED)
    found = Referral.objects.drafts_before(soon).defer(*Referral.TEXTS).select_related("sender")
    return sum(
        warn([draft.sender], draft.municipality, Kind.DRAFT_TO_ERASE, draft.subject)
        for draft in found.order_by("begun_at", "pk")
        if draft.sender
    )


def warn(people: list[Person], municipality: str, kind: str, subject: str) -> int:
    """Tell those who were not told yet; how many those were."""
    told = Notice.objects.filter(kind=kind, subject=subject).values_list("person", flat=True)
    anew = [person for person in people if person.pk not in set(told)]
    for person in anew:
        tell_person(person, municipality, kind, subject)
    return len(anew)


def listen() -> None:
    """Say once, at start, how a restore erases cases and referrals again."""
    erasures.register(CASE, case_again)
    erasures.register(REFERRAL, referral_again)


@transaction.atomic
def case_again(erasure: Erasure) -> bool:
    """A case that a restore brought back is erased again, whatever its dates say there."""
    now = timezone.now()
    for compartment in erasure.compartments:
        keys.shred(compartment=compartment, actor=SYSTEM)
    back = Case.objects.filter(pk=erasure.id, erased_at=None)
    if not back.update(erased_at=now, about=b"", summary=b"", reach=b""):
        return False
    Case.objects.filter(pk=erasure.id, closed_at=None).update(
        closed_at=now, closing=UNKNOWN, erase_on=timezone.localdate(now)
    )
    case = Case.objects.select_related("referral").get(pk=erasure.id)
    Step.objects.open().filter(case=case).update(dropped_at=now)
    erase_within(case)
    return True


@transaction.atomic
def referral_again(erasure: Erasure) -> bool:
    """The same for a referral; one that waited for an answer does so no longer."""
    now = timezone.now()
    for compartment in erasure.compartments:
        keys.shred(compartment=compartment, actor=SYSTEM)
    back = Referral.objects.filter(pk=erasure.id, erased_at=None)
    referral = back.defer(*Referral.TEXTS).first()
    if referral is None or not back.update(erased_at=now):
        return False
    Referral.objects.filter(pk=referral.pk, state__in=Referral.WAITING | Referral.WRITABLE).update(
        state=State.WITHDRAWN, answered_at=now
    )
    erase_words(referral)
    tell(referral, "referral.erased")
    return True


def tell(referral: Referral, act: str) -> None:
    record(
        municipality=referral.municipality,
        actor=SYSTEM,
        act=act,
        subject=referral.subject,
        ground=Ground.RETENTION,
    )
