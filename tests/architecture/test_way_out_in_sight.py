"""Whoever is signed in sees the way out on every page, in one tap."""

import re

import pytest

from tests.accounts.cast import PLACE
from tests.architecture.conftest import EVERYBODY
from tests.architecture.test_access import ADDRESSES, FILE, filled

OUT = re.compile(r'<form method="post" action="/sq/account/sign-out/">.*?<button', re.DOTALL)
SIGNED_IN = [each for each in EVERYBODY if each not in {"nobody", "leka"}]


def pages(site):
    """Every page that somebody is shown: who, by which name, with what on it."""
    for name, line in FILE["signed-in"].items():
        path = ADDRESSES[name].path(lang="sq", place=PLACE, **filled(line.get("with", {}), site))
        for who in SIGNED_IN:
            page = site.browsers[who].get(path)
            if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
                yield who, name, page.content.decode()


def test_the_way_out_is_on_every_page_of_who_is_in(site):
    found = {(who, name): bool(OUT.search(text)) for who, name, text in pages(site)}

    assert len(found) > 100
    assert {name for (_who, name), has in found.items() if not has} == set()


@pytest.mark.parametrize("text", ["", '<form method="post" action="/sq/account/sign-out/"></form>'])
def test_the_guard_sees_a_page_without_it(text):
    assert not OUT.search(text)
