import csv
from io import StringIO

import pytest

from bashke.core.sheets import harmless, sheet


@pytest.mark.parametrize("cell", ["=1+1", "+355", "-2", "@SUM(A1)", "\t=1", "\n=1", "  =1", "＝1"])
def test_what_a_spreadsheet_would_run_is_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "067 212 3456", "Kati 2", "a=b", "8:00–16:00"])
def test_what_is_text_already_stays(cell):
    assert harmless(cell) == cell


def test_a_sheet_comes_back_as_it_was_written():
    rows = [["Vendi", "Përshkrimi"], ["Dibër", 'thënie "me" thonjëza, presje\ndhe radhë']]

    assert list(csv.reader(StringIO(sheet(rows)[1:]))) == rows
