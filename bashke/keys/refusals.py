"""Why a key does not turn. None says what the secret was, or whether it nearly fitted."""

from django.utils.translation import gettext as _

from bashke.core import refusals


class KeysError(refusals.Refusal):
    """A key, or the rules of keys, do not allow it."""


class WrongPasswordError(KeysError):
    """Name or password do not fit; which of the two is not said."""

    def __init__(self) -> None:
        super().__init__(_("The name or the password is not right."))


class BusyError(KeysError):
    """Too many people sign in at this moment."""

    def __init__(self) -> None:
        super().__init__(_("Many people are signing in right now. Try again in a minute."))


class LapsedError(KeysError):
    """The session is over, from elsewhere, or was changed.

    No page says it: the way back in is shown instead, and what was typed is kept.
    """

    is_said = False

    def __init__(self) -> None:
        super().__init__(_("You have been signed out. Sign in again."))


class ClosedError(KeysError):
    """Whoever asks does not hold the key; to be shown as if there were nothing."""

    def __init__(self) -> None:
        super().__init__(_("You do not hold the key to this."))


class DamagedError(KeysError):
    """What is stored was changed, swapped, or does not belong here."""

    def __init__(self) -> None:
        super().__init__(
            _("This cannot be read: it was changed outside the program. Tell the administrator.")
        )


class AlteredKeyError(KeysError):
    """A public key or a grant was put into the database from outside: nothing is sealed to it."""

    def __init__(self) -> None:
        super().__init__(
            _("A key was changed outside the program; nothing was saved. Tell the administrator.")
        )
