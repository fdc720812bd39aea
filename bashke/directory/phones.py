"""Telephone numbers of Albania, as people write them and as they are kept."""

import re

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    is_valid_number,
    is_valid_short_number_for_region,
    number_type,
    parse,
)

from bashke.directory.models import CANNOT_RING

COUNTRY = "AL"
CODE = 355
WRITTEN = re.compile(r"\+?[0-9()/ .-]{3,30}")
# Whoever needs help does not pay for it.
COSTLY = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})


class PhoneError(Exception):
    """No number that one can dial in Albania."""


def as_kept(written: str) -> str:
    """The number as it is shown and dialled, such as `067 212 3456`; `PhoneError` for others."""
    if not WRITTEN.fullmatch(written):
        raise PhoneError
    try:
        number = parse(written, COUNTRY)
    except NumberParseException as error:
        raise PhoneError from error
    if number.country_code != CODE or number.extension:
        raise PhoneError
    if is_valid_number(number) and number_type(number) not in COSTLY:
        return format_number(number, PhoneNumberFormat.NATIONAL)
    digits = "".join(written.split())
    if digits.isdigit() and is_valid_short_number_for_region(number, COUNTRY):
        return digits
    raise PhoneError


def as_kept_in_demonstration(written: str) -> str:
    """A number that cannot ring, as it is written; `PhoneError` for one that could."""
    digits = "".join(written.split())
    if not (digits.isascii() and digits.isdigit() and digits.startswith(CANNOT_RING)):
        raise PhoneError
    return " ".join(written.split())
