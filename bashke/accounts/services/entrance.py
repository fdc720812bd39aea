"""Who came in and went out, and what was refused: on the trail, without a word that was typed."""

from django.db import transaction

from bashke.accounts.models import Person
from bashke.accounts.services.factors import tell
from bashke.accounts.services.invitations import INSTALLATION
from bashke.tally.services import count

# Whoever gives a wrong password or code: it may be anybody.
UNKNOWN = "unknown"
UNKNOWN_ADDRESS = "entrance-unknown-address"


@transaction.atomic
def note_entry(*, person: Person, factor: str = "") -> None:
    """Somebody came in, by `app`, `sheet` or `passkey`; by a factor that was just made if none."""
    tell(
        person, person.actor, f"entrance.signed-in-by-{factor}" if factor else "entrance.signed-in"
    )


@transaction.atomic
def note_exit(*, person: Person) -> None:
    """Somebody signed out."""
    tell(person, person.actor, "entrance.signed-out")


@transaction.atomic
def note_wrong_password(*, email: str, slowed: bool) -> None:
    """A password was wrong: told of who has this address; of an address of nobody only the count.

    Both write once, so that the time of the answer does not tell which it was.
    """
    person = Person.objects.filter(email__iexact=email.strip(), left_at=None).first()
    if person is None:
        count(municipality=INSTALLATION, what=UNKNOWN_ADDRESS)
    else:
        note_refusal(person=person, what="password", slowed=slowed)


@transaction.atomic
def note_refusal(*, person: Person, what: str, slowed: bool, is_in: bool = False) -> None:
    """A `password` or `factor` of somebody was wrong; `slowed` if the next attempt has to wait."""
    actor = person.actor if is_in else UNKNOWN
    tell(person, actor, f"entrance.{what}-refused" + ("-and-slowed" if slowed else ""))


@transaction.atomic
def note_confirmation(*, person: Person) -> None:
    """Somebody who is in showed again who it is."""
    tell(person, person.actor, "entrance.confirmed")


@transaction.atomic
def note_turned_away(*, person: Person, page: str, times: int) -> None:
    """Somebody asked for pages that are not there for them, so often today; `page` is a slug."""
    act = "page.not-theirs" if times == 1 else f"page.not-theirs-{times}-times"
    tell(person, person.actor, act, subject=f"page/{page}")
