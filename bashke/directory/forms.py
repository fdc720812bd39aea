"""What an owner writes to mend a contact: the form says in one sentence each what is wrong."""

from datetime import time
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bashke.core.text import Text
from bashke.directory.models import Contact
from bashke.directory.phones import PhoneError, as_kept, as_kept_in_demonstration
from bashke.directory.services import Told

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# As a browser's field for a time gives it, and as people write it where there is none.
HOURS = ["%H:%M", "%H.%M", "%H"]
PLACE_LENGTH = 200
PHONE_LENGTH = 30
# What is said in the language of the page, once it is known.
Words: TypeAlias = "str | StrPromise"


def hour(label: Words) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=HOURS,
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Write the hour as 08:00.")},
    )


def line(label: Words, length: int, too_long: Words, **attributes: str) -> forms.CharField:
    # The length is checked here and not in the browser, which would cut without a word.
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        widget=forms.TextInput(attrs={"class": "govuk-input", **attributes}),
        error_messages={"max_length": too_long},
    )


class MendForm(forms.Form):
    """The phone, hours, place and substitute of one contact.

    Of a protected contact nothing that is kept is shown: what is left empty stays as it is.
    """

    phone = line(
        gettext_lazy("Phone"),
        PHONE_LENGTH,
        gettext_lazy("That is too long for a phone number. Write it as 067 212 3456."),
        type="tel",
    )
    opens_at = hour(gettext_lazy("Opens at"))
    closes_at = hour(gettext_lazy("Closes at"))
    is_always_open = forms.BooleanField(
        label=gettext_lazy("Day and night"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )
    place = line(
        gettext_lazy("Place: address, floor, room"),
        PLACE_LENGTH,
        gettext_lazy("Shorten the place to at most 200 characters."),
    )
    substitute = line(
        gettext_lazy("Phone of the substitute"),
        PHONE_LENGTH,
        gettext_lazy("That is too long for a phone number. Write it as 067 212 3456."),
        type="tel",
    )

    def __init__(self, contact: Contact, lang: str, data: Any = None) -> None:
        self.contact = contact
        self.lang = lang
        speaks, self.kept_substitute = contact.owned_substitute()
        super().__init__(data, initial=self.standing(), use_required_attribute=False)
        if not speaks:
            del self.fields["substitute"]
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = "off"
            if name in self.errors:
                field.widget.attrs |= {
                    "aria-describedby": f"id_{name}-error",
                    "aria-invalid": "true",
                }

    def standing(self) -> dict[str, Any]:
        """What stands now, as far as it may be shown."""
        contact = self.contact
        shown: dict[str, Any] = {
            "opens_at": contact.opens_at,
            "closes_at": contact.closes_at,
            "is_always_open": contact.is_always_open,
        }
        if not contact.is_protected:
            place = contact.address_sq if self.lang == "sq" else contact.address_en
            shown |= {"phone": contact.phone, "place": place}
        if self.kept_substitute:
            shown["substitute"] = self.kept_substitute.phone
        return shown

    def clean_phone(self) -> str:
        written = one_line(self.cleaned_data["phone"])
        if not written and not self.contact.is_protected and not self.contact.web:
            raise forms.ValidationError(_("Write the number at which somebody answers."))
        return self.number(written, self.contact.phone)

    def clean_substitute(self) -> str:
        kept = self.kept_substitute.phone if self.kept_substitute else ""
        written = self.number(one_line(self.cleaned_data["substitute"]), kept)
        if written and written == self.cleaned_data.get("phone"):
            raise forms.ValidationError(_("The substitute needs another number than yours."))
        return written

    def number(self, written: str, kept: str) -> str:
        """The number as it is kept; one that stands already stays as it stands."""
        if not written or written == kept:
            return written
        if self.contact.is_invented:
            try:
                return as_kept_in_demonstration(written)
            except PhoneError:
                raise forms.ValidationError(
                    _("In a demonstration a number begins with 0000, so that it cannot ring.")
                ) from None
        try:
            return as_kept(written)
        except PhoneError:
            raise forms.ValidationError(
                _("That is no number of Albania. Write it as 067 212 3456.")
            ) from None

    def clean_place(self) -> str:
        return one_line(self.cleaned_data["place"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if {"opens_at", "closes_at"} & self.errors.keys():
            return data
        if opens is not None and closes is None:
            self.add_error("closes_at", _("Write also when it closes."))
        elif closes is not None and opens is None:
            self.add_error("opens_at", _("Write also when it opens."))
        elif opens is not None and closes is not None and closes <= opens:
            self.add_error(
                "closes_at",
                _("It closes after it opens. If somebody answers at night, choose day and night."),
            )
        return data

    def told(self) -> Told:
        """What was written, for the service."""
        data = self.cleaned_data
        opens: time | None = data["opens_at"]
        closes: time | None = data["closes_at"]
        leaves_blank = self.contact.is_protected
        place = data["place"]
        says_place = "place" in self.changed_data and (place or not leaves_blank)
        return Told(
            phone=None if leaves_blank and not data["phone"] else data["phone"],
            opens_at=opens,
            closes_at=closes,
            is_always_open=data["is_always_open"],
            # A place is written once: names and numbers of rooms are the same in both languages.
            place=Text(place, place) if says_place else None,
            substitute_phone=data["substitute"] if "substitute" in self.changed_data else None,
        )


def one_line(written: str) -> str:
    """What was written without what cannot be seen: turned letters, line ends, double spaces."""
    seen = "".join(letter if letter.isprintable() else " " for letter in written)
    return " ".join(seen.split())
