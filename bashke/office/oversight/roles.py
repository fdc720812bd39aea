"""What each role sees: read from the policy and from the site's own addresses, so it cannot err."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from bashke.accounts.policy import ROLES, SAYS, SEPARATIONS, May, title_of
from bashke.pack.content import Pack

# How an address begins that belongs to a municipality's office.
OFFICE = "<language:lang>/<slug:place>/"


@dataclass(frozen=True)
class Apart:
    """Roles that are never held together with this one, and why."""

    roles: list[str]
    is_every: bool
    why: str


@dataclass(frozen=True)
class Role:
    """One role as its page explains it."""

    key: str
    title: str
    may: list[str]
    pages: list[str]
    opens_content: bool
    apart: list[Apart]


def roles(pack: Pack, lang: str) -> list[Role]:
    """Every role of the policy, in its order."""
    pages = pages_by_need()
    return [
        Role(
            key=key,
            title=title_of(key, pack, lang),
            may=[str(SAYS[may]) for may in May if may in policy.may],
            pages=sorted({page for may in policy.may for page in pages.get(may, ())}),
            opens_content=policy.opens_content,
            apart=[*apart(key, pack, lang)],
        )
        for key, policy in ROLES.items()
    ]


def apart(key: str, pack: Pack, lang: str) -> Iterator[Apart]:
    for rule in SEPARATIONS:
        others = [other for other in ROLES if other != key and rule.parts(key, other)]
        if others:
            titles = [title_of(other, pack, lang) for other in others]
            yield Apart(titles, len(others) == len(ROLES) - 1, str(rule.why))


def pages_by_need() -> dict[May, list[str]]:
    """The addresses that are marked with `@needs`, without language and place."""
    found: dict[May, list[str]] = {}
    for address, view in addresses(get_resolver().url_patterns, ""):
        need = getattr(view, "needs", None)
        if need is not None:
            found.setdefault(need, []).append(address.removeprefix(OFFICE))
    return found


def addresses(
    patterns: Iterable[URLPattern | URLResolver], before: str
) -> Iterator[tuple[str, object]]:
    for each in patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, address)
        else:
            yield address, each.callback
