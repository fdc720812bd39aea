"""The words that a mechanism file may use. Described in docs/reference/content-pack.md."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from bashke.core.text import Filled, Text
from bashke.pack.schema import Key, Strict

PROPOSED_PRACTICE = "proposed practice"


class Duty(StrEnum):
    """How far the law binds the person who asks; strongest first."""

    MUST = "must"
    MAY = "may"
    WITH_AGREEMENT = "with-agreement"


class Urgency(StrEnum):
    """How soon the first step is due; it belongs to the step, never to the person."""

    NOW = "now"
    HOURS = "hours"
    DAYS = "days"
    ROUTINE = "routine"


STRONGEST = tuple(Duty)
SOONEST = tuple(Urgency)
UNITS = ("hours", "calendar_days", "working_days", "months")


class Citation(Strict):
    """An act, and where it is known the provision."""

    act: Key
    provision: Key | None = None


class Grounded(Strict):
    """What the law says, or what we propose where it is silent, with the reason."""

    law: list[Citation] = []
    proposed: Text | None = None


class Deadline(Grounded):
    """By when a step is due, counted from an event."""

    hours: Annotated[int, Field(gt=0)] | None = None
    calendar_days: Annotated[int, Field(gt=0)] | None = None
    working_days: Annotated[int, Field(gt=0)] | None = None
    months: Annotated[int, Field(gt=0)] | None = None
    counted_from: Literal["report", "previous-step", "decision"]

    @model_validator(mode="after")
    def one_unit_and_a_ground(self) -> Self:
        given = [unit for unit in UNITS if getattr(self, unit) is not None]
        if len(given) != 1:
            count = "not two" if given else "not none"
            raise ValueError(f"give one of {', '.join(UNITS)}, {count}")
        if bool(self.law) == bool(self.proposed):
            raise ValueError("give a citation under law, or proposed with the reason")
        return self

    @property
    def unit(self) -> str:
        return next(unit for unit in UNITS if getattr(self, unit) is not None)

    @property
    def amount(self) -> int:
        amount: int = getattr(self, self.unit)
        return amount


class Step(Grounded):
    """Something that somebody does, and what may follow."""

    key: Key
    title: Text
    done_by: Key
    tells: list[Key] = []
    deadline: Deadline | None = None
    forms: list[Key] = []
    next: list[Key] = []


class Form(Grounded):
    """A paper that the step needs."""

    key: Key
    title: Text


class Advice(Strict):
    """What to say, what not to do, what happens next."""

    say: list[Text]
    do_not: list[Text]
    next: list[Text]


class Row(Strict):
    """When a mechanism applies, and what follows: one line of its table."""

    facts: dict[str, list[str]]
    duty: Duty
    urgency: Urgency
    rank: int
    step: Key | None = None
    because: Key | None = None
    advice: Key = "default"
    law: list[Citation] = []
    basis: Literal["proposed practice"] | None = None

    @model_validator(mode="before")
    @classmethod
    def words_that_are_facts(cls, data: Any) -> Any:
        """A row is flat in the file; what is no word of a row is the name of a question."""
        if not isinstance(data, dict) or "facts" in data:
            return data
        facts = {word: value for word, value in data.items() if word not in cls.model_fields}
        return {word: value for word, value in data.items() if word not in facts} | {"facts": facts}

    @model_validator(mode="after")
    def grounded(self) -> Self:
        if not self.facts.get("happening"):
            raise ValueError("a row names at least happening")
        if not self.law and not self.basis:
            raise ValueError("give a citation under law, or basis: proposed practice")
        return self


def rows_with_narrower(rows: Any) -> Any:
    """Each row behind its narrower ones (`also`), which inherit it and change what they name."""
    if not isinstance(rows, list):
        return rows
    found: list[Any] = []
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("also", []), list):
            found.append(row)
            continue
        whole = {word: value for word, value in row.items() if word != "also"}
        found += [
            whole | narrower for narrower in row.get("also", []) if isinstance(narrower, dict)
        ]
        found.append(whole)
    return found


Rows = Annotated[list[Row], BeforeValidator(rows_with_narrower)]


class Mechanism(Strict):
    """One mechanism or service as it stands from one day on."""

    key: Key
    kind: Literal["mechanism", "service"]
    title: Text
    what: Text
    in_force_from: date
    proposed: Text | None = None
    law: list[Citation]
    guide: list[str] = []
    roles: list[Key]
    steps: list[Step]
    forms: list[Form] = []
    because: dict[Key, Text]
    advice: dict[Key, Advice]
    words: dict[Literal["sq", "en"], list[Filled]]
    applies: Rows
    later: Rows = []

    def step(self, key: str) -> Step:
        """The step with this key."""
        return next(step for step in self.steps if step.key == key)

    def first_step(self, row: Row) -> Step:
        """The step with which a route that rests on this row begins."""
        return self.step(row.step) if row.step else self.steps[0]

    def reason(self, row: Row) -> Text:
        """The sentence that says why this row applies."""
        return self.because[row.because] if row.because else next(iter(self.because.values()))


class Expectation(Strict):
    """What a scenario must come to."""

    lead: list[Key] = []
    routes: list[Key] = []
    absent: list[Key] = []
    later: list[Key] = []
    duty: dict[Key, Duty] = {}
    urgency: dict[Key, Urgency] = {}
    step: dict[Key, Key] = {}
    role: dict[Key, Key] = {}
    nothing_to_refer: bool | None = None


class Scenario(Strict):
    """A worked example that a lawyer can read."""

    name: Filled
    source: Filled
    place: Key | None = None
    on: date | None = None
    facts: dict[Key, Filled | list[Filled]]
    expect: Expectation


class ClockScenario(Strict):
    """A deadline worked out by hand."""

    name: Filled
    source: Filled = ""
    deadline: dict[Literal["hours", "calendar_days", "working_days", "months"], int]
    counted_from: str
    due: str


class Consequence(Strict):
    """What an invariant promises of every combination that it covers."""

    lead: list[Key] = []
    routes: list[Key] = []
    absent: list[Key] = []
    only_routes: list[Key] = []


class Invariant(Strict):
    """A rule over the whole space of answers."""

    key: Key
    says: Text
    source: Filled
    when: dict[Key, list[Key]] = {}
    only: dict[Key, list[Key]] = {}
    without: dict[Key, list[Key]] = {}
    then: Consequence
