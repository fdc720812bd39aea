"""A confirmation counts for one wording; it can be recorded, laid over, exported, and lapses."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from bashke.guide.edition import confirmed, current, load, read_anew
from bashke.law.export import export, in_yaml, sorted_out
from bashke.law.models import Confirmation
from bashke.law.services import LawError, confirm, recorded
from bashke.mechanisms.schema import Citation
from bashke.pack.confirming import Recorded, facts_of, unconfirmed
from bashke.pack.schema import Confirmation as Confirmed
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
FACTS = [
    "law/ligj-18-2017",
    "law/ligj-18-2017#neni-58",
    "contact/child-helpline",
    "emergency/112",
    "place/municipality/elbasan/librazhd",
    "term/risk-assessment",
]


def compare(pack, fact, by="Arta Hoxha"):
    return confirm(pack, fact=fact, by=by, on=TODAY, today=TODAY)


def test_every_fact_has_an_id_of_its_own(library):
    ids = [fact.id for fact in facts_of(library.pack)]

    assert len(ids) == len(set(ids))
    assert {"law/ligj-18-2017#neni-58", "emergency/112"} <= set(ids)


def test_a_recorded_confirmation_is_seen_everywhere_and_nowhere_else(library):
    before = len(unconfirmed(library.pack))

    compare(library.pack, "law/ligj-18-2017#neni-58")

    now = current().library
    assert now.is_confirmed(Citation(act="ligj-18-2017", provision="neni-58"))
    assert not now.is_confirmed(Citation(act="ligj-18-2017"))
    assert len(unconfirmed(now.pack)) == before - 1
    assert not library.is_confirmed(Citation(act="ligj-18-2017", provision="neni-58"))


def test_a_confirmation_lapses_when_the_wording_changes(planted, library):
    compare(library.pack, "law/ligj-18-2017#neni-58")

    changed = planted("law/ligj-18-2017.yaml", "Specialised supervision", "Special supervision")

    standing, lapsed = sorted_out(changed.pack, recorded())
    assert (standing, [row.fact for row in lapsed]) == ((), ["law/ligj-18-2017#neni-58"])


def test_of_two_confirmations_the_later_one_counts(library):
    compare(library.pack, "emergency/112", by="Besnik Dervishi")
    compare(library.pack, "emergency/112", by="Drita Kola")

    (number,) = [n for n in current().pack.file.emergency if n.number == "112"]
    assert number.confirmed.by == "Drita Kola"


@pytest.mark.parametrize("fact", FACTS)
def test_an_export_writes_only_the_confirmation(pack_copy, fact):
    edition = load(pack_copy)
    compare(edition.pack, fact)
    before = {path: path.read_text() for path in pack_copy.rglob("*.*")}

    written = export(edition.pack, recorded())

    changed = [path for path, text in before.items() if path.read_text() != text]
    assert (written, len(changed)) == (1, 1)
    read_anew()
    again = {each.id: each for each in facts_of(load(pack_copy).pack)}
    assert again[fact].item.confirmed.by == "Arta Hoxha"
    others = [key for key, each in again.items() if each.item.confirmed and key != fact]
    assert others == []


def test_a_name_with_quotes_is_written_as_it_is(pack_copy):
    edition = load(pack_copy)
    compare(edition.pack, "law/ligj-18-2017", by='Arta "Tala" Hoxha: jurist # 1')

    export(edition.pack, recorded())

    read_anew()
    act = load(pack_copy).pack.acts["ligj-18-2017"]
    assert act.confirmed.by == 'Arta "Tala" Hoxha: jurist # 1'


def test_an_article_is_not_taken_for_one_whose_key_begins_alike():
    text = "- key: neni-7-pika-2\n  confirmed: null\n- key: neni-7\n  confirmed: null\n"
    row = Recorded("law/ligj-1-2000#neni-7", "", Confirmed(by="Arta Hoxha", on=TODAY))

    first, second = in_yaml(text, row).split("- key: neni-7\n")

    assert first == "- key: neni-7-pika-2\n  confirmed: null\n"
    assert "Arta Hoxha" in second


def test_what_is_exported_is_not_written_twice(pack_copy):
    edition = load(pack_copy)
    compare(edition.pack, "law/ligj-18-2017")
    export(edition.pack, recorded())
    read_anew()

    assert export(load(pack_copy).pack, recorded()) == 0


def test_without_confirmations_the_edition_is_the_files(library):
    edition = current()

    assert confirmed(edition, ()) is edition


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"fact": "law/nothing"}, "There is no fact “law/nothing”"),
        ({"by": "  "}, "Say who compared it"),
        ({"on": date(2099, 1, 1)}, "still to come"),
    ],
)
def test_a_confirmation_that_says_too_little_is_refused(library, words, sentence):
    given = {"fact": "emergency/112", "by": "Arta Hoxha", "on": TODAY, "today": TODAY, **words}

    with pytest.raises(LawError) as refused:
        confirm(library.pack, **given)

    assert sentence in str(refused.value)
    assert not Confirmation.objects.exists()


def test_the_database_refuses_a_nameless_confirmation():
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(fact="emergency/112", text_hash="x", by="", on=TODAY)


def test_the_command_records_and_lists(capsys):
    call_command("content", "confirm", "emergency/129", "--by", "Arta Hoxha")
    call_command("content", "confirmations")

    said = capsys.readouterr().out
    assert "emergency/129: confirmed by Arta Hoxha" in said
    with pytest.raises(CommandError) as refused:
        call_command("content", "confirm", "emergency/999", "--by", "Arta Hoxha")
    assert refused.value.returncode == 2
