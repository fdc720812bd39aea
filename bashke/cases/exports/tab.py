"""The tab on a case’s page: for who leads it, with a post that prints."""

from django.utils.translation import gettext_lazy

from bashke.accounts.models import Person
from bashke.cases.models import Case
from bashke.cases.services.exports import may_export
from bashke.cases.tabs import Tab


def is_shown(case: Case, person: Person) -> bool:
    return may_export(case, person)


EXPORTS = Tab(gettext_lazy("Print"), "exports:exports", is_shown)
