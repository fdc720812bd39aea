"""Every page of the Guide, in both languages: what it shows, and that it keeps nothing."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from bashke.directory.services import fill_demo
from bashke.guide.addresses import address, code
from bashke.guide.edition import from_files

pytestmark = pytest.mark.django_db
PAGES = [
    "guide/", "guide/1.1/", "guide/3.6/", "contacts/", "librazhd/guide/", "librazhd/guide/4.3/",
    "librazhd/contacts/", "law/", "law/ligj-9669-2006/", "law/kushtetuta/", "changes/",
    "unconfirmed/", "terms/",
]  # fmt: skip


@pytest.fixture
def demo(library):
    fill_demo(library.pack, today=timezone.localdate())


def get(client, path, **headers):
    return client.get(path, headers=headers)


@pytest.mark.parametrize("lang", ["sq", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_in_both_languages(client, demo, lang, path):
    response = get(client, f"/{lang}/{path}")

    assert response.status_code == 200
    assert f'lang="{lang}"' in response.text
    assert not response.cookies
    assert response.text.count("<h1") == 1


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_every_sub_chapter_act_and_mechanism_has_a_page(client, lang):
    edition = from_files()
    keys = [("guide", key) for key in edition.guide.parts]
    keys += [("law", key) for key in edition.pack.acts]
    keys += [(each[-1].kind, each[-1].key) for each in edition.library.versions.values()]

    for kind, key in keys:
        assert get(client, address(kind, key, lang)).status_code == 200, key


@pytest.mark.parametrize(
    "path",
    ["/sq/guide/9.9/", "/sq/law/ligj-1-1900/", "/sq/atlantis/guide/", "/sq/table/zzz/",
     "/sq/law/ligj-1-1900.json", "/de/guide/", "/sq/Librazhd/guide/"],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(client, path):
    assert get(client, path).status_code == 404


def test_an_address_names_no_concern():
    for versions in from_files().library.versions.values():
        path = address("mechanism", versions[-1].key, "sq", "librazhd")
        assert versions[-1].key not in path
    assert code("domestic-violence") == "887cf0"


def test_contacts_of_a_part_are_those_of_the_municipality(client, demo):
    here = get(client, "/sq/librazhd/guide/3.4/").text
    anywhere = get(client, "/sq/guide/3.4/").text

    assert "0000 101 0" in here
    assert "0000 101 0" not in anywhere
    assert "116 111" in anywhere


def test_a_part_that_rests_on_a_repealed_act_says_so(client):
    parts = from_files().guide.parts
    rests = {key for key, p in parts.items() if any(c.act == "ligj-9669-2006" for c in p.citations)}

    assert {"3.2", "1.2"} <= rests < set(parts)
    for key in parts:
        says = "9669/2006, i cili sipas burimit tonë është zëvendësuar"
        assert (says in get(client, f"/sq/guide/{key}/").text) is (key in rests), key


def test_every_citation_carries_its_mark_while_nobody_has_confirmed_it(client):
    page = get(client, "/en/guide/3.4/").text

    cited = re.findall(r'<a class="app-cite" href="[^"]+">([^<]+)</a>(<abbr)?', page)
    assert len(cited) >= 5
    assert all(mark for _text, mark in cited)


def test_the_register_finds_an_act_and_goes_there(client):
    response = get(client, "/sq/law/?act=Ligji nr. 18, dt 23.2.2017")

    assert response.status_code == 302
    assert response.url == "/sq/law/ligj-18-2017/"


def test_the_register_says_what_it_does_not_find(client):
    page = get(client, "/en/law/?act=99999/1901").text

    assert "No act here has this number" in page


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/en/law/?on=yesterday", "is not a day"),
        ("/en/law/?on=1999-01-01", "valid from"),
        ("/en/changes/?from=x", "is not a day"),
        ("/en/changes/?from=2026-05-01&amp;to=2026-04-01".replace("&amp;", "&"), "comes before"),
    ],
)
def test_a_day_that_cannot_be_used_is_told_in_one_sentence(client, path, sentence):
    response = get(client, path)

    assert response.status_code == 422
    assert sentence in response.text


def test_hostile_words_are_shown_as_words(client):
    response = get(client, "/en/law/?act=<script>alert(1)</script>")

    assert "<script>alert" not in response.text


def test_the_register_stands_as_on_the_day_asked(client):
    before = get(client, "/en/law/ligj-11-2026/?on=2025-06-01").text
    now = get(client, "/en/law/ligj-9669-2006/").text

    assert "replaced; the day is not known here" in now
    assert "replaced;" not in before


def test_the_act_says_what_rests_on_it(client):
    page = get(client, "/en/law/ligj-18-2017/").text

    assert "Protection of children at risk" in page
    assert 'href="/en/guide/3.4/"' in page


def test_an_act_for_machines_is_json(client):
    found = get(client, "/en/law/ligj-18-2017.json").json()

    assert found["key"] == "ligj-18-2017"
    assert found["confirmed"] is None


def test_a_page_reads_contacts_confirmations_and_whether_the_place_is_set_up_and_nothing_else(
    client, demo, django_assert_num_queries
):
    get(client, "/sq/librazhd/guide/1.1/")

    with django_assert_num_queries(3):
        get(client, "/sq/librazhd/guide/1.5/")
    with django_assert_num_queries(1):
        get(client, "/sq/terms/")


def test_a_doubtful_line_is_never_shown_as_sure(client):
    for path in ("/sq/contacts/", "/sq/librazhd/contacts/", "/sq/guide/1.5/"):
        assert "116 006" not in get(client, path).text
        assert "116006" not in get(client, path).text


def test_words_stand_in_the_order_of_the_alphabet(client):
    page = get(client, "/sq/terms/").text
    terms = re.findall(r'<dt id="[^"]+">\s*([^<]+)', page)

    folded = [term.strip()[0].lower() for term in terms]
    # ç stands behind all c, and not among them.
    if "ç" in folded:
        assert folded.index("ç") > max(n for n, each in enumerate(folded) if each == "c")


def test_addresses_agree_with_the_urls():
    assert address("guide", "3.4", "sq", "librazhd") == reverse(
        "guide:part", args=["sq", "librazhd", "3.4"]
    )
    assert address("law", "kushtetuta", "en") == reverse("guide:act", args=["en", "kushtetuta"])
    with pytest.raises(ValueError, match="has no page"):
        address("case", "1", "sq")


@pytest.mark.parametrize("lang", ["sq", "en"])
def test_the_table_has_every_concern_and_the_matrix(client, demo, lang):
    page = get(client, f"/{lang}/librazhd/table/").text

    assert page.count('<details class="app-row"') > len(
        from_files().pack.facts["happening"].options
    )
    assert "0000 101 0" in page
    assert "●" in page
    assert "◌" in page


def test_a_filter_of_the_table_is_in_no_address(client, demo):
    every = get(client, "/sq/librazhd/table/").text
    response = client.post("/sq/librazhd/table/", {"who": "child", "what": "school-and-youth"})

    assert 0 < response.text.count("app-row__body") < every.count("app-row__body")
    assert response.request["QUERY_STRING"] == ""


def test_a_filter_that_nobody_offered_is_calmly_ignored_or_empty(client):
    assert client.post("/sq/table/", {"who": "<script>", "what": ""}).status_code == 200
    assert "Asnjë rresht" in client.post("/sq/table/", {"what": "x\x00y"}).text


def test_the_table_for_a_spreadsheet_is_a_download(client, demo):
    response = get(client, "/sq/librazhd/table.csv")

    assert response["Content-Disposition"] == 'attachment; filename="bashke-librazhd-sq.csv"'
    assert "0000 101 0" in response.content.decode("utf-8-sig")


def test_a_search_leads_to_the_mechanism_and_keeps_nothing(client, demo, caplog):
    response = client.post("/sq/librazhd/search/", {"q": "me rreh burri"})

    first = response.text.index("app-hits")
    assert address("mechanism", "domestic-violence", "sq", "librazhd") in response.text[first:]
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert "rreh" not in caplog.text


@pytest.mark.parametrize("words", ["mjekërr", "mjekerr", "hixhab", "HIXHABI", "beard"])
def test_belief_leads_to_nothing_to_refer(client, words):
    page = client.post("/sq/search/", {"q": words}).text

    first = page.index("app-hits")
    assert page.index(code("nothing-to-refer")) == page.index("/table/", first) + len("/table/")


@pytest.mark.parametrize(
    "words", ["a" * 10_000, "\x00\x01\x1b", "   ", "%00", "' OR 1=1 --", "😀" * 50]
)
def test_a_hostile_search_gets_a_calm_answer(client, words):
    response = client.post("/sq/search/", {"q": words})

    assert response.status_code == 200
    assert "<h1" in response.text


def test_a_search_from_another_site_is_refused(client):
    response = client.post("/sq/search/", {"q": "x"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403


def test_the_box_stands_on_every_page(client, demo):
    for path in (
        "/sq/",
        "/sq/librazhd/",
        "/sq/librazhd/ask/",
        "/sq/librazhd/guide/1.1/",
        "/sq/law/",
    ):
        assert get(client, path).text.count('role="search"') >= 1, path
