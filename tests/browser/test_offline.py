"""Journey 1 without a network, and that the browser's answers are the server's."""

import json
import random
import re
import sqlite3
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bashke.ask import offline
from bashke.ask.document import document, in_form
from bashke.directory.models import Contact
from bashke.directory.reach import Directory
from bashke.directory.services import DEMO_PLACES, LOCAL, invented
from bashke.guide.desk import Desk
from bashke.mechanisms.questions import options_for
from tests.browser.conftest import served
from tests.browser.test_ask import BEATEN, GO_ON, assert_accessible, walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

DAYS = [date(2025, 3, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 11, 24)]
PHONE = {"width": 360, "height": 740}
DRAWS, WALKS, AT_ONCE = 5_000, 2_000, 500
KEPT = """async () => Boolean(await caches.match("/offline/precache.json")
    && await caches.match("/offline/librazhd/contacts.json"))"""
EVERYTHING_KEPT = """async () => {
    const found = [];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const asked of await cache.keys()) {
            const body = await (await cache.match(asked)).text();
            found.push([name, asked.url, body]);
        }
    }
    const databases = (await indexedDB.databases()).map((each) => each.name);
    return { found, databases, local: {...localStorage}, session: {...sessionStorage} };
}"""


# The same answers.


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
    pack = library.pack
    found = [(None, "", []), (pack.municipality("tirane"), "", [])]
    for number, slug in enumerate(DEMO_PLACES):
        place = pack.municipality(slug)
        roles = [role for role in pack.roles.values() if role.level == LOCAL]
        rows = [row for role in roles for row in invented(slug, role, number, DAYS[-1])]
        found.append((place, "", rows))
    unit = pack.units_of("librazhd")[0].slug
    own = [Contact(municipality="librazhd", unit=unit, role=role, post_sq="Njësia", post_en="Unit",
                   phone="0000 7", opens_at=time(9, 30), closes_at=time(11, 30),
                   checked_on=DAYS[0]) for role in ("child-protection-worker", "police")]  # fmt: skip
    place, _unit, rows = found[2]
    return [*found, (place, unit, [*rows, *own])]


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
    for _ in range(DRAWS // AT_ONCE):
        asked, expected = [], []
        for _ in range(AT_ONCE):
            on, at = moments(library, chance)
            number = chance.randrange(len(contacts))
            place, unit, rows = contacts[number]
            facts = in_form(library.table_on(on), some_answers(library, chance))
            directory = Directory(library.pack, place, rows, unit)
            for lang in ("sq", "en"):
                expected.append(document(Desk(library, directory, on, at, lang), facts))
                asked.append([number, {"place": place and place.slug, "unit": unit, "lang": lang,
                                       "on": on.isoformat(), "at": at.isoformat(), "facts": facts}])  # fmt: skip

        found = evaluator.evaluate(
            """([contacts, asked]) => JSON.stringify(asked.map(
                ([number, each]) => BashkeRoute.document(data, contacts[number], each)))""",
            [[offline.contacts(library, place, rows) for place, _unit, rows in contacts], asked],
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


# The network is gone.


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


def visit(page, site, path="/sq/librazhd/"):
    """One visit with a network, until everything is kept."""
    page.goto(site + path)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    for _ in range(100):
        if page.evaluate(KEPT):
            return
        page.wait_for_timeout(100)
    pytest.fail("nothing is kept after ten seconds")


def said(page):
    """What the page says, but for the line on how old it is."""
    page.evaluate("() => document.querySelectorAll('.app-saved').forEach((each) => each.remove())")
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_a_teacher_sees_whom_to_call_without_a_network(page, site, lang):
    visit(page, site)
    walk(page, site, lang, BEATEN[lang])
    online = said(page)
    page.context.set_offline(True)

    walk(page, site, lang, BEATEN[lang])

    call = page.locator(".app-call")
    assert call.get_attribute("href").startswith("tel:")
    assert call.bounding_box()["y"] + call.bounding_box()["height"] < PHONE["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator(".app-saved").is_visible()
    assert page.locator(".app-demo-banner").is_visible()
    assert page.url == f"{site}/{lang}/librazhd/"
    assert page.title() == "Bashkë"
    assert said(page) == online
    assert_accessible(page)


def test_without_a_network_a_question_looks_as_it_does_with_one(page, site):
    visit(page, site)
    for answers in range(4):
        page.context.set_offline(False)
        walk(page, site, "en", BEATEN["en"][:answers])
        online = said(page)
        page.context.set_offline(True)
        walk(page, site, "en", BEATEN["en"][:answers])
        page.locator("fieldset").wait_for()
        assert said(page).removesuffix(" There is no network. This works all the same.") == online


def test_answers_are_nowhere_on_the_device(page, site):
    visit(page, site)
    page.context.set_offline(True)
    page.goto(f"{site}/sq/librazhd/ask/")
    page.locator("fieldset").wait_for()
    before, entries = page.evaluate(EVERYTHING_KEPT), page.evaluate("history.length")

    for answer in BEATEN["sq"]:
        heading = page.locator("h1").inner_text()
        page.locator("label").filter(has_text=re.compile(answer)).first.click()
        page.get_by_role("button", name=GO_ON["sq"]).click()
        page.locator("h1").filter(has_not_text=heading).wait_for()

    assert page.locator(".app-call").is_visible()
    assert page.evaluate(EVERYTHING_KEPT) == before
    assert before["databases"] == []
    assert before["local"] == before["session"] == {}
    assert page.evaluate("[history.length, history.state]") == [entries, None]
    assert page.url == f"{site}/sq/librazhd/ask/"

    page.reload()

    page.get_by_text("Është dikush në rrezik tani?").wait_for()


def test_a_network_lost_between_two_questions_starts_again_without_one(page, site):
    visit(page, site)
    walk(page, site, "sq", BEATEN["sq"][:2])
    entries = page.evaluate("history.length")
    page.context.set_offline(True)

    page.locator("label").filter(has_text=re.compile(BEATEN["sq"][2])).first.click()
    page.get_by_role("button", name=GO_ON["sq"]).click()

    page.get_by_text("Është dikush në rrezik tani?").wait_for()
    assert page.evaluate("history.length") == entries


def test_back_i_do_not_know_and_nothing_chosen_work_as_with_a_network(page, site):
    visit(page, site)
    page.context.set_offline(True)
    page.goto(f"{site}/sq/librazhd/ask/")

    page.get_by_role("button", name="Vazhdo").click()
    page.get_by_role("alert").wait_for()
    for _ in range(3):
        before = page.locator("h1").inner_text()
        page.locator("#unknown").check(force=True)
        page.get_by_role("button", name="Vazhdo").click()
        page.locator("h1").filter(has_not_text=before).wait_for()
    page.get_by_role("button", name="Kthehu").click()

    page.get_by_text("Për kë shqetësoheni?").wait_for()


def test_the_other_language_keeps_the_answers(page, site):
    visit(page, site)
    page.context.set_offline(True)
    walk(page, site, "sq", BEATEN["sq"])

    page.locator(".app-languages a").click()

    page.get_by_role("heading", name="What happens next").wait_for()
    assert page.locator(".app-call").is_visible()
    assert page.url == f"{site}/en/librazhd/ask/"


def test_of_another_municipality_the_countrys_contacts_are_shown(page, site):
    visit(page, site)
    page.context.set_offline(True)

    walk(page, site, "en", [])
    page.goto(f"{site}/en/pogradec/")

    page.get_by_text("The contacts of Pogradec are not saved on this device").wait_for()
    assert page.locator(".app-demo-banner").count() == 0


def test_what_is_a_month_old_says_so(page, site):
    visit(page, site)
    then = (date.today() - timedelta(31)).isoformat()  # noqa: DTZ011 (the day of this machine)
    page.evaluate(
        """async (then) => {
            const [name] = (await caches.keys()).filter((each) => each.startsWith("bashke-set-"));
            const cache = await caches.open(name);
            const lists = await (await cache.match("/offline/precache.json")).json();
            const older = new Response(JSON.stringify({ ...lists, made_on: then }));
            await cache.put("/offline/precache.json", older);
        }""",
        then,
    )
    page.context.set_offline(True)

    page.goto(f"{site}/en/librazhd/")

    page.get_by_text("is old. Call the municipality").wait_for()
    walk(page, site, "en", BEATEN["en"])
    assert page.get_by_text("is old. Call the municipality").is_visible()


def test_remove_from_this_device_leaves_nothing(page, site):
    page.goto(f"{site}/sq/")
    page.locator("#place").select_option("librazhd")
    page.get_by_role("button", name="Vazhdo").click()
    visit(page, site)
    assert [each["name"] for each in page.context.cookies()] == ["place"]

    page.locator("[data-bashke-remove] button").click()

    page.locator("[data-bashke-removed]").wait_for()
    kept = page.evaluate(EVERYTHING_KEPT)
    assert kept == {"found": [], "databases": [], "local": {}, "session": {}}
    assert page.context.cookies() == []
    found = "navigator.serviceWorker.getRegistrations().then((each) => each.length)"
    assert page.evaluate(found) == 0


def test_without_a_network_remove_says_what_is_left(page, site):
    visit(page, site)
    page.context.set_offline(True)
    page.goto(f"{site}/sq/librazhd/ask/")
    page.locator("fieldset").wait_for()

    page.locator("[data-bashke-remove] button").click()

    page.locator("[data-bashke-remove] [role=status]").wait_for()
    assert page.evaluate("caches.keys()") == []


def test_remove_works_without_script(chromium, site):
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    context.add_cookies([{"name": "place", "value": "librazhd", "url": site}])
    page = context.new_page()
    page.goto(f"{site}/sq/librazhd/")

    page.locator("[data-bashke-remove] button").click()

    page.locator("[data-bashke-removed]").wait_for()
    assert context.cookies() == []
    context.close()


def test_a_withdrawn_number_is_gone_at_the_next_visit_and_a_dead_server_is_no_network(
    page, tmp_path
):
    with served(tmp_path / "data") as site:
        visit(page, site)
        kept = "async () => (await caches.match('/offline/librazhd/contacts.json')).text()"
        assert "0000 101" in page.evaluate(kept)
        database = sqlite3.connect(tmp_path / "data" / "bashke.sqlite3")
        database.execute("update directory_contact set phone = '' where phone like '0000 1__ %'")
        database.commit()
        database.close()

        page.goto(f"{site}/sq/librazhd/")
        for _ in range(50):
            if "0000 101" not in page.evaluate(kept):
                break
            page.wait_for_timeout(100)

        assert "0000 101" not in page.evaluate(kept)

    walk(page, site, "sq", BEATEN["sq"])

    assert page.locator(".app-contact").is_visible()
    assert "0000 1" not in page.locator("main").inner_text()
