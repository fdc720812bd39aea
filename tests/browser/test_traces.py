"""What is answered is found nowhere afterwards; and where it is written on purpose, it is found."""

import re
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import CHROMIUM, QUIET, served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# Ids of answers; their sentences stand on the page, but no id ever leaves the server.
ANSWERS = ["civil-society", "drawn-to-violence", "justifies"]
CHOICES = ["Jo në këtë çast", "Organizatë e shoq", "Për një të rritur", "Mbështet vrasje"]
SIGN = "Thotë se vrasja"


def walk(page, site, path):
    page.goto(f"{site}{path}")
    for choice in [*CHOICES, None, SIGN]:
        heading = page.locator("h1").inner_text()
        if choice is None:
            if "Çfarë keni parë" in heading:
                continue
            page.locator("#unknown").check(force=True)
        else:
            page.locator("label").filter(has_text=re.compile(choice)).first.click()
        page.get_by_role("button", name="Vazhdo").click()
        page.locator("h1").filter(has_not_text=heading).wait_for()


def visit(playwright, site, profile, *, script, path="/sq/librazhd/ask/"):
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=QUIET, java_script_enabled=script
    )
    walk(context.new_page(), site, path)
    cookies = repr(context.cookies())
    context.close()
    return cookies


def places(folder: Path, profile: Path, cookies: str):
    """Every place where an answer could have been left, as text."""
    database = sqlite3.connect(folder / "bashke.sqlite3")
    return {
        "database": "\n".join(database.iterdump()),
        "sessions": "\n".join(line for line in database.iterdump() if "session" in line.lower()),
        "cookies": cookies,
        "log": (folder / "server.log").read_text(errors="replace"),
        "files": read_all(folder, but=("static", "bashke.sqlite3")),
        # What is saved for everybody names every option; test_offline.py looks into that alone.
        "profile": read_all(profile, but=("CacheStorage",)),
    }


def read_all(folder: Path, but=()):
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and not any(part in path.relative_to(folder).parts for part in but):
            content = path.read_bytes()
            found += [content.decode("utf-8", "replace"), content.decode("utf-16-le", "replace")]
    return "\n".join(found)


def found_in(folder, profile, cookies):
    return {
        name
        for name, text in places(folder, profile, cookies).items()
        if any(answer in text for answer in ANSWERS)
    }


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_no_answer_is_left_anywhere(playwright, tmp_path, script):
    folder, profile = tmp_path / "data", tmp_path / "profile"
    with served(folder) as site:
        cookies = visit(playwright, site, profile, script=script)

    assert (profile / "Default").exists()
    assert found_in(folder, profile, cookies) == set()


def test_the_search_finds_what_is_written_on_purpose(playwright, tmp_path):
    folder, profile = tmp_path / "data", tmp_path / "profile"
    leaky = Path(__file__).with_name("leaky.py")
    with served(folder, sys.executable, str(leaky)) as site:
        cookies = visit(playwright, site, profile, script=False)

    assert found_in(folder, profile, cookies) == {
        "database", "sessions", "cookies", "log", "files", "profile",
    }  # fmt: skip
