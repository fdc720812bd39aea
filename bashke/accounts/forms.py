"""What people fill in at the entrance and about their own account."""

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import NoticeSettings
from bashke.accounts.passwords import LONGEST, SHORTEST, why_weak
from bashke.directory.phones import PhoneError, as_kept

INPUT = {"class": "govuk-input"}
SELECT = {"class": "govuk-select"}
# Chosen, not typed: a browser may show the hours of an input by twelve.
HOURS = [(f"{hour:02}:00", f"{hour:02}:00") for hour in range(24)]
CODE_LENGTH = 40


def password_input(autocomplete: str) -> forms.PasswordInput:
    """Pasting is allowed, and a password manager knows what it is for."""
    return forms.PasswordInput(
        attrs={**INPUT, "autocomplete": autocomplete, "spellcheck": "false", "data-bashke-show": ""}
    )


class SignInForm(forms.Form):
    """An address and a password."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={**INPUT, "autocomplete": "username", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST,
        strip=False,
        widget=password_input("current-password"),
    )


class NewPasswordForm(forms.Form):
    """A new password of somebody about whom some words are known."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_(
            "At least 12 characters: best four or five words that do not belong together. Nobody"
            " can give it back to you: write it down, and keep it apart from the computer."
        ),
        strip=False,
        widget=password_input("new-password"),
    )

    def __init__(self, *args: Any, about: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.about = about
        self.fields["password"].widget.attrs["minlength"] = SHORTEST

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        weak = why_weak(password, *self.about, self.cleaned_data.get("name", ""))
        if weak:
            raise forms.ValidationError(weak)
        return password


class JoinForm(NewPasswordForm):
    """Name and password of somebody who was invited."""

    field_order = ("name", "password")
    name = forms.CharField(
        label=_("Name and surname"),
        help_text=_("As your colleagues know you."),
        max_length=120,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "name"}),
    )


class ChangePasswordForm(NewPasswordForm):
    """The old password and the new one."""

    field_order = ("old", "password")
    old = forms.CharField(
        label=_("Password until now"),
        max_length=LONGEST,
        strip=False,
        widget=password_input("current-password"),
    )


class CodeForm(forms.Form):
    """A code of an app or of a printed sheet."""

    code = forms.CharField(
        label=_("Code"),
        max_length=CODE_LENGTH,
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input govuk-input--width-10",
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
            }
        ),
    )


class ConfirmForm(forms.Form):
    """The password once more, or a code instead."""

    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST,
        strip=False,
        required=False,
        widget=password_input("current-password"),
    )


class DetailsForm(forms.Form):
    """What somebody says of oneself: a name, and in which language mails come."""

    name = forms.CharField(
        label=_("Name and surname"),
        max_length=120,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language of mails"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )


class NoticesForm(forms.Form):
    """How somebody wants to be told that there is something."""

    mails = forms.ChoiceField(
        label=_("What comes by mail"), choices=NoticeSettings.When, widget=forms.RadioSelect
    )
    digest_hour = forms.TypedChoiceField(
        label=_("The daily mail comes from"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
        widget=forms.Select(attrs=SELECT),
    )
    quiet_from = forms.TypedChoiceField(
        label=_("Nothing comes from"),
        choices=HOURS,
        coerce=time.fromisoformat,
        widget=forms.Select(attrs=SELECT),
    )
    quiet_until = forms.TypedChoiceField(
        label=_("and comes again from"),
        choices=HOURS,
        coerce=time.fromisoformat,
        widget=forms.Select(attrs=SELECT),
    )
    is_quiet_on_rest_days = forms.BooleanField(
        label=_("Nothing comes on weekends and holidays"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )
    language = forms.ChoiceField(
        label=_("Language of mails"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs=SELECT),
    )
    phone = forms.CharField(
        label=_("Own work phone, for what is urgent"),
        help_text=_("It gets the same sentence as the mail. Leave it empty for none."),
        required=False,
        max_length=30,
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input govuk-input--width-20",
                "autocomplete": "off",
                "type": "tel",
            }
        ),
    )

    def __init__(self, *args: Any, texts: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not texts:
            del self.fields["phone"]

    def clean_phone(self) -> str:
        written: str = self.cleaned_data["phone"]
        try:
            return as_kept(written) if written else ""
        except PhoneError:
            raise forms.ValidationError(_("Give a number that one can dial in Albania.")) from None


class PasskeyForm(forms.Form):
    """What the browser says of a passkey, and what its owner calls it."""

    credential = forms.JSONField(required=True, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("Such as: my phone, the blue key."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={**INPUT, "autocomplete": "off"}),
    )
