"""A case that leaves the screen: one, for one purpose, with a reason, marked, and on the trail.

There is no way to take out more than one case: nothing here takes a list of them.
"""

from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bashke.accounts.models import Institution, Person
from bashke.cases.models import Assignment, Case, Entry, Export, Step
from bashke.cases.refusals import CaseError
from bashke.cases.services.referrals import LONGEST
from bashke.cases.services.steps import tell
from bashke.keys.opening import Opened, Ring, open_with
from bashke.mechanisms.schema import Mechanism

# What is printed by whom, for what.
PURPOSES = {
    Export.Kind.FILE: (Export.Purpose.COURT, Export.Purpose.PROSECUTOR, Export.Purpose.PERSON),
    Export.Kind.SHEET: (Export.Purpose.DATABASE,),
}


@dataclass(frozen=True)
class Section:
    """One part of what is printed: a heading, what stands beside it, the words."""

    title: str
    beside: str
    text: str


@transaction.atomic
def note_export(*, export: Export, ring: Ring, person: Person, reason: str, made: bytes) -> Export:
    """Write down what leaves, before it leaves: reason, purpose, and the hash of the file."""
    case = export.case
    if not may_export(case, person):
        raise CaseError(_("Only who leads the case takes it out, and nobody from the police."))
    if export.purpose not in PURPOSES.get(Export.Kind(export.kind), ()):
        raise CaseError(_("Choose for what it is taken out."))
    if not reason.strip() or len(reason) > LONGEST:
        raise CaseError(_("Write who asked for it, and on what ground."))
    opened = open_with(ring, case.compartment)
    export.by = person
    export.reason = opened.seal(reason, field=export.field("reason"))
    export.file_hash = sha256(made).hexdigest()
    export.save(force_insert=True)
    tell(case, person, f"case.printed/{export.kind}")
    return export


def may_export(case: Case, person: Person) -> bool:
    """Whether this person leads the case, with a post that prints."""
    leading = Assignment.objects.current().filter(
        case=case, person=person, part=Assignment.Part.LEAD
    )
    police = Q(post__role="police-station") | Q(post__institution__kind=Institution.Kind.POLICE)
    # A member from the police prints nothing (product.md, rule 15).
    return case.erased_at is None and leading.exclude(police).exists()


def whole_case(case: Case, ring: Ring, mechanism: Mechanism, lang: str) -> list[Section]:
    """Everything in the common part of a case, in the order of time.

    Not in it: how the person is reached safely, and who reported, which no member has.
    """
    opened = open_with(ring, case.compartment)
    titles = {step.key: step.title.in_language(lang) for step in mechanism.steps}
    found = [
        Section(_("Who it is about"), "", words(opened, case.about, case.field("about"))),
        Section(_("Summary"), "", words(opened, case.summary, case.field("summary"))),
    ]
    dated = [
        (step.done_at or step.dropped_at or step.begun_at, step_section(step, opened, titles))
        for step in Step.objects.filter(case=case).select_related("by").order_by("begun_at", "pk")
    ]
    dated += [
        (entry.at, entry_section(entry, opened))
        for entry in Entry.objects.filter(case=case).select_related("by").order_by("at", "pk")
    ]
    return found + [section for _at, section in sorted(dated, key=lambda each: each[0])]


def step_section(step: Step, opened: Opened, titles: dict[str, str]) -> Section:
    standing = {
        True: _("done"),
        False: _("open"),
    }[step.done_at is not None]
    if step.dropped_at:
        standing = _("left out")
    at = step.done_at or step.dropped_at or step.begun_at
    who = step.by.name if step.by else ""
    beside = " · ".join(filter(None, [standing, date_format(at, "DATETIME_FORMAT"), who]))
    text = words(opened, step.outcome, f"{step}/outcome")
    return Section(titles.get(step.key, step.key), beside, text)


def entry_section(entry: Entry, opened: Opened) -> Section:
    beside = f"{date_format(entry.at, 'DATETIME_FORMAT')} · {entry.by.name}"
    text = words(opened, entry.text, f"{entry}/text")
    return Section(str(entry.get_kind_display()).capitalize(), beside, text)


def words(opened: Opened, sealed: bytes | memoryview, field: str) -> str:
    return opened.unseal(sealed, field=field) if sealed else ""


def hash_of(case: Case, sections: list[Section]) -> str:
    """By what a print is known: the same words give the same number, one letter another."""
    said = [case.reference]
    for each in sections:
        said += [each.title, each.beside, each.text]
    return sha256("\x1f".join(said).encode()).hexdigest()


def reason_of(export: Export, opened: Opened) -> str:
    return opened.unseal(export.reason, field=export.field("reason"))
