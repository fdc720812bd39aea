"""What can have been done to a trail, and where it shows first."""

from dataclasses import dataclass, field
from enum import StrEnum


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
