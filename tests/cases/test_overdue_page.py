"""What is late: the supervisor sees dates of all, who was told sees that, and nobody a word."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.accounts.models import Notice, Recusal
from bashke.cases import services
from bashke.cases.models import Referral, Step
from bashke.cases.services.climbing import climb_referrals, climb_steps, tell_unwritten
from tests.accounts.cast import PLACE, SYSTEM, person, sign_in
from tests.cases.conftest import WORDS, drafted

ADDRESS = "/en/librazhd/overdue/"
AGO = timedelta(hours=20)


@pytest.fixture
def nora(town, static_files):
    """The supervisor's browser."""
    town.nora = person("nora")
    post = accounts.add_post(institution=town.office, role="supervisor", actor=SYSTEM)
    accounts.appoint(person=town.nora, post=post, actor=SYSTEM)
    return sign_in(Client(), town.nora, town.ring("nora"))


def make_late(referral):
    Referral.objects.filter(pk=referral.pk).update(answer_by=timezone.now() - AGO)
    climb_referrals()


def test_the_supervisor_sees_the_dates_and_no_word(town, sent, nora):
    make_late(sent)
    page = nora.get(ADDRESS).text

    assert sent.reference in page
    assert "known to the supervisor too" in page
    for word in " ".join(WORDS.values()).split():
        assert len(word) < 5 or word not in page
    # Dates open nothing: the referral itself is not there.
    assert nora.get(reverse("cases:detail", args=["en", PLACE, sent.reference])).status_code == 404


def test_what_is_in_time_is_not_there(town, sent, nora):
    page = nora.get(ADDRESS).text

    assert sent.reference not in page
    assert "Nothing is late here." in page


def test_a_call_that_was_not_written_down_stands_there(town, nora):
    referral = drafted(town)
    services.speak(
        referral=referral, ring=town.ring("besnik"), actor=town.besnik.actor,
        at=timezone.now() - timedelta(hours=30), to="Drita",
    )  # fmt: skip
    tell_unwritten()

    assert referral.reference in nora.get(ADDRESS).text


def test_from_whom_a_matter_is_kept_sees_not_even_its_date(town, sent, nora):
    Recusal.objects.create(person=town.nora, subject=sent.subject, municipality=PLACE)
    make_late(sent)

    assert sent.reference not in nora.get(ADDRESS).text


def test_a_colleague_whom_nobody_told_sees_nothing(town, sent, case, drita):
    Step.objects.filter(case=case).update(due_at=timezone.now() - AGO)
    climb_steps()
    ilir = sign_in(Client(), town.ilir, town.ring("ilir"))

    assert case.reference in drita.get(ADDRESS).text
    assert case.reference not in ilir.get(ADDRESS).text


@pytest.mark.parametrize(("confirmed", "said"), [(True, "late by law"), (False, "proposed time")])
def test_only_a_confirmed_clock_is_late_and_red(town, case, drita, confirmed, said):
    Step.objects.filter(case=case).update(due_at=timezone.now() - AGO, is_confirmed=confirmed)
    climb_steps()
    page = drita.get(ADDRESS).text

    assert said in page
    assert ("app-standing--past" in page) == confirmed


def test_a_step_that_was_done_since_is_not_there(town, case, drita):
    Step.objects.filter(case=case).update(due_at=timezone.now() - AGO)
    climb_steps()
    services.drop_step(
        step=case.steps.get(), ring=town.ring("drita"), person=town.drita, reason="Jo i nevojshëm."
    )

    assert case.reference not in drita.get(ADDRESS).text


def test_a_notice_leads_to_the_referral_or_to_the_list(town, sent, nora, drita):
    make_late(sent)

    def opened(browser, who):
        notice = Notice.objects.get(person=who, kind="referral-unanswered")
        return browser.post(reverse("accounts:notice-open", args=["en", notice.pk]))["Location"]

    assert opened(nora, town.nora) == ADDRESS
    assert opened(drita, town.drita).endswith(f"/referrals/{sent.reference}/")


def test_who_reads_the_referral_itself_has_read_what_was_told_of_it(town, sent, drita):
    make_late(sent)

    drita.get(reverse("cases:detail", args=["en", PLACE, sent.reference]))

    assert not Notice.objects.visible_to(town.drita).unseen().exists()


def test_who_opens_the_case_itself_has_read_what_was_told_of_it(town, case, drita):
    Step.objects.filter(case=case).update(due_at=timezone.now() - AGO)
    climb_steps()
    notice = Notice.objects.get(person=town.drita, kind="step-due")
    address = reverse("case:detail", args=["en", PLACE, case.reference])

    leads = drita.post(reverse("accounts:notice-open", args=["en", notice.pk]))["Location"]
    Notice.objects.update(seen_at=None)
    drita.get(address)

    assert leads == address
    assert not Notice.objects.about(case.subject).filter(person=town.drita).unseen().exists()


def test_the_page_asks_for_a_fixed_number_of_rows(town, nora, django_assert_max_num_queries):
    for _n in range(6):
        referral = drafted(town)
        Referral.objects.filter(pk=referral.pk).update(
            state="spoken", spoken_at=timezone.now() - AGO, write_by=timezone.now() - AGO
        )

    with django_assert_max_num_queries(20):
        nora.get(ADDRESS)
