"""Which municipality begins."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bashke.mechanisms.library import from_files
from bashke.office.forms.widgets import text
from bashke.pack.schema import Place


class ChooseForm(forms.Form):
    """A municipality of the country, by its name in any spelling."""

    place = forms.CharField(
        label=gettext_lazy("Municipality"),
        help_text=gettext_lazy("Type its first letters, then choose."),
        max_length=60,
        error_messages={"required": gettext_lazy("Type the name of the municipality.")},
        widget=text(list="municipalities", autocomplete="off"),
    )

    def clean_place(self) -> Place:
        """The municipality of that name."""
        name = self.cleaned_data["place"]
        found = from_files().pack.municipality(name)
        if found is None:
            raise forms.ValidationError(
                _("There is no municipality called “%(name)s”. Choose one of the 61.")
                % {"name": name}
            )
        return found
