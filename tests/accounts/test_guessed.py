"""Passwords that everybody tries first, in Albanian and otherwise; and some that nobody does."""

from itertools import product

import pytest

from bashke.accounts.guessed import WORDS, fewest_words, is_guessed
from bashke.accounts.passwords import SHORTEST, why_weak
from bashke.core.text import fold
from bashke.mechanisms.library import from_files

TAILS = (
    "1", "123", "12345", "123456", "123!", "1!", "2025", "2026", "@123", "1990",
)  # fmt: skip
KNOWN = [
    "1q2w3e4r5t6y", "1qaz2wsx3edc", "zaq12wsxcde3", "qwertyuiop12", "qwerty123456",
    "qazwsxedcrfv", "asdfghjkl123", "abcdefghijkl", "abcdefg12345", "123456789012",
    "123456123456", "987654321098", "111222333444", "password1234", "Password123!",
    "P@ssw0rd1234", "p4ssw0rd!2026", "letmein12345", "iloveyou1234", "Welcome12345",
    "Administrator", "football1234", "monkey123456", "trustno1trustno1", "fjalekalimi123",
    "Fjalëkalimi1!", "fjalekalim2026", "shqiperia1912", "Shqipëria!!!!", "teduashume1!",
    "Zemra.Ime.123", "skenderbeu1443", "tirana123456", "Durrësi2026!", "bashkiatirane",
    "Bashkia.Librazhd1", "ronaldo7ronaldo7", "juventus1897!", "partizani1946", "Besnik123456",
    "drita.hoxha.1", "qershor2026!", "policia12345", "zyra sociale 1", "miresevini123",
    "kuqezi kuqezi", "dashuria ime 2",
]  # fmt: skip
GOOD = [
    "katër fjalë pa lidhje", "dhjetë dele kullosin mbi shtatë kodra", "tetë gurë nën urë",
    "vjedulla numëron shiun", "Kb7!vQz2pLx9", "ejani nesër me bukë misri", "mjalti ka tre dritare",
    "83915027468201", "çadra e xhaxhait fluturoi", "lapsi nën dyshek",
]  # fmt: skip


@pytest.mark.parametrize("password", KNOWN)
def test_what_is_tried_first_is_refused(password):
    assert len(password) >= SHORTEST
    assert is_guessed(password)
    assert why_weak(password)


@pytest.mark.parametrize("password", GOOD)
def test_what_nobody_tries_is_a_password(password):
    assert why_weak(password) is None


def test_more_than_three_thousand_of_the_usual_pattern_are_refused():
    """A word, perhaps with a capital, and a tail: those that are long enough, one by one."""
    usual = {
        form + tail
        for word, tail in product(WORDS.split(), TAILS)
        for form in (word.title(), word * 2)
        if len(form + tail) >= SHORTEST
    }

    assert len(usual) > 3000
    assert [each for each in usual if not is_guessed(each)] == []


def test_every_municipality_of_the_pack_is_among_the_words():
    names = {fold(each.name).replace(" ", "").replace("-", "") for each in places()}

    assert len(names) == 61
    assert {name for name in names if fewest_words(name) > 1} == set()


def places():
    return from_files().pack.municipalities


def test_any_kind_of_character_may_be_used_and_none_has_to_be():
    for said in (
        "katërfjalëpalidhje",
        "KATËR GURË NË LUMË",
        "8391502746820",
        "рибарска лодка",
        "✂✈☕🌊🐑🥖🧭🪵🧶🌶🎻🪁",
    ):
        assert why_weak(said) is None
