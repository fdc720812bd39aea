import pytest

from bashke.accounts import services as accounts
from bashke.cases import services
from bashke.cases.models import Assignment, SealedPart
from bashke.cases.refusals import CaseError
from bashke.cases.services import sealed_parts
from bashke.cases.services.sealed_parts import PartKind, compartments_of, part_of
from bashke.keys.opening import open_all
from bashke.keys.refusals import KeysError
from tests.cases.conftest import sent_to

KIND = "for-helpers"


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    """A part that is not for the police."""
    monkeypatch.setattr(sealed_parts, "kinds", {})
    sealed_parts.register(PartKind(KIND, lambda each: each.post.institution.kind != "police"))


@pytest.fixture
def case(town):
    return services.accept(referral=sent_to(town), ring=town.ring("drita"), person=town.drita)


@pytest.fixture
def part(case, town):
    return part_for("drita", case, town)


def part_for(name, case, town):
    person = getattr(town, name)
    return part_of(case=case, kind=KIND, ring=town.ring(name), person=person)[0]


def opens(town, name, part):
    return bool(open_all(town.ring(name), [part.compartment]))


def join(case, town, name):
    post = town.post(name)
    return services.add_member(
        case=case, ring=town.ring("drita"), by=town.drita, person=getattr(town, name), post=post
    )


def test_who_joins_later_opens_what_is_there_already(case, part, town):
    assert not opens(town, "besnik", part)

    join(case, town, "besnik")

    assert opens(town, "besnik", part)


def test_the_police_join_the_case_and_not_this_part(case, part, town):
    join(case, town, "ilir")

    assert open_all(town.ring("ilir"), [case.compartment])
    assert not opens(town, "ilir", part)
    with pytest.raises(CaseError):
        part_for("ilir", case, town)


def test_a_part_made_later_opens_to_all_whom_it_is_for(case, town):
    join(case, town, "besnik")

    part = part_for("besnik", case, town)

    assert opens(town, "drita", part)


def test_it_is_made_once(case, part, town):
    assert part_for("drita", case, town) == part
    assert SealedPart.objects.count() == 1


def test_who_leaves_reads_nothing_that_comes_after(case, part, town):
    assignment = join(case, town, "besnik")

    services.end_member(assignment=assignment, by=town.drita)
    _part, opened = part_of(case=case, kind=KIND, ring=town.ring("drita"), person=town.drita)
    sealed = opened.seal("pas largimit", field=part.field("text"))

    [kept] = open_all(town.ring("besnik"), [part.compartment]).values()
    with pytest.raises(KeysError):
        kept.unseal(sealed, field=part.field("text"))


def test_handing_over_gives_every_part_on_even_to_the_police(case, part, town):
    join(case, town, "ilir")

    services.hand_over(
        case=case, ring=town.ring("drita"), by=town.drita, to=town.ilir, post=town.post("ilir")
    )

    assert opens(town, "ilir", part)
    leads = Assignment.objects.current().filter(case=case, part=Assignment.Part.LEAD)
    assert [each.person for each in leads] == [town.ilir]


def test_erasing_destroys_its_key_too(case, part, town, monkeypatch):
    services.close(case=case, person=town.drita, reason="goals-met")
    type(case).objects.filter(pk=case.pk).update(erase_on=case.opened_at.date())
    case.refresh_from_db()

    services.erase(case=case)

    assert len(compartments_of(case)) == 2
    assert not open_all(town.ring("drita"), compartments_of(case))


def test_who_takes_no_part_makes_none(case, town):
    with pytest.raises(CaseError):
        part_for("besnik", case, town)


def test_a_name_is_given_once():
    with pytest.raises(ValueError, match="already"):
        sealed_parts.register(PartKind(KIND, lambda _each: True))


def test_stepping_out_takes_every_key(case, part, town):
    join(case, town, "ilir")

    accounts.recuse(
        person=town.ilir, municipality=case.municipality, subject=case.subject,
        compartments=compartments_of(case), ring=town.ring("ilir"),
    )  # fmt: skip

    assert not type(case).objects.visible_to(town.ilir).exists()
