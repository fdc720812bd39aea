"""What a municipality has on record on one day, read once: the same few queries, however large."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from bashke.accounts.models import Institution, Membership, Post
from bashke.accounts.policy import CONTENT
from bashke.keys.living import recovery_keepers
from bashke.keys.services import recovery_is_ready
from bashke.mechanisms.library import Library
from bashke.mechanisms.library import from_files as library_from_files
from bashke.mechanisms.schema import Mechanism
from bashke.office.documents.reading import Papers
from bashke.office.documents.reading import from_files as papers_from_files
from bashke.office.gate.models import (
    Agreement,
    Assessment,
    ComplaintWay,
    Controller,
    Decision,
    Module,
    PublicContact,
    RetentionAcceptance,
)


@dataclass(frozen=True)
class Held:
    """Somebody holds a post now; `has_key` where the post has one and they were given it."""

    person: UUID
    post: UUID
    role: str
    institution: int
    is_substitute: bool
    has_key: bool

    @property
    def can_work(self) -> bool:
        """Whether what comes to the post can be opened by this person."""
        return self.has_key or self.role not in CONTENT


@dataclass(frozen=True)
class Records:
    """Everything that the conditions and the papers are computed from."""

    municipality: str
    on: date
    library: Library
    papers: Papers
    institutions: Mapping[int, Institution]
    posts: frozenset[str]
    held: tuple[Held, ...]
    controllers: tuple[Controller, ...]
    agreements: tuple[Agreement, ...]
    assessments: tuple[Assessment, ...]
    complaint_way: ComplaintWay | None
    contacts: Mapping[str, PublicContact]
    acceptance: RetentionAcceptance | None
    decisions: Mapping[str, Decision]
    opened: Mapping[str, Module]
    recovery_is_ready: bool
    recovery_keepers: int

    @property
    def modules(self) -> tuple[Mechanism, ...]:
        """Every mechanism that can be opened, in the order in which the pack breaks ties."""
        order = self.library.pack.file.ties
        found = [each for each in self.library.on(self.on) if each.kind == "mechanism"]
        return tuple(sorted(found, key=lambda each: order.index(each.key)))

    @property
    def planned(self) -> tuple[Mechanism, ...]:
        """Those that are open, or for whose lead a post is there."""
        return tuple(
            each for each in self.modules if each.key in self.opened or lead_of(each) in self.posts
        )

    @property
    def covered(self) -> frozenset[str]:
        """The mechanisms that an impact assessment in force covers."""
        return frozenset(row.mechanism for each in self.assessments for row in each.covered.all())

    @property
    def controller(self) -> Controller | None:
        return next((each for each in self.controllers if not each.is_joint), None)

    def holding(self, *roles: str) -> tuple[Held, ...]:
        return tuple(each for each in self.held if each.role in roles)

    def people(self, *roles: str) -> set[UUID]:
        return {each.person for each in self.holding(*roles)}


def lead_of(mechanism: Mechanism) -> str:
    """The role that leads a mechanism: who does its first step."""
    return mechanism.steps[0].done_by


def read(municipality: str, on: date | None = None) -> Records:
    """What is on record today; `on` another day asks what of it still holds then."""
    day = on or timezone.localdate()
    institutions = Institution.objects.of(municipality).working()
    acceptances = RetentionAcceptance.objects.of(municipality).current(day)
    return Records(
        municipality=municipality,
        on=day,
        library=library_from_files(),
        papers=papers_from_files(),
        institutions={each.pk: each for each in institutions},
        posts=frozenset(Post.objects.of(municipality).working().values_list("role", flat=True)),
        held=tuple(held_in(municipality)),
        controllers=tuple(
            Controller.objects.of(municipality).current(day).select_related("institution")
        ),
        agreements=tuple(
            Agreement.objects.of(municipality).holding(day).select_related("institution")
        ),
        assessments=tuple(
            Assessment.objects.of(municipality)
            .holding(day)
            .order_by("-signed_on", "-pk")
            .prefetch_related("covered")
        ),
        complaint_way=ComplaintWay.objects.of(municipality).current(day).first(),
        contacts={each.kind: each for each in PublicContact.objects.of(municipality).current(day)},
        acceptance=acceptances.order_by("-pk").first(),
        decisions={each.mechanism: each for each in Decision.objects.of(municipality).current(day)},
        opened={each.mechanism: each for each in Module.objects.of(municipality).opened()},
        recovery_is_ready=recovery_is_ready(municipality),
        recovery_keepers=recovery_keepers(municipality),
    )


def held_in(municipality: str) -> Iterable[Held]:
    rows = Membership.objects.of(municipality).current().select_related("post")
    for row in rows:
        yield Held(
            person=row.person_id,
            post=row.post_id,
            role=row.post.role,
            institution=row.post.institution_id,
            is_substitute=row.is_substitute,
            has_key=row.keyed_at is not None,
        )
