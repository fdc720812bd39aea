"""The pages of referrals, as people at their posts use them."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from bashke.audit.models import Event
from bashke.cases.models import Case, Referral
from bashke.cases.referring.from_ask import Start, seal_start
from bashke.cases.services.referrals import words_of
from bashke.guide.edition import from_files
from tests.accounts.cast import PLACE
from tests.cases.conftest import MECHANISM, STEP, WORDS, browser, sent_to

HERE = f"/sq/{PLACE}/referrals/"
LAW = ("ligj-11-2026",)
TYPED = {
    "about": WORDS["about"],
    "concern": WORDS["concern"],
    "reach": WORDS["reach"],
    "necessity": WORDS["necessity"],
    "ground": "task",
    "help_agreed": "yes",
    "telling_agreed": "yes",
}
EVERYBODY = ("besnik", "drita", "teuta", "agim", "mira", "ilir", "sara", "zana")


def start(duty="may"):
    table = from_files().library.table_on(timezone.localdate())
    return f"{HERE}new/?a={seal_start(Start(MECHANISM, STEP, duty, LAW), table)}"


def text_of(response):
    """What a reader sees, without tags."""
    page = re.sub(r"<(script|style).*?</\1>", "", response.text, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def written(besnik, duty="may", **changed):
    """A draft as Besnik types it; gives its reference."""
    besnik.post(start(duty), TYPED | changed)
    return Referral.objects.latest("begun_at").reference


def sends(town, besnik, reference, **changed):
    given = {"post": str(town.post("drita").pk)} | changed
    return besnik.post(f"{HERE}{reference}/send/", given)


def test_the_duty_is_said_before_a_word_is_written(besnik):
    page = text_of(besnik.get(start("must")))

    assert page.index("Ligji ju detyron ta tregoni") < page.index("Për kë bëhet fjalë")
    assert "ligji 11/2026" in page.casefold() or "11/2026" in page
    assert "Pse duhet treguar" not in page


def test_where_the_law_only_allows_the_reason_is_asked(besnik):
    page = text_of(besnik.get(start("may")))

    assert "Ligji ju lejon ta tregoni" in page
    assert "Pse duhet treguar" in page


def test_from_the_first_words_to_the_receiver(town, besnik, drita):
    went = besnik.post(start(), TYPED)
    reference = Referral.objects.get().reference
    assert went.url == f"{HERE}{reference}/send/"
    review = text_of(besnik.get(went.url))
    assert "Drita" in review
    assert WORDS["concern"] in review

    done = sends(town, besnik, reference)

    assert done.url == f"{HERE}{reference}/"
    assert Referral.objects.get().state == "sent"
    assert Referral.objects.get().law == [*LAW]
    assert WORDS["about"] in text_of(drita.get(HERE))
    assert town.drita.notices.unseen().get().kind == "referral-waiting"


def test_a_draft_is_kept_as_it_is_typed_and_gives_its_address(besnik, town):
    kept = besnik.post(start(), {"concern": "Nisa të shkr"}, headers={"Bashke-Keep": "draft"})

    referral = Referral.objects.get()
    assert kept.status_code == 201
    assert kept["Location"] == f"{HERE}{referral.reference}/write/"
    assert re.fullmatch(r"\d\d:\d\d", kept["Bashke-Kept"])
    again = besnik.post(
        kept["Location"], {"concern": "Nisa të shkruaj"}, headers={"Bashke-Keep": "draft"}
    )
    assert again.status_code == 201
    assert words_of(Referral.objects.get(), town.ring("besnik"))["concern"] == "Nisa të shkruaj"
    assert "Nisa të shkruaj" in besnik.get(kept["Location"]).text


def test_what_was_typed_outlives_the_session(town, besnik):
    besnik.post(start(), {"concern": "Kjo mbetet."}, headers={"Bashke-Keep": "draft"})
    besnik.logout()

    page = browser(town, "besnik").get(f"{HERE}{Referral.objects.get().reference}/write/")

    assert "Kjo mbetet." in page.text


def test_of_a_form_with_a_fault_nothing_that_was_typed_is_lost(besnik, town):
    response = besnik.post(start(), TYPED | {"spoken": "on", "reach": "x" * 1001})

    assert response.status_code == 422
    assert "x" * 1001 in response.text
    assert WORDS["concern"] in unescape(response.text)
    assert words_of(Referral.objects.get(), town.ring("besnik"))["concern"] == WORDS["concern"]


def test_a_call_starts_the_day_within_which_it_is_written(besnik):
    at = timezone.localtime() - timedelta(minutes=30)

    besnik.post(
        start(),
        {"spoken": "on", "spoken_with": "Drita", "spoken_at": at.strftime("%Y-%m-%dT%H:%M")},
    )

    referral = Referral.objects.get()
    assert referral.state == "spoken"
    assert referral.write_by - referral.spoken_at == timedelta(hours=24)


@pytest.mark.parametrize("at", ["2031-01-01T10:00", "2020-01-01T10:00", "dje", ""])
def test_a_call_that_cannot_be_is_told_and_the_text_stays(besnik, at):
    response = besnik.post(start(), TYPED | {"spoken": "on", "spoken_with": "X", "spoken_at": at})

    assert response.status_code == 422
    assert WORDS["concern"] in unescape(response.text)


def test_without_a_ground_it_stays_a_draft_with_the_reason(town, besnik):
    reference = written(besnik, ground="")

    response = sends(town, besnik, reference)

    assert response.status_code == 422
    assert "Zgjidhni bazën ligjore" in text_of(response)
    assert Referral.objects.get().state == "draft"


def test_from_scratch_one_chooses_what_it_is_and_says_the_duty(besnik):
    page = besnik.get(f"{HERE}new/")
    assert f'value="{MECHANISM}/{STEP}"' in page.text

    went = besnik.post(f"{HERE}new/", {"step": f"{MECHANISM}/{STEP}"})
    duty = besnik.get(went.url)
    assert "Sa ju detyron ligji këtu?" in text_of(duty)
    words = besnik.post(went.url, {"duty": "may"})

    assert "Ligji ju lejon ta tregoni" in text_of(besnik.get(words.url))


def test_somebody_without_a_post_here_is_told_so_and_gets_a_paper(town, static_files):
    page = browser(town, "zana").get(start())

    assert page.status_code == 200
    assert f"{HERE}proof/" in page.text
    assert "<textarea" not in page.text


@pytest.mark.parametrize("word", ["x", "", "A" * 300, "é", "../../etc"])
def test_a_word_that_is_not_ours_begins_nothing(besnik, word):
    response = besnik.get(f"{HERE}new/", {"a": word})

    assert response.status_code == 200
    assert "<textarea" not in response.text


# What each may see.


def test_nobody_but_the_sender_opens_a_draft(town, besnik):
    reference = written(besnik)

    for name in EVERYBODY:
        expected = 200 if name == "besnik" else 404
        for page in ("write/", "send/"):
            got = browser(town, name).get(f"{HERE}{reference}/{page}").status_code
            assert (name, page, got) == (name, page, expected)


@pytest.mark.parametrize("page", ["", "letter/"])
def test_what_is_sent_opens_for_sender_and_receiver_alone(town, static_files, sent, page):
    got = {
        name: browser(town, name).get(f"{HERE}{sent.reference}/{page}").status_code
        for name in EVERYBODY
    }

    assert got == dict.fromkeys(EVERYBODY, 404) | {"besnik": 200, "drita": 200}


@pytest.mark.parametrize(
    "act", ["accept", "decline", "answer", "withdraw", "send-on", "discard", "write", "send"]
)
def test_nobody_else_does_anything_with_it(town, static_files, sent, act):
    for name in EVERYBODY[2:]:
        given = {"text": "X", "post": str(town.post("drita").pk)}
        response = browser(town, name).post(f"{HERE}{sent.reference}/{act}/", given)
        assert (name, response.status_code) == (name, 404)

    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_referral_of_here_is_not_there_in_another_municipality(town, besnik, sent):
    assert besnik.get(f"/sq/diber/referrals/{sent.reference}/").status_code == 404
    assert besnik.get("/sq/diber/referrals/").status_code == 404


@pytest.mark.parametrize("path", ["", "sent/", "new/", "by-phone/", "ABCD-EFGH/"])
def test_signed_out_there_is_only_the_way_in(db, client, path):
    response = client.get(HERE + path)

    assert response.status_code == 302
    assert parse_qs(urlsplit(response.url).query)["next"] == [f"{HERE}{path}"]


def test_a_colleague_and_an_administrator_find_no_name_in_their_lists(town, static_files, sent):
    for name in ("agim", "mira", "teuta", "ilir", "sara", "zana"):
        for path in (HERE, f"{HERE}sent/"):
            assert WORDS["about"] not in browser(town, name).get(path).text


def test_the_safe_way_stands_before_the_words_and_before_any_number(drita, sent):
    page = text_of(drita.get(f"{HERE}{sent.reference}/"))

    assert page.index(WORDS["reach"]) < page.index(WORDS["about"]) < page.index("Besnik")


def test_every_opening_is_on_the_trail(town, besnik, drita, sent):
    before = Event.objects.about(sent.subject).filter(act="referral.opened").count()

    drita.get(f"{HERE}{sent.reference}/")
    drita.get(f"{HERE}{sent.reference}/")
    besnik.get(f"{HERE}{sent.reference}/")

    opened = Event.objects.about(sent.subject).filter(act="referral.opened")
    assert opened.count() == before + 3
    sent.refresh_from_db()
    assert sent.state == "received"


def test_who_is_involved_is_named_on_the_page_and_never_finds_it(town, static_files, besnik):
    reference = written(besnik)
    given = {"post": str(town.post("teuta").pk), "involved": [str(town.drita.pk)]}

    besnik.post(f"{HERE}{reference}/send/", given)

    assert Referral.objects.get().state == "sent"
    assert browser(town, "drita").get(f"{HERE}{reference}/").status_code == 404
    assert browser(town, "teuta").get(f"{HERE}{reference}/").status_code == 200


def test_where_only_the_involved_would_read_it_another_is_chosen(town, besnik):
    response = sends(town, besnik, written(besnik), involved=[str(town.drita.pk)])

    assert response.status_code == 422
    assert "nuk do ta hapte dot askush" in text_of(response)


# What becomes of it.


def test_accepting_begins_a_case(drita, sent):
    response = drita.post(f"{HERE}{sent.reference}/accept/")

    case = Case.objects.get()
    assert case.referral == sent
    # Who accepts goes on in the case.
    assert response.url.endswith(f"/cases/{case.reference}/")
    assert case.reference in text_of(drita.get(response.url))


def test_of_two_who_accept_the_second_is_told(drita, sent):
    drita.post(f"{HERE}{sent.reference}/accept/")

    response = drita.post(f"{HERE}{sent.reference}/accept/")

    assert response.status_code == 422
    assert "Dikush iu përgjigj" in text_of(response)
    assert Case.objects.count() == 1


def test_declined_with_a_reason_it_goes_on_and_not_back(town, besnik, drita, sent):
    drita.post(f"{HERE}{sent.reference}/decline/", {"text": "Ka fëmijë: Teuta."})

    page = besnik.get(f"{HERE}{sent.reference}/")
    assert "Ka fëmijë: Teuta." in page.text
    assert str(town.post("drita").pk) not in page.text
    went = besnik.post(f"{HERE}{sent.reference}/send-on/", {"post": str(town.post("teuta").pk)})

    following = Referral.objects.get(previous=sent)
    assert went.url == f"{HERE}{following.reference}/"
    assert WORDS["concern"] in text_of(browser(town, "teuta").get(went.url))


@pytest.mark.parametrize("to", ["", "drita", "zana", "nonsense"])
def test_sent_on_to_where_it_cannot_go_it_stays(town, besnik, drita, sent, to):
    drita.post(f"{HERE}{sent.reference}/decline/", {"text": "Jo ne."})
    post = str(town.post(to).pk) if to in {"drita", "zana"} else to

    response = besnik.post(f"{HERE}{sent.reference}/send-on/", {"post": post})

    assert response.status_code == 422
    assert not Referral.objects.filter(previous=sent).exists()


def test_without_a_reason_it_is_not_declined(drita, sent):
    response = drita.post(f"{HERE}{sent.reference}/decline/", {"text": "  "})

    assert response.status_code == 422
    sent.refresh_from_db()
    assert sent.state == "received"


def test_withdrawn_it_is_gone_from_the_receiver_and_paper_is_spoken_of(besnik, drita, sent):
    assert "nuk mund të kthehet pas" in text_of(besnik.get(f"{HERE}{sent.reference}/"))

    besnik.post(f"{HERE}{sent.reference}/withdraw/")

    assert drita.get(f"{HERE}{sent.reference}/").status_code == 404
    assert WORDS["about"] not in drita.get(HERE).text
    assert "nuk mund të kthehet pas" in text_of(besnik.get(f"{HERE}{sent.reference}/"))


def test_the_sender_reads_what_came_of_it(besnik, drita, case):
    page = f"{HERE}{case.referral.reference}/"

    drita.post(f"{page}answer/", {"text": "U takua sot dhe është e sigurt."})

    assert "U takua sot dhe është e sigurt." in besnik.get(page).text
    assert 'name="text"' not in drita.get(page).text


def test_the_cover_letter_has_a_number_and_no_word_of_it(besnik, sent):
    page = text_of(besnik.get(f"{HERE}{sent.reference}/letter/"))

    assert sent.reference in page
    for word in " ".join(WORDS.values()).split():
        if len(word) > 6:
            assert word not in page


def test_a_call_is_taken_down_in_one_page(town, besnik, drita):
    page = drita.get(f"{HERE}by-phone/")
    assert page.status_code == 200
    given = {
        "step": f"{MECHANISM}/{STEP}",
        "post": str(town.post("drita").pk),
        "at": (timezone.localtime() - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"),
        "spoken_with": "Fqinja, 069",
        "about": "Ana",
        "concern": "Dëgjohen britma natën.",
        "reach": "",
    }

    response = drita.post(f"{HERE}by-phone/", given)

    assert response.status_code == 302
    case = Case.objects.get()
    assert case.referral.sender is None
    assert words_of(case.referral, town.ring("drita"))["spoken_with"] == "Fqinja, 069"
    assert case.reported_at == case.referral.spoken_at
    # The inbox of the post has it, and nobody else's.
    assert "Ana" in drita.get(HERE).text


@pytest.mark.parametrize("name", ["besnik", "agim", "mira", "zana", "sara"])
def test_only_who_leads_takes_calls_down(town, static_files, name):
    assert browser(town, name).get(f"{HERE}by-phone/").status_code == 404


def test_drafts_are_thrown_away_for_good(town, besnik):
    reference = written(besnik)

    besnik.post(f"{HERE}{reference}/discard/")

    page = besnik.get(f"{HERE}{reference}/")
    assert "u fshinë" in text_of(page)
    assert WORDS["about"] not in besnik.get(f"{HERE}sent/").text


# Lists.


def many(town, n):
    for _number in range(n):
        sent_to(town)


def queries(reader, path):
    """How many questions one page asks of the database."""
    asked = []

    def count(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        reader.get(path)
    return asked


@pytest.mark.parametrize("who", ["besnik", "drita"])
def test_a_list_asks_the_same_however_long_it_is(town, static_files, who):
    path = HERE if who == "drita" else f"{HERE}sent/"
    many(town, 2)
    reader = browser(town, who)
    reader.get(path)
    few = queries(reader, path)
    many(town, 5)
    reader.get(path)

    assert len(queries(reader, path)) == len(few) > 5
    page = reader.get(path)
    assert page.text.count(WORDS["about"]) == 7


def test_a_page_has_fifty_and_what_waits_comes_first(town, static_files):
    many(town, 52)
    oldest = Referral.objects.order_by("sent_at").first()
    Referral.objects.exclude(pk=oldest.pk).update(state="declined")
    Referral.objects.filter(pk=oldest.pk).update(answer_by=timezone.now() - timedelta(hours=1))
    drita = browser(town, "drita")

    page = drita.get(HERE).text

    assert page.count("app-line__who") == 50
    assert page.index(oldest.reference) == min(
        page.index(reference)
        for reference in Referral.objects.values_list("reference", flat=True)
        if reference in page
    )
    assert "ende pa përgjigje" in page
    assert drita.get(HERE, {"page": "2"}).text.count("app-line__who") == 2


# On paper, without an account.


def test_a_proof_of_report_keeps_nothing_and_names_nobody(db, client):
    given = {
        "post": "dv-coordinator", "how": "phone", "own_post": "mësuese, shkolla 9-vjeçare",
        "own_reference": "14/2026",
    }  # fmt: skip
    before = Event.objects.count()

    response = client.post(f"{HERE}proof/", given)

    page = text_of(response)
    assert "14/2026" in page
    assert "koordinator vendor kundër dhunës në familje, Librazhd" in page
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert Event.objects.count() == before


def test_a_proof_asked_for_from_another_site_is_refused(db, client):
    response = client.post(f"{HERE}proof/", {}, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
