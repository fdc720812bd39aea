"""Why something is opened that one is not assigned to."""

from django import forms
from django.utils.translation import gettext_lazy

from bashke.office.forms.widgets import text


class GlassForm(forms.Form):
    """A reason, and for how many hours."""

    reason = forms.CharField(
        label=gettext_lazy("Why does it have to be opened now?"),
        help_text=gettext_lazy("Who works on it reads this. Write no names."),
        max_length=1000,
        error_messages={"required": gettext_lazy("Write down why it has to be opened now.")},
        widget=forms.Textarea({"class": "govuk-textarea", "rows": 4, "autocomplete": "off"}),
    )
    hours = forms.IntegerField(
        label=gettext_lazy("For how many hours?"),
        help_text=gettext_lazy("From 1 to 24. Then it closes by itself."),
        min_value=1,
        max_value=24,
        initial=4,
        error_messages={
            "required": gettext_lazy("Write a whole number from 1 to 24."),
            "invalid": gettext_lazy("Write a whole number from 1 to 24."),
            "min_value": gettext_lazy("Write a whole number from 1 to 24."),
            "max_value": gettext_lazy("Write a whole number from 1 to 24."),
        },
        widget=text(type="number", inputmode="numeric", min="1", max="24"),
    )
