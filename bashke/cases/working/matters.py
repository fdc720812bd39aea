"""A case as a matter: it can be opened in an emergency, and one can step out of it."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bashke.cases.models import Case
from bashke.cases.services.sealed_parts import compartments_of
from bashke.office.matters import Kind, Matter


def find(reference: str, place: str) -> Matter | None:
    """The case with this reference, as long as it is not erased."""
    case = Case.objects.filter(municipality=place, reference=reference, erased_at=None).first()
    if case is None:
        return None
    lang = get_language() or "sq"
    return Matter(
        subject=case.subject,
        municipality=case.municipality,
        title=case.reference,
        compartment=case.compartment,
        compartments=compartments_of(case),
        url=reverse("case:detail", args=[lang, place, case.reference]),
    )


CASES = Kind("case", _("case"), find)
