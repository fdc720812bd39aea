import csv
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bashke.guide.table import harmless

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_the_table_names_a_lead_for_everything_that_happens(library, tmp_path, lang):
    out = tmp_path / "table.csv"

    call_command("content", "table", "--place", "librazhd", "--lang", lang, "--out", str(out))

    heading, *rows = csv.reader(out.read_text(encoding="utf-8-sig").splitlines())
    assert len(heading) == 11
    leads = {"sq": "drejton", "en": "leads"}[lang]
    concerns = {(row[0], row[1]) for row in rows}
    assert len(concerns) == 2 * len(library.pack.facts["happening"].options)
    assert concerns == {(row[0], row[1]) for row in rows if row[3] == leads}


def test_the_table_as_a_page_stands_alone(tmp_path):
    out = tmp_path / "table.html"

    call_command("content", "table", "--place", "diber", "--out", str(out))

    page = out.read_text(encoding="utf-8")
    assert '<html lang="sq">' in page
    assert "Dibër" in page
    assert "http" not in page.split("</style>")[0]


@pytest.mark.parametrize("cell", ["=1+1", "+355", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(cell):
    assert harmless(cell) == f"'{cell}"


def test_an_unknown_format_is_refused_and_nothing_is_written(tmp_path):
    out = Path(tmp_path / "table.docx")

    with pytest.raises(CommandError) as refused:
        call_command("content", "table", "--out", str(out))

    assert refused.value.returncode == 2
    assert not out.exists()
