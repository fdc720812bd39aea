"""The register of what authorities asked about people: who, on what ground, what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Person
from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.cases.models import AuthorityRequest
from bashke.cases.refusals import CaseError
from bashke.cases.services.rights import officers_of, refuse_long
from bashke.guide.edition import current
from bashke.keys import services as keys
from bashke.keys.opening import Ring, open_with

KIND = "authority-request"
# To these nothing is ever given: no flow to intelligence, border or immigration (rule 15).
NEVER = frozenset({AuthorityRequest.Authority.INTELLIGENCE, AuthorityRequest.Authority.BORDER})
GIVES = frozenset({AuthorityRequest.Answer.GIVEN, AuthorityRequest.Answer.IN_PART})


@dataclass(frozen=True)
class FromAuthority:
    """What an authority asked, as it came."""

    authority: str
    law: str
    provision: str
    came_on: date
    texts: Mapping[str, str]


@transaction.atomic
def register_authority(
    *, municipality: str, officer: Person, came: FromAuthority
) -> AuthorityRequest:
    """Write down that an authority asked, whatever is answered; the public count has it at once."""
    refuse_unknown(came)
    opened = keys.create(
        kind=KIND,
        municipality=municipality,
        holders=officers_of(municipality, officer),
        ground=Ground.OVERSIGHT,
        actor=officer.actor,
    )
    row = AuthorityRequest(
        municipality=municipality,
        authority=came.authority,
        law=came.law,
        provision=came.provision,
        came_on=came.came_on,
        officer=officer,
        compartment=opened.id,
    )
    for name in ("who", "about"):
        setattr(row, name, opened.seal(came.texts.get(name, ""), field=row.field(name)))
    row.save(force_insert=True)
    tell(row, officer, "authority.registered")
    return row


@transaction.atomic
def answer_authority(
    *, request: AuthorityRequest, ring: Ring, officer: Person, answer: str, said: str
) -> None:
    """What it was answered, and why. Giving something needs a law that was named."""
    if answer not in AuthorityRequest.Answer.values or not said.strip():
        raise CaseError(_("Choose what was answered, and write why."))
    refuse_long(said)
    if answer in GIVES and request.authority in NEVER:
        raise CaseError(
            _("Nothing goes to intelligence, border or immigration authorities from here. "
              "Ask them to come with an order of a court.")
        )  # fmt: skip
    if answer in GIVES and not request.law:
        raise CaseError(_("Without a law that they name nothing is given."))
    opened = open_with(ring, request.compartment)
    sealed = opened.seal(said, field=request.field("said"))
    open_one = AuthorityRequest.objects.filter(pk=request.pk, answered_on=None)
    if not open_one.update(answer=answer, answered_on=timezone.localdate(), said=sealed):
        raise CaseError(_("This is answered already."))
    request.refresh_from_db()
    tell(request, officer, f"authority.answered/{answer}")


@transaction.atomic
def look_at_authority(*, request: AuthorityRequest, person: Person) -> None:
    """An officer opened it; every opening is told."""
    tell(request, person, "authority.opened")


def authority_words(request: AuthorityRequest, ring: Ring) -> dict[str, str]:
    opened = open_with(ring, request.compartment)
    return {
        name: opened.unseal(sealed, field=request.field(name))
        for name in AuthorityRequest.TEXTS
        if (sealed := getattr(request, name))
    }


def refuse_unknown(came: FromAuthority) -> None:
    if came.authority not in AuthorityRequest.Authority.values:
        raise CaseError(_("Choose which kind of authority asks."))
    if came.law and came.law not in current().library.pack.acts:
        raise CaseError(_("Choose a law from the list, or say that none was named."))
    if not came.texts.get("who", "").strip():
        raise CaseError(_("Write who asked, and from which office."))
    if came.came_on > timezone.localdate():
        raise CaseError(_("The day on which it came is not in the future."))
    for text in came.texts.values():
        refuse_long(text)


def tell(request: AuthorityRequest, person: Person, act: str) -> None:
    verb, _slash, rest = act.partition("/")
    record(
        municipality=request.municipality,
        actor=person.actor,
        act=verb,
        subject=f"{request.subject}/{rest}" if rest else request.subject,
        ground=Ground.OVERSIGHT,
    )
