"""Mails say that there is something: at most once, when people want it, to officials alone."""

import ast
import re
from datetime import datetime, time, timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core import mail
from django.core.mail.backends import locmem
from django.db import models
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

import bashke
from bashke.accounts import services, telling
from bashke.accounts.models import Duty, Notice, NoticeMail, NoticeSettings, Person
from bashke.accounts.notice_mails import letter, send_notices
from bashke.accounts.refusals import AccountError
from bashke.accounts.services.notices import Wish, see_about
from bashke.accounts.telling import due
from bashke.audit.models import Event
from tests.accounts.cast import PLACE, SYSTEM, person, sign_in

HERE = ZoneInfo("Europe/Tirane")
# A Tuesday, a Saturday, and the Day of the Flag and Independence.
TUESDAY, SATURDAY, FLAG_DAY = (datetime(2026, 11, day, tzinfo=HERE) for day in (24, 28, 30))
NOON, MORNING, NIGHT = timedelta(hours=12), timedelta(hours=7, minutes=30), timedelta(hours=23)


@pytest.fixture
def at(time_machine):
    """Be at this moment."""

    def be(moment):
        time_machine.move_to(moment, tick=False)

    return be


def notice(town, name="drita", kind="key-given", subject="membership/1", **given):
    return Notice.objects.create(
        person=getattr(town, name), municipality=PLACE, kind=kind, subject=subject, **given
    )


def choose(town, name="drita", **given):
    NoticeSettings.objects.update_or_create(person=getattr(town, name), defaults=given)


def kinds(found=None):
    return [(each.person.name, each.kind) for each in (due() if found is None else found)]


def test_nothing_is_sent_when_nothing_happened(town, at):
    at(TUESDAY + NOON)
    notice(town, seen_at=timezone.now())

    assert send_notices() == 0
    assert mail.outbox == []
    assert not NoticeMail.objects.exists()


def test_the_digest_comes_once_a_day_from_its_hour_on(town, at):
    notice(town)
    sent = []

    for hours in (7.5, 8, 9, 18, 24 + 8):
        at(TUESDAY + timedelta(hours=hours))
        sent.append(send_notices())

    # Unread, it is named again on the next day.
    assert sent == [0, 1, 0, 0, 1]
    assert {tuple(each.to) for each in mail.outbox} == {("drita@example.org",)}


def test_what_was_read_is_named_no_more(town, at):
    told = notice(town)
    at(TUESDAY + NOON)
    send_notices()
    services.see_notice(notice=told)

    at(TUESDAY + NOON + timedelta(days=1))

    assert send_notices() == 0


def test_what_is_urgent_comes_at_once_and_the_rest_waits(town, at):
    at(TUESDAY + MORNING)
    notice(town)
    assert kinds() == []

    notice(town, kind="referral-waiting", subject="referral/1")

    assert kinds() == [("Drita", "at-once")]
    assert send_notices() == 1
    assert kinds() == []


def test_what_went_out_at_once_and_stays_unread_is_in_the_next_digest(town, at):
    at(TUESDAY + MORNING)
    notice(town, kind="referral-waiting", subject="referral/1")
    send_notices()

    at(TUESDAY + NOON)
    assert kinds() == []
    at(TUESDAY + NOON + timedelta(days=1))
    assert kinds() == [("Drita", "digest")]


def test_many_at_once_are_one_mail_and_the_next_waits_a_quarter_of_an_hour(town, at):
    at(TUESDAY + MORNING)
    for number in range(5):
        notice(town, kind="referral-waiting", subject=f"referral/{number}")
    assert send_notices() == 1

    notice(town, kind="referral-waiting", subject="referral/9")
    assert send_notices() == 0
    at(TUESDAY + MORNING + timedelta(minutes=16))
    assert send_notices() == 1


@pytest.mark.parametrize("moment", [TUESDAY + NIGHT, SATURDAY + NOON, FLAG_DAY + NOON])
def test_in_quiet_hours_and_on_days_off_nothing_comes_but_to_who_is_on_duty(town, at, moment):
    at(moment)
    notice(town, kind="referral-waiting", subject="referral/1")
    assert kinds() == []

    Duty.objects.create(
        post=town.post("drita"), person=town.drita,
        starts_at=moment - timedelta(hours=1), ends_at=moment + timedelta(hours=1),
    )  # fmt: skip

    assert kinds() == [("Drita", "at-once")]


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ("urgent", [["at-once"], ["digest"]]), ("digest", [["digest"], ["digest"]]),
        ("never", [[], []]), ("at-once", [["at-once"], ["at-once"]]),
    ],
)  # fmt: skip
def test_everybody_chooses_which_mails_come_and_one_is_enough(town, at, chosen, wanted):
    at(TUESDAY + NOON)
    came = []

    for name, told in [("drita", ["key-given", "step-late"]), ("ilir", ["key-given"])]:
        choose(town, name, mails=chosen)
        for kind in told:
            notice(town, name, kind=kind)
        send_notices()
        mails = NoticeMail.objects.filter(person=getattr(town, name))
        came.append([*mails.values_list("kind", flat=True)])

    assert came == wanted


@pytest.mark.parametrize(
    ("start", "end", "at_time", "quiet"),
    [
        (time(19), time(7), time(23), True), (time(19), time(7), time(6, 59), True),
        (time(19), time(7), time(7), False), (time(19), time(7), time(18, 59), False),
        (time(12), time(14), time(13), True), (time(12), time(14), time(14), False),
        (time(9), time(9), time(9), False),
    ],
)  # fmt: skip
def test_quiet_hours_may_go_over_midnight(start, end, at_time, quiet):
    assert NoticeSettings(quiet_from=start, quiet_until=end).is_quiet_at(at_time) == quiet


def test_a_mail_says_the_same_whatever_it_is_about(town, at):
    at(TUESDAY + NOON)
    notice(town, kind="glass-broken", subject="opening/8f2b")
    notice(town, "ilir", kind="case-shared", subject="case/77")
    Person.objects.filter(pk=town.ilir.pk).update(language="en")
    send_notices()

    assert len(mail.outbox) == 2
    for each in mail.outbox:
        words = f"{each.subject} {each.body}"
        assert not re.search(
            r"librazh|8f2b|77|drita|ilir|referim|referral|dhun|violence", words, re.I
        )
        assert "/account/notices/" in each.body
    assert {each.subject for each in mail.outbox} == {
        "Keni diçka në Bashkë.", "There is something for you in Bashkë.",
    }  # fmt: skip


def test_a_mail_that_is_claimed_is_never_sent_again(town, at):
    at(TUESDAY + NOON)
    notice(town)
    (one,) = due()

    # As when two ticks found the same, and as when one was killed after claiming.
    assert services.claim_mail(due=one) is not None
    assert services.claim_mail(due=one) is None
    assert send_notices() == 0


def test_what_was_read_in_the_same_moment_is_not_mailed(town, at):
    at(TUESDAY + NOON)
    told = notice(town)
    (one,) = due()
    services.see_notice(notice=told)

    assert services.claim_mail(due=one) is None
    assert not NoticeMail.objects.exists()


class Refusing(locmem.EmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({each.to[0]: (550, b"no such user") for each in messages})


class Away(locmem.EmailBackend):
    def open(self):
        raise ConnectionRefusedError


def test_a_refused_mail_is_told_on_the_page_and_not_tried_again(town, at, client):
    at(TUESDAY + NOON)
    notice(town)
    with override_settings(EMAIL_BACKEND=f"{__name__}.Refusing"):
        assert send_notices() == 0
        assert send_notices() == 0
    sign_in(client, town.drita, town.ring("drita"))

    assert "refused the last mail" in client.get("/en/account/notices/").text

    at(TUESDAY + NOON + timedelta(days=1))
    send_notices()
    assert "refused the last mail" not in client.get("/en/account/notices/").text


def test_where_the_mail_server_is_away_nothing_is_claimed(town, at):
    at(TUESDAY + NOON)
    notice(town)
    with override_settings(EMAIL_BACKEND=f"{__name__}.Away"), pytest.raises(AccountError):
        send_notices()

    assert send_notices() == 1


def test_who_left_is_told_nothing(town, at):
    at(TUESDAY + NOON)
    notice(town)
    services.leave_for_good(person=town.drita, actor=SYSTEM)

    assert due() == []


def test_the_trail_knows_that_somebody_was_told_and_not_of_what(town, at):
    at(TUESDAY + NOON)
    notice(town, subject="membership/55")
    send_notices()

    event = Event.objects.get(act="notice.mailed")
    assert event.subject == f"{town.drita.actor}/{NoticeMail.objects.get().pk}"


said: list[tuple[str, str]] = []


def gateway(number, text):
    said.append((number, text))


def broken_gateway(number, text):
    raise RuntimeError(number)


def test_text_messages_are_off_until_a_sender_is_named(town, at, client):
    at(TUESDAY + NOON)
    choose(town, phone="067 212 3456")
    notice(town, kind="step-late", subject="case/1/step/1")
    send_notices()
    sign_in(client, town.drita, town.ring("drita"))

    assert not NoticeMail.objects.filter(kind="text").exists()
    assert "sends none" in client.get("/en/account/notices/choose/").text


@pytest.mark.parametrize(
    ("name", "outcome"), [("gateway", (True, False)), ("broken_gateway", (False, True))]
)
def test_a_named_sender_gets_the_sentence_of_the_mail_and_breaks_nothing(
    town, at, caplog, name, outcome
):
    said.clear()
    at(TUESDAY + NOON)
    choose(town, phone="067 212 3456")
    notice(town, kind="step-late", subject="case/1/step/1")
    with override_settings(TEXT_SENDER=f"{__name__}.{name}"):
        assert send_notices() >= 1

    row = NoticeMail.objects.get(kind="text")
    assert (row.sent_at is not None, row.refused_at is not None) == outcome
    assert said == ([("067 212 3456", "Keni diçka në Bashkë.")] if outcome[0] else [])
    assert "067" not in caplog.text


# No path leads to anybody else than an official: these modules send mail, each to whom it says.
SENDERS = {
    "accounts/mails.py": "to who was invited, and to a person with an account",
    "accounts/notice_mails.py": "to a person with an account",
    "audit/heads.py": "to the addresses that the installation names",
    "directory/asking.py": "to the owner of a contact",
}
SENDING = re.compile(r"django\.core\.mail|smtplib|^http\.client|urllib\.request|requests$|httpx$")


def senders():
    root = Path(bashke.__file__).parent
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if any(SENDING.search(name) for name in names):
                yield str(path.relative_to(root))


def test_nothing_else_in_the_product_can_send_anything():
    assert set(senders()) - {"config/doctor/settings_seen.py"} == set(SENDERS)


def test_no_row_of_a_referral_or_a_case_has_room_for_an_address():
    for model in apps.get_app_config("cases").get_models():
        for field in model._meta.get_fields():
            assert not isinstance(field, models.EmailField), field
            assert not re.search(r"phone|mail", field.name), field


def test_the_letter_goes_to_the_address_by_which_one_signs_in(town):
    assert letter(town.drita).to == [town.drita.email]


# The pages.


def test_my_notices_are_mine_alone_and_the_newest_stands_first(town, client, at):
    at(TUESDAY + NOON)
    notice(town, at=timezone.now() - timedelta(days=1))
    notice(town, kind="case-shared", subject="case/1")
    notice(town, "ilir", kind="glass-broken", subject="opening/1")
    sign_in(client, town.drita, town.ring("drita"))

    page = client.get("/en/account/notices/").text

    assert page.index("You take part in a case.") < page.index("You were given the key")
    assert "in an emergency" not in page


def test_opening_what_it_is_about_makes_it_read(town, client):
    told = notice(town, kind="keys-renewed", subject="person/1")
    sign_in(client, town.drita, town.ring("drita"))

    response = client.post(reverse("accounts:notice-open", args=["en", told.pk]))

    told.refresh_from_db()
    assert told.seen_at
    assert (
        response["Location"] == "/en/librazhd/office/people/give-back/"
        or response.status_code == 302
    )


def test_nobody_opens_somebody_elses(town, client):
    told = notice(town, "ilir")
    sign_in(client, town.drita, town.ring("drita"))

    assert client.post(reverse("accounts:notice-open", args=["en", told.pk])).status_code == 404
    told.refresh_from_db()
    assert told.seen_at is None


def test_all_are_read_in_one_tap(town, client):
    for number in range(3):
        notice(town, subject=f"membership/{number}")
    other = notice(town, "ilir")
    sign_in(client, town.drita, town.ring("drita"))

    client.post("/en/account/notices/seen/")

    assert [*Notice.objects.unseen()] == [other]


def test_who_opened_the_thing_itself_is_told_no_more_of_it(town):
    mine = notice(town, kind="step-late", subject="case/1/step/4")
    notice(town, kind="step-late", subject="case/12/step/4")
    notice(town, "ilir", kind="step-late", subject="case/1/step/4")

    see_about(person=town.drita, subject="case/1")

    assert [*Notice.objects.filter(seen_at__isnull=False)] == [mine]


def test_a_list_asks_for_a_fixed_number_of_rows(town, client, django_assert_max_num_queries):
    for number in range(40):
        notice(town, subject=f"membership/{number}")
    sign_in(client, town.drita, town.ring("drita"))

    with django_assert_max_num_queries(14):
        client.get("/en/account/notices/")


WISH = {
    "mails": "digest", "digest_hour": "9", "quiet_from": "20:00", "quiet_until": "06:00",
    "language": "en",
}  # fmt: skip


def test_what_one_chooses_holds(town, client):
    sign_in(client, town.drita, town.ring("drita"))

    assert client.post("/sq/account/notices/choose/", WISH).status_code == 302

    found = NoticeSettings.objects.get(person=town.drita)
    assert (found.mails, found.digest_hour, found.quiet_from) == ("digest", 9, time(20))
    assert found.is_quiet_on_rest_days is False
    town.drita.refresh_from_db()
    assert town.drita.language == "en"
    assert Event.objects.filter(act="person.notices-chosen").exists()
    assert '<option value="20:00" selected>' in client.get("/sq/account/notices/choose/").text


@pytest.mark.parametrize("wrong", [{"mails": "x"}, {"digest_hour": "24"}, {"quiet_from": "25:00"}])
def test_what_cannot_be_is_refused_and_changes_nothing(town, client, wrong):
    sign_in(client, town.drita, town.ring("drita"))

    assert client.post("/sq/account/notices/choose/", WISH | wrong).status_code == 422
    assert not NoticeSettings.objects.exists()


def test_who_chose_nothing_has_the_proposed_defaults(town):
    assert telling.settings_of(person("arta")).mails == "urgent"


def test_services_take_a_wish_as_a_whole(town):
    wish = Wish("never", 8, time(19), time(7), is_quiet_on_rest_days=True)
    services.choose_notices(person=town.drita, language="sq", wish=wish)
    services.choose_notices(person=town.drita, language="sq", wish=wish)

    assert NoticeSettings.objects.get().mails == "never"
