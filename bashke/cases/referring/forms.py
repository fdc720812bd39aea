"""What a referral asks, and what it takes: plain text, without signs that only deceive the eye."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Post
from bashke.cases.fields import MOMENT, area, limit_to, line, moment
from bashke.cases.models import Referral
from bashke.cases.services.referrals import Grounds
from bashke.office.forms import widgets

Agreed, Ground, Duty = Referral.Agreed, Referral.Ground, Referral.Duty
# Which grounds can hold, by how far the law binds.
GROUNDS = {
    Duty.MUST: (Ground.DUTY,),
    Duty.MAY: (Ground.TASK, Ground.AGREEMENT, Ground.DANGER),
    Duty.WITH_AGREEMENT: (Ground.AGREEMENT, Ground.DANGER),
}


class WritingForm(forms.Form):
    """A referral as it is typed. Everything may be missing until it is sent."""

    spoken = forms.BooleanField(
        label=_("I have told it by phone or in person; I write it down within 24 hours"),
        required=False,
        widget=widgets.tick(),
    )
    spoken_with = line(_("With whom"), "", 200)
    spoken_at = moment(_("When"))
    about = line(
        _("Who it is about"),
        _("Name, age or year of birth if you know them. If not: how the receiver will find them."),
        300,
    )
    concern = area(
        _("What you saw or heard"),
        _(
            "What happened, when, where, in whose words. No guesses, and nothing about faith, "
            "origin, politics or dress."
        ),
        8000,
        6,
    )  # fmt: skip
    reach = area(
        _("How to reach the person safely"),
        _("Number and hour, a code word, through whom; or: never by phone."),
        1000,
        2,
    )
    ground = forms.ChoiceField(
        label=_("On what ground do you tell it?"), required=False, widget=forms.RadioSelect
    )
    help_agreed = forms.ChoiceField(
        label=_("Does the person want to be helped?"),
        choices=Agreed.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    telling_agreed = forms.ChoiceField(
        label=_("Does the person agree that this receiver is told?"),
        choices=Agreed.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    necessity = area(
        _("Why it has to be told, and why less would not do"),
        _("One or two sentences. What you tried yourself, and what the receiver needs to know."),
        3000,
        3,
    )

    def __init__(self, *args: Any, duty: str, **more: Any) -> None:
        super().__init__(*args, **more)
        allowed = GROUNDS[Duty(duty)]
        self.fields["ground"].choices = [(each.value, each.label) for each in allowed]  # type: ignore[attr-defined]
        self.fields["spoken_at"].widget.attrs["max"] = timezone.localtime().strftime(MOMENT)
        self.needs_reason = duty != Duty.MUST
        if not self.needs_reason:
            self.initial.setdefault("ground", Ground.DUTY.value)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("spoken"):
            if not given.get("spoken_at") and "spoken_at" not in self.errors:
                self.add_error("spoken_at", _("Give the day and the time of the call."))
            if not given.get("spoken_with"):
                self.add_error("spoken_with", _("Write with whom you spoke."))
        return given

    @property
    def texts(self) -> dict[str, str]:
        """The texts that can be kept, as they are; what is too long is not among them."""
        given = self.cleaned_data
        return {name: given[name] for name in Referral.TEXTS if name in given}

    @property
    def grounds(self) -> Grounds:
        given = self.cleaned_data
        return Grounds(
            given.get("ground", ""), given.get("help_agreed", ""), given.get("telling_agreed", "")
        )

    @property
    def is_spoken(self) -> bool:
        given = self.cleaned_data
        return bool(given.get("spoken") and given.get("spoken_at") and given.get("spoken_with"))


class StartForm(forms.Form):
    """What the concern is about: the mechanism, and the step with which it begins."""

    step = forms.ChoiceField(label=_("What it is about"), widget=forms.Select)

    def __init__(self, *args: Any, steps: Iterable[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["step"].choices = [("", "—"), *steps]  # type: ignore[attr-defined]
        self.fields["step"].widget.attrs["class"] = "govuk-select"


class DutyForm(forms.Form):
    """How far the law binds who tells it, where that depends on what happened."""

    duty = forms.ChoiceField(
        label=_("How far does the law bind you here?"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, duties: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["duty"].choices = [(each, Duty(each).label) for each in duties]  # type: ignore[attr-defined]


class SendingForm(forms.Form):
    """To which post; who there is involved himself; and what words stand for."""

    post = forms.ModelChoiceField(
        label=_("Who receives it"),
        queryset=Post.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    involved = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    meant = forms.ChoiceField(
        choices=[("other", ""), ("ground", "")], required=False, widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, posts: Mapping[Post, str], people: Iterable[Any], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        limit_to(self.fields["post"], posts)
        self.fields["involved"].choices = [(str(each.pk), each.name) for each in people]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """One text for the other side."""

    text = area("", "", 4000, 3)


class PhoneForm(forms.Form):
    """What was told by phone, written down by who took the call."""

    step = forms.ChoiceField(label=_("What it is about"), widget=forms.Select)
    post = forms.ModelChoiceField(
        label=_("At which post of yours"), queryset=Post.objects.none(), widget=forms.Select
    )
    at = moment(_("When it was told"), required=True)
    spoken_with = line(
        _("Who told it"),
        _("Name and where to call back; leave it empty if the caller does not want to say."),
        200,
    )
    about = line(
        _("Who it is about"),
        _("Name, age or year of birth if you know them. If not: how the receiver will find them."),
        300,
    )
    concern = area(_("What was told"), _("In the caller's words."), 8000, 5)
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
        for name in ("step", "post"):
            self.fields[name].widget.attrs["class"] = "govuk-select"
        self.initial.setdefault("at", timezone.localtime())

    @property
    def texts(self) -> dict[str, str]:
        given = self.cleaned_data
        return {name: given[name] for name in ("spoken_with", "about", "concern", "reach")}


class ProofForm(forms.Form):
    """What stands on a proof of report: nothing about the person."""

    post = forms.ChoiceField(label=_("Whom you told"), widget=forms.Select)
    how = forms.ChoiceField(
        label=_("How"),
        choices=[
            ("phone", _("by phone")),
            ("in-person", _("in person")),
            ("in-writing", _("in writing")),
        ],
        widget=forms.Select,
    )
    own_post = line(_("Your post and institution"), _("For example: teacher, school “…”."), 120)
    own_reference = line(
        _("Your own reference"),
        _(
            "The number under which you keep it, if you have one. "
            "No name and no data of the person."
        ),
        40,
    )

    def __init__(self, *args: Any, roles: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["post"].choices = [*roles]  # type: ignore[attr-defined]
        for name in ("post", "how"):
            self.fields[name].widget.attrs["class"] = "govuk-select"
