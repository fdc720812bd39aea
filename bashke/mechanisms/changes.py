"""What differs between two versions of a mechanism."""

from typing import Any

from bashke.mechanisms.library import Library
from bashke.mechanisms.schema import Mechanism


def reason(library: Library, before: Mechanism | None, after: Mechanism) -> str:
    """Which acts the new version rests on that the old one did not."""
    old = {citation.act for citation in before.law} if before else set()
    new = [citation.act for citation in after.law if citation.act not in old]
    gone = sorted(old - {citation.act for citation in after.law})
    names = ", ".join(library.pack.acts[act].short.en for act in dict.fromkeys(new))
    replaced = ", ".join(library.pack.acts[act].short.en for act in gone)
    sentence = f"rests on {names or 'the same acts'}"
    return f"{sentence} instead of {replaced}" if replaced else sentence


def differences(before: Mechanism, after: Mechanism) -> list[str]:
    """Routes and clocks that are not the same in both."""
    found = []
    old = {step.key: step for step in before.steps}
    new = {step.key: step for step in after.steps}
    found += [f"step {key} is gone" for key in old if key not in new]
    found += [f"step {key} is new" for key in new if key not in old]
    for key in (key for key in new if key in old):
        if clock(old[key].deadline) != clock(new[key].deadline):
            found.append(
                f"clock of {key}: {clock(old[key].deadline)} becomes {clock(new[key].deadline)}"
            )
    for name in ("applies", "later"):
        if getattr(before, name) != getattr(after, name):
            found.append(f"routes ({name})")
    if before.forms != after.forms:
        found.append("forms")
    return found


def clock(deadline: Any) -> str:
    if deadline is None:
        return "none"
    ground = ", ".join(each.act for each in deadline.law) or "proposed practice"
    return f"{deadline.amount} {deadline.unit.replace('_', ' ')} ({ground})"
