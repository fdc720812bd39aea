"""Which libraries reckon for us, how strong what they reckon is, and how long what is drawn."""

import ast
import hashlib
import re
import sys
from base64 import urlsafe_b64decode
from math import log2
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from bashke.accounts import browsers, sheets
from bashke.accounts.links import hashed, new_token
from bashke.accounts.models.entrance import SessionStore, row_of
from bashke.audit import seals
from bashke.audit.models import Event, Link
from bashke.core import sealing
from bashke.keys import boxes, marks, passwords

ROOT = Path(settings.BASE_DIR) / "bashke"
# Whose cryptography is ours: libsodium, OpenSSL, the reference Argon2, SLIP-39 as its authors
# wrote it, allauth's one-time codes; and what Python and Django have of OpenSSL.
RECKON = {
    "nacl", "cryptography", "argon2", "shamir_mnemonic", "hashlib", "hmac", "secrets", "allauth",
}  # fmt: skip
# Everything else that is not Python's own, and why it is not cryptography.
OTHERS = {
    "icalendar": "calendars",
    "brotli": "compresses", "csp": "headers", "django": "the framework", "defusedxml": "XML",
    "django_stubs_ext": "types", "granian": "serves", "holidays": "days", "markdown_it": "text",
    "openpyxl": "workbooks", "phonenumbers": "phone numbers", "pikepdf": "PDF", "yaml": "files",
    "pydantic": "forms of files", "rapidfuzz": "words alike", "rich": "the terminal",
    "segno": "QR", "simplemma": "words", "weasyprint": "PDF", "xlsxwriter": "workbooks",
    "bashke": "ours",
}  # fmt: skip
BY_HAND = re.compile(r"\bpow\([^()]*,[^()]*,[^()]*\)|\bs_?box\b|\bxor\b|feistel", re.IGNORECASE)
HASHES = {"sha256", "sha384", "sha512", "sha3_256", "blake2b"}
STRENGTH = 128


def sources():
    return sorted(ROOT.rglob("*.py"))


def imported(source):
    """The top of every module that is imported."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return {each.partition(".")[0] for each in names} - (sys.stdlib_module_names - RECKON)


def hashes_in(source):
    """Which hash each call names; Django's keyed one without a name is SHA-1."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "hashlib":
            found |= {each.name for each in node.names}
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "hashlib":
            found.add(node.attr)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("salted_hmac"):
            given = {each.arg: ast.unparse(each.value).strip("'") for each in node.keywords}
            found.add(given.get("algorithm", "sha1"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"hmac.new", "hmac.digest"}:
            named = [
                ast.unparse(each).strip("'")
                for each in [*node.args, *(k.value for k in node.keywords)]
            ]
            found |= {each for each in named if hasattr(hashlib, each)} or {"none named"}
    return found


def test_only_known_libraries_are_imported_and_only_a_few_reckon():
    found = set().union(*(imported(path.read_text(encoding="utf-8")) for path in sources()))

    assert found - RECKON <= OTHERS.keys()
    assert {"nacl", "argon2", "cryptography", "hashlib"} <= found


def test_nothing_is_reckoned_by_hand():
    assert [
        path.name for path in sources() if BY_HAND.search(path.read_text(encoding="utf-8"))
    ] == []


def test_only_hashes_of_256_bits_and_more_are_named():
    found = set().union(*(hashes_in(path.read_text(encoding="utf-8")) for path in sources()))

    assert found <= HASHES
    assert {"sha256", "blake2b"} <= found


@pytest.mark.parametrize(
    ("source", "kind", "sees"),
    [
        ("import Crypto.Cipher", imported, {"Crypto"}),
        ("from jose import jwt", imported, {"jose"}),
        ("from hashlib import md5", hashes_in, {"md5"}),
        ("import hashlib\nhashlib.sha1(x)", hashes_in, {"sha1"}),
        ("salted_hmac('a', b)", hashes_in, {"sha1"}),
        ("hmac.new(key, digestmod='md5')", hashes_in, {"md5"}),
        ("hmac.new(key)", hashes_in, {"none named"}),
    ],
)  # fmt: skip
def test_the_guard_sees_what_it_should(source, kind, sees):
    assert kind(source) == sees


@pytest.mark.parametrize("source", ["x = pow(g, a, p)", "S_BOX = [1]", "def xor(a, b): ..."])
def test_the_guard_sees_what_is_reckoned_by_hand(source):
    assert BY_HAND.search(source)


def bits(raw):
    return 8 * len(raw)


def test_everything_has_128_bits_of_strength_and_more():
    """Keys of 256 bits (X25519: 128 of strength), tags of 128, salts of 128."""
    assert 8 * boxes.KEY_BYTES == 256
    assert bits(sealing.key("a", "b")) == bits(marks.key("a")) == 256
    assert 8 * marks.MARK_BYTES >= STRENGTH
    assert 8 * passwords.SALT_BYTES >= STRENGTH
    assert 8 * passwords.HALF == 256
    assert (8 * sheets.SALT_BYTES, 8 * sheets.HASH_BYTES) == (128, 256)
    assert seals.key_of("a", "librazhd").digest_size == 32
    # Of what is sealed to go through a browser: nonce, tag and nothing less.
    assert len(urlsafe_b64decode(sealing.seal(b"", purpose="test"))) == 24 + 16


def test_hashes_that_show_a_change_have_256_bits(town):
    (event,) = Event.objects.all()[:1]
    assert len(bytes.fromhex(event.seal)) == 32
    assert {
        each.max_length for each in (Event._meta.get_field("seal"), Link._meta.get_field("hash"))
    } == {64}
    assert len(bytes.fromhex(seals.beginning("librazhd"))) == 32
    assert len(bytes.fromhex(hashed("x"))) == 32


def test_what_opens_something_is_drawn_from_128_bits_and_more(town, client):
    drawn = {
        "link": 8 * len(urlsafe_b64decode(new_token() + "==")),
        "session": log2(36) * len(fresh_session().session_key),
        "row of a session": 4 * len(row_of("x")),
        "known browser": log2(62) * browsers.LENGTH,
        "mark of a person's sessions": 4 * len(town.drita.session_mark),
        "secret key": 8 * len(urlsafe_b64decode(made_secret())),
    }

    assert {name: amount for name, amount in drawn.items() if amount < STRENGTH} == {}


def fresh_session():
    store = SessionStore()
    store.create()
    return store


def made_secret():
    """As the program makes it where none was given."""
    text = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    (length,) = re.findall(r"secrets\.token_urlsafe\((\d+)\)", text)
    return "A" * (int(length) * 8 // 6)


def test_sessions_are_called_by_what_nobody_can_guess(town):
    made = [fresh_session().session_key for _ in range(60)]

    assert len(set(made)) == 60
    assert {len(each) for each in made} == {32}
    assert len(set("".join(made))) > 30
    # The row is called otherwise: who reads it has no session.
    assert not set(made) & {row_of(each) for each in made}


def test_a_session_that_was_made_up_is_none(town):
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    assert browser.get("/en/account/").status_code == 302
