"""Passages of a case with words struck out: what is struck never leaves.

A struck piece becomes a mark of one length, so that its own length tells nothing either.
"""

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from bashke.cases.models import Case, Entry, Step
from bashke.cases.services.referrals import words_of
from bashke.cases.withholding import REFERRAL
from bashke.core.text import fold
from bashke.keys.opening import Opened, Ring, open_with
from bashke.keys.refusals import ClosedError

STRUCK = "█████"
SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Piece:
    """A sentence, and whether it is struck out."""

    text: str
    struck: bool = False


@dataclass(frozen=True)
class Passage:
    """One text of a case in sentences: where it stands, and what it is called."""

    source: str
    title: str
    pieces: tuple[Piece, ...]

    @property
    def left(self) -> str:
        """What leaves: struck sentences are marks, however many stood in a row."""
        said: list[str] = []
        for each in self.pieces:
            word = STRUCK if each.struck else each.text
            if not (each.struck and said and said[-1] == STRUCK):
                said.append(word)
        return " ".join(said)


def passages_of(case: Case, ring: Ring, part: str) -> list[Passage]:
    """Every text of the case that could be given, or of the report that it came from."""
    if part == REFERRAL:
        return of_report(case, ring)
    opened = open_with(ring, case.compartment)
    found = [
        passage("about", _("Who it is about"), unsealed(opened, case.about, case.field("about"))),
        passage("summary", _("Summary"), unsealed(opened, case.summary, case.field("summary"))),
    ]
    for step in Step.objects.filter(case=case).order_by("begun_at", "pk"):
        text = unsealed(opened, step.outcome, f"{step}/outcome")
        found.append(passage(f"step-{step.pk}", _("What was done"), text))
    for entry in Entry.objects.filter(case=case).order_by("at", "pk"):
        text = unsealed(opened, entry.text, f"{entry}/text")
        found.append(passage(f"entry-{entry.pk}", str(entry.get_kind_display()), text))
    return [each for each in found if each.pieces]


def of_report(case: Case, ring: Ring) -> list[Passage]:
    """The report and its answer, for who wrote it."""
    if case.referral is None:
        return []
    try:
        words = words_of(case.referral, ring)
    except ClosedError:
        return []
    named = {"concern": _("The report"), "answer": _("The answer to it")}
    found = [passage(key, title, words.get(key, "")) for key, title in named.items()]
    return [each for each in found if each.pieces]


def unsealed(opened: Opened, sealed: bytes | memoryview, field: str) -> str:
    return opened.unseal(sealed, field=field) if sealed else ""


def passage(source: str, title: str, text: str) -> Passage:
    pieces = [each.strip() for each in SENTENCE.split(text) if each and each.strip()]
    return Passage(source, title, tuple(Piece(each) for each in pieces))


def chosen(
    passages: Iterable[Passage],
    *,
    include: Collection[str],
    strike: Collection[str],
    words: Iterable[str],
) -> list[Passage]:
    """The passages that go out, with sentences and words struck: `strike` has `source-number`."""
    everywhere = [folded for word in words if (folded := in_words(word))]
    return [
        Passage(
            each.source,
            each.title,
            tuple(
                Piece(
                    without(piece.text, everywhere),
                    struck=f"{each.source}-{number}" in strike,
                )
                for number, piece in enumerate(each.pieces)
            ),
        )
        for each in passages
        if each.source in include
    ]


def in_words(text: str) -> list[str]:
    return [fold(word) for word in WORD.findall(text)]


def without(text: str, everywhere: Collection[list[str]]) -> str:
    """The text with every run of these words struck, however it is cased or accented."""
    found = [(each.start(), each.end(), fold(each[0])) for each in WORD.finditer(text)]
    out: list[tuple[int, int]] = []
    for wanted in everywhere:
        size = len(wanted)
        for at in range(len(found) - size + 1):
            run = found[at : at + size]
            if all(is_same(each[2], word) for each, word in zip(run, wanted, strict=True)):
                out.append((run[0][0], run[-1][1]))
    return struck_at(text, out)


def is_same(found: str, wanted: str) -> bool:
    """The word itself, or it with one of the endings that Albanian names take (Anës, Agimin)."""
    return found == wanted or (len(wanted) > 2 and found in endings(wanted))


def endings(word: str) -> set[str]:
    stem = word[:-1] if word[-1] in "aeiu" else word
    ends = ("", "a", "e", "i", "u", "n", "s", "t", "en", "es", "in", "it", "un", "ut", "ne", "se",
            "te", "ja", "je", "jen", "jes")  # fmt: skip
    return {base + end for base in (stem, word) for end in ends}


def struck_at(text: str, places: Iterable[tuple[int, int]]) -> str:
    kept, last = [], 0
    for start, end in sorted(set(places)):
        if start < last:
            last = max(last, end)
            continue
        kept += [text[last:start], STRUCK]
        last = end
    return "".join([*kept, text[last:]])


def dumped(passages: Iterable[Passage]) -> str:
    return json.dumps(
        [
            {
                "source": each.source,
                "title": each.title,
                "pieces": [[piece.text, piece.struck] for piece in each.pieces],
            }
            for each in passages
        ],
        ensure_ascii=False,
    )


def loaded(text: str) -> list[Passage]:
    return [
        Passage(
            each["source"],
            each["title"],
            tuple(Piece(text, struck=struck) for text, struck in each["pieces"]),
        )
        for each in json.loads(text)
    ]


def print_of(passages: Iterable[Passage]) -> str:
    """By what a form recognises that the case was not changed since it was shown."""
    return sha256(dumped(passages).encode()).hexdigest()[:32]
