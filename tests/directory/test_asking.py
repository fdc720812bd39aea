"""Owners are asked when it is time, at most once, in neutral words, without a number."""

import re
from datetime import timedelta
from smtplib import SMTPConnectError, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import translation
from django.utils.translation import gettext as _

from bashke.audit.models import Event
from bashke.directory import services
from bashke.directory.asking import ask_owners, due
from bashke.directory.links import contact_of
from bashke.directory.models import OWNER, Contact
from bashke.directory.services import DirectoryError
from tests.conftest import TODAY
from tests.directory.kept import OWNER_MAIL, SECRET_PHONE, SECRET_PLACE

pytestmark = pytest.mark.django_db
SITE = "https://bashke.example.invalid/"
DUE = TODAY + timedelta(days=80)
LINK = re.compile(r"https://bashke\.example\.invalid/(sq|en)/contact/([^/\s]+)/")


def ask(today=DUE):
    return ask_owners(today=today, site=SITE)


class DownBackend(EmailBackend):
    def open(self):
        raise SMTPConnectError(421, "closed")


class RefusingBackend(EmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({})


class DroppingBackend(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionResetError


def test_on_the_eightieth_day_and_not_before(kept):
    assert ask(DUE - timedelta(days=1)).mails == 0
    assert not mail.outbox

    assert ask().mails == 1
    assert mail.outbox[0].to == [OWNER_MAIL]


def test_the_link_in_the_mail_opens_the_contact_in_both_languages(kept):
    ask()

    found = LINK.findall(mail.outbox[0].body)
    assert [lang for lang, _token in found] == ["sq", "en"]
    assert {contact_of(token) for _lang, token in found} == {kept}


def test_the_mail_says_nothing_that_a_stranger_may_not_read(kept, protected):
    ask()

    for message in mail.outbox:
        whole = str(message.message()) + message.subject + message.body
        for secret in (SECRET_PHONE, SECRET_PLACE, "strehëza", "shelter", kept.phone, "zyra 14"):
            assert secret not in whole
        with translation.override("sq"):
            assert message.subject == _("Are these details still right?")
        assert message.extra_headers == {"Auto-Submitted": "auto-generated"}


def test_run_twice_a_day_it_asks_once(kept):
    assert ask().mails == 1

    assert ask().mails == 0
    assert ask(DUE + timedelta(days=13)).mails == 0
    assert len(mail.outbox) == 1


def test_who_does_not_answer_is_asked_again_when_the_link_has_died(kept):
    ask()

    assert ask(DUE + timedelta(days=14)).mails == 1


def test_who_has_answered_is_left_alone_for_eighty_days(kept):
    ask()
    services.confirm(Contact.objects.get(), by=OWNER, today=DUE)

    assert ask(DUE + timedelta(days=79)).mails == 0
    assert ask(DUE + timedelta(days=80)).mails == 1


def test_an_owner_of_several_contacts_gets_one_mail_with_a_link_for_each(kept):
    for turn in (Contact.Turn.SUBSTITUTE, Contact.Turn.TONIGHT):
        Contact.objects.create(
            municipality="librazhd", role=kept.role, turn=turn, post_sq="p", post_en="p",
            phone="067 212 3457", owner_mail=OWNER_MAIL, checked_on=TODAY,
        )  # fmt: skip

    assert ask().contacts == 3
    [message] = mail.outbox
    assert len(set(LINK.findall(message.body))) == 6


def test_without_an_owner_nobody_is_asked(kept):
    Contact.objects.update(owner_mail="")

    assert ask().mails == 0


def test_a_wanted_link_goes_out_once_the_next_time(kept):
    services.want_link(kept)

    assert ask(TODAY).mails == 1
    assert ask(TODAY).mails == 0
    services.want_link(kept)
    assert ask(TODAY).mails == 0, "not twice on one day, however often it is wanted"
    assert ask(TODAY + timedelta(days=1)).mails == 1


def test_of_two_at_once_only_one_asks(kept):
    other = Contact.objects.get()

    assert services.claim(kept, today=DUE)
    assert not services.claim(other, today=DUE)


def test_a_check_that_comes_in_between_is_not_asked_about(kept):
    [[waiting]] = due(DUE)
    services.confirm(Contact.objects.get(), by=OWNER, today=DUE)

    assert not services.claim(waiting, today=DUE)


def in_this_file(name):
    return f"{__name__}.{name}"


def test_without_a_mail_server_nothing_is_claimed(kept, settings):
    settings.EMAIL_BACKEND = in_this_file("DownBackend")
    with pytest.raises(DirectoryError):
        ask()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert ask().mails == 1


@pytest.mark.parametrize("backend", ["RefusingBackend", "DroppingBackend"])
def test_a_mail_that_may_have_gone_out_is_not_sent_again(kept, settings, backend):
    settings.EMAIL_BACKEND = in_this_file(backend)
    if backend == "RefusingBackend":
        assert ask().refused == 1
    else:
        with pytest.raises(DirectoryError):
            ask()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert ask().mails == 0
    assert ask(DUE + timedelta(days=14)).mails == 1


def test_an_address_that_is_none_does_not_keep_the_others_waiting(kept, protected):
    Contact.objects.filter(pk=kept.pk).update(owner_mail="arta@example.invalid\nBcc: x@y.al")

    asked = ask()

    assert (asked.mails, asked.refused) == (1, 1)
    assert mail.outbox[0].to == ["strehe@example.invalid"]


def test_each_contact_asked_about_is_on_the_trail_without_the_owner(kept):
    ask()

    [event] = Event.objects.all()
    assert (event.actor, event.act, event.subject, event.ground) == (
        "system", "contact.owner-asked", f"contact/{kept.pk}", "operation",
    )  # fmt: skip


def test_a_failing_mail_says_nothing_of_the_address(kept, settings, caplog):
    settings.EMAIL_BACKEND = in_this_file("DroppingBackend")

    with pytest.raises(DirectoryError) as refusal:
        ask()

    assert "arta" not in str(refusal.value) + caplog.text
