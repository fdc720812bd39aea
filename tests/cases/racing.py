"""Two people do something with one referral in the same moment, each in a thread of its own.

As tests/keys/racing.py: on SQLite in a process of its own, since a database in memory refuses
instead of waiting.
"""

from threading import Barrier

from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Assignment, Case, Referral
from bashke.cases.refusals import CaseError
from bashke.cases.services.referrals import words_of
from bashke.keys import opening, passwords
from bashke.keys.refusals import ClosedError
from tests.accounts import cast
from tests.cases.conftest import sent_to
from tests.keys.conftest import CHEAP
from tests.keys.racing import in_threads
from tests.office import gating

ROUNDS = 4


def race(kind):
    """How often each came first, and whether what is there afterwards is whole."""
    passwords.COST = opening.COST = CHEAP
    town = gating.opened(cast.town())
    return [RACES[kind](town) for _round in range(ROUNDS)]


def together(*works):
    """What each came to: `done`, or `late` where it was refused in words."""
    start = Barrier(len(works))

    def run(work):
        start.wait(20)
        try:
            work()
        except CaseError:
            return "late"
        return "done"

    return in_threads([lambda work=work: run(work) for work in works])


def accepting(town, referral):
    row, ring = Referral.objects.get(pk=referral.pk), town.ring("drita")
    return lambda: services.accept(referral=row, ring=ring, person=town.drita)


def declining(town, referral):
    row, ring = Referral.objects.get(pk=referral.pk), town.ring("drita")
    return lambda: services.decline(referral=row, ring=ring, person=town.drita, reason="Jo ne.")


def withdrawing(town, referral):
    row = Referral.objects.get(pk=referral.pk)
    return lambda: services.withdraw(referral=row, sender=town.besnik)


def two_accept(town):
    referral = sent_to(town)

    came = together(accepting(town, referral), accepting(town, referral))

    return {
        "came": sorted(came),
        "cases": Case.objects.filter(referral=referral).count(),
        "leads": Assignment.objects.filter(case__referral=referral).count(),
        "told": acts(referral, "referral.accepted"),
    }


def accept_against_withdraw(town):
    return against(town, "referral.withdrawn", withdrawing)


def accept_against_decline(town):
    return against(town, "referral.declined", declining)


def against(town, act, other):
    """Exactly one of two acts holds, and everything else says the same."""
    referral = sent_to(town)
    came = together(accepting(town, referral), other(town, referral))
    referral.refresh_from_db()
    accepted = referral.state == Referral.State.ACCEPTED
    return {
        "came": sorted(came),
        "agree": accepted
        == (came[0] == "done")
        == Case.objects.filter(referral=referral).exists()
        == bool(acts(referral, "referral.accepted"))
        == (not acts(referral, act)),
        "read": reads(town, referral) == (referral.state != Referral.State.WITHDRAWN),
    }


def reads(town, referral):
    try:
        return bool(words_of(referral, town.ring("drita")))
    except ClosedError:
        return False


def acts(referral, act):
    return Event.objects.about(referral.subject).filter(act=act).count()


RACES = {
    each.__name__: each for each in (two_accept, accept_against_withdraw, accept_against_decline)
}
