"""Every fault by row and column, what holds between a row and what is kept, and what is hidden."""

import random
from dataclasses import replace

import pytest
from django.utils import translation

from bashke.directory.models import Contact
from bashke.office.importing.plans import plan
from bashke.office.importing.rows import here
from bashke.office.importing.sheets import faults_csv
from bashke.office.importing.showing import shown
from tests.conftest import TODAY
from tests.office.spreadsheets import GOOD, KEY, PLACE, ROLE, faults_of, planned, read

pytestmark = pytest.mark.django_db

# What stands in a cell, the column that is named, and a word of what is allowed.
FAULTY = {
    "no role": ({"role": ""}, "role", "roles in the list"),
    "no such role": ({"role": "child protecton worker"}, "role", "child-protection worker"),
    "no such unit": ({"unit": "Tirana"}, "unit", "Lunik"),
    "no such turn": ({"turn": "fourth"}, "turn", "first, substitute or tonight"),
    "a turn of signs": ({"turn": "??"}, "turn", "first, substitute or tonight"),
    "letters for a number": ({"phone": "call Arta"}, "phone", "067 212 3456"),
    "two numbers": ({"phone": "0672123456 0672123457"}, "phone", "one number"),
    "a foreign number": ({"phone": "+39 06 1234567"}, "phone", "Albania"),
    "a costly number": ({"phone": "0900 12 34 56"}, "phone", "Albania"),
    "a number that cannot ring": ({"phone": "0000 1"}, "phone", "Albania"),
    "no way at all": ({"phone": ""}, "phone", "answers"),
    "script for an address": ({"web": "javascript:alert(1)"}, "web", "https://"),
    "no web address": ({"web": "not an address"}, "web", "https://"),
    "a long web address": ({"web": f"https://example.al/{'a' * 300}"}, "web", "200"),
    "no mail": ({"owner_mail": "arta"}, "owner_mail", "name@example.al"),
    "two mails": ({"owner_mail": "a@b.al, c@d.al"}, "owner_mail", "name@example.al"),
    "an hour of words": ({"opens_at": "eight", "closes_at": "16:00"}, "opens_at", "08:00"),
    "twenty-five o'clock": ({"opens_at": "08:00", "closes_at": "25:00"}, "closes_at", "08:00"),
    "closes before it opens": ({"opens_at": "16", "closes_at": "8"}, "closes_at", "after"),
    "opens and never closes": ({"opens_at": "08:00", "closes_at": ""}, "closes_at", "closes"),
    "closes and never opens": ({"opens_at": "", "closes_at": "16.00"}, "opens_at", "opens"),
    "half the hours": ({"opens_at": "08:00"}, "opens_at", "both hours"),
    "neither yes nor no": ({"is_always_open": "maybe"}, "is_always_open", "yes or no"),
    "protected perhaps": ({"is_protected": "maybe"}, "is_protected", "yes or no"),
    "a day to come": ({"checked_on": "25.11.2026"}, "checked_on", "still to come"),
    "a day of no year": ({"checked_on": "1.11.0026"}, "checked_on", "24.11.2026"),
    "a day that is none": ({"checked_on": "31.11.2026"}, "checked_on", "24.11.2026"),
    "a number for a day": ({"checked_on": "46350"}, "checked_on", "24.11.2026"),
    "a long post": ({"post_sq": "x" * 161, "post_en": "x"}, "post_sq", "160"),
    "a post in one language": ({"post_sq": "x", "post_en": ""}, "post_en", "both languages"),
    "a long address": ({"address_sq": "x" * 201}, "address_sq", "200"),
    "a formula": ({"post_sq": "=1+1", "post_en": "x"}, "post_sq", "formula"),
    "a link": ({"phone": '=HYPERLINK("http://evil.example")'}, "phone", "formula"),
    "an error": ({"address_sq": "#REF!"}, "address_sq", "error"),
    "turned letters": ({"phone": "\u202e6543 212 760"}, "phone", "U+202E"),
    "a control character": ({"address_sq": "Kati\x07 2"}, "address_sq", "U+0007"),
    "a zero width": ({"address_sq": "Kati\u200b 2"}, "address_sq", "U+200B"),
}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_is_named_by_row_and_column_with_what_is_allowed(name, library):
    cells, column, says = FAULTY[name]

    made = planned(library.pack, GOOD | cells)

    assert faults_of(made) == [(2, column)]
    assert says in made.faults[0].says
    assert not made.does_something


def test_every_fault_of_a_row_is_named(library):
    made = planned(library.pack, {"role": "x", "phone": "y", "web": "z z", "checked_on": "w"})

    assert {column for _row, column in faults_of(made)} == {"role", "phone", "web", "checked_on"}


def test_a_second_row_about_the_same_contact_names_the_first(library):
    made = planned(library.pack, GOOD, GOOD | {"role": KEY, "phone": "067 212 3457"})

    assert faults_of(made) == [(3, "role")]
    assert "Row 2" in made.faults[0].says
    assert len(made.new) == 1


@pytest.mark.parametrize("said", [ROLE, ROLE.upper(), "Child-Protection Worker", KEY, f" {ROLE} "])
def test_a_role_is_found_by_its_title_in_either_language_and_by_its_key(said, library):
    (item,) = planned(library.pack, GOOD | {"role": said}).new

    assert item.which == ("", KEY, Contact.Turn.FIRST)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"phone": "+355 67 212 3456"}, {"phone": "067 212 3456"}),
        ({"phone": "672123456"}, {"phone": "067 212 3456"}),
        ({"phone": "112"}, {"phone": "112"}),
        ({"web": "www.example.al"}, {"web": "https://www.example.al"}),
        ({"address_sq": "Kati 2"}, {"address_en": "Kati 2"}),
        ({"checked_on": "2026-11-01"}, {"checked_on": TODAY.replace(day=1)}),
        ({"checked_on": ""}, {"checked_on": None}),
        ({"is_always_open": "PO"}, {"is_always_open": True}),
        ({"turn": "zëvendësues / substitute"}, {"post_sq": f"{ROLE}, zëvendësues"}),
        ({"post_sq": "Arta\N{NO-BREAK SPACE} \nH.", "post_en": "A"}, {"post_sq": "Arta H."}),
    ],
    ids=str,
)
def test_what_people_write_is_kept_in_one_form(said, kept, library):
    (item,) = planned(library.pack, GOOD | said).new

    assert {key: item.values[key] for key in kept} == kept


def large(library):
    """A municipality of a hundred units: more contacts than any real one has."""
    pack = library.pack
    unit = pack.units_of(PLACE)[0]
    more = [replace_unit(unit, number) for number in range(100)]
    return replace(pack, places=(*pack.places, *more))


def replace_unit(unit, number):
    return unit.model_copy(update={"slug": f"njesia-{number}", "name": f"Njësia {number}"})


def two_thousand(pack):
    roles = [role.title.sq for role in pack.roles.values()]
    turns = ["", "substitute", "tonight"]
    rows = [
        {column: "" for cells, *_ in FAULTY.values() for column in cells}
        | GOOD
        | {
            "unit": f"Njësia {number // 51}",
            "role": roles[number // 3 % 17],
            "turn": turns[number % 3],
        }
        for number in range(2000)
    ]
    kinds = [cells for name, (cells, *_) in FAULTY.items() if name != "half the hours"]
    return rows, [kinds[number % len(kinds)] for number in range(50)]


def test_fifty_faulty_rows_among_two_thousand_are_all_named(library):
    pack = large(library)
    rows, faults = two_thousand(pack)
    places = sorted(random.Random(1).sample(range(2000), 50))
    for at, fault in zip(places, faults, strict=True):
        rows[at] |= fault

    made = plan(read(*rows), here(pack, PLACE, TODAY))

    assert sorted({fault.row for fault in made.faults}) == [at + 2 for at in places]
    assert (made.faulty, len(made.new)) == (50, 1950)
    told = faults_csv(made.faults)
    assert all(f"\r\n{at + 2}," in told for at in places)


def test_what_is_taken_away_is_run_by_no_spreadsheet(library):
    made = planned(library.pack, GOOD | {"phone": "=cmd|' /C calc'!A0", "role": "@SUM(1)"})

    told = faults_csv(made.faults)

    assert "'=cmd" in told
    assert "'@SUM" in told


@pytest.mark.parametrize("said", ["po", "maybe"])
def test_of_a_protected_row_no_fault_repeats_number_or_place(said, library):
    made = planned(
        library.pack,
        GOOD | {"is_protected": said, "phone": "999 SECRET", "web": "SECRET SECRET",
                "address_sq": "=SECRET", "owner_mail": "SECRET"},
    )  # fmt: skip

    assert {"phone", "web", "address_sq", "owner_mail"} <= {fault.column for fault in made.faults}
    assert "SECRET" not in faults_csv(made.faults)


@pytest.fixture
def shelter():
    return Contact.objects.create(
        municipality=PLACE, role=KEY, post_sq="strehëza", post_en="the shelter",
        phone="067 999 8877", address_sq="Rruga SECRET", address_en="SECRET Street",
        owner_mail="secret@example.invalid", is_protected=True, checked_on=TODAY,
    )  # fmt: skip


def everything_shown(made, pack):
    return str(shown(made, pack)) + faults_csv(made.faults)


def test_of_a_protected_contact_nothing_that_is_kept_is_shown(shelter, library):
    made = planned(
        library.pack,
        {
            "role": ROLE,
            "phone": "067 212 9999",
            "address_sq": "Rruga tjetër",
            "owner_mail": "new@example.al",
        },
    )

    assert set(made.changed[0].changed) == {
        "phone",
        "address_sq",
        "owner_mail",
        "checked_on",
        "address_en",
    } - ({"address_en"} if made.changed[0].values["address_en"] == shelter.address_en else set())
    said = everything_shown(made, library.pack)
    for secret in ("067 999", "067 212 9999", "SECRET", "Rruga tjetër", "secret@", "new@"):
        assert secret not in said
    assert "kept, not shown" in said


def test_empty_cells_leave_a_protected_contact_as_it_is(shelter, library):
    made = planned(
        library.pack,
        dict.fromkeys(("phone", "web", "address_sq", "is_protected"), "") | {"role": ROLE},
    )

    assert len(made.same) == 1


def test_no_file_ends_a_protection(shelter, library):
    made = planned(library.pack, GOOD | {"is_protected": "jo"})

    assert faults_of(made) == [(2, "is_protected")]
    assert "067 999" not in everything_shown(made, library.pack)


@pytest.fixture
def kept():
    return Contact.objects.create(
        municipality=PLACE, role=KEY, post_sq=ROLE, post_en="worker", phone="067 212 3456",
        address_sq="Kati 2", address_en="Floor 2", owner_mail="arta@example.invalid",
        checked_on=TODAY.replace(day=10),
    )  # fmt: skip


def test_changes_are_told_field_by_field(kept, library):
    made = planned(
        library.pack, {"role": ROLE, "phone": "067 212 3457", "checked_on": "20.11.2026"}
    )

    (item,) = shown(made, library.pack).changed
    told = {change.column: (change.before, change.after) for change in item.changes}
    assert told["Phone"] == ("067 212 3456", "067 212 3457")
    assert set(told) == {"Phone", "Checked on"}
    assert not item.is_older


def test_a_number_that_nobody_checked_loses_the_day_of_the_check(kept, library):
    made = planned(library.pack, {"role": ROLE, "phone": "067 212 3457"})

    assert made.changed[0].values["checked_on"] is None
    assert shown(made, library.pack).changed[0].is_older


@pytest.mark.parametrize(
    ("said", "differs"), [("", False), ("1.11.2026", False), ("11.11.2026", True)]
)
def test_a_check_is_only_ever_moved_forward(said, differs, kept, library):
    made = planned(library.pack, {"role": ROLE, "phone": kept.phone, "checked_on": said})

    assert len(made.changed) == differs


def test_an_empty_cell_empties_the_address_in_both_languages(kept, library):
    made = planned(library.pack, {"role": ROLE, "address_sq": ""})

    assert (made.changed[0].values["address_sq"], made.changed[0].values["address_en"]) == ("", "")


@pytest.mark.parametrize(("english", "after"), [("Kati 2", "Kati 3"), ("Floor 2", "Floor 2")])
def test_an_address_that_was_written_once_changes_in_both_languages(english, after, kept, library):
    Contact.objects.update(address_en=english)

    (item,) = planned(library.pack, {"role": ROLE, "address_sq": "Kati 3"}).changed

    assert (item.values["address_sq"], item.values["address_en"]) == ("Kati 3", after)


def test_what_has_no_column_stays_and_so_does_an_owner_left_empty(kept, library):
    made = planned(library.pack, {"role": ROLE, "owner_mail": "", "post_sq": "", "post_en": ""})

    assert len(made.same) == 1


def test_in_a_demonstration_only_numbers_that_cannot_ring_come_in(library):
    Contact.objects.create(
        municipality=PLACE, role=KEY, post_sq="x", post_en="x", phone="0000 1", is_invented=True
    )

    made = planned(library.pack, GOOD | {"turn": "2"}, GOOD | {"phone": "0000 7", "turn": "3"})

    assert faults_of(made) == [(2, "phone")]
    assert len(made.new) == 1
