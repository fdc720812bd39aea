"""Which passwords are refused: short ones, common ones, and what anybody would try first."""

import re
from functools import lru_cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bashke.accounts.guessed import is_guessed
from bashke.core.text import fold

SHORTEST, LONGEST = 12, 200
REPEATED = re.compile(r"(.+?)\1+", re.DOTALL)
# A part of a name shorter than this is in too many words.
TELLING = 4
LETTERS_LEFT = 8


def why_weak(password: str, *about: str) -> str | None:
    """Why this is no password for somebody about whom these words are known; None if it is one."""
    if len(password) < SHORTEST:
        return _(
            "Use at least %(n)d characters. Four words that do not belong together are good."
        ) % {"n": SHORTEST}
    if len(password) > LONGEST:
        most = _("Use at most %(n)d characters.")
        return most % {"n": LONGEST}
    if is_first_tried(password):
        return _("This password is known to everybody who guesses. Choose another.")
    if is_telling(password, about):
        return _("Do not use your name, your address or your municipality as the password.")
    return None


def is_first_tried(password: str) -> bool:
    """Whether it is on a list, made of what is on every list, or the same again and again."""
    return (
        len(set(password)) < TELLING
        or REPEATED.fullmatch(password) is not None
        or is_guessed(password)
        or is_common(password)
    )


def is_common(password: str) -> bool:
    try:
        common_ones().validate(password)
    except ValidationError:
        return True
    return False


@lru_cache(maxsize=1)
def common_ones() -> CommonPasswordValidator:
    """Django's list; it is read once."""
    return CommonPasswordValidator()


def is_telling(password: str, about: tuple[str, ...]) -> bool:
    """Whether little is left of the password without the words that are known of the person."""
    left = fold(password)
    for word in sorted(words_of(about), key=len, reverse=True):
        left = left.replace(word, "")
    return left != fold(password) and sum(map(str.isalpha, left)) < LETTERS_LEFT


def words_of(about: tuple[str, ...]) -> set[str]:
    text = fold(" ".join(about))
    for sign in "@.-_+/":
        text = text.replace(sign, " ")
    return {word for word in text.split() if len(word) >= TELLING}
