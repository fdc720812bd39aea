"""The tab on a case's page: for who leads it, while it is taken in."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from bashke.accounts.models import Person
from bashke.cases.models import Assignment, Case
from bashke.cases.services.matching import INTAKE
from bashke.cases.tabs import Tab


def is_shown(case: Case, person: Person) -> bool:
    leading = Assignment.objects.current().filter(
        case=case, person=person, part=Assignment.Part.LEAD
    )
    at_intake = case.closed_at is None and case.opened_at > timezone.now() - INTAKE
    return at_intake and leading.exists()


MATCHING = Tab(gettext_lazy("Known already?"), "matching:matching", is_shown)
