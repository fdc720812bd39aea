"""Institutions and posts, as somebody wants them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bashke.accounts.models import Institution
from bashke.accounts.policy import ROLES, title_of
from bashke.core.text import albanian_order
from bashke.mechanisms.schema import Mechanism
from bashke.office.forms.widgets import choice, text
from bashke.office.plan import ADDITIONS, PlannedInstitution
from bashke.office.services import Wanted
from bashke.pack.content import Pack

NO_NAME = gettext_lazy("Give the institution a name.")


class MechanismsForm(forms.Form):
    """Which mechanisms and services a municipality runs."""

    mechanisms = forms.MultipleChoiceField(
        error_messages={"required": gettext_lazy("Choose at least one.")}
    )

    def __init__(self, *args: Any, offered: Iterable[Mechanism], lang: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["mechanisms"].choices = [  # type: ignore[attr-defined]
            (each.key, each.title.in_language(lang)) for each in offered
        ]


class PreviewForm(forms.Form):
    """The planned institutions: each with its name, and its posts to be left out."""

    def __init__(
        self, *args: Any, plan: Sequence[PlannedInstitution], pack: Pack, lang: str, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.plan = plan
        self.lines = []
        kinds = dict(Institution.Kind.choices)
        for each in plan:
            self.fields[f"name-{each.kind}"] = forms.CharField(
                label=capfirst(str(kinds[each.kind])),
                initial=each.name,
                max_length=160,
                error_messages={"required": NO_NAME},
                widget=text(),
            )
            roles = [(post.role, title_of(post.role, pack, lang)) for post in each.posts]
            self.fields[f"roles-{each.kind}"] = forms.MultipleChoiceField(
                choices=roles, initial=[role for role, _title in roles], required=False
            )
            self.lines.append((f"name-{each.kind}", f"roles-{each.kind}"))

    @property
    def institutions(self) -> list[dict[str, Any]]:
        """Each institution with its two fields and the posts that are ticked."""
        return [
            {
                "name": self[name],
                "roles": self[roles],
                "posts": self.fields[roles].choices,  # type: ignore[attr-defined]
                "ticked": self[roles].value() or [],
            }
            for name, roles in self.lines
        ]

    def wanted(self) -> list[Wanted]:
        """The institutions that keep at least one post."""
        given = self.cleaned_data
        return [
            Wanted(each.kind, given[f"name-{each.kind}"], tuple(given[f"roles-{each.kind}"]))
            for each in self.plan
            if given[f"roles-{each.kind}"]
        ]


class InstitutionForm(forms.Form):
    """One more institution: a school, a shelter, an organisation."""

    what = forms.ChoiceField(label=gettext_lazy("What it is"), choices=(), widget=choice())
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=160,
        error_messages={"required": NO_NAME},
        widget=text(autocomplete="off"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            ("school", _("a school")),
            ("shelter", _("a shelter: its address stays protected")),
            ("civil-society", _("a civil society organisation")),
            ("health", _("a health centre")),
            ("police", _("a police station")),
            ("prosecution", _("a prosecution office")),
            ("prefecture", _("a prefecture")),
        ]

    def wanted(self) -> Wanted:
        """The institution with the posts of its kind."""
        added = ADDITIONS[self.cleaned_data["what"]]
        return Wanted(added.kind, self.cleaned_data["name"], added.roles, added.is_protected)


class RenameForm(forms.Form):
    """What an institution is called."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=160,
        error_messages={"required": NO_NAME},
        widget=text(autocomplete="off"),
    )


class PostForm(forms.Form):
    """One more post in an institution."""

    role = forms.ChoiceField(label=gettext_lazy("Post"), choices=(), widget=choice())

    def __init__(self, data: QueryDict | None = None, *, pack: Pack, lang: str) -> None:
        super().__init__(data)
        titles = [(role, title_of(role, pack, lang)) for role in ROLES]
        titles.sort(key=lambda each: albanian_order(each[1]))
        self.fields["role"].choices = titles  # type: ignore[attr-defined]
