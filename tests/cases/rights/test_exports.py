"""One case leaves the screen for one purpose: marked, hashed, on the trail; and never many."""

import ast
import re
import shutil
import subprocess
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from pikepdf import Pdf

import bashke.cases
from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.exports.pages import month_of
from bashke.cases.models import Assignment, Export
from bashke.cases.services import exports as export_services
from bashke.guide.edition import current
from tests.accounts.cast import PLACE
from tests.cases.conftest import WORDS, browser

ROOM = Path(bashke.cases.__file__).parent
REASON = "Vendim i gjykatës nr. 12, 20.11.2026"


def page(case, end=""):
    return f"/sq/{PLACE}/cases/{case.reference}/exports/{end}"


def read(made):
    """What a person reads in a PDF."""
    command = [shutil.which("pdftotext"), "-layout", "-", "-"]
    done = subprocess.run(command, input=made, capture_output=True, check=True)  # noqa: S603 (Debian's own program)
    return done.stdout.decode()


needs_poppler = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="needs Debian's poppler-utils"
)


@needs_poppler
def test_each_page_says_who_printed_it_for_what_and_its_number(town, case, drita):
    for number in range(12):
        text = f"Shënimi {number}. " + "E takova sot dhe folëm gjatë. " * 25
        services.add_entry(
            case=case, ring=town.ring("drita"), person=town.drita, kind="note", text=text
        )

    answer = drita.post(page(case, "file/"), {"purpose": "court", "reason": REASON})

    pages = [each for each in read(answer.content).split("\f") if each.strip()]
    export = Export.objects.get()
    assert len(pages) > 1
    for number, each in enumerate(pages, 1):
        assert case.reference in each
        assert re.search(rf"\b{number}\s*/\s*{len(pages)}\b", each)
        assert town.drita.name in each
        assert str(export.pk) in each
        assert export.content_hash in each.replace("\n", "").replace(" ", "")
    assert REASON in read(answer.content)


def test_who_leads_prints_the_whole_case(town, case, drita):
    services.add_entry(
        case=case, ring=town.ring("drita"), person=town.drita, kind="note", text="E takova sot."
    )

    answer = drita.post(page(case, "file/"), {"purpose": "court", "reason": REASON})

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{case.reference}.pdf"'
    export = Export.objects.get()
    assert export.file_hash == sha256(answer.content).hexdigest()
    assert Event.objects.filter(act="case.printed", subject=f"{case.subject}/file").count() == 1
    with Pdf.open(BytesIO(answer.content)) as made:
        assert len(made.pages) >= 1


def test_a_print_without_a_reason_is_refused_and_keeps_what_was_chosen(town, case, drita):
    answer = drita.post(page(case, "file/"), {"purpose": "prosecutor", "reason": ""})

    assert answer.status_code == 422
    assert 'value="prosecutor" selected' in answer.content.decode()
    assert not Export.objects.exists()


@pytest.mark.parametrize("purpose", ["database", "newspaper", "", "<script>"])
def test_a_case_is_printed_for_a_known_purpose_alone(town, case, drita, purpose):
    answer = drita.post(page(case, "file/"), {"purpose": purpose, "reason": REASON})

    assert answer.status_code == 422
    assert not Export.objects.exists()


def test_how_to_reach_the_person_and_who_reported_are_not_printed(town, case):
    sections = export_services.whole_case(
        case, town.ring("drita"), current().library.versions[case.mechanism][-1], "sq"
    )

    said = " ".join(each.text for each in sections)
    assert WORDS["concern"] in said
    assert WORDS["reach"] not in said
    assert town.besnik.name not in said


def test_the_hash_changes_with_one_letter(town, case):
    one = [export_services.Section("a", "b", "fjalë")]
    other = [export_services.Section("a", "b", "fjale")]

    assert export_services.hash_of(case, one) != export_services.hash_of(case, other)
    assert export_services.hash_of(case, one) == export_services.hash_of(case, [*one])


def test_a_member_from_the_police_prints_nothing(town, case, static_files):
    services.add_member(
        case=case, ring=town.ring("drita"), by=town.drita, person=town.ilir,
        post=town.post("ilir"),
    )  # fmt: skip

    ilir = browser(town, "ilir")
    assert ilir.get(page(case)).status_code == 404
    for end in ("file/", "sheet/"):
        sent = ilir.post(page(case, end), {"purpose": "court", "reason": REASON})
        assert sent.status_code == 404
    Assignment.objects.filter(person=town.drita).update(part="member")
    Assignment.objects.filter(person=town.ilir).update(part="lead")
    assert ilir.get(page(case)).status_code == 404
    assert not Export.objects.exists()


@pytest.mark.parametrize("name", ["blerta", "teuta", "besnik", "agim", "mira", "edlira"])
def test_nobody_but_who_leads_takes_a_case_out(town, shared, static_files, name):
    there = browser(town, name)

    assert there.get(page(shared)).status_code == 404
    sent = there.post(page(shared, "file/"), {"purpose": "court", "reason": REASON})
    assert sent.status_code == 404


def test_the_copy_sheet_has_the_title_of_a_form_of_the_mechanism(town, case, drita):
    given = {"form": "dv-intake", "purpose": "database", "reason": "Regjistri kombëtar."}

    answer = drita.post(page(case, "sheet/"), given)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert Export.objects.get().kind == "sheet"


def test_a_form_that_the_mechanism_does_not_name_is_refused(town, case, drita):
    given = {"form": "passport", "purpose": "database", "reason": "x"}

    assert drita.post(page(case, "sheet/"), given).status_code == 422


def test_what_left_is_on_the_page_of_the_case_with_its_reason(town, case, drita):
    drita.post(page(case, "file/"), {"purpose": "court", "reason": REASON})

    shown = drita.get(page(case)).content.decode()

    assert REASON in shown
    assert Export.objects.get().content_hash in shown
    assert REASON.encode() not in bytes(Export.objects.get().reason)


def test_my_month_counts_my_own_work_and_names_nobody(town, case, drita):
    shown = drita.get(f"/sq/{PLACE}/my-month/").content.decode()

    assert case.reference not in shown
    assert "Prifti" not in shown
    mine = month_of(town.drita, place(), timezone.localdate().replace(day=1))
    assert (mine.answered, mine.cases) == (1, [("domestic-violence", 1, 0, 1)])
    assert month_of(town.teuta, place(), timezone.localdate().replace(day=1)).cases == []


def test_my_month_after_the_case_is_closed(town, case):
    services.close(case=case, person=town.drita, reason="goals-met")

    mine = month_of(town.drita, place(), timezone.localdate().replace(day=1))

    assert mine.cases == [("domestic-violence", 1, 1, 0)]


@pytest.mark.parametrize("month", ["2020-01", "x", "2026-13", "'", "9999-12"])
def test_my_month_takes_the_last_twelve_alone(town, drita, month):
    assert drita.get(f"/sq/{PLACE}/my-month/", {"month": month}).status_code == 404


def place():
    return current().pack.municipality(PLACE)


# Where an app may send a file, and what it is. Anything else could be many cases at once.
FILES = {
    "conferences/views.py": "the hours of one meeting for a calendar, and not a word more",
    "exports/views.py": "one case, by its reference, by who leads it",
    "rights/views.py": "the letter to one person, which is no case",
}
SENDS = re.compile(r"Content-Disposition|FileResponse|StreamingHttpResponse|text/csv|core\.sheets")


def senders(root):
    return {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if SENDS.search(path.read_text(encoding="utf-8"))
    }


def test_no_bulk_export_of_cases_exists():
    assert senders(ROOM) == set(FILES)


def test_what_takes_a_case_out_takes_one():
    tree = ast.parse(Path(export_services.__file__).read_text(encoding="utf-8"))
    arguments = [
        ast.unparse(each.annotation)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        for each in [*node.args.args, *node.args.kwonlyargs]
        if each.annotation
    ]

    assert "Case" in arguments
    assert not [each for each in arguments if re.search(r"\[.*Case|QuerySet", each)]


def test_the_guard_sees_a_file_that_is_sent(tmp_path):
    (tmp_path / "views.py").write_text('response["Content-Disposition"] = "x"')

    assert senders(tmp_path) == {"views.py"}
