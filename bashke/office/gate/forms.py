"""What is written down on a form; whether it may be is settled by the services."""

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Institution
from bashke.core.templatetags.components import said
from bashke.office.gate.conditions import BY_DECISION
from bashke.office.gate.models import PublicContact
from bashke.office.gate.records import Records

ISO, AS_WRITTEN = "%Y-%m-%d", "%d.%m.%Y"


class Words(forms.TextInput):
    def __init__(self, **attributes: str) -> None:
        super().__init__({"class": "govuk-input", "autocomplete": "off", **attributes})


def words(label: Any, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=Words(), **more)


def day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=[ISO, AS_WRITTEN],
        widget=forms.DateInput({"type": "date", "class": "govuk-input app-day"}, format=ISO),
        **more,
    )


def text(label: Any) -> forms.CharField:
    area = forms.Textarea({"class": "govuk-textarea", "rows": "6"})
    return forms.CharField(label=label, max_length=1200, widget=area)


def choice(label: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.Select({"class": "govuk-select"}), **more)


class PaperForm(forms.Form):
    """One thing to write down about one municipality."""

    def __init__(self, *args: Any, records: Records, **more: Any) -> None:
        self.records = records
        super().__init__(*args, **more)
        self.offer()

    def offer(self) -> None:
        """Fill in what can be chosen here."""

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        return {"municipality": self.records.municipality, **self.cleaned_data}


class InstitutionForm(PaperForm):
    """About one of the municipality's institutions, which says itself to which it belongs."""

    institution = choice(_("Institution"))

    def institutions(self) -> dict[str, Institution]:
        found = sorted(self.records.institutions.values(), key=lambda each: each.name)
        return {str(each.pk): each for each in found}

    def offer(self) -> None:
        field = self.fields["institution"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared so above)
        field.choices = [(pk, each.name) for pk, each in self.institutions().items()]

    def arguments(self) -> dict[str, Any]:
        institution = self.institutions()[self.cleaned_data["institution"]]
        return {**self.cleaned_data, "institution": institution}


class ControllerForm(InstitutionForm):
    is_joint = forms.TypedChoiceField(
        label=_("It decides"),
        coerce=lambda value: value == "jointly",
        choices=[("first", _("as the controller")), ("jointly", _("jointly with the controller"))],
        widget=forms.Select({"class": "govuk-select"}),
    )
    basis = words(
        _("By which act or agreement"), 160, help_text=_("Number and date, as on the paper.")
    )


class AgreementForm(InstitutionForm):
    protocol_number = words(_("Protocol number"), 60)
    signed_on = day(_("Signed on"))
    until = day(
        _("Holds until"), required=False, help_text=_("Leave it empty if the paper names no end.")
    )

    def institutions(self) -> dict[str, Institution]:
        own = Institution.Kind.MUNICIPALITY
        return {pk: each for pk, each in super().institutions().items() if each.kind != own}


class SignedForm(PaperForm):
    signed_by = words(_("Signed by"), 120, help_text=_("Name and post, as on the paper."))
    signed_on = day(_("Signed on"))
    protocol_number = words(_("Protocol number"), 60)


class AssessmentForm(SignedForm):
    review_on = day(_("To be looked at again on"))
    mechanisms = forms.MultipleChoiceField(
        label=_("Modules that it covers"), widget=forms.CheckboxSelectMultiple()
    )

    def offer(self) -> None:
        field = self.fields["mechanisms"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 (declared so above)
        field.choices = [(each.key, said(each.title)) for each in self.records.modules]


class DecisionForm(SignedForm):
    mechanism = choice(_("Module"))

    def offer(self) -> None:
        field = self.fields["mechanism"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared so above)
        field.choices = [
            (each.key, said(each.title)) for each in self.records.modules if each.key in BY_DECISION
        ]


class ComplaintForm(PaperForm):
    text_sq = text(_("In Albanian"))
    text_en = text(_("In English"))

    def offer(self) -> None:
        """What stands now, else a text to begin with."""
        now = self.records.complaint_way
        for lang in ("sq", "en"):
            with translation.override(lang):
                begun = gettext(
                    "You can complain by word of mouth, in writing or by phone; you need not say"
                    " who you are. Your complaint is read by the complaints officer, who has no"
                    " part in cases. You get an answer with a reason, and nobody may treat you"
                    " worse because you complained."
                )
            self.fields[f"text_{lang}"].initial = now.said(lang) if now else begun


class ContactForm(PaperForm):
    kind = choice(_("Of whom"), choices=PublicContact.Kind.choices)
    address = words(_("Address"), 160, required=False)
    phone = words(_("Phone"), 40, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=Words(type="email"),
        help_text=_("Of the office, not of a person: everybody can read it."),
    )
