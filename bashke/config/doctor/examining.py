"""All checks, in the order in which they are told."""

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from bashke.config.doctor import machine, rows, settings_seen, work
from bashke.config.doctor.findings import Check, Finding, Place, unsafe

CHECKS = (
    Check("https", settings_seen.https),
    Check("debug", settings_seen.debug),
    Check("allowed-hosts", settings_seen.allowed_hosts),
    Check("site-url", settings_seen.site_url),
    Check("demonstration", settings_seen.demonstration),
    Check("secret-key-mode", settings_seen.secret_key_mode, Place.MACHINE),
    Check("secret-key-apart", settings_seen.secret_key_apart, Place.MACHINE),
    Check("data-folder", settings_seen.data_folder, Place.MACHINE),
    Check("swap", machine.swap, Place.MACHINE),
    Check("core-dumps", machine.core_dumps, Place.MACHINE),
    Check("disk", machine.disk, Place.MACHINE),
    Check("clock", machine.clock, Place.MACHINE),
    Check("time-zone", machine.time_zone),
    Check("paper", machine.paper),
    Check("erasures", settings_seen.erasures, Place.MACHINE),
    Check("mail", settings_seen.mail, Place.MACHINE),
    Check("database", rows.database),
    Check("migrations", rows.migrations),
    Check("trail-guard", rows.triggers),
    Check("backups", rows.backups),
    Check("tick", work.tick),
    Check("chores", work.chores),
    Check("chain", work.chain_age),
    Check("trail-checked", work.trail_verified),
    Check("trail-read", work.trail_read),
    Check("head-recipients", work.head_recipients),
    Check("heads-sent", work.heads_sent),
    Check("keys-due", work.keys_due),
    Check("second-holder", work.living_holders),
    Check("recovery", work.recovery),
    Check("contacts", work.contacts),
    Check("content", work.content),
    Check("version", machine.versions),
)


def examine(place: Place = Place.MACHINE) -> list[Finding]:
    """What every check finds that may be told there."""
    return [look(check) for check in CHECKS if place is Place.MACHINE or check.place is Place.PAGE]


def look(check: Check) -> Finding:
    """What it finds; a database that cannot be asked is itself a finding."""
    try:
        return check.look().named(check.name)
    except DatabaseError:
        connection.close_if_unusable_or_obsolete()
        found = unsafe(_("The database could not be asked."), _("Bring it up: bashke migrate"))
        return found.named(check.name)
