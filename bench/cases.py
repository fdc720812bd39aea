"""The concerns that are routed in the benchmarks: told by front-line workers, not made up."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from bashke.ask.input import Refusal, facts_given
from bashke.mechanisms.library import Library

VIGNETTES = Path(settings.BASE_DIR).parent / "shared" / "checks" / "vignettes.jsonl"

Facts = dict[str, str | list[str]]


@dataclass(frozen=True)
class Cases:
    """Concerns by name, and where they are from."""

    source: str
    facts: dict[str, Facts]


def worked_cases(library: Library) -> Cases:
    """The sixty worked cases beside the project; where they are missing, the pack's scenarios."""
    if VIGNETTES.exists():
        lines = VIGNETTES.read_text(encoding="utf-8").splitlines()
        told = [json.loads(line) for line in lines if line.strip()]
        return Cases("the worked cases", {each["id"]: checked(library, each) for each in told})
    known = {}
    for scenario in library.scenarios:
        try:
            known[scenario.name] = checked(library, {"facts": scenario.facts})
        except Refusal:
            continue  # Nothing happens in it, so no row can match.
    return Cases("the scenarios of the pack", known)


def checked(library: Library, told: dict) -> Facts:
    return facts_given(library, told["facts"])
