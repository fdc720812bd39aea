"""How a plan becomes rows of the directory. Only `services` calls this, in its transaction."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from bashke.directory.models import SPREADSHEET, Check, Contact
from bashke.office.importing.plans import Item, Plan, state
from bashke.office.importing.refusals import changed_meanwhile

BATCH = 500


def change(plan: Plan, today: date, told: Callable[[], object]) -> None:
    """Write anew what changes, if every contact is as the plan found it.

    In one order whatever the sheet's, so that of two imports one waits and none is in the other's
    way.
    """
    found = [(item.kept, item) for item in plan.changed if item.kept is not None]
    for kept, item in sorted(found, key=lambda each: each[0].pk):
        write_anew(kept, item, today)
        told()
    note_checks((kept, item) for kept, item in found if is_checked(item))


def write_anew(kept: Contact, item: Item, today: date) -> None:
    """Write one contact anew. Links to its owner end with that."""
    anew: dict[str, Any] = {}
    if item.reaches_anew:
        anew = {"silent_days": 0}
        if item.values["checked_on"] is None:
            # Nobody has checked what stands there now; it was written down today.
            anew |= {"created_on": today, "checked_by": ""}
    if is_checked(item):
        anew |= {"silent_days": 0, "checked_by": SPREADSHEET}
    moved = Contact.objects.filter(**state(kept)).update(
        **item.values, **anew, check_count=F("check_count") + 1, imported_on=today
    )
    if not moved:
        raise changed_meanwhile()


def add(plan: Plan, today: date) -> None:
    """Write down the contacts that are new."""
    items = sorted(plan.new, key=lambda item: item.which)
    contacts = [contact_of(item, plan, today) for item in items]
    try:
        with transaction.atomic():
            Contact.objects.bulk_create(contacts, batch_size=BATCH)
    except IntegrityError:
        # Somebody wrote one of them down since: the same role, unit and turn.
        raise changed_meanwhile() from None
    both = zip(contacts, items, strict=True)
    note_checks((contact, item) for contact, item in both if is_checked(item))


def note_checks(found: Iterable[tuple[Contact, Item]]) -> None:
    """Keep the checks of which the sheet tells."""
    mended, right = Check.Outcome.MENDED, Check.Outcome.CONFIRMED
    checks = [
        Check(
            contact=contact,
            on=item.values["checked_on"],
            by=SPREADSHEET,
            outcome=mended if item.kept is not None and item.reaches_anew else right,
        )
        for contact, item in found
    ]
    Check.objects.bulk_create(checks, batch_size=BATCH)


def contact_of(item: Item, plan: Plan, today: date) -> Contact:
    unit, role, turn = item.which
    return Contact(
        municipality=plan.municipality,
        unit=unit,
        role=role,
        turn=turn,
        is_invented=plan.is_demonstration,
        created_on=today,
        imported_on=today,
        checked_by=SPREADSHEET if item.values["checked_on"] else "",
        **item.values,
    )


def is_checked(item: Item) -> bool:
    """Whether the sheet says that somebody checked the contact on a day not known before."""
    said = item.values["checked_on"]
    return said is not None and (item.reaches_anew or "checked_on" in item.changed)
