"""The templates of the content pack in memory: all of them sound, or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import yaml
from django.conf import settings

from bashke.guide import prose
from bashke.guide.prose import Link, Prose
from bashke.guide.reading import FRONT, LANGUAGES, broken
from bashke.mechanisms.library import Library, standing
from bashke.office.documents.fills import FILLS, OF_MODULE
from bashke.office.documents.schema import DocumentHead, FrontMatter, Keeping
from bashke.pack.content import Pack, unique
from bashke.pack.reading import Reader

KINDS = ("law", "source", "proposed", "fill", "line")
FOLDER, KEEPING = "documents", "retention.yaml"


@dataclass(frozen=True)
class Template:
    """One template in one language."""

    purpose: str
    prose: Prose


@dataclass(frozen=True)
class Document:
    """One template in both languages."""

    head: DocumentHead
    templates: Mapping[str, Template]

    @property
    def key(self) -> str:
        return self.head.key


@dataclass(frozen=True)
class Papers:
    """Every template, and how long what is kept."""

    documents: Mapping[str, Document]
    keeping: tuple[Keeping, ...]

    @property
    def fingerprint(self) -> str:
        """Of everything that is said about the times of keeping; other values have another one."""
        said = "\n".join(each.model_dump_json() for each in self.keeping)
        return blake2b(said.encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=8)
def load(folder: Path) -> Papers:
    """Read the templates of a pack. Raises `ContentError` with every fault, and loads none."""
    reader = Reader(folder)
    library = standing(folder)
    papers = read_papers(reader, library)
    reader.check()
    return papers


def from_files() -> Papers:
    """The templates of this installation."""
    return load(Path(settings.CONTENT_DIR))


def read_papers(reader: Reader, library: Library) -> Papers:
    """Everything below documents/, and the times of keeping, with its faults left in the reader."""
    folder = reader.folder / FOLDER
    heads = reader.items(DocumentHead, folder / "documents.yaml")
    keeping = reader.items(Keeping, reader.folder / KEEPING)
    unique(reader, folder / "documents.yaml", [head.key for head in heads])
    unique(reader, reader.folder / KEEPING, [each.key for each in keeping])
    documents = {}
    for head in heads:
        found = {
            lang: read_template(reader, folder / lang / f"{head.key}.md") for lang in LANGUAGES
        }
        whole = {lang: template for lang, template in found.items() if template is not None}
        if len(whole) == len(LANGUAGES):
            documents[head.key] = Document(head, whole)
            check_document(reader, library.pack, documents[head.key])
    for each in keeping:
        check_ground(reader, library.pack, each)
    return Papers(documents, tuple(keeping))


def read_template(reader: Reader, path: Path) -> Template | None:
    """One Markdown file with its front matter, or None with its faults noted."""
    try:
        found = FRONT.match(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, UnicodeDecodeError):
        reader.fault(path, "", "is missing, or is not UTF-8 text")
        return None
    if found is None:
        reader.fault(path, "", "begins with no front matter between two lines of ---")
        return None
    try:
        data = yaml.safe_load(found["head"])
    except yaml.YAMLError as error:
        reader.fault(path, "front matter", str(error).splitlines()[0])
        return None
    head = reader.model(FrontMatter, data, path, "front matter")
    text, faults = prose.parse(found["body"], sections=None, kinds=KINDS)
    for fault in faults:
        reader.fault(path, "", fault)
    return Template(head.purpose, text) if head and text else None


def check_document(reader: Reader, pack: Pack, document: Document) -> None:
    """Both languages are built alike, every link leads somewhere, every fill is known here."""
    albanian, english = (document.templates[lang].prose for lang in LANGUAGES)
    for name, shape in albanian.shape.items():
        if shape != english.shape[name]:
            path = reader.folder / FOLDER / "en" / f"{document.key}.md"
            reader.fault(path, "", f"its {name} differ from the Albanian")
    repeated = document.head.each_module
    for lang in LANGUAGES:
        path = reader.folder / FOLDER / lang / f"{document.key}.md"
        text = document.templates[lang].prose
        anchors = {heading.anchor for heading in text.headings if heading.level == 2}
        if repeated and repeated not in anchors:
            reader.fault(path, "", f"has no section “{repeated}” to stand for each module")
        for section, link in links_by_section(text):
            if message := wrong(link, pack, inside=section == repeated and repeated is not None):
                reader.fault(path, f"[…]({link.kind}:{link.key})", message)


def links_by_section(text: Prose) -> Iterable[tuple[str | None, Link]]:
    """Every link with the section in which it stands."""
    section: str | None = None
    for token in text.tokens:
        if token.type == "heading_open" and token.tag == "h2":
            section = str(token.attrs["id"])
        for link in prose.links_of(token.children or []):
            yield section, link


def wrong(link: Link, pack: Pack, *, inside: bool) -> str:
    """What is wrong with a link of a template, or nothing."""
    if link.kind == "fill":
        if link.key not in FILLS:
            return f"“{link.key}” cannot be filled in; give one of {', '.join(FILLS)}"
        if link.key in OF_MODULE and not inside:
            return "belongs into the section that stands for each module"
        return ""
    if link.kind == "line":
        known = [contact.key for contact in pack.contacts]
        return "" if link.key in known else f"“{link.key}” is not in national-contacts.yaml"
    return broken(link, pack, frozenset())


def check_ground(reader: Reader, pack: Pack, keeping: Keeping) -> None:
    for citation in keeping.law:
        link = Link("law", f"{citation.act}#{citation.provision or ''}", "")
        if message := broken(link, pack, frozenset()):
            reader.fault(reader.folder / KEEPING, f"“{keeping.key}”", message)
