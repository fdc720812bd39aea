"""The words in which a case is told moment by moment: see docs/reference/case-scenarios.md."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import Field, model_validator

from bashke.guide.edition import from_files
from bashke.pack.schema import Key, Strict

FOLDER = Path(__file__).parent / "scenarios"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WHEN = re.compile(rf"({'|'.join(DAYS)}) (\d{{4}}-\d\d-\d\d) (\d\d:\d\d)( again)?")

# As the product shows a clock: compared with the law by a named person; of an act that nobody
# compared yet; proposed practice; and a step for which nothing sets a time.
Mark = Literal["confirmed", "unconfirmed", "proposed", "no-time"]


class Clock(Strict):
    """What is expected of a step that begins: whose it is, by when, and on what that rests."""

    role: Key
    mark: Mark
    due: str | None = None
    counted_from: str | None = None
    law: list[str] = []
    fact: str

    @model_validator(mode="after")
    def whole(self) -> Self:
        if (self.mark == "no-time") != (self.due is None):
            raise ValueError("a step has a due moment, or the mark no-time")
        if (self.mark in {"confirmed", "unconfirmed"}) != bool(self.law):
            raise ValueError("a clock of the law names its provision, another one does not")
        return self


class Sent(Strict):
    """How the concern came."""

    to: str
    step: Key
    duty: Literal["must", "may", "with-agreement"]
    ground: Literal["duty", "task", "agreement", "danger"]
    told_by_phone: str | None = None


VERBS = (
    "refer", "accept", "finish", "begin", "leave_out", "pause", "resume", "add", "end", "hand_over",
    "close", "reopen", "night", "look",
)  # fmt: skip


class Moment(Strict):
    """One act at one moment, and everything that is to be true after it."""

    at: str
    who: str = ""
    refer: Sent | None = None
    accept: Literal[True] | None = None
    finish: Key | None = None
    begin: Key | None = None
    leave_out: Key | None = None
    pause: Key | None = None
    ground: Literal["person-away", "court", "agreement"] | None = None
    resume: Key | None = None
    add: str | None = None
    end: str | None = None
    hand_over: str | None = None
    close: str | None = None
    reopen: Literal[True] | None = None
    night: Literal[True] | None = None
    look: Literal[True] | None = None
    go_to: list[Key] = []
    decided: str | None = None

    because: str = ""
    refused: str | None = None
    then: dict[Key, Clock] = {}
    due: dict[Key, str] = {}
    open: list[Key] | None = None
    late_by_law: list[Key] | None = None
    past_due: list[Key] | None = None
    version: date | None = None
    seen_by: list[str] | None = None
    erase_on: date | None = None
    erased: bool | None = None

    @model_validator(mode="after")
    def one_act(self) -> Self:
        given = [verb for verb in VERBS if getattr(self, verb) is not None]
        if len(given) != 1:
            raise ValueError(f"say one act, not {len(given)}: {', '.join(VERBS)}")
        if not self.who and given[0] not in {"night", "look"}:
            raise ValueError("say who does it")
        return self

    @property
    def verb(self) -> str:
        return next(verb for verb in VERBS if getattr(self, verb) is not None)


class Story(Strict):
    """A case from its referral to its erasure."""

    name: str
    sources: list[str] = Field(min_length=1)
    mechanism: Key
    version: date
    people: dict[str, Key]
    days_off: dict[date, str] = {}
    working_days: dict[date, str] = {}
    confirmed: list[str] = []
    moments: list[Moment] = Field(min_length=1)


def stories() -> list[Path]:
    return sorted(FOLDER.glob("*.yaml"))


def read(path: Path) -> Story:
    """A story; unknown words are refused, with their place."""
    return Story.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def moment(said: str) -> datetime:
    """`Monday 2026-03-02 09:10` in Tirana; refused where that day is no Monday.

    `again` is the second of two same hours, in the night on which the clock goes back.
    """
    found = WHEN.fullmatch(said)
    if found is None:
        raise ValueError(f"“{said}” is no moment such as Monday 2026-03-02 09:10")
    weekday, day, hour, again = found.groups()
    local = datetime.fromisoformat(f"{day}T{hour}").replace(
        tzinfo=from_files().library.pack.calendar.zone, fold=bool(again)
    )
    if DAYS[local.weekday()] != weekday:
        raise ValueError(f"{day} is a {DAYS[local.weekday()]}, no {weekday}")
    return local.astimezone(UTC)
