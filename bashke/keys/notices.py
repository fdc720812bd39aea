"""Whom the emergency key's use is told: the apps above put their function on the list at start.

A function is called in the transaction that breaks the glass: both happen or neither.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class GlassBroken(NamedTuple):
    """Who opened what, and until when; the reason is sealed in the compartment."""

    opening: UUID
    compartment: UUID
    municipality: str
    holder: UUID
    until: datetime


glass_broken: list[Callable[[GlassBroken], None]] = []
