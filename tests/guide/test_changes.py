"""A simulated change of the law shows exactly what it touches."""

from datetime import date

import pytest
import yaml

from bashke.guide.changes import changes
from bashke.guide.edition import from_files, load

NEW_DAY = date(2027, 1, 1)


@pytest.fixture
def with_new_law(pack_copy):
    """A law of 2027 replaces Law 18/2017, and child protection follows it with a shorter clock."""
    old = pack_copy / "law" / "ligj-18-2017.yaml"
    act = yaml.safe_load(old.read_text(encoding="utf-8"))
    act |= {"replaced_by": ["ligj-1-2027"]}
    old.write_text(yaml.safe_dump(act, allow_unicode=True), encoding="utf-8")
    new = act | {
        "key": "ligj-1-2027", "number": "1", "date": date(2026, 12, 1), "year": 2026,
        "short": {"sq": "Ligji 1/2027", "en": "Law 1/2027"}, "eli": None, "provisions": [],
        "in_force_from": NEW_DAY, "replaces": ["ligj-18-2017"], "replaced_by": [],
    }  # fmt: skip
    (pack_copy / "law" / "ligj-1-2027.yaml").write_text(
        yaml.safe_dump(new, allow_unicode=True), encoding="utf-8"
    )
    before = next((pack_copy / "mechanisms").glob("child-protection.*"))
    text = before.read_text(encoding="utf-8")
    text = text.replace("in_force_from: 2017-06-09", "in_force_from: 2027-01-01")
    text = text.replace("law: [{act: ligj-18-2017}", "law: [{act: ligj-1-2027}", 1)
    text = text.replace("hours: 24\n", "hours: 12\n", 1)
    before.with_name("child-protection.2027-01-01.yaml").write_text(text, encoding="utf-8")
    return load(pack_copy)


def test_a_new_version_shows_its_clock_and_the_acts_that_changed(with_new_law):
    found = changes(with_new_law, date(2026, 12, 31), NEW_DAY)

    mechanism = next(each for each in found if each.mechanism)
    assert mechanism.mechanism == "child-protection"
    assert any("24 hours" in str(d) and "12 hours" in str(d) for d in mechanism.differs)


def test_exactly_the_pages_that_cite_the_replaced_act_are_to_be_read_again(with_new_law):
    found = changes(with_new_law, date(2026, 12, 31), NEW_DAY)

    act = next(each for each in found if each.act)
    citing = [
        key
        for key, part in with_new_law.guide.parts.items()
        if any(link.act == "ligj-18-2017" for link in part.citations)
    ]
    assert act.act == "ligj-1-2027"
    assert list(act.pages) == citing
    assert citing


def test_exactly_the_routes_that_differ_are_listed(with_new_law):
    (mechanism,) = [
        e for e in changes(with_new_law, date(2026, 12, 31), NEW_DAY) if e.mechanism
    ]  # fmt: skip

    before = with_new_law.library.table_on(date(2026, 12, 31))
    after = with_new_law.library.table_on(NEW_DAY)
    listed = {(r["about"], r["happening"], r["by"]) for r in mechanism.routes}
    for about in ("child", "adult"):
        for happening in ("violence", "belief", "hazard"):
            facts = {"about": about, "happening": [happening], "by": ["parent"]}
            law = [
                {c for r in table.route(facts) if r.key == "child-protection" for c in r.law}
                for table in (before, after)
            ]
            assert ((about, happening, "parent") in listed) is (law[0] != law[1])


def test_outside_the_days_nothing_changes(with_new_law):
    assert changes(with_new_law, NEW_DAY, date(2027, 12, 31)) == []


def test_the_two_laws_on_domestic_violence_differ_on_the_proposed_day():
    found = changes(from_files(), date(2026, 2, 28), date(2026, 3, 1))

    (change,) = [each for each in found if each.mechanism]
    assert change.mechanism == "domestic-violence"
    assert change.proposed
    assert change.routes
    assert "3.2" in change.pages
