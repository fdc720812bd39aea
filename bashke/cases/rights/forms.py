"""What the pages of requests take: plain text, a choice, a day."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Person, Post
from bashke.cases.fields import REQUIRED, area, choice, day, line, needed
from bashke.cases.models import AuthorityRequest, Case, DataRequest, Question
from bashke.office.forms import widgets
from bashke.pack.schema import Act

LONGEST = 8000


class RequestForm(forms.Form):
    """Somebody asked; as little as is needed to find what is held and to answer safely."""

    kind = choice(_("What is asked"), DataRequest.Kind.choices)
    asker = choice(
        _("As what they ask"),
        DataRequest.Asker.choices,
        _("This decides what may be told and what is withheld: see the table below."),
    )
    came_on = day(_("On which day it came"), _("The clock of the law runs from this day."))
    who = needed(line(_("Who asks"), _("Name and year of birth. Nothing more is needed."), 300))
    contact = area(
        _("How to answer safely"),
        _("By hand, at an hour, through somebody they trust. Not to an address that others open."),
        1000,
        2,
    )
    wants = area(_("What they ask, in their own words"), "", LONGEST, 4)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        today = timezone.localdate()
        self.fields["came_on"].initial = today
        self.fields["came_on"].widget.attrs["max"] = today.isoformat()


class CheckForm(forms.Form):
    """How it was made sure who asks."""

    how = choice(
        _("How it was made sure"),
        DataRequest.Checked.choices,
        _("Look at the document and give it back. No copy, no number, no photograph."),
    )


class AskForm(forms.Form):
    """Which posts are asked, and in which words."""

    text = needed(
        area(
            _("Do you hold anything on …"),
            _("Name and year of birth, and what is asked. Each post reads this alone."),
            2000,
            3,
        )
    )
    posts = forms.MultipleChoiceField(
        label=_("Who is asked"),
        help_text=_(
            "Leave out a post where somebody is involved himself. The police answer for their own "
            "data; the letter says so."
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one post.")},
    )

    def __init__(self, *args: Any, posts: Mapping[Post, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.by_key = {str(post.pk): post for post in posts}
        field: Any = self.fields["posts"]
        field.choices = [(str(post.pk), called) for post, called in posts.items()]
        field.initial = list(self.by_key)

    @property
    def chosen(self) -> list[Post]:
        return [self.by_key[key] for key in self.cleaned_data["posts"]]


class DelayForm(forms.Form):
    """Answering later: the law that allows it, and the reason."""

    until = day(_("Until"), _("At most two months later, and only once."))
    law = choice(_("The law that allows the delay"), [])
    why = needed(area(_("The reason"), _("It stands in the letter to the person."), 2000, 2))

    def __init__(self, *args: Any, acts: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["law"].choices = [("", ""), *acts]  # type: ignore[attr-defined]


class LetterForm(forms.Form):
    """The letter to the person."""

    letter = needed(
        area(
            _("The letter"),
            _("The way to complain is added below it by itself, and cannot be left out."),
            20000,
            18,
        )
    )


class AnswerForm(forms.Form):
    """What a post answers."""

    answer = forms.ChoiceField(
        label=_("What do you answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": REQUIRED, "invalid_choice": REQUIRED},
    )
    reason = area(
        _("Reason"),
        _("The officer may quote it in the letter: no names, and no details of the case."),
        2000,
        3,
    )

    def __init__(self, *args: Any, answers: Sequence[Question.Answer], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(each.value, each.label) for each in answers]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]


class CaseForm(forms.Form):
    """One of my cases, and what is written into it."""

    case = choice(_("In which case"), [])
    text = needed(
        area(
            _("What the person wants changed, or how they see it"),
            _("It is added to the case as a note. What was written before stays as it was."),
            LONGEST,
            4,
        )
    )

    def __init__(self, *args: Any, cases: Iterable[tuple[Case, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.by_reference = {case.reference: case for case, _name in cases}
        choices = [(case.reference, f"{name} · {case.reference}") for case, name in cases]
        self.fields["case"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Case:
        return self.by_reference[self.cleaned_data["case"]]


class MarkForm(forms.Form):
    """What of a case goes out, what is struck in it, who releases it.

    Passages and sentences are chosen by their places; their text never comes from the browser.
    """

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    words = area(
        _("Names and words to strike wherever they stand"),
        _("One a line. With their endings: Ana strikes Anës too."),
        2000,
        3,
    )
    why = area(
        _("The law and the reason why this person is told"),
        _("Only needed for somebody who is said to have done harm."),
        2000,
        2,
    )
    is_safe = forms.BooleanField(
        label=_("Nobody says that this parent did harm, there is no doubt, and it is in the "
                "child’s interest."),
        required=False,
        widget=widgets.tick(),
    )  # fmt: skip
    second = choice(
        _("Who releases it"),
        [],
        _("Another person who works on this case reads it first, and lets it go or sends it back."),
    )

    def __init__(self, *args: Any, seconds: Iterable[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        self.by_key = {str(each.pk): each for each in seconds}
        choices = [(key, each.name) for key, each in self.by_key.items()]
        self.fields["second"].choices = choices  # type: ignore[attr-defined]

    @property
    def releaser(self) -> Person:
        return self.by_key[self.cleaned_data["second"]]

    @property
    def lines(self) -> list[str]:
        return [each for each in self.cleaned_data["words"].splitlines() if each.strip()]


class ReturnForm(forms.Form):
    """Why an extract is sent back."""

    why = needed(area(_("What has to be changed"), "", 2000, 3))


class AuthorityForm(forms.Form):
    """An authority asked for somebody's data."""

    authority = choice(_("Who asks"), AuthorityRequest.Authority.choices)
    who = needed(line(_("Which office, and who there"), _("Sealed to the officers."), 300))
    about = area(
        _("About whom and what"), _("Sealed. As the request says it, and no more."), LONGEST, 3
    )
    law = choice(_("Which law they name"), [])
    provision = line(_("Article, if they name one"), "", 40)
    came_on = day(_("On which day it came"))

    def __init__(self, *args: Any, acts: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        law: Any = self.fields["law"]
        law.required = False
        law.choices = [("", _("none was named")), *acts]
        self.fields["came_on"].initial = timezone.localdate()


class AuthorityAnswerForm(forms.Form):
    """What an authority was answered."""

    answer = choice(_("What was answered"), AuthorityRequest.Answer.choices)
    said = needed(
        area(
            _("What was said, and why"),
            _("Sealed. Whatever is given is given by who leads the case, and stands there."),
            LONGEST,
            3,
        )
    )


def acts_of(acts: Iterable[Act], lang: str) -> list[tuple[str, str]]:
    """Acts of the content pack to choose from, by their short names."""
    named = [(act.key, act.short.in_language(lang)) for act in acts]
    return sorted(named, key=lambda each: each[1])
