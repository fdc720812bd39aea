"""One line of the table, and the same in numbers."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """What was measured, beside what, against which target."""

    what: str
    here: str
    beside: str
    target: str
    holds: bool
    numbers: dict[str, Any]
