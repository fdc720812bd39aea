"""What the pages of the Guide, the law register and the contacts show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bashke.core.templatetags.components import unconfirmed
from bashke.core.text import Text, albanian_order
from bashke.directory.reach import Way
from bashke.guide.addresses import address
from bashke.guide.changes import mechanisms_citing, pages_citing
from bashke.guide.desk import Desk
from bashke.guide.edition import Edition
from bashke.guide.prose import SECTIONS, Link, render
from bashke.guide.reading import Part
from bashke.law.register import Standing, past, standing
from bashke.mechanisms.schema import Citation, Mechanism, Step
from bashke.pack.confirming import unconfirmed as unconfirmed_facts
from bashke.pack.schema import Act, Provision, Role


@dataclass(frozen=True)
class Cited:
    """A citation as a page shows it, with the page of the register on which it stands."""

    act: Text
    provision: Text | None
    confirmed: bool
    address: str


@dataclass(frozen=True)
class Called:
    """A role with the way to it."""

    role: Role
    way: Way


@dataclass(frozen=True)
class PastAct:
    """An act on which a page rests although it no longer holds."""

    act: Act
    standing: Standing
    successors: tuple[Act, ...]


def cited(desk: Desk, citations: Iterable[Citation]) -> tuple[Cited, ...]:
    """Citations in words, each with whether somebody has confirmed it."""
    found = []
    for citation in citations:
        act = desk.library.pack.acts[citation.act]
        provision = next((p for p in act.provisions if p.key == citation.provision), None)
        key = f"{act.key}#{provision.key}" if provision else act.key
        found.append(
            Cited(
                act.short,
                provision.label if provision else None,
                (provision or act).confirmed is not None,
                address("law", key, desk.lang),
            )
        )
    return tuple(found)


def part_page(edition: Edition, desk: Desk, part: Part) -> dict[str, Any]:
    """One sub-chapter, with what is live: contacts, standing of the law, indicators."""
    page = part.pages[desk.lang]
    links = Links(edition, desk)
    html = render(page.prose, links.html)
    before, after = edition.guide.beside(part.key)
    titles = {each.anchor: each.text for each in page.prose.headings if each.level == 2}
    return {
        "part": part,
        "page": page,
        "sections": [
            # Safe: made by our own renderer from Markdown without HTML, links escaped below.
            (anchor, titles[anchor], mark_safe(html[anchor]))  # noqa: S308
            for anchor in SECTIONS
        ],
        "readers": [edition.guide.readers[key] for key in part.head.readers],
        "called": called(edition, desk, part.head.call),
        "indicators": [edition.guide.indicators[key] for key in part.head.indicators],
        "mechanisms": [mechanism_named(desk, key) for key in part.head.mechanisms],
        "before": before,
        "after": after,
        "past": past_acts(edition, desk, part),
        "at": desk.at,
        "calendar": desk.calendar,
    }


@dataclass(frozen=True)
class Links:
    """How the links of a text are shown, in one language and for one municipality."""

    edition: Edition
    desk: Desk

    def html(self, link: Link) -> SafeString:
        """A link of the Guide as HTML; every part of it is escaped."""
        place = self.desk.directory.place
        slug = place.slug if place else None
        if link.kind == "law":
            return self.law(link)
        if link.kind == "source":
            return self.source(link)
        if link.kind == "proposed":
            return format_html('<span class="app-proposed">{}</span>', _("proposed practice"))
        where = (
            address("guide", link.key, self.desk.lang, slug)
            if link.kind == "guide"
            else f"/{self.desk.lang}/{slug}/ask/"
            if slug
            else f"/{self.desk.lang}/"
        )
        return format_html('<a class="govuk-link" href="{}">{}</a>', where, link.text)

    def law(self, link: Link) -> SafeString:
        (shown,) = cited(self.desk, [Citation(act=link.act, provision=link.provision)])
        said = shown.act.in_language(self.desk.lang)
        if shown.provision:
            said = f"{said}, {shown.provision.in_language(self.desk.lang)}"
        return format_html(
            '<a class="app-cite" href="{}">{}</a>{}', shown.address, said, unconfirmed(shown)
        )

    def source(self, link: Link) -> SafeString:
        source = self.edition.pack.sources[link.key]
        name = source.title.partition(":")[0]
        if source.url is None:
            return format_html('<span class="app-cite">{}</span>', source.title)
        return format_html(
            '<a class="app-cite app-cite--source" href="{}" rel="noreferrer" title="{}">{}</a>',
            source.url,
            source.title,
            name,
        )


def called(edition: Edition, desk: Desk, roles: Iterable[str]) -> list[Called]:
    return [Called(edition.pack.roles[key], desk.directory.reach(key)) for key in roles]


def past_acts(edition: Edition, desk: Desk, part: Part) -> list[PastAct]:
    """The acts that this sub-chapter cites and that no longer hold today."""
    acts = edition.pack.acts
    return [
        PastAct(act, how, tuple(acts[key] for key in act.replaced_by if key in acts))
        for act, how in past(acts, (link.act for link in part.citations), desk.on)
    ]


def mechanism_named(desk: Desk, key: str) -> Mechanism:
    return next(each for each in desk.library.on(desk.on) if each.key == key)


@dataclass(frozen=True)
class ShownStep:
    """One step of a mechanism with who does it and the ground of its clock."""

    step: Step
    done_by: Role
    law: tuple[Cited, ...]
    clock_law: tuple[Cited, ...]


def mechanism_page(edition: Edition, desk: Desk, mechanism: Mechanism) -> dict[str, Any]:
    """One mechanism or service: what it is for, who takes part, its steps, clocks and forms."""
    roles = edition.pack.roles
    rows = [*mechanism.applies, *mechanism.later]
    first = dict.fromkeys(mechanism.first_step(row).done_by for row in rows)
    return {
        "mechanism": mechanism,
        "versions": desk.library.versions[mechanism.key],
        "law": cited(desk, mechanism.law),
        "called": called(edition, desk, first),
        "roles": [roles[key] for key in mechanism.roles],
        "steps": [
            ShownStep(
                step,
                roles[step.done_by],
                cited(desk, step.law),
                cited(desk, step.deadline.law if step.deadline else ()),
            )
            for step in mechanism.steps
        ],
        "advice": mechanism.advice.get("default") or next(iter(mechanism.advice.values())),
        "parts": [edition.guide.parts[k] for k in mechanism.guide if k in edition.guide.parts],
        "at": desk.at,
        "calendar": desk.calendar,
    }


@dataclass(frozen=True)
class ShownAct:
    """An act of the register, with how it stands on a day."""

    act: Act
    standing: Standing
    words: str

    @property
    def is_past(self) -> bool:
        return self.standing.is_past


def shown_act(edition: Edition, act: Act, desk: Desk) -> ShownAct:
    how = standing(edition.pack.acts, act, desk.on)
    return ShownAct(act, how, standing_words(how))


def standing_words(how: Standing) -> str:
    """How an act stands, in words."""
    return {
        Standing.IN_FORCE: _("in force"),
        Standing.NOT_YET: _("not yet in force"),
        Standing.ENDED: _("no longer in force"),
        Standing.REPLACED: _("replaced"),
        Standing.REPLACED_SOMETIME: _("replaced; the day is not known here"),
        Standing.DAY_NOT_KNOWN: _("the day on which it took effect is not known here"),
    }[how]


KINDS = {
    "constitution": gettext_noop("Constitution"),
    "code": gettext_noop("Codes"),
    "law": gettext_noop("Laws"),
    "dcm": gettext_noop("Decisions of the Council of Ministers"),
    "order": gettext_noop("Orders"),
    "pm-order": gettext_noop("Orders of the Prime Minister"),
    "instruction": gettext_noop("Instructions"),
    "agreement": gettext_noop("Agreements"),
    "convention": gettext_noop("Conventions"),
    "strategy": gettext_noop("Strategies"),
    "plan": gettext_noop("Plans"),
}


def register_page(
    edition: Edition, desk: Desk, acts: Sequence[Act]
) -> list[tuple[str, list[ShownAct]]]:
    """Acts by kind, newest first."""
    newest = sorted(acts, key=lambda act: (-(act.year or 0), albanian_order(act.short.sq)))
    return [
        (_(name), shown)
        for kind, name in KINDS.items()
        if (shown := [shown_act(edition, act, desk) for act in newest if act.kind == kind])
    ]


def act_page(edition: Edition, desk: Desk, act: Act) -> dict[str, Any]:
    """One act: its standing, provisions, relations, and everything here that rests on it."""
    acts = edition.pack.acts
    parts = [edition.guide.parts[key] for key in pages_citing(edition, {act.key})]
    return {
        "shown": shown_act(edition, act, desk),
        "kind": _(KINDS[act.kind]),
        "relations": [
            (name, [shown_act(edition, acts[key], desk) for key in keys])
            for name, keys in (
                (_("Replaces"), act.replaces),
                (_("Replaced by"), act.replaced_by),
                (_("Amended by"), act.amended_by),
            )
            if keys
        ],
        "provisions": [(each, used_in(edition, act, each)) for each in act.provisions],
        "sources": [edition.pack.sources[key] for key in act.sources],
        "mechanisms": [
            mechanism_named(desk, key) for key in mechanisms_citing(edition, {act.key}, desk.on)
        ],
        "parts": parts,
        "indicators": [
            edition.guide.indicators[key]
            for key in dict.fromkeys(key for part in parts for key in part.head.indicators)
        ],
    }


def used_in(edition: Edition, act: Act, provision: Provision) -> list[Part]:
    """The sub-chapters that cite this provision."""
    wanted = (act.key, provision.key)
    return [
        part
        for part in edition.guide.parts.values()
        if any((link.act, link.provision) == wanted for link in part.citations)
    ]


def unconfirmed_page(edition: Edition) -> list[tuple[str, list[Any]]]:
    """Everything that nobody has confirmed, by file."""
    files: dict[str, list[Any]] = {}
    for fact in unconfirmed_facts(edition.pack):
        files.setdefault(fact.file, []).append(fact)
    return list(files.items())
