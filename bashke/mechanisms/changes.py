"""What differs between two versions of a mechanism."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from bashke.mechanisms.schema import Deadline, Mechanism, Step

Kind = Literal["step-gone", "step-new", "clock", "routes", "later", "forms", "new"]


class Difference(NamedTuple):
    """One thing that is not the same in both versions."""

    kind: Kind
    step: Step | None = None
    before: Deadline | None = None
    after: Deadline | None = None

    def __str__(self) -> str:
        """In English, as commands print it."""
        key = self.step.key if self.step else ""
        return {
            "step-gone": f"step {key} is gone",
            "step-new": f"step {key} is new",
            "clock": f"clock of {key}: {clock(self.before)} becomes {clock(self.after)}",
            "routes": "routes (applies)",
            "later": "routes (later)",
            "forms": "forms",
            "new": "new",
        }[self.kind]


def differences(before: Mechanism | None, after: Mechanism) -> Iterator[Difference]:
    """Steps, clocks, routes and forms that are not the same in both; `new` where nothing was."""
    if before is None:
        yield Difference("new")
        return
    old = {step.key: step for step in before.steps}
    new = {step.key: step for step in after.steps}
    yield from (Difference("step-gone", step) for key, step in old.items() if key not in new)
    for key, step in new.items():
        if key not in old:
            yield Difference("step-new", step)
        elif clock(old[key].deadline) != clock(step.deadline):
            yield Difference("clock", step, old[key].deadline, step.deadline)
    if before.applies != after.applies:
        yield Difference("routes")
    if before.later != after.later:
        yield Difference("later")
    if before.forms != after.forms:
        yield Difference("forms")


def clock(deadline: Deadline | None) -> str:
    if deadline is None:
        return "none"
    ground = ", ".join(each.act for each in deadline.law) or "proposed practice"
    return f"{deadline.amount} {deadline.unit.replace('_', ' ')} ({ground})"


def acts_gained_and_lost(
    before: Mechanism | None, after: Mechanism
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The acts on which only the new version rests, and those on which only the old one did."""
    old = dict.fromkeys(each.act for each in before.law) if before else {}
    new = dict.fromkeys(each.act for each in after.law)
    return tuple(key for key in new if key not in old), tuple(key for key in old if key not in new)
