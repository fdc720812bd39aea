"""The tab of a case whose law changed: shown only where there is something to decide or to know."""

from django.utils.translation import gettext_lazy as _

from bashke.accounts.models import Person
from bashke.cases.models import Case
from bashke.cases.services.moving import newer_of
from bashke.cases.tabs import Tab


def is_under_an_earlier_law(case: Case, _person: Person) -> bool:
    return case.closed_at is None and newer_of(case) is not None


LAW = Tab(_("The law changed"), "lawchange:case", is_under_an_earlier_law)
