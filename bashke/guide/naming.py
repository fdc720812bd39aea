"""Sentences that name a religion, a faith community or an ethnicity: each has to have a reason.

`named-words.yaml` has the stems that find them, `named-groups.yaml` every sentence with the reason
why it has to stand there. A sentence that is not on the list is a fault, and so is an idle entry.
"""

import re
from collections.abc import Iterator, Sequence

from pydantic import Field

from bashke.core.text import Filled, Text, fold
from bashke.guide.edition import Edition
from bashke.mechanisms.schema import Mechanism
from bashke.pack.reading import ContentError, Reader
from bashke.pack.schema import Strict

WORD = re.compile(r"[^\W\d_]+")
END = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][»”\"])\s+")
LANGUAGES = ("sq", "en")


class Stems(Strict):
    """Beginnings of folded words, by language."""

    sq: list[Filled]
    en: list[Filled]


class NamedWords(Stems):
    """The stems that find, and the words that only look like them (`kish-`: a beginning)."""

    exceptions: Stems = Field(...)


class NamedGroup(Strict):
    """One sentence, in one file, and why it has to name the group."""

    file: Filled
    sentence: Filled
    reason: Text


def faults(edition: Edition) -> list[str]:
    """What is missing from the list, and what stands on it for nothing."""
    reader = Reader(edition.pack.folder)
    words = reader.file(NamedWords, reader.folder / "named-words.yaml")
    listed = reader.items(NamedGroup, reader.folder / "named-groups.yaml")
    if words is None or reader.faults:
        raise ContentError(reader.faults)
    there = dict.fromkeys(naming(edition, words))
    keys = [(each.file, each.sentence) for each in listed]
    missing = [
        f"named-groups.yaml: {file} names a group without a reason on the list: “{sentence}”"
        for file, sentence in there
        if (file, sentence) not in set(keys)
    ]
    idle = [
        f"named-groups.yaml: {file} no longer says: “{sentence}”"
        for file, sentence in keys
        if (file, sentence) not in there
    ]
    return missing + idle


def naming(edition: Edition, words: NamedWords) -> Iterator[tuple[str, str]]:
    """Every sentence that names a group, with its file."""
    for lang in LANGUAGES:
        stems, but = getattr(words, lang), getattr(words.exceptions, lang)
        for file, sentence in sentences(edition, lang):
            if names(sentence, stems, but):
                yield file, sentence


def names(sentence: str, stems: Sequence[str], but: Sequence[str]) -> bool:
    """Whether a word of the sentence begins with a stem, and is none of the exceptions."""
    whole = {each for each in but if not each.endswith("-")}
    begins = tuple(each[:-1] for each in but if each.endswith("-"))
    folded = (fold(word) for word in WORD.findall(sentence))
    return any(
        word.startswith(tuple(stems)) and word not in whole and not word.startswith(begins)
        for word in folded
    )


def sentences(edition: Edition, lang: str) -> Iterator[tuple[str, str]]:
    """Every sentence that a reader sees of the Guide and of the mechanisms, with its file."""
    for part in edition.guide.parts.values():
        page = part.pages[lang]
        for block in (page.purpose, *page.prose.plain.split("\n")):
            for sentence in split(block):
                yield f"guide/{lang}/{part.key}.md", sentence
    for versions in edition.library.versions.values():
        for mechanism in versions:
            file = f"mechanisms/{mechanism.key}.{mechanism.in_force_from}.yaml"
            for text in texts(mechanism):
                for sentence in split(text.in_language(lang)):
                    yield file, sentence


def texts(mechanism: Mechanism) -> Iterator[Text]:
    """What a mechanism says to people; its search words are theirs, not ours."""
    yield mechanism.title
    yield mechanism.what
    if mechanism.proposed:
        yield mechanism.proposed
    yield from (step.title for step in mechanism.steps)
    yield from (form.title for form in mechanism.forms)
    yield from mechanism.because.values()
    for advice in mechanism.advice.values():
        yield from (*advice.say, *advice.do_not, *advice.next)
    clocks = [step.deadline for step in mechanism.steps if step.deadline]
    for ground in (*mechanism.steps, *mechanism.forms, *clocks):
        if ground.proposed:
            yield ground.proposed


def split(text: str) -> list[str]:
    """Its sentences; a citation without text leaves no gap before a full stop."""
    spaced = re.sub(r" +([.,;:!?])", r"\1", re.sub(r"\s+", " ", text))
    return [each.strip() for each in END.split(spaced) if re.search(r"\w", each)]
