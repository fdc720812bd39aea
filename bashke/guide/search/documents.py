"""What is searched: everything that has a page, as documents of passages in both languages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bashke.core.text import Text
from bashke.directory.models import Contact
from bashke.guide.edition import Edition
from bashke.guide.reading import Part
from bashke.mechanisms.schema import Mechanism
from bashke.pack.content import Pack
from bashke.pack.schema import Act, Fact

LANGUAGES = ("sq", "en")
NAME = 1.0
PURPOSE = 0.6
HEADING = 0.5
PROSE = 0.25


@dataclass(frozen=True)
class Passage:
    """Some words in one language, and how much they count beside a name."""

    text: str
    lang: str
    weight: float


@dataclass(frozen=True)
class Document:
    """Something that a search may find."""

    kind: str
    key: str
    title: Text
    passages: tuple[Passage, ...]


def both(text: Text, weight: float) -> tuple[Passage, Passage]:
    return Passage(text.sq, "sq", weight), Passage(text.en, "en", weight)


def mechanisms(edition: Edition) -> Iterator[Document]:
    """Every mechanism and service in its newest version: what people call it, then its texts."""
    happening = edition.pack.facts["happening"]
    for versions in edition.library.versions.values():
        newest = versions[-1]
        passages = [
            *both(newest.title, NAME),
            *(Passage(each, lang, NAME) for lang, said in newest.words.items() for each in said),
            *both(newest.what, PROSE),
            *(each for text in texts_of(newest, happening) for each in both(text, PROSE)),
        ]
        yield Document(newest.kind, newest.key, newest.title, tuple(passages))


def texts_of(mechanism: Mechanism, happening: Fact) -> Iterator[Text]:
    """Reasons, advice, and what happens where one of its rows applies."""
    yield from mechanism.because.values()
    for advice in mechanism.advice.values():
        yield from (*advice.say, *advice.do_not, *advice.next)
    named = {option for row in mechanism.applies for option in row.facts["happening"]}
    yield from (option.text for option in happening.options if option.id in named)


def texts(edition: Edition) -> Iterator[Document]:
    """The Guide, the law register, the posts, the national lines and the glossary."""
    pack = edition.pack
    yield from map(sub_chapter, edition.guide.parts.values())
    for act in pack.acts.values():
        yield from law(act)
    yield from posts(pack)
    for term in pack.terms:
        name, meaning = Text(term.sq, term.en), Text(term.meaning_sq, term.meaning_en)
        yield Document("term", term.key, name, (*both(name, NAME), *both(meaning, PROSE)))


def sub_chapter(part: Part) -> Document:
    passages = list(both(part.head.title, NAME))
    for lang in LANGUAGES:
        page = part.pages[lang]
        passages.append(Passage(page.purpose, lang, PURPOSE))
        passages += [Passage(each.text, lang, HEADING) for each in page.prose.headings]
        passages.append(Passage(page.prose.plain, lang, PROSE))
    return Document("guide", part.key, part.head.title, tuple(passages))


def law(act: Act) -> Iterator[Document]:
    """An act, and each of its provisions under the act's short name."""
    whole = Text(*(f"{short}: {title}" for short, title in zip(act.short, act.title, strict=True)))
    yield Document("law", act.key, whole, (*both(act.title, NAME), *both(act.short, NAME)))
    for each in act.provisions:
        name = Text(f"{act.short.sq}, {each.label.sq}", f"{act.short.en}, {each.label.en}")
        passages = (*both(each.label, NAME), *both(each.says, PROSE))
        yield Document("law", f"{act.key}#{each.key}", name, passages)


def posts(pack: Pack) -> Iterator[Document]:
    for role in pack.roles.values():
        if role.key != "emergency":
            yield Document("contact", role.key, role.title, both(role.title, NAME))
    for line in pack.contacts:
        if not line.doubtful:
            yield Document("contact", line.key, line.name, both(line.name, NAME))


def local(contacts: Iterable[Contact]) -> Iterator[Document]:
    """What the installation itself knows of a municipality, by post."""
    for each in contacts:
        post = Text(each.post_sq, each.post_en)
        yield Document("contact", each.role, post, both(post, NAME))
