"""The Guide is a comfort to read; a change of the law shows what rests on it (journey 11)."""

from datetime import date
from shutil import copytree

import pytest
from django.conf import settings

from tests.browser.axe import assert_accessible
from tests.browser.conftest import served
from tests.guide.new_law import amend

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PAGES = [
    "librazhd/guide/", "librazhd/guide/3.4/", "librazhd/contacts/", "librazhd/table/52e047/",
    "law/", "law/ligj-9669-2006/", "changes/", "unconfirmed/", "terms/",
]  # fmt: skip


@pytest.fixture(params=[(320, 640), (1280, 800)], ids=["small", "desk"])
def page(request, chromium):
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_every_page_fits_the_screen(page, site, lang):
    for path in PAGES:
        page.goto(f"{site}/{lang}/{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], path


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("lang", "scheme"), [("sq", "dark"), ("en", "light")])
def test_axe_finds_nothing_by_day_and_by_night(chromium, site, lang, scheme, path):
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{site}/{lang}/{path}")

    assert_accessible(page, color_scheme=scheme)
    page.close()


def test_text_twice_as_large_still_fits(chromium, site):
    # 200 % on a desk of 1280 pixels is a page of 640.
    context = chromium.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    page = context.new_page()
    for path in PAGES:
        page.goto(f"{site}/sq/{path}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
    context.close()


def test_one_reads_from_part_to_part(page, site):
    page.goto(f"{site}/sq/librazhd/guide/")
    page.get_by_role("link", name="1.7").click()

    page.locator('a[rel="next"]').click()

    assert page.url.endswith("/sq/librazhd/guide/2.1/")
    page.get_by_role("navigation", name="Në këtë faqe").get_by_text("Çfarë të bëni").click()
    assert page.url.endswith("#do")
    assert page.locator("#do").is_visible()


@pytest.fixture(scope="module")
def amended(tmp_path_factory):
    folder = tmp_path_factory.mktemp("amended")
    pack = copytree(settings.CONTENT_DIR, folder / "al")
    amend(pack, date(2026, 6, 1))
    with served(folder / "data", BASHKE_CONTENT_DIR=str(pack)) as site:
        yield site


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_a_change_of_the_law_lists_what_rests_on_it(page, amended, lang):
    said = {
        "sq": ("Mbrojtja e fëmijës në rrezik", "24 orë", "12 orë", "nuk është më në fuqi"),
        "en": ("Protection of children at risk", "24 hours", "12 hours", "no longer in force"),
    }[lang]
    page.goto(f"{amended}/{lang}/changes/?from=2026-05-31&to=2026-06-01")

    text = page.locator("main").inner_text()
    assert all(words in text for words in said[:3])
    page.locator("main").get_by_role("link", name="3.4").first.click()
    assert said[3] in page.locator(".app-past").first.inner_text()
    assert_accessible(page)
