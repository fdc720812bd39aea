"""Journeys 1 and 2: a worried teacher asks, and there is nothing to refer."""

import re

import pytest

from tests.browser.axe import assert_accessible

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

BEATEN = {
    "sq": ["Jo në këtë çast", "Mësues, edukator", "Për një fëmijë", "Rrahje", "Prindi, njerku"],
    "en": [
        "Not now, but",
        "Teacher, educator",
        "A child \\(under",
        "Beating",
        "Parent, step-parent",
    ],
}
BELIEF = {
    "sq": ["^Jo$", "Mësues, edukator", "Për një fëmijë", "Vetëm besim"],
    "en": ["^No$", "Teacher, educator", "A child \\(under", "Only faith"],
}
NOW = {
    "sq": ["Po, tani", "Familjar", "Për një të rritur", "Rrahje", "Bashkëshorti"],
    "en": ["Yes, now", "Family, friend", "An adult", "Beating", "Husband"],
}
GO_ON = {"sq": "Vazhdo", "en": "Go on"}
NOTHING = {"sq": "Nuk ka asgjë për të raportuar.", "en": "There is nothing to report."}
INSTEAD = {"sq": "Është i përfshirë", "en": "is involved"}


@pytest.fixture(params=[(360, 740), (1280, 800)], ids=["phone", "desk"])
def size(request):
    return {"width": request.param[0], "height": request.param[1]}


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(request, chromium, size, site):
    context = chromium.new_context(viewport=size, java_script_enabled=request.param)
    page = context.new_page()
    page.requests = []
    page.with_script = request.param
    page.on("request", lambda asked: page.requests.append(asked.url))
    yield page
    assert all(url.startswith(site) for url in page.requests)
    context.close()


def walk(page, site, lang, answers):
    """Answer the questions one by one, as a person would."""
    page.goto(f"{site}/{lang}/librazhd/")
    page.locator(".app-start").click()
    for answer in answers:
        before = page.locator("h1").inner_text()
        page.locator("label").filter(has_text=re.compile(answer)).first.click()
        page.get_by_role("button", name=GO_ON[lang]).click()
        page.locator("h1").filter(has_not_text=before).wait_for()


def bottom(part):
    return part.bounding_box()["y"] + part.bounding_box()["height"]


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_a_teacher_sees_whom_to_call(page, site, lang):
    walk(page, site, lang, BEATEN[lang])

    assert page.url == f"{site}/{lang}/librazhd/ask/"
    assert page.title() == "Bashkë"
    call = page.locator(".app-call")
    assert call.get_attribute("href").startswith("tel:")
    assert call.bounding_box()["height"] >= 44
    for contact in page.locator(".app-contact__row .app-line__call").all():
        assert bottom(contact) <= page.locator(".app-exit").bounding_box()["y"]
    assert "18/2017" in page.locator("main").inner_text()
    page.get_by_text(INSTEAD[lang]).click()
    assert page.get_by_text("116 111").last.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert_accessible(page)


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_a_beard_is_nobodys_business(page, site, lang):
    walk(page, site, lang, BELIEF[lang])

    assert page.locator("h1").inner_text() == NOTHING[lang]
    assert page.locator(".app-call").count() == 0
    assert "10221" in page.locator("main").inner_text()
    assert_accessible(page)


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_the_call_button_is_on_every_page_once_danger_is_now(page, site, lang):
    page.goto(f"{site}/{lang}/librazhd/ask/")
    for answer in NOW[lang]:
        before = page.locator("h1").inner_text()
        page.locator("label").filter(has_text=re.compile(answer)).first.click()
        page.get_by_role("button", name=GO_ON[lang]).click()
        page.locator("h1").filter(has_not_text=before).wait_for()
        assert page.locator(".app-danger__number").first.is_visible()

    assert page.locator(".app-danger__number").first.get_attribute("href") == "tel:129"
    assert_accessible(page)


def test_back_goes_back_and_forgets_the_last_answer(page, site):
    walk(page, site, "sq", BEATEN["sq"][:2])

    page.get_by_role("button", name="Kthehu").click()

    page.locator("h1").filter(has_text="Cili është roli juaj").wait_for()


@pytest.mark.parametrize("answers", [1, 3, 5])
def test_another_language_keeps_the_answers(page, site, answers):
    walk(page, site, "sq", BEATEN["sq"][:answers])

    page.locator(".app-languages button").click()
    page.wait_for_url(f"{site}/en/librazhd/ask/")
    for answer in BEATEN["en"][answers:]:
        page.locator("label").filter(has_text=re.compile(answer)).first.click()
        before = page.locator("h1").inner_text()
        page.get_by_role("button", name=GO_ON["en"]).click()
        page.locator("h1").filter(has_not_text=before).wait_for()

    assert page.locator("h1").inner_text() == "Call the child-protection worker today"


def test_that_nobody_answers_leads_to_the_next_number_and_back(page, site):
    walk(page, site, "sq", BEATEN["sq"])
    entries = page.evaluate("history.length")
    address, number = page.url, page.locator(".app-call").get_attribute("href")

    page.locator("[name=contact]").first.click()
    page.get_by_role("heading", name="Faleminderit. Telefononi këtu:").wait_for()

    main = page.locator("main")
    assert main.locator("[href='tel:00001011']").is_visible()
    assert main.locator(f"[href='{number}']").count() == 0
    if page.with_script:
        # Neither an entry in the history nor an address tells that somebody was called in vain.
        assert (page.evaluate("history.length"), page.url) == (entries, address)
    page.get_by_role("button", name="Kthehuni te përgjigjja").click()
    page.locator(".app-call").wait_for()
    assert page.url == address


def test_without_an_answer_one_sentence_says_what_is_missing(page, site):
    page.goto(f"{site}/sq/librazhd/ask/")

    page.get_by_role("button", name="Vazhdo").click()

    page.get_by_role("alert").wait_for()
    assert "Nuk e di" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("path", ["/sq/", "/en/", "/sq/librazhd/", "/en/librazhd/ask/", "/sq/x/"])
def test_every_first_page_is_accessible_and_fits(page, site, path):
    page.goto(site + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.locator("[data-bashke-exit]").is_visible()
    assert_accessible(page)


def test_the_answer_is_one_sheet_of_paper(chromium, site, tmp_path):
    page = chromium.new_page()
    walk(page, site, "sq", BEATEN["sq"])

    sheet = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet)) == 1
    page.close()
