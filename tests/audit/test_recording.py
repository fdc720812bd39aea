"""An event is written with what it tells of, sealed, and holds nothing personal."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from bashke.audit.models import Acknowledgement, Event, Ground, Head, Link, Reading
from bashke.audit.plain import refuse_unless_plain
from bashke.audit.refusals import TrailError
from bashke.audit.rows import waiting
from bashke.audit.seals import canonical, is_sealed
from bashke.audit.services import record
from bashke.audit.triggers import TABLES, allow_changes, refuse_changes, unguarded
from tests.audit.writing import take_back

KNOWN = {
    "municipality": "librazhd",
    "actor": "person:1",
    "act": "case.opened",
    "subject": "case/a1",
}


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_of_a_transaction_is_refused():
    with pytest.raises(TrailError, match="transaction of the act"):
        record(**KNOWN)

    assert not Event.objects.exists()


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_no_event():
    take_back(record, **KNOWN)

    assert not Event.objects.exists()


@pytest.mark.django_db
def test_an_event_read_back_is_the_one_that_was_sealed():
    written = record(**KNOWN, ground=Ground.DUTY)

    found = Event.objects.get()
    assert canonical(found) == canonical(written)
    assert is_sealed(found)


@pytest.mark.django_db
def test_a_writer_counts_each_municipality_on_its_own():
    for place in ("librazhd", "diber", "librazhd"):
        record(**KNOWN | {"municipality": place})

    counted = Event.objects.order_by("pk").values_list("municipality", "number")
    assert list(counted) == [("librazhd", 1), ("diber", 1), ("librazhd", 2)]


@pytest.mark.django_db(transaction=True)
def test_a_number_that_was_rolled_back_is_given_again():
    with transaction.atomic():
        record(**KNOWN)
    take_back(record, **KNOWN)
    with transaction.atomic():
        record(**KNOWN)

    assert list(Event.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    "personal",
    [
        "drita.hoxha@example.al",
        "Drita Hoxha",
        "drita hoxha",
        "Çlirim",
        "çlirim",
        "+355 68 123 45 67",
        "case/a1\n",
        "case\x00",
        "",
        "a" * 200,
    ],
)
@pytest.mark.parametrize("name", sorted(KNOWN))
@pytest.mark.django_db
def test_names_and_addresses_are_refused_and_not_repeated(name, personal):
    with pytest.raises(TrailError) as refused:
        record(**KNOWN | {name: personal})

    assert personal.strip() == "" or personal not in str(refused.value)
    assert not Event.objects.exists()


@given(local=st.text("abc.-", min_size=1), domain=st.sampled_from(["gmail.com", "bashkia.gov.al"]))
def test_no_mail_address_passes(local, domain):
    with pytest.raises(TrailError):
        refuse_unless_plain("subject", f"{local}@{domain}")


@given(
    st.text(min_size=1).filter(
        lambda text: any(each not in "abcdefghijklmnopqrstuvwxyz0123456789./#:-" for each in text)
    )
)
def test_nothing_passes_that_has_another_character(text):
    with pytest.raises(TrailError):
        refuse_unless_plain("act", text)


@pytest.mark.django_db
def test_a_ground_in_words_of_ones_own_is_refused():
    with pytest.raises(TrailError, match="No such ground"):
        record(**KNOWN, ground="because-artan-said-so")


def test_every_ground_of_the_vocabulary_is_a_slug():
    for ground in Ground.values:
        refuse_unless_plain("act", ground)


@pytest.mark.django_db
def test_the_models_refuse_to_change_or_remove(trail):
    event = trail[0]
    for model in (Event, Link, Head, Reading):
        with pytest.raises(TrailError):
            model.objects.all().delete()
        with pytest.raises(TrailError):
            model.objects.update(municipality="diber")
    with pytest.raises(TrailError):
        event.save()
    with pytest.raises(TrailError):
        event.delete()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET municipality = 'x'", "DELETE FROM {}"])
@pytest.mark.django_db
def test_the_database_refuses_to_change_or_remove(filled, table, change):
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        filled.execute(change.format(table))


@pytest.mark.django_db(transaction=True)
def test_postgresql_refuses_to_empty_a_table(filled):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    for table in TABLES:
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            filled.execute(f"TRUNCATE {table} CASCADE")


@pytest.fixture
def filled(trail):
    """One row at least in every table of the trail, and a way to the database."""
    Head.objects.create(municipality="librazhd", sequence=1, hash="0" * 64, noted_on="2026-11-24")
    Reading.objects.create(municipality="librazhd", sequence=1, hash="0" * 64, by="person:9")
    Acknowledgement.objects.create(
        municipality="librazhd", sequence=11, newest=13, missing=0, faults="changed:4:4",
        found="0" * 64, reference="17-2026", by="person:9", seal="0" * 64,
    )  # fmt: skip
    with connection.cursor() as cursor:
        yield cursor


@pytest.mark.django_db
def test_a_table_without_its_triggers_is_named():
    assert unguarded(connection) == []

    allow_changes(connection)

    assert unguarded(connection) == list(TABLES)
    refuse_changes(connection)
    assert unguarded(connection) == []


@pytest.mark.django_db
def test_an_event_is_one_statement_and_nothing_is_asked_before(django_assert_num_queries):
    with django_assert_num_queries(4):
        for place in ("librazhd", "diber", "librazhd", "librazhd"):
            record(**KNOWN | {"municipality": place})


@pytest.mark.django_db(transaction=True)
def test_a_number_is_asked_for_where_the_last_one_was_not_seen_to_be_committed():
    def fail():
        raise LookupError

    @transaction.atomic
    def write_and_fail_afterwards():
        transaction.on_commit(fail)
        record(**KNOWN)

    with pytest.raises(LookupError):
        write_and_fail_afterwards()

    with transaction.atomic():
        record(**KNOWN)
    assert list(Event.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("micro", [0, 1, 120_000])
def test_the_database_writes_the_same_lines_as_we_do(micro):
    at = datetime(2026, 7, 1, 9, 30, tzinfo=UTC).replace(microsecond=micro)
    with transaction.atomic():
        written = record(**KNOWN, ground=Ground.DUTY, at=at)

    (row,) = waiting("librazhd", 0, 10)
    assert row == (written.pk, written.seal, canonical(written).decode())
    assert row.lines == canonical(Event.objects.get()).decode()
