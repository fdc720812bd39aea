"""What cases tell the account pages: where a notice of theirs leads, and whose dates they know."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bashke.accounts import calendar_feed, notice_places
from bashke.accounts.calendar_feed import Entry
from bashke.accounts.models import Notice, Person
from bashke.accounts.policy import May
from bashke.cases.models import Case, Referral, Step

Kind = Notice.Kind
OF_REFERRALS = (
    Kind.REFERRAL_ANSWERED, Kind.REFERRAL_WAITING, Kind.REFERRAL_UNANSWERED,
    Kind.REFERRAL_UNWRITTEN, Kind.REFERRAL_EXPIRED, Kind.DRAFT_TO_ERASE,
)  # fmt: skip

OF_CASES = (
    Kind.CASE_SHARED, Kind.CASE_MESSAGE, Kind.CASE_LEADERLESS, Kind.CASE_TO_ERASE,
    Kind.ORDER_ENDS, *Step.CLIMBING,
)  # fmt: skip


# From what a notice is about to its case.
WITHIN = {"case": "pk", "entry": "entries__pk", "order": "orders__pk"}


def listen() -> None:
    """Tell it once, at start."""
    notice_places.register(OF_REFERRALS, to_referral)
    notice_places.register(OF_CASES, to_case)
    calendar_feed.register(dates)


def to_referral(notice: Notice, lang: str) -> str:
    """The referral, where its reader may open it; else the list of what is late, with its dates."""
    subject = "/".join(notice.subject.split("/")[:2])
    found = Referral.objects.visible_to(notice.person).filter(subject=subject)
    reference = found.values_list("reference", flat=True).first()
    if reference:
        return reverse("cases:detail", args=[lang, notice.municipality, reference])
    return to_overdue(notice, lang) if notice.kind in Referral.CLIMBING else ""


def to_case(notice: Notice, lang: str) -> str:
    """The case, where its reader may open it; else the list of what is late, with its dates."""
    kind, _slash, rest = notice.subject.partition("/")
    way = WITHIN.get(kind, "")
    number = rest.partition("/")[0]
    found = Case.objects.visible_to(notice.person).filter(**{way: number}) if way else None
    reference = found.values_list("reference", flat=True).first() if found is not None else None
    if reference:
        return reverse("case:detail", args=[lang, notice.municipality, reference])
    return to_overdue(notice, lang) if notice.kind in Step.CLIMBING else ""


def to_overdue(notice: Notice, lang: str) -> str:
    if not notice.person.municipalities(May.REFER, May.SUPERVISE):
        return ""
    return reverse("climbing:overdue", args=[lang, notice.municipality])


def dates(person: Person) -> Iterator[Entry]:
    """What somebody has to do by when: references alone, of what the person may open."""
    waiting = Referral.objects.came_to(person).waiting()
    for subject, reference, by in waiting.values_list("subject", "reference", "answer_by"):
        title = _("%(reference)s: referral to answer") % {"reference": reference}
        if by:
            yield Entry(subject.replace("/", "-"), by, title)
    steps = Step.objects.of_person(person)
    for number, reference, by in steps.values_list("pk", "case__reference", "due_at"):
        title = _("%(reference)s: step due") % {"reference": reference}
        if by:
            yield Entry(f"step-{number}", by, title)
