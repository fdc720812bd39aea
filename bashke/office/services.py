"""What changes how a municipality is set up: a verb, one transaction, on the trail."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bashke.accounts.models import Person
from bashke.accounts.refusals import AccountError
from bashke.audit.services import record
from bashke.office.models import Municipality


@transaction.atomic
def begin(*, slug: str, by: Person) -> Municipality:
    """A municipality of the content pack begins to be set up here, by who runs the installation."""
    if not by.is_operator:
        raise AccountError(_("Only who runs the installation can begin a municipality."))
    try:
        with transaction.atomic():
            begun = Municipality.objects.create(slug=slug, begun_by=by)
    except IntegrityError:
        raise AccountError(_("This municipality has been begun already.")) from None
    record(municipality=slug, actor=by.actor, act="municipality.begun", subject=str(begun))
    return begun
