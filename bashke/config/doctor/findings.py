"""What one check found."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How it stands. Only what is unsafe makes the whole examination fail."""

    UNSAFE = "unsafe", _("unsafe")
    MISSING = "missing", _("to be seen to")
    UNKNOWN = "unknown", _("could not be found out")
    GOOD = "good", _("in order")


class Place(StrEnum):
    """Who may read a finding: on the machine everything, on a page what tells no way in."""

    MACHINE = "machine"
    PAGE = "page"


@dataclass(frozen=True)
class Finding:
    """One sentence on how something stands, and one on what to do where it does not."""

    id: str
    state: State
    says: str
    mend: str = ""

    def named(self, name: str) -> "Finding":
        return replace(self, id=name)


@dataclass(frozen=True)
class Check:
    """One thing that is looked at. Its name stays the same, for programs that read it."""

    name: str
    look: Callable[[], Finding]
    place: Place = Place.PAGE


def good(says: str) -> Finding:
    return Finding("", State.GOOD, says)


def missing(says: str, mend: str) -> Finding:
    return Finding("", State.MISSING, says, mend)


def unsafe(says: str, mend: str) -> Finding:
    return Finding("", State.UNSAFE, says, mend)


def unknown(says: str, mend: str) -> Finding:
    return Finding("", State.UNKNOWN, says, mend)
