"""Where a notice leads: each app says it for the kinds of notices that are about its things.

An app above says so at start (`AppConfig.ready`). A notice of which nobody says it leads nowhere:
its sentence is all there is.
"""

from collections.abc import Callable, Iterable

from django.urls import reverse

from bashke.accounts.models import Notice

# The address for whom it is for, in a language; empty where there is nothing for them to see.
Leads = Callable[[Notice, str], str]

leading: dict[str, Leads] = {}


def register(kinds: Iterable[str], leads: Leads) -> None:
    """Let notices of these kinds lead there; each kind once."""
    for kind in kinds:
        if leading.setdefault(kind, leads) != leads:
            raise ValueError(f"Somebody else says already where {kind} leads.")


def address_of(notice: Notice, lang: str) -> str:
    """Where one sees to what a notice tells of; empty where there is nothing more to see."""
    leads = leading.get(notice.kind)
    return leads(notice, lang) if leads else ""


def to_opening(notice: Notice, lang: str) -> str:
    opening = notice.subject.partition("/")[2]
    return reverse("office:glass-told", args=[lang, notice.municipality, opening])


def to_giving_back(notice: Notice, lang: str) -> str:
    return reverse("office:give-back", args=[lang, notice.municipality])


def to_my_day(_notice: Notice, lang: str) -> str:
    return reverse("accounts:home", args=[lang])


register([Notice.Kind.GLASS_BROKEN], to_opening)
register([Notice.Kind.KEYS_RENEWED], to_giving_back)
register([Notice.Kind.KEY_WANTED, Notice.Kind.KEY_GIVEN], to_my_day)
