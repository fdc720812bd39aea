"""What goes with a post when somebody leaves it: each app above says what it has.

An app puts its entry on the list at start (`AppConfig.ready`). Both functions are called in the
transaction in which the post is left: all goes over, or nothing does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bashke.accounts.models import Membership, Person
from bashke.keys.opening import Ring


class HandOver(Protocol):
    """Give a successor what somebody carries at this post, as far as this ring opens it."""

    def __call__(
        self, *, leaving: Membership, successor: Person, ring: Ring, actor: str
    ) -> None: ...


@dataclass(frozen=True)
class Belonging:
    """What one app ties to a post: how it goes to a successor, and how it ends without one."""

    name: str
    hand_over: HandOver
    end: Callable[[Membership, str], None]


belongings: dict[str, Belonging] = {}


def register(belonging: Belonging) -> None:
    """Let this go with a post; once for a name."""
    if belongings.setdefault(belonging.name, belonging) != belonging:
        raise ValueError(f"There is a belonging called {belonging.name} already.")
