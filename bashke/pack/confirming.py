"""Facts that somebody may confirm: each with an id, its text, and whether a named person has.

Confirmations stand in the files, or are recorded by an installation and laid over them; a recorded
one counts only as long as the fact's text is the one that was compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import NamedTuple, TypeVar, cast

from bashke.pack.content import Pack
from bashke.pack.schema import Act, Confirmation, Mark, Markable, Place

Fact = TypeVar("Fact", bound=Markable)


class Recorded(NamedTuple):
    """A confirmation as an installation keeps it."""

    fact: str
    text_hash: str
    confirmation: Confirmation


@dataclass(frozen=True)
class FactAt:
    """One fact of the pack, and where an author finds it."""

    id: str
    file: str
    place: str
    says: str
    item: Markable

    @property
    def mark(self) -> Mark:
        return self.item.mark

    @property
    def text_hash(self) -> str:
        """A fingerprint of everything that the fact says; another text has another one."""
        said = self.item.model_dump_json(exclude={"confirmed": True, "provisions": True})
        return blake2b(said.encode(), digest_size=16).hexdigest()


def facts_of(pack: Pack) -> Iterator[FactAt]:
    """Every fact that somebody may rely on, in the order of the files."""
    for number in pack.file.emergency:
        yield FactAt(
            f"emergency/{number.number}",
            "pack.yaml",
            f"emergency > {number.number}",
            number.name.en,
            number,
        )
    for contact in pack.contacts:
        place = contact.key
        yield FactAt(f"contact/{place}", "national-contacts.yaml", place, contact.name.en, contact)
    for act in pack.acts.values():
        yield FactAt(f"law/{act.key}", f"law/{act.key}.yaml", "", act.short.en, act)
        for provision in act.provisions:
            yield FactAt(
                f"law/{act.key}#{provision.key}",
                f"law/{act.key}.yaml",
                provision.key,
                provision.label.en,
                provision,
            )
    for day in pack.holidays.dated:
        yield FactAt(f"holiday/{day.date}", "holidays.yaml", f"{day.date}", day.name.en, day)
    for where in pack.places:
        name = place_id(where).removeprefix("place/")
        yield FactAt(place_id(where), "places.csv", name, where.name, where)
    for term in pack.terms:
        yield FactAt(f"term/{term.key}", "glossary.csv", term.key, term.en, term)


def unconfirmed(pack: Pack) -> list[FactAt]:
    """Every fact that nobody has compared with the published text."""
    return [fact for fact in facts_of(pack) if fact.item.confirmed is None]


def with_recorded(pack: Pack, recorded: Mapping[str, Recorded]) -> Pack:
    """The pack with what was recorded laid over it, where the text is still the same."""
    new = {
        fact.id: fact.item.model_copy(update={"confirmed": recorded[fact.id].confirmation})
        for fact in facts_of(pack)
        if fact.id in recorded
        and fact.item.confirmed is None
        and recorded[fact.id].text_hash == fact.text_hash
    }
    if not new:
        return pack

    def act_laid(act: Act) -> Act:
        provisions = [laid(new, f"law/{act.key}#{each.key}", each) for each in act.provisions]
        over = laid(new, f"law/{act.key}", act)
        return over.model_copy(update={"provisions": provisions})

    emergency = [laid(new, f"emergency/{each.number}", each) for each in pack.file.emergency]
    dated = [laid(new, f"holiday/{each.date}", each) for each in pack.holidays.dated]
    return replace(
        pack,
        file=pack.file.model_copy(update={"emergency": emergency}),
        contacts=tuple(laid(new, f"contact/{each.key}", each) for each in pack.contacts),
        acts={key: act_laid(act) for key, act in pack.acts.items()},
        holidays=pack.holidays.model_copy(update={"dated": dated}),
        places=tuple(laid(new, place_id(each), each) for each in pack.places),
        terms=tuple(laid(new, f"term/{each.key}", each) for each in pack.terms),
    )


def laid(new: Mapping[str, Markable], fact: str, item: Fact) -> Fact:
    """The item as recorded, or as it stands in the files."""
    return cast("Fact", new.get(fact, item))


def place_id(place: Place) -> str:
    """Units of two municipalities may share a name, so a unit is named with its own."""
    name = f"{place.parent}/{place.slug}" if place.parent else place.slug
    return f"place/{place.kind}/{name}"
