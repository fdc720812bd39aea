"""Recording that a fact of the content was compared with the published text."""

from datetime import date

from django.db import transaction

from bashke.law.models import Confirmation
from bashke.pack.confirming import FactAt, Recorded, facts_of
from bashke.pack.content import Pack
from bashke.pack.schema import Confirmation as Confirmed


class LawError(Exception):
    """A refusal whose text may be shown, as it is, to the person who asked."""


@transaction.atomic
def confirm(pack: Pack, *, fact: str, by: str, on: date, today: date) -> FactAt:
    """Record that `by` compared this fact, as it is worded now, with the published text."""
    found = next((each for each in facts_of(pack) if each.id == fact), None)
    if found is None:
        raise LawError(
            f"There is no fact “{fact}”. `bashke content unconfirmed` lists them, such as"
            " law/ligj-18-2017 or law/ligj-18-2017#neni-58."
        )
    if not by.strip():
        raise LawError("Say who compared it: a confirmation carries a name.")
    if on > today:
        raise LawError(f"{on} is still to come. Give the day on which it was compared.")
    Confirmation.objects.create(fact=fact, text_hash=found.text_hash, by=by.strip(), on=on)
    return found


def recorded() -> tuple[Recorded, ...]:
    """Every confirmation of this installation, the later one of two last; one query."""
    return tuple(
        Recorded(row.fact, row.text_hash, Confirmed(by=row.by, on=row.on))
        for row in Confirmation.objects.newest_last()
    )
