"""Fields of the forms of cases: text as it is read, moments, days, one of several."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Post
from bashke.office.forms import widgets

MOMENT = "%Y-%m-%dT%H:%M"
LINE_ENDS = re.compile(r"\r\n?")
REQUIRED = _("This is needed.")


class PlainText(forms.CharField):
    """Text as it is read: signs that turn the direction of writing, or that nobody sees, go."""

    def to_python(self, value: Any) -> str:
        given = super().to_python(value) or ""
        text = LINE_ENDS.sub("\n", unicodedata.normalize("NFC", given))
        return "".join(each for each in text if each in "\n\t" or not is_unseen(each))


def is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"}


def line(label: Any, help_text: Any, longest: int) -> PlainText:
    attributes = {"class": "govuk-input", "autocomplete": "off"}
    widget = forms.TextInput(attrs=attributes)
    return PlainText(
        label=label, help_text=help_text, max_length=longest, required=False, widget=widget
    )


def area(label: Any, help_text: Any, longest: int, rows: int) -> PlainText:
    attributes = {"class": "govuk-textarea", "rows": rows, "autocomplete": "off"}
    widget = forms.Textarea(attrs=attributes)
    return PlainText(
        label=label, help_text=help_text, max_length=longest, required=False, widget=widget
    )


def moment(label: Any, *, required: bool = False) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, required=required, widget=widgets.moment())


def day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=widgets.day(),
        error_messages={"required": REQUIRED},
    )


def choice(label: Any, choices: Iterable[tuple[str, Any]], help_text: Any = "") -> Any:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=[*choices],
        widget=widgets.choice(),
        error_messages={"required": REQUIRED, "invalid_choice": REQUIRED},
    )


def needed(field: Any) -> Any:
    """The same field, and without it the form is refused."""
    field.required = True
    field.error_messages["required"] = REQUIRED
    return field


def limit_to(field: forms.Field, posts: Mapping[Post, str]) -> None:
    """Offer these posts, called so, and no others: whatever id a form brings."""
    field.queryset = Post.objects.filter(pk__in=[post.pk for post in posts])  # type: ignore[attr-defined]
    field.choices = [(post.pk, called) for post, called in posts.items()]  # type: ignore[attr-defined]
