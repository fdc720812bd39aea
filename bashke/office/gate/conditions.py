"""What has to hold before a module opens (ADR 0025): computed from rows, ticked by nobody."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from bashke.accounts.models import Institution
from bashke.accounts.policy import CONTENT, May, roles_that, title_of
from bashke.keys.living import ENOUGH
from bashke.mechanisms.schema import Mechanism
from bashke.office.gate.models import Module
from bashke.office.gate.records import Records, lead_of

# Ships switched off: nobody opens it without an explicit decision that somebody signed.
BY_DECISION = frozenset({"violent-extremism"})
# Who never is the same person, or the module stays off.
APART = {"violent-extremism": ("safety-council-secretary", "ve-contact")}
COMPLAINTS = "complaints-officer"
POSTS_PAGE, HOLDERS_PAGE = "office:posts", "office:key-holders"
PAPER_PAGE = "office:gate-paper"


@dataclass(frozen=True)
class Condition:
    """One thing that has to hold: how much of it does, what is missing, and who mends it where."""

    key: str
    title: Promise
    whom: str
    page: str
    needed: int
    missing: tuple[str, ...] = ()
    # The paper to be written down, where `page` is that of papers.
    paper: str = ""
    # Whether a module that was opened with it is in danger without it.
    endangers: bool = True

    @property
    def holds(self) -> bool:
        return not self.missing

    @property
    def done(self) -> int:
        return self.needed - len(self.missing)


@dataclass(frozen=True)
class Readiness:
    """A mechanism, what it still needs, and the module where it was opened."""

    mechanism: Mechanism
    module: Module | None
    general: tuple[Condition, ...]
    own: tuple[Condition, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (*self.general, *self.own)

    @property
    def holds(self) -> bool:
        return all(each.holds for each in self.conditions)

    @property
    def percent(self) -> int:
        return percent(self.conditions)

    @property
    def endangered_by(self) -> tuple[Condition, ...]:
        return tuple(each for each in self.conditions if each.endangers and not each.holds)

    @property
    def is_endangered(self) -> bool:
        return self.module is not None and bool(self.endangered_by)


def percent(conditions: Iterable[Condition]) -> int:
    """How much is on record; a hundred only where nothing is missing."""
    found = tuple(conditions)
    needed = sum(each.needed for each in found)
    return sum(each.done for each in found) * 100 // needed if needed else 100


def readiness(records: Records) -> tuple[Readiness, ...]:
    """Every mechanism of the pack, and how ready the municipality is for it."""
    shared = general(records)
    return tuple(ready(records, each, shared) for each in records.modules)


def ready(records: Records, mechanism: Mechanism, shared: tuple[Condition, ...]) -> Readiness:
    """How ready for one mechanism: an agreement is a danger to it only where its lead lacks one."""
    led_by = {each.institution for each in records.holding(lead_of(mechanism))}
    own = [assessed(records, mechanism), staffed(records, mechanism)]
    if mechanism.key in APART:
        own.append(apart(records, *APART[mechanism.key]))
    if mechanism.key in BY_DECISION:
        own.append(decided(records, mechanism))
    return Readiness(
        mechanism,
        records.opened.get(mechanism.key),
        tuple(
            agreements(records, endangers=bool(led_by & set(without_agreement(records))))
            if each.key == "agreements"
            else each
            for each in shared
        ),
        tuple(own),
    )


def general(records: Records) -> tuple[Condition, ...]:
    """What every module needs."""
    return (
        controllers(records),
        agreements(records),
        assessment(records),
        trail_reader(records),
        complaint_way(records),
        key_holders(records),
        keeping(records),
    )


def role(records: Records, key: str) -> str:
    return title_of(key, records.library.pack, get_language() or "sq")


def controllers(records: Records) -> Condition:
    missing = () if records.controller else (_("It is not written down who the controller is."),)
    return Condition(
        "controllers",
        gettext_lazy("Who is the controller"),
        role(records, "mayor"),
        PAPER_PAGE,
        1,
        missing,
        paper="controllers",
    )


def without_agreement(records: Records) -> dict[int, Institution]:
    """Other institutions where somebody holds a post to which content comes, without agreement."""
    agreed = {each.institution_id for each in records.agreements}
    return {pk: records.institutions[pk] for pk in sharing(records) if pk not in agreed}


def sharing(records: Records) -> list[int]:
    """Institutions beside the municipality itself that take part in cases."""
    own = Institution.Kind.MUNICIPALITY
    taking_part = {each.institution for each in records.held if each.role in CONTENT}
    return sorted(pk for pk in taking_part if records.institutions[pk].kind != own)


def agreements(records: Records, *, endangers: bool = False) -> Condition:
    missing = without_agreement(records).values()
    return Condition(
        "agreements",
        gettext_lazy("An agreement on sharing with every institution that takes part"),
        role(records, "mayor"),
        PAPER_PAGE,
        max(len(sharing(records)), 1),
        tuple(_("No agreement in force: %(name)s.") % {"name": each.name} for each in missing),
        paper="agreements",
        endangers=endangers,
    )


def assessment(records: Records) -> Condition:
    missing = (
        () if records.assessments else (_("No impact assessment is signed, or its review is due."),)
    )
    return Condition(
        "assessment",
        gettext_lazy("An impact assessment, signed and not past its review"),
        role(records, "data-protection-officer"),
        PAPER_PAGE,
        1,
        missing,
        paper="assessment",
    )


def trail_reader(records: Records) -> Condition:
    readers = records.people(*roles_that(May.READ_TRAIL))
    missing = () if readers else (_("Nobody holds a post that reads the trail."),)
    return Condition(
        "trail-reader",
        gettext_lazy("Somebody who reads the trail"),
        role(records, "administrator"),
        POSTS_PAGE,
        1,
        missing,
    )


def complaint_way(records: Records) -> Condition:
    officers = records.people(COMPLAINTS)
    others = {each.person for each in records.held if each.role != COMPLAINTS}
    missing = []
    if not officers:
        missing.append(_("Nobody holds the post of the complaints officer."))
    if not officers or officers & others:
        missing.append(_("The complaints officer has to be somebody without any other post."))
    if not records.complaint_way:
        missing.append(_("How one complains is not written down."))
    return Condition(
        "complaints",
        gettext_lazy("A way to complain, outside the chain"),
        role(records, "administrator"),
        PAPER_PAGE if not records.complaint_way else POSTS_PAGE,
        3,
        tuple(missing),
        paper="" if records.complaint_way else "complaints",
    )


def key_holders(records: Records) -> Condition:
    missing = []
    if not records.recovery_is_ready:
        missing.append(_("The recovery key is not made, or not every list of words was tried."))
    if records.recovery_keepers < ENOUGH:
        missing.append(
            ngettext(
                "Fewer than %(n)d living holder keeps recovery words.",
                "Fewer than %(n)d living holders keep recovery words.",
                ENOUGH,
            )
            % {"n": ENOUGH}
        )
    return Condition(
        "key-holders",
        gettext_lazy("Key holders who can recover what is lost"),
        role(records, "recovery-holder"),
        HOLDERS_PAGE,
        2,
        tuple(missing),
    )


def keeping(records: Records) -> Condition:
    """The times of keeping are confirmed law, or were accepted as the proposals that they are."""
    is_confirmed = records.library.is_confirmed
    sure = all(
        each.law and all(is_confirmed(citation) for citation in each.law)
        for each in records.papers.keeping
    )
    accepted = records.acceptance
    missing: tuple[str, ...]
    if sure or (accepted and accepted.fingerprint == records.papers.fingerprint):
        missing = ()
    elif accepted:
        missing = (_("The times of keeping have changed since they were accepted."),)
    else:
        missing = (_("The times of keeping are proposals, and nobody has accepted them."),)
    return Condition(
        "keeping",
        gettext_lazy("How long what is kept"),
        role(records, "data-protection-officer"),
        PAPER_PAGE,
        1,
        missing,
        paper="keeping",
    )


def assessed(records: Records, mechanism: Mechanism) -> Condition:
    missing = (
        ()
        if mechanism.key in records.covered
        else (_("No impact assessment in force covers this module."),)
    )
    return Condition(
        "assessed",
        gettext_lazy("The impact assessment covers it"),
        role(records, "data-protection-officer"),
        PAPER_PAGE,
        1,
        missing,
        paper="assessment",
    )


def staffed(records: Records, mechanism: Mechanism) -> Condition:
    """Two people with the lead's role in the same post: one first, another as substitute."""
    lead = lead_of(mechanism)
    able = [each for each in records.holding(lead) if each.can_work]
    first = {(each.post, each.person) for each in able if not each.is_substitute}
    second = {(each.post, each.person) for each in able if each.is_substitute}
    pair = any(one == other and who != whom for one, who in first for other, whom in second)
    title = {"role": role(records, lead)}
    missing = []
    if not first:
        missing.append(_("Nobody holds this post first, with its key: %(role)s.") % title)
    if not pair:
        missing.append(_("This post has no second person with its key: %(role)s.") % title)
    return Condition(
        "second-person",
        gettext_lazy("Two people who can lead it"),
        role(records, "administrator"),
        POSTS_PAGE,
        2,
        tuple(missing),
    )


def apart(records: Records, one: str, other: str) -> Condition:
    """Two posts, both held, and nobody who holds both."""
    missing = [
        _("Nobody holds this post: %(role)s.") % {"role": role(records, key)}
        for key in (one, other)
        if not records.holding(key)
    ]
    if records.people(one) & records.people(other):
        missing.append(
            _("These have to be two people: %(one)s, %(other)s.")
            % {"one": role(records, one), "other": role(records, other)}
        )
    return Condition(
        "apart",
        gettext_lazy("Two posts that one person never holds"),
        role(records, "administrator"),
        POSTS_PAGE,
        2,
        tuple(missing),
    )


def decided(records: Records, mechanism: Mechanism) -> Condition:
    missing = (
        ()
        if mechanism.key in records.decisions
        else (_("This module ships switched off, and nobody has signed that it opens."),)
    )
    return Condition(
        "decision",
        gettext_lazy("An explicit decision, signed"),
        role(records, "mayor"),
        PAPER_PAGE,
        1,
        missing,
        paper="decision",
    )
