"""Reading what was acknowledged: it stays a fault, and nothing may have been done to it since."""

from collections.abc import Iterable

from bashke.audit.faults import Fault, Findings, Kind
from bashke.audit.models import Acknowledgement, ChainEnd, Link
from bashke.audit.stretches import Stretch, as_found
from bashke.audit.walking import Walk

BEFORE = "broken before place {place}; acknowledged on {day} by {by} under {reference}."
SINCE = "what was acknowledged under {reference}, up to before place {place}, was changed since."
NOT_THIS_HEAD = "the head noted there was another."


def judge_before(
    stretch: Stretch, end: ChainEnd | None, heads: Iterable[tuple[int, str]]
) -> list[Fault]:
    """The faults of a stretch that was acknowledged to be broken, and what was done to it since."""
    break_ = stretch.ended
    if break_ is None:
        return []
    faults = known = acknowledged(break_)
    if as_found(stretch, break_.sequence, break_.newest) != break_.found:
        faults = known + changed_since(stretch, break_, end)
    inside = [head for head in heads if stretch.first <= head[0] < break_.sequence]
    return faults + [fault for head in inside if (fault := not_held(break_, known, *head))]


def acknowledged(break_: Acknowledgement) -> list[Fault]:
    says = BEFORE.format(
        place=break_.sequence,
        day=break_.at.date().isoformat(),
        by=break_.by,
        reference=break_.reference,
    )
    return [
        Fault.from_code(code, break_.municipality, says, is_acknowledged=True)
        for code in break_.faults.split()
    ]


def changed_since(stretch: Stretch, break_: Acknowledgement, end: ChainEnd | None) -> list[Fault]:
    """What is wrong now and was not acknowledged; if it shows nowhere, at least that it is."""
    walk = Walk(Findings(stretch.municipality), end, {}, stretch)
    for _ in walk.go_on():
        pass
    known = set(break_.faults.split())
    found = [fault for fault in walk.findings.first.values() if fault.code not in known]
    says = SINCE.format(reference=break_.reference, place=break_.sequence)
    return found or [Fault(Kind.REWRITTEN, stretch.municipality, says, stretch.first)]


def not_held(
    break_: Acknowledgement, known: list[Fault], sequence: int, noted: str
) -> Fault | None:
    """A head from outside that the stretch does not have: news, unless it broke before that."""
    links = Link.objects.of(break_.municipality)
    if links.filter(sequence=sequence, hash=noted).exists():
        return None
    return Fault(
        Kind.REWRITTEN,
        break_.municipality,
        NOT_THIS_HEAD,
        sequence,
        is_acknowledged=any(fault.sequence and fault.sequence <= sequence for fault in known),
    )
