"""Asking once more who it is, before a grave act."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bashke.accounts.factors import factors_of
from bashke.accounts.forms import CodeForm, ConfirmForm
from bashke.accounts.models import Person
from bashke.accounts.passkeys import asking


def page_to_confirm(
    request: HttpRequest,
    *,
    sealed: str = "",
    towards: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page that asks for the password or a second factor; what was typed goes along."""
    person = request.user
    if not isinstance(person, Person):
        raise TypeError("Only who is signed in can confirm it.")
    context = {
        "sealed": sealed,
        "next": towards,
        "refusal": refusal,
        "form": ConfirmForm(),
        "code_form": CodeForm(),
        "factors": factors_of(person),
        "options": asking(request, person),
    }
    return render(request, "accounts/confirm.html", context, status=status)
