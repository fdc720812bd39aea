"""What requests tell the account pages: where a notice of theirs leads."""

from django.urls import reverse

from bashke.accounts import notice_places
from bashke.accounts.models import Notice


def listen() -> None:
    """Tell it once, at start."""
    notice_places.register([Notice.Kind.REQUEST_WAITING], to_requests)


def to_requests(notice: Notice, lang: str) -> str:
    """The list of what waits for its reader, which leads officers on to theirs."""
    return reverse("rights:questions", args=[lang, notice.municipality])
