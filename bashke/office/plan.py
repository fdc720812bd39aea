"""Which institutions and posts the mechanisms of a municipality need: from their files."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bashke.accounts.models import Institution
from bashke.accounts.policy import ROLES
from bashke.core.text import albanian_order
from bashke.mechanisms.library import Library
from bashke.mechanisms.schema import Mechanism
from bashke.office.naming import CALLED
from bashke.pack.content import Pack

Kind = Institution.Kind
# What every municipality needs, whichever mechanisms it runs.
ALWAYS = (
    "administrator",
    "recovery-holder",
    "emergency-substitute",
    "supervisor",
    "data-protection-officer",
    "complaints-officer",
    "municipality-desk",
)
# It ships switched off; whoever wants it ticks it.
NOT_AT_FIRST = frozenset({"violent-extremism"})


@dataclass(frozen=True)
class PlannedPost:
    """A role that the mechanisms name, and the keys of the mechanisms that do."""

    role: str
    mechanisms: tuple[str, ...]


@dataclass(frozen=True)
class PlannedInstitution:
    """An institution that holds these roles, under a name to begin with."""

    kind: str
    name: str
    posts: tuple[PlannedPost, ...]


@dataclass(frozen=True)
class Addition:
    """A further institution of a kind that a municipality has several of."""

    kind: str
    roles: tuple[str, ...]
    is_protected: bool = False


ADDITIONS: Mapping[str, Addition] = {
    "school": Addition(Kind.SCHOOL, ("school-psychosocial", "front-line-worker")),
    "shelter": Addition(Kind.CIVIL_SOCIETY, ("shelter",), is_protected=True),
    "civil-society": Addition(Kind.CIVIL_SOCIETY, ("front-line-worker",)),
    "health": Addition(Kind.HEALTH, ("health-centre", "front-line-worker")),
    "police": Addition(Kind.POLICE, ("police-station",)),
    "prosecution": Addition(Kind.PROSECUTION, ("prosecutor",)),
    "prefecture": Addition(Kind.PREFECTURE, ("prefecture",)),
}


def offered(library: Library, day: date, lang: str) -> list[Mechanism]:
    """The mechanisms and services that a municipality may run: mechanisms first, by title."""
    found = [each for each in library.on(day) if roles_of(each)]
    return sorted(
        found,
        key=lambda each: (
            each.kind != "mechanism",
            albanian_order(each.title.in_language(lang)),
        ),
    )


def roles_of(mechanism: Mechanism) -> list[str]:
    """Who takes part in it, as its steps name them, as far as somebody here can hold the post."""
    acting = {step.done_by for step in mechanism.steps}
    told = {role for step in mechanism.steps for role in step.tells}
    named = acting | told | set(mechanism.roles)
    return [role for role in ROLES if role in named]


def planned(
    mechanisms: Iterable[Mechanism], chosen: Collection[str], pack: Pack, place: str
) -> list[PlannedInstitution]:
    """The institutions and posts for the chosen mechanisms, the municipality's own first."""
    wanted: dict[str, list[str]] = {role: [] for role in ALWAYS}
    for mechanism in mechanisms:
        if mechanism.key in chosen:
            for role in roles_of(mechanism):
                wanted.setdefault(role, []).append(mechanism.key)
    by_kind: dict[str, list[PlannedPost]] = {}
    for role, keys in wanted.items():
        kind = kind_of(role, pack)
        by_kind.setdefault(kind, []).append(PlannedPost(role, tuple(keys)))
    return [
        PlannedInstitution(kind, CALLED[kind].format(place), tuple(by_kind[kind]))
        for kind in CALLED
        if kind in by_kind
    ]


def kind_of(role: str, pack: Pack) -> str:
    """In which kind of institution a role is held: the pack says, else the municipality itself."""
    named = pack.roles.get(role)
    kind = named.institution_kind if named else Kind.MUNICIPALITY.value
    return kind if kind in CALLED else Kind.STATE.value
