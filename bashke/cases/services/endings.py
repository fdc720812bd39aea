"""Every case has an end: closed with a reason, kept for a time that is set, then erased."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Person
from bashke.audit.services import record
from bashke.cases.clocks import kept_until
from bashke.cases.models import (
    Case,
    CaseLink,
    Entry,
    Export,
    Extract,
    Hold,
    Item,
    Order,
    Plan,
    Referral,
    Relative,
    Step,
)
from bashke.cases.models.case import CaseQuerySet
from bashke.cases.refusals import CaseError
from bashke.cases.services.carrying import add_entry, refuse_unless_lead
from bashke.cases.services.matching import drop_tokens
from bashke.cases.services.sealed_parts import compartments_of
from bashke.cases.services.steps import refuse_closed, tell
from bashke.core import erasures
from bashke.keys import services as keys
from bashke.keys.opening import Ring
from bashke.tally.services import count

CHILDREN = frozenset({"child-protection", "school-community-center"})
SYSTEM = "system"
# How the ledger of erasures calls them.
CASE, REFERRAL = "case", "referral"


@transaction.atomic
def close(*, case: Case, person: Person, reason: str) -> None:
    """End the work, for a reason; open steps are left out. The day of erasure is set."""
    refuse_closed(case)
    refuse_unless_lead(case, person)
    if reason not in Case.Closing.values:
        raise CaseError(_("Choose why the case is closed."))
    now = timezone.now()
    kind = "closed-case-child" if case.mechanism in CHILDREN else "closed-case"
    erase_on = kept_until(kind, timezone.localdate(now))
    closed = Case.objects.open().filter(pk=case.pk)
    if not closed.update(closed_at=now, closing=reason, erase_on=erase_on):
        raise CaseError(_("This case is closed."))
    Step.objects.open().filter(case=case).update(dropped_at=now)
    case.refresh_from_db()
    tell(case, person, "case.closed")
    count(municipality=case.municipality, what="case-closed", mechanism=case.mechanism)


@transaction.atomic
def close_and_tell(*, case: Case, ring: Ring, person: Person, reason: str, told: str) -> None:
    """End the work, and keep what the person concerned was told of it, or why nothing was."""
    if not told.strip():
        raise CaseError(_("Write what the person was told, or why telling would not be safe."))
    add_entry(case=case, ring=ring, person=person, kind=Entry.Kind.TOLD, text=told)
    close(case=case, person=person, reason=reason)


@transaction.atomic
def reopen(*, case: Case, person: Person) -> None:
    """The work goes on: only by who led it, and before it is erased."""
    refuse_unless_lead(case, person)
    closed = Case.objects.filter(pk=case.pk, erased_at=None, closed_at__isnull=False)
    if not closed.update(closed_at=None, closing="", erase_on=None):
        raise CaseError(_("This case is not closed, or was erased."))
    case.refresh_from_db()
    tell(case, person, "case.reopened")


@transaction.atomic
def erase(*, case: Case) -> None:
    """Destroy the key and every sealed text; the counts stay. Doing it again changes nothing.

    What somebody signed a hold for is kept until the hold ends.
    """
    due = to_erase(timezone.localdate()).filter(pk=case.pk)
    if not due.update(erased_at=timezone.now(), about=b"", summary=b"", reach=b""):
        return
    erase_within(case)


def erase_within(case: Case) -> None:
    """Everything that lies in a case, on the ledger before it is gone, and the referral's words."""
    compartments = compartments_of(case)
    erasures.write_down(what=CASE, number=case.pk, compartments=compartments)
    for compartment in compartments:
        keys.shred(compartment=compartment, actor=SYSTEM)
    Order.objects.filter(case=case).update(text=b"")
    Hold.objects.filter(case=case).update(reason=b"")
    CaseLink.objects.filter(Q(first=case) | Q(second=case)).delete()
    for model in (Entry, Relative, Plan, Item):
        model.objects.filter(case=case).delete()
    Step.objects.filter(case=case).update(outcome=b"")
    Export.objects.filter(case=case).update(reason=b"")
    Extract.objects.filter(case=case).update(passages=b"", why=b"", returned_why=b"")
    drop_tokens(case)
    if case.referral:
        erase_words(case.referral)
    record(
        municipality=case.municipality,
        actor=SYSTEM,
        act="case.erased",
        subject=case.subject,
        ground="retention",
    )
    count(municipality=case.municipality, what="case-erased", mechanism=case.mechanism)


def erase_words(referral: Referral) -> None:
    """The words of a referral go with its case, or with their own time."""
    compartments = [referral.compartment] if referral.compartment else []
    erasures.write_down(what=REFERRAL, number=referral.pk, compartments=compartments)
    for compartment in compartments:
        keys.shred(compartment=compartment, actor=SYSTEM)
    empty = dict.fromkeys(Referral.TEXTS, b"")
    Referral.objects.filter(pk=referral.pk).update(erased_at=timezone.now(), **empty)


def due_for_erasure(on: date) -> list[Case]:
    """Closed cases whose time of keeping is over, the longest over first."""
    found = to_erase(on).select_related("referral")
    return list(found.order_by(F("erase_on").asc(), "pk")[:200])


def to_erase(on: date) -> CaseQuerySet:
    """Those whose day has come, and that nobody holds."""
    held = Hold.objects.standing(on).filter(case=OuterRef("pk"))
    return Case.objects.filter(~Exists(held), erased_at=None, erase_on__lte=on)
