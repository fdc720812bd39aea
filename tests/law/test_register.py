from datetime import date

import pytest

from bashke.law.register import Standing, find, metadata, past, standing
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def acts(library):
    return library.pack.acts


@pytest.mark.parametrize(
    "words",
    [
        "ligj-18-2017",
        "18/2017",
        "Ligji 18/2017",
        "LIGJI NR. 18, DATË 23.2.2017",
        "ligj nr 18 date 23.02.2017",
        "law 18/2017",
        "Law no. 18-2017",
        "https://qbz.gov.al/eli/ligj/2017/02/23/18",
        "qbz.gov.al/eli/ligj/2017/2/23/18",
        "ELI/LIGJ/2017/02/23/18",
        "per te drejtat dhe mbrojtjen e femijes",
        "Për të drejtat dhe mbrojtjen e fëmijës",
    ],
)
def test_every_form_that_people_type_finds_the_act(acts, words):
    assert [act.key for act in find(acts, words)] == ["ligj-18-2017"]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("vkm 578/2018", "vkm-578-2018"),
        ("VENDIM 578/2018", "vkm-578-2018"),
        ("vendimi nr. 578 i vitit 2018", None),
        ("urdher 313/2020", "urdher-313-2020"),
        ("9669", "ligj-9669-2006"),
        ("kushtetuta", "kushtetuta"),
    ],
)
def test_the_kind_may_be_named_in_any_way(acts, words, key):
    found = [act.key for act in find(acts, words)]

    assert found == [key] if key else "vkm-578-2018" in found


@pytest.mark.parametrize(
    "words", ["", "   ", "99999/1901", "eli/ligj/1901/01/01/1", "zzz", "<script>"]
)
def test_what_names_no_act_finds_none(acts, words):
    assert find(acts, words) == []


def test_a_kind_that_does_not_fit_finds_nothing(acts):
    assert find(acts, "vkm 18/2017") == []


def with_dates(act, **dates):
    return act.model_copy(update=dates)


def test_an_act_stands_as_its_dates_say(acts):
    act = acts["ligj-18-2017"]

    assert standing(acts, act, TODAY) is Standing.IN_FORCE
    assert standing(acts, act, date(2017, 6, 8)) is Standing.NOT_YET
    ended = with_dates(act, in_force_to=date(2026, 1, 1))
    assert standing(acts, ended, date(2026, 1, 1)) is Standing.IN_FORCE
    assert standing(acts, ended, date(2026, 1, 2)) is Standing.ENDED


def test_a_replacement_without_a_day_is_said_to_have_none(acts):
    old, new = acts["ligj-9669-2006"], acts["ligj-11-2026"]

    assert standing(acts, old, TODAY) is Standing.REPLACED_SOMETIME
    assert standing(acts, old, date(2025, 6, 1)) is Standing.DAY_NOT_KNOWN
    dated = {**acts, new.key: with_dates(new, in_force_from=date(2026, 3, 1))}
    assert standing(dated, old, date(2026, 3, 1)) is Standing.REPLACED
    assert standing(dated, old, date(2026, 2, 28)) is Standing.DAY_NOT_KNOWN


def test_only_what_no_longer_holds_is_past(acts):
    found = past(acts, iter(["ligj-9669-2006", "ligj-18-2017", "ligj-9669-2006"]), TODAY)

    assert [(act.key, how) for act, how in found] == [
        ("ligj-9669-2006", Standing.REPLACED_SOMETIME)
    ]


def test_metadata_has_eli_and_frbr_and_says_what_is_not_confirmed(acts):
    found = metadata(acts, acts["ligj-18-2017"], TODAY)

    assert found["eli"] == "https://qbz.gov.al/eli/ligj/2017/02/23/18"
    assert found["frbr"]["work"] == "/akn/al/act/ligj/2017-02-23/18"
    assert found["confirmed"] is None
    assert {"neni-58", "neni-59"} <= {each["key"] for each in found["provisions"]}


def test_every_eli_has_the_form_of_its_act(acts):
    for act in acts.values():
        if act.eli:
            assert act.date, act.key
            assert act.eli.endswith(f"/{act.date:%Y/%m/%d}/{act.number}"), act.key


def test_what_is_replaced_names_what_replaced_it(acts):
    for act in acts.values():
        for key in act.replaced_by:
            assert act.key in acts[key].replaces, (act.key, key)
