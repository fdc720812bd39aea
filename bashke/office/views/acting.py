"""What the pages of the office share: how they are shown, and how an act is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from bashke.accounts.refusals import AccountError
from bashke.keys.refusals import KeysError, LapsedError
from bashke.mechanisms.library import from_files


def shown(
    request: HttpRequest, template: str, place: str, *, status: int = 200, **context: object
) -> HttpResponse:
    """A page of one municipality's office."""
    found = from_files().pack.municipality(place)
    return render(request, template, {"place": found, **context}, status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was filled in, however little; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


@contextmanager
def telling(request: HttpRequest, done: str = "") -> Iterator[None]:
    """Say what was done, where that is said, or why it was refused, on the next page."""
    try:
        yield
    except LapsedError:
        raise
    except (AccountError, KeysError) as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)
