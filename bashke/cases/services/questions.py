"""What a post that leads cases does with a question: choose passages, see them released, answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Institution, Notice, Person
from bashke.accounts.services.memberships import tell_person
from bashke.cases.models import Assignment, Case, Entry, Extract, Hold, Question
from bashke.cases.refusals import CaseError
from bashke.cases.services.carrying import add_entry, refuse_unless_lead
from bashke.cases.services.redacting import Passage, chosen, dumped, loaded, passages_of, print_of
from bashke.cases.services.referrals import holder_of
from bashke.cases.services.rights import NOT_ASKED, refuse_long, tell, unsealed
from bashke.cases.services.steps import tell as tell_case
from bashke.cases.withholding import Rule, rule_for
from bashke.keys import services as keys
from bashke.keys.opening import Ring, open_with

Answer = Question.Answer
WITH_REASON = frozenset({Answer.WITHHELD, Answer.PARTLY, Answer.NOT_DONE, Answer.DONE})


@dataclass(frozen=True)
class Marked:
    """What the lead marked on the page of a case."""

    include: Collection[str]
    strike: Collection[str]
    words: Sequence[str]
    # Of the passages as they were shown.
    seen: str
    why: str = ""
    is_safe: bool = False


@transaction.atomic
def look_at_question(*, question: Question, person: Person) -> None:
    """Somebody at the post opened it; every opening is told."""
    tell(question.request, person.actor, f"question.opened/{question.post_id}")


@transaction.atomic
def propose_extract(
    *, question: Question, case: Case, ring: Ring, by: Person, second: Person, marked: Marked
) -> Extract:
    """Passages of a case for somebody's request, to be released by a second person.

    The marks apply to the case as it is now; nothing of the text comes from the form.
    """
    refuse_answered(question)
    refuse_unless_lead(case, by)
    rule = rule_for(question.request.asker)
    refuse_what_is_withheld(rule, marked)
    if second not in seconds_for(case, by):
        raise CaseError(_("The second person takes part in the case and is not from the police."))
    passages = passages_of(case, ring, rule.part)
    if print_of(passages) != marked.seen:
        raise CaseError(_("The case was changed a moment ago. Look at the passages again."))
    going = chosen(passages, include=marked.include, strike=marked.strike, words=marked.words)
    if not going:
        raise CaseError(_("Choose at least one passage, or answer that nothing may be told."))
    opened = open_with(ring, case.compartment)
    extract = Extract(question=question, case=case, by=by, second=second)
    extract.passages = opened.seal(dumped(going), field=extract.field("passages"))
    extract.why = opened.seal(marked.why, field=extract.field("why"))
    try:
        with transaction.atomic():
            extract.save(force_insert=True)
    except IntegrityError:
        raise CaseError(_("There is an extract of this case for this request already.")) from None
    keys.grant(
        ring=ring,
        compartment=question.compartment,
        to=holder_of(second),
        ground="own-request",
        actor=by.actor,
    )
    tell_case(case, by, f"extract.proposed/{extract.pk}")
    tell_person(second, case.municipality, Notice.Kind.REQUEST_WAITING, str(extract))
    return extract


@transaction.atomic
def release_extract(*, extract: Extract, ring: Ring, person: Person) -> None:
    """The second person lets it go: without what was struck, and the passages are gone here."""
    refuse_unless_second(extract, person)
    refuse_answered(extract.question)
    left = [(each.title, each.left) for each in extract_passages(extract, ring)]
    opened = open_with(ring, extract.question.compartment)
    text = "\n\n".join(f"{title}\n{words}" for title, words in left)
    sealed = opened.seal(text, field=extract.field("released"))
    waiting = Extract.objects.waiting().filter(pk=extract.pk)
    if not waiting.update(released_at=timezone.now(), released=sealed, passages=b""):
        raise CaseError(_("This extract was released or sent back already."))
    tell_case(extract.case, person, f"extract.released/{extract.pk}")
    tell_person(
        extract.by, extract.case.municipality, Notice.Kind.REQUEST_WAITING, f"{extract}/released"
    )


@transaction.atomic
def return_extract(*, extract: Extract, ring: Ring, person: Person, why: str) -> None:
    """The second person sends it back: why is read by who made it, who can make another."""
    refuse_unless_second(extract, person)
    if not why.strip():
        raise CaseError(_("Write what has to be changed."))
    refuse_long(why)
    opened = open_with(ring, extract.case.compartment)
    sealed = opened.seal(why, field=extract.field("returned_why"))
    waiting = Extract.objects.waiting().filter(pk=extract.pk)
    if not waiting.update(returned_at=timezone.now(), returned_why=sealed, passages=b""):
        raise CaseError(_("This extract was released or sent back already."))
    tell_case(extract.case, person, f"extract.returned/{extract.pk}")
    tell_person(
        extract.by, extract.case.municipality, Notice.Kind.REQUEST_WAITING, f"{extract}/returned"
    )


@transaction.atomic
def answer_question(
    *, question: Question, ring: Ring, person: Person, answer: str, reason: str
) -> None:
    """What the post says to the officer, sealed: that something is held is itself a secret."""
    refuse_answered(question)
    if answer not in question.answers:
        raise CaseError(_("Choose an answer."))
    if answer in WITH_REASON and not reason.strip():
        raise CaseError(_("Write the reason, without details of the case."))
    refuse_long(reason)
    waiting, released = of_question(question)
    if waiting:
        raise CaseError(_("An extract still waits for the second person."))
    if (answer == Answer.HELD) != bool(released):
        raise CaseError(
            _("“We hold something” and released extracts belong together: one is missing.")
        )
    opened = open_with(ring, question.compartment)
    answered = Question.objects.open().filter(pk=question.pk)
    sealed = {"answer": answer, "reason": reason}
    values = {name: opened.seal(text, field=question.field(name)) for name, text in sealed.items()}
    if not answered.update(answered_at=timezone.now(), answered_by=person, **values):
        raise CaseError(_("This question is answered already."))
    request = question.request
    tell(request, person.actor, f"question.answered/{question.post_id}")
    tell_person(
        request.officer, request.municipality, Notice.Kind.REQUEST_WAITING, f"{question}/answered"
    )


@transaction.atomic
def note_request(*, question: Question, case: Case, ring: Ring, person: Person, text: str) -> Entry:
    """Put into a case what the person wants corrected or stopped, or how they see it themselves."""
    refuse_answered(question)
    refuse_unless_lead(case, person)
    entry = add_entry(case=case, ring=ring, person=person, kind=Entry.Kind.NOTE, text=text)
    tell_case(case, person, f"case.request-noted/{question.request_id}")
    return entry


@transaction.atomic
def erase_for_request(*, question: Question, case: Case, person: Person) -> None:
    """Erase a closed case now, because the person asked: the day of erasure becomes today."""
    refuse_answered(question)
    refuse_unless_lead(case, person)
    if question.request.kind != question.request.Kind.ERASURE:
        raise CaseError(_("This person did not ask for erasure."))
    if Hold.objects.standing().filter(case=case).exists():
        raise CaseError(_("Somebody signed that this case is held. Let it go first."))
    today = timezone.localdate()
    closed = Case.objects.filter(pk=case.pk, closed_at__isnull=False, erased_at=None)
    if not closed.update(erase_on=today):
        raise CaseError(_("Close the case first: what is being worked on is not erased."))
    tell_case(case, person, f"case.erasure-asked/{question.request_id}")


def question_words(question: Question, ring: Ring) -> dict[str, str]:
    """The question and its answer, for who holds its key."""
    opened = open_with(ring, question.compartment)
    return unsealed(opened, question, ("text", "answer", "reason"))


def extract_passages(extract: Extract, ring: Ring) -> list[Passage]:
    """What is proposed, with what would be struck, for who works on the case."""
    if not extract.passages:
        return []
    opened = open_with(ring, extract.case.compartment)
    return loaded(opened.unseal(extract.passages, field=extract.field("passages")))


def released_texts(question: Question, ring: Ring) -> list[str]:
    """What was let go of by two people, for the officer."""
    opened = open_with(ring, question.compartment)
    rows = Extract.objects.filter(question=question, released_at__isnull=False).order_by("at")
    return [opened.unseal(row.released, field=row.field("released")) for row in rows]


def seconds_for(case: Case, lead: Person) -> list[Person]:
    """Who could release: others who work on the case now, none of them from the police."""
    others = Assignment.objects.current().filter(case=case).exclude(person=lead)
    police = Q(post__role__in=NOT_ASKED) | Q(post__institution__kind=Institution.Kind.POLICE)
    found = others.exclude(police).select_related("person")
    return [each.person for each in found.order_by("starts_at", "pk") if each.person.holder]


def of_question(question: Question) -> tuple[int, int]:
    """How many extracts wait, and how many were released."""
    rows = Extract.objects.filter(question=question)
    return rows.waiting().count(), rows.filter(released_at__isnull=False).count()


def refuse_what_is_withheld(rule: Rule, marked: Marked) -> None:
    """The row of the table that cannot be argued with on the page."""
    if rule.told_only_with_reason and not marked.why.strip():
        raise CaseError(
            _("Who is said to have done harm is not told by default. Write the law and the reason.")
        )
    if rule.told_only_if_safe and not marked.is_safe:
        raise CaseError(
            _("A parent is told nothing where there is doubt. Answer that nothing may be told.")
        )
    refuse_long(marked.why)


def refuse_answered(question: Question) -> None:
    if not Question.objects.open().filter(pk=question.pk).exists():
        raise CaseError(_("This question is answered already."))


def refuse_unless_second(extract: Extract, person: Person) -> None:
    if extract.second_id != person.pk:
        raise CaseError(_("Only the second person releases this or sends it back."))
