"""Contacts are confirmed, mended, and reported; each leaves its mark on contact, history, trail."""

from datetime import time, timedelta

import pytest

from bashke.audit.models import Event
from bashke.core.text import Text
from bashke.directory import services
from bashke.directory.models import OWNER, Check, Contact
from bashke.directory.services import DirectoryError, Told
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=85)


def told(**changes):
    return Told(**{"phone": "067 212 3456", "opens_at": time(8), "closes_at": time(16),
                   "is_always_open": False} | changes)  # fmt: skip


def acts():
    return list(Event.objects.order_by("pk").values_list("act", "actor", "subject"))


def test_a_confirmed_contact_says_when_and_by_whom(kept):
    services.confirm(kept, by=OWNER, today=LATER)

    kept.refresh_from_db()
    assert (kept.checked_on, kept.checked_by, kept.check_count) == (LATER, "owner", 1)
    check = Check.objects.get()
    assert (check.on, check.by, check.outcome) == (LATER, "owner", "confirmed")
    assert acts() == [("contact.confirmed", "owner", f"contact/{kept.pk}")]


def test_mending_changes_what_was_told_and_nothing_else(kept):
    services.mend(
        kept, told=told(phone="069 123 4567", place=Text("Kati 3", "Kati 3")), by=OWNER, today=LATER
    )

    kept.refresh_from_db()
    assert (kept.phone, kept.address_sq, kept.address_en) == ("069 123 4567", "Kati 3", "Kati 3")
    assert kept.opens_at == time(8)
    assert kept.post_sq == "punonjësi për mbrojtjen e fëmijës"
    assert kept.owner_mail == "arta@example.invalid"
    assert Check.objects.get().outcome == "mended"
    assert acts() == [("contact.mended", "owner", f"contact/{kept.pk}")]


def test_what_was_not_told_stays(kept):
    services.mend(kept, told=told(phone=None), by=OWNER, today=LATER)

    kept.refresh_from_db()
    assert (kept.phone, kept.address_sq) == ("067 212 3456", "Kati 2, zyra 14")


@pytest.mark.parametrize(
    ("opens_at", "closes_at"), [(time(8), None), (None, time(16)), (time(16), time(8))]
)
def test_hours_that_make_no_sense_are_refused_before_the_database_sees_them(
    kept, opens_at, closes_at
):
    hours = told(opens_at=opens_at, closes_at=closes_at)

    with pytest.raises(DirectoryError):
        services.mend(kept, told=hours, by=OWNER, today=LATER)
    assert not Check.objects.exists()


def test_of_two_who_read_the_same_only_the_first_writes(kept):
    second = Contact.objects.get()
    services.mend(kept, told=told(phone="069 123 4567"), by=OWNER, today=LATER)

    with pytest.raises(DirectoryError):
        services.mend(second, told=told(phone="068 765 4321"), by="librazhd-desk", today=LATER)

    kept.refresh_from_db()
    assert kept.phone == "069 123 4567"
    assert Check.objects.count() == Event.objects.count() == 1


def test_a_substitute_is_named_changed_and_taken_away(kept):
    services.mend(kept, told=told(substitute_phone="068 111 2222"), by=OWNER, today=LATER)
    stands_in = Contact.objects.get(turn=Contact.Turn.SUBSTITUTE)
    assert (stands_in.phone, stands_in.checked_by) == ("068 111 2222", "owner")
    assert stands_in.post_sq == "punonjësi për mbrojtjen e fëmijës, zëvendësues"

    kept.refresh_from_db()
    services.mend(kept, told=told(substitute_phone="068 333 4444"), by=OWNER, today=LATER)
    stands_in.refresh_from_db()
    assert stands_in.phone == "068 333 4444"

    kept.refresh_from_db()
    services.mend(kept, told=told(substitute_phone=""), by=OWNER, today=LATER)
    assert Contact.objects.get() == kept
    assert acts()[-1] == ("contact.removed", "owner", f"contact/{stands_in.pk}")


def test_to_confirm_a_contact_confirms_the_substitute_that_was_shown_with_it(kept):
    services.mend(kept, told=told(substitute_phone="068 111 2222"), by=OWNER, today=TODAY)
    kept.refresh_from_db()

    services.confirm(kept, by=OWNER, today=LATER)

    assert set(Contact.objects.values_list("checked_on", flat=True)) == {LATER}


@pytest.mark.parametrize("theirs", [{"owner_mail": "b@example.invalid"}, {"is_protected": True}])
def test_the_substitute_of_another_owner_is_not_touched(kept, theirs):
    Contact.objects.create(
        municipality="librazhd", role=kept.role, turn=Contact.Turn.SUBSTITUTE,
        post_sq="z", post_en="s", phone="068 111 2222", checked_on=TODAY, **theirs,
    )  # fmt: skip

    services.mend(kept, told=told(substitute_phone="069 999 9999"), by=OWNER, today=LATER)
    kept.refresh_from_db()
    services.confirm(kept, by=OWNER, today=LATER)

    stands_in = Contact.objects.get(turn=Contact.Turn.SUBSTITUTE)
    assert (stands_in.phone, stands_in.checked_on) == ("068 111 2222", TODAY)


def test_five_hundred_reports_in_a_row_are_one(kept, django_assert_num_queries):
    services.nobody_answers(kept, today=TODAY)
    with django_assert_num_queries(499):
        for _ in range(499):
            services.nobody_answers(kept, today=TODAY)

    kept.refresh_from_db()
    assert kept.silent_days == 1
    assert not kept.is_hard_to_reach
    assert acts() == [("contact.nobody-answers", "public", f"contact/{kept.pk}")]


def test_after_three_days_somebody_has_to_call_there(kept):
    for days in range(3):
        kept.refresh_from_db()
        assert not kept.is_due_on(TODAY)
        services.nobody_answers(kept, today=TODAY + timedelta(days=days))

    kept.refresh_from_db()
    assert kept.is_hard_to_reach
    assert kept.is_due_on(TODAY)


def test_however_many_report_it_the_contact_neither_ages_nor_goes(kept):
    for days in range(60):
        services.nobody_answers(kept, today=TODAY + timedelta(days=days))

    kept.refresh_from_db()
    assert (kept.checked_on, kept.check_count) == (TODAY, 0)
    assert not kept.is_hidden_on(TODAY + timedelta(days=60))


def test_of_a_report_only_the_contact_and_the_day_are_kept(kept):
    services.nobody_answers(kept, today=TODAY)

    [row] = Check.objects.values()
    row.pop("id")
    assert row == {"contact_id": kept.pk, "on": TODAY, "by": "public", "outcome": "nobody-answers"}


def test_a_check_answers_the_reports_before_it(kept):
    for days in range(3):
        services.nobody_answers(kept, today=TODAY + timedelta(days=days))
    kept.refresh_from_db()

    services.confirm(kept, by="librazhd-desk", today=LATER)

    kept.refresh_from_db()
    assert kept.silent_days == 0


def test_a_new_link_is_wanted_once(kept):
    services.want_link(kept)
    services.want_link(kept)

    kept.refresh_from_db()
    assert kept.wants_link
    assert acts() == [("contact.link-wanted", "owner", f"contact/{kept.pk}")]


def test_nothing_personal_is_on_the_trail(kept, protected):
    services.confirm(kept, by=OWNER, today=TODAY)
    services.mend(protected, told=told(phone="067 999 8876"), by=OWNER, today=TODAY)
    services.nobody_answers(kept, today=TODAY)

    told_of = " ".join(str(value) for row in Event.objects.values() for value in row.values())
    for secret in (kept.owner_mail, kept.phone, "067 999", kept.address_sq, "@"):
        assert secret not in told_of
