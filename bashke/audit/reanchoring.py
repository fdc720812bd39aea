"""Going on after a break: what was found is acknowledged, and the chain begins anew behind it."""

from django.db import transaction
from django.db.models import Max

from bashke.audit.chaining import chain, give_back, leased
from bashke.audit.faults import Fault
from bashke.audit.models import Acknowledgement, ChainEnd, Ground, Head, Link
from bashke.audit.plain import refuse_unless_plain
from bashke.audit.refusals import BrokenChainError, TrailError
from bashke.audit.seals import seal_of_end, sealed
from bashke.audit.services import record
from bashke.audit.stretches import as_found, behind, stretches, told
from bashke.audit.verifying import counted, open_faults

# Far beyond every chain, far below the last number that a row can have.
FURTHEST = 2**62
WHOLE = "Nothing is wrong with the trail of {slug} that was not acknowledged already."
BUSY = "Somebody is adding to this chain. Try again in two minutes."
TOO_FAR = (
    "A link stands at place {place}, behind which no chain can go on. Whoever runs the database"
    " has to remove that one first; write that down under the same protocol."
)


def reanchor(*, municipality: str, reference: str, by: str) -> Acknowledgement:
    """Acknowledge what is wrong with this chain, and let it go on behind.

    Nothing is mended or hidden: `verify` tells of it for ever, as acknowledged. `reference` is the
    number of the protocol in which somebody wrote down what they found, `by` the id of who did.
    """
    refuse_unless_plain("actor", by)
    refuse_unless_plain("reference", reference)
    faults = open_faults(municipality)
    if not faults:
        raise TrailError(WHOLE.format(slug=municipality))
    end = leased(municipality)
    if end is None:
        raise TrailError(BUSY)
    try:
        break_ = of_what_is_found(end, faults, reference, by)
        begin_anew(end, break_)
    finally:
        give_back(end)
    go_on()
    return break_


def of_what_is_found(
    end: ChainEnd, faults: list[Fault], reference: str, by: str
) -> Acknowledgement:
    """The acknowledgement, sealed and not kept yet: to read may take long, and locks nothing."""
    stretch = stretches(end.municipality)[-1]
    newest, missing = counted()
    first = furthest(end) + 1
    break_ = Acknowledgement(
        municipality=end.municipality,
        sequence=first,
        newest=newest,
        missing=missing,
        faults=" ".join(fault.code for fault in faults),
        found=as_found(stretch, first, newest),
        reference=reference,
        by=by,
    )
    break_.seal = sealed(end.municipality, told(break_, stretch))
    return break_


def furthest(end: ChainEnd) -> int:
    """The last place that was ever taken, as far as anything tells."""
    places = [
        rows.filter(municipality=end.municipality).aggregate(last=Max("sequence"))["last"] or 0
        for rows in (Link.objects.all(), Head.objects.all())
    ]
    place = max(end.sequence, *places)
    if place >= FURTHEST:
        raise TrailError(TOO_FAR.format(place=place))
    return place


@transaction.atomic
def begin_anew(end: ChainEnd, break_: Acknowledgement) -> None:
    before = behind(stretches(end.municipality)[-1], break_).before
    last = break_.sequence - 1
    moved = ChainEnd.objects.filter(pk=end.pk, leased_by=end.leased_by).update(
        sequence=last,
        hash=before,
        seal=seal_of_end(end.municipality, last, before),
        settled_id=0,
        seen_id=0,
        seen_at=None,
    )
    if not moved:
        raise TrailError(BUSY)
    break_.save(force_insert=True)
    for subject in (*break_.faults.split(), f"{break_.sequence}#{break_.reference}"):
        record(
            municipality=break_.municipality,
            actor=break_.by,
            act="trail.break-acknowledged",
            subject=f"trail/{subject}",
            ground=Ground.OVERSIGHT,
            at=break_.at,
        )


def go_on() -> None:
    """Link what waited for this. What is wrong with other chains is no news here."""
    try:
        chain()
    except BrokenChainError:
        return
