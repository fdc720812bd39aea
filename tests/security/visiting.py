"""Somebody at a browser without script: real HTTP, cookies, forms with their tokens."""

import re
from email.message import Message
from html import unescape
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

HIDDEN = re.compile(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)"')


class Page(NamedTuple):
    """What came back, redirects followed."""

    status: int
    url: str
    text: str
    headers: Message

    @property
    def hidden(self) -> dict[str, str]:
        return {name: unescape(value) for name, value in HIDDEN.findall(self.text)}

    @property
    def main(self) -> str:
        return self.text[self.text.index("<main") : self.text.index("</main>")]


class Visitor:
    """One browser."""

    def __init__(self, site: str) -> None:
        self.site, self.jar = site, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))
        self.page: Page | None = None

    def get(self, path: str) -> Page:
        return self.ask(Request(self.address(path)))  # noqa: S310 (our own server)

    def post(self, path: str = "", **fields: str | list[str]) -> Page:
        """Send a form of the page that is open, with what the page hides in it."""
        assert self.page
        given = {**self.page.hidden, **fields}
        address = self.address(path) if path else self.page.url
        body = urlencode(given, doseq=True).encode()
        return self.ask(Request(address, body, {"Referer": self.page.url}))  # noqa: S310 (the same)

    def address(self, path: str) -> str:
        return path if path.startswith("http") else f"{self.site}{path}"

    def ask(self, request: Request) -> Page:
        try:
            answer = self.opener.open(request)
        except HTTPError as refusal:
            answer = refusal
        with answer:
            text = answer.read().decode()
            self.page = Page(answer.status, answer.geturl(), text, answer.headers)
        return self.page

    def cookie(self, name: str) -> str:
        return next(each.value or "" for each in self.jar if each.name == name)
