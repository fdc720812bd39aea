"""A plan is carried out whole, once, and only on what it found; what was read lies sealed."""

import re

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bashke.audit.models import Event
from bashke.directory.models import SPREADSHEET, Check, Contact
from bashke.guide.edition import from_files
from bashke.office.importing import files, services
from bashke.office.importing.models import LIVES_FOR, Draft
from bashke.office.importing.plans import plan
from bashke.office.importing.refusals import FileError, ImportingError
from bashke.office.importing.rows import here
from bashke.office.importing.sealing import LostKeyError, new_key, opened
from tests.accounts.cast import ELSEWHERE
from tests.conftest import TODAY
from tests.office.spreadsheets import GOOD, KEY, PLACE, ROLE, planned, read, text

pytestmark = pytest.mark.django_db

SECOND = {"role": "dv-coordinator", "phone": "067 212 3457", "checked_on": ""}


def bring_in(made):
    return services.bring_in(plan=made, actor=services.SYSTEM, today=TODAY)


def test_new_contacts_are_marked_with_the_day_of_their_check_or_none(library):
    counts = bring_in(planned(library.pack, GOOD, SECOND))

    assert (counts.new, counts.changed, counts.same, counts.left_out) == (2, 0, 0, 0)
    checked, unchecked = Contact.objects.of(PLACE)
    assert (checked.imported_on, checked.checked_on, checked.checked_by) == (
        TODAY, TODAY.replace(day=1), SPREADSHEET,
    )  # fmt: skip
    assert (unchecked.imported_on, unchecked.checked_on, unchecked.checked_by) == (TODAY, None, "")
    assert Check.objects.get().by == SPREADSHEET


def test_one_event_of_the_trail_tells_the_counts(library):
    bring_in(planned(library.pack, GOOD, SECOND, {"role": "x"}))

    event = Event.objects.get()
    assert (event.act, event.municipality) == ("contacts.imported", PLACE)
    assert re.fullmatch(r"import/[0-9a-f-]{36}/new-2/changed-0/same-0/left-out-1", event.subject)


def test_imported_twice_everything_is_the_same(library):
    rows = [GOOD, SECOND | {"owner_mail": "a@b.al", "opens_at": "8", "closes_at": "16:30"}]
    bring_in(planned(library.pack, *rows))
    before = list(Contact.objects.order_by("pk").values())

    again = planned(library.pack, *rows)
    bring_in(again)

    assert (len(again.new), len(again.changed), len(again.same)) == (0, 0, 2)
    assert list(Contact.objects.order_by("pk").values()) == before
    assert Check.objects.count() == 1


def test_a_changed_number_is_written_down_today_and_ends_links_to_its_owner(library):
    old = Contact.objects.create(
        municipality=PLACE, role=KEY, post_sq="x", post_en="x", phone="067 212 3450",
        checked_on=TODAY.replace(month=3), created_on=TODAY.replace(month=1), silent_days=4,
    )  # fmt: skip

    bring_in(planned(library.pack, GOOD | {"checked_on": ""}))

    new = Contact.objects.get()
    assert (new.phone, new.checked_on, new.created_on) == ("067 212 3456", None, TODAY)
    assert (new.check_count, new.silent_days, new.imported_on) == (old.check_count + 1, 0, TODAY)
    assert not new.is_hidden_on(TODAY)


@pytest.mark.parametrize(
    "meanwhile",
    [{"phone": "067 212 3459"}, {"check_count": 7}, {"owner_mail": "b@b.al"}, {"role": "mediator"}],
    ids=str,
)
def test_a_contact_that_changed_meanwhile_stops_the_whole_import(meanwhile, library):
    contact = Contact.objects.create(
        municipality=PLACE, role=KEY, post_sq="x", post_en="x", phone="067 212 3450"
    )
    made = planned(library.pack, SECOND, GOOD)
    Contact.objects.filter(pk=contact.pk).update(**meanwhile)

    with pytest.raises(ImportingError):
        bring_in(made)

    kept = Contact.objects.get()
    assert {key: getattr(kept, key) for key in meanwhile} == meanwhile
    assert kept.imported_on is None
    assert not Event.objects.exists()


def test_a_contact_that_came_meanwhile_stops_the_whole_import(library):
    made = planned(library.pack, GOOD, SECOND)
    theirs = Contact.objects.create(
        municipality=PLACE, role=KEY, post_sq="theirs", post_en="theirs", phone="1"
    )

    with pytest.raises(ImportingError):
        bring_in(made)

    assert Contact.objects.get() == theirs


def test_what_was_read_lies_sealed_and_opens_by_the_right_key_alone(town):
    table = read(GOOD | {"phone": "067 212 3456"})

    draft, key = services.stage(table=table, municipality=PLACE, by=town.agim)

    draft.refresh_from_db()
    assert opened(draft, key) == table
    assert b"212" not in bytes(draft.sealed)
    for wrong in (new_key(), "", "not base64", key[:-4]):
        with pytest.raises(LostKeyError):
            opened(draft, wrong)
    draft.municipality = ELSEWHERE
    with pytest.raises(LostKeyError):
        opened(draft, key)


def test_the_next_file_takes_the_place_of_the_last(town):
    first, _key = services.stage(table=read(GOOD), municipality=PLACE, by=town.agim)
    second, _key = services.stage(table=read(SECOND), municipality=PLACE, by=town.agim)

    assert [draft.pk for draft in Draft.objects.all()] == [second.pk]
    assert first.pk != second.pk


def test_what_is_older_than_an_hour_goes_with_the_next_file(town):
    services.stage(table=read(GOOD), municipality=PLACE, by=town.agim)
    Draft.objects.update(
        read_at=timezone.now() - 2 * LIVES_FOR, expires_at=timezone.now() - LIVES_FOR
    )

    services.stage(table=read(GOOD), municipality=ELSEWHERE, by=town.zana)

    assert [draft.person for draft in Draft.objects.all()] == [town.zana]


def test_a_draft_is_imported_once(town, library):
    draft, _key = services.stage(table=read(GOOD), municipality=PLACE, by=town.agim)
    made = planned(library.pack, GOOD)
    services.bring_in_draft(draft, plan=made, by=town.agim, today=TODAY)

    with pytest.raises(ImportingError):
        services.bring_in_draft(draft, plan=made, by=town.agim, today=TODAY)

    assert Contact.objects.count() == 1
    assert Event.objects.filter(act="contacts.imported").count() == 1


def test_a_refused_import_leaves_the_draft_to_be_looked_at_again(town, library):
    draft, _key = services.stage(table=read(GOOD), municipality=PLACE, by=town.agim)
    made = planned(library.pack, GOOD)
    Contact.objects.create(municipality=PLACE, role=KEY, post_sq="x", post_en="x", phone="1")

    with pytest.raises(ImportingError):
        services.bring_in_draft(draft, plan=made, by=town.agim, today=TODAY)

    draft.refresh_from_db()
    assert draft.imported_at is None


@pytest.mark.parametrize("whose", ["zana", "drita"])
def test_nobody_imports_or_discards_what_somebody_else_read(whose, town, library):
    draft, _key = services.stage(table=read(GOOD), municipality=PLACE, by=town.agim)
    other = getattr(town, whose)

    with pytest.raises(ImportingError):
        services.bring_in_draft(draft, plan=planned(library.pack, GOOD), by=other, today=TODAY)
    services.discard(draft, by=other)

    assert Draft.objects.filter(pk=draft.pk, imported_at=None).exists()


ROLES = [ROLE, KEY, "dv-coordinator", "mediator", "", "nobody", "Shembull"]
CELLS = {
    "role": st.sampled_from(ROLES),
    "unit": st.sampled_from(["", "Orenjë", "Lunik", "Tirana"]),
    "turn": st.sampled_from(["", "2", "tonight", "never"]),
    "phone": st.sampled_from(["", "067 212 3456", "672123457", "112", "x", "=1", "0000 1"]),
    "web": st.sampled_from(["", "www.example.al", "javascript:1"]),
    "address_sq": st.text(max_size=20),
    "address_en": st.sampled_from(["", "Floor 2"]),
    "post_sq": st.text(max_size=12),
    "post_en": st.text(max_size=12),
    "opens_at": st.sampled_from(["", "8", "08:00", "x"]),
    "closes_at": st.sampled_from(["", "16", "7:00"]),
    "is_always_open": st.sampled_from(["", "po", "jo", "?"]),
    "is_protected": st.sampled_from(["", "po", "jo", "?"]),
    "owner_mail": st.sampled_from(["", "a@b.al", "a"]),
    "checked_on": st.sampled_from(["", "1.11.2026", "30.11.2026", "2026-10-01"]),
}
ROW = st.fixed_dictionaries(
    {"role": CELLS["role"]}, optional={key: cell for key, cell in CELLS.items() if key != "role"}
)
SHEETS = st.lists(ROW, min_size=1, max_size=12)


@hypothesis_settings(
    max_examples=150, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(kept=SHEETS, sheet=SHEETS, hurt=st.integers(0, 20))
def test_random_tables_come_in_whole_or_not_at_all_and_the_second_time_change_nothing(
    db, kept, sheet, hurt
):
    pack = from_files().pack
    start(pack, kept)
    made = random_plan(pack, sheet)
    if made is None:
        return
    before = contents()
    others = [*made.changed, *made.new]
    if hurt < len(others):
        move(others[hurt])
        moved = contents()
        with pytest.raises(ImportingError):
            bring_in(made)
        assert contents() == moved
        return

    bring_in(made)

    assert len(contents()) == len(before) + len(made.new)
    again = random_plan(pack, sheet)
    assert again is not None
    assert (again.new, again.changed) == ([], [])
    assert len(again.same) == len(made.new) + len(made.changed) + len(made.same)
    assert again.faulty == made.faulty


def start(pack, rows):
    Contact.objects.all().delete()
    made = random_plan(pack, rows)
    if made is not None:
        bring_in(made)


def random_plan(pack, rows):
    """None where the file as a whole is refused, which is another test's business."""
    try:
        return planned(pack, *rows)
    except FileError:
        return None


def move(item):
    """Somebody else is at the same contact."""
    unit, role, turn = item.which
    if item.kept is not None:
        Contact.objects.filter(pk=item.kept.pk).update(check_count=99)
    else:
        Contact.objects.create(
            municipality=PLACE, unit=unit, role=role, turn=turn, post_sq="x", post_en="x"
        )


def contents():
    return list(Contact.objects.order_by("pk").values())


def test_the_file_and_its_plan_do_not_touch_the_database(library, django_assert_num_queries):
    table = files.read("k.csv", text([["Roli", "Telefoni"], [ROLE, "067 212 3456"]]))

    with django_assert_num_queries(1):
        plan(table, here(library.pack, PLACE, TODAY))
