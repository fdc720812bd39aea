"""What the installation does by itself with rows of every app."""

from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from bashke.audit.models import Ground
from bashke.audit.services import record
from bashke.config.retention import RULES
from bashke.core.retention import Erased

SYSTEM, INSTALLATION = "system", "installation"
# Of one kind in one go: the rest follows a day later, and nobody waits for the database.
AT_ONCE = 5000


def erase_over() -> dict[str, int]:
    """Erase every row about a person whose time is over; how many of which kind.

    Each kind in a transaction of its own, with one line on the trail: the count, and nothing else.
    """
    now = timezone.now()
    found = {}
    for label, rules in RULES.items():
        erased = sum(erase(label, rule, now) for rule in rules if isinstance(rule, Erased))
        if erased:
            found[label] = erased
    return found


@transaction.atomic
def erase(label: str, rule: Erased, now: datetime) -> int:
    """Erase the rows of one kind whose time by this rule is over; how many that was."""
    model = apps.get_model(label)
    keys = [*rule.over(model, now).values_list("pk", flat=True)[:AT_ONCE]]
    if not keys:
        return 0
    model._default_manager.filter(pk__in=keys).delete()
    record(
        municipality=INSTALLATION,
        actor=SYSTEM,
        act="retention.erased",
        subject=f"{model._meta.label_lower}/{len(keys)}",
        ground=Ground.RETENTION,
    )
    return len(keys)
