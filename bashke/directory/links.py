"""The link by which whoever owns a contact confirms or mends it, without an account.

It is signed and not kept. It holds for one check, for fourteen days, and for one owner's address:
once anybody has checked the contact, or the owner is another, it opens nothing any more.
"""

from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

from bashke.directory.models import LINK_LIVES_DAYS, Contact

SALT = "bashke.directory.contact"
LONGEST_ID = 18


class LinkError(Exception):
    """Not one of our links, or changed on the way."""


class UsedLinkError(Exception):
    """Ours, and no longer good: used, overtaken by another check, or too old."""

    def __init__(self, contact: Contact) -> None:
        self.contact = contact
        super().__init__(f"The link for contact {contact.pk} was used, or is too old.")


def signer(contact: Contact) -> TimestampSigner:
    # No character of it is one at which a mail program cuts an address.
    return TimestampSigner(sep=".", salt=f"{SALT}:{contact.owner_mail}")


def token_for(contact: Contact) -> str:
    """The word that opens this contact to its owner once."""
    return signer(contact).sign(f"{contact.pk}.{contact.check_count}")


def contact_of(token: str) -> Contact:
    """The contact that this word opens; `LinkError` or `UsedLinkError` where it opens none."""
    number, _dot, _rest = token.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_ID):
        raise LinkError
    contact = Contact.objects.exclude(owner_mail="").filter(pk=int(number)).first()
    if contact is None:
        raise LinkError
    try:
        value = signer(contact).unsign(token, max_age=timedelta(days=LINK_LIVES_DAYS))
    except SignatureExpired as error:
        raise UsedLinkError(contact) from error
    except BadSignature as error:
        raise LinkError from error
    if value != f"{contact.pk}.{contact.check_count}":
        raise UsedLinkError(contact)
    return contact
