"""Why a case is taken out, and for what."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bashke.cases.fields import area, choice, needed
from bashke.cases.models import Export


class ExportForm(forms.Form):
    """For what, and who asked for it on what ground."""

    purpose = choice(_("For what"), [])
    reason = needed(
        area(
            _("Who asked for it, and on what ground"),
            _("Number and day of the order, or the law. It is sealed in the case."),
            2000,
            3,
        )
    )

    def __init__(self, *args: Any, purposes: Iterable[Export.Purpose], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(each.value, each.label) for each in purposes]
        self.fields["purpose"].choices = choices  # type: ignore[attr-defined]


class SheetForm(ExportForm):
    """Also which form of the mechanism it is copied into."""

    form = choice(_("Which form"), [])
    field_order = ("form", "purpose", "reason")

    def __init__(self, *args: Any, titles: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["form"].choices = [*titles]  # type: ignore[attr-defined]
