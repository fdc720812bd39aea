"""Who is asked to take a post, and as what."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bashke.accounts.models import Person
from bashke.office.forms.widgets import choice, day, text, tick


class AskForm(forms.Form):
    """The address to which an invitation goes."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Write the e-mail of the person."),
            "invalid": gettext_lazy("This is no e-mail. Write one such as emri@example.org."),
        },
        widget=text(type="email", autocomplete="off", spellcheck="false"),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the invitation"),
        choices=settings.LANGUAGES,
        initial="sq",
        widget=choice(),
    )


class InviteForm(AskForm):
    """The same for a post, which somebody may take as a substitute."""

    is_substitute = forms.BooleanField(
        label=gettext_lazy("As a substitute"), required=False, widget=tick()
    )


class AppointForm(forms.Form):
    """A post for somebody who holds one here already, perhaps for some time only."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Who"),
        queryset=Person.objects.none(),
        empty_label=gettext_lazy("Choose"),
        error_messages={
            "required": gettext_lazy("Choose who takes the post."),
            "invalid_choice": gettext_lazy("Choose who takes the post."),
        },
        widget=choice(),
    )
    is_substitute = forms.BooleanField(
        label=gettext_lazy("As a substitute"), required=False, initial=True, widget=tick()
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Leave it empty if there is no end."),
        required=False,
        error_messages={"invalid": gettext_lazy("This is no day. Write one such as 2026-11-22.")},
        widget=day(),
    )

    def __init__(self, *args: Any, people: list[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["person"]
        field.queryset = Person.objects.filter(pk__in=[each.pk for each in people])  # type: ignore[attr-defined]
        field.choices = [("", _("Choose")), *((each.pk, each.name) for each in people)]  # type: ignore[attr-defined]

    def clean_ends_on(self) -> Any:
        """A last day lies ahead, or is today."""
        last = self.cleaned_data["ends_on"]
        if last and last < timezone.localdate():
            raise forms.ValidationError(_("The last day lies in the past."))
        return last
