"""Keeping a case beyond its day: signed, with a reason, for half a year at most."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Person
from bashke.cases.models import Case, Hold
from bashke.cases.refusals import CaseError
from bashke.cases.services.carrying import refuse_unless_lead
from bashke.cases.services.referrals import LONGEST
from bashke.cases.services.steps import tell
from bashke.keys.opening import Ring, open_with


@transaction.atomic
def hold(*, case: Case, ring: Ring, person: Person, until: date, reason: str) -> Hold:
    """Keep a closed case beyond its day of erasure; a hold that stands is signed anew by it."""
    refuse_unless_lead(case, person)
    if case.closed_at is None or case.erased_at is not None:
        raise CaseError(_("Only a closed case that is not erased yet can be held."))
    today = timezone.localdate()
    if not today < until <= today + Hold.LONGEST:
        raise CaseError(_("Choose a day that comes, within six months; then it is signed anew."))
    if not reason.strip() or len(reason) > LONGEST:
        raise CaseError(_("Write why this case has to be kept, and who asks for it."))
    Hold.objects.filter(case=case, ended_at=None).update(ended_at=timezone.now())
    made = Hold(case=case, by=person, until=until)
    made.reason = open_with(ring, case.compartment).seal(reason, field=f"{made}/reason")
    made.save(force_insert=True)
    tell(case, person, "case.held")
    return made


@transaction.atomic
def let_go(*, case: Case, person: Person) -> None:
    """The reason to keep it is gone: it is erased on its day."""
    refuse_unless_lead(case, person)
    standing = Hold.objects.standing().filter(case=case)
    if not standing.update(ended_at=timezone.now()):
        raise CaseError(_("Nothing holds this case."))
    tell(case, person, "case.let-go")
