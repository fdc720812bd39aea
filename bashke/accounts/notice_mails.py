"""The mail that says that there is something in Bashkë: no name, no reference, no mechanism.

It goes to people with an account alone, at the address by which they sign in.
"""

import logging
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bashke.accounts.models import NoticeMail, Person
from bashke.accounts.refusals import AccountError
from bashke.accounts.services.notices import claim_mail
from bashke.accounts.telling import due, settings_of
from bashke.accounts.texting import Send, sender

log = logging.getLogger(__name__)
Kind = NoticeMail.Kind


def send_notices() -> int:
    """Send what is due now; how many mails. `AccountError` where no mail server answers."""
    waiting = due()
    if not waiting:
        return 0
    connection, send = opened(), sender()
    mails = 0
    try:
        for each in waiting:
            mail = claim_mail(due=each)
            if mail:
                mails += sent(mail, connection)
                text(mail, send)
    finally:
        connection.close()
    return mails


def opened() -> BaseEmailBackend:
    """A mail server that answers: before that nothing is claimed."""
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise unreachable(error) from error
    return connection


def sent(mail: NoticeMail, connection: BaseEmailBackend) -> bool:
    """Whether the server took it. A refused one is not tried again: its page says so instead."""
    message = letter(mail.person, connection)
    try:
        message.send()
    except (SMTPRecipientsRefused, SMTPResponseException, ValueError):
        NoticeMail.objects.filter(pk=mail.pk).update(refused_at=timezone.now())
        return False
    except OSError as error:
        raise unreachable(error) from error
    NoticeMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())
    return True


def text(mail: NoticeMail, send: Send | None) -> None:
    """Beside a mail at once a text message, where there is a way and a number for it."""
    phone = settings_of(mail.person).phone
    if send is None or not phone or mail.kind != Kind.AT_ONCE:
        return
    row = NoticeMail.objects.create(person=mail.person, kind=Kind.TEXT, slot=mail.slot)
    with translation.override(mail.person.language):
        words = sentence()
    try:
        send(phone, words)
    except Exception as error:  # noqa: BLE001 (somebody else's program must not stop the mails)
        # Its kind alone: its words may hold the number.
        log.error("%s of %s", type(error).__name__, settings.TEXT_SENDER)  # noqa: TRY400
        NoticeMail.objects.filter(pk=row.pk).update(refused_at=timezone.now())
    else:
        NoticeMail.objects.filter(pk=row.pk).update(sent_at=timezone.now())


def letter(person: Person, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The same for everybody and everything, but for the language."""
    with translation.override(person.language):
        site = settings.SITE_URL.rstrip("/")
        address = site + reverse("accounts:notices", args=[person.language])
        body = render_to_string("accounts/mail/notice.txt", {"link": address})
        return EmailMessage(
            sentence(), body, to=[person.email], connection=connection,
            headers={"Auto-Submitted": "auto-generated"},
        )  # fmt: skip


def sentence() -> str:
    """All that is ever said outside."""
    return _("There is something for you in Bashkë.")


def unreachable(error: OSError) -> AccountError:
    return AccountError(
        f"The mail server does not answer ({error.__class__.__name__}). See BASHKE_MAIL_HOST."
    )
