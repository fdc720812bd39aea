"""Ids of another municipality in the fields of a form do what an invented id does: nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.accounts.models import (
    Duty,
    Institution,
    Invitation,
    Membership,
    Notice,
    Post,
    Renewal,
    Session,
)
from bashke.audit.models import Event
from tests.accounts.cast import ELSEWHERE, PLACE, SYSTEM, person, sign_in

OFFICE = f"/sq/{PLACE}/office/"


@pytest.fixture
def browser_of(town, static_files):
    """Somebody's browser; Agim administers Librazhd alone, Vera keeps a list there."""
    return lambda name: sign_in(Client(), getattr(town, name), town.ring(name))


@pytest.fixture
def theirs(town):
    """Zana's post in Dibër."""
    return Membership.objects.get(person=town.zana)


def as_it_is():
    """All that stands in Dibër, and how much its trail tells."""
    return (
        Event.objects.of(ELSEWHERE).count(),
        [*Institution.objects.of(ELSEWHERE).order_by("pk").values()],
        [*Post.objects.of(ELSEWHERE).order_by("pk").values()],
        [*Membership.objects.of(ELSEWHERE).order_by("pk").values()],
    )


def test_nobody_of_elsewhere_is_put_on_duty(browser_of, theirs):
    before = as_it_is()

    response = browser_of("agim").post(
        f"{OFFICE}duty/",
        {
            "membership": theirs.pk,
            "starts_at": "2026-12-05T16:00",
            "ends_at": "2026-12-06T08:00",
        },
    )

    assert response.status_code == 422
    assert not Duty.objects.exists()
    assert as_it_is() == before


def test_a_duty_of_elsewhere_stays(browser_of, theirs):
    now = timezone.now()
    duty = accounts.put_on_duty(
        post=theirs.post, person=theirs.person, starts_at=now, ends_at=now + timedelta(hours=9),
        actor=SYSTEM,
    )  # fmt: skip

    assert browser_of("agim").post(f"{OFFICE}duty/{duty.pk}/remove/").status_code == 404

    assert Duty.objects.filter(pk=duty.pk).exists()


def test_nobody_of_elsewhere_takes_over(browser_of, town):
    before, mine = as_it_is(), town.membership("drita")

    response = browser_of("drita").post(
        f"{OFFICE}hand-over/", {f"post-{mine.pk}": str(town.zana.pk)}
    )

    assert response.status_code == 422
    assert Membership.objects.current().filter(pk=mine.pk, keyed_at__isnull=False).exists()
    assert as_it_is() == before


def test_a_post_of_elsewhere_is_not_handed_over(browser_of, town, theirs):
    before = as_it_is()

    response = browser_of("drita").post(
        f"{OFFICE}hand-over/", {f"post-{theirs.pk}": str(town.teuta.pk)}
    )

    assert response.status_code == 422
    assert as_it_is() == before


def test_nobody_of_elsewhere_keeps_a_list(browser_of, town):
    agim = browser_of("agim")
    agim.get(f"{OFFICE}key-holders/make/")

    response = agim.post(
        f"{OFFICE}key-holders/make/",
        {"keepers": [str(town.vera.pk), str(town.gent.pk), str(town.zana.pk)]},
    )

    assert response.status_code == 422


def test_lists_of_here_give_no_keys_back_elsewhere(browser_of, town, theirs):
    token = accounts.allow_renewal(person=town.zana, municipality=ELSEWHERE, actor=SYSTEM)
    accounts.renew_password(token=token, password="një fjalëkalim krejt i ri")
    waiting = accounts.appoint(
        person=person("nora", ELSEWHERE), post=theirs.post, is_substitute=True, actor=SYSTEM
    )
    before, vera = as_it_is(), browser_of("vera")
    vera.get(f"{OFFICE}keys/give-back/")

    vera.post(
        f"{OFFICE}keys/give-back/",
        {
            "words-1": town.words[0].words, "keeper-2": str(town.gent.pk),
            "words-2": town.words[1].words, "people": str(town.zana.pk),
            "memberships": str(waiting.pk),
        },
    )  # fmt: skip

    assert Renewal.objects.get().restored_at is None
    assert as_it_is() == before


@pytest.mark.parametrize("act", ["withdraw", "again"])
def test_an_invitation_of_elsewhere_stays(browser_of, theirs, act, mailoutbox):
    invited = accounts.invite(post=theirs.post, email="nora@example.org", by=theirs.person)
    before = as_it_is()

    response = browser_of("agim").post(f"{OFFICE}invitations/{invited.invitation.pk}/{act}/")

    assert response.status_code == 404
    assert Invitation.objects.open().get() == invited.invitation
    assert not mailoutbox
    assert as_it_is() == before


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("rename", {"name": "Tjetër"}),
        ("protect", {"protected": "yes"}),
        ("close", {}),
        ("posts", {"role": "dv-coordinator"}),
    ],
)
def test_an_institution_of_elsewhere_stays(browser_of, theirs, act, given):
    before = as_it_is()

    response = browser_of("agim").post(
        f"{OFFICE}institutions/{theirs.post.institution_id}/{act}/", given
    )

    assert response.status_code == 404
    assert as_it_is() == before


def test_the_own_right_counts_for_no_other_place(browser_of, theirs):
    before, agim = as_it_is(), browser_of("agim")

    for path in (
        f"posts/{theirs.post_id}/invite/", f"memberships/{theirs.pk}/end/",
        f"people/{theirs.person_id}/password/", "duty/", "key-holders/make/", "institutions/add/",
    ):  # fmt: skip
        address = f"/sq/{ELSEWHERE}/office/{path}"
        assert (
            agim.post(address, {"email": "nora@example.org", "language": "sq"}).status_code == 404
        )

    assert as_it_is() == before


def test_a_colleagues_notice_and_session_stay(browser_of, town):
    notice = Notice.objects.create(
        person=town.zana, municipality=ELSEWHERE, kind=Notice.Kind.GLASS_BROKEN, subject="x/1"
    )
    browser_of("zana")
    session, agim = Session.objects.get(person=town.zana), browser_of("agim")

    for path in (f"notices/{notice.pk}/seen/", f"own/browsers/{session.mark}/end/"):
        assert agim.post(f"/sq/account/{path}").status_code == 404

    notice.refresh_from_db()
    assert notice.seen_at is None
    assert Session.objects.filter(pk=session.pk).exists()
