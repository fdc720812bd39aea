"""How long a code lives, how it rests, and what a guess of one costs."""

import json
import os
import subprocess
import sys
from base64 import b32decode
from importlib import import_module
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.apps import apps
from django.test import Client

from bashke.accounts import factors, migrations, services, sheets
from bashke.accounts.factors import factors_of, generate_totp_secret, moment_of
from tests.accounts.walking import SECOND, SECRET, give_password

NOW = 59_999_999
MIDDLE = NOW * 30 + 15


def shown(half_minute):
    return format_hotp_value(hotp_value(SECRET, half_minute))


@pytest.mark.parametrize(
    ("half_minutes", "counts"), [(0, True), (-1, True), (-2, False), (1, False), (2, False)]
)
def test_a_code_of_the_app_lives_its_half_minute_and_one_more(monkeypatch, half_minutes, counts):
    monkeypatch.setattr(factors, "time", lambda: MIDDLE)

    assert (moment_of(SECRET, shown(NOW + half_minutes)) is not None) == counts


def test_a_code_is_over_after_a_minute_at_the_latest(monkeypatch):
    code = shown(NOW)
    for second, counts in ((0, True), (59, True), (60, False)):
        monkeypatch.setattr(factors, "time", lambda second=second: NOW * 30 + second)

        assert (moment_of(SECRET, code) is not None) == counts


def test_the_secret_of_an_app_has_160_random_bits():
    made = {generate_totp_secret() for _ in range(200)}

    assert len(made) == 200
    assert {len(b32decode(each)) for each in made} == {20}
    # Every bit of them is sometimes set and sometimes not.
    numbers = [int.from_bytes(b32decode(each)) for each in made]
    for bit in range(160):
        assert 0 < sum(number >> bit & 1 for number in numbers) < 200


def test_codes_of_a_sheet_are_random_and_different():
    made = [code for _ in range(50) for code in sheets.new_codes()]

    assert {len(code) for code in made} == {8}
    assert len(set(sheets.new_codes())) == 24
    assert len(set(made)) > 1190
    assert {code[0] for code in made} == set("0123456789")


def sheet_of(person):
    return Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)


def test_no_code_of_a_sheet_rests_anywhere_even_under_the_seal(town):
    codes = services.make_codes(person=town.drita)

    price, hashes = sheets.read(sheet_of(town.drita))

    under = json.dumps([price, hashes])
    assert len(hashes) == len(set(hashes)) == 24
    assert not any(code in under for code in codes)
    assert {len(bytes.fromhex(each)) for each in hashes} == {32}
    assert len(bytes.fromhex(price.salt)) == 16
    assert hashes[0] not in json.dumps(sheet_of(town.drita).data)


def test_two_sheets_have_different_salts(town):
    services.make_codes(person=town.drita)
    services.make_codes(person=town.besnik)

    salts = [sheets.read(sheet_of(each))[0].salt for each in (town.drita, town.besnik)]

    assert salts[0] != salts[1]


def test_in_earnest_a_guess_costs_19_mib():
    """Asked of another process: the tests themselves have made it cheap."""
    said = subprocess.run(
        [sys.executable, "-c",
         "import django; django.setup()\n"
         "from bashke.accounts import sheets as s; print(s.MEMORY_KIB, s.PASSES, s.LANES)"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "bashke.config.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert said.stdout.split() == ["19456", "2", "1"]


def test_every_code_of_a_sheet_opens_however_it_is_typed_and_none_twice(town):
    codes = services.make_codes(person=town.drita)

    for code in codes:
        assert sheets.is_taken(sheet_of(town.drita), f" {code[:4]}-{code[4:]} ")
        assert not sheets.is_taken(sheet_of(town.drita), code)
    assert factors_of(town.drita).codes_left == 0


def test_of_two_who_bring_the_same_code_at_once_one_comes_in(town, monkeypatch):
    code = services.make_codes(person=town.drita)[0]
    read, second = sheet_of(town.drita), []
    hashed = sheets.hashed

    def while_the_first_reckons(*given):
        # Another process takes the code while this one still reckons.
        monkeypatch.setattr(sheets, "hashed", hashed)
        second.append(sheets.is_taken(sheet_of(town.drita), code))
        return hashed(*given)

    monkeypatch.setattr(sheets, "hashed", while_the_first_reckons)

    assert not sheets.is_taken(read, code)
    assert second == [True]


@pytest.mark.parametrize("code", ["", "0000000", "000000000", "abcdefgh", "٠١٢٣٤٥٦٧"])
def test_what_is_no_code_opens_nothing(town, code):
    services.make_codes(person=town.drita)

    assert not sheets.is_taken(sheet_of(town.drita), code)


def test_sheets_printed_before_stay_good_without_their_seed(client, town):
    old = RecoveryCodes.activate(town.drita)
    used, code, *others = old.generate_codes()
    assert old.validate_code(used)

    (name,) = Path(migrations.__file__).parent.glob("*_hash_codes_of_sheets.py")
    import_module(f"bashke.accounts.migrations.{name.stem}").hash_codes(apps, None)

    assert set(sheet_of(town.drita).data) == {"sheet"}
    assert factors_of(town.drita).codes_left == 1 + len(others)
    for tried, status in ((used, 422), (code, 302)):
        browser = Client()
        give_password(browser, "drita")
        assert browser.post(SECOND, {"code": tried}).status_code == status
