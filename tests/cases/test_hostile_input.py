"""What somebody may send into the forms of a referral, on purpose or by a slip."""

from html import unescape

import pytest

from bashke.cases.models import Case, Referral
from bashke.cases.services.referrals import words_of
from tests.accounts.cast import PLACE
from tests.cases.conftest import MECHANISM, STEP, browser, sent_to
from tests.cases.test_referral_pages import (
    HERE,
    TYPED,
    sends,
    start,
    written,
)

TEN_MB = "a" * 10_000_000
NAMES = ("about", "concern", "reach", "necessity", "spoken_with")


def kept(town, name):
    return words_of(Referral.objects.get(), town.ring("besnik"))[name]


def test_ten_megabytes_are_refused_before_they_are_read(besnik):
    response = besnik.post(start(), TYPED | {"concern": TEN_MB})

    assert response.status_code == 400
    assert not Referral.objects.exists()


def test_the_longest_referral_of_all_fits(town, besnik):
    longest = {"about": 300, "concern": 8000, "reach": 1000, "necessity": 3000, "spoken_with": 200}

    response = besnik.post(start(), TYPED | {name: "ë" * n for name, n in longest.items()})

    assert response.status_code == 302
    assert kept(town, "concern") == "ë" * 8000


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\x00b", "ab"),
        ("\u202eLeximi\u202c nga e djathta", "Leximi nga e djathta"),
        ("\u2066x\u2069\u200b\ufeffy", "xy"),
        ("e\u0308shtë", "ështe\u0308".replace("e\u0308", "ë")),
        ("dy\r\nrreshta\rtë", "dy\nrreshta\ntë"),
        ("me\tTab", "me\tTab"),
        ("\x1b[31mkuq\x07", "[31mkuq"),
    ],
    ids=["null", "turned", "unseen", "composed", "lines", "tab", "terminal"],
)
def test_signs_that_only_deceive_the_eye_are_gone(town, besnik, given, shown):
    besnik.post(start(), TYPED | {"concern": f"x{given}x"})

    assert kept(town, "concern") == f"x{shown}x"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ request.user }}{% now 'Y' %}",
        '=HYPERLINK("http://e.example";"x")',
        "'; DROP TABLE cases_referral; --",
        "%00%2e%2e/",
    ],
    ids=["script", "attribute", "template", "formula", "sql", "path"],
)
def test_what_looks_like_code_is_shown_as_it_was_typed(town, besnik, drita, text):
    reference = written(besnik, about=text, concern=text, reach=text, necessity=text)
    assert sends(town, besnik, reference, meant="other").status_code == 302

    for reader, path in (
        (besnik, f"{HERE}{reference}/"), (drita, f"{HERE}{reference}/"), (drita, HERE),
        (besnik, f"{HERE}sent/"),
    ):  # fmt: skip
        page = reader.get(path).text
        assert text in unescape(page)
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize(
    "given",
    [
        {"post": "zana"},
        {"post": "besnik"},
        {"post": "mira"},
        {"post": ""},
        {"post": "1 OR 1=1"},
        {"post": "drita", "involved": ["zana"]},
        {"post": "drita", "involved": ["' OR ''='"]},
    ],
    ids=["elsewhere", "no-keys", "auditor", "none", "sql", "involved-elsewhere", "involved-sql"],
)
def test_ids_of_elsewhere_send_nothing_anywhere(town, besnik, given):
    reference = written(besnik)
    names = {"zana", "besnik", "mira", "drita"}
    post = str(town.post(given["post"]).pk) if given["post"] in names else given["post"]
    involved = [
        str(getattr(town, who).pk) if who in names else who for who in given.get("involved", [])
    ]

    response = besnik.post(f"{HERE}{reference}/send/", {"post": post, "involved": involved})

    assert response.status_code == 422
    assert Referral.objects.get().state == "draft"


def test_a_post_of_elsewhere_is_not_mine_to_send_from(town, besnik):
    besnik.post(start(), TYPED | {"sender_post": str(town.post("zana").pk)})

    assert Referral.objects.get().sender_post == town.post("besnik")


@pytest.mark.parametrize("path", ["detail", "write", "send", "letter"])
def test_a_reference_of_elsewhere_opens_nothing(town, static_files, path):
    referral = sent_to(town)
    Referral.objects.filter(pk=referral.pk).update(municipality="diber")
    end = "" if path == "detail" else f"{path}/"

    for name in ("besnik", "drita", "zana"):
        here = browser(town, name).get(f"{HERE}{referral.reference}/{end}")
        assert here.status_code == 404


@pytest.mark.parametrize(
    "changed",
    [
        {"step": "nothing-to-refer/keep-talking"},
        {"step": "child-protection/initial-assessment"},
        {"step": f"{MECHANISM}/"},
        {"step": ""},
        {"post": "zana"},
        {"post": "x"},
        {"at": "2031-01-01T00:00"},
        {"about": "\x00"},
        {"concern": "\u202e"},
    ],
    ids=lambda changed: "-".join(f"{k}={v!r}" for k, v in changed.items()),
)
def test_a_call_with_ids_of_elsewhere_begins_no_case(town, drita, changed):
    given = {
        "step": f"{MECHANISM}/{STEP}", "post": str(town.post("drita").pk),
        "at": "2026-01-01T00:00", "about": "Ana", "concern": "X", "reach": "", "spoken_with": "",
    }  # fmt: skip
    if changed.get("post") == "zana":
        changed = {"post": str(town.post("zana").pk)}

    response = drita.post(f"{HERE}by-phone/", given | changed)

    assert response.status_code == 422
    assert not Case.objects.exists()


@pytest.mark.parametrize("page", ["0", "-1", "9999999", "x", "1 OR 1=1", "\x00"])
def test_a_page_that_is_not_there_is_the_nearest(drita, sent, page):
    assert drita.get(HERE, {"page": page}).status_code == 200


@pytest.mark.parametrize("duty", ["must", "with-agreement", "x"])
def test_the_duty_of_a_draft_is_not_changed_by_the_form(besnik, duty):
    besnik.post(start("may"), TYPED | {"duty": duty, "state": "sent", "law": "x"})

    referral = Referral.objects.get()
    assert (referral.duty, referral.state, referral.law) == ("may", "draft", ["ligj-11-2026"])


def test_a_ground_that_the_duty_does_not_allow_is_not_kept(besnik):
    response = besnik.post(start("may"), TYPED | {"ground": "duty"})

    assert response.status_code == 422
    assert Referral.objects.get().ground == ""
    assert Referral.objects.get().municipality == PLACE
