"""The words that a content pack may use. Described in docs/reference/content-pack.md."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bashke.core.text import Filled, Text

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Mark = Literal["verified", "verified-secondary", "draft", "memory", "inference"]
# Fields are named `date`, so the type needs another name beside them.
Day = date
# Grounds on which the law may be said to oblige somebody (architecture.md, "Duty").
SURE_MARKS = frozenset({"verified", "verified-secondary"})


class Strict(BaseModel):
    """Unknown words are refused; what is read is not changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Confirmation(Strict):
    """A named person compared the fact with the published text."""

    by: Filled
    on: date

    @model_validator(mode="before")
    @classmethod
    def in_one_cell(cls, data: Any) -> Any:
        """In a table the two stand in one cell: `Arta Hoxha, 2026-11-22`."""
        if not isinstance(data, str):
            return data
        by, _comma, on = data.rpartition(",")
        return {"by": by, "on": on.strip()}


class Markable(Strict):
    """A fact that somebody may rely on: how sure it is, and who confirmed it."""

    mark: Mark
    confirmed: Confirmation | None = None


class Sourced(Markable):
    """A fact with the sources in which it was read."""

    sources: list[str] = []


class Emergency(Sourced):
    """A number that answers in an emergency."""

    number: Filled
    name: Text
    checked_on: date


class PackFile(Strict):
    """pack.yaml: what holds for the whole country."""

    key: Key
    name: Text
    languages: list[Literal["sq", "en"]]
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    zone: str
    valid_from: date
    emergency: list[Emergency]
    yields: dict[Key, list[Key]]
    ties: list[Key]


class Option(Strict):
    """One answer that can be given."""

    id: Key
    sq: Filled
    en: Filled
    self_: Text | None = Field(None, alias="self")
    heading: Key | None = None
    numbers: list[str] = []
    not_to_self: bool = False

    @property
    def text(self) -> Text:
        return Text(self.sq, self.en)


class Heading(Strict):
    """A heading over some options of a long question."""

    key: Key
    title: Text


class Fact(Strict):
    """One question of Ask."""

    id: Key
    kind: Literal["one", "many"]
    ask: Text
    ask_self: Text | None = None
    only_if: dict[Key, list[Key]] = {}
    not_if: dict[Key, list[Key]] = {}
    default: Key | None = None
    headings: list[Heading] = []
    options: list[Option]


class Role(Strict):
    """Who acts, in the words of the law or of practice."""

    key: Key
    title: Text
    title_def: Text
    institution_kind: Literal[
        "municipality", "police", "prosecution", "health", "school", "prefecture", "state",
        "commissioner", "civil-society",
    ]  # fmt: skip
    level: Literal["local", "county", "national"]
    ask_at: Text


class Place(Markable):
    """A county, municipality or administrative unit."""

    kind: Literal["county", "municipality", "unit"]
    slug: Key
    name: Filled
    definite: str = ""
    parent: str = ""
    iso: str = ""
    also: str = ""
    source: Filled


class NationalContact(Sourced):
    """A line or office that serves the whole country or a county."""

    key: Key
    name: Text
    level: Literal["county", "national"]
    county: Key | None = None
    phones: list[Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{3,15}$")]]
    phone_shown: str | None = None
    web: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    address: Text | None = None
    always: bool | None
    hours: Text | None = None
    serves: list[Key]
    doubtful: Text | None = None
    note: Text | None = None
    checked_on: date


class Source(Strict):
    """Where something was read."""

    title: Filled
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None
    read_on: date
    note: str | None = None


class Provision(Sourced):
    """An article or point of an act."""

    key: Key
    label: Text
    says: Text


class Act(Sourced):
    """A law, by-law, code or agreement."""

    key: Key
    kind: Literal[
        "constitution", "code", "law", "dcm", "order", "pm-order", "instruction", "agreement",
        "convention", "strategy", "plan",
    ]  # fmt: skip
    number: str | None
    date: Day | None
    year: int | None = None
    title: Text
    short: Text
    eli: Annotated[str, StringConstraints(pattern=r"^https://qbz\.gov\.al/eli/\S+$")] | None
    in_force_from: Day | None
    in_force_to: Day | None
    status: Text
    replaces: list[Key]
    replaced_by: list[Key]
    amended_by: list[Key] = []
    provisions: list[Provision]


class DatedHoliday(Sourced):
    """A day off that no rule gives: Eid by year, a day given by government."""

    date: Day
    name: Text
    proposed: Text | None = None


class FixedHoliday(Strict):
    """The same day every year."""

    month: int
    day: int
    name: Text
    since: int
    mark: Mark
    sources: list[str] = []


class MovableHoliday(Strict):
    """A day that follows Easter."""

    key: Literal["catholic-easter", "orthodox-easter"]
    name: Text
    mark: Mark = "verified"
    sources: list[str] = []


class HolidaysFile(Strict):
    """holidays.yaml."""

    law: Key
    rest_days: list[Literal["saturday", "sunday"]]
    rest_days_mark: Mark = "memory"
    moves_to_next_working_day: bool
    fixed: list[FixedHoliday]
    movable: list[MovableHoliday]
    dated: list[DatedHoliday]


class Term(Markable):
    """A word of the field in both languages."""

    key: Key
    sq: Filled
    en: Filled
    meaning_sq: Filled
    meaning_en: Filled
    avoid_sq: str = ""
    avoid_en: str = ""
    source: str = ""
