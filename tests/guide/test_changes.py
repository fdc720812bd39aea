"""A simulated change of the law shows exactly what it touches."""

from datetime import date

import pytest

from bashke.guide.changes import changes
from bashke.guide.edition import from_files, load
from tests.guide.new_law import amend

NEW_DAY = date(2027, 1, 1)


@pytest.fixture
def with_new_law(pack_copy):
    """A pack in which a law of 2027 replaces Law 18/2017."""
    amend(pack_copy, NEW_DAY)
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
