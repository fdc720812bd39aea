"""What can be opened in an emergency, or declared to touch oneself: each app says what it has.

An app above puts its kind on the list at start (`AppConfig.ready`). What is on no list, or not of
this municipality, does not exist.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.utils.functional import Promise


@dataclass(frozen=True)
class Matter:
    """One thing that is sealed: its reference, the keys it is under, and where its page is."""

    # As the trail calls it, such as "case/LIB-2026-0007".
    subject: str
    municipality: str
    # Shown on the page: a reference, never a name.
    title: str
    # The compartment by which it is known, and all that belong to it, this one among them: in an
    # emergency they open together, and one steps out of them together.
    compartment: UUID
    compartments: Sequence[UUID]
    # Where one goes after opening it.
    url: str


@dataclass(frozen=True)
class Kind:
    """A kind of matter, and how one is found by its reference in a municipality."""

    name: str
    title: Promise
    find: Callable[[str, str], Matter | None]


kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let matters of this kind be opened in an emergency and stepped out of; once for a name."""
    if kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"There is a kind of matter called {kind.name} already.")


def find_or_404(*, kind: str, reference: str, place: str) -> Matter:
    """The matter with this reference in this municipality."""
    known = kinds.get(kind)
    found = known.find(reference, place) if known else None
    if found is None or found.municipality != place:
        raise Http404
    return found
