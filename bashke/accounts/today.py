"""What waits for somebody today: each app above says what it has.

An app puts its function on the list at start (`AppConfig.ready`). Every list names its municipality
itself, and costs a fixed number of queries.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Waiting:
    """One list of the day: what it is called, its rows, and the template that shows a row."""

    # Its place in the address of the page, such as `steps`.
    key: str
    title: Any
    template: str
    rows: Sequence[object]
    # How many there are in all, where the list shows the first of them.
    count: int
    # Where all of it stands, and what one reads there.
    more: Sequence[tuple[str, Any]] = ()
    # What is said where there is nothing; without it, an empty list is not shown.
    empty: Any = ""
    # Whether it is shown among what has to be done; what only informs stands below.
    is_work: bool = True


LISTS: list[Callable[[HttpRequest, str], Iterable[Waiting]]] = []


def lists_of(request: HttpRequest, lang: str) -> list[Waiting]:
    """What waits for who is signed in, in the order in which the apps were put on the list."""
    return [waiting for each in LISTS for waiting in each(request, lang)]
