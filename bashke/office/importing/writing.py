"""How a plan becomes rows of the directory. Only `services` calls this, in its transaction."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from bashke.directory.models import SPREADSHEET, Check, Contact
from bashke.office.importing.plans import Item, Plan, state
from bashke.office.importing.refusals import changed_meanwhile

BATCH = 500


def change(item: Item, today: date) -> None:
    """Write one contact anew, if it is as the plan found it. Links to its owner end with that."""
    kept = item.kept
    if kept is None:
        return
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
    if is_checked(item):
        Check.objects.create(
            contact=kept,
            on=item.values["checked_on"],
            by=SPREADSHEET,
            outcome=Check.Outcome.MENDED if item.reaches_anew else Check.Outcome.CONFIRMED,
        )


def add(plan: Plan, today: date) -> None:
    """Write down the contacts that are new."""
    contacts = [contact_of(item, plan, today) for item in plan.new]
    try:
        with transaction.atomic():
            Contact.objects.bulk_create(contacts, batch_size=BATCH)
    except IntegrityError:
        # Somebody wrote one of them down since: the same role, unit and turn.
        raise changed_meanwhile() from None
    Check.objects.bulk_create(
        [
            Check(
                contact=contact,
                on=contact.checked_on,
                by=SPREADSHEET,
                outcome=Check.Outcome.CONFIRMED,
            )
            for contact in contacts
            if contact.checked_on
        ],
        batch_size=BATCH,
    )


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
