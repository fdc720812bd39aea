"""What one asks of the trail, and about whom or what one asks who could open it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Person
from bashke.audit.plain import PLAIN
from bashke.office.forms.widgets import choice, day, text
from bashke.office.matters import Kind
from bashke.office.oversight.trail import OPENINGS, REASONS, Wanted
from bashke.office.oversight.words import ACTS

EVERYBODY = _("everybody")
COMPARTMENT = "compartment"


class PersonField(forms.ChoiceField):
    """One of the people given, by their opaque ids."""

    def __init__(self, *, people: Sequence[Person], empty: object, **more: Any) -> None:
        self.people: Mapping[str, Person] = {str(each.pk): each for each in people}
        choices = [("", empty), *((pk, each.name) for pk, each in self.people.items())]
        super().__init__(choices=choices, widget=choice(), **more)

    def clean(self, value: object) -> Person | None:
        return self.people.get(str(super().clean(value)))


class TrailForm(forms.Form):
    """Which part of the trail."""

    about = forms.CharField(
        label=_("About what"),
        help_text=_("A reference as the trail has it, such as case/… or referral/…"),
        required=False,
        max_length=120,
        widget=text(autocomplete="off", spellcheck="false"),
    )
    since = forms.DateField(label=_("From"), required=False, widget=day())
    until = forms.DateField(label=_("To"), required=False, widget=day())

    def __init__(self, data: Any, *, people: Sequence[Person]) -> None:
        super().__init__(data)
        self.fields["who"] = PersonField(
            people=people, empty=EVERYBODY, label=_("Who"), required=False
        )
        acts = [("", _("everything")), (OPENINGS, _("only opening of content")), *ACTS.items()]
        self.fields["act"] = forms.ChoiceField(
            choices=acts, label=_("What was done"), required=False, widget=choice()
        )
        self.order_fields(["who", "act", "about", "since", "until"])

    def clean_about(self) -> str:
        about = str(self.cleaned_data["about"]).strip().lower().rstrip("/")
        if about and not PLAIN.fullmatch(about):
            raise forms.ValidationError(_("A reference has letters, digits and / alone."))
        return about

    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data) if self.is_valid() else Wanted()


class ExportForm(forms.Form):
    """Why a part of the trail leaves as a file."""

    reason = forms.ChoiceField(
        label=_("Why do you need it as a file?"),
        help_text=_("The reason stays on the trail, with your name and how many lines you took."),
        choices=[("", ""), *((each.value, each.label) for each in REASONS)],
        widget=choice(),
        error_messages={"required": _("Choose why you need it as a file.")},
    )


class MatterForm(forms.Form):
    """One thing that is sealed, by its reference."""

    reference = forms.CharField(
        label=_("Reference"),
        max_length=60,
        error_messages={"required": _("Write the reference.")},
        widget=text(autocomplete="off", spellcheck="false", autocapitalize="characters"),
    )

    def __init__(self, data: Any, *, kinds: Sequence[Kind]) -> None:
        super().__init__(data)
        known = [(each.name, each.title) for each in kinds]
        self.fields["kind"] = forms.ChoiceField(
            label=_("What is it?"),
            choices=[*known, (COMPARTMENT, _("something of the trail, such as compartment/…"))],
            widget=choice(),
        )
        self.order_fields(["kind", "reference"])

    def compartment_id(self) -> UUID | None:
        """The id, where a compartment itself is named."""
        found = str(self.cleaned_data["reference"]).strip().removeprefix("compartment/")
        try:
            return UUID(found.partition("/")[0])
        except ValueError:
            return None


class WhoForm(forms.Form):
    """One person of the municipality."""

    def __init__(self, data: Any, *, people: Sequence[Person]) -> None:
        super().__init__(data)
        self.fields["person"] = PersonField(
            people=people,
            empty="",
            label=_("Person"),
            error_messages={"required": _("Choose a person.")},
        )
