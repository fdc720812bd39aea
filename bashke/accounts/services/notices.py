"""Notices: that there is something, never what."""

from django.db import transaction
from django.utils import timezone

from bashke.accounts.models import Notice
from bashke.audit.services import record


@transaction.atomic
def see_notice(*, notice: Notice) -> None:
    """Somebody read a notice; the first time counts."""
    now = timezone.now()
    if Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=now):
        record(
            municipality=notice.municipality,
            actor=notice.person.actor,
            act="notice.seen",
            subject=str(notice),
        )
