"""Journey 1 without a network, and nothing of it left on the device."""

import re
import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.browser.conftest import served
from tests.browser.test_ask import BEATEN, GO_ON, assert_accessible, walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PHONE = {"width": 360, "height": 740}
KEPT = """async () => Boolean(await caches.match("/offline/precache.json")
    && await caches.match("/offline/chosen.json"))"""
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
    found.sort();
    return { found, databases, local: {...localStorage}, session: {...sessionStorage} };
}"""


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
    """What the page says, but for how old it is, and for what needs a network."""
    page.evaluate("""() => document.querySelectorAll(".app-saved, [name=contact]")
        .forEach((each) => each.remove())""")
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


@pytest.mark.parametrize("days", [91, 180, 181])
def test_a_contact_grows_old_and_goes_by_the_devices_own_clock(page, site, days):
    visit(page, site)
    page.context.set_offline(True)
    later = datetime.now(UTC) + timedelta(days=days)
    page.clock.set_fixed_time(later)

    walk(page, site, "sq", BEATEN["sq"])

    is_gone = days > 180
    expected = "tel:116111" if is_gone else "tel:00001010"
    assert page.locator(".app-call").get_attribute("href") == expected
    assert (page.locator(".app-contact .app-standing").count() > 0) is not is_gone
    assert (page.locator("[href^='tel:0000']").count() == 0) is is_gone


def test_a_saved_page_with_a_contact_that_has_gone_is_not_shown_any_more(page, site):
    visit(page, site)
    contacts = f"{site}/sq/librazhd/contacts/"
    until = """async ([address, day]) => {
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            const kept = await cache.match(address);
            if (!kept) continue;
            const headers = new Headers(kept.headers);
            const before = headers.get("Bashke-Until");
            headers.set("Bashke-Until", day);
            await cache.put(address, new Response(await kept.text(), { headers }));
            return before;
        }
    }"""
    today = datetime.now(UTC).date()
    tomorrow = (today + timedelta(days=1)).isoformat()
    gone_from = date.fromisoformat(page.evaluate(until, [contacts, tomorrow]))
    assert abs((gone_from - today).days - 181) <= 1
    page.context.set_offline(True)

    page.goto(contacts)
    assert page.locator("[href^='tel:0000']").count() > 0

    page.evaluate(until, [contacts, today.isoformat()])
    page.goto(contacts)
    assert page.locator("[href^='tel:0000']").count() == 0
    assert page.locator("[href='tel:116111']").count() > 0


def test_that_nobody_answers_cannot_be_said_without_a_network_and_the_numbers_stay(page, site):
    visit(page, site)
    walk(page, site, "sq", BEATEN["sq"])
    page.context.set_offline(True)

    page.locator("[name=contact]").nth(1).click()

    page.get_by_text("Nuk ka internet. Telefononi numrin tjetër.").wait_for()
    assert page.locator(".app-call").is_visible()


def test_answers_are_nowhere_on_the_device(page, site):
    visit(page, site)
    before = page.evaluate(EVERYTHING_KEPT)
    walk(page, site, "sq", BEATEN["sq"])
    page.context.set_offline(True)
    page.goto(f"{site}/sq/librazhd/ask/")
    page.locator("fieldset").wait_for()
    entries = page.evaluate("history.length")

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
    assert page.url == f"{site}/en/librazhd/"


def test_the_guide_and_the_contacts_are_read_without_a_network(page, site):
    visit(page, site)
    lists = page.evaluate("fetch('/offline/precache.json').then((each) => each.json())")
    pages = [lists["pages"][0], lists["pages"][-2]]
    pages += [each.replace("PLACE", "librazhd") for each in lists["place"][1:]]
    online = {}
    for path in pages:
        page.goto(site + path)
        online[path] = said(page)
    page.context.set_offline(True)

    for path, text in online.items():
        page.goto(site + path)
        assert said(page) == text, path
    page.goto(f"{site}/sq/librazhd/")
    page.locator(".app-start").wait_for()
    page.locator(".app-ways a[href='/sq/librazhd/guide/']").click()

    assert said(page) == online[lists["pages"][0]]


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
