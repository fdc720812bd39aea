"""What of allauth is ours to say: nobody signs up, nothing is mailed, our own factor is asked."""

from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseBase

from bashke.accounts.models import Person
from bashke.core.sealing import seal, unseal

BACKEND = "bashke.accounts.backend.KeysBackend"
SEALED_AS = "second-factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The way in has two steps, and none of allauth's own pages, mails or messages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["bashke.accounts.entering.SecondFactor"]

    def login(self, request: HttpRequest, user: Person) -> None:
        login(request, user, backend=BACKEND)

    def pre_login(self, *_args: Any, **_more: Any) -> None:
        return None

    def post_login(self, *_args: Any, **_more: Any) -> HttpResponseBase | None:
        return None

    def add_message(self, *_args: Any, **_more: Any) -> None:
        return None

    def send_mail(self, *_args: Any, **_more: Any) -> NoReturn:
        raise NotImplementedError("Mails of accounts are in bashke.accounts.mails.")


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors rest sealed; keys of browsers name the person by a random id."""

    def encrypt(self, text: str) -> str:
        return seal(text.encode(), purpose=SEALED_AS)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=SEALED_AS).decode()

    def _get_site_name(self) -> str:
        return "Bashkë"
