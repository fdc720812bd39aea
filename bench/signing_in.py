"""Twenty people sign in at the same moment, and others go on working meanwhile.

Everything is as in earnest: `bashke serve` with two workers, passwords at their full cost, one run
of Argon2 at a time on the machine. Timed from the common start to the answer to the second step.
Meanwhile two browsers ask for pages, each a tenth of a second after the last one came: one for the
day of somebody who is signed in, one for the first page of a municipality.
"""

import re
from collections.abc import Callable
from http.client import HTTPConnection
from statistics import median, quantiles
from threading import Barrier, Event, Thread
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.utils import timezone

from bashke.accounts import services
from bashke.accounts.models import Person
from bashke.keys import services as keys
from bench.answers import PLACE
from bench.rounds import BenchError
from bench.row import Row

PEOPLE = 20
PASSWORD = "katër fjalë pa lidhje"  # noqa: S105 (of nobody)
ACTOR = "system"
SIGN_IN, SECOND = "/sq/account/sign-in/", "/sq/account/sign-in/second/"
WITHIN, PAGES_WITHIN = 5.0, 300.0
PAUSE = 0.1
TOKEN = re.compile(r'name="csrfmiddlewaretoken"\s+value="(\w+)"')


def signing_in(site: str) -> Row:
    """How long the last of twenty waits, and what pages cost others meanwhile."""
    people = [somebody(number) for number in range(PEOPLE + 1)]
    worker = Browser(site)
    come_in(worker, *people.pop())
    alone = [timed(lambda: worker.asks("/sq/account/")) for _ in range(50)]
    waits, pages = at_once(site, people, worker)
    p95 = quantiles(pages, n=20)[-1] * 1000
    return Row(
        what=f"sign-in of {PEOPLE} people at once",
        here=f"the last is in after {max(waits):.1f} s\npages of others p95 {p95:.0f} ms",
        beside=f"the first after {min(waits):.1f} s\npages with nobody signing in"
        f" {median(alone) * 1000:.0f} ms",
        target=f"all within {WITHIN:.0f} s\npages p95 ≤ {PAGES_WITHIN:.0f} ms",
        holds=max(waits) <= WITHIN and p95 <= PAGES_WITHIN,
        numbers={
            "last_s": max(waits),
            "first_s": min(waits),
            "pages_p95_ms": p95,
            "pages_median_ms": median(pages) * 1000,
            "pages": len(pages),
            "alone_median_ms": median(alone) * 1000,
        },
    )


def somebody(number: int) -> tuple[str, str]:
    """The address and the app's secret of somebody with a password at its full cost."""
    person = Person(name=f"Bench {number}", email=f"bench{number}@example.org")
    person.holder = keys.enrol(municipality=PLACE, password=PASSWORD, actor=ACTOR)
    person.save(force_insert=True)
    secret = generate_totp_secret()
    services.set_app(person=person, secret=secret, actor=ACTOR)
    return person.email, secret


def at_once(
    site: str, people: list[tuple[str, str]], worker: "Browser"
) -> tuple[list[float], list[float]]:
    """What each of these waits, and what each page of others takes meanwhile; in seconds."""
    waits: list[float] = []
    pages: list[float] = []
    faults: list[BaseException] = []
    start, done = Barrier(PEOPLE + 2), Event()

    def enters(email: str, secret: str) -> None:
        browser = Browser(site)
        browser.asks(SIGN_IN)
        start.wait()
        waits.append(timed(lambda: come_in(browser, email, secret, asked=True)))

    def reads(browser: Browser, path: str) -> None:
        start.wait()
        while not done.is_set():
            pages.append(timed(lambda: browser.asks(path)))
            done.wait(PAUSE)

    entering = [in_background(enters, faults, *each) for each in people]
    reading = [
        in_background(reads, faults, worker, "/sq/account/"),
        in_background(reads, faults, Browser(site), f"/sq/{PLACE}/"),
    ]
    for thread in entering:
        thread.join()
    done.set()
    for thread in reading:
        thread.join()
    if faults:
        raise BenchError(f"While {PEOPLE} people signed in: {faults[0]}")
    return waits, pages


def in_background(work: Callable[..., None], faults: list[BaseException], *given: object) -> Thread:
    def guarded() -> None:
        try:
            work(*given)
        except (BenchError, OSError) as fault:
            faults.append(fault)

    thread = Thread(target=guarded)
    thread.start()
    return thread


def come_in(browser: "Browser", email: str, secret: str, *, asked: bool = False) -> None:
    """Both steps, as a browser sends them."""
    if not asked:
        browser.asks(SIGN_IN)
    browser.sends(SIGN_IN, email=email, password=PASSWORD)
    browser.asks(SECOND)
    moment = int(timezone.now().timestamp()) // 30
    browser.sends(SECOND, code=format_hotp_value(hotp_value(secret, moment)))


def timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


class Browser:
    """Cookies, the token of the last page, and a connection of its own for each page."""

    def __init__(self, site: str) -> None:
        self.host = urlsplit(site).netloc
        self.cookies: dict[str, str] = {}
        self.token = ""

    def asks(self, path: str) -> None:
        found = TOKEN.search(self.answer("GET", path, "", 200))
        self.token = found[1] if found else self.token

    def sends(self, path: str, **fields: str) -> None:
        self.answer("POST", path, urlencode({"csrfmiddlewaretoken": self.token, **fields}), 302)

    def answer(self, method: str, path: str, body: str, status: int) -> str:
        connection = HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        if response.status != status:
            raise BenchError(f"{path} said {response.status} to {method}, and not {status}.")
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                kept, _equals, rest = value.partition("=")
                self.cookies[kept] = rest.partition(";")[0].strip('"')
        return text
