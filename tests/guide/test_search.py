"""The search leads people where they mean to go, whatever way they write, and keeps nothing."""

import json
import logging
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from bashke.directory.models import Contact
from bashke.guide.addresses import address
from bashke.guide.edition import from_files
from bashke.guide.search import MOST, indexes, search
from bashke.guide.search.words import key, stem, telling

CASES = Path(settings.BASE_DIR).parent / "shared" / "checks" / "vignettes.jsonl"
OWN = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8"))
LEADS = {"mechanism", "service"}


@pytest.fixture(scope="module")
def edition():
    return from_files()


@pytest.fixture(scope="module")
def leads(edition):
    """The mechanisms and services that a query leads to."""

    def find(query, lang="sq"):
        return [hit.id for hit in search(edition, query, lang) if hit.kind in LEADS]

    return find


@pytest.fixture(scope="module")
def found(edition):
    """Everything that a query leads to, as kind and id."""

    def find(query, lang="sq"):
        return [(hit.kind, hit.id) for hit in search(edition, query, lang)]

    return find


def accuracy(leads, cases):
    """How many of the queries have an acceptable result first, and among the first three."""
    first = sum(bool(set(leads(query, lang)[:1]) & right) for query, lang, right in cases)
    three = sum(bool(set(leads(query, lang)[:3]) & right) for query, lang, right in cases)
    return first / len(cases), three / len(cases)


@pytest.mark.skipif(not CASES.exists(), reason="the worked cases stand beside the project")
def test_the_worked_cases_are_found(leads, capsys):
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    cases = [(row["query"], row["lang"], {*row["must"], *row["lead"]}) for row in rows]

    first, three = accuracy(leads, cases)

    with capsys.disabled():
        print(f"\n{len(cases)} worked cases: first {first:.1%}, first three {three:.1%}")
    assert first >= 0.85
    assert three >= 0.95


def test_our_own_queries_are_found(leads, capsys):
    cases = [(row["query"], row["lang"], set(row["any"])) for row in OWN]

    first, three = accuracy(leads, cases)

    with capsys.disabled():
        print(f"\n{len(cases)} own queries: first {first:.1%}, first three {three:.1%}")
    assert first >= 0.85
    assert three >= 0.95


@pytest.mark.parametrize(
    "query",
    [
        "mjekër", "mjekërr", "mjekerr", "mjeker e gjate", "hixhab", "hixhabi", "hidzab", "shami",
        "me shami", "shamine", "falet", "falet ne pune", "namaz", "agjeron", "ramazan", "xhami",
        "kryq ne qafe", "nxenesja me shami ne shkolle", "mesuesi ka lene mjeker", "kuran",
        "djali shkon ne xhami", "familja lutet bashke", "komshiu me mjekerr",
    ],
)  # fmt: skip
def test_belief_alone_leads_to_nothing_to_refer(leads, query):
    assert leads(query)[:1] == ["nothing-to-refer"]


@pytest.mark.parametrize(
    "query", ["beard", "hijab", "headscarf", "prays", "praying at school", "pupil grew a beard",
              "neighbour goes to mosque", "colleague wears a cross", "fasting pupil", "quran"]
)  # fmt: skip
def test_belief_alone_leads_to_nothing_to_refer_in_english(leads, query):
    assert leads(query, "en")[:1] == ["nothing-to-refer"]


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("burri me mjeker me rreh", {"domestic-violence"}),
        ("babai me rreh se heq shamine", {"child-protection", "domestic-violence"}),
        ("burri me detyron te vej shami me rreh", {"domestic-violence"}),
        ("falet dhe thote do te vrase", {"violent-extremism", "community-policing"}),
        ("s'me morën ne pune per shamine", {"anti-discrimination"}),
        ("vodhen ne xhami", {"community-policing"}),
        ("hixhab vetevrasje", {"health"}),
    ],
)
def test_belief_beside_harm_leads_to_the_harm(leads, query, right):
    assert leads(query)[0] in right


@pytest.mark.parametrize(
    ("forms", "right"),
    [
        (("burri më rreh", "burri me rreh", "BURRI ME RREH!!", "burri m’rreh", "burri me rref",
          "burri mrreh", "me rreh burri", "burri me rrahu", "burri i rreh gruan",
          "burri me ka rrahur"), "domestic-violence"),
        (("fëmijë i rrahur", "femije i rrahur", "kalamani i rrahun", "femija u rrah nga babi",
          "cuni rrihet nga babai", "goca e rrahur nga njerku", "fmija i rrahur",
          "femij i rrahur"), "child-protection"),
        (("përmbytje", "permbytje", "permbytja", "permbytjes", "permbytjet", "prmbytje",
          "permbytej", "përmbytjeve"), "civil-protection"),
        (("ryshfet", "rryshfet", "ryshfeti", "ryshfetit", "ryshfeet", "ryshfte"),
         "anti-corruption"),
        (("vetëvrasje", "vetevrasje", "vetvrasje", "vetevrasja", "vetevrasjes", "vetevrsje"),
         "health"),
        (("diskriminim", "diskriminimi", "diskriminohem", "diskriminmi", "me diskriminojne"),
         "anti-discrimination"),
    ],
)  # fmt: skip
def test_diacritics_inflection_dialect_and_typos_do_not_matter(leads, forms, right):
    assert {form: leads(form)[0] for form in forms} == dict.fromkeys(forms, right)


def test_the_other_language_counts_too_but_less(edition, leads):
    assert leads("burri më rreh", "en")[0] == "domestic-violence"
    assert leads("human trafficking", "sq")[0] == "counter-trafficking"
    said = {lang: indexes(edition, lang).concerns for lang in ("sq", "en")}
    scores = {lang: max(f.score for f in index.find(index.understand("bribe")).values())
              for lang, index in said.items()}  # fmt: skip
    assert scores["en"] > scores["sq"] > 0


@pytest.mark.parametrize(
    "query",
    ["18/2017", "ligji 18/2017", "ligj nr. 18/2017", "ligj-18-2017", "Ligji nr. 18, datë 23.2.2017",
     "https://qbz.gov.al/eli/ligj/2017/02/23/18", "eli/ligj/2017/2/23/18", "law 18/2017"],
)  # fmt: skip
def test_an_act_is_found_by_its_number_key_and_eli(found, query):
    assert found(query)[0] == ("law", "ligj-18-2017")


def test_a_kind_with_a_bare_number_finds_the_acts_of_that_number(edition, found):
    (kind, act), *_others = found("ligji 18")

    assert kind == "law"
    assert edition.pack.acts[act].number == "18"


def test_a_provision_is_found_with_its_act(found):
    first, second, *_others = found("ligji 18/2017 neni 58")

    assert first == ("law", "ligj-18-2017#neni-58")
    assert second == ("law", "ligj-18-2017")
    assert found("ligj-18-2017#neni-58")[0] == first


def test_a_year_of_age_names_no_act(found):
    assert found("vajza 16 vjec rrihet")[0] == ("mechanism", "child-protection")


def test_every_title_of_the_guide_finds_its_sub_chapter(edition, found):
    for lang in ("sq", "en"):
        for part in edition.guide.parts.values():
            assert ("guide", part.key) in found(part.head.title.in_language(lang), lang)


def test_terms_and_contacts_are_found(found):
    assert ("term", "interdisciplinary-technical-team") in found("ekipi teknik ndërdisiplinor")
    assert ("contact", "dv-coordinator") in found("koordinator vendor kundër dhunës")
    assert ("contact", "state-police-129") in found("129 policia e shtetit")


def test_local_contacts_are_found_where_they_are_given(edition):
    ours = Contact(municipality="librazhd", role="municipality-desk",
                   post_sq="Sporteli Unik Zenbora", post_en="One-stop desk Zenbora")  # fmt: skip

    with_them = search(edition, "zenbora", "sq", "librazhd", [ours])

    assert [(hit.kind, hit.id) for hit in with_them] == [("contact", "municipality-desk")]
    assert with_them[0].url == address("contact", "municipality-desk", "sq", "librazhd")
    assert search(edition, "zenbora", "sq", "librazhd") == []


def test_an_address_names_no_concern(edition):
    for hit in search(edition, "dhunë në familje", "sq", "librazhd"):
        assert hit.url == address(hit.kind, hit.id, "sq", "librazhd")
        if hit.kind in LEADS:
            assert hit.id not in hit.url


def test_at_most_ten_each_once_and_always_in_the_same_order(edition):
    for row in OWN:
        first = search(edition, row["query"], row["lang"])
        assert first == search(edition, row["query"], row["lang"])
        assert len(first) <= MOST
        assert len({(hit.kind, hit.id) for hit in first}) == len(first)
    indexes.cache_clear()
    assert search(edition, OWN[-1]["query"], OWN[-1]["lang"]) == first


def test_the_index_is_built_once(edition):
    assert indexes(edition, "sq") is indexes(edition, "sq")


@pytest.mark.parametrize(
    "query", ["", "   ", "?!", "a", "në", "x" * 5000, "🙂", "12345678901", "-"]
)
def test_what_says_nothing_finds_nothing_and_breaks_nothing(edition, query):
    assert len(search(edition, query, "sq")) <= MOST


@pytest.mark.django_db
def test_no_query_is_logged_or_stored(caplog, capsys, django_assert_max_num_queries):
    caplog.set_level(logging.DEBUG)
    secret = "burriqmengul mbledhsi"
    # Two look whether the tables are there, two read contacts and confirmations.
    with django_assert_max_num_queries(4) as asked:
        call_command("search", *secret.split(), json=True, place="librazhd")
    capsys.readouterr()

    # The database driver logs our own reads when it is watched; none may hold a word of the query.
    assert not any(word in record.getMessage() for record in caplog.records
                   for word in secret.split())  # fmt: skip
    statements = [query["sql"] for query in asked.captured_queries]
    assert all(sql.lstrip().upper().startswith("SELECT") for sql in statements)
    assert not any(word in sql for sql in statements for word in secret.split())


def test_the_index_holds_no_word_of_a_query(edition):
    search(edition, "burriqmengul", "sq")

    both = indexes(edition, "sq")
    for index in (both.concerns, both.texts):
        assert "burriqmengul" not in index.vocabulary.forms
        assert "burriqmengul" not in index.postings


@pytest.mark.django_db
def test_the_command_prints_what_the_contract_promises(capsys):
    call_command("search", "burri", "me", "rreh", json=True, place="librazhd")

    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["query", "results"]
    assert document["query"] == "burri me rreh"
    assert set(document["results"][0]) == {"kind", "id", "title", "url"}
    assert document["results"][0]["id"] == "domestic-violence"
    assert document["results"][0]["url"].startswith("/sq/librazhd/table/")


@pytest.mark.django_db
def test_a_batch_prints_a_line_for_each(tmp_path, capsys):
    lines = [
        '{"id": 1, "query": "fire in building", "lang": "en"}',
        '{"id": 2, "query": " "}',
        '{"id": 3, "query": "x", "lang": "de"}',
        "{",
        "[]",
        '{"id": 4, "query": "zjarr"}',
    ]
    path = tmp_path / "queries.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")

    call_command("search", batch=path, json=True)

    one, two, three, four, five, six = map(json.loads, capsys.readouterr().out.splitlines())
    assert (one["id"], one["results"][0]["id"]) == (1, "civil-protection")
    assert one["results"][0]["url"].startswith("/en/")
    assert (two["id"], "Give the words" in two["error"]) == (2, True)
    assert (three["id"], "language “de”" in three["error"]) == (3, True)
    assert (four["id"], "not JSON" in four["error"]) == (None, True)
    assert (five["id"], "object a line" in five["error"]) == (None, True)
    assert (six["id"], six["results"][0]["id"]) == (4, "civil-protection")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "options", "sentence"),
    [
        ([], {}, "Give the words"),
        (["  "], {}, "Give the words"),
        (["zjarr"], {"lang": "de"}, "language “de” is not known"),
        (["zjarr"], {"place": "atlantis"}, "place “atlantis” is not known"),
        ([], {"batch": Path("no-such-file.jsonl")}, "cannot be read"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(words, options, sentence):
    with pytest.raises(CommandError) as refused:
        call_command("search", *words, **options)

    assert refused.value.returncode == 2
    assert sentence in str(refused.value)


@pytest.mark.parametrize(("typed", "means"), [("kalamani", "femije"), ("msusja", "mesues"),
                                              ("shpi", "shtepi"), ("13", "femije")])  # fmt: skip
def test_dialect_is_brought_to_the_standard(typed, means):
    assert telling(typed) == [means]


def test_endings_fall_but_four_letters_stay():
    assert stem("permbytjeve") == stem("permbytje") != "perm"
    assert stem("dera") == "dera"
    assert key("bribery") == key("bribe")
