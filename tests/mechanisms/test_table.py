import random

import pytest

from bashke.mechanisms.proof import large_set
from bashke.mechanisms.table import bits
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def table(library):
    return library.table_on(TODAY)


def matches(row, facts, table):
    """A row held against the answers, one by one: what the masks have to agree with."""
    for fact, wanted in row.facts.items():
        known = table.facts[fact]
        given = facts.get(fact) or ([known.default] if known.default else [])
        if not set(wanted) & set(given):
            return False
    return True


def random_facts(table, chance):
    given = {fact.id: large_set(fact, chance) for fact in table.facts.values()}
    small = {fact: list(options)[: chance.randint(1, 3)] for fact, options in given.items()}
    return {fact: options for fact, options in small.items() if options}


def one_or_many(table, facts):
    return {f: o if table.facts[f].kind == "many" else o[0] for f, o in facts.items()}


def test_masks_match_what_a_reader_of_the_rows_would_match(table):
    chance = random.Random(1)
    for _ in range(2_000):
        facts = random_facts(table, chance)

        mask = table.mask(one_or_many(table, facts))

        by_hand = [n for n, entry in enumerate(table.entries) if matches(entry.row, facts, table)]
        assert list(bits(mask)) == by_hand


def test_exactly_one_route_leads_and_it_has_the_best_rank(table):
    chance = random.Random(2)
    for _ in range(2_000):
        routes = table.route(one_or_many(table, random_facts(table, chance)))

        leads = [route for route in routes if route.lead]
        assert len(leads) == 1
        assert leads[0].row.rank == min(route.row.rank for route in routes if not route.later)


def test_nothing_known_leads_nowhere(table):
    assert table.route({"danger": "now", "about": "adult"}) == ()


def test_unanswered_danger_and_age_count_as_soon_and_a_child(table):
    facts = {"happening": ["violence"], "by": ["parent"], "reporter": "teacher"}

    assert table.route(facts) == table.route({**facts, "danger": "soon", "about": "child"})


def test_mediation_waits_where_the_police_lead_and_is_gone_at_home(table):
    quarrel = {"about": "adult", "happening": ["dispute", "violence"], "danger": "soon"}

    between_neighbours = {r.key: r for r in table.route({**quarrel, "by": ["someone-else"]})}
    at_home = {r.key for r in table.route({**quarrel, "by": ["partner"]})}

    assert between_neighbours["community-policing"].lead
    assert between_neighbours["dispute-resolution"].later
    assert "dispute-resolution" not in at_home


def test_decided_masks_do_not_fill_the_memory(table, monkeypatch):
    monkeypatch.setattr("bashke.mechanisms.table.DECIDED_AT_MOST", 10)
    chance = random.Random(3)

    for _ in range(200):
        table.route(one_or_many(table, random_facts(table, chance)))

    assert len(table.decided) <= 10
