"""Journey 12, its spreadsheet: chosen, looked at, imported, by Debian's chromium."""

import json
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
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
# Berat has no invented contacts: its numbers are real ones.
PLACE = "berat"
SIGNED_IN = """
import json
from django.test import Client
from bashke.accounts import services
from bashke.accounts.models import Institution
from bashke.keys import opening
from tests.accounts import cast
person = cast.person("arta", "berat")
office = services.add_institution(
    municipality="berat", kind=Institution.Kind.MUNICIPALITY, name="Bashkia", actor="system")
post = services.add_post(institution=office, role="municipality-desk", actor="system")
services.appoint(person=person, post=post, actor="system")
ring = opening.unlock_ring(person.holder, cast.password_of("arta"))
browser = cast.sign_in(Client(), person, ring)
print(json.dumps({name: each.value for name, each in browser.cookies.items()}))
"""
HEADS = "Telefoni;Roli;Njësia administrative;Radha;Kontrolluar më;Feja\n"
GOOD = "067 212 3456;punonjës për mbrojtjen e fëmijës;;;1.11.2026;\n"
FAULTY = "thirrni Artën;ndërmjetës për mosmarrëveshjet;;;;\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The site, and the cookies of who sits at the front desk of Berat."""
    folder = tmp_path_factory.mktemp("importing")
    with served(folder) as url:
        variables = {**os.environ, "BASHKE_DATA_DIR": str(folder)}
        variables.pop("BASHKE_DATABASE_URL", None)
        said = subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, "-m", "bashke", "shell", "-v0", "-c", SIGNED_IN],
            env=variables, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        yield url, json.loads(said.splitlines()[-1])


def seen(page):
    assert_accessible(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("lang", ["sq", "en"])
def test_a_spreadsheet_is_chosen_looked_at_and_imported(lang, size, chromium, office):
    url, cookies = office
    context = chromium.new_context(viewport=size)
    context.add_cookies(
        [{"name": name, "value": said, "url": url} for name, said in cookies.items()]
    )
    page = context.new_page()
    page.goto(f"{url}/{lang}/{PLACE}/office/contacts/import/")
    seen(page)
    read = page.locator("form[enctype] button")

    choose(page, "kontakte.pdf", "%PDF")
    read.click()
    page.locator(".govuk-error-summary").wait_for()
    seen(page)

    choose(page, "kontakte.csv", HEADS + GOOD + FAULTY)
    read.click()
    page.wait_for_url("**/preview/")
    assert page.locator(".app-faults li").count() == 1
    assert "Feja" in page.locator("main").inner_text()
    seen(page)

    go = page.locator("form[action$='/go/'] button")
    if go.count():
        go.click()
        page.wait_for_url("**/done/")
        seen(page)
        page.goto(f"{url}/{lang}/{PLACE}/contacts/")
        assert "067 212 3456" in page.locator("main").inner_text()
    else:
        # Imported by an earlier round: all the same.
        assert page.locator(".app-counts b").all_inner_texts() == ["0", "0", "1", "1"]
    context.close()


def choose(page, name, text):
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode("cp1250")}
    page.locator("#file").set_input_files(file)


def test_while_the_file_is_read_the_page_says_so(chromium, office):
    url, cookies = office
    context = chromium.new_context(viewport=PHONE)
    context.add_cookies(
        [{"name": name, "value": said, "url": url} for name, said in cookies.items()]
    )
    page = context.new_page()
    page.goto(f"{url}/sq/{PLACE}/office/contacts/import/")
    says = page.locator("[data-bashke-busy]")
    assert not says.is_visible()
    # The answer is kept away: what is left is what stands there while one waits for it.
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")
    choose(page, "kontakte.csv", HEADS + GOOD)

    page.locator("form[enctype] button").click()

    assert says.is_visible()
    assert says.inner_text() == "Po lexohet skedari …"
    context.close()


def test_a_file_that_is_far_too_large_gets_its_answer(chromium, office, tmp_path):
    url, cookies = office
    large = tmp_path / "kontakte.csv"
    with large.open("wb") as file:
        file.truncate(30 * 1024 * 1024)
    context = chromium.new_context(viewport=PHONE)
    context.add_cookies(
        [{"name": name, "value": said, "url": url} for name, said in cookies.items()]
    )
    page = context.new_page()
    page.goto(f"{url}/en/{PLACE}/office/contacts/import/")
    page.locator("#file").set_input_files(large)

    page.locator("form[enctype] button").click()

    page.locator(".govuk-error-summary").wait_for()
    assert "larger than 5 MB" in page.locator(".govuk-error-summary").inner_text()
    context.close()
