"""The words that the Guide's files may use. Described in docs/reference/content-pack.md."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bashke.core.text import Filled, Text
from bashke.pack.schema import Key, Strict

PartKey = Annotated[str, StringConstraints(pattern=r"^[1-9]\.[1-9]$")]


class Readership(Strict):
    """For whom a sub-chapter is written."""

    key: Key
    title: Text


class PartHead(Strict):
    """What is the same in both languages: one sub-chapter as chapters.yaml names it."""

    key: PartKey
    title: Text
    readers: list[Key]
    mechanisms: list[Key]
    call: list[Key]
    indicators: list[Key]


class Chapter(Strict):
    """One of the four chapters."""

    key: Key
    title: Text
    parts: list[PartHead]


class FrontMatter(Strict):
    """What stands above the text of a sub-chapter."""

    purpose: Filled


class Indicator(Strict):
    """Something that is measured, with its definition and source; never a person."""

    key: Key
    title: Text
    definition: Text
    unit: Literal["percent", "number", "days", "score", "points", "seconds"]
    counts: Text
    by: list[Key]
    frequency: Literal["month", "quarter", "half-year", "year", "two-years", "per-training"]
    from_: Text = Field(alias="from")
    target: Text | None
    target_proposed: bool
    proposed: bool
    sources: list[str]
    start: bool
