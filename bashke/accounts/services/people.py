"""What somebody changes about the own account, and ends of the own sessions."""

from django.db import transaction
from django.utils.translation import gettext as _

from bashke.accounts.models import Notice, Person, Session
from bashke.accounts.refusals import AccountError
from bashke.accounts.services.factors import tell
from bashke.accounts.services.memberships import tell_person
from bashke.audit.services import record


@transaction.atomic
def change_details(*, person: Person, name: str, language: str) -> None:
    """How colleagues read one's name, and in which language mails come."""
    if not name.strip():
        raise AccountError(_("Give your name and surname."))
    person.name, person.language = name.strip(), language
    person.save(update_fields=["name", "language"])
    tell(person, person.actor, "person.details-changed")


@transaction.atomic
def end_session(*, person: Person, session: Session) -> None:
    """One browser is signed out, from another."""
    Session.objects.visible_to(person).filter(pk=session.pk).delete()
    tell(person, person.actor, "session.ended")


@transaction.atomic
def end_other_sessions(*, person: Person, but: str) -> int:
    """Every browser is signed out but this one; how many those were."""
    others = Session.objects.visible_to(person).exclude(pk=but)
    count: int = others.count()
    others.delete()
    tell(person, person.actor, "session.others-ended")
    return count


@transaction.atomic
def sign_out_everywhere(*, person: Person, municipality: str, by: Person) -> None:
    """Every browser of somebody is signed out by another person; they are told, and not by whom.

    On the trail of each municipality in which the person works: the sessions were for all of them.
    """
    person.end_sessions()
    Session.objects.filter(person=person).delete()
    for place in {municipality, *person.municipalities()}:
        event = record(
            municipality=place, actor=by.actor, act="session.all-ended", subject=person.actor
        )
    tell_person(person, municipality, Notice.Kind.SESSIONS_ENDED, f"sessions/{event.pk}")
