"""What is read from a file, and what is refused in one sentence."""

import struct
import zlib
from datetime import datetime, time
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from django.utils import translation
from openpyxl import Workbook as OpenWorkbook

from bashke.office.importing import files, packages, tables, workbooks
from bashke.office.importing.refusals import FileError
from bashke.office.importing.sheets import template_csv, template_workbook
from tests.conftest import TODAY
from tests.office.spreadsheets import GOOD, PLACE, ROLE, grid, read, repacked, text, workbook

CELLS = grid(GOOD)
XLSX = workbook(CELLS)
SHEET = "xl/worksheets/sheet1.xml"


def refused(content, name="kontakte.xlsx"):
    with pytest.raises(FileError) as refusal:
        files.read(name, content)
    said = str(refusal.value)
    assert said
    return said


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
def test_text_is_read_in_every_encoding_and_separator_in_use(encoding, separator):
    table = files.read("Kontakte.CSV", text(CELLS, separator, encoding))

    assert table.columns == ("role", "phone", "checked_on")
    assert table.lines == (tables.Line(2, GOOD),)


def test_a_workbook_says_the_same_as_its_text():
    from_workbook = files.read("kontakte.xlsx", XLSX)

    assert from_workbook.lines == files.read("kontakte.csv", text(CELLS)).lines


def test_cells_of_a_workbook_become_what_one_would_have_typed():
    book = OpenWorkbook()
    said = {
        "role": ROLE,
        "turn": 1,
        "phone": 672123456,
        "opens_at": time(8),
        "closes_at": time(16, 30),
        "is_always_open": True,
        "checked_on": datetime(2026, 11, 1),  # noqa: DTZ001 (a spreadsheet knows no zone)
    }
    book.active.append(list(said))
    book.active.append(list(said.values()))
    out = BytesIO()
    book.save(out)

    (line,) = files.read("k.xlsx", out.getvalue()).lines

    assert line.cells["phone"] == "672123456"
    assert (line.cells["opens_at"], line.cells["closes_at"]) == ("08:00", "16:30")
    assert (line.cells["turn"], line.cells["is_always_open"]) == ("1", "true")
    assert line.cells["checked_on"] == "2026-11-01"


def test_heads_are_found_by_any_of_their_names_in_any_order_below_a_title():
    cells = [["Kontaktet e bashkisë"], [], ["TELEFON", "  Role ", "adresa"], ["067", ROLE, "x"]]

    table = files.read("k.csv", text(cells))

    assert table.columns == ("phone", "role", "address_sq")
    assert table.lines[0].number == 4


def test_columns_that_are_not_known_are_named_and_not_read():
    table = read(GOOD | {"Feja": "secret", "Kombësia\u202e": "secret"})

    assert table.unknown == ("Feja", "Kombësia\N{REPLACEMENT CHARACTER}")
    assert "secret" not in table.written()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_is_read_and_its_example_cannot_be_imported(library, kind):
    pack = library.pack
    empty = (
        template_workbook(pack, PLACE, TODAY) if kind == "xlsx" else template_csv(TODAY).encode()
    )

    assert "no row" in refused_in_english(empty, f"kontakte.{kind}")


def refused_in_english(content, name):
    with translation.override("en"):
        return refused(content, name)


def test_a_sheet_that_is_hidden_is_not_read():
    book = OpenWorkbook()
    book.active.append(["Roli", "Telefoni"])
    book.active.append(["secret", "1"])
    book.active.sheet_state = "hidden"
    seen = book.create_sheet()
    seen.append(["Roli", "Telefoni"])
    seen.append([ROLE, "2"])
    book.active = 1
    out = BytesIO()
    book.save(out)

    (line,) = files.read("k.xlsx", out.getvalue()).lines

    assert line.cells == {"role": ROLE, "phone": "2"}


def test_a_formula_is_never_evaluated_nor_its_last_value_believed():
    book = OpenWorkbook()
    book.active.append(["Roli", "Telefoni"])
    book.active.append([ROLE, '=HYPERLINK("http://evil.example","067 212 3456")'])
    out = BytesIO()
    book.save(out)
    with_value = repacked(
        out.getvalue(),
        **{
            "xl/worksheets/sheet1.xml": ZipFile(out)
            .read(SHEET)
            .replace(b"<v></v>", b"<v>067 212 3456</v>")
            .replace(b"<v/>", b"<v>067 212 3456</v>")
        },
    )

    (line,) = files.read("k.xlsx", with_value).lines

    assert line.cells["phone"].startswith("=HYPERLINK(")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kontakte.pdf", b"%PDF-1.7"),
        ("kontakte.xlsm", XLSX),
        ("kontakte", XLSX),
        ("kontakte.csv", XLSX),
        ("kontakte.xlsx", text(CELLS)),
        ("kontakte.xlsx", b"PK\x03\x04 and then nothing"),
        ("kontakte.xlsx", XLSX[:-30]),
        ("kontakte.xlsx", XLSX[: len(XLSX) // 2]),
        ("kontakte.csv", b""),
        ("kontakte.csv", b" \r\n\r\n"),
        ("kontakte.csv", text(CELLS) + b"\0"),
        ("kontakte.csv", text(CELLS, encoding="utf-16")),
        ("kontakte.csv", b"Roli;Telefoni\n\x81\x8d;067\n"),
        ("kontakte.csv", b'Roli,Telefoni\n"open,067\nand,on\n'),
        ("kontakte.csv", b"<html><script>alert(1)</script></html>"),
        ("kontakte.csv", b"Emri,Telefoni\nArta,067\n"),
        ("kontakte.csv", b"Roli,Telefoni,Telefon\nx,067,068\n"),
        ("kontakte.csv", text(grid({"role": "x" * 2001}))),
        ("kontakte.csv", text(grid({"role": "x" * 200_000}))),
        ("kontakte.csv", text([["Roli"], ["x"] * 100_000])),
        ("kontakte.csv", text([["Roli"] + ["x"] * 100_000])),
        ("kontakte.csv", text([["Roli"]] + [["x"]] * 5_001)),
        ("kontakte.csv", b"x" * (files.MOST_BYTES + 1)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_of_contacts_is_refused(name, content):
    refused(content, name)


def compound(mark=b""):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + mark + bytes(600)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (compound("EncryptedPackage".encode("utf-16-le")), "password"),
        (compound(), "older kind"),
        (repacked(XLSX, xl__vbaProject_dot_bin=b"macro"), "macros"),
        (repacked(XLSX, xl__macrosheets__sheet1_dot_xml=b"<x/>"), "macros"),
        (repacked(XLSX, xl__embeddings__oleObject1_dot_bin=b"x"), "macros"),
        (b"%PDF-1.7 " + XLSX, "not what its name says"),
        (XLSX + b"<script>alert(1)</script>", "no workbook"),
        (repacked(XLSX, xl__workbook_dot_xml=None), "no workbook"),
        (repacked(XLSX, **{"[Content_Types]_dot_xml": None}), "no workbook"),
        (repacked(XLSX, xl__worksheets__sheet1_dot_xml=b"<worksheet><"), "damaged"),
        (repacked(XLSX, xl__worksheets__sheet1_dot_xml=None), "no sheet"),
        (repacked(XLSX, xl__workbook_dot_xml=b"<html/>"), ""),
    ],
    ids=[
        "password", "old workbook", "macros", "old macros", "embedded", "pdf before",
        "script after",         "no book", "no types", "broken sheet", "no sheet", "other root",
    ],
)  # fmt: skip
def test_a_workbook_that_hides_something_is_refused(content, says):
    assert says in refused_in_english(content, "kontakte.xlsx")


def bomb(size, name="xl/worksheets/sheet1.xml", method=ZIP_DEFLATED):
    out = BytesIO()
    with ZipFile(BytesIO(XLSX)) as old, ZipFile(out, "w", method) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        with new.open(name, "w") as part:
            for _ in range(size // (1024 * 1024) + 1):
                part.write(b" " * 1024 * 1024)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        bomb(200 * packages.MB),
        bomb(packages.MB, method=ZIP_BZIP2),
        repacked(XLSX, **{f"xl__{number}_dot_xml": b"" for number in range(501)}),
    ],
    ids=["200 MB of blanks", "another method", "many parts"],
)
def test_a_bomb_is_refused_before_it_is_unpacked(content, monkeypatch):
    monkeypatch.setattr(ZipFile, "open", lambda *_: pytest.fail("a part was opened"))

    assert "too large" in refused_in_english(content, "kontakte.xlsx")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xl/styles.xml", b"<x/>" * (packages.MOST_TAGS_OF_OTHERS + 1)),
        ("xl/_rels/workbook.xml.rels", b"<x/>" * (packages.MOST_TAGS_OF_OTHERS + 1)),
        (SHEET, b"<c/>" * (packages.MOST_TAGS + 1)),
        ("xl/sharedStrings.xml", b"<si><t/></si>" * (packages.MOST_TAGS // 3 + 1)),
        (SHEET, "<c/>".encode("utf-16") * (packages.MOST_TAGS + 1)),
    ],
    ids=["styles", "relations", "cells", "texts", "wide letters"],
)
def test_more_tags_than_a_table_needs_are_refused_before_they_become_objects(
    name, content, monkeypatch
):
    monkeypatch.setattr(workbooks, "load_workbook", lambda *_a, **_k: pytest.fail("it was read"))

    assert "too large" in refused_in_english(repacked(XLSX, **{name: content}), "k.xlsx")


def test_a_part_that_lies_about_its_size_is_not_unpacked_beyond_it():
    content = bytearray(bomb(60 * packages.MB))
    # In the directory at the end, where the sizes are read from: 60 MB become 1,000 bytes.
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", content, at + 24, 1000)

    assert "damaged" in refused_in_english(bytes(content), "kontakte.xlsx")


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>Roli &c;</t></is></c></row></sheetData></worksheet>"""
OUTSIDE = LAUGHS.replace(b'"ha"', b'SYSTEM "file:///etc/passwd"')


@pytest.mark.parametrize("part", [LAUGHS, OUTSIDE], ids=["entities", "a file of ours"])
def test_what_a_workbook_declares_is_not_followed(part):
    assert "damaged" in refused_in_english(
        repacked(XLSX, xl__worksheets__sheet1_dot_xml=part), "kontakte.xlsx"
    )


def sheet_of(rows):
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def test_a_sheet_is_as_large_as_its_rows_whatever_it_says_of_itself():
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{said}</t></is></c></row>'
        for number, said in ((1, "Roli"), (2, ROLE), (1_048_576, "far below"))
    )

    table = files.read("k.xlsx", repacked(XLSX, xl__worksheets__sheet1_dot_xml=sheet_of(rows)))

    assert [line.number for line in table.lines] == [2]


def test_a_row_of_sixteen_thousand_cells_is_refused():
    cells = "".join('<c t="inlineStr"><is><t>Roli</t></is></c>' for _ in range(16_384))

    said = refused_in_english(
        repacked(XLSX, xl__worksheets__sheet1_dot_xml=sheet_of(f'<row r="1">{cells}</row>')),
        "k.xlsx",
    )

    assert "100 columns" in said


def test_the_table_survives_being_written_and_read():
    table = read(GOOD | {"Feja": "x"}, {"role": "SHEMBULL"})

    assert tables.table_written(table.written()) == table
    assert table.examples == 1


def test_damage_anywhere_is_refused_or_read_and_never_an_error():
    whole = bytearray(XLSX)
    for at in range(0, len(whole), 37):
        hurt = bytes(whole[:at]) + bytes([whole[at] ^ 0xFF]) + bytes(whole[at + 1 :])
        try:
            files.read("k.xlsx", hurt)
        except FileError:
            continue


def test_random_bytes_under_a_good_name_are_refused():
    noise = zlib.compress(bytes(range(256)) * 400)

    refused(b"PK\x03\x04" + noise)
    refused(noise, "kontakte.csv")
