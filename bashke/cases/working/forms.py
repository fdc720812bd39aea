"""What the pages of a case ask."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Membership, Post
from bashke.cases.fields import area, day, limit_to, line, moment, needed
from bashke.cases.models import Assignment, Case, Entry, Hold, Order, Pause
from bashke.office.forms import widgets


class SearchForm(forms.Form):
    """A name, or a reference; it stands in no address and no log."""

    words = line(_("Name or reference"), _("Part of a name is enough; ë and ç do not matter."), 80)


class WordsForm(forms.Form):
    """What the case says of the person."""

    reach = area(
        _("How to reach the person safely"),
        _("Number and hour, a code word, through whom; or: never by phone."),
        1000,
        3,
    )
    about = needed(
        line(
            _("Who it is about"),
            _("Name, age or year of birth if you know them."),
            300,
        )
    )
    summary = needed(
        area(
            _("What it is about"),
            _("What the members need, and no more. Nothing about faith, origin or politics."),
            8000,
            8,
        )
    )


class RelativeForm(forms.Form):
    """Somebody of the family or household."""

    called = needed(line(_("How called"), "", 120))
    related = line(_("How related"), _("For example: daughter, grandmother, neighbour."), 80)
    is_child = forms.BooleanField(
        label=_("a child, under 18"), required=False, widget=widgets.tick()
    )


class OrderForm(forms.Form):
    """An order, and the day on which it ends."""

    kind = forms.ChoiceField(
        label=_("What kind of order"),
        choices=Order.Kind.choices,
        widget=forms.Select({"class": "govuk-select"}),
    )
    begins = day(_("Holds from"))
    until = day(_("Holds until"), _("Not sealed, so that you can be warned before."))
    text = area(_("What it says"), _("Number, court, what is forbidden to whom."), 2000, 3)


class LinkForm(forms.Form):
    """The reference of another case of mine."""

    reference = needed(line(_("Reference of the other case"), "", 12))


class BesideForm(forms.Form):
    """A file of her or his own for somebody of the same family."""

    step = forms.ChoiceField(
        label=_("What it is about"), widget=forms.Select({"class": "govuk-select"})
    )
    post = forms.ModelChoiceField(
        label=_("At which post of yours"),
        queryset=Post.objects.none(),
        empty_label=None,
        widget=forms.Select({"class": "govuk-select"}),
    )
    about = needed(
        line(_("Who it is about"), _("Name, age or year of birth if you know them."), 300)
    )
    concern = needed(area(_("What you saw or heard"), "", 8000, 5))
    reach = area(
        _("How to reach the person safely"),
        _("Number and hour, a code word, through whom; or: never by phone."),
        1000,
        2,
    )

    def __init__(
        self, *args: Any, steps: Iterable[Any], posts: Mapping[Post, str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["step"].choices = [*steps]  # type: ignore[attr-defined]
        limit_to(self.fields["post"], posts)

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("about", "concern", "reach")}


class EntryForm(forms.Form):
    """A note, a message to the members, or who was told what."""

    kind = forms.ChoiceField(
        label=_("What you write"), choices=Entry.Kind.choices, widget=forms.RadioSelect
    )
    text = needed(
        area(
            _("Text"),
            _("All members read it. It is never changed afterwards."),
            8000,
            4,
        )
    )


class OutcomeForm(forms.Form):
    """What was done in a step, which papers are filled in, and what follows."""

    text = area(_("What was done, in a sentence or two"), "", 4000, 3)
    # Where something that follows is counted from a decision.
    decided_at = moment(_("When it was decided"))
    papers = forms.MultipleChoiceField(required=False)
    following = forms.MultipleChoiceField(required=False)

    def __init__(
        self, *args: Any, papers: Iterable[Any] = (), following: Iterable[Any] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["papers"].choices = [*papers]  # type: ignore[attr-defined]
        self.fields["following"].choices = [*following]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a step is left out."""

    text = area(_("Why it is not needed here"), "", 2000, 2)


class PauseForm(forms.Form):
    """On what ground a clock stands still."""

    ground = forms.ChoiceField(
        label=_("Why the clock stands still"),
        choices=Pause.Ground.choices,
        widget=forms.Select({"class": "govuk-select"}),
    )


class BeginForm(forms.Form):
    """One more step of the mechanism."""

    key = forms.ChoiceField(label=_("Step"), widget=forms.Select({"class": "govuk-select"}))
    decided_at = moment(_("When it was decided, if a court or an office decided"))

    def __init__(self, *args: Any, steps: Iterable[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["key"].choices = [*steps]  # type: ignore[attr-defined]


class ChosenForm(forms.Form):
    """Somebody at a post of this municipality."""

    member = forms.ModelChoiceField(
        label=_("Who"),
        queryset=Membership.objects.none(),
        empty_label=None,
        widget=forms.Select({"class": "govuk-select"}),
    )

    def __init__(self, *args: Any, people: Mapping[Membership, str], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["member"]
        chosen.queryset = Membership.objects.filter(pk__in=[each.pk for each in people])  # type: ignore[attr-defined]
        chosen.choices = [(each.pk, called) for each, called in people.items()]  # type: ignore[attr-defined]


class MemberForm(ChosenForm):
    """Who takes part, and as what."""

    part = forms.ChoiceField(
        label=_("As what"),
        choices=[
            (Assignment.Part.MEMBER, _("member: does a part of the work")),
            (Assignment.Part.ADVISER, _("adviser: is asked, and does nothing in it")),
        ],
        widget=forms.RadioSelect,
    )


class CloseForm(forms.Form):
    """Why the work ends, and what the person was told."""

    reason = forms.ChoiceField(
        label=_("Why the case is closed"),
        choices=Case.Closing.choices,
        widget=forms.RadioSelect,
    )
    text = needed(
        area(
            _("What the person was told, and how"),
            _(
                "In writing where that is safe, and never to a phone that somebody else may hold. "
                "If telling would not be safe, write why."
            ),
            4000,
            4,
        )
    )


class HoldForm(forms.Form):
    """Why the case is kept beyond its day, and until when."""

    until = day(_("Keep it until"), _("At most six months; then it is signed anew or erased."))
    text = needed(area(_("Why, and who asks for it"), "", 2000, 3))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        last = timezone.localdate() + Hold.LONGEST
        self.fields["until"].widget.attrs["max"] = last.isoformat()
