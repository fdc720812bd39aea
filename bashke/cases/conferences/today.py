"""My day: what conferences gave me to do, those to come, and plans to be looked at again.

References and days alone: what it is about opens with a tap.
"""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.access import me
from bashke.accounts.models import Person
from bashke.accounts.policy import May
from bashke.accounts.today import Waiting
from bashke.cases.conferences.pages import group_of
from bashke.cases.models import Action, Conference, Plan
from bashke.cases.naming import desk_of
from bashke.cases.services.plans import REMIND_BEFORE

SHOWN = 10
HERE = "cases/conference/today/"


def lists(request: HttpRequest, lang: str) -> Iterable[Waiting]:
    """What waits for who is signed in; nothing for who takes part in no case."""
    person = me(request)
    if not person.municipalities(May.RECEIVE):
        return []
    return [to_do(person), reviews(person), to_come(person, lang)]


def to_do(person: Person) -> Waiting:
    """What conferences gave me, the first due first."""
    rows = Action.objects.visible_to(person).due_for(person)
    found = list(rows.select_related("case", "item__conference"))
    title = _("To do, as conferences agreed")
    return Waiting("to-do", title, f"{HERE}action.html", found[:SHOWN], len(found))


def reviews(person: Person) -> Waiting:
    """Plans of cases that I lead, to be looked at again within a week."""
    near = Plan.objects.visible_to(person).standing().led_by(person)
    rows = near.filter(
        review_on__lte=timezone.localdate() + REMIND_BEFORE, case__closed_at=None
    ).select_related("case")
    found = list(rows.order_by("review_on", "pk"))
    title = _("Plans to be looked at again")
    return Waiting("reviews", title, f"{HERE}review.html", found[:SHOWN], len(found))


def to_come(person: Person, lang: str) -> Waiting:
    """Conferences to which I am called."""
    rows = Conference.objects.visible_to(person).to_come().order_by("starts_at", "pk")
    found = list(rows.only("reference", "municipality", "mechanism", "starts_at", "ends_at"))
    desk = desk_of(None, lang)
    shown = [(each, group_of(each.mechanism, desk)) for each in found[:SHOWN]]
    return Waiting("conferences", _("Conferences"), f"{HERE}conference.html", shown, len(found))
