"""The pages of conferences, as those who are called use them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Action, Case, Conference, Decision, Minutes
from tests.accounts.cast import PLACE
from tests.cases.company import begin_now, carried, soon, with_company
from tests.cases.conftest import browser, sent_to
from tests.cases.test_conferences import WHERE, called, given_to
from tests.cases.test_referral_pages import text_of

HERE = f"/sq/{PLACE}/conferences/"


@pytest.fixture
def company(town, case):
    return with_company(town, case)


@pytest.fixture
def conference(company, case):
    return called(company, case)


@pytest.fixture
def hana(company, static_files):
    return browser(company, "hana")


@pytest.fixture
def ilir(company, static_files):
    return browser(company, "ilir")


def one(conference, *more):
    return "/".join([f"{HERE}{conference.reference}", *more, ""])


def item_of(conference, case, *more):
    return one(conference, case.reference, *more)


def typed(case, **changed):
    begins = timezone.localtime(soon())
    return {
        "cases": [case.reference],
        "starts_at": begins.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (begins + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "place": WHERE,
        "note": "",
    } | changed


def test_called_in_one_form_and_each_sees_only_what_is_theirs(company, case, drita, hana):
    page = text_of(drita.get(f"{HERE}call/"))
    assert case.reference in page
    assert "Ekipi Teknik Ndërdisiplinor" in page

    went = drita.post(f"{HERE}call/", typed(case))

    conference = Conference.objects.get()
    assert went.url == one(conference)
    told = text_of(hana.get(one(conference)))
    assert WHERE in told
    assert case.reference in told
    assert "Ana Prifti" not in told


def test_what_was_typed_is_shown_again(drita, company, case):
    refused = drita.post(f"{HERE}call/", typed(case, cases=[], place="Salla e vogël"))

    assert refused.status_code == 422
    assert "Salla e vogël" in refused.text


def test_the_notice_leads_to_the_conference(conference, hana):
    page = hana.get("/sq/account/")

    assert one(conference) in page.text
    assert WHERE not in page.text


def test_the_file_for_a_calendar_has_the_hours_and_nothing_else(conference, case, hana):
    answer = hana.get(f"{HERE}{conference.reference}/calendar.ics")

    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in text.split("\r\n"))
    said = dict(line.split(":", 1) for line in text.strip().split("\r\n"))
    assert said["SUMMARY"] == "Takim"
    assert re.fullmatch(r"\d{8}T\d{6}Z", said["DTSTART"])
    for word in (WHERE, "LOCATION", "ATTENDEE", case.reference, "dhun", "Drita", PLACE):
        assert word not in text


def test_i_come(conference, hana, company):
    hana.post(one(conference, "answer"), {"answer": "comes"})

    assert conference.seats.get(person=company.hana).answer == "comes"


def test_decisions_are_read_by_all_and_what_was_said_by_whom_it_was_given(
    company, case, conference, drita, hana, ilir
):
    begin_now(conference)
    drita.post(
        item_of(conference, case, "decide"),
        {"text": "Strehim sonte", "reason": "Ai ka çelësat", "dissent": ""},
    )
    drita.post(
        item_of(conference, case, "minutes"),
        {"narrative": "Hana tregoi për plagën", "audiences": ["health"]},
    )
    given_to(company, conference.items.get(), "hana", "Kontroll nesër")

    read = {
        "drita": text_of(drita.get(item_of(conference, case))),
        "hana": text_of(hana.get(item_of(conference, case))),
        "ilir": text_of(ilir.get(item_of(conference, case))),
    }

    assert all("Strehim sonte" in page for page in read.values())
    assert [name for name, page in read.items() if "tregoi për plagën" in page] == ["drita", "hana"]
    assert [name for name, page in read.items() if "Kontroll nesër" in page] == ["drita", "hana"]
    assert Event.objects.filter(act="minutes.opened").count() == 3


@pytest.mark.parametrize("what", ["decide", "to-do", "minutes"])
def test_only_who_leads_writes_for_the_case(conference, case, hana, what):
    begin_now(conference)
    sent = {
        "decide": {"text": "x", "reason": "y"},
        "to-do": {"what": "x", "owner": "1", "due_on": "2027-01-01"},
        "minutes": {"narrative": "x"},
    }[what]

    assert hana.post(item_of(conference, case, what), sent).status_code == 422
    assert not any(model.objects.exists() for model in (Decision, Action, Minutes))


def test_of_a_form_with_a_fault_nothing_that_was_typed_is_lost(conference, case, drita):
    begin_now(conference)

    refused = drita.post(
        item_of(conference, case, "decide"), {"text": "Strehim sonte", "reason": ""}
    )

    assert refused.status_code == 422
    assert "Strehim sonte" in refused.text


def test_what_is_given_stands_on_the_list_until_it_is_done(company, case, conference, hana):
    action = given_to(company, begin_now(conference).items.get(), "hana", "Kontroll nesër")
    assert "Kontroll nesër" in text_of(hana.get(HERE))

    hana.post(f"{HERE}to-do/{action.pk}/", {"sentence": "U bë në spital"})

    assert "Kontroll nesër" not in text_of(hana.get(HERE))
    assert "U bë në spital" in text_of(hana.get(item_of(conference, case)))


def test_somebody_elses_action_is_not_there(company, conference, ilir):
    action = given_to(company, begin_now(conference).items.get(), "hana")

    assert ilir.post(f"{HERE}to-do/{action.pk}/", {"sentence": "x"}).status_code == 404


def test_stepping_out_the_item_is_gone(company, case, conference, hana):
    went = hana.post(item_of(conference, case, "step-out"))

    assert went.status_code == 302
    assert hana.get(item_of(conference, case)).status_code == 404
    assert hana.get(one(conference)).status_code == 404
    assert not Case.objects.visible_to(company.hana).exists()


def test_who_was_told_what_stands_in_the_case(conference, case, drita, ilir):
    begin_now(conference)
    drita.post(item_of(conference, case, "told"), {"sentence": "Anës iu tha sot në zyrë"})

    assert "Anës iu tha sot në zyrë" in text_of(ilir.get(item_of(conference, case)))


def test_moved_it_is_asked_again(conference, company, case, drita, hana):
    hana.post(one(conference, "answer"), {"answer": "comes"})
    given = typed(case, place="Salla tjetër")

    drita.post(one(conference, "move"), given)

    assert "Salla tjetër" in unescape(hana.get(one(conference)).text)
    assert conference.seats.get(person=company.hana).answer == "none"


def test_only_who_called_it_moves_it_or_calls_it_off(conference, hana, drita):
    assert hana.get(one(conference, "move")).status_code == 404
    assert hana.post(one(conference, "call-off")).status_code == 404

    drita.post(one(conference, "call-off"))

    conference.refresh_from_db()
    assert conference.cancelled_at
    assert "STATUS:CANCELLED" in hana.get(f"{one(conference)}calendar.ics").text


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("drita", 200),
        ("hana", 200),
        ("ilir", 200),
        ("teuta", 200),
        ("besnik", 404),
        ("agim", 404),
        ("mira", 404),
        ("sara", 404),
        ("zana", 404),
    ],
)
def test_who_finds_a_conference_and_its_case(company, case, conference, static_files, name, status):
    someone = browser(company, name)

    assert someone.get(one(conference)).status_code == status
    assert someone.get(item_of(conference, case)).status_code == status
    assert someone.get(f"{HERE}{conference.reference}/calendar.ics").status_code == status


def test_the_case_names_the_conferences_that_heard_it(conference, case, hana):
    page = hana.get(f"/sq/{PLACE}/cases/{case.reference}/conferences/")

    assert item_of(conference, case) in page.text


def test_a_case_that_is_not_theirs_is_not_named(company, case, drita, ilir):
    second = services.accept(
        referral=sent_to(company), ring=company.ring("drita"), person=company.drita
    )
    conference = called(company, case, second)

    assert second.reference in drita.get(one(conference)).text
    assert second.reference not in ilir.get(one(conference)).text
    assert ilir.get(item_of(conference, second)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_every_page_opens_outside_a_tests_own_transaction(town, static_files):
    """The trail takes an event only within a transaction, which a test otherwise is already."""
    things = carried(town)
    reference, conference = things["conference.case"], things["conference.of_drita"]
    drita = browser(town, "drita")
    plan = f"/sq/{PLACE}/cases/{reference}/plan/"

    pages = [plan, f"{plan}1/", f"{plan}1/print/", f"{plan}write/", f"{plan}agree/"]
    pages += [f"{plan}review/", HERE, f"{HERE}{conference}/", f"{HERE}{conference}/{reference}/"]

    assert {page: drita.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_my_day_names_what_i_have_to_do_and_where_i_am_called(company, case, conference, hana):
    given_to(company, begin_now(conference).items.get(), "hana", "Kontroll nesër")

    page = hana.get("/sq/account/")

    assert item_of(conference, case) in page.text
    assert one(conference) in page.text
    assert "Kontroll" not in page.text
