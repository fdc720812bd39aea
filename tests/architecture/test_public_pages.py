"""Public pages look at nobody: neither user nor session is read, and no cookie is set but two."""

from types import SimpleNamespace

import pytest
from django.contrib.auth import middleware
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from bashke.core.origin import public
from tests.accounts import cast
from tests.architecture.conftest import with_one_of_each
from tests.architecture.test_access import ADDRESSES, FILE, METHODS, filled

# The municipality and the administrative unit that somebody chose, for the next time.
OURS = {"place", "unit"}
# Public because nobody is signed in yet; what is begun there needs a session.
ENTRANCE = {
    "accounts:sign-in": "the way in itself",
    "accounts:second": "its second step",
    "accounts:sign-out": "ends a session, even from a page that is too old",
    "accounts:lost": "stands beside the way in, and says who is in already",
    "accounts:join": "ends with a session, or takes one more post in one",
    "accounts:renew": "ends with a session",
    "accounts:factor-first": "between the password and the way in",
    "accounts:factor-app": "between the password and the way in, and later",
    "accounts:factor-passkey": "between the password and the way in, and later",
    "accounts:factor-codes": "between the password and the way in, and later",
}


class LookedError(AssertionError):
    """A public page looked who is there."""


def look(*_arguments):
    raise LookedError


@pytest.fixture
def looked_at_nobody(monkeypatch):
    """From here on, whoever reads the user or the session fails."""
    monkeypatch.setattr(middleware, "get_user", look)
    monkeypatch.setattr(SessionBase, "_get_session", look)
    # A property made of the former method, so it has to be made anew.
    monkeypatch.setattr(SessionBase, "_session", property(look))


@pytest.fixture
def visitor(db, cheap_keys, static_files):
    """Somebody who is signed in, so that there would be something to read."""
    town = cast.town()
    browser = cast.sign_in(Client(), town.drita, town.ring("drita"))
    return SimpleNamespace(browser=browser, things=with_one_of_each(town))


@pytest.mark.parametrize("app", sorted({name.partition(":")[0] for name in FILE["public"]}))
def test_public_pages_look_at_nobody(app, visitor, looked_at_nobody):
    names = [n for n in FILE["public"] if n.startswith(f"{app}:") and n not in ENTRANCE]

    for name in names:
        line = FILE["public"][name]
        address = ADDRESSES[name].path(
            lang="sq", place=cast.PLACE, **filled(line.get("with", {}), visitor)
        )
        for method in METHODS:
            sends = filled(line.get("sends", {}), visitor) if method == "post" else {}
            response = getattr(visitor.browser, method)(address, sends)
            assert set(response.cookies) <= OURS, name


@pytest.mark.parametrize("name", ENTRANCE)
def test_every_exception_has_a_reason_and_is_there(name):
    assert ENTRANCE[name]
    assert name in FILE["public"]


def greets(request):
    return HttpResponse(f"{request.user.is_authenticated}")


def remembers(request):
    return HttpResponse(request.session.get("last", ""))


def counts(request):
    request.session["seen"] = 1
    return HttpResponse()


def honest(_request):
    return HttpResponse()


urlpatterns = [
    path(f"{view.__name__}/", public(view)) for view in (greets, remembers, counts, honest)
]


@pytest.mark.parametrize("view", ["greets", "remembers", "counts"])
@override_settings(ROOT_URLCONF=__name__)
def test_the_guard_sees_who_looks(view, visitor, looked_at_nobody):
    with pytest.raises(LookedError):
        visitor.browser.get(f"/{view}/")


@override_settings(ROOT_URLCONF=__name__)
def test_the_guard_lets_pass_who_does_not(visitor, looked_at_nobody):
    assert visitor.browser.get("/honest/").status_code == 200
