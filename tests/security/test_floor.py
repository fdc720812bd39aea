"""What cryptography and errors never fall below."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.test import Client

from bashke.accounts import throttle
from bashke.accounts.passwords import SHORTEST, why_weak
from tests.accounts.walking import SIGN_IN

# For no purpose, so that nobody has to ask for which one.
BROKEN = re.compile(r"\b(md5|sha1|des|rc4|arc4|ecb|pkcs1v15|mersenne)\b", re.IGNORECASE)
GUESSABLE = re.compile(r"^\s*(import random|from random import)\b", re.MULTILINE)

# Random sets of answers, the same on every run: nobody shall not guess them.
ALLOWED = {"proof.py"}


def sources():
    return sorted((Path(settings.BASE_DIR) / "bashke").rglob("*.py"))


def weak_in(text):
    return bool(BROKEN.search(text) or GUESSABLE.search(text))


def test_nothing_broken_or_guessable_is_used():
    weak = {path.name for path in sources() if weak_in(path.read_text(encoding="utf-8"))}

    assert len(sources()) > 200
    assert weak == ALLOWED
    assert all(map(weak_in, ("hashlib.md5(x)", "modes.ECB()", "import random\n", "x = SHA1()")))


def test_what_is_in_every_list_of_passwords_is_refused():
    long = [each for each in CommonPasswordValidator().passwords if len(each) >= SHORTEST]

    assert len(long) > 50
    assert [each for each in long if why_weak(each) is None] == []


def test_an_installation_begins_without_anybody(db):
    assert not get_user_model().objects.exists()
    assert not hasattr(get_user_model(), "is_superuser")


def test_sixty_four_characters_are_a_password():
    said = "dhjetë dele kullosin mbi shtatë kodra ndërsa Drini rrjedh poshtë urës"

    assert len(said) >= 64
    assert why_weak(said) is None


def test_a_fault_shows_nothing_of_the_inside(db, static_files, monkeypatch):
    def breaks(*_words):
        raise RuntimeError("zhgrafutra")

    monkeypatch.setattr(throttle, "attempt", breaks)
    browser = Client(raise_request_exception=False)

    page = browser.post(SIGN_IN, {"email": "drita@example.org", "password": "këçmurëza"})

    assert page.status_code == 500
    for inside in ("zhgrafutra", "këçmurëza", "RuntimeError", "Traceback", "/bashke/"):
        assert inside not in page.content.decode()
