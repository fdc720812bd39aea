"""The words of the templates' files. Described in docs/reference/content-pack.md."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from bashke.core.text import Filled, Text
from bashke.mechanisms.schema import Grounded
from bashke.pack.schema import Key, Strict


class DocumentHead(Strict):
    """What is the same in both languages: one template as documents.yaml names it."""

    key: Key
    title: Text
    # A page for everybody, at the address of its own name.
    public: bool = False
    # The section that stands once for every module.
    each_module: Key | None = None


class FrontMatter(Strict):
    """What stands above the text of a template."""

    purpose: Filled


class Keeping(Grounded):
    """How long something is kept, from when; by law, or as our proposal with its reason."""

    key: Key
    title: Text
    days: Annotated[int, Field(ge=0)] | None = None
    months: Annotated[int, Field(gt=0)] | None = None
    counted_from: Text

    @model_validator(mode="after")
    def one_time_and_a_ground(self) -> Self:
        if (self.days is None) == (self.months is None):
            raise ValueError("give days or months, one of the two")
        if bool(self.law) == bool(self.proposed):
            raise ValueError("give a citation under law, or proposed with the reason")
        return self
