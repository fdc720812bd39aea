"""Who answers when the office is closed."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bashke.accounts.models import Membership
from bashke.accounts.policy import title_of
from bashke.office.forms.widgets import choice, moment
from bashke.pack.content import Pack

EVENING, MORNING = 16, 8
NO_MOMENT = gettext_lazy("Write the day and the hour.")


class DutyForm(forms.Form):
    """Somebody who holds a post, from when to when."""

    membership = forms.ModelChoiceField(
        label=gettext_lazy("Who"),
        queryset=Membership.objects.none(),
        error_messages={
            "required": gettext_lazy("Choose who is on duty."),
            "invalid_choice": gettext_lazy("Choose who is on duty."),
        },
        widget=choice(),
    )
    starts_at = forms.DateTimeField(
        label=gettext_lazy("From"),
        error_messages={"required": NO_MOMENT, "invalid": NO_MOMENT},
        widget=moment(),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Until"),
        error_messages={"required": NO_MOMENT, "invalid": NO_MOMENT},
        widget=moment(),
    )

    def __init__(self, *args: Any, place: str, pack: Pack, lang: str, **more: Any) -> None:
        super().__init__(*args, **more)
        current = Membership.objects.current().of(place).select_related("person", "post")
        field = self.fields["membership"]
        field.queryset = current  # type: ignore[attr-defined]
        field.choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *(
                (each.pk, f"{each.person.name}, {title_of(each.post.role, pack, lang)}")
                for each in current.order_by("post__role", "is_substitute", "person__name")
            ),
        ]
        tonight = timezone.localtime().replace(hour=EVENING, minute=0, second=0, microsecond=0)
        self.fields["starts_at"].initial = tonight
        self.fields["ends_at"].initial = tonight.replace(hour=MORNING) + timedelta(days=1)
