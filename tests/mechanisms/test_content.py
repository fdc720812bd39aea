"""The pack as content: what the issue promises of it, counted."""

import re
from collections import Counter

import pytest

MECHANISMS = {
    "domestic-violence", "child-protection", "counter-trafficking", "community-policing",
    "public-safety-council", "school-community-center", "violent-extremism", "social-care",
    "health", "civil-protection", "dispute-resolution", "anti-corruption", "anti-discrimination",
    "nothing-to-refer",
}  # fmt: skip
BELONGING = re.compile(r"relig|ethnic|etni|nationality|kombësi|politic|politik", re.IGNORECASE)


def all_versions(library):
    return [version for versions in library.versions.values() for version in versions]


def test_all_mechanisms_and_services_of_the_contract_are_there(library):
    assert set(library.versions) == MECHANISMS
    assert len(library.versions["domestic-violence"]) == 2


def test_places_are_complete(library):
    kinds = Counter(place.kind for place in library.pack.places)

    assert kinds == {"county": 12, "municipality": 61, "unit": 373}
    assert all(place.definite for place in library.pack.municipalities)


def test_the_register_and_the_terms_are_there(library):
    assert len(library.pack.acts) >= 90
    assert len(library.pack.terms) >= 100


def test_no_sentence_stands_in_more_than_two_mechanisms(library):
    where = {}
    for version in all_versions(library):
        sentences = [*version.because.values()]
        for advice in version.advice.values():
            sentences += [*advice.say, *advice.do_not, *advice.next]
        for sentence in sentences:
            where.setdefault(sentence.sq, set()).add(version.key)
            where.setdefault(sentence.en, set()).add(version.key)

    assert {text: keys for text, keys in where.items() if len(keys) > 2} == {}


def test_every_clock_is_cited_or_proposed(library):
    for version in all_versions(library):
        for step in version.steps:
            if step.deadline:
                assert bool(step.deadline.law) != bool(step.deadline.proposed)


def test_scenarios_are_as_many_and_as_mixed_as_promised(library):
    scenarios = library.scenarios
    several = [s for s in scenarios if len(s.facts["happening"]) > 1
               and not isinstance(s.facts["happening"], str)]  # fmt: skip

    assert len(scenarios) >= 60
    assert sum(s.expect.nothing_to_refer is True for s in scenarios) >= 15
    assert len(several) >= 20


def test_nothing_is_asked_about_belonging(library):
    for fact in library.pack.facts.values():
        assert not BELONGING.search(fact.id)
        assert not BELONGING.search(fact.ask.en + fact.ask.sq)


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_words_that_people_use_are_there(library, lang):
    for version in all_versions(library):
        assert len(version.words[lang]) >= 15, version.key
        assert len(set(version.words[lang])) == len(version.words[lang]), version.key


def test_texts_name_no_number_but_the_emergency_ones(library):
    for version in all_versions(library):
        for advice in version.advice.values():
            for text in (*advice.say, *advice.do_not, *advice.next):
                numbers = set(re.findall(r"\b\d{3}(?:[ ]\d{3})?\b", text.sq + " " + text.en))
                assert numbers <= {"112", "129", "127", "128"}, (version.key, numbers)


def test_albanian_is_written_with_its_letters(library):
    for version in all_versions(library):
        text = " ".join(
            sentence.sq
            for advice in version.advice.values()
            for sentence in (*advice.say, *advice.do_not, *advice.next)
        )
        assert not re.search(r"\b(eshte|per|femij\w*|dhune\w*|nje|cfare|tuaj e)\b", text), (
            version.key
        )
