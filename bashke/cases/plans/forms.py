"""What the pages of a plan ask."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.cases.fields import area, day, line
from bashke.cases.models import Assignment, Case, Help, Review
from bashke.office.forms import widgets

SIGNED, UNSIGNED = "signed", "unsigned"


class WritingForm(forms.Form):
    """The words of a version, and one more thing with which somebody helps."""

    goals = area(
        _("What the person wants"),
        _("In the person's own words, and the way the person says it. Not what we want."),
        8000,
        5,
    )
    view = area(
        _("What the child thinks of it"),
        _("In the child's words. If the child was not asked: why."),
        4000,
        3,
    )
    interpreter = line(
        _("Another language, or an interpreter"),
        _("Which language the person reads and speaks, and who interprets. Not from the family."),
        300,
    )
    what = line(_("What is done"), _("One thing, such as: a new lock for the door."), 500)
    helper = line(_("Who does it"), _("An institution or a person; the person too."), 200)
    due_on = day(_("By"), required=False)

    TEXTS = ("goals", "view", "interpreter")

    def __init__(self, *args: Any, of_a_child: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not of_a_child:
            del self.fields["view"]
        self.fields["helper"].widget.attrs["list"] = "helpers"
        self.fields["due_on"].widget.attrs["min"] = timezone.localdate().isoformat()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        missing = [name for name in ("what", "helper") if not given.get(name)]
        if len(missing) == 1 or (missing and (given.get("due_on") or "add" in self.data)):
            for name in missing:
                self.add_error(name, _("Write what is done, and who does it."))
        return given

    @property
    def texts(self) -> dict[str, str]:
        given = self.cleaned_data
        return {name: given[name] for name in self.TEXTS if name in given}

    @property
    def adds_help(self) -> bool:
        return bool(self.cleaned_data.get("what") and self.cleaned_data.get("helper"))


class AgreeForm(forms.Form):
    """Whether the person signed, and when the plan is looked at again."""

    signed = forms.ChoiceField(
        label=_("Did the person sign?"),
        choices=[(SIGNED, _("Yes, on paper")), (UNSIGNED, _("No"))],
        widget=forms.RadioSelect,
    )
    signed_on = day(_("Signed on"), required=False)
    unsigned = area(
        _("Why not"),
        _("The reason in a sentence. Nobody loses help by not signing."),
        1000,
        2,
    )
    review_on = day(_("To be looked at again by"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("signed") == SIGNED:
            given["unsigned"] = ""
            if not given.get("signed_on") and "signed_on" not in self.errors:
                self.add_error("signed_on", _("Give the day of the signature."))
        elif given.get("signed") == UNSIGNED:
            given["signed_on"] = None
            if not given.get("unsigned"):
                self.add_error("unsigned", _("Write why the person did not sign."))
        return given

    @property
    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("signed_on", "unsigned", "review_on")}


class ProgressForm(forms.Form):
    """How far something is."""

    progress = forms.ChoiceField(choices=Help.Progress.choices)


class ReviewForm(forms.Form):
    """What is decided when the plan is looked at again."""

    decision = forms.ChoiceField(
        label=_("What is decided"), choices=Review.Decision.choices, widget=forms.RadioSelect
    )
    reason = area(
        _("Why"), _("What has changed for the person, in two or three sentences."), 4000, 4
    )
    in_conference = forms.BooleanField(
        label=_("It was decided in a conference"),
        required=False,
        widget=widgets.tick(),
    )
    next_on = day(_("Next review by"), _("Not needed when the case is closed."), required=False)
    closing = forms.ChoiceField(
        label=_("Why the case is closed"),
        help_text=_("Only where it is closed now."),
        choices=[("", "—"), *Case.Closing.choices],
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    to = forms.ChoiceField(
        label=_("Who leads from now on"),
        help_text=_("Only where it is handed over. Whoever hands it over takes part no more."),
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )

    def __init__(
        self, *args: Any, leads: Iterable[tuple[Assignment, str]], next_on: date, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.possible = {str(each.pk): each for each, _called in leads}
        called = [(str(each.pk), name) for each, name in leads]
        self.fields["to"].choices = [("", "—"), *called]  # type: ignore[attr-defined]
        self.fields["next_on"].initial = next_on

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("reason"):
            self.add_error("reason", _("Write why."))
        decision = given.get("decision")
        if decision == Review.Decision.CLOSE and not given.get("closing"):
            self.add_error("closing", _("Choose why the case is closed."))
        if decision == Review.Decision.HAND_OVER and not given.get("to"):
            self.add_error("to", _("Choose who leads from now on."))
        given["to"] = self.possible.get(given.get("to", ""))
        return given
