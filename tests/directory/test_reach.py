from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from bashke.directory.models import Contact
from bashke.directory.reach import Directory, contacts_of
from bashke.directory.services import DirectoryError, fill_demo
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def librazhd(library):
    return library.pack.municipality("librazhd")


def directory(library, place, unit=""):
    return Directory(library.pack, place, contacts_of(place), unit)


def test_without_a_number_it_says_where_to_ask(library, librazhd):
    way = directory(library, librazhd).reach("child-protection-worker")

    assert way.first.number_known is False
    assert "bashki" in way.first.address.sq
    # The child helpline stands in, and answers at night.
    assert way.substitute.phones == ("116111",)
    assert way.answers_at_night


def test_a_local_contact_comes_first(library, librazhd):
    fill_demo(library.pack, today=TODAY)

    way = directory(library, librazhd).reach("child-protection-worker")

    assert way.first.level == "local"
    assert way.first.invented
    assert way.substitute.phones != way.first.phones
    assert way.tonight.always


def test_the_unit_has_its_own_contact_before_the_municipality(library, librazhd):
    for unit in ("", "polis"):
        Contact.objects.create(
            municipality="librazhd", unit=unit, role="social-administrator",
            post_sq=f"administrator {unit}", post_en=f"administrator {unit}", phone="000",
        )  # fmt: skip

    assert (
        directory(library, librazhd).reach("social-administrator").first.post.sq == "administrator "
    )
    here = directory(library, librazhd, "polis").reach("social-administrator")
    assert here.first.post.sq == "administrator polis"


def test_a_doubtful_line_is_never_the_one_to_call(library):
    for place in (None, *library.pack.municipalities):
        for role in library.pack.roles:
            way = Directory(library.pack, place).reach(role)
            called = [way.first, way.substitute, way.tonight, *way.instead]
            assert all(each is None or not each.doubtful for each in called)
            assert all(each is None or "116006" not in each.phones for each in called)


def test_a_county_line_serves_its_county_only(library, librazhd):
    lines = {
        place: [line.phones for line in Directory(library.pack, place).lines("dv-coordinator")]
        for place in (librazhd, library.pack.municipality("durres"))
    }
    here, there = lines.values()

    assert ("08009888",) not in here
    assert ("08009888",) in there


def test_who_is_called_instead_is_nobody_of_this_place(library, librazhd):
    fill_demo(library.pack, today=TODAY)

    for role in library.pack.roles:
        assert all(
            each.level != "local" for each in directory(library, librazhd).reach(role).instead
        )


def test_opening_hours_rest_on_holidays(library, librazhd):
    fill_demo(library.pack, today=TODAY)
    first = directory(library, librazhd).reach("child-protection-worker").first
    calendar = library.pack.calendar

    def at(day, hour):
        return datetime(day.year, day.month, day.day, hour, tzinfo=calendar.zone)

    assert first.is_open(at(date(2026, 11, 24), 9), calendar) is True
    assert first.is_open(at(date(2026, 11, 24), 17), calendar) is False
    assert first.is_open(at(date(2026, 12, 8), 9), calendar) is False


def test_a_contact_is_stale_after_ninety_days(library, librazhd):
    fill_demo(library.pack, today=date(2026, 1, 1))
    first = directory(library, librazhd).reach("child-protection-worker").first

    assert not first.is_stale(datetime(2026, 4, 1, tzinfo=UTC))
    assert first.is_stale(datetime(2026, 4, 2, tzinfo=UTC))


def test_the_demo_fills_only_an_empty_installation(library):
    assert fill_demo(library.pack, today=TODAY) > 50

    with pytest.raises(DirectoryError):
        fill_demo(library.pack, today=TODAY)


def test_no_number_of_the_demo_can_ring(library):
    fill_demo(library.pack, today=TODAY)

    assert all(contact.phone.startswith("0000 ") for contact in Contact.objects.all())


def test_a_contact_without_a_post_is_refused(library):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.create(municipality="librazhd", role="mediator", post_sq="", post_en="x")


def test_contacts_of_a_place_are_one_query(library, librazhd, django_assert_num_queries):
    fill_demo(library.pack, today=TODAY)

    with django_assert_num_queries(1):
        built = directory(library, librazhd)
        for role in library.pack.roles:
            built.reach(role)
