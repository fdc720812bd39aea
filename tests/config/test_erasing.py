"""Rows about people go by themselves when their time is over, and not before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.accounts.models import Invitation, Notice, Renewal
from bashke.audit.models import Event
from bashke.config.services import erase_over
from tests.accounts import cast

NOW = timezone.now()


def days(number):
    return NOW - timedelta(days=number)


@pytest.fixture
def town(db, cheap_keys):
    return cast.town()


def invited(town, expires_at):
    made = accounts.invite(post=town.post("drita"), email="arta@example.org", by=town.agim)
    Invitation.objects.filter(pk=made.invitation.pk).update(expires_at=expires_at)
    return made.invitation


def test_an_invitation_goes_ninety_days_after_it_was_over(town):
    old, young = invited(town, days(91)), invited(town, days(89))

    assert erase_over()["accounts.Invitation"] == 1

    assert not Invitation.objects.filter(pk=old.pk).exists()
    assert Invitation.objects.filter(pk=young.pk).exists()


def test_who_still_waits_for_the_old_keys_is_not_forgotten(town):
    waiting = {"used_at": days(100), "restored_at": None}
    for given in (waiting, {"used_at": None}, waiting | {"restored_at": days(99)}):
        link = str(len(Renewal.objects.all()))
        Renewal.objects.create(
            person=town.drita, token_hash=link, expires_at=days(99), **given
        )  # fmt: skip

    erase_over()

    assert [each.token_hash for each in Renewal.objects.all()] == ["0"]


def test_a_notice_goes_after_it_was_seen_or_when_nobody_will_see_it(town):
    def notice(person, subject, **given):
        Notice.objects.create(
            person=person, subject=subject, municipality=cast.PLACE, kind="key-given", **given
        )

    notice(town.drita, "seen-long-ago", seen_at=days(91))
    notice(town.drita, "seen", seen_at=days(1))
    notice(town.drita, "unseen", at=days(400))
    notice(town.ilir, "of-who-left")
    accounts.leave_for_good(person=town.ilir, actor=town.agim.actor)

    erase_over()

    left = Notice.objects.filter(kind="key-given").values_list("subject", flat=True)
    assert {*left} >= {"seen", "unseen"}
    assert not {*left} & {"seen-long-ago", "of-who-left"}


def test_erasing_is_on_the_trail_with_kind_and_count_alone(town):
    for _ in range(2):
        invited(town, days(91))

    erase_over()
    erase_over()

    (event,) = Event.objects.filter(act="retention.erased", subject__contains="invitation")
    assert (event.subject, event.ground) == ("accounts.invitation/2", "retention")
