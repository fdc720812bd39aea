"""What was typed is in no row, backup, log, mail or file; what was left on purpose is."""

import json
import re
import secrets

import pytest

from bashke.accounts.sessions import COOKIE
from tests.accounts.cast import HOLD, password_of
from tests.accounts.walking import SECRET, code_of
from tests.security.referring import walk_referrals
from tests.security.searching import found
from tests.security.visiting import Visitor

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

OFFICE, HOLDERS = "/sq/librazhd/office/", "/sq/kamez/office/key-holders/"
KEEPERS = ("arta", "beni", "cen")
SEALED_TEXTS = (
    "about", "concern", "reach", "necessity", "spoken_with", "declined", "case-about",
    "case-summary", "case-reach", "dropped", "answer", "glass",
)  # fmt: skip
ENTRIES = ("entry-note", "entry-message", "entry-told")
PLACES = {"rows", "backup", "log", "mail", "temporary", "data"}


class Planted(dict):
    """Invented words by the name of what they stand for: each text has one without and one with
    marks, since a form that one survives may lose the other.
    """

    def text(self, name: str) -> str:
        mark = secrets.token_hex(4)
        self[f"{name}, plain"], self[f"{name}, marked"] = f"zhgraf{mark}", f"këçmurëz{mark}"
        return f"katër {self[f'{name}, plain']} pa {self[f'{name}, marked']} lidhje"

    def list_of(self, name: str, words: str) -> str:
        """A list of recovery words: any three that follow one another would give it away."""
        parts = words.split()
        for at in range(4, len(parts) - 2, 3):
            self[f"{name}, from word {at}"] = " ".join(parts[at : at + 3])
        return words


class Worker(Visitor):
    """Somebody of the cast; what they are told in confidence is planted too."""

    def comes_in(self, name, password=""):
        self.get("/sq/account/sign-in/")
        given = {"email": f"{name}@example.org", "password": password or password_of(name)}
        self.post("/sq/account/sign-in/", **given)
        return self.gives_code(code_of())

    def gives_code(self, code):
        page = self.post("/sq/account/sign-in/second/", code=code)
        assert (page.status, page.url) == (200, f"{self.site}/sq/account/")
        return self


@pytest.fixture(scope="module")
def planted(house):
    """People join, sign in, lose and get back their keys, and carry a concern to its end."""
    planted = Planted()
    texts = {name: planted.text(name) for name in (*SEALED_TEXTS, *ENTRIES)}
    known = house.tell("town", json.dumps(texts))
    for number, words in enumerate(known["lists"]):
        planted.list_of(f"list {number}", words)
    planted.update({f"password of {name}": password_of(name) for name in HOLD})
    planted["secret of everybody's app"] = SECRET
    agim = mistype_and_come_in(house, planted)
    nora = join(house, planted, agim, known["teuta's post"])
    lose_a_session(house, planted, agim, nora)
    drita = lose_a_password(house, planted, agim, known["people"])
    give_keys_back(house, planted, known["lists"], known["people"])
    walk_referrals(planted, Worker(house.url).comes_in("besnik"), drita, known["posts"])
    give_lists_out(planted, agim, known["people"])
    planted.update(
        {f"hash of sheet {number}": each for number, each in enumerate(house.tell("hashes"))}
    )
    return planted


def mistype_and_come_in(house, planted):
    agim = Worker(house.url)
    agim.get("/sq/account/sign-in/")
    wrong = agim.post(email="agim@example.org", password=planted.text("mistyped password"))
    assert wrong.status == 422
    agim.comes_in("agim")
    planted["half of the keys in Agim's browser"] = agim.cookie(COOKIE)
    return agim


def join(house, planted, agim, post):
    agim.get(f"{OFFICE}posts/{post}/invite/")
    assert agim.post(email="nora@example.org", language="sq", is_substitute="on").status == 200
    nora = Worker(house.url)
    nora.get(f"/sq/account/join/{link_in(house, planted, 'join')}/")
    first = planted.text("first password")
    nora.post(name="Nora Kola", password=first)
    page = nora.get("/sq/account/factors/app/")
    secret = "".join(re.findall(r"<code>(\w{4})</code>", page.main))
    planted["secret of Nora's app"] = secret
    sheet = nora.post(code=code_of(secret))
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", sheet.text)
    assert len(codes) == 24
    planted.update({f"code {number} of the sheet": code for number, code in enumerate(codes)})
    nora.get("/sq/account/own/password/")
    changed = nora.post(old=first, password=planted.text("second password"))
    assert changed.url == f"{house.url}/sq/account/own/"
    planted["half of the keys in Nora's browser"] = nora.cookie(COOKIE)
    return nora


def link_in(house, planted, kind):
    (token,) = re.findall(rf"/account/{kind}/([\w-]+)/", house.mails)
    planted[f"link to {kind}"] = token
    return token


def lose_a_session(house, planted, agim, nora):
    nora.get("/sq/account/own/")
    people = agim.get(f"{OFFICE}posts/").main
    (pk,) = re.findall(r'people/([0-9a-f-]{36})/sign-out/"\s+aria-label="[^"]*Nora Kola', people)
    agim.get(f"{OFFICE}people/{pk}/sign-out/")
    assert agim.post().url == f"{house.url}{OFFICE}posts/"
    page = nora.post(name=planted.text("typed over a lost session"), language="sq")
    assert page.status == 403
    assert page.hidden["kept"]


def lose_a_password(house, planted, agim, people):
    agim.get(f"{OFFICE}people/{people['drita']}/password/")
    assert agim.post().status == 200
    drita = Worker(house.url)
    drita.get(f"/sq/account/renew/{link_in(house, planted, 'renew')}/")
    drita.post(password=planted.text("renewed password"))
    return drita.gives_code(code_of())


def give_keys_back(house, planted, lists, people):
    vera = Worker(house.url).comes_in("vera")
    vera.get(f"{OFFICE}keys/give-back/")
    given = {"words-1": lists[0], "keeper-2": people["gent"]}
    slip = planted.text("mistyped list")
    half = vera.post(people=people["drita"], **given, **{"words-2": slip})
    assert half.status == 422
    assert lists[0] not in half.text
    done = vera.post(people=people["drita"], **given, **{"words-2": lists[1]})
    assert "Drita" not in done.main
    assert done.status == 200


def give_lists_out(planted, agim, people):
    agim.get(f"{HOLDERS}make/")
    page = agim.post(keepers=[people[name] for name in KEEPERS])
    lists = {}
    while len(lists) < len(KEEPERS):
        name = next(name for name in KEEPERS if f"Fjalëkalimi i {name.title()}" in page.text)
        page = agim.post(f"{HOLDERS}show/", password=password_of(name))
        words = " ".join(re.findall(r"<li>([a-z]+)</li>", page.main))
        lists[name] = planted.list_of(f"list of {name}", words)
        assert len(words.split()) == 33
        if len(lists) < len(KEEPERS):
            page = agim.post(f"{HOLDERS}next/")
    agim.get(f"{HOLDERS}try/")
    tried = {"keeper-1": people["arta"], "words-1": lists["arta"],
             "keeper-2": people["beni"], "words-2": lists["beni"]}  # fmt: skip
    assert agim.post(**tried).status == 200


def test_nothing_that_was_typed_lies_anywhere(house, planted):
    places = house.places()

    assert set(places) == PLACES
    assert all(places.values()) or not places["temporary"]
    assert b"DEBUG" in places["log"]
    assert len(planted) > 150
    mailed = {("link to join", "mail"), ("link to renew", "mail")}
    assert found(planted, places) == mailed


def test_people_stand_in_no_log(house, planted):
    people = {name: f"{name}@example.org" for name in ("nora", "drita", "vera", "agim")}

    assert found({**people, "Nora": "Nora Kola"}, {"log": house.places()["log"]}) == set()


@pytest.mark.parametrize("word", ["zhgrafutra", "këçmurëza"])
def test_what_is_left_on_purpose_is_found_everywhere(house, planted, word):
    house.tell("leak", word)

    assert found({"leaked": word}, house.places()) == {("leaked", place) for place in PLACES}
