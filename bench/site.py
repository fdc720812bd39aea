"""A site of its own to measure: served as `bashke serve` serves it, visited as a browser does."""

import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from time import monotonic, sleep
from urllib.parse import urlencode, urljoin, urlsplit

import brotli
from lxml import html

from bashke.pack.schema import Fact
from bench.rounds import BenchError

STARTS_WITHIN = 60
STOPS_WITHIN = 10
MOST_PAGES = 12
# What Chromium says to https and to localhost.
ENCODINGS = "gzip, deflate, br, zstd"

# The answers of the concern that is measured: a common one, with several routes.
CONCERN: Mapping[str, Sequence[str]] = {
    "danger": ["soon"],
    "reporter": ["teacher"],
    "about": ["child"],
    "happening": ["violence"],
    "by": ["parent"],
    "where": ["home"],
}


@dataclass(frozen=True)
class Response:
    """What came over the wire, and what it says."""

    url: str
    status: int
    headers: Mapping[str, str]
    wire: bytes
    head_size: int

    @property
    def body(self) -> bytes:
        encoding = self.headers.get("content-encoding", "identity")
        return {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding](
            self.wire
        )

    @property
    def tree(self) -> html.HtmlElement:
        return html.fromstring(self.body.decode(), base_url=self.url)


@dataclass(frozen=True)
class Form:
    """A form that is filled in: where it is sent, and with what."""

    url: str
    fields: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def served(log: Path, *, workers: int = 1) -> Iterator[str]:
    """The address of a site of this installation, until it is no longer needed."""
    port = free_port()
    command = [sys.executable, "-m", "bashke", "serve", "--workers", str(workers)]
    command += ["--bind", f"localhost:{port}"]
    with log.open("w") as written:
        server = subprocess.Popen(
            command, stdout=written, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        address = f"http://localhost:{port}"
        wait_for(address, server, log)
        yield address
    finally:
        stop(server)


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    until = monotonic() + STARTS_WITHIN
    while monotonic() < until and server.poll() is None:
        try:
            get(f"{address}/sq/")
        except OSError:
            sleep(0.1)
        else:
            return
    raise BenchError(f"The site does not answer at {address}: {log.read_text().strip()[-300:]}")


def stop(server: subprocess.Popen) -> None:
    """Ask it to stop; what it started lives in its session and goes with it."""
    server.terminate()
    try:
        server.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def get(url: str) -> Response:
    return asked("GET", url)


def send(form: Form) -> Response:
    parts = urlsplit(form.url)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"{parts.scheme}://{parts.netloc}",
        "Sec-Fetch-Site": "same-origin",
    }
    return asked("POST", form.url, urlencode(form.fields), headers)


def asked(method: str, url: str, body: str = "", headers: Mapping[str, str] = {}) -> Response:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, path, body or None, {"Accept-Encoding": ENCODINGS, **headers})
        response = connection.getresponse()
        wire = response.read()
        head = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
        known = {name.lower(): value for name, value in response.getheaders()}
        return Response(url, response.status, known, wire, head)
    finally:
        connection.close()


def last_form(first: str, facts: Mapping[str, Fact]) -> Form:
    """The form whose answer is the answer page, reached by answering one question after another.

    Questions and options are known by their words, so that pages may change their looks.
    """
    page = get(first)
    form = None
    for _ in range(MOST_PAGES):
        if page.status != 200:
            raise BenchError(
                f"While the questions of {first} were answered, it said {page.status}."
            )
        following = answered(page, facts)
        if following is None:
            if form is None:
                raise BenchError(f"No question was found at {first}: its form is not understood.")
            return form
        form = following
        page = send(form)
    raise BenchError(f"After {MOST_PAGES} questions {first} still shows no answer.")


def answered(page: Response, facts: Mapping[str, Fact]) -> Form | None:
    """The page's form with our answers; None where nothing is asked."""
    for form in page.tree.iter("form"):
        choices = choices_of(form)
        fact = next((each for each in facts.values() if asks(each, choices)), None)
        if fact is None:
            continue
        wanted = [words for words in choices if option_of(fact, words) in CONCERN.get(fact.id, ())]
        # What the concern does not say is not known: the last choice of every question.
        chosen = [choices[words] for words in wanted or list(choices)[-1:]]
        hidden = [
            (each.get("name"), each.get("value", ""))
            for each in form.iter("input")
            if each.get("type") == "hidden" and each.get("name")
        ]
        return Form(urljoin(page.url, form.get("action") or page.url), [*hidden, *chosen])
    return None


def choices_of(form: html.HtmlElement) -> dict[str, tuple[str, str]]:
    """The words of every choice with its field: a labelled box, or a button that answers."""
    found = {}
    for each in form.iter("input", "button"):
        if each.get("type") in {"radio", "checkbox"} and each.label is not None:
            found[words_of(each.label)] = (each.get("name"), each.get("value", "on"))
        elif each.tag == "button" and each.get("name") and each.get("name") != "back":
            found[words_of(each)] = (each.get("name"), each.get("value", ""))
    return found


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def asks(fact: Fact, choices: Mapping[str, object]) -> bool:
    """Whether most of these choices are options of this question."""
    known = sum(option_of(fact, words) is not None for words in choices)
    return known > 1 and known * 2 > len(choices)


def option_of(fact: Fact, words: str) -> str | None:
    """The option that a choice stands for, whichever of its wordings is shown."""
    for option in fact.options:
        wordings = [option.text, *([option.self_] if option.self_ else [])]
        if any(
            words in {" ".join(each.sq.split()), " ".join(each.en.split())} for each in wordings
        ):
            return option.id
    return None
