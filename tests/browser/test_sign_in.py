"""Coming in, and staying in: with a passkey, an app, a printed sheet; and out again."""

import json
import re
from types import SimpleNamespace

import pytest

from tests.accounts.cast import password_of
from tests.accounts.walking import code_of
from tests.browser.axe import assert_accessible
from tests.browser.conftest import served
from tests.browser.peopling import tell

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PASSKEY = {"use", "make"}
NEW = "katër fjalë pa lidhje"
WORDS = {
    "sq": {
        "go on": "Vazhdoni", "passkey": "Ky telefon a kompjuter", "make": "Krijoni çelësin",
        "use": "Përdorni çelësin", "paper": "E kam në letër", "day": "Dita ime",
        "sheet": "Një fletë e printuar", "app": "Një aplikacion", "out": "Dilni", "save": "Ruajeni",
        "send": "Dërgojeni tani", "stay": "Qëndroni brenda", "over": "Kjo lidhje nuk të çon askund",
        "confirm": "Vërtetoni", "wait": "çelësat ende nuk ju janë kthyer",
    },
    "en": {
        "go on": "Go on", "passkey": "This phone or computer", "make": "Make the passkey",
        "use": "Use the passkey", "paper": "I have it on paper", "day": "My day",
        "sheet": "A printed sheet", "app": "An app on the phone", "out": "Sign out", "save": "Save",
        "send": "Send it now", "stay": "Stay signed in", "over": "This link leads nowhere",
        "confirm": "Confirm", "wait": "still to be given back",
    },
}  # fmt: skip
BOTH = pytest.mark.parametrize(
    ("lang", "width"), [("sq", 360), ("en", 1280)], ids=["sq-phone", "en-desk"]
)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A served site in which the cast works."""
    folder = tmp_path_factory.mktemp("house")
    with served(folder) as url:
        words = tell(folder, "town")
        yield SimpleNamespace(url=url, folder=folder, words=words)


class Walker:
    """Somebody at a browser, who looks at every page in passing."""

    def __init__(self, page, site, lang):
        self.page, self.site, self.lang = page, site, lang

    def goes_to(self, path):
        self.page.goto(f"{self.site}/{self.lang}/account/{path}")
        return self.looks()

    def looks(self):
        """The page fits, and axe finds nothing."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"]
        assert self.page.title() == "Bashkë"
        assert_accessible(self.page)
        return self

    def writes(self, **fields):
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]:visible").fill(value)
        return self

    def presses(self, word):
        said = re.compile(f"^{re.escape(WORDS[self.lang][word])}")
        found = self.page.get_by_role("button", name=said).or_(
            self.page.get_by_role("link", name=said)
        )
        if word in PASSKEY:
            # The device is asked first; the page goes on when it has answered.
            with self.page.expect_navigation():
                found.first.click()
        else:
            found.first.click()
        self.page.wait_for_load_state()
        return self.looks()

    def gives_password(self, name, password=None):
        self.goes_to("sign-in/").writes(
            email=f"{name}@example.org", password=password or password_of(name)
        )
        return self.presses("go on")

    def comes_in(self, name):
        return self.gives_password(name).writes(code=code_of()).presses("go on")

    def is_in(self):
        self.page.locator("h1", has_text=WORDS[self.lang]["day"]).wait_for()
        return True

    def reads(self):
        return self.page.locator("main").inner_text()


@pytest.fixture
def walker(chromium, house):
    contexts = []

    def begin(lang="sq", width=360, *, script=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        page.asked = []
        page.on("request", lambda asked: page.asked.append(asked.url))
        return Walker(page, house.url, lang)

    yield begin
    for context in contexts:
        for page in context.pages:
            assert all(url.startswith(house.url) for url in page.asked)
        context.close()


def with_device(someone):
    """A virtual device that answers as by a fingerprint."""
    devices = someone.page.context.new_cdp_session(someone.page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return someone


@BOTH
def test_joining_with_a_passkey_and_coming_back_with_it(walker, house, lang, width):
    nora = with_device(walker(lang, width))
    token = tell(house.folder, "invite", f"nora-{lang}@example.org", lang)

    nora.goes_to(f"join/{token}/").writes(name="Nora Kola", password=NEW).presses("go on")
    nora.presses("passkey").writes(name="telefoni").presses("make")
    assert len(re.findall(r"\d{4} \d{4}", nora.reads())) == 24
    nora.presses("paper")
    assert nora.is_in()

    nora.presses("out")
    nora.gives_password(f"nora-{lang}", NEW).presses("use")
    assert nora.is_in()
    assert nora.goes_to("own/").reads().count("telefoni") == 1

    nora.page.context.clear_cookies()
    assert WORDS[lang]["over"] in nora.goes_to(f"join/{token}/").reads()


@BOTH
def test_joining_with_an_app_without_a_camera(walker, house, lang, width):
    dona = walker(lang, width)
    token = tell(house.folder, "invite", f"dona-{lang}@example.org", lang)
    dona.goes_to(f"join/{token}/").writes(name="Dona Muka", password=NEW).presses("go on")

    dona.presses("app")
    dona.page.locator("summary").click()
    secret = "".join(dona.page.locator(".app-groups code").all_inner_texts())
    dona.writes(code=code_of(secret)).presses("go on").presses("paper")

    assert dona.is_in()


def test_joining_without_script_with_a_sheet(walker, house):
    pali = walker(script=False)
    token = tell(house.folder, "invite", "pali@example.org", "sq")
    pali.goes_to(f"join/{token}/").writes(name="Pali Deda", password=NEW).presses("go on")

    pali.presses("sheet")
    code = re.search(r"\d{4} \d{4}", pali.reads())[0]
    pali.presses("paper").presses("out")

    pali.gives_password("pali", NEW).writes(code=code).presses("go on")
    assert pali.is_in()


def test_the_sheet_is_one_page_of_paper(walker, house):
    ana = walker()
    token = tell(house.folder, "invite", "ana@example.org", "sq")
    ana.goes_to(f"join/{token}/").writes(name="Ana Gjoka", password=NEW).presses("go on")
    ana.presses("sheet")

    paper = ana.page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1


@BOTH
def test_with_an_app_in_and_out_again(walker, lang, width):
    someone = walker(lang, width, script=lang == "sq")

    someone.comes_in("teuta" if lang == "sq" else "besnik")
    assert someone.is_in()
    someone.presses("out")

    left = {cookie["name"] for cookie in someone.page.context.cookies()}
    assert not left & {"session", "keys", "pages"}
    someone.goes_to("")
    assert someone.page.url.endswith("/sign-in/")


def test_signing_out_leaves_nothing_in_the_browsers_storage(walker):
    someone = walker()
    someone.comes_in("mira")
    someone.presses("out")

    kept = someone.page.evaluate(
        "async () => [localStorage.length, sessionStorage.length,"
        " (await indexedDB.databases()).length]"
    )
    assert kept == [0, 0, 0]
    # Back does not show the page of before: it was not kept.
    someone.page.go_back()
    assert "Mira" not in someone.page.content()


def test_a_wrong_password_says_so_and_forgets_what_was_typed(walker):
    someone = walker("en", 1280)

    someone.gives_password("ilir", "jo ky fjalëkalim")

    assert "is not right" in someone.page.get_by_role("alert").inner_text()
    assert someone.page.locator("[name=password]").input_value() == ""


def test_a_password_can_be_looked_at(walker):
    someone = walker("en").goes_to("sign-in/").writes(password="abc")

    someone.page.get_by_role("button", name="Show the password").click()

    assert someone.page.locator("[name=password]").get_attribute("type") == "text"
    someone.looks()


@BOTH
def test_a_lost_password_comes_back_by_two_others(walker, house, lang, width):
    name = "sara" if lang == "sq" else "zana"
    someone = walker(lang, width)
    someone.goes_to("lost/")
    token = tell(house.folder, "renew", name, "yes")

    someone.goes_to(f"renew/{token}/").writes(password=NEW).presses("go on")
    someone.presses("sheet").presses("paper")
    assert WORDS[lang]["wait"] in " ".join(someone.reads().split())

    if lang == "sq":
        tell(house.folder, "restore", name, json.dumps(house.words))
        assert WORDS[lang]["wait"] not in someone.goes_to("").reads()


@BOTH
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_text_survives_a_lost_session(walker, house, lang, width, script):
    name = {"sq": ["vera", "gent"], "en": ["luan", "drita"]}[lang][script]
    someone = walker(lang, width, script=script)
    someone.comes_in(name)
    someone.goes_to("own/").writes(name="Emër i Ri")
    tell(house.folder, "lapse", name)

    someone.presses("save")
    assert tell(house.folder, "name_of", name) == name.title()
    someone.writes(email=f"{name}@example.org", password=password_of(name)).presses("go on")
    someone.writes(code=code_of()).presses("go on")

    assert tell(house.folder, "name_of", name) == name.title()
    someone.presses("send")
    assert tell(house.folder, "name_of", name) == "Emër i Ri"


def test_before_the_end_one_tap_prolongs_the_session(walker, house):
    someone = walker("en", 1280)
    someone.page.clock.install()
    someone.comes_in("agim")
    tell(house.folder, "hurry", "agim", "100")
    warning = someone.page.locator("[data-bashke-idle]")
    assert not warning.is_visible()

    someone.page.clock.fast_forward(28 * 60 * 1000 + 5000)
    warning.wait_for()
    assert_accessible(someone.page)
    someone.page.get_by_role("button", name="Stay signed in").click()

    warning.wait_for(state="hidden")
    tell(house.folder, "hurry", "agim", "0")
