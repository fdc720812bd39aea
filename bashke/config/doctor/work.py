"""What is to be done by itself, and by people: whether it is."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bashke.accounts.models import Institution
from bashke.audit.accesses import RED_AFTER_DAYS, is_unread_too_long
from bashke.audit.models import Event, HeadMail
from bashke.config.doctor.findings import Finding, good, missing, unsafe
from bashke.core.chores import HEARTBEAT, VERIFY_TRAIL
from bashke.core.models import Chore
from bashke.directory.models import HIDDEN_AFTER_DAYS, STALE_AFTER_DAYS, Contact
from bashke.guide.edition import current
from bashke.keys.living import endangered, overdue, recovery_keepers
from bashke.keys.services import recovery_is_ready
from bashke.office.models import Municipality
from bashke.pack.confirming import unconfirmed

# A tick a minute, and a chain a tick: longer is a fault.
LATE = timedelta(minutes=10)
DAYS = timedelta(days=2)
LISTS = 3


def tick() -> Finding:
    beat = Chore.objects.filter(name=HEARTBEAT).values_list("done_at", flat=True).first()
    if beat and beat > timezone.now() - LATE:
        return good(_("The background work runs."))
    return unsafe(
        _("The background work does not run: keys do not turn over and the trail is not chained."),
        _("Start the site by bashke serve, or let a timer call bashke tick every minute."),
    )


def chores() -> Finding:
    failing = Chore.objects.exclude(fault="").order_by("name").values_list("name", flat=True)
    if failing:
        return unsafe(
            _("In the background this does not go well: %(names)s.")
            % {"names": ", ".join(failing)},
            _("See why: bashke tick"),
        )
    return good(_("What was done in the background went well."))


def chain_age() -> Finding:
    waiting = Event.objects.unchained().filter(at__lt=timezone.now() - LATE)
    if waiting.exists():
        return unsafe(
            _("Events have been waiting for their place in the chain for too long."),
            _("See why: bashke audit verify, then bashke tick"),
        )
    return good(_("Every event has its place in the chain within minutes."))


def trail_verified() -> Finding:
    chore = Chore.objects.filter(name=VERIFY_TRAIL).first()
    if chore and any(not each["is_acknowledged"] for each in chore.found):
        return unsafe(
            _("The trail does not hold: something was done to it outside the program."),
            _("See what and where: bashke audit verify"),
        )
    if chore is None or chore.done_at is None or chore.done_at < timezone.now() - DAYS:
        return missing(
            _("The trail was not checked for two days."), _("Check it: bashke audit verify")
        )
    return good(_("The trail was checked, and holds."))


def head_recipients() -> Finding:
    if settings.HEAD_RECIPIENTS:
        return good(_("Somebody outside keeps the control values of the trail."))
    return missing(
        _("Nobody outside keeps the control values: root could rewrite the trail unseen."),
        _("Name the data-protection officer and the prefecture in BASHKE_HEAD_RECIPIENTS."),
    )


def heads_sent() -> Finding:
    last = HeadMail.objects.exclude(sent_at=None).order_by("-day").first()
    if not settings.HEAD_RECIPIENTS or (last and last.sent_at > timezone.now() - DAYS):  # type: ignore[operator]  # excluded above
        return good(_("The control values leave the house daily, where somebody is named."))
    return unsafe(
        _("The control values of the trail have not left the house for two days."),
        _("Send them and see what the mail server says: bashke audit send-heads"),
    )


def trail_read() -> Finding:
    unread = [slug for slug in municipalities() if is_unread_too_long(slug)]
    if unread:
        return missing(
            _("Nobody has read the trail for %(days)s days: %(places)s.")
            % {"days": RED_AFTER_DAYS, "places": ", ".join(unread)},
            _("Ask the reader of the trail there to read it and sign."),
        )
    return good(_("The trail of every municipality is read."))


def keys_due() -> Finding:
    count = overdue(timezone.now() - LATE)
    if count:
        return unsafe(
            ngettext(
                "%(count)s key should have turned over: what comes after can still be read.",
                "%(count)s keys should have turned over: what comes after can still be read.",
                count,
            )
            % {"count": count},
            _("Do it now: bashke tick"),
        )
    return good(_("Every key that was to turn over did."))


def living_holders() -> Finding:
    count = sum(1 for slug in municipalities() for _each in endangered(slug))
    if count:
        return missing(
            ngettext(
                "%(count)s file has fewer than two people who could open it.",
                "%(count)s files have fewer than two people who could open them.",
                count,
            )
            % {"count": count},
            _("Let whoever leads them name a second person."),
        )
    return good(_("Every file has two people who could open it."))


def recovery() -> Finding:
    def lacks(slug: str) -> bool:
        return not recovery_is_ready(slug) or recovery_keepers(slug) < LISTS

    places = where(lacks)
    if places:
        return missing(
            _("Fewer than three people keep the recovery key, or it was not tried: %(places)s.")
            % {"places": places},
            _("Make it or renew it with three people, on the page of key holders."),
        )
    return good(_("Three people keep the recovery key in every municipality."))


def contacts() -> Finding:
    today = timezone.localdate()
    ages = [each.age_on(today) for each in Contact.objects.only("checked_on", "created_on")]
    hidden = sum(1 for age in ages if age > HIDDEN_AFTER_DAYS)
    stale = sum(1 for age in ages if age > STALE_AFTER_DAYS) - hidden
    if hidden or stale:
        return missing(
            _("Contacts that nobody has checked: %(stale)s shown grey, %(hidden)s not shown.")
            % {"stale": stale, "hidden": hidden},
            _("Call them: bashke directory call-round, or ask their owners."),
        )
    return good(_("Every contact was checked lately."))


def content() -> Finding:
    count = len(unconfirmed(current().pack))
    if count:
        return missing(
            ngettext(
                "%(count)s fact of the content is not confirmed.",
                "%(count)s facts of the content are not confirmed.",
                count,
            )
            % {"count": count},
            _("See which: bashke content unconfirmed"),
        )
    return good(_("Every fact of the content is confirmed."))


def municipalities() -> list[str]:
    """Those that have begun, and those in which somebody works already."""
    begun = Municipality.objects.values_list("slug", flat=True)
    at_work = Institution.objects.values_list("municipality", flat=True).distinct()
    return sorted({*begun, *at_work})


def where(lacks: Callable[[str], bool]) -> str:
    return ", ".join(slug for slug in municipalities() if lacks(slug))
