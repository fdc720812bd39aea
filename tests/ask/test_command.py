import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from tests.directory.kept import keep

pytestmark = pytest.mark.django_db
CONCERN = [
    "danger=soon",
    "about=child",
    "happening=violence,school",
    "by=parent",
    "reporter=teacher",
]


def ask(capsys, *words, **options):
    call_command("ask", *words, json=True, **options)
    return json.loads(capsys.readouterr().out)


def test_the_document_has_what_the_contract_promises(capsys):
    found = ask(capsys, *CONCERN, place="librazhd", lang="en", on="2026-11-22")

    assert list(found) == [
        "place", "lang", "on", "facts", "emergency", "nothing_to_refer", "routes", "guide",
    ]  # fmt: skip
    assert found["facts"]["happening"] == ["violence", "school"]
    lead = found["routes"][0]
    assert (lead["mechanism"], lead["lead"], lead["duty"]) == ("child-protection", True, "must")
    assert set(lead) == {
        "mechanism", "kind", "title", "lead", "later", "duty", "urgency", "role", "contact",
        "first_step", "deadline", "law", "basis", "because", "say", "do_not", "next",
    }  # fmt: skip
    assert {"post", "level", "phones", "web", "address", "hours", "open_now", "number_known",
            "substitute", "tonight", "checked_on", "stale"} <= set(lead["contact"])  # fmt: skip
    assert sum(route["lead"] for route in found["routes"]) == 1
    assert found["emergency"]["show"] is False
    assert [n["number"] for n in found["emergency"]["numbers"]] == ["129", "112"]


def test_only_what_was_given_is_echoed(capsys):
    assert ask(capsys, "happening=belief")["facts"] == {"happening": ["belief"]}


def test_without_a_place_contacts_are_national(capsys):
    found = ask(capsys, "happening=violence", "by=parent", "about=child")

    assert found["place"] is None
    assert found["routes"][0]["contact"]["level"] == "national"
    assert found["lang"] == "sq"


def test_an_old_name_of_a_place_is_its_present_one(capsys):
    assert ask(capsys, "happening=belief", place="ura-vajgurore")["place"] == "dimal"


@pytest.mark.parametrize(
    ("words", "options", "sentence"),
    [
        (["happening=violense"], {}, "no option “violense”"),
        (["hapening=violence"], {}, "fact “hapening” is not known"),
        (["danger=now"], {}, "Say what is happening"),
        ([], {}, "Say what is happening"),
        (["danger=now,soon", "happening=belief"], {}, "takes one option"),
        (["happening"], {}, "form FACT=OPTION"),
        (["happening=belief", "happening=school"], {}, "given twice"),
        (["happening=belief"], {"place": "atlantis"}, "place “atlantis” is not known"),
        (["happening=belief"], {"lang": "de"}, "Give one of: sq, en"),
        (["happening=belief"], {"on": "2020-01-01"}, "valid from"),
        (["happening=belief"], {"on": "soon"}, "not a date"),
        (["happening=belief"], {"unit": "Polis"}, "needs its municipality"),
        (["happening=belief"], {"place": "librazhd", "unit": "Roshnik"}, "no administrative unit"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(words, options, sentence):
    with pytest.raises(CommandError) as refused:
        call_command("ask", *words, **options)

    assert refused.value.returncode == 2
    assert sentence in str(refused.value)


def test_a_batch_answers_line_by_line(tmp_path, capsys):
    file = tmp_path / "batch.jsonl"
    lines = [
        {"id": 1, "place": "librazhd", "facts": {"happening": ["belief"]}, "other": "ignored"},
        {"id": 2, "facts": {"happening": ["nonsense"]}},
        {"id": 3, "facts": {"happening": ["hazard"], "danger": "now"}, "lang": "en"},
        {"id": 4, "facts": [1]},
        {"id": 5, "facts": {"happening": [["belief"]], "danger": None}},
        {"id": 6, "place": 7, "facts": {"happening": ["belief"]}},
    ]
    file.write_text("\n".join(map(json.dumps, lines)) + "\nnot json\n\n")

    call_command("ask", batch=file, json=True)

    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(found) == 7
    assert found[0]["nothing_to_refer"] is True
    assert "error" in found[1]
    assert found[2]["routes"][0]["mechanism"] == "civil-protection"
    assert all("error" in line for line in found[3:])


def test_the_new_law_on_domestic_violence_takes_effect_on_its_day(capsys):
    concern = ["about=adult", "happening=violence", "by=partner"]

    acts = [
        {law["act"] for law in ask(capsys, *concern, on=day)["routes"][0]["law"]}
        for day in ("2026-02-28", "2026-03-01")
    ]

    assert "ligj-9669-2006" in acts[0]
    assert "ligj-11-2026" in acts[1]


@pytest.mark.parametrize(
    ("on", "phone", "stale"),
    [("2027-02-22", "0672123456", False), ("2027-02-23", "0672123456", True),
     ("2027-05-23", "0672123456", True), ("2027-05-24", "116111", True)],
)  # fmt: skip
def test_a_contact_is_as_old_as_the_day_asked_about_makes_it(capsys, on, phone, stale):
    keep(date(2026, 11, 24))

    contact = ask(capsys, *CONCERN, place="librazhd", on=on)["routes"][0]["contact"]

    assert (contact["phones"], contact["stale"]) == ([phone], stale)
    assert contact["number_known"] is True


def test_nothing_is_stored(capsys, django_assert_num_queries):
    ask(capsys, *CONCERN, place="librazhd")
    # One for contacts, one for what was confirmed here; none that writes.
    with django_assert_num_queries(2):
        ask(capsys, *CONCERN, place="librazhd")
