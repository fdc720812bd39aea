"""What is not asked could not have changed the answer; what is asked can."""

import json
import random
from itertools import combinations
from pathlib import Path
from statistics import median

import pytest
from django.conf import settings

from bashke.mechanisms.proof import large_set
from bashke.mechanisms.questions import Questions, may_be_asked, screens
from bashke.mechanisms.table import outcome
from tests.conftest import TODAY

CASES = Path(settings.BASE_DIR).parent / "shared" / "checks" / "vignettes.jsonl"
RANDOM_STATES = 100_000


@pytest.fixture(scope="module")
def table(library):
    return library.table_on(TODAY)


@pytest.fixture(scope="module")
def questions(table):
    return Questions(table)


def columns(table, fact, to_self):
    """What each answer of one or two options, or none, satisfies."""
    column = table.columns[fact.id]
    masks = [column.masks[o.id] for o in fact.options if not (to_self and o.not_to_self)]
    pairs = [a | b for a, b in combinations(masks, 2)] if fact.kind == "many" else []
    return {column.unanswered, *masks, *pairs}


class Walk:
    """Every state that can be reached, taken together where the masks are the same."""

    def __init__(self, table, questions):
        self.table, self.questions = table, questions
        self.outcomes = {}
        self.left_out = self.asked = 0
        self.seen = set()

    def outcome(self, mask):
        if mask not in self.outcomes:
            self.outcomes[mask] = outcome(self.table.decide(mask))
        return self.outcomes[mask]

    def differs(self, given, fact):
        """Whether two answers to `fact` differ for some answers to the questions after it."""
        to_self = "self" in given.get("reporter", ())
        facts = list(self.table.facts.values())
        later = [f for f in facts[facts.index(fact) + 1 :]
                 if f.id not in given and may_be_asked(f, given)]  # fmt: skip
        mask = self.questions.so_far(given, {fact.id, *(each.id for each in later)})
        own = {mask & column for column in columns(self.table, fact, to_self)}
        if len(own) == 1:
            return False
        rests = {mask}
        for other in later:
            rests = {rest & c for rest in rests for c in columns(self.table, other, to_self)}
        return any(len({self.outcome(rest & each) for each in own}) > 1 for rest in rests)

    def look(self, given):
        """Check one state; gives the question that is asked in it."""
        fact = self.questions.next_after(given)
        for other in self.table.facts.values():
            if other is fact:
                break
            if other.id in given or not may_be_asked(other, given) or len(given) >= 6:
                continue
            key = (other.id, self.questions.so_far(given, set(self.table.facts) - set(given)),
                   "self" in given.get("reporter", ()), frozenset(given))  # fmt: skip
            if key not in self.seen:
                self.seen.add(key)
                self.left_out += 1
                assert not self.differs(given, other), (given, other.id)
        if fact is not None:
            self.asked += 1
        return fact


def follow(walk, answers):
    """Go on from one question to the next with these answers, and check every state."""
    given = {}
    while (fact := walk.look(given)) is not None:
        given[fact.id] = answers(fact)


def test_what_is_left_out_could_not_have_changed_the_answer(table, questions):
    """Every state with up to two options a question, states with equal masks taken together."""
    walk = Walk(table, questions)
    fresh, seen = [{}], set()
    while fresh:
        given = fresh.pop()
        fact = walk.look(given)
        if fact is None:
            continue
        sets = [(), *((o.id,) for o in fact.options)]
        if fact.kind == "many":
            sets += combinations([o.id for o in fact.options], 2)
        for chosen in sets:
            deeper = {**given, fact.id: chosen}
            state = (questions.so_far(deeper, set(table.facts) - set(deeper)),
                     frozenset(deeper), "self" in deeper.get("reporter", ()))  # fmt: skip
            if state not in seen:
                seen.add(state)
                fresh.append(deeper)
    assert walk.left_out > 1_000


def test_the_same_in_random_states_with_larger_sets(table, questions):
    walk, chance = Walk(table, questions), random.Random(4)
    while walk.asked < RANDOM_STATES:
        follow(walk, lambda fact: large_set(fact, chance))


def test_every_question_that_is_asked_can_change_the_answer(table, questions):
    walk, chance = Walk(table, questions), random.Random(5)
    for _ in range(300):
        given = {}
        while (fact := questions.next_after(given)) is not None:
            if "happening" in given:
                assert walk.differs(given, fact), (given, fact.id)
            options = [option.id for option in fact.options]
            given[fact.id] = tuple(chance.sample(options, 1))


def test_belief_alone_is_answered_right_after_it_is_named(questions):
    given = {"danger": ("no",), "reporter": ("teacher",), "about": ("child",)}

    assert questions.next_after(given).id == "happening"
    assert questions.next_after({**given, "happening": ("belief",)}) is None


@pytest.mark.skipif(not CASES.exists(), reason="the worked cases stand beside the project")
def test_half_of_the_worked_cases_need_at_most_five_screens(questions, capsys):
    counts = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        facts = json.loads(line)["facts"]
        lists = {f: [given] if isinstance(given, str) else given for f, given in facts.items()}
        counts.append(len(list(screens(questions, lists))))

    with capsys.disabled():
        print(f"\nmedian of {len(counts)} worked cases: {median(counts)} screens")
    assert median(counts) <= 5
    assert max(counts) <= 6
