import os
import shutil
import subprocess
import sys
from io import BytesIO

import pytest
from django.utils import translation
from pdfua import default_registry, validate
from pikepdf import Array, Dictionary, Pdf

from bashke.directory.services import invented
from bashke.guide.card import POSTS
from bashke.guide.paper import PaperError, card_html, make_pdf, table_html
from tests.conftest import TODAY

PAGE = (
    '<html lang="en"><title>T</title><table><thead><tr><th scope="col">A<th scope="col">B</thead>'
    '<tbody><tr><th scope="row">C<td>D</tbody></table>'
)
MARKS = {"table": ("●", "○", "◌", "°"), "card": ("°",)}


@pytest.fixture(scope="module")
def made(desk_at, library, tmp_path_factory):
    """Both papers in both languages, with invented contacts, as files."""
    folder = tmp_path_factory.mktemp("paper")
    roles = library.pack.roles
    contacts = [each for key in POSTS for each in invented("diber", roles[key], 7, TODAY)]
    for lang in ("sq", "en"):
        desk = desk_at("diber", lang, contacts)
        with translation.override(lang):
            pages = {
                "table": table_html(desk),
                "card": card_html(desk, base_url="https://bashke.example.al"),
            }
        for kind, html in pages.items():
            (folder / f"{kind}-{lang}.pdf").write_bytes(make_pdf(html))
    return folder


@pytest.fixture(params=["table", "card"])
def kind(request):
    return request.param


def elements(root):
    """Every element of the structure of a PDF."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        kids = element.get("/K")
        kids = list(kids) if isinstance(kids, Array) else [kids]
        waiting += [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]


def headers(document):
    return [each for each in elements(document.Root.StructTreeRoot) if each.get("/S") == "/TH"]


def test_the_papers_pass_every_check_of_accessibility(made, kind, lang):
    report = validate(made / f"{kind}-{lang}.pdf")

    assert report.findings == ()
    # A check that could not be made would prove nothing.
    assert report.skipped == ()
    assert len(report.outcomes) == len(list(default_registry()))


def test_the_papers_know_their_language_and_title(made, kind, lang):
    with Pdf.open(made / f"{kind}-{lang}.pdf") as document:
        assert str(document.Root.Lang) == lang
        assert "Dibër" in str(document.open_metadata()["dc:title"])


def test_every_header_cell_says_what_it_heads(made, lang):
    with Pdf.open(made / f"table-{lang}.pdf") as document:
        scopes = [str(each.A.Scope) for each in headers(document)]

    assert set(scopes) == {"/Row", "/Column"}


def test_heads_of_columns_and_rows_are_told_apart():
    with Pdf.open(BytesIO(make_pdf(PAGE))) as document:
        assert [str(each.A.Scope) for each in headers(document)].count("/Column") == 2
        assert len(headers(document)) == 3


def test_the_card_is_one_sheet(made, lang):
    with Pdf.open(made / f"card-{lang}.pdf") as document:
        assert len(document.pages) == 1


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs Debian's poppler-utils")
def test_marks_and_their_meaning_stand_on_paper(made, kind, lang):
    command = ["pdftotext", str(made / f"{kind}-{lang}.pdf"), "-"]
    read = subprocess.run(  # noqa: S603 (our own file)
        command, capture_output=True, text=True, check=True
    )
    words = " ".join(read.stdout.split())

    with translation.override(lang):
        meaning = translation.gettext(
            "nobody has confirmed this yet: compared it with the published text,"
            " or called the number"
        )
        demonstration = translation.gettext(
            "A demonstration: the contacts are invented, and their numbers cannot ring."
        )
        proposed = translation.gettext("proposed practice")

    assert all(mark in words for mark in MARKS[kind])
    assert meaning in words
    assert demonstration in words
    assert kind == "card" or proposed in words


def test_a_page_that_asks_for_anything_outside_makes_no_pdf():
    with pytest.raises(PaperError) as refused:
        make_pdf('<html lang="en"><title>T</title><img alt="x" src="https://example.al/x.png">')

    assert str(refused.value) == (
        "The PDF could not be made: the page asks for https://example.al/x.png,"
        " and it may ask for nothing."
    )


def test_what_draws_the_pdf_is_not_loaded_by_those_who_ask_for_it():
    code = (
        "import sys, django; django.setup();"
        "import bashke.config.urls, bashke.config.management.commands.content;"
        "sys.exit(any(name in sys.modules for name in ('weasyprint', 'pikepdf')))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bashke.config.settings"}

    done = subprocess.run(  # noqa: S603 (our own code)
        [sys.executable, "-c", code], env=environment, check=False
    )

    assert done.returncode == 0
