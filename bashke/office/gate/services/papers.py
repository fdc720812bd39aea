"""What is written down: controllers, agreements, signatures, ways to complain and to reach."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Institution
from bashke.accounts.refusals import AccountError
from bashke.audit.services import record
from bashke.office.gate.conditions import BY_DECISION
from bashke.office.gate.models import (
    Agreement,
    AssessedModule,
    Assessment,
    ComplaintWay,
    Controller,
    Decision,
    OnRecord,
    PublicContact,
    RetentionAcceptance,
)
from bashke.office.gate.records import read
from bashke.office.gate.services.modules import watch

Row = TypeVar("Row", bound=OnRecord)


@transaction.atomic
def name_controller(
    *, institution: Institution, is_joint: bool, basis: str, actor: str
) -> Controller:
    """Write down who decides why and how data are processed; a first one follows the former."""
    municipality = institution.municipality
    former = Controller.objects.of(municipality).current().filter(institution=institution)
    if not is_joint:
        former |= Controller.objects.of(municipality).current().filter(is_joint=False)
    end_all(former, actor)
    return put(
        Controller(
            municipality=municipality, institution=institution, is_joint=is_joint, basis=basis
        ),
        actor,
    )


@transaction.atomic
def record_agreement(
    *,
    institution: Institution,
    protocol_number: str,
    signed_on: date,
    until: date | None,
    actor: str,
) -> Agreement:
    """Write down an agreement on sharing with one institution."""
    refuse_what_is_to_come(signed_on)
    if until and until < signed_on:
        raise AccountError(_("The agreement would end before it was signed."))
    return put(
        Agreement(
            municipality=institution.municipality,
            institution=institution,
            protocol_number=protocol_number,
            signed_on=signed_on,
            until=until,
        ),
        actor,
    )


@transaction.atomic
def record_assessment(
    *,
    municipality: str,
    mechanisms: Iterable[str],
    signed_by: str,
    signed_on: date,
    protocol_number: str,
    review_on: date,
    actor: str,
) -> Assessment:
    """Write down that an impact assessment was signed, which modules it covers, until when."""
    refuse_what_is_to_come(signed_on)
    covered = sorted(set(mechanisms))
    if not covered or not set(covered) <= {each.key for each in read(municipality).modules}:
        raise AccountError(_("Choose at least one module that the assessment covers."))
    if review_on <= signed_on:
        raise AccountError(_("The review has to come after the day of signing."))
    row = Assessment(
        municipality=municipality,
        signed_by=signed_by,
        signed_on=signed_on,
        protocol_number=protocol_number,
        review_on=review_on,
    )
    row.save()
    AssessedModule.objects.bulk_create(
        AssessedModule(assessment=row, mechanism=key) for key in covered
    )
    return told(row, actor)


@transaction.atomic
def state_complaint_way(
    *, municipality: str, text_sq: str, text_en: str, actor: str
) -> ComplaintWay:
    """Write down how one complains, in both languages; it takes the place of what stood before."""
    end_all(ComplaintWay.objects.of(municipality).current(), actor)
    return put(ComplaintWay(municipality=municipality, text_sq=text_sq, text_en=text_en), actor)


@transaction.atomic
def state_contact(
    *, municipality: str, kind: str, address: str, phone: str, email: str, actor: str
) -> PublicContact:
    """Write down where an office is reached; it takes the place of what stood before."""
    if not (address or phone or email):
        raise AccountError(_("Give an address, a phone or an e-mail."))
    if kind not in PublicContact.Kind.values:
        raise AccountError(_("There is no such contact."))
    end_all(PublicContact.objects.of(municipality).current().filter(kind=kind), actor)
    return put(
        PublicContact(
            municipality=municipality, kind=kind, address=address, phone=phone, email=email
        ),
        actor,
    )


@transaction.atomic
def accept_keeping(
    *, municipality: str, signed_by: str, signed_on: date, protocol_number: str, actor: str
) -> RetentionAcceptance:
    """Write down that the times of keeping were accepted as the content pack has them today."""
    refuse_what_is_to_come(signed_on)
    fingerprint = read(municipality).papers.fingerprint
    end_all(RetentionAcceptance.objects.of(municipality).current(), actor)
    return put(
        RetentionAcceptance(
            municipality=municipality,
            fingerprint=fingerprint,
            signed_by=signed_by,
            signed_on=signed_on,
            protocol_number=protocol_number,
        ),
        actor,
    )


@transaction.atomic
def record_decision(
    *,
    municipality: str,
    mechanism: str,
    signed_by: str,
    signed_on: date,
    protocol_number: str,
    actor: str,
) -> Decision:
    """Write down the signed decision that a module which ships switched off may open."""
    refuse_what_is_to_come(signed_on)
    if mechanism not in BY_DECISION:
        raise AccountError(_("This module needs no decision of its own."))
    end_all(Decision.objects.of(municipality).current().filter(mechanism=mechanism), actor)
    return put(
        Decision(
            municipality=municipality,
            mechanism=mechanism,
            signed_by=signed_by,
            signed_on=signed_on,
            protocol_number=protocol_number,
        ),
        actor,
    )


@transaction.atomic
def end_on_record(*, row: OnRecord, actor: str) -> None:
    """What was written down no longer holds, from today."""
    if not end_all(type(row)._default_manager.filter(pk=row.pk, ended_on=None), actor):
        raise AccountError(_("This has ended already."))
    watch(row.municipality)


def put(row: Row, actor: str) -> Row:
    """Keep a new row, unless the same was written down a moment ago."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise AccountError(_("Somebody wrote this down a moment ago. Look again.")) from None
    return told(row, actor)


def told(row: Row, actor: str) -> Row:
    record(
        municipality=row.municipality,
        actor=actor,
        act=f"{row._meta.model_name}.put",
        subject=row.subject,
    )
    watch(row.municipality)
    return row


def end_all(rows: Iterable[OnRecord], actor: str) -> int:
    """End each of these rows that still stands; how many did."""
    count = 0
    for row in rows:
        standing = type(row)._default_manager.filter(pk=row.pk, ended_on=None)
        if standing.update(ended_on=timezone.localdate()):
            record(
                municipality=row.municipality,
                actor=actor,
                act=f"{row._meta.model_name}.end",
                subject=row.subject,
            )
            count += 1
    return count


def refuse_what_is_to_come(day: date) -> None:
    if day > timezone.localdate():
        raise AccountError(_("The day of signing lies ahead. Write it down once it is signed."))
