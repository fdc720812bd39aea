"""The search finds planted words in every form: else finding nothing would mean nothing."""

import gzip
import json
import os
import zlib
from base64 import b64encode, urlsafe_b64encode
from quopri import encodestring
from unicodedata import normalize
from urllib.parse import quote

import pytest
from django.core import signing

from tests.security.searching import found

FORMS = {
    "plain": str.encode,
    "decomposed": lambda text: normalize("NFD", text).encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "latin-1": lambda text: text.encode("latin-1"),
    "json": lambda text: json.dumps({"a": text}).encode(),
    "url": lambda text: quote(text).encode(),
    "html": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "python": lambda text: repr({"a": text.encode()}).encode(),
    "mail": lambda text: encodestring(text.encode()),
    "hex": lambda text: text.encode().hex().encode(),
    "base64": lambda text: b64encode(text.encode()),
    "base64 of an address": lambda text: urlsafe_b64encode(b"?" + text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
    "deflated": lambda text: zlib.compress(text.encode()),
    "a session": lambda text: signing.dumps({"a": text * 20}, compress=True).encode(),
    "a file in hex": lambda text: gzip.compress(text.encode()).hex().encode(),
}


@pytest.mark.parametrize("word", ["zhgrafutra", "këçmurëza"])
@pytest.mark.parametrize("form", FORMS)
def test_a_word_is_found_in_every_form(form, word):
    said = f"Ajo tha {word} dhe iku nga shtëpia."
    noise = os.urandom(200)

    place = noise + b"\n" + FORMS[form](said) + b"\n" + noise

    assert found({"word": word}, {"here": place}) == {("word", "here")}


def test_a_word_that_is_not_there_is_not_found():
    assert (
        found({"word": "zhgrafutra"}, {"here": os.urandom(5000) + "zhgrafutrë".encode()}) == set()
    )
