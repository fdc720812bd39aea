"""Who somebody is, by a password that opens keys. Nothing else is a way in."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from bashke.accounts.models import Person
from bashke.keys import opening
from bashke.keys.refusals import WrongPasswordError


class KeysBackend(BaseBackend):
    """Recognises a person by the keys that the password opens; they are then in hand."""

    @sensitive_variables()
    def authenticate(
        self,
        request: HttpRequest | None,
        email: str = "",
        password: str = "",
        **_more: Any,
    ) -> Person | None:
        """The person; None at the same price, one run of Argon2, whoever is unknown or wrong."""
        person = Person.objects.filter(email__iexact=email.strip(), left_at=None).first()
        holder: UUID = (person and person.holder) or uuid4()
        try:
            ring = opening.unlock_ring(holder, password)
        except WrongPasswordError:
            return None
        if request is not None:
            request.keys_in_hand = ring  # type: ignore[attr-defined]
        else:
            ring.wipe()
        return person

    def get_user(self, user_id: UUID | str) -> Person | None:
        return Person.objects.filter(pk=user_id, left_at=None).first()
