"""The papers that a municipality writes down before it opens a module, each with its page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bashke.core.templatetags.components import said
from bashke.office.documents.filling import until_when
from bashke.office.gate import forms, services
from bashke.office.gate.models import (
    Agreement,
    Assessment,
    ComplaintWay,
    Controller,
    Decision,
    OnRecord,
    PublicContact,
    RetentionAcceptance,
    Signed,
)
from bashke.office.gate.records import Records


@dataclass(frozen=True)
class Paper:
    """One kind of paper: what it is for, how it is written down, how it is shown."""

    key: str
    title: Promise
    why: Promise
    model: type[OnRecord]
    form: type[forms.PaperForm]
    write: Callable[..., OnRecord]
    # The template that it is signed from, where there is one.
    document: str = ""


@dataclass(frozen=True)
class Line:
    """One row that stands, in words."""

    row: OnRecord
    says: str
    more: str


PAPERS: Mapping[str, Paper] = {
    paper.key: paper
    for paper in (
        Paper(
            "controllers",
            gettext_lazy("Controllers"),
            gettext_lazy(
                "The institution that decides why and how data are processed, and those that decide"
                " jointly with it. Residents see them in the privacy notice."
            ),
            Controller,
            forms.ControllerForm,
            services.name_controller,
            "register",
        ),
        Paper(
            "agreements",
            gettext_lazy("Agreements on sharing"),
            gettext_lazy(
                "With every institution that takes part in cases. Without an agreement in force"
                " nobody of that institution becomes a member of a case."
            ),
            Agreement,
            forms.AgreementForm,
            services.record_agreement,
        ),
        Paper(
            "assessment",
            gettext_lazy("Impact assessment"),
            gettext_lazy(
                "Print it from the template, add what only you know, sign it, and write down here"
                " that it was signed. Ahead of a new module it is looked at again."
            ),
            Assessment,
            forms.AssessmentForm,
            services.record_assessment,
            "assessment",
        ),
        Paper(
            "complaints",
            gettext_lazy("How one complains"),
            gettext_lazy(
                "In words that a resident understands. It stands in the privacy notice and in"
                " every letter to a person concerned."
            ),
            ComplaintWay,
            forms.ComplaintForm,
            services.state_complaint_way,
            "privacy",
        ),
        Paper(
            "contacts",
            gettext_lazy("Where offices are reached"),
            gettext_lazy(
                "For the privacy notice and the accessibility statement. Give the contacts of"
                " offices, never a person’s own number."
            ),
            PublicContact,
            forms.ContactForm,
            services.state_contact,
        ),
        Paper(
            "keeping",
            gettext_lazy("How long what is kept"),
            gettext_lazy(
                "What the law leaves open is our proposal. Somebody who may decide accepts it by"
                " signature; when a value changes it is accepted anew."
            ),
            RetentionAcceptance,
            forms.SignedForm,
            services.accept_keeping,
        ),
        Paper(
            "decision",
            gettext_lazy("Decision on a module that ships switched off"),
            gettext_lazy(
                "This module can do harm where it is not needed. Somebody who answers for it signs"
                " that it opens, and why; without that it stays off."
            ),
            Decision,
            forms.DecisionForm,
            services.record_decision,
        ),
    )
}


def standing(paper: Paper, records: Records) -> list[Line]:
    """What stands of this paper today, in words, the newest first."""
    rows = paper.model._default_manager.filter(
        municipality=records.municipality, ended_on=None
    ).order_by("-pk")
    if paper.model in {Controller, Agreement}:
        rows = rows.select_related("institution")  # type: ignore[misc] # these two have one
    return [Line(row, *told(row, records)) for row in rows]


def told(row: OnRecord, records: Records) -> tuple[str, str]:
    """What a row says, and what stands small below it."""
    if isinstance(row, Controller):
        how = _("jointly with the controller") if row.is_joint else _("as the controller")
        return row.institution.name, joined([how, row.basis])
    if isinstance(row, Agreement):
        return row.institution.name, joined(
            [
                row.protocol_number,
                on_day(row.signed_on),
                until_when(row),
            ]
        )
    if isinstance(row, PublicContact):
        return str(row.get_kind_display()), joined([row.address, row.phone, row.email])
    if isinstance(row, ComplaintWay):
        return row.text_sq, row.text_en
    if isinstance(row, Signed):
        return signed(row, records)
    raise TypeError(row)


def signed(row: Signed, records: Records) -> tuple[str, str]:
    """A signature: on what, by whom, when."""
    by = joined([row.signed_by, on_day(row.signed_on), row.protocol_number])
    titles = {each.key: said(each.title) for each in records.modules}
    if isinstance(row, Assessment):
        covered = [titles.get(each.mechanism, each.mechanism) for each in row.covered.all()]
        review = _("to be looked at again on %s") % on_day(row.review_on)
        return ", ".join(covered), joined([by, review])
    if isinstance(row, Decision):
        return titles.get(row.mechanism, row.mechanism), by
    if isinstance(row, RetentionAcceptance) and row.fingerprint != records.papers.fingerprint:
        return _("Accepted, but the values have changed since"), by
    return _("Accepted as the values stand today"), by


def joined(parts: Sequence[Any]) -> str:
    return " · ".join(str(part) for part in parts if part)


def on_day(day: Any) -> str:
    return date_format(day)
