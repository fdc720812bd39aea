"""The mails of accounts: an invitation, and the way to a new password. Plain text, no name in it.

A mail is written in its reader's language. Where it cannot be sent, that is said, and the link can
be copied from the screen instead.
"""

import logging
from collections.abc import Mapping
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bashke.accounts.models import Person
from bashke.accounts.services.invitations import Invited

log = logging.getLogger(__name__)


def link_of_invitation(invited: Invited) -> str:
    """The address that lets the invited in: it is a secret."""
    return link("accounts:join", invited.invitation.language, invited.token)


def link_of_renewal(person: Person, token: str) -> str:
    """The address at which somebody chooses a new password: it is a secret."""
    return link("accounts:renew", person.language, token)


def send_invitation(invited: Invited) -> bool:
    """Mail the link of an invitation; whether the mail could be handed on."""
    invitation = invited.invitation
    with translation.override(invitation.language):
        context = {"link": link_of_invitation(invited), "until": invitation.expires_at}
        subject = _("Invitation to Bashkë")
        return sent(invitation.email, subject, "accounts/mail/invitation.txt", context)


def send_renewal(person: Person, token: str) -> bool:
    """Mail the way to a new password; whether the mail could be handed on."""
    with translation.override(person.language):
        context = {"link": link_of_renewal(person, token)}
        subject = _("Bashkë: choose a new password")
        return sent(person.email, subject, "accounts/mail/renewal.txt", context)


def sent(to: str, subject: str, template: str, context: Mapping[str, object]) -> bool:
    body = render_to_string(template, dict(context))
    try:
        send_mail(subject, body, None, [to])
    except (SMTPException, OSError):
        log.exception("A mail could not be handed on to %s", settings.EMAIL_HOST)
        return False
    return True


def link(view: str, language: str, token: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(view, args=[language, token])
