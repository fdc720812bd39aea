"""Where notices of conferences, of what was given to somebody there, and of reviews lead."""

from django.urls import reverse

from bashke.accounts import notice_places
from bashke.accounts.models import Notice

Kind = Notice.Kind


def listen() -> None:
    """Tell it once, at start."""
    notice_places.register([Kind.CONFERENCE_CALLED], to_conference)
    notice_places.register([Kind.ACTION_GIVEN], to_item)
    notice_places.register([Kind.REVIEW_DUE], to_plan)


def to_conference(notice: Notice, lang: str) -> str:
    [conference, *_rest] = references(notice)
    return reverse("conference:detail", args=[lang, notice.municipality, conference])


def to_item(notice: Notice, lang: str) -> str:
    [conference, case, *_rest] = references(notice)
    return reverse("conference:item", args=[lang, notice.municipality, conference, case])


def to_plan(notice: Notice, lang: str) -> str:
    [case, *_rest] = references(notice)
    return reverse("plan:detail", args=[lang, notice.municipality, case])


def references(notice: Notice) -> list[str]:
    """What its subject names after its kind: references, never names."""
    return notice.subject.split("/")[1:]
