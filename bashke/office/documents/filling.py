"""A template filled with what a municipality has on record; what is missing stands as a gap."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from bashke.accounts.models import Institution
from bashke.accounts.policy import CONTENT, title_of
from bashke.core.templatetags.components import said, unconfirmed, without_scheme
from bashke.guide import prose
from bashke.guide.addresses import address
from bashke.guide.desk import desk_at
from bashke.guide.edition import current
from bashke.guide.pages import Cited, Links, cited
from bashke.guide.prose import Link
from bashke.mechanisms.schema import Mechanism
from bashke.office.documents.fills import BLOCKS
from bashke.office.documents.reading import Document
from bashke.office.documents.schema import Keeping
from bashke.office.gate.models import Agreement, PublicContact
from bashke.office.gate.records import Records, lead_of

Kind = PublicContact.Kind


class Section(NamedTuple):
    """One section, ready to be shown."""

    anchor: str
    title: SafeString
    html: SafeString


@dataclass(frozen=True)
class Filled:
    """A whole paper, and what is missing from it."""

    document: Document
    purpose: str
    sections: tuple[Section, ...]
    gaps: tuple[str, ...]


def filled(filling: "Filling", document: Document) -> Filled:
    """The paper in the filling's language, section by section."""
    template = document.templates[filling.lang]
    before = len(filling.gaps)
    filling.is_public = document.head.public
    sections: list[Section] = []
    for anchor, heading, tokens in by_section(template.prose.tokens):
        if anchor == document.head.each_module:
            sections += filling.for_each_module(anchor, heading, tokens)
        else:
            title = filling.inline(heading, None)
            sections.append(Section(anchor, title, filling.html(tokens, None)))
    gaps = tuple(dict.fromkeys(filling.gaps[before:]))
    return Filled(document, template.purpose, tuple(sections), gaps)


def by_section(tokens: Sequence[Token]) -> Iterable[tuple[str, Token, list[Token]]]:
    """Each section's anchor, its heading, and what stands below it."""
    starts = [
        place
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        anchor = str(tokens[start].attrs["id"])
        yield anchor, tokens[start + 1], list(tokens[start + 3 : end])


@dataclass
class Filling:
    """The values of one municipality in one language; notes each that is missing."""

    records: Records
    lang: str
    gaps: list[str] = field(default_factory=list)
    # Whether residents read it: a shelter is not named to them.
    is_public: bool = False

    def __post_init__(self) -> None:
        self.edition = current()
        pack = self.edition.pack
        self.desk = desk_at(
            self.edition.library, pack.municipality(self.records.municipality), "", self.lang
        )
        self.links = Links(self.edition, self.desk)

    def for_each_module(
        self, anchor: str, heading: Token, tokens: Sequence[Token]
    ) -> Iterable[Section]:
        """The section once for every module that is open or being prepared; a gap where none is."""
        for number, module in enumerate(self.records.planned, start=1):
            yield Section(
                f"{anchor}-{number}", self.inline(heading, module), self.html(tokens, module)
            )
        if not self.records.planned:
            gap = self.gap(_("no module is being prepared: nobody has a post that leads one"))
            yield Section(anchor, SafeString(_("Modules")), format_html("<p>{}</p>", gap))

    def html(self, tokens: Sequence[Token], module: Mechanism | None) -> SafeString:
        """Tokens as HTML; a paragraph that is nothing but a block becomes that block."""
        renderer, out = RendererHTML(), list[str]()
        rest = iter(enumerate(tokens))
        for place, token in rest:
            block = block_of(tokens, place)
            if block:
                out.append(self.block(block))
                next(rest), next(rest)
            elif token.type == "inline":
                out.append(self.inline(token, module))
            else:
                out.append(renderer.renderToken(tokens, place, prose.parser().options, {}))
        # Safe: our own renderer, from Markdown without HTML; whatever is filled in is escaped.
        return mark_safe("".join(out))  # noqa: S308

    def inline(self, token: Token, module: Mechanism | None) -> SafeString:
        shown = prose.inline_html(token.children or [], lambda link: self.link(link, module))
        return mark_safe(shown)  # noqa: S308 (as above)

    def link(self, link: Link, module: Mechanism | None) -> SafeString:
        if link.kind == "line":
            return self.line(link.key)
        if link.kind != "fill":
            return self.links.html(link)
        if module is not None and link.key in self.of_module:
            return self.of_module[link.key](module)
        return self.one_line[link.key]()

    def gap(self, what: str) -> SafeString:
        """What has to be filled in yet: marked so that nobody overlooks it, on paper too."""
        self.gaps.append(what)
        return format_html('<mark class="app-gap">[{}: {}]</mark>', _("to be filled in"), what)

    def line(self, key: str) -> SafeString:
        """A national office, with the address of its site where a source names one."""
        contact = next(each for each in self.edition.pack.contacts if each.key == key)
        name = format_html("{}{}", said(contact.name), unconfirmed(contact))
        if not contact.web:
            return name
        shown = without_scheme(contact.web)
        return format_html(
            '{} <a class="govuk-link" href="{}" rel="noreferrer">{}</a>', name, contact.web, shown
        )

    @property
    def one_line(self) -> dict[str, Callable[[], SafeString]]:
        return {
            "municipality": self.municipality,
            "controller": self.controller,
            "contact-municipality": lambda: self.contact(Kind.MUNICIPALITY),
            "contact-data-protection": lambda: self.contact(Kind.DATA_PROTECTION),
            "contact-complaints": lambda: self.contact(Kind.COMPLAINTS),
            "contact-accessibility": lambda: self.contact(Kind.ACCESSIBILITY),
            "data-protection-post": lambda: self.post("data-protection-officer"),
            "assessed-on": self.assessed_on,
            "assessed-by": self.assessed_by,
            "reviewed-on": self.reviewed_on,
            "recovery-holders": lambda: self.number("recovery-holder"),
            "emergency-substitutes": lambda: self.number("emergency-substitute"),
            "today": lambda: plain(date_format(self.records.on)),
        }

    def municipality(self) -> SafeString:
        place = self.desk.directory.place
        return plain(
            _("Municipality of %(name)s") % {"name": place.name}
            if place
            else self.records.municipality
        )

    def controller(self) -> SafeString:
        found = self.records.controller
        return plain(found.institution.name) if found else self.gap(_("who the controller is"))

    def contact(self, kind: str) -> SafeString:
        found = self.records.contacts.get(kind)
        if found is None:
            return self.gap(_("where to reach: %s") % Kind(kind).label)
        return plain(" · ".join(filter(None, [found.address, found.phone, found.email])))

    def post(self, role: str) -> SafeString:
        if self.records.holding(role):
            return plain(_("the post is held"))
        return self.gap(_("nobody holds the post: %s") % self.title(role))

    def title(self, role: str) -> str:
        return title_of(role, self.edition.pack, self.lang)

    def number(self, role: str) -> SafeString:
        return plain(str(len(self.records.people(role))))

    def assessed_on(self) -> SafeString:
        found = next(iter(self.records.assessments), None)
        return plain(date_format(found.signed_on)) if found else self.no_assessment()

    def assessed_by(self) -> SafeString:
        found = next(iter(self.records.assessments), None)
        return plain(found.signed_by) if found else self.no_assessment()

    def reviewed_on(self) -> SafeString:
        found = next(iter(self.records.assessments), None)
        return plain(date_format(found.review_on)) if found else self.no_assessment()

    def no_assessment(self) -> SafeString:
        return self.gap(_("no impact assessment is in force"))

    def block(self, key: str) -> SafeString:
        return {
            "joint-controllers": self.joint_controllers,
            "modules": self.modules,
            "planned-modules": self.planned_modules,
            "agreements": self.agreements,
            "keeping": self.keeping,
            "complaint-way": self.complaint_way,
        }[key]()

    def joint_controllers(self) -> SafeString:
        joint = [each for each in self.records.controllers if each.is_joint]
        if not joint:
            return listed([plain(_("Nobody: no joint controller is on record."))])
        return listed(
            [format_html("{}: {}", self.name(each.institution), each.basis) for each in joint]
        )

    def name(self, institution: Institution) -> str:
        if self.is_public and institution.is_protected:
            return _("a service whose place is protected")
        return institution.name

    def modules(self) -> SafeString:
        """What is open, for residents: each with the page that says how it works."""
        found = [each for each in self.records.planned if each.key in self.records.opened]
        if not found:
            return listed([plain(_("None: no case can be written down here yet."))])
        return listed([self.module_link(each) for each in found])

    def planned_modules(self) -> SafeString:
        if not self.records.planned:
            return listed([self.gap(_("no module is being prepared"))])
        return listed(
            [
                format_html("{}: {}", said(each.title), self.state(each))
                for each in self.records.planned
            ]
        )

    def module_link(self, module: Mechanism) -> SafeString:
        where = address("mechanism", module.key, self.lang, self.records.municipality)
        return format_html('<a class="govuk-link" href="{}">{}</a>', where, said(module.title))

    def agreements(self) -> SafeString:
        if not self.records.agreements:
            return listed([plain(_("None: no agreement on sharing is in force."))])
        return listed([self.agreement(each) for each in self.records.agreements])

    def agreement(self, row: Agreement) -> SafeString:
        said = _("%(name)s: protocol %(number)s of %(day)s, %(until)s") % {
            "name": self.name(row.institution),
            "number": row.protocol_number,
            "day": date_format(row.signed_on),
            "until": until_when(row),
        }
        return plain(said)

    def keeping(self) -> SafeString:
        return listed([self.kept(each) for each in self.records.papers.keeping])

    def kept(self, each: Keeping) -> SafeString:
        """How long something is kept, and whether that is law or our proposal."""
        ground = (
            format_html(
                '<span class="app-proposed">{}</span> {}',
                _("proposed practice"),
                said(each.proposed),
            )
            if each.proposed
            else self.cites(cited(self.desk, each.law))
        )
        return format_html(
            "<b>{}</b>: {}, {}. {}",
            said(each.title),
            time_of(each),
            said(each.counted_from),
            ground,
        )

    def complaint_way(self) -> SafeString:
        way = self.records.complaint_way
        if way is None:
            return format_html("<p>{}</p>", self.gap(_("how one complains")))
        lines = way.said(self.lang).splitlines()
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines if line.strip()))

    @property
    def of_module(self) -> dict[str, Callable[[Mechanism], SafeString]]:
        return {
            "module": lambda module: plain(said(module.title)),
            "module-what": lambda module: plain(said(module.what)),
            "module-state": self.state,
            "module-lead": lambda module: plain(self.title(lead_of(module))),
            "module-receivers": self.receivers,
            "module-law": lambda module: self.cites(cited(self.desk, module.law)),
        }

    def state(self, module: Mechanism) -> SafeString:
        opened = self.records.opened.get(module.key)
        if opened is None:
            return plain(_("being prepared, not open"))
        return plain(_("open since %s") % date_format(opened.opened_at))

    def receivers(self, module: Mechanism) -> SafeString:
        """Roles that may be members of a case; who only answers calls is none."""
        return plain(", ".join(self.title(role) for role in module.roles if role in CONTENT))

    def cites(self, law: Sequence[Cited]) -> SafeString:
        if not law:
            return format_html('<span class="app-proposed">{}</span>', _("proposed practice"))
        return format_html_join(
            "; ", "{}{}", ((self.cite(each), unconfirmed(each)) for each in law)
        )

    def cite(self, each: Cited) -> SafeString:
        words = ", ".join(said(part) for part in (each.act, each.provision) if part)
        return format_html('<a class="app-cite" href="{}">{}</a>', each.address, words)


def until_when(row: Agreement) -> str:
    if row.until is None:
        return _("without an end")
    return _("until %(day)s") % {"day": date_format(row.until)}


def block_of(tokens: Sequence[Token], place: int) -> str:
    """The block that the paragraph beginning here stands for; empty where it is a paragraph."""
    if tokens[place].type != "paragraph_open":
        return ""
    links = list(prose.links_of(tokens[place + 1].children or []))
    alone = len(tokens[place + 1].children or []) == 2 and len(links) == 1  # its open and close
    return links[0].key if alone and links[0].kind == "fill" and links[0].key in BLOCKS else ""


def time_of(each: Keeping) -> str:
    """`24 months`, as one would say it."""
    if each.months is not None:
        return ngettext("%(n)d month", "%(n)d months", each.months) % {"n": each.months}
    days = each.days or 0
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def listed(items: Sequence[SafeString]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((i,) for i in items)))


def plain(text: str) -> SafeString:
    return conditional_escape(text)
