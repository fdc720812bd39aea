"""Choose, look, import: the pages, for whom they are, and what they refuse."""

from io import BytesIO

import pytest
from django.test import Client

from bashke.directory.models import Contact
from bashke.office.importing.models import LIVES_FOR, Draft
from tests.accounts.cast import PLACE, sign_in
from tests.office.spreadsheets import GOOD, KEY, grid, text, workbook

pytestmark = pytest.mark.django_db

IMPORT = f"/en/{PLACE}/office/contacts/import/"
PREVIEW, GO, DONE = f"{IMPORT}preview/", f"{IMPORT}go/", f"{IMPORT}done/"
SECOND = {"role": "dv-coordinator", "phone": "067 212 3457"}
FAULTY = {"role": "mediator", "phone": "nobody's number"}


@pytest.fixture
def agim(town, client):
    """Who administers Librazhd and so keeps its contacts."""
    return sign_in(client, town.agim, town.ring("agim"))


def named(content, name):
    file = BytesIO(content)
    file.name = name
    return file


def send(browser, *rows, name="kontakte.csv", address=IMPORT):
    content = (text if name.endswith(".csv") else workbook)(grid(*rows))
    return browser.post(address, {"file": named(content, name)})


def agree(browser, **also):
    page = browser.get(PREVIEW)
    read = page.context["read"]
    return browser.post(GO, {"draft": read.draft.pk, "seen": read.plan.seen(), **also})


@pytest.mark.parametrize("name", ["kontakte.csv", "kontakte.xlsx"])
def test_a_file_is_looked_at_and_then_imported(name, agim):
    chosen = send(agim, GOOD, SECOND, name=name)
    assert (chosen.status_code, chosen.url) == (302, PREVIEW)
    assert not Contact.objects.exists()

    done = agree(agim)

    assert (done.status_code, done.url) == (302, DONE)
    assert Contact.objects.of(PLACE).count() == 2
    page = agim.get(DONE)
    assert page.context["draft"].new == 2
    assert b"2</b> New contacts" in page.content


def test_looking_changes_nothing(agim):
    send(agim, GOOD)
    before = list(Draft.objects.values())

    for address in (IMPORT, PREVIEW, f"{IMPORT}faults.csv", f"{IMPORT}template.xlsx"):
        assert agim.get(address).status_code == 200

    assert list(Draft.objects.values()) == before
    assert not Contact.objects.exists()


def test_with_a_fault_nothing_is_imported_until_told_to_go_on_without(agim):
    send(agim, GOOD, FAULTY)

    refused = agree(agim)
    assert refused.status_code == 409
    assert not Contact.objects.exists()

    assert agree(agim, **{"without-faulty": "1"}).url == DONE
    assert [contact.role for contact in Contact.objects.all()] == [KEY]
    assert agim.get(f"{IMPORT}faults.csv").content.decode().count("nobody's number") == 1


def test_the_faults_name_row_column_and_what_to_do_in_both_languages(agim):
    send(agim, GOOD, FAULTY)

    english = agim.get(PREVIEW).content.decode()
    albanian = agim.get(PREVIEW.replace("/en/", "/sq/")).content.decode()

    assert "Row 3 · Phone" in english
    assert "That is no number of Albania" in english
    assert "Rreshti 3 · Telefoni" in albanian
    assert "Ky nuk është numër i Shqipërisë" in albanian


def test_what_a_file_says_is_never_a_tag(agim):
    send(agim, GOOD | {"role": "<script>alert(1)</script>", "<b>Feja</b>": "x"})

    page = agim.get(PREVIEW).content

    assert b"<script>alert" not in page
    assert b"<b>Feja" not in page


def test_the_faults_are_taken_away_as_a_file_that_nothing_runs(agim):
    send(agim, GOOD | {"phone": "=1+1"})

    answer = agim.get(f"{IMPORT}faults.csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b",'=1+1," in answer.content


def test_somebody_changed_a_contact_in_between(agim):
    Contact.objects.create(municipality=PLACE, role=KEY, post_sq="x", post_en="x", phone="129")
    send(agim, GOOD, SECOND)
    page = agim.get(PREVIEW)
    read = page.context["read"]
    Contact.objects.update(phone="112")

    refused = agim.post(GO, {"draft": read.draft.pk, "seen": read.plan.seen()})

    assert refused.status_code == 409
    assert b"Somebody changed these contacts since you looked" in refused.content
    assert b"112" in refused.content
    assert [contact.phone for contact in Contact.objects.all()] == ["112"]
    # Nothing is lost: the page shows what would change now, and can be agreed to.
    assert agree(agim).url == DONE
    assert Contact.objects.count() == 2


def test_a_file_read_in_another_tab_is_not_imported_by_this_one(agim):
    send(agim, GOOD)
    read = agim.get(PREVIEW).context["read"]
    send(agim, SECOND)

    refused = agim.post(GO, {"draft": read.draft.pk, "seen": read.plan.seen()})

    assert refused.status_code == 409
    assert b"You have read another file since" in refused.content
    assert not Contact.objects.exists()


def test_the_same_form_sent_twice_imports_once(agim):
    send(agim, GOOD)
    read = agim.get(PREVIEW).context["read"]
    form = {"draft": read.draft.pk, "seen": read.plan.seen()}

    assert [agim.post(GO, form).url for _ in range(2)] == [DONE, DONE]
    assert Contact.objects.get().check_count == 0
    assert agim.get(PREVIEW).url == DONE


@pytest.mark.parametrize("form", [{}, {"draft": "x", "seen": "y"}], ids=["empty", "invented"])
def test_a_form_that_agrees_to_nothing_imports_nothing(form, agim):
    send(agim, GOOD)

    assert agim.post(GO, form).status_code == 409
    assert not Contact.objects.exists()


def test_another_browser_of_the_same_person_cannot_open_what_was_read(agim, town):
    send(agim, GOOD)
    other = sign_in(Client(), town.agim, town.ring("agim"))

    assert other.get(PREVIEW).status_code == 410
    other.cookies["import"] = "A" * 44
    assert other.get(PREVIEW).status_code == 410
    assert agim.get(PREVIEW).status_code == 200


def test_after_an_hour_what_was_read_is_gone(agim):
    send(agim, GOOD)
    draft = Draft.objects.get()
    Draft.objects.update(
        read_at=draft.read_at - 2 * LIVES_FOR, expires_at=draft.expires_at - LIVES_FOR
    )

    answer = agim.get(PREVIEW)

    assert answer.status_code == 410
    assert b"kept for an hour" in answer.content


def test_what_was_read_can_be_forgotten(agim):
    send(agim, GOOD)

    assert agim.post(f"{IMPORT}discard/").url == IMPORT
    assert not Draft.objects.exists()
    assert agim.cookies["import"].value == ""


def test_the_key_goes_into_a_cookie_that_no_script_reads(agim):
    cookie = send(agim, GOOD).cookies["import"]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert cookie["max-age"] == LIVES_FOR.total_seconds()


@pytest.mark.parametrize("who", ["drita", "mira", "ilir", "zana"])
@pytest.mark.parametrize(
    "address", [IMPORT, PREVIEW, DONE, f"{IMPORT}faults.csv", f"{IMPORT}template.csv"]
)
def test_for_everybody_else_there_is_no_such_page(address, who, town, client):
    sign_in(client, getattr(town, who), town.ring(who))

    assert client.get(address).status_code == 404
    assert client.post(IMPORT, {"file": named(b"x", "a.csv")}).status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(client):
    assert client.get(IMPORT).status_code == 302
    assert client.post(IMPORT, {"file": named(text(grid(GOOD)), "a.csv")}).status_code == 302
    assert not Draft.objects.exists()


def test_a_form_of_another_site_is_refused(town, static_files):
    browser = sign_in(Client(enforce_csrf_checks=True), town.agim, town.ring("agim"))

    assert send(browser, GOOD).status_code == 403
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "status", "says"),
    [
        (b"x" * (5 * 1024 * 1024 + 1), "a.csv", 413, "larger than 5 MB"),
        (b"%PDF", "a.pdf", 422, "ends in .xlsx or .csv"),
        (b"a,b\n1,2", "a.csv", 422, "no column"),
    ],
    ids=["large", "another kind", "no contacts"],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(content, name, status, says, agim):
    answer = agim.post(IMPORT, {"file": named(content, name)})

    assert answer.status_code == status
    assert says in answer.content.decode()
    assert not Draft.objects.exists()


def test_without_a_file_the_page_says_what_to_choose(agim):
    assert agim.post(IMPORT, {}).status_code == 422


def test_the_preview_asks_the_database_a_fixed_number_of_times(agim, django_assert_max_num_queries):
    send(agim, GOOD)
    with django_assert_max_num_queries(12):
        agim.get(PREVIEW)
    units = ["Lunik", "Orenjë", "Polis", "Steblevë"]
    send(agim, *[GOOD | {"unit": unit, "turn": turn} for unit in units for turn in ("", "2", "3")])
    with django_assert_max_num_queries(12):
        agim.get(PREVIEW)
