import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from bashke.directory.models import Contact
from bashke.directory.services import invented
from bashke.guide.paper import Cells, cells, table_csv, table_html
from bashke.guide.table import JOINS, LATER, LEADS, PERSONS, by_heading, matrix, rows
from bashke.guide.table_words import NOTHING_SAID, PEOPLE
from tests.conftest import TODAY

# What no row can do without; the other cells may say that there is nothing.
ALWAYS_SAID = (
    "concern", "person", "danger", "mechanism", "role", "because", "duty", "law", "contact",
    "say", "do_not", "next", "protection", "law_confirmed",
)  # fmt: skip


def answers(row, person, option=None):
    """The answers of Ask that a row stands for."""
    facts = {"about": person, "happening": [row.concern.id]}
    return facts | {row.asked.id: [option.id]} if option else facts


def every_answer(row):
    return [
        answers(row, person, option)
        for person in row.people
        for option in row.circumstance or [None]
    ]


def test_every_municipality_has_full_rows_for_whatever_happens(desk_at, library, lang):
    happening = [option.id for option in library.pack.facts["happening"].options]

    for place in library.pack.municipalities:
        shown = rows(desk_at(place.slug, lang))

        assert list(dict.fromkeys(row.concern.id for row in shown)) == happening
        for row in shown:
            told = cells(row, row.lead)
            missing = [name for name in ALWAYS_SAID if not getattr(told, name)]
            assert missing == [], (place.slug, row.key)
            assert told.phone or told.place, (place.slug, row.key)


def test_there_is_one_lead_and_one_plain_row_for_each_concern_and_person(desk_at, library):
    shown = rows(desk_at("librazhd"))

    for option in library.pack.facts["happening"].options:
        for person in PERSONS:
            own = [row for row in shown if row.concern == option and person in row.people]
            assert len([row for row in own if not row.circumstance]) == 1, (option.id, person)
    assert all([part.mark for part in row.parts].count(LEADS) == 1 for row in shown)
    assert len({row.key for row in shown}) == len({row.anchor for row in shown}) == len(shown)


def test_the_matrix_says_what_the_compiled_table_says(desk_at, library):
    desk = desk_at("kamez")
    table = library.table_on(TODAY)

    overlaps = matrix(desk, rows(desk))

    assert len(overlaps.columns) == len(library.versions) == 14
    for line in overlaps.lines:
        shown = {
            each.key: mark for each, mark in zip(overlaps.columns, line.marks, strict=True) if mark
        }
        for facts in (each for row in line.rows for each in every_answer(row)):
            routed = {
                route.key: LEADS if route.lead else LATER if route.later else JOINS
                for route in table.route(facts)
            }
            assert shown == routed, facts


def test_every_mechanism_is_somewhere_in_the_table(desk_at, library):
    found = {part.route.key for row in rows(desk_at(None)) for part in row.parts}

    assert found == set(library.versions)


def test_who_does_it_is_told_apart_where_it_changes_the_lead(desk_at, library):
    table = library.table_on(TODAY)
    shown = rows(desk_at("diber"))

    for row in shown:
        if row.circumstance or row.people[0] not in PERSONS:
            continue
        own = {
            option.id
            for other in shown
            if other.concern == row.concern and set(other.people) & set(row.people)
            for option in other.circumstance
        }
        for option in library.pack.facts["by"].options:
            facts = answers(row, row.people[0]) | {"by": [option.id]}
            if table.route(facts)[0].key != row.lead.route.key:
                assert option.id in own, facts


def said(route):
    """All that a row shows of a route, whichever line of the file it comes from."""
    return (
        route.key, route.lead, route.later, route.duty, route.step.key, route.because,
        tuple(route.advice.say), tuple(route.advice.next), route.law,
    )  # fmt: skip


def test_answers_share_a_row_only_where_everything_said_is_the_same(desk_at, library):
    table = library.table_on(TODAY)

    for row in rows(desk_at("diber")):
        said_of = {tuple(map(said, table.route(facts))) for facts in every_answer(row)}
        assert said_of == {tuple(said(part.route) for part in row.parts)}, row.key
        assert frozenset(row.people) in PEOPLE


def test_a_duty_names_who_is_bound_and_on_what_ground(desk_at, lang):
    row = next(r for r in rows(desk_at("librazhd", lang)) if r.key == "violence-child")

    must = [bound for bound in row.bound if bound.duty == "must"]

    assert "teacher" in {reporter.id for bound in must for reporter in bound.reporters}
    assert all(bound.law for bound in must)
    assert row.bound[-1].everybody


def test_belief_has_nobody_to_call_in_and_no_police_in_sight(desk_at):
    row = next(r for r in rows(desk_at("librazhd")) if r.concern.id == "belief")

    assert row.is_harmless
    assert [part.route.key for part in row.parts] == ["nothing-to-refer"]
    assert not any(bound.duty == "must" for bound in row.bound)


def test_the_rows_stand_under_the_headings_of_the_question(desk_at, library):
    shown = rows(desk_at("librazhd"))

    sections = by_heading(shown)

    headings = [heading.key for heading, _rows in sections]
    assert headings == [heading.key for heading in library.pack.facts["happening"].headings]
    assert sum(len(own) for _heading, own in sections) == len(shown)


def test_unconfirmed_facts_and_proposals_are_marked_in_every_form(desk_at, lang):
    desk = desk_at("librazhd", lang)
    proposed = {"sq": "praktikë e propozuar", "en": "proposed practice"}[lang]

    for text in (table_csv(desk), table_html(desk)):
        assert "°" in text
        assert proposed in text
    lines = list(csv.reader(table_csv(desk).splitlines()))[1:]
    for line in map(Cells._make, lines):
        assert "°" in line.danger
        assert "°" in line.law or proposed in line.law


def test_invented_contacts_say_so_in_every_row(desk_at, library, lang):
    contacts = invented("librazhd", library.pack.roles["police-station"], 1, TODAY)
    desk = desk_at("librazhd", lang, contacts)

    lines = [Cells._make(line) for line in csv.reader(table_csv(desk).splitlines())][1:]

    found = {line.contact_checked for line in lines if line.phone.startswith("0000")}
    assert found == {
        {"sq": "i shpikur, për demonstrim", "en": "invented, for a demonstration"}[lang]
    }
    banner = {"sq": "Demonstrim:", "en": "A demonstration:"}[lang]
    assert banner in table_html(desk)
    assert banner not in table_html(desk_at("librazhd", lang))


def test_a_contact_says_when_it_was_checked(desk_at):
    contact = Contact(
        municipality="librazhd", role="police-station", post_sq="komisariati", post_en="station",
        phone="052 000 000", checked_on=TODAY,
    )  # fmt: skip
    with translation.override("en"):
        told = [cells(row, row.lead) for row in rows(desk_at("librazhd", "en", [contact]))]

    assert {each.contact_checked for each in told if each.phone == "052 000 000"} == {"24.11.2026"}


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["sq", "en"])
def test_the_sheet_for_spreadsheets_has_every_cell(tmp_path, lang):
    out = tmp_path / "table.csv"

    call_command("content", "table", "--place", "librazhd", "--lang", lang, "--out", str(out))

    heading, *lines = csv.reader(out.read_text(encoding="utf-8-sig").splitlines())
    assert len(heading) == len(Cells._fields)
    assert all(len(line) == len(heading) and all(line) for line in lines)


@pytest.mark.django_db
def test_the_table_as_a_page_stands_alone(tmp_path):
    out = tmp_path / "table.html"

    call_command("content", "table", "--place", "diber", "--out", str(out))

    page = out.read_text(encoding="utf-8")
    assert '<html lang="sq">' in page
    assert "Dibër" in page
    assert not any(word in page for word in ("src=", "<link", "<script", "@import", "url("))


def cells_of(sheet):
    return [cell for line in csv.reader(StringIO(sheet, newline="")) for cell in line]


@pytest.mark.parametrize("phone", ["=1+1", "+355", "-1", "@x", "\tx", "\rx", "  =1", "＝1"])
def test_no_cell_is_a_formula(desk_at, library, phone):
    contacts = invented("librazhd", library.pack.roles["child-protection-worker"], 1, TODAY)
    contacts[0].phone = phone

    told = cells_of(table_csv(desk_at("librazhd", contacts=contacts)))

    assert f"'{phone}" in told
    assert phone not in told


def test_an_empty_cell_says_that_there_is_nothing(desk_at):
    told = cells_of(table_csv(desk_at("librazhd")))

    assert NOTHING_SAID in told
    assert "" not in told


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["table", "card"])
def test_an_unknown_format_is_refused_and_nothing_is_written(tmp_path, verb):
    out = Path(tmp_path / "table.docx")

    with pytest.raises(CommandError) as refused:
        call_command("content", verb, "--place", "diber", "--out", str(out))

    assert refused.value.returncode == 2
    assert not out.exists()
