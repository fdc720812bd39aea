"""The pages of a plan, as who leads and who takes part use them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bashke.audit.models import Event
from bashke.cases.models import Case, Help, Plan
from bashke.cases.services.plans import opened_plan, remind_of_reviews, words_of_plan
from tests.accounts.cast import PLACE
from tests.cases.company import assignment, with_company
from tests.cases.conftest import browser
from tests.cases.test_plans import GOALS, HELPER, WHAT, agreed, written_plan
from tests.cases.test_referral_pages import text_of

TYPED = {"goals": GOALS, "interpreter": "", "what": WHAT, "helper": HELPER, "due_on": ""}


@pytest.fixture
def company(town, case):
    return with_company(town, case)


@pytest.fixture
def plan(company, case):
    return agreed(company, written_plan(company, case))


@pytest.fixture
def here(case):
    return f"/sq/{PLACE}/cases/{case.reference}/plan/"


@pytest.fixture
def hana(company, static_files):
    return browser(company, "hana")


def test_from_the_first_word_to_a_plan_that_holds(company, case, drita, here):
    assert drita.post(f"{here}begin/").url == f"{here}write/"
    went = drita.post(f"{here}write/", TYPED | {"go": "on"})
    assert went.url == f"{here}agree/"
    assert WHAT in text_of(drita.get(went.url))
    due = Plan.objects.get()
    assert due.is_draft

    drita.post(
        f"{here}agree/",
        {
            "signed": "signed",
            "signed_on": f"{timezone.localdate():%Y-%m-%d}",
            "unsigned": "",
            "review_on": f"{timezone.localdate() + timedelta(days=20):%Y-%m-%d}",
        },
    )

    page = text_of(drita.get(here))
    assert GOALS in page
    assert HELPER in page
    assert Plan.objects.standing().exists()


def test_institutions_and_posts_of_the_municipality_are_offered(company, drita, here):
    drita.post(f"{here}begin/")

    assert '<option value="Qendra Shëndetësore">' in drita.get(f"{here}write/").text


def test_what_was_typed_is_shown_again(drita, company, here):
    drita.post(f"{here}begin/")

    refused = drita.post(f"{here}write/", TYPED | {"helper": "", "add": "on"})

    assert refused.status_code == 422
    assert GOALS in refused.text
    assert WHAT in refused.text
    assert not Help.objects.exists()


def test_not_signed_it_asks_why(company, case, drita, here):
    written_plan(company, case)
    given = {"signed": "unsigned", "unsigned": "", "review_on": "2099-01-01"}
    assert drita.post(f"{here}agree/", given).status_code == 422

    soon = f"{timezone.localdate() + timedelta(days=9):%Y-%m-%d}"
    drita.post(f"{here}agree/", given | {"unsigned": "Ka frikë ta nënshkruajë", "review_on": soon})

    assert "Ka frikë ta nënshkruajë" in text_of(drita.get(here))


@pytest.mark.parametrize(("mechanism", "asks"), [("child-protection", True), (None, False)])
def test_the_childs_view_is_asked_of_a_child_alone(company, case, drita, here, mechanism, asks):
    if mechanism:
        Case.objects.filter(pk=case.pk).update(mechanism=mechanism, version="2017-06-09")
    drita.post(f"{here}begin/")

    assert ('name="view"' in drita.get(f"{here}write/").text) is asks


def test_who_takes_part_follows_in_one_word(plan, hana, here):
    help_ = plan.helps.get()

    hana.post(f"{here}help/{help_.pk}/progress/", {"progress": "done"})

    help_.refresh_from_db()
    assert help_.progress == "done"
    assert hana.get(f"{here}write/").status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("drita", 200),
        ("hana", 200),
        ("ilir", 404),
        ("teuta", 404),
        ("besnik", 404),
        ("agim", 404),
        ("mira", 404),
        ("sara", 404),
        ("zana", 404),
    ],
)
def test_who_finds_reads_and_prints_a_plan(company, plan, static_files, here, name, status):
    someone = browser(company, name)

    assert [someone.get(f"{here}{page}").status_code for page in ("", "1/", "1/print/")] == [
        status
    ] * 3
    assert Event.objects.filter(act="plan.printed").count() == (1 if status == 200 else 0)


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_the_paper_is_in_the_persons_language_and_names_no_mechanism(plan, drita, case, lang):
    page = text_of(drita.get(f"/{lang}/{PLACE}/cases/{case.reference}/plan/1/print/"))

    assert GOALS in page
    assert {"sq": "Avokati i Popullit", "en": "People’s Advocate"}[lang] in page
    assert "dhun" not in page.casefold()
    assert "violence" not in page.casefold()


def test_the_police_find_no_tab_of_the_plan(company, plan, case, static_files, here):
    conferences = f"/sq/{PLACE}/cases/{case.reference}/conferences/"

    assert here in browser(company, "hana").get(conferences).text
    assert here not in browser(company, "ilir").get(conferences).text


def test_a_review_that_changes_goes_on_to_the_next_version(company, case, plan, drita, here):
    went = drita.post(f"{here}review/", {"decision": "change", "reason": "Do tjetër punë."})

    assert went.url == f"{here}write/"
    opened = opened_plan(case, company.ring("drita"), company.drita)
    assert words_of_plan(Plan.objects.drafts().get(), opened)["goals"] == GOALS
    assert "Do tjetër punë." in text_of(drita.get(here))


@pytest.mark.parametrize(
    ("decision", "field"), [("close", "closing"), ("hand-over", "to"), ("", "decision")]
)
def test_a_review_says_what_follows(plan, drita, here, decision, field):
    refused = drita.post(f"{here}review/", {"decision": decision, "reason": "Sepse."})

    assert refused.status_code == 422
    assert f"#id_{field}" in refused.text
    assert not plan.reviews.exists()


def test_the_case_cannot_be_handed_to_who_may_not_lead_it(company, case, plan, drita, here):
    page = drita.get(f"{here}review/").text

    # The police may lead other mechanisms, and the doctor none.
    for name in ("ilir", "hana"):
        assert f'<option value="{assignment(company, case, name).pk}"' not in page


def test_earlier_versions_stay_as_they_were(company, case, plan, drita, here):
    drita.post(f"{here}begin/")
    drita.post(f"{here}write/", TYPED | {"goals": "Tani dua punë", "what": "", "helper": ""})
    agreed(company, Plan.objects.drafts().get())

    assert GOALS in text_of(drita.get(f"{here}1/"))
    assert "Tani dua punë" in text_of(drita.get(here))
    assert f"{here}1/" in drita.get(here).text


def test_the_reminder_leads_to_the_plan(company, plan, drita, here):
    remind_of_reviews(plan.review_on)

    assert here in drita.get("/sq/account/").text
