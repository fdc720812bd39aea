"""Journey 3: from the answer to the one who leads, and back to who told it, side by side."""

import re
from types import SimpleNamespace

import pytest

from tests.browser.axe import assert_accessible
from tests.browser.conftest import served
from tests.browser.peopling import tell
from tests.browser.test_ask import BEATEN, walk
from tests.browser.test_sign_in import Walker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SAID = {
    "sq": {
        "refer": "Referojeni", "duty": "Ligji ju detyron ta tregoni", "kept": "U ruajt në",
        "on": "Vazhdoni: kush do ta lexojë", "send": "Dërgojeni", "sent": "dërguar",
        "received": "marrë", "accept": "Pranoj: e drejtoj unë", "accepted": "pranuar",
        "tell": "Tregojini dërguesit", "gone": "Nuk jeni më brenda",
        "withdraw": "Tërhiqni referimin",
        "do": "Tërhiqeni", "later": "Ruajeni dhe vazhdoni më vonë", "proof": "Dëshmi raportimi",
        "paper": "Përgatitni fletën", "never": "Çfarë nuk shohin kurrë anëtarët e rastit",
        "other words": "Ju lutemi, thojeni me fjalë të tjera", "change": "Ndryshoni tekstin",
    },
    "en": {
        "refer": "Refer", "duty": "The law obliges you to tell it", "kept": "Saved",
        "on": "Continue: who will read it", "send": "Send", "sent": "sent",
        "received": "received", "accept": "Accept: I lead it", "accepted": "accepted",
        "tell": "Tell the sender", "gone": "You are signed out", "withdraw": "Withdraw it",
        "do": "Withdraw", "later": "Save and go on later", "proof": "Proof of report",
        "paper": "Make the paper", "never": "What members of the case never see",
        "other words": "Please say it in other words", "change": "Change the text",
    },
}  # fmt: skip
NAME = "Arbër Lleshi, 9 vjeç"
STORY = "Erdhi me mavijosje në krah dhe tha se ka frikë të kthehet në shtëpi."
REACH = "Vetëm në shkollë, para mësimit; kurrë me telefon."
ANSWER = "U takuam sot; është i sigurt."
BOTH = pytest.mark.parametrize(
    ("lang", "width"), [("sq", 360), ("en", 1280)], ids=["sq-phone", "en-desk"]
)


class Worker(Walker):
    """Somebody who refers, or to whom it is referred."""

    def presses(self, word):
        if word in SAID[self.lang]:
            said = re.compile(f"^{re.escape(SAID[self.lang][word])}")
            main = self.page.locator("main")
            button, link = (
                main.get_by_role("button", name=said),
                main.get_by_role("link", name=said),
            )
            with self.page.expect_navigation():
                button.or_(link).first.click()
            return self.looks()
        return super().presses(word)

    def opens(self, path):
        """A page of referrals; its status."""
        answer = self.page.goto(f"{self.site}/{self.lang}/librazhd/referrals/{path}")
        self.looks()
        return answer.status

    def sees(self, word):
        return SAID[self.lang].get(word, word) in " ".join(self.reads().split())

    def asks(self):
        walk(self.page, self.site, self.lang, BEATEN[self.lang])
        return self

    def says(self, **fields):
        return self.writes(**fields)

    def is_told(self, word):
        """What the quiet sign under the form says, sooner or later."""
        sign = self.page.locator("[data-bashke-sign]", has_text=SAID[self.lang][word])
        sign.wait_for()

    @property
    def reference(self):
        return re.search(r"/referrals/([A-Z0-9]{4}-[A-Z0-9]{4})/", self.page.url)[1]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A served site in which the cast works."""
    folder = tmp_path_factory.mktemp("house")
    with served(folder) as url:
        tell(folder, "town")
        tell(folder, "opened")
        yield SimpleNamespace(url=url, folder=folder)


@pytest.fixture
def worker(chromium, house):
    contexts = []

    def begin(lang, width, name=None, *, script=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.asked, page.with_script, page.requests = [], script, []
        page.on("request", lambda asked: page.asked.append(asked.url))
        someone = Worker(page, house.url, lang)
        if name:
            # From a new sheet each time: a code of an app is good only once.
            code = tell(house.folder, "sheet", name)[0]
            someone.gives_password(name).writes(code=code).presses("go on")
        return someone

    yield begin
    for context in contexts:
        for page in context.pages:
            assert all(url.startswith(house.url) for url in page.asked)
            # No name and no word of it stands in an address.
            assert not any("Lleshi" in url or "mavijosje" in url for url in page.asked)
        context.close()


@BOTH
def test_what_a_teacher_saw_reaches_who_leads_and_the_answer_comes_back(worker, lang, width):
    besnik = worker(lang, width, "besnik")
    teuta = worker(lang, width, "teuta")
    ilir = worker(lang, width, "ilir")

    besnik.asks().presses("refer")
    assert besnik.sees("duty")
    besnik.says(about=NAME, concern=STORY, reach=REACH)
    besnik.is_told("kept")
    assert besnik.page.url.endswith("/write/")

    besnik.presses("on")
    assert besnik.sees("never")
    assert besnik.sees("Teuta")
    assert besnik.sees(REACH)
    besnik.presses("send")
    assert besnik.sees("sent")
    reference = besnik.reference

    teuta.opens("")
    assert teuta.sees(NAME)
    ilir.opens("")
    assert not ilir.sees(NAME)
    assert ilir.opens(f"{reference}/") == 404
    assert not ilir.sees(NAME)

    teuta.opens(f"{reference}/")
    words = teuta.reads()
    assert words.index(REACH) < words.index(NAME)
    assert "Besnik" in words
    teuta.presses("accept")
    # Who accepts goes on in the case; the referral still says what became of it.
    assert "/cases/" in teuta.page.url
    teuta.opens(f"{reference}/")
    assert teuta.sees("accepted")

    teuta.says(text=ANSWER).presses("tell")
    besnik.opens(f"{reference}/")
    assert besnik.sees(ANSWER)
    # The sender learns what came of it, and opens no case.
    assert "Teuta" not in besnik.reads()


@BOTH
def test_what_was_typed_outlives_a_lost_session(worker, house, lang, width):
    drita = worker(lang, width, "drita")
    drita.asks().presses("refer")
    drita.says(about=NAME)
    drita.is_told("kept")
    reference = drita.reference
    tell(house.folder, "lapse", "drita")

    drita.says(concern=STORY)
    drita.is_told("gone")
    assert drita.page.locator("[name=concern]").input_value() == STORY

    again = worker(lang, width, "drita")
    again.opens(f"{reference}/write/")
    assert again.page.locator("[name=about]").input_value() == NAME


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_without_script_it_is_kept_by_a_button_and_withdrawn(worker, lang):
    besnik = worker(lang, 360, "besnik", script=False)
    besnik.asks().presses("refer")

    besnik.says(about=NAME, concern=STORY).presses("later")
    besnik.page.get_by_role("link", name=NAME).first.click()
    assert besnik.page.locator("[name=concern]").input_value() == STORY
    besnik.presses("on").presses("send")

    besnik.page.get_by_text(SAID[lang]["withdraw"]).click()
    besnik.presses("do")
    assert besnik.page.get_by_role("status").first.is_visible()


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_without_an_account_there_is_a_paper(worker, lang):
    nobody = worker(lang, 360)
    nobody.asks().presses("proof")

    nobody.says(own_reference="14/2026").presses("paper")

    assert nobody.sees("14/2026")
    assert nobody.page.context.cookies() == []
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", nobody.page.pdf())) == 1


def test_words_of_belonging_are_asked_to_be_said_otherwise(worker):
    teuta = worker("sq", 360, "teuta")
    teuta.asks().presses("refer")
    teuta.says(about=NAME, concern="Ka lënë mjekër. Babai e rreh.").presses("on")

    assert teuta.sees("other words")
    assert_accessible(teuta.page, "dark")
    teuta.presses("change")

    assert "mjekër" in teuta.page.locator("[name=concern]").input_value()
