"""Every address of the site, from the resolver itself."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bashke.core.origin import is_public


@dataclass(frozen=True)
class Address:
    """A named address: its parameters, and the view behind it."""

    name: str
    parameters: frozenset[str]
    view: Callable[..., Any]

    @property
    def is_public(self) -> bool:
        return is_public(self.view)

    def path(self, **given: object) -> str:
        wanted = {key: value for key, value in given.items() if key in self.parameters}
        return reverse(self.name, kwargs=wanted)


def addresses() -> list[Address]:
    return list(walk(get_resolver().url_patterns))


def walk(
    patterns: Iterable[URLPattern | URLResolver], spaces: tuple[str, ...] = ()
) -> Iterator[Address]:
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = (*spaces, each.namespace) if each.namespace else spaces
            yield from walk(each.url_patterns, inner)
        else:
            name = ":".join([*spaces, each.name or f"without a name: {each.pattern}"])
            yield Address(name, frozenset(each.pattern.converters), each.callback)
