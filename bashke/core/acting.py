"""What pages share that do something: which forms were sent, and how a refusal is said."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest, QueryDict

from bashke.core.refusals import Refusal

GET_OR_POST = ["GET", "HEAD", "POST"]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was filled in, however little; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


@contextmanager
def telling(request: HttpRequest, done: str = "") -> Iterator[None]:
    """Say what was done, where that is said, or why it was refused, on the next page."""
    try:
        yield
    except Refusal as refusal:
        if not refusal.is_said:
            raise
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)


@contextmanager
def refused_on(form: forms.Form) -> Iterator[None]:
    """Say on the form why something was refused. Whoever acts goes on within: a refusal ends it."""
    try:
        yield
    except Refusal as refusal:
        if not refusal.is_said:
            raise
        form.add_error(None, str(refusal))
