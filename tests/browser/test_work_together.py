"""Journey 4: a case carried side by side, from the referral to its erasure."""

import re

import pytest

from tests.browser.axe import assert_accessible
from tests.browser.peopling import tell
from tests.browser.test_refer import BOTH, NAME, REACH, STORY, Worker, house, worker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

__all__ = ["house", "worker"]

SAY = {
    "sq": {
        "refer": "Referojeni", "on": "Vazhdoni: kush do ta lexojë", "send": "Dërgojeni",
        "accept": "Pranoj: e drejtoj unë", "steps": "Hapat", "notes": "Shënime e mesazhe",
        "people": "Kush merr pjesë", "end": "Mbyllja", "case": "Rasti",
        "done": "U krye: shkruani çfarë", "is done": "Hapi u krye", "let in": "Shtoni dikë",
        "let": "Shtojeni", "write": "Shkruajeni", "close": "Mbylleni rastin",
        "kept until": "Fshihet më", "proposed": "praktikë e propozuar", "erased": "u fshi më",
        "message": "mesazh", "goals": "qëllimet u arritën", "family": "Ndryshoni listën",
        "add": "Shtoni", "child": "fëmijë",
    },
    "en": {
        "refer": "Refer", "on": "Continue: who will read it", "send": "Send",
        "accept": "Accept: I lead it", "steps": "Steps", "notes": "Notes and messages",
        "people": "Who takes part", "end": "The end", "case": "Case",
        "done": "Done: write what", "is done": "The step is done",
        "let in": "Let somebody take part", "let": "Let take part", "write": "Write it down",
        "close": "Close the case", "kept until": "To be erased on",
        "proposed": "proposed practice", "erased": "was erased on", "message": "message",
        "goals": "the goals were met", "family": "Change the list", "add": "Add",
        "child": "child",
    },
}  # fmt: skip
OUTCOME = "U takua sot me fëmijën, vetëm."
MESSAGE = "Mblidhemi nesër në nëntë."
TOLD = "I thamë me gojë, në zyrë."


class Member(Worker):
    """Somebody who works on a case; looks at every page in passing, as all walkers do."""

    def says_it(self, word):
        return SAY[self.lang][word]

    def clicks(self, word, *, where="main"):
        """A button or a link that begins so; the next page is looked at."""
        said = re.compile(f"^{re.escape(self.says_it(word))}")
        main = self.page.locator(where)
        found = main.get_by_role("button", name=said).or_(main.get_by_role("link", name=said))
        with self.page.expect_navigation():
            found.first.click()
        return self.looks()

    def turns_to(self, tab):
        return self.clicks(tab, where="main .app-tabs")

    def unfolds(self, word):
        self.page.locator("summary", has_text=self.says_it(word)).first.click()
        return self

    def goes(self, path):
        answer = self.page.goto(f"{self.site}/{self.lang}/librazhd/cases/{path}")
        self.looks()
        return answer.status

    def reads_all(self):
        return " ".join(self.reads().split())

    def lets_in(self, name):
        self.turns_to("people").unfolds("let in")
        chosen = self.page.locator("select[name=member]").first
        value = chosen.locator("option", has_text=name).get_attribute("value")
        chosen.select_option(value)
        return self.clicks("let")

    @property
    def case(self):
        return re.search(r"/cases/([A-Z0-9]{4}-[A-Z0-9]{4})/", self.page.url)[1]


@pytest.fixture
def member(worker):
    def begin(lang, width, name, **more):
        someone = worker(lang, width, name, **more)
        return Member(someone.page, someone.site, someone.lang)

    return begin


@BOTH
def test_a_case_is_carried_together_to_its_end(member, house, lang, width):  # noqa: F811
    besnik, teuta = member(lang, width, "besnik"), member(lang, width, "teuta")
    drita, ilir = member(lang, width, "drita"), member(lang, width, "ilir")
    besnik.asks().clicks("refer")
    besnik.says(about=NAME, concern=STORY, reach=REACH)
    besnik.clicks("on").clicks("send")

    teuta.opens(f"{besnik.reference}/")
    teuta.clicks("accept")
    case = teuta.case
    assert teuta.reads().index(REACH) < teuta.reads().index(NAME)
    for other in (drita, ilir):
        assert other.goes(f"{case}/") == 404

    teuta.clicks("family").says(called="Flutura", related="motra").clicks("add")
    teuta.lets_in("Drita").lets_in("Ilir")
    for other in (drita, ilir):
        assert other.goes(f"{case}/") == 200
        assert STORY in other.reads_all()
        assert "Besnik" not in other.reads_all()

    teuta.turns_to("steps").unfolds("done")
    assert teuta.says_it("proposed") in teuta.reads_all()
    teuta.says(text=OUTCOME)
    teuta.page.locator("[name=following]").first.check()
    teuta.clicks("is done")
    drita.turns_to("steps")
    assert OUTCOME in drita.reads_all()

    drita.turns_to("notes")
    drita.page.get_by_label(drita.says_it("message"), exact=True).check()
    drita.says(text=MESSAGE).clicks("write")
    teuta.goes_to("")
    teuta.looks()
    teuta.goes(f"{case}/notes/")
    assert MESSAGE in teuta.reads_all()

    teuta.turns_to("end")
    teuta.page.get_by_label(teuta.says_it("goals")).check()
    teuta.says(text=TOLD).clicks("close")
    assert teuta.says_it("kept until") in teuta.reads_all()
    assert_accessible(teuta.page, "dark")

    assert tell(house.folder, "erase", case)
    for other in (teuta, drita, ilir):
        assert other.goes(f"{case}/") == 200
        assert other.says_it("erased") in other.reads_all()
        assert NAME not in other.reads_all()


def test_without_script_a_case_is_worked_on_all_the_same(member):
    besnik, teuta = (
        member("sq", 360, "besnik", script=False),
        member("sq", 360, "teuta", script=False),
    )
    besnik.asks().clicks("refer")
    besnik.says(about=NAME, concern=STORY, reach=REACH).clicks("on").clicks("send")
    teuta.opens(f"{besnik.reference}/")
    teuta.clicks("accept")

    teuta.turns_to("steps").unfolds("done").says(text=OUTCOME).clicks("is done")

    assert OUTCOME in teuta.reads_all()
