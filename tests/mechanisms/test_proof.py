"""The proof is itself proved: each planted fault is refused at loading or raises its column."""

import pytest
import yaml

from bashke.config.management.commands.content import reachability
from bashke.guide.edition import load
from bashke.mechanisms.proof import prove
from bashke.pack.reading import ContentError

PROCESSES_FORK = "ignore:This process.*multi-threaded:DeprecationWarning"


def report_of(library):
    return prove(library, reachability(library))


def without_rows(path, wanted):
    """Remove every row of a mechanism file that `wanted` names."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["applies"] = [row for row in data["applies"] if not wanted(row)]
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="module")
def whole(library):
    return report_of(library)


def test_the_pack_is_proved(whole):
    assert whole.faults == []
    assert whole.holds
    assert whole.places == 61
    assert whole.dates == 2
    assert whole.longest_path == 6
    assert whole.invariants >= 14
    assert whole.combinations > 10**9


def test_a_removed_row_leaves_concerns_unrouted(pack_copy):
    path = next(pack_copy.glob("mechanisms/civil-protection.*"))
    without_rows(path, lambda row: "hazard" in row["happening"] and "danger" not in row)

    report = report_of(load(pack_copy).library)

    assert report.unrouted > 0
    assert not report.holds


def test_a_removed_row_breaks_an_invariant(pack_copy):
    path = next(pack_copy.glob("mechanisms/child-protection.*"))
    without_rows(path, lambda row: row["rank"] == 100)

    assert report_of(load(pack_copy).library).broken > 0


def test_an_invariant_that_covers_nothing_is_a_fault(pack_copy):
    path = pack_copy / "invariants" / "empty.yaml"
    path.write_text(
        "- {key: empty, says: {sq: asgjë, en: nothing}, source: kushtetuta,\n"
        "   when: {happening: [belief]}, without: {happening: [belief]},"
        " then: {lead: [health]}}\n"
    )

    report = report_of(load(pack_copy).library)

    assert report.broken == report.dates


def test_urgent_help_without_a_number_at_night_is_counted(pack_copy, monkeypatch):
    library = load(pack_copy).library
    look = reachability(library)

    def nobody_at_night(role, urgent):
        return (61 if urgent and role == "health-centre" else 0), look(role, urgent)[1]

    report = prove(library, nobody_at_night)

    assert report.without_contact > 0


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("roles.yaml", 'title: {sq: "shërbimi psiko-social i shkollës"', 'title: {sq: ""',
         "must not be empty"),
        ("pack.yaml", "  - anti-corruption\n  - anti-discrimination\n  - public",
         "  - anti-discrimination\n  - public", "a tie with it could not be broken"),
        ("pack.yaml", "yields:\n", "yields:\n  health: [dispute-resolution]\n"
         "  child-protection: [health]\n", "goes in a circle"),
        ("mechanisms/civil-protection.*", "law: [{act: ligj-45-2019}]\n    next: [shelter]",
             "law: []\n    next: [shelter]", "citation"),
        ("mechanisms/civil-protection.*", "ligj-45-2019", "ligj-45-9999", "has no file in law/"),
        ("mechanisms/civil-protection.*", "happening: [hazard]", "happening: [hazzard]",
         "is no option"),
        ("mechanisms/civil-protection.*", "duty: may", "dutty: may", "duty: is missing"),
        ("mechanisms/health.*", "duty: may", "duty: must", "mark: verified"),
        ("mechanisms/civil-protection.*", "urgency: days", "urgency: days\n    hapening: [need]",
         "is no question"),
        ("facts.yaml", "- id: danger", "- id: danger\n  kind: one", "is written twice"),
        ("law/ligj-45-2019.yaml", "key: ligj-45-2019", "key: ligj-45-2018", "the file is named"),
        ("places.csv", "municipality,librazhd,", "municipality,diber,", "is written twice"),
        ("holidays.yaml", "ligj-7651-1992", "ligj-1-1900", "has no file"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_told_in_one_sentence(planted, name, old, new, sentence):
    with pytest.raises(ContentError) as refused:
        planted(name, old, new)

    assert sentence in str(refused.value)
    assert name.split("*")[0].rstrip(".") in str(refused.value)


def test_a_missing_translation_is_told_with_its_place(pack_copy):
    path = next(pack_copy.glob("mechanisms/civil-protection.*"))
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    del data["steps"][0]["title"]["en"]
    key = data["steps"][0]["key"]
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")

    with pytest.raises(ContentError) as refused:
        load(pack_copy)

    assert f"steps > “{key}” > title > en: is missing" in str(refused.value)


def test_all_faults_are_told_at_once(pack_copy):
    (pack_copy / "roles.yaml").write_text("- {key: x}\n")
    (pack_copy / "pack.yaml").write_text("key: [")

    with pytest.raises(ContentError) as refused:
        load(pack_copy)

    assert len(refused.value.faults) > 5
    assert "Traceback" not in str(refused.value)
