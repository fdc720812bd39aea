"""How the installation is set up, as far as its settings tell."""

import os
import smtplib
import stat
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from bashke.accounts.demo import is_demo
from bashke.config.doctor.findings import Finding, good, missing, unsafe

LOCAL = {"localhost", "127.0.0.1", "[::1]"}
# Nobody waits long for a doctor.
MAIL_SECONDS = 5
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def is_a_laptop() -> bool:
    """Whether the site is served to this machine alone."""
    return set(settings.ALLOWED_HOSTS) <= LOCAL


def https() -> Finding:
    if settings.HTTPS:
        return good(_("Pages and cookies go over https alone."))
    if is_a_laptop():
        return good(_("Without https, for this machine alone."))
    return unsafe(
        _("Others reach the site without https: passwords and keys can be read on the way."),
        _("Put a proxy with https before it and set BASHKE_HTTPS=yes."),
    )


def debug() -> Finding:
    if not settings.DEBUG:
        return good(_("Error pages tell nothing."))
    return unsafe(
        _("Error pages show settings and data to whoever meets one."),
        _("Remove BASHKE_DEBUG and start the site again."),
    )


def allowed_hosts() -> Finding:
    if "*" in settings.ALLOWED_HOSTS:
        return unsafe(
            _("The site answers to any name: links in mails could lead elsewhere."),
            _("Name its own address in BASHKE_ALLOWED_HOSTS."),
        )
    return good(_("The site answers to its own names alone."))


def site_url() -> Finding:
    if settings.SITE_URL.startswith("https://") or is_a_laptop():
        return good(_("Links in mails lead to this site."))
    return missing(
        _("Links in mails lead to an address without https."),
        _("Set BASHKE_SITE_URL to the site's own address, with https."),
    )


def secret_key_mode() -> Finding:
    if os.environ.get("BASHKE_SECRET_KEY"):
        return good(_("The secret key is given from outside."))
    kept = Path(settings.DATA_DIR) / "secret-key"
    if kept.exists() and kept.stat().st_mode & OTHERS:
        return unsafe(
            _("Other people on this machine can read the secret key."),
            _("Take their rights away: chmod 600 on the file secret-key."),
        )
    return good(_("Only its owner reads the secret key."))


def secret_key_apart() -> Finding:
    if os.environ.get("BASHKE_SECRET_KEY"):
        return good(_("The secret key is not beside the data."))
    return missing(
        _("The secret key lies beside the database: a backup of the folder holds both."),
        _("Keep secret-key out of the backup and store it apart, or give it by BASHKE_SECRET_KEY."),
    )


def data_folder() -> Finding:
    if Path(settings.DATA_DIR).stat().st_mode & OTHERS:
        return missing(
            _("Other people on this machine can look into the folder of the data."),
            _("Take their rights away: chmod 700 on the folder BASHKE_DATA_DIR."),
        )
    return good(_("Only its owner looks into the folder of the data."))


def erasures() -> Finding:
    ledger: Path = settings.ERASURES_FILE
    there = next(each for each in (ledger, *ledger.parents) if each.exists())
    is_room = there == ledger or there.is_dir()
    if not is_room or not os.access(there, os.W_OK):
        return unsafe(
            _("The ledger of erasures cannot be written, so nothing is erased."),
            _("Let the program write where BASHKE_ERASURES_FILE is."),
        )
    return good(_("What is erased is written into the ledger of erasures."))


def mail() -> Finding:
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=MAIL_SECONDS):
            return good(_("The mail server answers."))
    except (OSError, smtplib.SMTPException):
        return missing(
            _("The mail server does not answer: invitations and control values stay here."),
            _("Set BASHKE_MAIL_HOST to a server that takes mail from this machine."),
        )


def demonstration() -> Finding:
    if not is_demo():
        return good(_("No invented people can sign in."))
    if is_a_laptop():
        return good(_("Invented people can sign in, on this machine alone."))
    return unsafe(
        _("Invented people can sign in with a password that everybody knows."),
        _("Begin anew with an empty database for real work."),
    )
