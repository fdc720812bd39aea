"""The parts of a case's page: each room of cases says which tab is its own, and who sees it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from bashke.accounts.models import Person
from bashke.cases.models import Case


@dataclass(frozen=True)
class Tab:
    """One tab: its name, the address behind it, and whether this person finds it on this case.

    The address takes `lang`, `place` and `reference`. Hiding a tab protects nothing: the page
    behind it asks for itself.
    """

    title: Promise
    url_name: str
    shown: Callable[[Case, Person], bool] = lambda _case, _person: True


registered: list[Tab] = []


def register(tab: Tab) -> None:
    """Put a tab behind those that are there; once."""
    if tab.url_name not in {each.url_name for each in registered}:
        registered.append(tab)


def tabs_of(case: Case, person: Person) -> list[Tab]:
    """What this person finds on the page of this case, in the order of registering."""
    return [tab for tab in registered if tab.shown(case, person)]
