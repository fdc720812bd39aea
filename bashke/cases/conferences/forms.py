"""What the pages of conferences ask."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.cases.fields import MOMENT, area, day, line, moment
from bashke.cases.models import Assignment, Conference


class HourForm(forms.Form):
    """When and where."""

    starts_at = moment(_("Begins"), required=True)
    ends_at = moment(_("Ends"), required=True)
    place = line(
        _("Where"),
        _("Only who is called reads it. A month later nobody can."),
        300,
    )
    note = area(
        _("For those who are called"), _("What to bring along. Nothing about a case."), 2000, 2
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("starts_at", "ends_at"):
            self.fields[name].widget.attrs["min"] = timezone.localtime().strftime(MOMENT)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if not given.get("place"):
            self.add_error("place", _("Write where it is."))
        if starts and starts <= timezone.now():
            self.add_error("starts_at", _("Give a moment to come."))
        if starts and ends and not timedelta(0) < ends - starts:
            self.add_error("ends_at", _("It ends after it begins."))
        return given

    @property
    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "place", "note")}


class CallForm(HourForm):
    """Which cases are heard, when and where."""

    cases = forms.MultipleChoiceField(
        label=_("Which cases are heard"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one case, all of one mechanism.")},
    )
    field_order = ("cases", "starts_at", "ends_at", "place", "note")

    def __init__(self, *args: Any, references: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["cases"].choices = [(each, each) for each in references]  # type: ignore[attr-defined]

    @classmethod
    def first(cls) -> dict[str, Any]:
        """Tomorrow at ten, for an hour: a form that can be sent as it is."""
        tomorrow = timezone.localtime() + timedelta(days=1)
        at_ten = tomorrow.replace(hour=10, minute=0, second=0, microsecond=0)
        return {"starts_at": at_ten, "ends_at": at_ten + timedelta(hours=1)}

    @staticmethod
    def of(conference: Conference) -> dict[str, Any]:
        return {
            "starts_at": timezone.localtime(conference.starts_at),
            "ends_at": timezone.localtime(conference.ends_at),
        }


class DecisionForm(forms.Form):
    """What was decided, why, and who saw it otherwise."""

    text = area(_("What was decided"), "", 4000, 2)
    reason = area(_("Why"), _("Facts, not labels."), 4000, 2)
    dissent = area(
        _("Who saw it otherwise, and why"), _("Leave it empty where all agreed."), 4000, 2
    )

    def clean(self) -> dict[str, Any]:
        return needed(self, super().clean(), "text", "reason")


class ActionForm(forms.Form):
    """Who does what by when."""

    what = area(_("What is done"), _("Only what this institution has to know."), 2000, 2)
    owner = forms.ChoiceField(
        label=_("Who does it"), widget=forms.Select(attrs={"class": "govuk-select"})
    )
    due_on = day(_("By"))

    def __init__(self, *args: Any, owners: Iterable[tuple[Assignment, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.possible = {}
        choices = [("", "—")]
        for each, called in owners:
            self.possible[str(each.pk)] = each
            choices.append((str(each.pk), called))
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]
        self.fields["due_on"].widget.attrs["min"] = timezone.localdate().isoformat()

    def clean(self) -> dict[str, Any]:
        return needed(self, super().clean(), "what")

    @property
    def assignment(self) -> Assignment:
        return self.possible[self.cleaned_data["owner"]]


class MinutesForm(forms.Form):
    """What was said, and who besides the lead reads it."""

    narrative = area(
        _("What was said"),
        _("Only you, who lead, read this; and the institutions that you tick."),
        12000,
        6,
    )
    audiences = forms.MultipleChoiceField(
        label=_("These institutions read it too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, audiences: Iterable[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["audiences"].choices = [*audiences]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return needed(self, super().clean(), "narrative")


class SentenceForm(forms.Form):
    """One sentence: what was done, or who was told what."""

    sentence = area(_("In a sentence"), "", 2000, 2)

    def clean(self) -> dict[str, Any]:
        return needed(self, super().clean(), "sentence")


def needed(form: forms.Form, given: dict[str, Any] | None, *names: str) -> dict[str, Any]:
    """Say beside each field that is empty that something has to be written there."""
    given = given or {}
    for name in names:
        if not given.get(name) and name not in form.errors:
            form.add_error(name, _("Write something here."))
    return given
