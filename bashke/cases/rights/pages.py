"""What the pages about requests show: the table of who gets what, the letter, the public count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bashke.accounts.models import Person
from bashke.cases.models import Assignment, AuthorityRequest, Case, DataRequest, Question
from bashke.cases.naming import called
from bashke.cases.services.questions import question_words, released_texts
from bashke.cases.services.redacting import Passage
from bashke.cases.spelling import spellings
from bashke.cases.withholding import RULES, Rule
from bashke.guide.desk import Desk
from bashke.guide.edition import current
from bashke.guide.pages import Cited, cited
from bashke.keys.opening import Opened, Ring, open_all
from bashke.keys.refusals import KeysError
from bashke.pack.schema import NationalContact

# Named in every letter to the person concerned (product.md, rule 12).
WHERE_TO_COMPLAIN = (
    "peoples-advocate",
    "data-protection-commissioner",
    "discrimination-commissioner",
)
# Below this a number could point at somebody (proposed; facts/guide_and_practice.md, R17).
SMALLEST = 5


class Row(NamedTuple):
    """One line of the table: who asks, what they get, what not, why, and on what it rests."""

    asker: str | Promise
    rule: Rule
    law: tuple[Cited, ...]


def table(desk: Desk) -> list[Row]:
    return [row_of(asker, desk) for asker in RULES]


def row_of(asker: str, desk: Desk) -> Row:
    rule = RULES[asker]
    return Row(DataRequest.Asker(asker).label, rule, cited(desk, rule.law))


@dataclass(frozen=True)
class Answered:
    """A post that was asked, what it answered, and what two people released."""

    question: Question
    called: str
    # Empty as long as nobody has answered.
    answer: str = ""
    reason: str = ""
    released: Sequence[str] = ()

    @property
    def label(self) -> str | Promise:
        return Question.Answer(self.answer).label if self.answer else ""


def answered(request: DataRequest, ring: Ring, desk: Desk) -> list[Answered]:
    """Every post that was asked; its words for who holds the key of its question."""
    rows = request.questions.select_related("post__institution", "request").order_by("asked_at")
    return [answer_of(row, ring, called(row.post, desk)) for row in rows]


def answer_of(question: Question, ring: Ring, name: str) -> Answered:
    if question.answered_at is None:
        return Answered(question, name)
    words = question_words(question, ring)
    released = released_texts(question, ring)
    return Answered(question, name, words.get("answer", ""), words.get("reason", ""), released)


def complaint_ways() -> list[NationalContact]:
    """The People's Advocate and the two Commissioners, as the content pack has them."""
    known = {each.key: each for each in current().pack.contacts}
    return [known[key] for key in WHERE_TO_COMPLAIN]


NOTHING_TO_TELL = gettext_lazy(
    "There is nothing that we may tell you. We write this in the same words to everybody, whether "
    "something is held or not. The Commissioner for personal data can check for you whether "
    "whatever may be held is lawful."
)
LEFT_OUT = gettext_lazy(
    "Left out is what is about other people, who reported a concern, and places where somebody is "
    "safe."
)
POLICE = gettext_lazy(
    "The police answer for their own data. Ask the police station directly; it has 30 days."
)
DONE = {
    Question.Answer.DONE: gettext_lazy("What you asked for was done."),
    Question.Answer.PARTLY: gettext_lazy("What you asked for was done in part."),
    Question.Answer.NOT_DONE: gettext_lazy("What you asked for was not done. The reason:"),
}


def drafted_letter(
    request: DataRequest, words: Mapping[str, str], answers: Sequence[Answered], desk: Desk
) -> str:
    """A letter to begin with. Where nothing is told it says the same, whatever is held."""
    said = [
        _("On %(day)s you asked us: %(what)s.")
        % {"day": date_format(request.came_on), "what": request.get_kind_display()},
        *delayed(request, words, desk),
        *what_is_told(request, answers),
        str(POLICE),
    ]
    return "\n\n".join(said)


def what_is_told(request: DataRequest, answers: Sequence[Answered]) -> list[str]:
    released = [text for each in answers for text in each.released]
    if released:
        return [_("We hold the following about you:"), *released, str(LEFT_OUT)]
    changed = [
        f"{DONE[Question.Answer(each.answer)]} {each.reason}".strip()
        for each in answers
        if each.answer in DONE
    ]
    # To who is said to have done harm, that something was corrected tells that there was something.
    if not changed or RULES[request.asker].told_only_with_reason:
        return [str(NOTHING_TO_TELL)]
    return changed


def delayed(request: DataRequest, words: Mapping[str, str], desk: Desk) -> list[str]:
    if not request.delay_law:
        return []
    said = {"law": said_law(request.delay_law, desk), "why": words.get("delay_why", "")}
    return [_("The answer comes later, as this law allows: %(law)s. The reason: %(why)s") % said]


def said_law(key: str, desk: Desk) -> str:
    """An act by its short name; as it was written where the pack has it no more."""
    act = desk.library.pack.acts.get(key)
    return desk.say(act.short) if act else key


def my_cases(person: Person, place: str, ring: Ring) -> list[tuple[Case, str]]:
    """Cases here that this person leads and that are not erased, with who they are about."""
    leading = Assignment.objects.current().filter(person=person, part=Assignment.Part.LEAD)
    rows = Case.objects.visible_to(person).filter(
        municipality=place, erased_at=None, pk__in=leading.values("case")
    )
    cases = list(rows.select_related("referral").order_by("-opened_at")[:500])
    opened = open_all(ring, [case.compartment for case in cases])
    return [(case, about(case, opened)) for case in cases if case.compartment in opened]


def about(case: Case, opened: Mapping[Any, Opened]) -> str:
    try:
        said = opened[case.compartment].unseal(case.about, field=case.field("about"))
    except KeysError:
        return "—"
    return said[:80]


def likely_first(cases: Sequence[tuple[Case, str]], text: str) -> list[tuple[Case, str]]:
    """The same cases, first those in which a name of the text stands, spelled alike."""
    wanted = spellings(text)
    return sorted(cases, key=lambda each: not (wanted & spellings(each[1])))


class Marking(NamedTuple):
    """A passage on the page where it is chosen, with what was marked so far."""

    passage: Passage
    is_included: bool
    # Each sentence with the name of its box and whether it is struck.
    sentences: list[tuple[str, str, bool]]


def markings(
    passages: Iterable[Passage], include: Sequence[str], strike: Sequence[str]
) -> list[Marking]:
    return [
        Marking(
            each,
            each.source in include,
            [
                (key, piece.text, key in strike)
                for number, piece in enumerate(each.pieces)
                if (key := f"{each.source}-{number}")
            ],
        )
        for each in passages
    ]


class Counted(NamedTuple):
    """How many requests came from one kind of authority; None where that is not said."""

    authority: str | Promise
    shown: int | None


def public_count(place: str, year: int) -> tuple[list[Counted], int | None]:
    """The year's requests by kind of authority, small numbers hidden, and their sum."""
    found = AuthorityRequest.objects.of(place).by_authority(year)
    counts = {kind: found.get(kind.value, 0) for kind in AuthorityRequest.Authority}
    total = sum(counts.values())
    hidden = hidden_in(counts)
    rows = [
        Counted(kind.label, None if kind in hidden else count) for kind, count in counts.items()
    ]
    return rows, total if total >= SMALLEST else None


def hidden_in(counts: Mapping[Any, int]) -> set[Any]:
    """What is below the smallest number, and as much beside it that no sum gives it away."""
    hidden = {key for key, count in counts.items() if count < SMALLEST}
    rest = sorted(counts.keys() - hidden, key=lambda key: counts[key])
    while hidden and rest and sum(counts[key] for key in hidden) < SMALLEST:
        hidden.add(rest.pop(0))
    return hidden
