"""Strict readers: a setting is what it says, or the process does not start."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

YES, NO = {"yes", "true", "1"}, {"no", "false", "0"}


def one_of(name: str, allowed: list[str], default: str) -> str:
    """The setting, which is one of the allowed words."""
    value = os.environ.get(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is '{value}'. Give one of {', '.join(allowed)}.")
    return value


def yes_or_no(name: str, *, default: bool) -> bool:
    """The setting as yes or no."""
    value = os.environ.get(name, "yes" if default else "no").lower()
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is '{value}'. Give yes or no.")
    return value in YES


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """The setting as a whole number between two others."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name} is '{value}'. Give a whole number from {least} to {most}."
        )
    return int(value)


def words(name: str, default: list[str]) -> list[str]:
    """The setting as words with commas between them."""
    value = os.environ.get(name)
    return default if value is None else [word.strip() for word in value.split(",") if word.strip()]


def path(name: str, default: Path) -> Path:
    """The setting as an absolute path."""
    value = os.environ.get(name)
    return Path(value).expanduser().resolve() if value else default
