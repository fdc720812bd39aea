"""What is written where a case goes over to a newer version of its mechanism."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bashke.cases.services.referrals import LONGEST


class SeenForm(forms.Form):
    """The newer version that the page showed."""

    version = forms.DateField(widget=forms.HiddenInput)


class MoveForm(SeenForm):
    """Why the case goes over; sealed, for its members."""

    reason = forms.CharField(
        label=_("Why it goes over to the newer version"),
        help_text=_("The members of the case read this. It is sealed like everything in the case."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 4}),
    )
