"""`bashke directory import`."""

import pytest
from django.core.management import CommandError, call_command

from bashke.audit.models import Event
from bashke.directory.models import Contact
from tests.office.spreadsheets import GOOD, grid, text, workbook

pytestmark = pytest.mark.django_db
FAULTY = {"role": "mediator", "phone": "nobody's number"}


@pytest.fixture
def sheet(tmp_path):
    def write(*rows, name="kontakte.xlsx"):
        path = tmp_path / name
        path.write_bytes((workbook if name.endswith(".xlsx") else text)(grid(*rows)))
        return str(path)

    return write


def run(*words):
    call_command("directory", "import", "--place", "librazhd", "--lang", "en", *words)


def test_a_good_file_is_imported(sheet, capsys):
    run(sheet(GOOD))

    assert "New: 1. Changed: 0. The same: 0. With faults: 0." in capsys.readouterr().out
    assert Contact.objects.of("librazhd").count() == 1
    assert Event.objects.get().actor == "system"


def test_a_dry_run_changes_nothing(sheet, capsys):
    run(sheet(GOOD), "--dry-run")

    assert "New: 1." in capsys.readouterr().out
    assert not Contact.objects.exists()


def test_a_fault_is_told_and_stops_everything(sheet, capsys):
    with pytest.raises(CommandError) as refusal:
        run(sheet(GOOD, FAULTY))

    assert refusal.value.returncode == 1
    assert "nobody's number" in capsys.readouterr().out
    assert not Contact.objects.exists()


def test_told_to_it_goes_on_without_the_faulty_rows(sheet):
    run(sheet(GOOD, FAULTY, name="kontakte.csv"), "--without-faulty")

    assert Contact.objects.count() == 1


def test_changes_are_told_field_by_field(sheet, capsys):
    run(sheet(GOOD))
    run(sheet(GOOD | {"phone": "067 212 3457", "checked_on": "2.11.2026"}))

    said = capsys.readouterr().out
    assert "Phone: 067 212 3456 → 067 212 3457" in said
    assert Contact.objects.get().phone == "067 212 3457"


@pytest.mark.parametrize(
    ("words", "code"),
    [(["/no/such/file.csv"], 2), ([__file__], 1)],
    ids=["no file", "another kind"],
)
def test_what_cannot_be_read_is_one_sentence(words, code):
    with pytest.raises(CommandError) as refusal:
        run(*words)

    assert refusal.value.returncode == code
    assert "\n" not in str(refusal.value)


def test_an_unknown_place_is_wrong_use(sheet):
    with pytest.raises(CommandError) as refusal:
        call_command("directory", "import", "--place", "nowhere", sheet(GOOD))

    assert refusal.value.returncode == 2
