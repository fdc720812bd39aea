"""From the password to the second factor and in. allauth keeps the steps, our pages show them."""

import time
from datetime import timedelta
from typing import cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from bashke.accounts import browsers, kept, services
from bashke.accounts.factors import shown_last
from bashke.accounts.models import Person, Session
from bashke.accounts.models.entrance import BEGAN, BROWSER
from bashke.accounts.sessions import carry_ring, ring_of_session
from bashke.keys.refusals import LapsedError

__all__ = ["abandon", "begin", "finish", "local_address", "pending_person"]


class SecondFactor(LoginStage):  # type: ignore[misc]
    """After the password a second factor, for everybody; who has none yet makes one."""

    key = "second-factor"

    def handle(self) -> tuple[HttpResponseBase, bool]:
        return redirect("accounts:second", get_language() or settings.LANGUAGE_CODE), True


def begin(request: HttpRequest, person: Person, *, towards: str = "") -> HttpResponseBase:
    """The password was right: the keys wait for minutes, and the second factor is asked.

    From here on the session has another name: who knew the one of before is not half in.
    """
    request.session.cycle_key()
    carry_ring(request, ring_of_session(request), lasts=timedelta(minutes=settings.SIGN_IN_MINUTES))
    record_authentication(request, person, method="password")
    return cast(
        HttpResponseBase, perform_login(request, Login(user=person, redirect_url=towards or None))
    )


def pending_person(request: HttpRequest) -> Person | None:
    """Who gave the password and still has to give the second factor, in these minutes."""
    stage = pending(request)
    person = stage.login.user if stage else None
    return person if isinstance(person, Person) and person.is_active else None


def pending(request: HttpRequest) -> LoginStage | None:
    if request.user.is_authenticated:
        return None
    return LoginStageController.enter(request, SecondFactor.key)


def finish(request: HttpRequest, lang: str, *, sealed: str = "") -> HttpResponseBase:
    """The second factor was right: in, with the keys for as long as the session may last.

    What was typed over a lost session goes along and is shown to its owner, to be sent.
    Raises `keys.refusals.LapsedError` where the minutes for the second factor are over.
    """
    stage, person = pending(request), pending_person(request)
    ring = ring_of_session(request)
    if stage is None or person is None or ring.holder.pk != person.holder:
        raise LapsedError
    stage.exit()
    request.session[BEGAN] = int(time.time())
    request.session[BROWSER] = browsers.in_words(request)
    carry_ring(request, ring, lasts=timedelta(hours=settings.SESSION_HOURS))
    services.note_entry(person=person, factor=shown_last(request))
    response = kept.page_to_send(request, person, sealed) if sealed else None
    if response is None:
        home = reverse("accounts:home", args=[lang])
        response = redirect(stage.login.redirect_url or home)
    browsers.remember(request, response, person.email)
    kept.sign_pages(request, response, person)
    forget_lapsed()
    return response


def abandon(request: HttpRequest) -> None:
    """Not further: the password has to be given anew."""
    clear_login(request)
    request.session.flush()


def forget_lapsed() -> None:
    Session.objects.lapsed().delete()


def local_address(request: HttpRequest, address: str) -> str:
    """The address of one of our own pages to go on to; empty where it is anything else."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours and address.startswith("/") else ""
