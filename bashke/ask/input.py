"""What is given to Ask, checked: each refusal says what, where, what is allowed."""

from collections.abc import Mapping, Sequence
from datetime import date

from bashke.core.text import fold
from bashke.mechanisms.library import Library
from bashke.pack.schema import Fact, Place

LANGUAGES = ("sq", "en")


class Refusal(Exception):  # noqa: N818 (the word of the trade)
    """Input that cannot be used. Its text may be shown to whoever gave it."""


def place_named(library: Library, name: object) -> Place:
    """The municipality with this slug or name."""
    found = library.pack.municipality(name) if isinstance(name, str) else None
    if found is None:
        known = ", ".join(sorted(place.slug for place in library.pack.municipalities))
        raise Refusal(f"The place “{name}” is not known. Give one of: {known}.")
    return found


def unit_named(library: Library, place: Place, name: str) -> Place:
    """The administrative unit of this municipality with this name."""
    found = library.pack.unit(place.slug, name)
    if found is None:
        known = ", ".join(unit.name for unit in library.pack.units_of(place.slug))
        raise Refusal(f"{place.name} has no administrative unit “{name}”. Give one of: {known}.")
    return found


def language_named(name: object) -> str:
    if name not in LANGUAGES:
        raise Refusal(f"The language “{name}” is not known. Give one of: {', '.join(LANGUAGES)}.")
    return str(name)


def day_named(library: Library, text: object) -> date:
    """A day on which the pack already promises something."""
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        raise Refusal(f"“{text}” is not a date. Give one such as 2026-11-22.") from None
    first = library.pack.file.valid_from
    if day < first:
        raise Refusal(f"The content is valid from {first}. Give that day or a later one.")
    return day


def facts_given(library: Library, given: Mapping[object, object]) -> dict[str, str | list[str]]:
    """Answers by question: unknown questions and options, and an empty concern, are refused."""
    known = library.pack.facts
    facts: dict[str, str | list[str]] = {}
    for name, value in given.items():
        if not isinstance(name, str) or name not in known:
            raise Refusal(f"The fact “{name}” is not known. Give one of: {', '.join(known)}.")
        facts[name] = options_given(known[name], value)
    if not facts.get("happening"):
        allowed = ", ".join(option.id for option in known["happening"].options)
        raise Refusal(f"Say what is happening: happening=OPTION, with one or more of: {allowed}.")
    return facts


def options_given(fact: Fact, value: object) -> str | list[str]:
    values = [value] if isinstance(value, str) else value
    allowed = [option.id for option in fact.options]
    if not isinstance(values, Sequence) or not values:
        raise Refusal(f"{fact.id} has no option. Give one of: {', '.join(allowed)}.")
    for option in values:
        if option not in allowed:
            raise Refusal(f"{fact.id} has no option “{option}”. Give one of: {', '.join(allowed)}.")
    if fact.kind == "many":
        return list(dict.fromkeys(values))
    if len(values) > 1:
        raise Refusal(f"{fact.id} takes one option, not {len(values)}.")
    return str(values[0])


def pairs(words: Sequence[str]) -> dict[object, object]:
    """`FACT=OPTION[,OPTION…]` as given on a command line."""
    given: dict[object, object] = {}
    for word in words:
        fact, equals, options = word.partition("=")
        if not equals:
            raise Refusal(f"“{fold(word)}” is not of the form FACT=OPTION, such as danger=soon.")
        if fact in given:
            raise Refusal(f"{fact} is given twice. Write several options with commas between them.")
        given[fact] = [option.strip() for option in options.split(",") if option.strip()]
    return given
