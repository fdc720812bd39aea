"""Words are looked for in every form in which a program might have left them."""

import json
import re
import unicodedata
import zlib
from base64 import b64decode, b64encode
from binascii import Error, unhexlify
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from quopri import encodestring
from urllib.parse import quote

DEEP = 3
# What may hold something else: letters of base64, digits of hex (PostgreSQL's bytes), streams.
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{40,}")
HEX = re.compile(rb"(?:[0-9a-f]{2}){20,}", re.IGNORECASE)
GZIP, ZLIB = re.compile(rb"\x1f\x8b\x08"), re.compile(rb"\x78[\x01\x5e\x9c\xda]")


def forms_of(word: str) -> set[bytes]:
    """One word as bytes: composed or not, in the encodings and escapes of every layer."""
    found = set()
    for each in {unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word)}:
        plain = each.encode()
        found |= {plain, each.encode("utf-16-le"), each.encode("utf-16-be")}
        found |= {quote(each).encode(), quote(each).lower().encode()}
        found |= {json.dumps(each)[1:-1].encode(), repr(plain)[2:-1].encode()}
        found |= {plain.hex().encode(), plain.hex().upper().encode(), encodestring(plain)}
        found |= {each.encode("ascii", "xmlcharrefreplace"), ascii(each)[1:-1].encode()}
        found.add(each.encode("latin-1", "ignore"))
        found |= set(in_base64(plain))
    return found


def in_base64(plain: bytes) -> Iterator[bytes]:
    """The letters that stand for these bytes wherever in a longer text they begin."""
    for before in range(3):
        letters = b64encode(b"\0" * before + plain)
        first, last = -(-before * 8 // 6), (before + len(plain)) * 8 // 6
        yield letters[first:last]
        yield letters[first:last].replace(b"+", b"-").replace(b"/", b"_")


def layers(content: bytes, deep: int = DEEP) -> Iterator[bytes]:
    """The content, and whatever lies in it compressed, in base64 or in hex."""
    yield content
    if deep:
        for inner in inside(content):
            yield from layers(inner, deep - 1)


def inside(content: bytes) -> Iterator[bytes]:
    for pattern, bits in ((GZIP, 31), (ZLIB, 15)):
        for found in pattern.finditer(content):
            if inner := unpacked(content[found.start() :], bits):
                yield inner
    for letters in BASE64.findall(content):
        standard = letters.replace(b"-", b"+").replace(b"_", b"/")
        try:
            yield b64decode(standard[: len(standard) // 4 * 4])
        except Error:
            continue
    for digits in HEX.findall(content):
        yield unhexlify(digits)


def unpacked(stream: bytes, bits: int) -> bytes:
    try:
        return zlib.decompressobj(bits).decompress(stream, 1 << 24)
    except zlib.error:
        return b""


def found(words: Mapping[str, str], places: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """Which of the words, by the name of what it is, was found in which place."""
    opened = {place: b"\n".join(layers(content)) for place, content in places.items()}
    return {
        (name, place)
        for name, word in words.items()
        for form in forms_of(word)
        for place, content in opened.items()
        if form in content
    }


def files_in(folder: Path, but: Iterable[str] = ()) -> bytes:
    """Names and contents of all files of a folder."""
    kept = []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and not any(part in inner.parts for part in but):
            kept += [str(inner).encode(), path.read_bytes()]
    return b"\n".join(kept)


__all__ = ["files_in", "forms_of", "found", "layers"]
