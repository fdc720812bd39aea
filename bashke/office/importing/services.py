"""Reading a spreadsheet of contacts for a while, and bringing it in: whole, or not at all."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Person
from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.office.importing.models import Draft
from bashke.office.importing.plans import Counts, Plan
from bashke.office.importing.refusals import ImportingError
from bashke.office.importing.sealing import new_key, sealed
from bashke.office.importing.tables import Table
from bashke.office.importing.writing import add, change

SYSTEM = "system"


@transaction.atomic
def stage(*, table: Table, municipality: str, by: Person) -> tuple[Draft, str]:
    """Keep what was read, in place of what this person read before; the key is kept nowhere."""
    Draft.objects.expired().delete()
    Draft.objects.filter(person=by, municipality=municipality).delete()
    key = new_key()
    draft = Draft(person=by, municipality=municipality)
    draft.sealed = sealed(table, draft, key)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        raise ImportingError(
            _("You are reading another file at the same moment. Choose this one again.")
        ) from None
    record(
        municipality=municipality,
        actor=by.actor,
        act="contacts.file-read",
        subject=f"import/{draft.pk}/rows-{len(table.lines)}",
    )
    return draft, key


@transaction.atomic
def discard(draft: Draft, *, by: Person) -> None:
    """Forget what was read."""
    draft_id = draft.pk
    if Draft.objects.filter(pk=draft_id, person=by).delete()[0]:
        record(
            municipality=draft.municipality,
            actor=by.actor,
            act="contacts.file-discarded",
            subject=f"import/{draft_id}",
        )


@transaction.atomic
def bring_in_draft(draft: Draft, *, plan: Plan, by: Person, today: date) -> Counts:
    """Carry out the plan that a draft came to, once."""
    counts = plan.counts
    # A conditional update, not a lock: of two at once, one finds it done.
    ours = (
        Draft.objects.living()
        .filter(pk=draft.pk, person=by, imported_at=None)
        .update(
            imported_at=timezone.now(),
            new=counts.new,
            changed=counts.changed,
            same=counts.same,
            left_out=counts.left_out,
        )
    )
    if not ours:
        raise ImportingError(_("This file has been imported already, or was given up."))
    return bring_in(plan=plan, actor=by.actor, today=today, reference=draft.pk)


@transaction.atomic
def bring_in(
    *,
    plan: Plan,
    actor: str,
    today: date,
    reference: UUID | None = None,
    told: Callable[[], object] = lambda: None,
) -> Counts:
    """Carry out a plan: every contact in it, or none if one is no longer as the plan found it."""
    change(plan, today, told)
    add(plan, today)
    counts = plan.counts
    record(
        municipality=plan.municipality,
        actor=actor,
        act="contacts.imported",
        subject=(
            f"import/{reference or uuid4()}/new-{counts.new}/changed-{counts.changed}"
            f"/same-{counts.same}/left-out-{counts.left_out}"
        ),
        ground=Ground.OPERATION if actor == SYSTEM else "",
    )
    return counts
