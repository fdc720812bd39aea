"""Journey 12: a municipality is set up on an empty machine, from the first link to a hand-over."""

import os
import subprocess
import sys
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Error

from tests.browser.axe import assert_accessible
from tests.browser.conftest import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
KEEPERS = ("Vera", "Gent", "Luan")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
WORDS = ".app-words li"


def password_of(name):
    # Not the name itself: such a password is refused.
    return f"dy gurë të zinj {name[::-1]}"


def email_of(name):
    return f"{name.lower()}@example.org"


def seen(page, name):
    """A page as it has to be: accessible, and no wider than the screen."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], (
        name
    )


class Walk:
    """One installation, one language, one size of screen; a browser for each person."""

    def __init__(self, chromium, folder, url, lang, size):
        self.chromium, self.folder, self.url = chromium, folder, url
        self.lang, self.size = lang, size
        self.contexts = []
        self.office = f"{url}/{lang}/librazhd/office"

    def command(self, *words):
        variables = {**os.environ, "BASHKE_DATA_DIR": str(self.folder), "BASHKE_SITE_URL": self.url}
        variables.pop("BASHKE_DATABASE_URL", None)
        return subprocess.run(  # noqa: S603 (our own command)
            [sys.executable, "-m", "bashke", *words],
            env=variables, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip

    def browser(self):
        context = self.chromium.new_context(viewport=self.size)
        # A walk of many sign-ins, each with its slow hash.
        context.set_default_timeout(60_000)
        self.contexts.append(context)
        return context.new_page()

    def join(self, link, name):
        """Take an invitation up in a browser of one's own, with a printed sheet of codes."""
        page = self.browser()
        begin_to_join(page, link, name)
        page.locator("form[action$='/codes/'] button").click()
        page.locator(".app-codes").wait_for()
        page.goto(f"{self.url}/{self.lang}/account/")
        return page

    def join_with_passkey(self, link, name):
        """The same with a passkey, which a virtual authenticator keeps."""
        page = self.browser()
        add_authenticator(page)
        begin_to_join(page, link, name)
        page.locator("a[href$='/passkey/']").click()
        page.locator("[data-bashke-passkey] button").click()
        page.locator(".app-codes").wait_for()
        page.goto(f"{self.url}/{self.lang}/account/")
        return page

    def invite(self, page, address, name, *, is_substitute=False):
        """Invite from a page with the link to it; the link that is shown, as no mail goes out."""
        page.goto(address)
        page.fill("[name=email]", email_of(name))
        if is_substitute:
            page.check("[name=is_substitute]")
        page.locator("main form button[type=submit]").click()
        return page.locator("#link").input_value()


def begin_to_join(page, link, name):
    page.goto(link)
    page.fill("[name=name]", name)
    page.fill("[name=password]", password_of(name))
    page.locator("main form .govuk-button[type=submit]").click()
    page.locator("a[href$='/passkey/']").wait_for()


def add_authenticator(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@contextmanager
def walking(chromium, folder, lang, size):
    # No mail server answers at this address, as on a fresh machine.
    with served(folder, is_demo=False, BASHKE_MAIL_HOST="localhost") as url:
        walk = Walk(chromium, folder, url, lang, size)
        yield walk
        for context in walk.contexts:
            context.close()


@pytest.mark.parametrize(
    ("lang", "size"), [("sq", PHONE), ("en", DESK)], ids=["Albanian phone", "English desk"]
)
def test_from_an_empty_machine_to_a_handed_over_office(chromium, tmp_path, lang, size):
    with walking(chromium, tmp_path / "site", lang, size) as walk:
        agim = begin(walk)
        add_posts(walk, agim)
        name_key_holders(walk, agim)
        lists = give_lists_out(walk, agim)
        try_lists(walk, agim, lists)
        drita, nora = name_coordinators(walk, agim)
        hand_over(walk, drita, nora)
        agim.goto(f"{walk.office}/")
        seen(agim, "home-at-the-end")


def begin(walk):
    """The operator joins by the printed link, begins Librazhd, and administers it."""
    told = walk.command("office", "begin", "--email", email_of("Agim"), "--lang", walk.lang)
    page = walk.join_with_passkey(told.split()[-1], "Agim")
    page.locator("a[href$='/office/']").first.click()
    seen(page, "municipalities-empty")
    page.fill("[name=place]", "librazhd")
    page.locator("form[action$='/office/begin/'] button").first.click()
    page.locator("form[action$='/take/'] button").wait_for()
    seen(page, "municipalities")
    page.locator("form[action$='/take/'] button").click()
    page.wait_for_url(f"{walk.office}/")
    seen(page, "home")
    return page


def add_posts(walk, page):
    """What the mechanisms need is shown first, then added; a shelter comes beside."""
    page.goto(f"{walk.office}/mechanisms/")
    seen(page, "mechanisms")
    page.locator("main form button").click()
    page.locator("[name=add]").wait_for()
    seen(page, "preview")
    page.fill("[name=name-school]", "Shkolla “Mato Hasa”")
    page.locator("[name=add]").click()
    page.wait_for_url(f"{walk.office}/posts/")
    assert page.locator(".app-post").count() > 12
    page.goto(f"{walk.office}/institutions/add/")
    seen(page, "institution-add")
    page.select_option("[name=what]", "shelter")
    page.fill("[name=name]", "Strehëza")
    page.locator("main form button").click()
    page.wait_for_url(f"{walk.office}/posts/")
    seen(page, "posts")


def name_key_holders(walk, page):
    """Three recovery holders join, each in a browser of their own."""
    for name in KEEPERS:
        page.goto(f"{walk.office}/key-holders/")
        address = page.locator("a[href*='/invite/']").first.get_attribute("href")
        walk.join(walk.invite(page, walk.url + address, name), name)
        seen(page, "invited")
    page.goto(f"{walk.office}/key-holders/")
    seen(page, "key-holders")


def give_lists_out(walk, page):
    """One after another at this screen, each list once; the way back shows none of it."""
    page.locator("a[href$='/make/']").click()
    for box in page.locator("[name=keepers]").all():
        box.check()
    seen(page, "recovery-make")
    page.locator("main form button").click()
    lists = {}
    while True:
        label = page.locator("label[for=password]").inner_text()
        name = next(each for each in KEEPERS if each in label)
        seen(page, "words-turn")
        page.fill("#password", password_of(name))
        page.locator("main form button").click()
        page.locator(WORDS).first.wait_for()
        lists[name] = page.locator(WORDS).all_inner_texts()
        assert len(lists[name]) == 33
        if "shown" not in lists:
            seen(page, "words-list")
        if not page.locator("form[action$='/next/']").count():
            break
        page.locator("form[action$='/next/'] button").click()
        page.locator("#password").wait_for()
        assert page.locator(WORDS).count() == 0
    page.locator("a[href$='/try/']").click()
    back_shows_nothing(page, lists[name])
    return lists


def back_shows_nothing(page, words):
    here = page.url
    # The browser has no copy, and asks whether to send the form again.
    with suppress(Error):
        page.go_back()
    shown = page.locator("body").inner_text()
    assert not all(word in shown for word in words[4:20])
    page.goto(here)


def try_lists(walk, page, lists):
    """A slip is named by its place, the right list need not be typed again; then all three hold."""
    write(page, 1, "Vera", lists["Vera"])
    write(page, 2, "Gent", [*lists["Gent"][:6], "shtepi", *lists["Gent"][7:]])
    page.locator("main form button").click()
    error = page.locator(".govuk-error-message")
    assert "7" in error.inner_text()
    assert page.locator("#words-1").count() == 0
    assert page.locator("#words-2").input_value() == ""
    seen(page, "try-wrong")
    page.fill("#words-2", " ".join(lists["Gent"]).upper())
    page.locator("main form button").click()
    page.locator("#words-1").wait_for()
    write(page, 1, "Luan", lists["Luan"])
    write(page, 2, "Vera", lists["Vera"])
    page.locator("main form button").click()
    page.wait_for_url(f"{walk.office}/key-holders/")
    assert page.locator(".app-told--success").count() == 1
    seen(page, "key-holders-ready")


def write(page, number, name, words):
    page.select_option(f"#keeper-{number}", label=name)
    page.fill(f"#words-{number}", " ".join(words))


def name_coordinators(walk, agim):
    """Drita coordinates, Nora stands in; Drita gives her the key in one tap."""
    agim.goto(f"{walk.office}/posts/")
    post = agim.locator(".app-post").filter(
        has_text={"sq": "kundër dhunës", "en": "domestic violence"}[walk.lang]
    )
    address = walk.url + post.locator("a[href*='/invite/']").get_attribute("href")
    drita = walk.join(walk.invite(agim, address, "Drita"), "Drita")
    nora = walk.join(walk.invite(agim, address, "Nora", is_substitute=True), "Nora")
    drita.goto(f"{walk.url}/{walk.lang}/account/")
    assert "Nora" in drita.locator("main").inner_text()
    seen(drita, "my-day")
    drita.goto(f"{walk.office}/posts/")
    seen(drita, "posts-of-mine")
    drita.locator("form[action$='/key/'] button").click()
    drita.locator(".app-told--success").wait_for()
    assert drita.locator("form[action$='/key/']").count() == 0
    return drita, nora


def hand_over(walk, drita, nora):
    """Drita hands the office over to Nora, with its key; and has no part in it any more."""
    drita.goto(f"{walk.office}/hand-over/")
    drita.locator("main select").first.select_option(label="Nora")
    seen(drita, "hand-over")
    drita.locator("main form button").click()
    drita.locator(".app-called li").wait_for()
    seen(drita, "handed-over")
    assert drita.goto(f"{walk.office}/posts/").status == 404
    nora.goto(f"{walk.office}/posts/")
    assert "Nora" in nora.locator("main").inner_text()
    assert "Drita" not in nora.locator("main").inner_text()
