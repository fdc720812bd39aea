from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from bashke.directory.models import Contact
from bashke.directory.reach import Directory, contacts_of
from bashke.directory.services import DirectoryError, fill_demo
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
WORKER = "child-protection-worker"
FIRST, SUBSTITUTE, TONIGHT = Contact.Turn


@pytest.fixture
def librazhd(library):
    return library.pack.municipality("librazhd")


def directory(library, place, unit="", on=TODAY):
    return Directory(library.pack, place, contacts_of(place), unit, on)


def age(days, role=WORKER, **others):
    """Let the last check of these contacts be so many days ago."""
    found = Contact.objects.filter(municipality="librazhd", role=role, **others)
    assert found.update(checked_on=TODAY - timedelta(days=days))


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
    first = directory(library, librazhd, on=date(2026, 4, 2)).reach(WORKER).first

    assert not first.is_stale(datetime(2026, 4, 1, tzinfo=UTC))
    assert first.is_stale(datetime(2026, 4, 2, tzinfo=UTC))


def test_what_nobody_ever_checked_grows_old_from_the_day_it_was_written_down(library, librazhd):
    Contact.objects.create(
        municipality="librazhd", role=WORKER, post_sq="p", post_en="p", phone="000",
        created_on=TODAY,
    )  # fmt: skip
    first = directory(library, librazhd).reach(WORKER).first
    later = datetime.combine(TODAY + timedelta(days=91), datetime.min.time(), UTC)

    assert first.checked_on is None
    assert first.is_stale(later)
    assert not first.is_stale(later - timedelta(days=1))
    gone = directory(library, librazhd, on=TODAY + timedelta(days=181)).reach(WORKER).first
    assert gone.phones == ("116111",)


def test_unchecked_for_180_days_it_is_still_there_and_grey(library, librazhd):
    fill_demo(library.pack, today=TODAY)
    age(180)

    first = directory(library, librazhd).reach(WORKER).first

    assert first.level == "local"
    assert first.is_stale(datetime.combine(TODAY, datetime.min.time(), UTC))


def test_after_181_days_it_is_gone_and_the_national_line_stands_there(library, librazhd):
    fill_demo(library.pack, today=TODAY)
    age(181)

    way = directory(library, librazhd).reach(WORKER)

    assert way.first.phones == ("116111",)
    assert way.first.number_known
    shown = [way.first, way.substitute, way.tonight, *way.instead]
    assert all(each is None or each.level != "local" or not each.phones for each in shown)
    # The post is still there: one learns where to ask for it.
    assert way.substitute.number_known is False
    assert "bashki" in way.substitute.address.sq


def test_where_there_is_no_line_for_it_one_asks_at_the_municipality(library, librazhd):
    fill_demo(library.pack, today=TODAY)
    age(181, "mediator")

    first = directory(library, librazhd).reach("mediator").first

    assert first.number_known is False
    assert not first.phones
    assert first.address.sq.startswith("pyesni në:")


def test_an_old_one_is_gone_and_its_fresh_substitute_stays(library, librazhd):
    fill_demo(library.pack, today=TODAY)
    age(181, turn=FIRST)

    way = directory(library, librazhd).reach(WORKER)

    assert way.first.level == "national"
    assert way.substitute.level == "local"


def test_an_old_substitute_gives_way_to_the_national_line(library, librazhd):
    fill_demo(library.pack, today=TODAY)
    age(181, turn=SUBSTITUTE)
    age(181, turn=TONIGHT)

    way = directory(library, librazhd).reach(WORKER)

    assert way.first.level == "local"
    assert way.substitute.level == way.tonight.level == "national"


def test_the_old_contact_of_a_unit_gives_way_to_the_municipalitys_own(library, librazhd):
    for unit, days in (("", 1), ("polis", 181)):
        Contact.objects.create(
            municipality="librazhd", unit=unit, role=WORKER, post_sq=f"p {unit}", post_en="p",
            phone="000", checked_on=TODAY - timedelta(days=days),
        )  # fmt: skip

    assert directory(library, librazhd, "polis").reach(WORKER).first.post.sq == "p "


def test_without_a_day_it_is_today(library, librazhd):
    fill_demo(library.pack, today=date(2020, 1, 1))

    ways = Directory(library.pack, librazhd, contacts_of(librazhd))

    assert all(ways.reach(role).first.level != "local" or not ways.reach(role).first.phones
               for role in library.pack.roles)  # fmt: skip


def test_in_json_it_is_stale_only_while_it_stands(library, librazhd):
    fill_demo(library.pack, today=TODAY)
    at = datetime.combine(TODAY, datetime.min.time(), UTC)

    def said(days):
        age(days)
        first = directory(library, librazhd).reach(WORKER).first
        return first.document("sq", at, library.pack.calendar)

    assert said(90)["stale"] is False
    assert said(91)["stale"] is True
    assert said(181)["level"] == "national"


def test_a_contact_that_several_did_not_reach_says_so_and_stays(library, librazhd):
    fill_demo(library.pack, today=TODAY)
    Contact.objects.filter(role=WORKER, turn=FIRST).update(silent_days=3)

    first = directory(library, librazhd).reach(WORKER).first

    assert first.hard_to_reach
    assert first.phones


def test_a_contact_for_a_role_that_the_pack_no_longer_has_breaks_nothing(library, librazhd):
    Contact.objects.create(
        municipality="librazhd", role="no-such-role", post_sq="p", post_en="p", is_protected=True
    )

    assert directory(library, librazhd).reach(WORKER).first


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
