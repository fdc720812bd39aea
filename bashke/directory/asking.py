"""Mails that ask the owners of contacts whether they are still right.

Every contact is claimed before its mail goes out, so it is asked about at most once; who does not
answer is asked again when the link has died.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bashke.directory.links import token_for
from bashke.directory.models import LINK_LIVES_DAYS, Contact
from bashke.directory.services import DirectoryError, claim

# One mail is enough for whoever keeps several contacts of a municipality.
Owner = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """How many mails went out, about how many contacts, and how many the mail server refused."""

    mails: int
    contacts: int
    refused: int


def due(today: date) -> list[list[Contact]]:
    """The contacts to ask about, those of one owner in one municipality together."""
    contacts = sorted(Contact.objects.to_ask_about(today), key=lambda each: (owner(each), each.pk))
    return [list(of_one) for _owner, of_one in groupby(contacts, key=owner)]


def owner(contact: Contact) -> Owner:
    return contact.owner_mail, contact.municipality


def ask_owners(*, today: date, site: str) -> Asked:
    """Send what is due today; `DirectoryError` where the mail server cannot be reached at all."""
    waiting = due(today)
    if not waiting:
        return Asked(0, 0, 0)
    connection = opened()
    mails = contacts = refused = 0
    try:
        for of_one in waiting:
            ours = [contact for contact in of_one if claim(contact, today=today)]
            if not ours:
                continue
            if sent(ours, site, connection):
                mails, contacts = mails + 1, contacts + len(ours)
            else:
                refused += 1
    finally:
        connection.close()
    return Asked(mails, contacts, refused)


def opened() -> BaseEmailBackend:
    """A mail server that answers: before that nothing is claimed."""
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise unreachable(error) from error
    return connection


def sent(contacts: Sequence[Contact], site: str, connection: BaseEmailBackend) -> bool:
    """Whether the mail server took the mail; a refused one is not tried again before its time."""
    subject, body = letter(contacts, site)
    mail = EmailMessage(
        subject,
        body,
        to=[contacts[0].owner_mail],
        connection=connection,
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (SMTPRecipientsRefused, SMTPResponseException, ValueError):
        return False
    except OSError as error:
        raise unreachable(error) from error
    return True


def unreachable(error: OSError) -> DirectoryError:
    return DirectoryError(
        f"The mail server does not answer ({error.__class__.__name__}). See BASHKE_MAIL_HOST."
    )


def letter(contacts: Sequence[Contact], site: str) -> tuple[str, str]:
    """Subject and text: neutral, in both languages, with the links and no number or address."""
    texts = {lang: in_language(lang, contacts, site) for lang, _name in settings.LANGUAGES}
    subject, _body = texts[settings.LANGUAGE_CODE]
    return subject, "\n\n— — —\n\n".join(body for _subject, body in texts.values()) + "\n"


def in_language(lang: str, contacts: Sequence[Contact], site: str) -> tuple[str, str]:
    with translation.override(lang):
        lines = [
            _("Good day,"),
            "",
            _(
                "people find you through the contacts of your municipality. Please look whether"
                " they are still right; it takes a minute, and you need no account."
            ),
            "",
        ]
        for contact in contacts:
            post = contact.post_sq if lang == "sq" else contact.post_en
            lines += [_("A protected contact") if contact.is_protected else post]
            lines += [site.rstrip("/") + reverse("upkeep:contact", args=[lang, token_for(contact)])]
            lines += [""]
        lines += [
            _("Each link works once, for %(days)d days. Give it to nobody.")
            % {"days": LINK_LIVES_DAYS},
            _("If it is no longer you who keeps this contact, tell the municipality."),
        ]
        return _("Are these details still right?"), "\n".join(lines)
