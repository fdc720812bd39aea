"""The words of Ask's pages for offline.js: the same messages as in the templates beside this."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ONE_AND_MANY = (1, 2)


def words(lang: str) -> dict[str, Any]:
    """Every sentence of the interface that is shown without a network, in the active language."""
    return {"lang": lang, **asking(), **answering(), **contact(), **saved()}


def asking() -> dict[str, Any]:
    return {
        "whom": _("Whom do I call?"),
        "short": _("Answer up to six short questions. No name is needed and nothing is kept."),
        "start": _("Start"),
        "back": _("Back"),
        "go_on": _("Go on"),
        "choose_all": _("Choose all that fit."),
        "or": _("or"),
        "unknown": _("I don't know"),
        "missing": _("Choose an answer, or “I don't know”."),
        "danger": _("Danger"),
        "only_if_hurt": _("Only if somebody is being hurt, call now:"),
        "danger_now": _("In danger now? Call:"),
        "danger_soon": _("If somebody is being hurt now, call:"),
    }


def answering() -> dict[str, Any]:
    return {
        "nothing": _("There is nothing to report."),
        "then_call": _("Then call %(post)s"),
        "call": {
            "now": _("Call %(post)s now"),
            "hours": _("Call %(post)s today"),
            "days": _("Call %(post)s in the next few days"),
            "routine": _("Call %(post)s"),
        },
        "duty": {
            "self": _("You decide. You may ask for help, and nobody may force you to."),
            "must": _("You must report it. You need nobody's leave."),
            "may": _("You may report it. You need nobody's leave."),
            "with-agreement": _("You may, if the person agrees. Ask the person first."),
        },
        "by_when": _("By when:"),
        "clock": {
            "hours": [ngettext("%(n)d hour", "%(n)d hours", n) for n in ONE_AND_MANY],
            "calendar_days": [ngettext("%(n)d day", "%(n)d days", n) for n in ONE_AND_MANY],
            "working_days": [
                ngettext("%(n)d working day", "%(n)d working days", n) for n in ONE_AND_MANY
            ],
            "months": [ngettext("%(n)d month", "%(n)d months", n) for n in ONE_AND_MANY],
        },
        "proposed": _("proposed practice"),
        "say": _("Say"),
        "do_not": _("Do not"),
        "next": _("What happens next"),
        "who_else": _("Who else"),
        "later": _("Later:"),
        "why": _("Why"),
        "rights": _("The person's rights"),
        "rights_said": _(
            "The person is told what is done, unless that would put somebody in danger, and may"
            " see it, correct it and object. Complaints: the People's Advocate, the Commissioner"
            " for Protection from Discrimination, the Commissioner for the Right to Information"
            " and Protection of Personal Data."
        ),
        "instead": _("The person to call is involved? Whom to call instead"),
        "print": _("Print"),
        "again": _("Start again"),
        "talk": _("Talk to somebody."),
        "otherwise": _("Otherwise ask here:"),
    }


def contact() -> dict[str, Any]:
    return {
        "not_known_here": _("The number is not known here:"),
        "no_answer": _("No answer?"),
        "tonight": _("Tonight and on holidays"),
        "open": _("answers now"),
        "closed": _("closed now"),
        "checked_on": _("checked on %(day)s"),
        "not_confirmed": _("not confirmed"),
        "long_unchecked": _("not checked for 90 days"),
        "hard_to_reach": _("some could not reach it"),
        "demonstration": _("Demonstration"),
        "invented": _("A demonstration: the contacts are invented, and their numbers cannot ring."),
    }


def saved() -> dict[str, Any]:
    return {
        "no_network": _("There is no network. This works all the same."),
        "saved_on": _("Saved on %(day)s; contacts as of %(contacts)s."),
        "old": _(
            "This was saved on %(day)s and is old. Call the municipality, or come back when there"
            " is a network."
        ),
        "elsewhere": _(
            "The contacts of %(place)s are not saved on this device: these are the country's."
        ),
        "not_saved": _("That page is not saved on this device."),
        "nothing_saved": _(
            "Nothing is saved on this device yet. Open this page once with a network."
        ),
    }
