"""What a browser keeps to work without a network: the same for everybody, and no cookie read."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import blake2b
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import brotli  # type: ignore[import-untyped] # none are published
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

import bashke.core
from bashke.ask import offline
from bashke.ask.offline_words import words
from bashke.ask.views import place_or_404
from bashke.core.origin import from_this_site, public
from bashke.directory.reach import contacts_of
from bashke.guide.edition import Edition, current

WORKER = Path(bashke.core.__path__[0]) / "static" / "core" / "worker.js"
SCRIPTS = ("core/bashke.js", "core/masks.js", "core/route.js", "core/offline.js")
STYLES = ("core/bashke.css", "core/icon.svg")
LANGUAGES = ("sq", "en")
OLD_AFTER_DAYS = 30


# Stands for the chosen municipality where everybody is sent the same.
ANYWHERE = SimpleNamespace(slug="PLACE")


def pages_anywhere(edition: Edition, lang: str) -> list[str]:
    """Pages of the Guide without a municipality, to be kept by everybody."""
    return [
        reverse("guide:contents-anywhere", args=[lang]),
        *(reverse("guide:part-anywhere", args=[lang, key]) for key in edition.guide.parts),
        reverse("guide:contacts-anywhere", args=[lang]),
        reverse("guide:table-anywhere", args=[lang]),
    ]


def pages_of_a_place(lang: str, place: str) -> list[str]:
    """Pages of the chosen municipality, to be kept beside its contacts."""
    names = ("guide:contacts", "guide:table")
    return [reverse(name, args=[lang, place]) for name in names]


def today(edition: Edition) -> date:
    return edition.pack.calendar.local_day(datetime.now(UTC))


def as_json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(*contents: bytes) -> str:
    mixed = blake2b(digest_size=12)
    for content in contents:
        mixed.update(blake2b(content).digest())
    return mixed.hexdigest()


def asked_again(
    request: HttpRequest, content: bytes, kind: str = "application/json"
) -> HttpResponse:
    """The content, which may be kept but has to be asked for again; 304 while it is the same."""
    # A weak tag: the same content may be compressed in several ways.
    etag = f'W/"{fingerprint(content)}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type=kind)
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    return response


@lru_cache(maxsize=4)
def table_of(edition: Edition, year: int) -> bytes:
    """The compiled tables; they change with the content, and with the year for its holidays."""
    return as_json(offline.table(edition.library, date(year, 1, 1)))


@lru_cache(maxsize=4)
def squeezed(content: bytes) -> bytes:
    """A fifth less to send than gzip; it takes half a second, so it is done once."""
    return bytes(brotli.compress(content))


@public
@require_GET
def table(request: HttpRequest) -> HttpResponseBase:
    """Questions, rows, sentences, clocks: everything of an answer but its contacts."""
    edition = current()
    content = table_of(edition, today(edition).year)
    response = asked_again(request, content)
    patch_vary_headers(response, ["Accept-Encoding"])
    if response.status_code == HTTPStatus.OK and accepts_brotli(request):
        response.content = squeezed(content)
        response.headers["Content-Encoding"] = "br"
    return response


def accepts_brotli(request: HttpRequest) -> bool:
    words = request.headers.get("Accept-Encoding", "").split(",")
    return "br" in (word.strip() for word in words)


@public
@require_GET
def contacts(request: HttpRequest, place: str | None = None) -> HttpResponseBase:
    """The ways to every role in a municipality, or without one in the country."""
    found = place_or_404(place) if place else None
    rows = list(contacts_of(found))
    edition = current()
    day = today(edition)
    told = offline.contacts(edition.library, found, rows, day)
    return asked_again(request, as_json({**told, "made_on": day.isoformat()}))


@public
@require_GET
def precache(request: HttpRequest) -> HttpResponseBase:
    """What is kept on a device, with a version that changes when any of it does."""
    edition = current()
    must = list(needed())
    pages = [page for lang in LANGUAGES for page in pages_anywhere(edition, lang)]
    place = [
        reverse("offline:contacts", args=[ANYWHERE.slug]),
        *(page for lang in LANGUAGES for page in pages_of_a_place(lang, ANYWHERE.slug)),
    ]
    lists = {"must": must, "pages": pages, "place": place, "old_after_days": OLD_AFTER_DAYS}
    shells = [rendered_shell(request, lang).content for lang in LANGUAGES]
    national = as_json(offline.contacts(edition.library, None, (), today(edition)))
    version = fingerprint(
        as_json(lists),
        table_of(edition, today(edition).year),
        national,
        files_of(edition),
        *shells,
    )
    content = {"version": version, "made_on": today(edition).isoformat(), **lists}
    return asked_again(request, as_json(content))


def needed() -> Iterator[str]:
    """Without these nothing works; a device that cannot get them all keeps none."""
    for lang in LANGUAGES:
        yield reverse("offline:shell", args=[lang])
    for name in (*SCRIPTS, *STYLES):
        yield static(name)
    for view in ("table", "national-contacts", "manifest"):
        yield reverse(f"offline:{view}")


@lru_cache(maxsize=4)
def files_of(edition: Edition) -> bytes:
    """One word for the files from which the pages of the Guide are made."""
    files = sorted(path for path in edition.pack.folder.rglob("*") if path.is_file())
    return fingerprint(*(path.read_bytes() for path in files)).encode()


@public
@require_GET
def shell(request: HttpRequest, lang: str) -> HttpResponseBase:
    """The page in which offline.js asks and answers; no answer is in it."""
    return asked_again(request, rendered_shell(request, lang).content, "text/html; charset=utf-8")


def rendered_shell(request: HttpRequest, lang: str) -> HttpResponse:
    with override(lang):
        return render(request, "ask/offline.html", {"words": words(lang), "anywhere": ANYWHERE})


@public
@require_GET
def manifest(request: HttpRequest) -> HttpResponseBase:
    """What a device needs to put the site among its programs, under a name that says nothing."""
    icon = {"src": static("core/icon.svg"), "type": "image/svg+xml", "sizes": "any"}
    content = {
        "name": "Bashkë",
        "short_name": "Bashkë",
        "id": "/",
        "start_url": reverse("ask:root"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#0b5f66",
        "icons": [icon],
    }
    return asked_again(request, as_json(content), "application/manifest+json")


@public
@require_GET
def worker(request: HttpRequest) -> HttpResponseBase:
    """The service worker; from the root, since it serves every page."""
    return asked_again(request, WORKER.read_bytes(), "text/javascript; charset=utf-8")


@public
@from_this_site
@require_POST
def remove(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Take everything that this site keeps from the device, and say that it was done."""
    response = render(request, "ask/removed.html")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    for cookie in ("place", "unit"):
        response.delete_cookie(cookie, samesite="Lax")
    patch_cache_control(response, no_store=True)
    return response
