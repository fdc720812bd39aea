"""What is asked on the way to an institution without accounts, and of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Post
from bashke.cases.fields import area, limit_to, line


class OutsideForm(forms.Form):
    """To which institution, and what words stand for."""

    post = forms.ModelChoiceField(
        label=_("Which institution"),
        queryset=Post.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    meant = forms.ChoiceField(
        choices=[("other", ""), ("ground", "")], required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, posts: Mapping[Post, str], **more: Any) -> None:
        super().__init__(*args, **more)
        limit_to(self.fields["post"], posts)


class CodeForm(forms.Form):
    """The half of the secret that was told by phone."""

    code = line(_("The code that you were told by phone"), _("Eight digits."), 40)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}


class OutsideAnswerForm(forms.Form):
    """What the institution answers."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            ("takes", _("We take it on")),
            ("declines", _("We do not take it on")),
            ("needs", _("We need to know more first")),
        ],
        widget=forms.RadioSelect,
    )
    text = area(
        _("A sentence for the sender"),
        _("Who takes it on and when; or why not, and where to; or what you need to know."),
        4000,
        3,
    )
