"""Watching is watched too: who asked who could open what, and who took the trail out."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bashke.accounts.models import Person
from bashke.accounts.refusals import AccountError
from bashke.audit.models import Event, Ground
from bashke.audit.services import record
from bashke.core.sheets import sheet
from bashke.office.oversight.names import Names
from bashke.office.oversight.opening import Counted, Group, what_could_be_opened, who_could_open
from bashke.office.oversight.trail import REASONS, Wanted, lines

# A spreadsheet of more is read by nobody; and it has to fit into memory.
MOST = 20_000


@transaction.atomic
def explain_compartment(
    *, compartment: UUID, municipality: str, names: Names, by: Person
) -> list[Group]:
    """Who could open this, and why; empty where there is no such thing here."""
    found = who_could_open(compartment, place=municipality, names=names)
    if found:
        asked(municipality, by, f"compartment/{compartment}")
    return found


@transaction.atomic
def explain_person(
    *, person: Person, municipality: str, by: Person
) -> list[tuple[str, list[Counted]]]:
    """How much somebody could open here, by kind."""
    asked(municipality, by, person.actor)
    return what_could_be_opened(person, place=municipality)


def asked(municipality: str, by: Person, subject: str) -> None:
    record(
        municipality=municipality,
        actor=by.actor,
        act="access.explained",
        subject=subject,
        ground=Ground.OVERSIGHT,
    )


@transaction.atomic
def take_out(*, municipality: str, wanted: Wanted, names: Names, reason: str, by: Person) -> str:
    """A part of the trail as a sheet, the oldest first; why, and how many lines, is told on it."""
    if reason not in REASONS:
        raise AccountError(_("Choose why you need it as a file."))
    events = [*wanted.of(Event.objects.of(municipality)).order_by("pk")[: MOST + 1]]
    if len(events) > MOST:
        raise AccountError(_("These are too many lines for one file. Choose fewer days."))
    record(
        municipality=municipality,
        actor=by.actor,
        act="trail.exported",
        subject=f"trail/lines/{len(events)}",
        ground=reason,
    )
    heads = [_("When"), _("Who"), _("What was done"), _("About what"), _("Ground"), _("Number")]
    rows = (
        [each.at.isoformat(timespec="seconds"), each.who, each.act, each.about, each.ground, f"{n}"]
        for each, n in zip(lines(events, names), (event.pk for event in events), strict=True)
    )
    return sheet([heads, *rows])
