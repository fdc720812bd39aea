"""The language of a page is that of its address; its indentation stays at home."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

CODES = {code for code, _name in settings.LANGUAGES}
# Only beside a tag and inside one, and not where a field or a form of its own keeps its spaces.
INDENTATION = re.compile(rb"(?<=>)\s*\n\s*|\s*\n\s*(?=<)")
KEEPS_SPACES = re.compile(rb"<(?:textarea|pre)\b")
TAG = re.compile(rb"<[a-zA-Z][^<>]*\n[^<>]*>")
BREAK = re.compile(rb"\s*\n\s*")


def language_of_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Speak the language that the first part of the path names, else Albanian."""

    def middleware(request: HttpRequest) -> HttpResponse:
        first = request.path_info.split("/", 2)[1]
        language = first if first in CODES else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def without_indentation(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Leave out what only the templates' readers need: a phone's first view has to be small."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        kind = response.headers.get("Content-Type", "")
        is_page = kind.startswith("text/html") and not response.streaming
        # What somebody typed comes back there as it was typed, line by line.
        is_page &= not getattr(request, "is_private", False)
        if is_page and not KEEPS_SPACES.search(response.content):
            packed = INDENTATION.sub(b"\n", response.content).strip()
            response.content = TAG.sub(lambda tag: BREAK.sub(b" ", tag[0]), packed)
            if response.has_header("Content-Length"):
                response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware
