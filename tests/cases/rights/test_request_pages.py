"""The pages of requests: from what somebody asked to the letter, and what may be sent into them."""

import shutil
import subprocess
from html import unescape

import pytest
from django.utils import timezone

from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import AuthorityRequest, DataRequest, Extract, Question
from bashke.cases.services.redacting import STRUCK
from bashke.cases.services.rights import request_words
from tests.accounts.cast import PLACE
from tests.cases.conftest import WORDS, browser
from tests.cases.rights.conftest import asked, proposed, released, replied, taken
from tests.office.gating import appointed

OFFICE = f"/sq/{PLACE}/office/requests/"
HERE = f"/sq/{PLACE}/requests/"
REGISTER = f"/sq/{PLACE}/office/authority-requests/"
TYPED = {
    "kind": "access", "asker": "victim", "who": "Ana Prifti, 1992", "contact": "Në dorë.",
    "wants": "Çfarë mbani?",
}  # fmt: skip


@pytest.fixture
def edlira(town, static_files):
    return browser(town, "edlira")


@pytest.fixture
def blerta(town, static_files):
    return browser(town, "blerta")


def today():
    return timezone.localdate().isoformat()


def text(answer):
    return unescape(answer.content.decode())


def of(request, end=""):
    return f"{OFFICE}{request.reference}/{end}"


def test_from_what_somebody_asked_to_the_letter(town, shared, edlira, drita, blerta):
    edlira.post(OFFICE + "new/", TYPED | {"came_on": today()})
    request = DataRequest.objects.get()
    edlira.post(of(request, "check/"), {"how": "document"})
    edlira.post(
        of(request, "ask/"), {"text": "Ana Prifti, 1992?", "posts": [str(town.post("drita").pk)]}
    )
    question = Question.objects.get()
    mark = f"{HERE}questions/{question.pk}/case/{shared.reference}/"
    page = drita.get(mark)
    drita.post(
        mark,
        {
            "seen": page.context["form"].initial["seen"],
            "include": ["about", "summary"],
            "strike": ["summary-0"],
            "words": "Prifti",
            "second": str(town.blerta.pk),
        },
    )
    extract = Extract.objects.get()
    assert WORDS["concern"] in text(blerta.get(f"{HERE}extracts/{extract.pk}/"))
    blerta.post(f"{HERE}extracts/{extract.pk}/release/")
    drita.post(f"{HERE}questions/{question.pk}/answer/", {"answer": "held", "reason": ""})
    letter = edlira.get(of(request, "answer/")).context["form"].initial["letter"]
    edlira.post(of(request, "answer/"), {"letter": letter})
    shown = text(edlira.get(of(request)))

    assert STRUCK in letter
    assert WORDS["concern"] not in letter
    assert WORDS["concern"] not in shown
    assert "Ana" in shown
    request.refresh_from_db()
    assert request.answered_at


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs Debian's poppler-utils")
@pytest.mark.parametrize("lang", ["sq", "en"])
def test_every_letter_names_the_advocate_and_the_two_commissioners(town, edlira, lang):
    question = asked(town)
    replied(town, question, "nothing")
    services.answer_request(
        request=question.request, ring=town.ring("edlira"), person=town.edlira, letter="Asgjë."
    )

    answer = edlira.post(of(question.request, "letter/").replace("/sq/", f"/{lang}/"))

    assert answer["Content-Type"] == "application/pdf"
    command = [shutil.which("pdftotext"), "-", "-"]
    made = subprocess.run(command, input=answer.content, capture_output=True, check=True)  # noqa: S603 (Debian's own program)
    said = " ".join(made.stdout.decode().split())
    names = {
        "sq": ("Avokati i Popullit", "Diskriminimi", "Mbrojtjen e të Dhënave"),
        "en": ("People's Advocate", "Discrimination", "Personal Data"),
    }[lang]
    for name in names:
        assert name in said.replace("’", "'")


@pytest.mark.parametrize("asker", ["victim", "accused", "parent", "third"])
def test_where_nothing_is_told_the_letter_says_the_same_whatever_is_held(town, edlira, asker):
    letters = []
    for answer in ("nothing", "withheld"):
        question = asked(town, asker=asker)
        replied(town, question, answer)
        page = edlira.get(of(question.request, "answer/"))
        letters.append(page.context["form"].initial["letter"])

    assert letters[0] == letters[1]


@pytest.mark.parametrize("kind", ["correction", "objection", "erasure"])
def test_who_is_accused_does_not_learn_by_a_correction_that_there_is_something(town, edlira, kind):
    letters = []
    for answer in ("nothing", "done"):
        question = asked(town, asker="accused", kind=kind)
        replied(town, question, answer)
        page = edlira.get(of(question.request, "answer/"))
        letters.append(page.context["form"].initial["letter"])

    assert letters[0] == letters[1]


@pytest.mark.parametrize("name", ["drita", "besnik", "teuta", "ilir", "agim", "mira", "zana"])
def test_to_nobody_but_officers_a_request_exists(town, static_files, name):
    request = taken(town)
    there = browser(town, name)

    for end in ("", "answer/"):
        assert there.get(of(request, end)).status_code == 404
    for end in ("check/", "ask/", "delay/", "answer/", "letter/"):
        assert there.post(of(request, end)).status_code == 404
    assert there.get(OFFICE).status_code == 404
    assert there.get(REGISTER).status_code == 404


@pytest.mark.parametrize("name", ["besnik", "teuta", "ilir", "agim", "mira", "edlira"])
def test_to_no_other_post_a_question_or_an_extract_exists(town, shared, static_files, name):
    question = asked(town)
    extract = proposed(town, question, shared)
    there = browser(town, name)

    assert there.get(f"{HERE}questions/{question.pk}/").status_code == 404
    assert there.get(f"{HERE}extracts/{extract.pk}/").status_code == 404
    assert there.post(f"{HERE}extracts/{extract.pk}/release/").status_code == 404
    extract.refresh_from_db()
    assert extract.released_at is None


def test_the_lists_show_no_name(town, shared, edlira, drita):
    question = asked(town)

    for shown in (edlira.get(OFFICE), drita.get(HERE)):
        assert shown.status_code == 200
        assert question.request.reference in text(shown)
        assert "Prifti" not in text(shown)


def test_every_opening_is_on_the_trail(town, shared, edlira, drita):
    question = asked(town)

    edlira.get(of(question.request))
    drita.get(f"{HERE}questions/{question.pk}/")
    drita.get(f"{HERE}questions/{question.pk}/case/{shared.reference}/")

    acts = list(Event.objects.values_list("act", flat=True))
    assert acts.count("request.opened") == 1
    assert acts.count("question.opened") == 1
    assert "case.opened" in acts


def test_what_was_typed_is_not_lost_where_it_is_refused(town, edlira):
    answer = edlira.post(OFFICE + "new/", TYPED | {"came_on": "2999-01-01"})

    assert answer.status_code == 422
    assert "Ana Prifti, 1992" in text(answer)
    assert "Çfarë mbani?" in text(answer)
    assert not DataRequest.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"who": ""},
        {"who": "x" * 301},
        {"wants": "x" * 8001},
        {"kind": "everything"},
        {"asker": "' OR 1=1"},
        {"came_on": "yesterday"},
        {"came_on": "0000-00-00"},
    ],
)
def test_hostile_requests_are_refused(town, edlira, given):
    answer = edlira.post(OFFICE + "new/", TYPED | {"came_on": today()} | given)

    assert answer.status_code == 422
    assert not DataRequest.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\x00A\u202en", "An"),
        ("{{ settings.SECRET_KEY }} {% now %}", "{{ settings.SECRET_KEY }} {% now %}"),
    ],
)
def test_text_stays_text(town, edlira, given, kept):
    edlira.post(OFFICE + "new/", TYPED | {"came_on": today(), "who": given})

    request = DataRequest.objects.get()
    assert request_words(request, town.ring("edlira"))["who"] == kept
    page = edlira.get(of(request)).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "given",
    [
        {"include": ["nothing-like-it"]},
        {"include": []},
        {"seen": "0" * 32},
        {"seen": ""},
        {"second": "00000000-0000-0000-0000-000000000000"},
        {"second": "drita"},
    ],
)
def test_marks_that_fit_nothing_are_refused(town, shared, drita, given):
    question = asked(town)
    mark = f"{HERE}questions/{question.pk}/case/{shared.reference}/"
    seen = drita.get(mark).context["form"].initial["seen"]
    sent = {"seen": seen, "include": ["about"], "second": str(town.blerta.pk)}

    assert drita.post(mark, sent | given).status_code == 422
    assert not Extract.objects.exists()


def test_text_of_the_browser_never_becomes_a_passage(town, shared, drita):
    question = asked(town)
    mark = f"{HERE}questions/{question.pk}/case/{shared.reference}/"
    seen = drita.get(mark).context["form"].initial["seen"]

    drita.post(
        mark,
        {"seen": seen, "include": ["about"], "about": "Tjetër", "text": "Tjetër",
         "second": str(town.blerta.pk)},
    )  # fmt: skip

    [extract] = Extract.objects.all()
    services.release_extract(extract=extract, ring=town.ring("blerta"), person=town.blerta)
    extract.refresh_from_db()
    assert "Tjetër" not in text(drita.get(f"{HERE}extracts/{extract.pk}/"))


def test_posts_of_another_town_are_not_asked(town, edlira):
    request = taken(town)
    services.check_identity(request=request, person=town.edlira, how="document")

    sent = edlira.post(of(request, "ask/"), {"text": "?", "posts": [str(town.post("zana").pk)]})

    assert sent.status_code == 422
    assert not Question.objects.exists()


def test_a_later_officer_without_the_key_is_told_so(town, static_files):
    request = taken(town)
    town.valbona = appointed(town, "valbona", "data-protection-officer").person

    page = browser(town, "valbona").get(of(request))

    assert page.status_code == 200
    assert "Prifti" not in text(page)


def test_the_register_through_its_pages(town, edlira):
    sent = edlira.post(
        REGISTER + "new/",
        {"authority": "intelligence", "who": "Oficer X", "about": "Ana Prifti", "law": "",
         "came_on": today()},
    )  # fmt: skip
    row = AuthorityRequest.objects.get()
    page = REGISTER + f"{row.reference}/"
    refused = edlira.post(page, {"answer": "given", "said": "Po."})
    edlira.post(page, {"answer": "refused", "said": "Nuk ka rrugë."})

    assert sent.status_code == 302
    assert refused.status_code == 422
    row.refresh_from_db()
    assert row.answer == "refused"
    assert "Prifti" not in text(edlira.get(REGISTER))
    assert "Oficer X" in text(edlira.get(page))


def test_a_released_extract_is_read_by_the_officer_alone(town, shared, edlira, drita):
    question = asked(town)
    released(town, question, shared, include=("about",))
    replied(town, question, "held")

    assert "Ana Prifti" in text(edlira.get(of(question.request)))
    assert browser(town, "mira").get(of(question.request)).status_code == 404
