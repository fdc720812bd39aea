"""Row 4: what the first view of Ask weighs on a phone.

Counted: the bodies of the page and of everything that it asks for at once, as they come over the
wire from `bashke serve` to a browser that takes gzip and brotli: style sheets with what they
import, scripts, icons, the manifest, pictures. The answer page is the answer to a POST. Not
counted: the heads of the responses (they are in results.json), and what is fetched when the page
is idle (`prefetch`, a service worker). Every page is weighed as if it were the first one.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from bashke.mechanisms.library import Library
from bench.answers import PLACE
from bench.rounds import BenchError
from bench.row import Row
from bench.site import Form, Response, get, last_form, send

HTML_AT_MOST = 10_000
ALL_AT_MOST = 30_000
FIRST_FLIGHT = 14_000
NEEDED = {"stylesheet", "icon", "manifest", "preload", "modulepreload", "apple-touch-icon"}
IN_CSS = re.compile(rb"""(?:@import\s+|url\(\s*)["']?([^"')\s;]+)""")


def first_view(site: str, library: Library) -> tuple[list[Row], Form]:
    """A row for each page, and the form that leads to the answer page."""
    form = last_form(f"{site}/sq/{PLACE}/ask/", library.pack.facts)
    pages = {
        "/sq/": get(f"{site}/sq/"),
        f"/sq/{PLACE}/ask/": get(f"{site}/sq/{PLACE}/ask/"),
        "the answer page": send(form),
    }
    return [weighed(name, page) for name, page in pages.items()], form


def weighed(name: str, page: Response) -> Row:
    if page.status != 200:
        raise BenchError(f"{name} cannot be weighed: the site said {page.status}.")
    others = list(needed_by(page))
    raw, wire = len(page.body), len(page.wire)
    whole = wire + sum(len(each.wire) for each in others)
    return Row(
        what=f"first view: {name}",
        here=f"HTML {kilobytes(raw)}, compressed {kilobytes(wire)}\nall {kilobytes(whole)}",
        beside=f"TCP's first flight {kilobytes(FIRST_FLIGHT)}\n"
        + ", ".join(f"{suffix(each)} {kilobytes(len(each.wire))}" for each in others),
        target=f"HTML ≤ {HTML_AT_MOST // 1000} kB\nall ≤ {ALL_AT_MOST // 1000} kB",
        holds=raw <= HTML_AT_MOST and whole <= ALL_AT_MOST,
        numbers={
            "html": raw,
            "html_compressed": wire,
            "all_compressed": whole,
            "heads": page.head_size + sum(each.head_size for each in others),
            "parts": {urlsplit(each.url).path: len(each.wire) for each in others},
        },
    )


def needed_by(page: Response) -> Iterator[Response]:
    """Everything that a page asks for at once, each thing once."""
    asked: set[str] = set()
    waiting = [urljoin(page.url, link) for link in links(page)]
    while waiting:
        url = waiting.pop(0).partition("#")[0]
        if url in asked or urlsplit(url).netloc != urlsplit(page.url).netloc:
            continue
        asked.add(url)
        response = get(url)
        if response.status != 200:
            raise BenchError(f"{page.url} needs {url}, and the site said {response.status}.")
        yield response
        if "css" in response.headers.get("content-type", ""):
            found = [match.decode() for match in IN_CSS.findall(response.body)]
            waiting += [urljoin(url, link) for link in found if not link.startswith("data:")]


def links(page: Response) -> Iterator[str]:
    tree = page.tree
    for link in tree.iter("link"):
        if NEEDED & set(link.get("rel", "").split()) and link.get("href"):
            yield link.get("href")
    for each in tree.iter("script", "img", "source", "iframe"):
        if each.get("src") and each.get("loading") != "lazy":
            yield each.get("src")


def suffix(part: Response) -> str:
    return urlsplit(part.url).path.rpartition("/")[2].rpartition(".")[2]


def kilobytes(count: int) -> str:
    return f"{count / 1000:.1f} kB"
