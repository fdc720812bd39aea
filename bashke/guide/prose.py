"""The text of a sub-chapter: Markdown in five sections, with links that only this pack knows."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

SECTIONS = ("for", "law", "do", "do-not", "questions")
HEADING = re.compile(r"^(?P<text>.+?) \{#(?P<anchor>[a-z0-9]+(?:-[a-z0-9]+)*)\}$")
LINKS = ("law", "source", "proposed", "guide", "ask")
WORD = re.compile(r"[^\W\d_][\w’'-]*")


@dataclass(frozen=True)
class Link:
    """A link as an author writes it: `law:ligj-18-2017#neni-58`, `source:S01`, `guide:3.5`."""

    kind: str
    key: str
    text: str

    @property
    def act(self) -> str:
        return self.key.partition("#")[0]

    @property
    def provision(self) -> str | None:
        return self.key.partition("#")[2] or None


@dataclass(frozen=True)
class Heading:
    """A heading with the anchor that is the same in both languages."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True)
class Prose:
    """One text, parsed; `shape` is what has to be alike in both languages."""

    tokens: Sequence[Token]
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    words: int

    @property
    def shape(self) -> dict[str, object]:
        """What a reader of the other language has to find too, by the name of the difference."""
        kinds = [token.type for token in self.tokens if token.nesting != -1]
        return {
            "anchors": [(heading.level, heading.anchor) for heading in self.headings],
            "citations": [(link.kind, link.key) for link in self.links],
            "paragraphs and lists": [kind for kind in kinds if kind != "inline"],
        }

    @property
    def plain(self) -> str:
        """The words alone, a block a line: for search and for checks of the language."""
        return "\n".join(text_of(token.children or []) for token in inlines(self.tokens))


@cache
def parser() -> MarkdownIt:
    """Paragraphs, lists, bold, headings and links; no raw HTML, tables, images or code."""
    return MarkdownIt("zero").enable(["heading", "list", "emphasis", "link", "newline"])


def parse(
    text: str, *, sections: Sequence[str] | None = SECTIONS, kinds: Sequence[str] = LINKS
) -> tuple[Prose | None, list[str]]:
    """The text, or every fault of it in words for an author.

    Without `sections` it may have whichever it likes, each once.
    """
    tokens = parser().parse(text)
    faults: list[str] = []
    headings = list(anchored(tokens, faults))
    links = [link for token in inlines(tokens) for link in links_of(token.children or [])]
    written = [heading.anchor for heading in headings if heading.level == 2]
    if sections is not None and written != list(sections):
        faults.append(
            f"has the sections {', '.join(written)}; write {', '.join(sections)}, in this order"
        )
    faults += [f"“#{twice}” is written twice" for twice in written if written.count(twice) > 1]
    faults += [
        f"“{link.kind}:{link.key}” is no link of such a text; give one of {', '.join(kinds)}"
        for link in links
        if link.kind not in kinds
    ]
    if faults:
        return None, faults
    words = sum(len(WORD.findall(text_of(token.children or []))) for token in inlines(tokens))
    return Prose(tokens, tuple(headings), tuple(links), words), []


def inlines(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.type == "inline")


def anchored(tokens: Sequence[Token], faults: list[str]) -> Iterator[Heading]:
    """Take each heading's `{#anchor}` out of its text and make it its id."""
    for place, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        inline = tokens[place + 1]
        found = HEADING.match(inline.content)
        if not found or token.tag not in {"h2", "h3"}:
            faults.append(f"“{inline.content}”: write headings as ## or ### Text {{#anchor}}")
            continue
        token.attrSet("id", found["anchor"])
        inline.content = found["text"]
        inline.children = parser().parseInline(found["text"])[0].children
        yield Heading(int(token.tag[1]), found["anchor"], found["text"])


def links_of(children: Sequence[Token]) -> Iterator[Link]:
    for place, child in enumerate(children):
        if child.type == "link_open":
            kind, _colon, key = str(child.attrs["href"]).partition(":")
            until = next(n for n in range(place, len(children)) if children[n].type == "link_close")
            yield Link(kind, key, text_of(children[place + 1 : until]))


def text_of(children: Sequence[Token]) -> str:
    return "".join("\n" if child.type == "softbreak" else child.content for child in children)


def render(prose: Prose, link: Callable[[Link], str]) -> dict[str, str]:
    """HTML by section, without the section's own heading; `link` gives the HTML of each link."""
    sections: dict[str, list[Token]] = {}
    current: list[Token] = []
    skip = False
    for token in prose.tokens:
        if token.type == "heading_open" and token.tag == "h2":
            current = sections.setdefault(str(token.attrs["id"]), [])
            skip = True
        if not skip:
            current.append(token)
        if token.type == "heading_close" and token.tag == "h2":
            skip = False
    return {anchor: html_of(tokens, link) for anchor, tokens in sections.items()}


def html_of(tokens: Sequence[Token], link: Callable[[Link], str]) -> str:
    """Tokens as HTML; markdown-it's own renderer, but for what is a link of ours."""
    renderer = RendererHTML()
    out = []
    for place, token in enumerate(tokens):
        if token.type == "inline":
            out.append(inline_html(token.children or [], link))
        else:
            out.append(renderer.renderToken(tokens, place, parser().options, {}))
    return "".join(out)


def inline_html(children: Sequence[Token], link: Callable[[Link], str]) -> str:
    out = []
    found = links_of(children)
    inside = False
    for child in children:
        if child.type == "link_open":
            out.append(link(next(found)))
            inside = True
        elif child.type == "link_close":
            inside = False
        elif not inside:
            out.append(
                {"strong_open": "<strong>", "strong_close": "</strong>", "softbreak": "\n"}.get(
                    child.type, escape(child.content, quote=False)
                )
            )
    return "".join(out)
