"""Who takes over which post."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from bashke.accounts.models import Membership, Person
from bashke.accounts.policy import title_of
from bashke.accounts.services.memberships import Succession
from bashke.office.forms.widgets import choice
from bashke.pack.content import Pack


class HandOverForm(forms.Form):
    """A successor, or none, for each post that can go over."""

    def __init__(
        self,
        *args: Any,
        held: Sequence[Membership],
        people: Sequence[Person],
        pack: Pack,
        lang: str,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.held = {f"post-{each.pk}": each for each in held}
        self.people = {str(each.pk): each for each in people}
        for name, each in self.held.items():
            others = [(str(p.pk), p.name) for p in people if p.pk != each.person_id]
            self.fields[name] = forms.ChoiceField(
                label=title_of(each.post.role, pack, lang),
                help_text=f"{each.person.name}, {each.post.institution.name}",
                choices=[("", _("Nobody; it stays as it is")), *others],
                required=False,
                widget=choice(),
            )

    def clean(self) -> dict[str, Any]:
        """At least one post goes over."""
        given = super().clean() or {}
        if not any(given.values()) and not self.errors:
            raise forms.ValidationError(_("Choose at least one post to hand over."))
        return given

    def successions(self) -> list[Succession]:
        """What was chosen: who leaves which post, and who takes it."""
        return [
            Succession(self.held[name], self.people[pk])
            for name, pk in self.cleaned_data.items()
            if pk
        ]
