"""What the answer page offers next. Ask knows no referrals: who can take one registers it here."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bashke.guide.desk import Desk
from bashke.mechanisms.table import Routes


class Offer(NamedTuple):
    """Where a route goes on from the answer. The addresses carry nothing of the answers."""

    refer: str
    # For somebody without an account: a paper that says when which post was told.
    proof: str


Offering = Callable[[Desk, Routes], Mapping[str, Offer]]
OFFERING: list[Offering] = []


def offers(desk: Desk, routes: Routes) -> dict[str, Offer]:
    """What is offered for which mechanism, by its key."""
    found: dict[str, Offer] = {}
    for offering in OFFERING:
        found |= offering(desk, routes)
    return found
