"""Acts as they stand on a day, found by whatever somebody types, and described for machines."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from bashke.core.text import fold
from bashke.pack.schema import Act

Acts = Mapping[str, Act]

# How people write the kinds of acts, folded. The first is the one of the keys.
KIND_WORDS = {
    "law": ("ligj", "ligji", "law", "lig"),
    "dcm": ("vkm", "vendim", "vendimi", "dcm", "decision"),
    "order": ("urdher", "urdheri", "order"),
    "pm-order": ("urdher", "urdheri", "order"),
    "instruction": ("udhezim", "udhezimi", "instruction"),
    "code": ("kodi", "kod", "code"),
    "constitution": ("kushtetuta", "kushtetute", "constitution"),
}
ELI = re.compile(
    r"eli/(?P<kind>[a-z-]+)/(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<number>\d+)"
)
NUMBER_AND_YEAR = re.compile(r"(?<!\d)(?P<number>\d{1,5})\s*[/\-]\s*(?P<year>(?:19|20)\d\d)(?!\d)")
NUMBER_AND_DATE = re.compile(
    r"(?<!\d)(?P<number>\d{1,5})\D{1,12}\d{1,2}[./]\d{1,2}[./](?P<year>(?:19|20)\d\d)"
)
NUMBER = re.compile(r"(?<!\d)(?P<number>\d{1,5})(?!\d)")


class Standing(StrEnum):
    """What an act is on a day, as far as its file says."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet"
    ENDED = "ended"
    REPLACED = "replaced"
    # Replaced according to a source that does not say from which day.
    REPLACED_SOMETIME = "replaced-sometime"
    DAY_NOT_KNOWN = "day-not-known"

    @property
    def is_past(self) -> bool:
        return self in {Standing.ENDED, Standing.REPLACED, Standing.REPLACED_SOMETIME}


def standing(acts: Acts, act: Act, on: date) -> Standing:
    """How the act stands on this day; a blank in its file stays a blank here."""
    if act.in_force_from and act.in_force_from > on:
        return Standing.NOT_YET
    if act.in_force_to and act.in_force_to < on:
        return Standing.ENDED
    successors = [acts[key] for key in act.replaced_by if key in acts]
    if any(each.in_force_from and each.in_force_from <= on for each in successors):
        return Standing.REPLACED
    if any(not each.in_force_from and adopted_by(each, on) for each in successors):
        return Standing.REPLACED_SOMETIME
    return Standing.IN_FORCE if act.in_force_from else Standing.DAY_NOT_KNOWN


def adopted_by(act: Act, on: date) -> bool:
    """Whether the act existed on this day; one without any date is taken to."""
    if act.date:
        return act.date <= on
    return act.year is None or act.year <= on.year


def find(acts: Acts, words: str) -> list[Act]:
    """Every act that these words name: a key, an ELI in any form, a number, a number and a year.

    Case, diacritics, “nr.” and “datë” do not matter. Newest first where several have the number.
    """
    said = fold(words).strip()
    if said in acts:
        return [acts[said]]
    if by_eli := [act for act in acts.values() if is_eli(act, said)]:
        return by_eli
    typed = set(re.findall(r"[a-z]+", said))
    kinds = {kind for kind, words in KIND_WORDS.items() if typed & set(words)}
    for pattern in (NUMBER_AND_DATE, NUMBER_AND_YEAR, NUMBER):
        if match := pattern.search(said):
            wanted = match.groupdict()
            found = [act for act in acts.values() if is_numbered(act, wanted, kinds)]
            return sorted(found, key=lambda act: (-(act.year or 0), act.key))
    return [act for act in acts.values() if said and said in names_of(act)]


def is_eli(act: Act, said: str) -> bool:
    """Whether this is the act's ELI: with or without host, with or without leading zeros."""
    wanted, own = ELI.search(said), ELI.search(act.eli or "")
    if wanted is None or own is None:
        return False
    return wanted["kind"] == own["kind"] and all(
        int(wanted[part]) == int(own[part]) for part in ("year", "month", "day", "number")
    )


def is_numbered(act: Act, wanted: Mapping[str, str], kinds: set[str]) -> bool:
    year = wanted.get("year")
    return (
        act.number == wanted["number"]
        and (year is None or act.year == int(year))
        and (not kinds or act.kind in kinds)
    )


def names_of(act: Act) -> tuple[str, ...]:
    return tuple(fold(name) for name in (*act.title, *act.short))


def metadata(acts: Acts, act: Act, on: date) -> dict[str, Any]:
    """The act for machines: ELI, FRBR addresses after Akoma Ntoso, dates, relations, marks."""
    work = frbr_work(act)
    return {
        "key": act.key,
        "kind": act.kind,
        "number": act.number,
        "date": act.date.isoformat() if act.date else None,
        "year": act.year,
        "title": act.title._asdict(),
        "short": act.short._asdict(),
        "eli": act.eli,
        "frbr": {"work": work, "expression": f"{work}/sqi@" if work else None},
        "in_force_from": act.in_force_from.isoformat() if act.in_force_from else None,
        "in_force_to": act.in_force_to.isoformat() if act.in_force_to else None,
        "on": on.isoformat(),
        "standing": standing(acts, act, on).value,
        "replaces": act.replaces,
        "replaced_by": act.replaced_by,
        "amended_by": act.amended_by,
        "mark": act.mark,
        "confirmed": confirmation(act),
        "provisions": [
            {
                "key": each.key,
                "label": each.label._asdict(),
                "says": each.says._asdict(),
                "mark": each.mark,
                "confirmed": confirmation(each),
            }
            for each in act.provisions
        ],
    }


def frbr_work(act: Act) -> str | None:
    """`/akn/al/act/ligj/2017-02-23/18`; None where number or date is not known."""
    if not act.number or not act.date or act.kind not in KIND_WORDS:
        return None
    return f"/akn/al/act/{KIND_WORDS[act.kind][0]}/{act.date}/{act.number}"


def confirmation(item: Any) -> dict[str, str] | None:
    if item.confirmed is None:
        return None
    return {"by": item.confirmed.by, "on": item.confirmed.on.isoformat()}


def past(acts: Acts, keys: Iterator[str], on: date) -> list[tuple[Act, Standing]]:
    """Of these acts the ones that no longer hold on this day, and how."""
    found = []
    for key in dict.fromkeys(keys):
        how = standing(acts, acts[key], on)
        if how.is_past:
            found.append((acts[key], how))
    return found
