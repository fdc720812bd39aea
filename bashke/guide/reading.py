"""The Guide in memory: chapters, sub-chapters in both languages, and the indicators."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bashke.guide.prose import Link, Prose, parse
from bashke.guide.schema import Chapter, FrontMatter, Indicator, PartHead, Readership
from bashke.pack.content import Pack, unique
from bashke.pack.reading import Reader

LANGUAGES = ("sq", "en")
FRONT = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
FEWEST_WORDS, MOST_WORDS = 600, 1200


@dataclass(frozen=True)
class Page:
    """One sub-chapter in one language."""

    purpose: str
    prose: Prose


@dataclass(frozen=True)
class Part:
    """One sub-chapter, in both languages."""

    head: PartHead
    chapter: Chapter
    pages: Mapping[str, Page]

    @property
    def key(self) -> str:
        return self.head.key

    @property
    def citations(self) -> tuple[Link, ...]:
        """Every act that it cites, in the order in which it does."""
        links = self.pages["sq"].prose.links
        return tuple(dict.fromkeys(link for link in links if link.kind == "law"))


@dataclass(frozen=True)
class Guide:
    """The four chapters, their twenty-two sub-chapters, and what measures them."""

    chapters: tuple[Chapter, ...]
    parts: Mapping[str, Part]
    readers: Mapping[str, Readership]
    indicators: Mapping[str, Indicator]

    def beside(self, key: str) -> tuple[Part | None, Part | None]:
        """The sub-chapters before and after this one, across chapters."""
        order = list(self.parts)
        place = order.index(key)
        before = self.parts[order[place - 1]] if place else None
        after = self.parts[order[place + 1]] if place + 1 < len(order) else None
        return before, after


def read_guide(reader: Reader, pack: Pack, mechanisms: Iterable[str]) -> Guide:
    """Everything below guide/ and indicators/, with its faults left in the reader."""
    folder = reader.folder / "guide"
    chapters = reader.items(Chapter, folder / "chapters.yaml")
    readers = reader.items(Readership, folder / "readers.yaml")
    indicators = reader.items(Indicator, reader.folder / "indicators" / "indicators.yaml")
    unique(reader, folder / "chapters.yaml", [p.key for each in chapters for p in each.parts])
    unique(reader, reader.folder / "indicators" / "indicators.yaml", [i.key for i in indicators])
    known = Known(
        roles=frozenset(pack.roles),
        readers=frozenset(each.key for each in readers),
        mechanisms=frozenset(mechanisms),
        indicators=frozenset(each.key for each in indicators),
    )
    parts = {}
    for chapter in chapters:
        for head in chapter.parts:
            check_head(reader, folder / "chapters.yaml", head, known)
            pages = {
                lang: read_page(reader, folder / lang / f"{head.key}.md") for lang in LANGUAGES
            }
            found = {lang: page for lang, page in pages.items() if page is not None}
            if len(found) == len(LANGUAGES):
                parts[head.key] = Part(head, chapter, found)
    guide = Guide(
        chapters=tuple(chapters),
        parts=parts,
        readers={each.key: each for each in readers},
        indicators={each.key: each for each in indicators},
    )
    for part in parts.values():
        check_part(reader, folder, pack, part)
    for indicator in indicators:
        for source in indicator.sources:
            if source not in pack.sources:
                reader.fault(
                    reader.folder / "indicators" / "indicators.yaml",
                    f"“{indicator.key}” > sources",
                    f"“{source}” is not in sources.yaml",
                )
    return guide


@dataclass(frozen=True)
class Known:
    """The keys that a sub-chapter may name."""

    roles: frozenset[str]
    readers: frozenset[str]
    mechanisms: frozenset[str]
    indicators: frozenset[str]


def check_head(reader: Reader, path: Path, head: PartHead, known: Known) -> None:
    for place, keys, allowed in (
        ("readers", head.readers, known.readers),
        ("mechanisms", head.mechanisms, known.mechanisms),
        ("call", head.call, known.roles),
        ("indicators", head.indicators, known.indicators),
    ):
        for key in keys:
            if key not in allowed:
                message = f"“{key}” is not known; give one of {', '.join(sorted(allowed))}"
                reader.fault(path, f"“{head.key}” > {place}", message)


def read_page(reader: Reader, path: Path) -> Page | None:
    """One Markdown file with its front matter, or None with its faults noted."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        reader.fault(path, "", "is missing")
        return None
    except UnicodeDecodeError:
        reader.fault(path, "", "is not UTF-8 text")
        return None
    found = FRONT.match(text)
    if found is None:
        reader.fault(path, "", "begins with no front matter between two lines of ---")
        return None
    try:
        data = yaml.safe_load(found["head"])
    except yaml.YAMLError as error:
        reader.fault(path, "front matter", str(error).splitlines()[0])
        return None
    head = reader.model(FrontMatter, data, path, "front matter")
    prose, faults = parse(found["body"])
    for fault in faults:
        reader.fault(path, "", fault)
    if head is None or prose is None:
        return None
    if not FEWEST_WORDS <= prose.words <= MOST_WORDS:
        reader.fault(path, "", f"has {prose.words} words; write {FEWEST_WORDS} to {MOST_WORDS}")
    return Page(head.purpose, prose)


def check_part(reader: Reader, folder: Path, pack: Pack, part: Part) -> None:
    """Both languages are built alike, and every link leads somewhere."""
    # A sub-chapter that does not parse is told once; whoever links to it is not to blame.
    written = frozenset(path.stem for path in (folder / "sq").glob("*.md"))
    albanian, english = (part.pages[lang].prose for lang in LANGUAGES)
    for name, shape in albanian.shape.items():
        if shape != english.shape[name]:
            reader.fault(
                folder / "en" / f"{part.key}.md", "", f"its {name} differ from the Albanian"
            )
    for lang in LANGUAGES:
        path = folder / lang / f"{part.key}.md"
        for link in part.pages[lang].prose.links:
            if message := broken(link, pack, written):
                reader.fault(path, f"[…]({link.kind}:{link.key})", message)


def broken(link: Link, pack: Pack, written: frozenset[str]) -> str:
    """What is wrong with a link, or nothing."""
    if link.kind == "law":
        act = pack.acts.get(link.act)
        if act is None:
            return f"the act “{link.act}” has no file in law/"
        if link.provision and link.provision not in {each.key for each in act.provisions}:
            return f"law/{act.key}.yaml does not have “{link.provision}”"
    elif link.kind == "source" and link.key not in pack.sources:
        return f"the source “{link.key}” is not in sources.yaml"
    elif link.kind == "guide" and link.key not in written:
        return f"there is no sub-chapter “{link.key}”"
    if bool(link.text) is not (link.kind in {"guide", "ask"}):
        return "give the text of a link to the Guide or to Ask, and of no other"
    return ""
