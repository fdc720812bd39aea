"""Who holds which post: invited, appointed, given the key, ended; and who answers at night."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.accounts.models import Duty, Invitation, Membership, Notice, Renewal, Session
from bashke.audit.models import Event
from tests.accounts.cast import PLACE, SYSTEM, person, sign_in
from tests.accounts.walking import is_in, long_ago

OFFICE = f"/sq/{PLACE}/office/"
POSTS = f"{OFFICE}posts/"


def token_of(body):
    return body.split("/account/join/")[1].split("/")[0]


def test_the_page_shows_who_holds_what_and_what_is_vacant(signed_in, town):
    accounts.add_post(institution=town.office, role="anti-trafficking-contact", actor=SYSTEM)
    accounts.invite(post=town.post("drita"), email="nora@example.org", by=town.agim)

    page = signed_in("agim").get(POSTS).content.decode()

    for name in ("Drita", "Besnik", "Ilir", "Komisariati", "nora@example.org", "vakant"):
        assert name in page
    assert "Zana" not in page


def test_somebody_without_the_right_to_invite_sees_only_the_own_post(signed_in, town):
    page = signed_in("drita").get(POSTS).content.decode()

    assert "Drita" in page
    for other in ("Besnik", "Teuta", "Ilir", "Vera"):
        assert other not in page
    assert "/invite/" not in page
    assert "/end/" not in page


def test_elsewhere_there_is_no_such_page(signed_in):
    assert signed_in("zana").get(POSTS).status_code == 404


def test_the_page_asks_the_database_equally_often_however_many_hold_posts(
    signed_in, town, django_assert_num_queries, django_assert_max_num_queries
):
    browser = signed_in("agim")
    browser.get(POSTS)
    with django_assert_max_num_queries(40) as few:
        browser.get(POSTS)
    for number in range(6):
        post = accounts.add_post(
            institution=town.office, role="front-line-worker", unit=f"u{number}", actor=SYSTEM
        )
        accounts.appoint(person=person(f"n{number}"), post=post, actor=SYSTEM)
        accounts.invite(post=post, email=f"i{number}@example.org", by=town.agim)

    with django_assert_num_queries(len(few)):
        browser.get(POSTS)


def test_an_invitation_goes_out_is_sent_again_and_withdrawn(signed_in, town):
    browser = signed_in("agim")
    url = f"{POSTS}{town.post('drita').pk}/invite/"

    browser.post(url, {"email": "nora@example.org", "language": "en", "is_substitute": "on"})
    first = Invitation.objects.open().get()
    browser.post(f"{OFFICE}invitations/{first.pk}/again/")
    second = Invitation.objects.open().get()
    browser.post(f"{OFFICE}invitations/{second.pk}/withdraw/")

    assert first.pk != second.pk
    assert (second.is_substitute, second.language) == (True, "en")
    assert [each.to for each in mail.outbox] == [["nora@example.org"]] * 2
    assert "/en/account/join/" in mail.outbox[0].body
    assert "Drita" not in mail.outbox[0].body + mail.outbox[0].subject
    assert not Invitation.objects.open().exists()
    acts = [
        *Event.objects.of(PLACE).filter(act__startswith="invitation").values_list("act", flat=True)
    ]
    assert sorted(acts) == ["invitation.sent", "invitation.sent", "invitation.withdrawn"]


def test_roles_that_stay_apart_are_refused_in_one_sentence(signed_in, town):
    url = f"{POSTS}{town.post('drita').pk}/invite/"

    response = signed_in("agim").post(
        url, {"email": town.mira.email, "language": "sq"}, follow=True
    )

    assert "Kush lexon gjurmën" in signed_in("agim").get(POSTS).content.decode() + (
        response.content.decode()
    )
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("email", ["", "nora", "nora@"])
def test_an_address_that_is_none_is_said_by_its_field(signed_in, town, email):
    response = signed_in("agim").post(
        f"{POSTS}{town.post('drita').pk}/invite/", {"email": email, "language": "sq"}
    )

    assert response.status_code == 422
    assert 'href="#id_email"' in response.content.decode()
    assert not mail.outbox


def test_a_colleague_becomes_a_substitute_until_the_end_of_a_day(signed_in, town):
    tomorrow = timezone.localdate() + timedelta(days=1)

    signed_in("agim").post(
        f"{POSTS}{town.post('drita').pk}/appoint/",
        {"person": str(town.teuta.pk), "is_substitute": "on", "ends_on": tomorrow.isoformat()},
    )

    taken = Membership.objects.get(post=town.post("drita"), person=town.teuta)
    assert taken.is_substitute
    assert timezone.localtime(taken.ends_at).date() == tomorrow + timedelta(days=1)


def test_a_last_day_in_the_past_is_refused(signed_in, town):
    response = signed_in("agim").post(
        f"{POSTS}{town.post('drita').pk}/appoint/",
        {"person": str(town.teuta.pk), "ends_on": "2020-01-01"},
    )

    assert response.status_code == 422


def test_somebody_of_elsewhere_cannot_be_given_a_post_here(signed_in, town):
    response = signed_in("agim").post(
        f"{POSTS}{town.post('drita').pk}/appoint/", {"person": str(town.zana.pk)}
    )

    assert response.status_code == 422
    assert not Membership.objects.filter(person=town.zana, post=town.post("drita")).exists()


def test_ending_is_asked_once_more_and_takes_the_key(signed_in, town):
    held = town.membership("drita")
    url = f"{OFFICE}memberships/{held.pk}/end/"
    browser = signed_in("agim")

    asked = browser.get(url).content.decode()
    assert "Çelësin e kësaj detyre nuk e ka tjetërkush" in asked
    assert town.drita.municipalities() == [PLACE]
    browser.post(url)

    held.refresh_from_db()
    assert held.ends_at
    assert held.keyed_at is None


def test_the_key_is_given_in_one_tap_by_who_has_it(signed_in, town):
    town.nora = person("nora")
    taken = accounts.appoint(person=town.nora, post=town.post("drita"), actor=SYSTEM)
    url = f"{OFFICE}memberships/{taken.pk}/key/"

    assert signed_in("teuta").post(url).status_code == 404
    assert signed_in("agim").post(url).status_code == 404
    page = signed_in("drita").get(POSTS).content.decode()
    assert url in page
    signed_in("drita").post(url)

    taken.refresh_from_db()
    assert taken.keyed_at
    assert town.ring("nora").pairs_of(town.post("nora").holder)
    assert url not in signed_in("drita").get(POSTS).content.decode()


def test_a_lost_password_is_allowed_by_link(signed_in, town):
    url = f"{OFFICE}people/{town.drita.pk}/password/"

    response = signed_in("agim").post(url, {"factors": "lost"})

    assert response.status_code == 200
    link = mail.outbox[0].body.split("/account/renew/")[1].split("/")[0]
    assert link not in response.content.decode()
    assert Renewal.objects.open().get().forgets_factors
    accounts.renew_password(token=link, password="një fjalëkalim krejt i ri")
    assert Renewal.objects.get().used_at


def test_nobody_but_the_administrator_allows_that(signed_in, town):
    for name in ("drita", "vera", "mira", "zana"):
        assert signed_in(name).post(f"{OFFICE}people/{town.drita.pk}/password/").status_code == 404
    assert not Renewal.objects.exists()


def test_the_administrator_signs_somebody_out_everywhere(signed_in, town):
    phones = [sign_in(Client(), town.drita, town.ring("drita")) for _ in range(2)]
    other = sign_in(Client(), town.besnik, town.ring("besnik"))
    browser, url = signed_in("agim"), f"{OFFICE}people/{town.drita.pk}/sign-out/"

    assert url in browser.get(POSTS).content.decode()
    assert "Drita" in browser.get(url).content.decode()
    # Asking changes nothing.
    assert is_in(phones[0])
    assert browser.post(url)["Location"] == POSTS

    assert not any(is_in(each) for each in phones)
    assert is_in(other)
    assert not Session.objects.filter(person=town.drita).exists()
    event = Event.objects.of(PLACE).get(act="session.all-ended")
    assert (event.actor, event.subject) == (town.agim.actor, town.drita.actor)


def test_who_was_signed_out_is_told_each_time(signed_in, town):
    for _ in range(2):
        signed_in("agim").post(f"{OFFICE}people/{town.drita.pk}/sign-out/")

    notices = Notice.objects.visible_to(town.drita).filter(kind=Notice.Kind.SESSIONS_ENDED)
    assert notices.count() == 2
    again = sign_in(Client(), type(town.drita).objects.get(pk=town.drita.pk), town.ring("drita"))
    assert "ju nxori nga llogaria" in again.get("/sq/account/").content.decode()


def test_signing_somebody_out_asks_who_it_is(signed_in, town):
    browser = signed_in("agim")
    long_ago(browser)

    page = browser.post(f"{OFFICE}people/{town.drita.pk}/sign-out/")

    assert "/account/confirm/" in page["Location"]
    assert not Event.objects.filter(act="session.all-ended").exists()


@pytest.mark.parametrize("name", ["drita", "vera", "mira", "zana"])
def test_nobody_but_the_administrator_signs_others_out(signed_in, town, name):
    phone = sign_in(Client(), town.besnik, town.ring("besnik"))
    browser = signed_in(name)

    assert browser.get(f"{OFFICE}people/{town.besnik.pk}/sign-out/").status_code == 404
    assert browser.post(f"{OFFICE}people/{town.besnik.pk}/sign-out/").status_code == 404
    assert is_in(phone)


def test_acts_on_another_municipality_find_nothing(signed_in, town):
    browser = signed_in("agim")
    theirs = Membership.objects.get(person=town.zana)

    for path in (
        f"posts/{theirs.post.pk}/invite/", f"posts/{theirs.post.pk}/appoint/",
        f"memberships/{theirs.pk}/end/", f"people/{town.zana.pk}/password/",
        f"people/{town.zana.pk}/sign-out/",
        f"posts/{theirs.post.pk}/end/", f"institutions/{theirs.post.institution.pk}/rename/",
    ):  # fmt: skip
        assert browser.post(OFFICE + path).status_code == 404, path


def duty(browser, membership, starts="2026-12-05T16:00", ends="2026-12-06T08:00"):
    given = {"membership": membership.pk, "starts_at": starts, "ends_at": ends}
    return browser.post(f"{OFFICE}duty/?month=2026-12", given)


def test_the_rota_shows_who_answers_each_night(signed_in, town):
    browser = signed_in("agim")

    duty(browser, town.membership("drita"), ends="2026-12-08T08:00")

    page = browser.get(f"{OFFICE}duty/?month=2026-12").content.decode()
    assert page.count("app-nights__night") == 31
    assert page.count("Drita") >= 3
    assert Event.objects.of(PLACE).filter(act="duty.set").exists()
    browser.post(f"{OFFICE}duty/{Duty.objects.get().pk}/remove/")
    assert not Duty.objects.exists()


@pytest.mark.parametrize("ends", ["2026-12-05T15:00", "nonsense"])
def test_a_duty_that_cannot_be_is_refused(signed_in, town, ends):
    response = duty(signed_in("agim"), town.membership("drita"), ends=ends)

    assert response.status_code == 422
    assert not Duty.objects.exists()


def test_two_are_not_on_duty_for_one_post_at_once(signed_in, town):
    browser = signed_in("agim")
    duty(browser, town.membership("drita"))

    response = duty(browser, town.membership("drita"), starts="2026-12-05T20:00")

    assert response.status_code == 422
    assert Duty.objects.count() == 1


def test_a_month_that_is_none_is_this_month(signed_in):
    assert signed_in("agim").get(f"{OFFICE}duty/?month=x").status_code == 200


def test_who_joins_by_the_mailed_link_holds_the_post(signed_in, town):
    signed_in("agim").post(
        f"{POSTS}{town.post('teuta').pk}/invite/", {"email": "nora@example.org", "language": "sq"}
    )

    made = accounts.accept(
        token=token_of(mail.outbox[0].body), name="Nora", password="një fjalëkalim i gjatë"
    )

    assert Membership.objects.current().get(person=made).post == town.post("teuta")
