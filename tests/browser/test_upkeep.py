"""A contact is confirmed and mended by its link, on a phone, without an account and a script."""

import os
import subprocess
import sys

import pytest

from tests.browser.axe import assert_accessible
from tests.browser.conftest import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """The address of a demonstration, and what gives the link of an owner in it."""
    folder = tmp_path_factory.mktemp("upkeep")
    with served(folder) as url:

        def link(place):
            variables = {**os.environ, "BASHKE_DATA_DIR": str(folder)}
            variables.pop("BASHKE_DATABASE_URL", None)
            words = ["directory", "link", "--place", place, "--url", url]
            return subprocess.run(  # noqa: S603 (our own command)
                [sys.executable, "-m", "bashke", *words],
                env=variables, check=True, capture_output=True, text=True,
            ).stdout.strip()  # fmt: skip

        yield url, link


@pytest.fixture
def phone(chromium):
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_one_tap_on_a_phone_confirms_it(phone, installation):
    _url, link = installation
    phone.goto(link("librazhd"))

    phone.locator("button[name=right]").click()

    assert "0000 101 0" in phone.locator("main").inner_text()
    assert phone.locator("button").filter(has_text="saktë").count() == 0
    assert not phone.context.cookies()


def test_a_mistake_is_mended_and_nothing_is_typed_twice(phone, installation):
    url, link = installation
    address = link("diber")
    phone.goto(address)
    phone.fill("[name=phone]", "067 12")
    phone.fill("[name=place]", "Kati 2, zyra 14")
    phone.locator("button[name=mend]").click()
    assert phone.locator("[name=place]").input_value() == "Kati 2, zyra 14"

    phone.locator("[role=alert] a").first.click()
    phone.fill("[name=phone]", "0000 777 1")
    phone.locator("button[name=mend]").click()

    assert "0000 777 1" in phone.locator("main").inner_text()
    phone.goto(f"{url}/sq/diber/contacts/")
    assert "0000 777 1" in phone.locator("main").inner_text()
    phone.goto(address)
    assert phone.locator("button[name=link]").is_visible()


@pytest.mark.parametrize(("lang", "scheme"), [("sq", "dark"), ("en", "light")])
def test_every_page_of_it_fits_a_small_phone_and_axe_finds_nothing(
    chromium, installation, lang, scheme
):
    url, link = installation
    address = link("kamez" if lang == "sq" else "pogradec").replace("/sq/", f"/{lang}/")
    page = chromium.new_page(viewport=PHONE)

    def look():
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert_accessible(page, color_scheme=scheme)

    page.goto(address)
    look()
    page.fill("[name=phone]", "067 12")
    page.locator("button[name=mend]").click()
    look()
    page.fill("[name=phone]", "0000 777 1")
    page.locator("button[name=mend]").click()
    look()
    page.goto(address)
    look()
    page.locator("button[name=link]").click()
    look()
    page.goto(f"{url}/{lang}/contact/x/")
    look()
    page.close()
