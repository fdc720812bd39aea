"""Parts of a case under keys of their own, and who gets which key.

Each kind says in one place to whom it opens. Whoever joins a case, leaves it or hands it over gets
or loses all its keys together, and erasing destroys them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bashke.accounts.models import Person, Post
from bashke.cases.models import Assignment, Case, SealedPart
from bashke.cases.refusals import CaseError
from bashke.cases.services.referrals import holder_of
from bashke.keys import services as keys
from bashke.keys.living import holders_of
from bashke.keys.opening import Opened, Ring, open_all

GROUND = "assignment"


@dataclass(frozen=True)
class PartKind:
    """A kind of part, such as the plan, and which members of a case open it beside its lead."""

    name: str
    opens_to: Callable[[Assignment], bool]
    # Who leads gets the key: a case with such a part is handed over only to posts that may have it.
    may_lead: Callable[[Post], bool] = lambda _post: True

    def is_for(self, assignment: Assignment) -> bool:
        """Who leads opens every part: nobody else could give its key on."""
        return assignment.part == Assignment.Part.LEAD or self.opens_to(assignment)


kinds: dict[str, PartKind] = {}


def register(kind: PartKind) -> None:
    """Let cases have parts of this kind; once for a name."""
    if kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"There is a kind of part called {kind.name} already.")


def part_if_open(*, case: Case, kind: str, ring: Ring) -> tuple[SealedPart, Opened] | None:
    """The part, for who has its key; nothing where there is none yet, or no key."""
    part = SealedPart.objects.filter(case=case, kind=kind).first()
    opened = part and open_all(ring, [part.compartment]).get(part.compartment)
    return (part, opened) if part and opened else None


@transaction.atomic
def part_of(*, case: Case, kind: str, ring: Ring, person: Person) -> tuple[SealedPart, Opened]:
    """The part to write into; made, with a key for all to whom it opens, if there is none yet.

    `CaseError` for who may not open parts of this kind.
    """
    members = [each for each in members_of(case) if kinds[kind].is_for(each)]
    if person.pk not in {each.person_id for each in members}:
        raise CaseError(_("This part of the case is not for your post."))
    if not SealedPart.objects.filter(case=case, kind=kind).exists():
        make(case, kind, members, person)
    found = part_if_open(case=case, kind=kind, ring=ring)
    if found is None:
        raise CaseError(_("Your key does not open this part of the case. Ask who leads it."))
    return found


def make(case: Case, kind: str, members: list[Assignment], person: Person) -> None:
    """Of two who make it at once, one finds it made."""
    try:
        with transaction.atomic():
            opened = keys.create(
                kind=kind,
                municipality=case.municipality,
                holders=[holder_of(each.person) for each in members],
                ground=GROUND,
                actor=person.actor,
                break_glass=True,
            )
            SealedPart.objects.create(case=case, kind=kind, compartment=opened.id)
    except IntegrityError:
        return


def give_parts(*, assignment: Assignment, ring: Ring, actor: str) -> None:
    """Every part that opens to this member, with all that was written before."""
    holder = holder_of(assignment.person)
    for part in parts_of(assignment.case):
        if kinds[part.kind].is_for(assignment):
            keys.grant(
                ring=ring,
                compartment=part.compartment,
                to=holder,
                ground=GROUND,
                actor=actor,
                epochs="all",
            )


def take_keys(*, assignment: Assignment, actor: str) -> None:
    """The key of the case and of every part that this member holds, as of now."""
    holder = holder_of(assignment.person)
    for compartment in compartments_of(assignment.case):
        if is_held(compartment, holder):
            keys.end(compartment=compartment, holder=holder, ground=GROUND, actor=actor)


def refuse_lead_at(case: Case, post: Post) -> None:
    """A case with a part that is never for a post is not led from there."""
    if not all(kinds[part.kind].may_lead(post) for part in parts_of(case)):
        raise CaseError(
            _("A part of this case is never for this post, so it cannot lead the case.")
        )


def compartments_of(case: Case) -> list[UUID]:
    """Its own and those of its parts: what one steps out of, what is destroyed at its end."""
    parts = parts_of(case).values_list("compartment", flat=True)
    return [case.compartment, *parts]


def parts_of(case: Case) -> QuerySet[SealedPart]:
    return SealedPart.objects.filter(case=case).order_by("pk")


def is_held(compartment: UUID, holder: UUID) -> bool:
    return holder in holders_of(compartment)


def members_of(case: Case) -> list[Assignment]:
    """Who takes part now, with person and post."""
    current = Assignment.objects.current().filter(case=case)
    return list(current.select_related("person", "post__institution"))
