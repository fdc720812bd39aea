"""What can have been done to a trail, and where it shows first."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self


class Kind(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT = "cut tail"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Fault:
    """The first place at which one kind of tampering shows in the trail of one municipality."""

    kind: Kind
    municipality: str
    says: str
    sequence: int | None = None
    event: int | None = None
    # Somebody looked into it and let the chain go on behind it.
    is_acknowledged: bool = False

    @classmethod
    def from_code(cls, code: str, municipality: str, says: str, *, is_acknowledged: bool) -> Self:
        kind, sequence, event = code.split(":")
        places = (int(sequence) or None, int(event) or None)
        return cls(Kind(kind.replace("-", " ")), municipality, says, *places, is_acknowledged)

    @property
    def code(self) -> str:
        """Its kind and place, as it stands on the trail when it is acknowledged."""
        return f"{self.kind.replace(' ', '-')}:{self.sequence or 0}:{self.event or 0}"

    def __str__(self) -> str:
        of = self.municipality or "the whole trail"
        places = [
            f"place {self.sequence} of the chain" if self.sequence else "",
            f"event {self.event}" if self.event else "",
        ]
        where = ", ".join([of, *filter(None, places)])
        return f"{self.kind}: {where}: {self.says}"


@dataclass
class Findings:
    """The faults of one municipality: of each kind the first."""

    municipality: str
    first: dict[Kind, Fault] = field(default_factory=dict)

    def add(
        self, kind: Kind, says: str, *, sequence: int | None = None, event: int | None = None
    ) -> None:
        if kind not in self.first:
            self.first[kind] = Fault(kind, self.municipality, says, sequence, event)

    def __bool__(self) -> bool:
        return bool(self.first)
