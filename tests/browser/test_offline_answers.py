"""Without a network the browser asks and answers as the server does: held against each other."""

import json
import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bashke.ask import offline
from bashke.ask.document import document, in_form
from bashke.directory.models import Contact
from bashke.directory.reach import Directory
from bashke.directory.services import DEMO_PLACES, LOCAL, invented
from bashke.guide.desk import Desk
from bashke.mechanisms.questions import options_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

DAYS = [date(2025, 3, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 11, 24)]
DRAWS, WALKS, AT_ONCE = 5_000, 2_000, 500


@pytest.fixture(scope="module")
def evaluator(chromium, site):
    """A page that has loaded route.js, and the tables that the site serves."""
    page = chromium.new_page()
    page.goto(f"{site}/sq/offline/")
    page.evaluate("fetch('/offline/table.json').then((r) => r.json()).then((t) => { data = t; })")
    yield page
    page.close()


@pytest.fixture(scope="module")
def contacts(library):
    """Every kind of municipality: with contacts, with a unit of its own, with none, no place."""
    pack, chance = library.pack, random.Random(7)
    found = [(None, "", []), (pack.municipality("tirane"), "", [])]
    for number, slug in enumerate(DEMO_PLACES):
        place = pack.municipality(slug)
        roles = [role for role in pack.roles.values() if role.level == LOCAL]
        rows = [row for role in roles for row in invented(slug, role, number, DAYS[-1])]
        found.append((place, "", [of_some_age(row, chance) for row in rows]))
    unit = pack.units_of("librazhd")[0].slug
    own = [
        Contact(
            municipality="librazhd",
            unit=unit,
            role=role,
            post_sq="Njësia",
            post_en="Unit",
            phone="0000 7",
            opens_at=time(9, 30),
            closes_at=time(11, 30),
            checked_on=DAYS[0],
        )
        for role in ("child-protection-worker", "police")
    ]
    place, _unit, rows = found[2]
    return [*found, (place, unit, [*rows, *own])]


def of_some_age(row, chance):
    """Checked or only written down some day; some reached nobody there, or must not see it."""
    row.created_on = DAYS[0] + timedelta(chance.randrange(700))
    row.checked_on = chance.choice([None, row.created_on + timedelta(chance.randrange(100))])
    row.silent_days = chance.choice([0, 0, 0, 3])
    row.is_protected = chance.random() < 0.1
    return row


def moments(library, chance):
    """A day on which the pack holds, and a moment in it: nights, weekends and holidays too."""
    zone = library.pack.calendar.zone
    holidays = [date(2026, 11, 28), date(2026, 11, 30), date(2027, 1, 1), date(2026, 3, 14)]
    on = chance.choice([*DAYS, *holidays, DAYS[0] + timedelta(chance.randrange(1000))])
    of_day = time(chance.randrange(24), chance.choice([0, 29, 30, 59]))
    return on, datetime.combine(on, of_day, chance.choice([zone, UTC]))


def some_answers(library, chance):
    facts = {}
    for fact in library.pack.facts.values():
        options = [option.id for option in fact.options]
        most = chance.choice([1, 1, 2, 4]) if fact.kind == "many" else 1
        if chance.random() < 0.8 or (fact.id == "happening" and chance.random() < 0.95):
            facts[fact.id] = chance.sample(options, min(most, len(options)))
    return facts


@pytest.mark.parametrize("day", DAYS[1:3], ids=str)
def test_every_answer_of_a_day_is_the_servers(evaluator, library, day):
    found = evaluator.evaluate("(day) => BashkeRoute.digest(data, day)", day.isoformat())

    assert found == offline.digest(library.table_on(day))


def test_whole_documents_are_the_servers_in_both_languages(evaluator, library, contacts):
    chance = random.Random(18)
    kept = [offline.contacts(library, place, rows, DAYS[0]) for place, _unit, rows in contacts]
    assert sum(len(each["later"]) for each in kept) > 100
    for _ in range(DRAWS // AT_ONCE):
        asked, expected = [], []
        for _ in range(AT_ONCE):
            on, at = moments(library, chance)
            number = chance.randrange(len(contacts))
            place, unit, rows = contacts[number]
            facts = in_form(library.table_on(on), some_answers(library, chance))
            directory = Directory(library.pack, place, rows, unit, on)
            where = {"place": place and place.slug, "unit": unit, "facts": facts}
            when = {"on": on.isoformat(), "at": at.isoformat()}
            for lang in ("sq", "en"):
                expected.append(document(Desk(library, directory, on, at, lang), facts))
                asked.append([number, {**where, **when, "lang": lang}])

        found = evaluator.evaluate(
            """([contacts, asked]) => JSON.stringify(asked.map(
                ([number, each]) => BashkeRoute.document(data, contacts[number], each)))""",
            [kept, asked],
        )

        assert json.loads(found) == expected


@pytest.mark.parametrize("day", DAYS[1:3], ids=str)
def test_the_next_question_is_the_servers(evaluator, library, day):
    chance = random.Random(day.toordinal())
    questions = library.questions_on(day)
    asked, expected = [], []
    for _ in range(WALKS // 2):
        given = {}
        while True:
            fact = questions.next_after(given)
            asked.append(given)
            expected.append(fact and fact.id)
            if fact is None:
                break
            to_self = "self" in given.get("reporter", ())
            options = [option.id for option in options_for(fact, to_self=to_self)]
            most = chance.choice([0, 1, 1, 1, 2, 3]) if fact.kind == "many" else 1
            chosen = chance.sample(options, min(most, len(options)))
            given = {**given, fact.id: chosen if chance.random() < 0.9 else []}

    found = evaluator.evaluate(
        """([day, asked]) => asked.map(
            (given) => BashkeRoute.nextQuestion(data, day, given)?.id ?? null)""",
        [day.isoformat(), asked],
    )

    assert found == expected
