"""What has to be on record before a case begins, or before another institution takes part."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Institution, Post
from bashke.cases.refusals import CaseError
from bashke.mechanisms.schema import Mechanism
from bashke.office.gate.models import Agreement, Module


def may_begin(municipality: str, mechanism: Mechanism) -> bool:
    """Whether something new may begin in it here; a service is no module and needs no opening."""
    is_module = mechanism.kind == "mechanism"
    return not is_module or Module.objects.is_open(municipality, mechanism.key)


def that_may_begin(municipality: str, mechanisms: Iterable[Mechanism]) -> set[str]:
    """Those in which something new may begin here; one query."""
    rows = Module.objects.of(municipality).opened()
    opened = {each.mechanism for each in rows if not each.stands_still}
    return {each.key for each in mechanisms if each.kind != "mechanism" or each.key in opened}


def refuse_unless_open(municipality: str, mechanism: Mechanism) -> None:
    if not may_begin(municipality, mechanism):
        raise CaseError(
            _(
                "This municipality has not opened cases of this kind here. Call who leads them; "
                "the administrator knows what is missing."
            )
        )


def shares_with(municipality: str, post: Post) -> bool:
    """Whether content may come to this post: the municipality's own, or one of its partners'."""
    institution = post.institution
    if institution.kind == Institution.Kind.MUNICIPALITY:
        return True
    today = timezone.localdate()
    return Agreement.objects.in_force(municipality, institution.pk, today).exists()


def agreed_with(municipality: str) -> set[int]:
    """The institutions with which an agreement on sharing is in force today."""
    holding = Agreement.objects.of(municipality).holding(timezone.localdate())
    return set(holding.values_list("institution", flat=True))


def refuse_without_agreement(municipality: str, post: Post) -> None:
    if not shares_with(municipality, post):
        raise CaseError(
            _("No agreement on sharing data with %(name)s is on record. Ask the administrator.")
            % {"name": post.institution.name}
        )
