"""Nothing opens unprepared (product.md, rule 24), and what falls away is seen."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.accounts.models import Institution, Post
from bashke.accounts.policy import ROLES
from bashke.accounts.refusals import AccountError
from bashke.audit.models import Event
from bashke.keys.models import Share
from bashke.office.gate import services
from bashke.office.gate.conditions import general, percent, readiness
from bashke.office.gate.models import GRACE, Agreement, Module
from bashke.office.gate.records import lead_of, read
from tests.accounts.cast import ELSEWHERE, PLACE, SYSTEM
from tests.office import gating
from tests.office.gating import A_YEAR_ON, DV, SIGNED, TODAY, VE


@pytest.fixture
def prepared(town):
    return gating.prepared(town)


def of(mechanism):
    return next(each for each in readiness(read(PLACE)) if each.mechanism.key == mechanism)


def missing(mechanism=DV):
    """The keys of what a module still needs."""
    return {each.key for each in of(mechanism).conditions if not each.holds}


def opened(mechanism=DV):
    return services.open_module(municipality=PLACE, mechanism=mechanism, actor=SYSTEM)


def refused(mechanism=DV):
    with pytest.raises(AccountError) as refusal:
        opened(mechanism)
    return str(refusal.value)


def test_a_municipality_that_only_has_its_posts_lacks_all_papers(town):
    assert missing() == {
        "controllers", "agreements", "assessment", "complaints", "keeping", "assessed",
        "second-person",
    }  # fmt: skip
    assert not Module.objects.is_open(PLACE, DV)


def test_with_everything_on_record_a_module_opens_and_the_trail_says_who_did_it(prepared):
    assert of(DV).percent == 100

    module = services.open_module(municipality=PLACE, mechanism=DV, actor=prepared.agim.actor)

    assert Module.objects.is_open(PLACE, DV)
    assert not Module.objects.is_open(ELSEWHERE, DV)
    event = Event.objects.of(PLACE).get(act="module.open")
    assert (event.actor, event.subject) == (prepared.agim.actor, module.subject)


def without_controller(town):
    services.end_on_record(row=read(PLACE).controller, actor=SYSTEM)


def without_agreement(town):
    services.end_on_record(row=Agreement.objects.get(), actor=SYSTEM)


def without_assessment(town):
    for row in read(PLACE).assessments:
        services.end_on_record(row=row, actor=SYSTEM)


def with_assessment_of_another_module(town):
    without_assessment(town)
    gating.assess(["child-protection"])


def without_trail_reader(town):
    gating.leave(town, "mira")


def without_complaint_way(town):
    services.end_on_record(row=read(PLACE).complaint_way, actor=SYSTEM)


def without_complaints_officer(town):
    gating.leave(town, "oltion")


def with_officer_of_another_post(town):
    """The policy refuses it; a row that came some other way is seen all the same."""
    post = accounts.add_post(institution=town.office, role="trainer", actor=SYSTEM)
    post.memberships.create(person=town.oltion)


def without_key_holders(town):
    for name in ("vera", "gent"):
        accounts.leave_for_good(person=getattr(town, name), actor=SYSTEM)


def with_words_that_nobody_tried(town):
    Share.objects.filter(keeper=town.vera.holder).update(tested_at=None)


def without_acceptance(town):
    services.end_on_record(row=read(PLACE).acceptance, actor=SYSTEM)


def without_second_person(town):
    gating.leave(town, "norma")


def without_first_person(town):
    gating.leave(town, "drita")


TAKEN_AWAY = [
    (without_controller, {"controllers"}),
    (without_agreement, {"agreements"}),
    (without_assessment, {"assessment", "assessed"}),
    (with_assessment_of_another_module, {"assessed"}),
    (without_trail_reader, {"trail-reader"}),
    (without_complaint_way, {"complaints"}),
    (without_complaints_officer, {"complaints"}),
    (with_officer_of_another_post, {"complaints"}),
    (without_key_holders, {"key-holders"}),
    (with_words_that_nobody_tried, {"key-holders"}),
    (without_acceptance, {"keeping"}),
    (without_second_person, {"second-person"}),
    (without_first_person, {"second-person"}),
]


@pytest.mark.parametrize(
    ("take_away", "lacks"), TAKEN_AWAY, ids=[each.__name__ for each, _lacks in TAKEN_AWAY]
)
def test_each_thing_is_needed(prepared, take_away, lacks):
    assert not missing()

    take_away(prepared)

    assert missing() == lacks
    assert of(DV).percent < 100
    said = refused()
    assert all(line in said for each in of(DV).conditions for line in each.missing)
    assert not Module.objects.exists()


def test_a_substitute_without_the_post_s_key_is_no_second_person(prepared):
    prepared.membership("norma").delete()
    gating.appointed(prepared, "lule", "dv-coordinator", substitute=True)

    assert missing() == {"second-person"}


def test_two_first_people_are_no_first_and_substitute(prepared):
    norma = prepared.membership("norma")
    norma.is_substitute = False
    norma.save()

    assert missing() == {"second-person"}


def test_the_first_of_one_post_and_the_substitute_of_another_do_not_stand_in(prepared):
    norma = prepared.membership("norma")
    norma.post = Post.objects.create(
        institution=prepared.office, role="dv-coordinator", unit="hotolisht"
    )
    norma.save()

    assert missing() == {"second-person"}


def test_an_agreement_is_asked_only_of_institutions_that_take_part(prepared):
    school = accounts.add_institution(
        municipality=PLACE, kind=Institution.Kind.SCHOOL, name="Shkolla", actor=SYSTEM
    )
    assert not missing()

    post = accounts.add_post(institution=school, role="school-psychosocial", actor=SYSTEM)
    accounts.appoint(person=gating.person("arta"), post=post, actor=SYSTEM)

    assert missing() == {"agreements"}
    assert "Shkolla" in refused()


def test_an_assessment_past_its_review_no_longer_counts(prepared):
    without_assessment(prepared)
    gating.assess(review_on=TODAY - timedelta(days=1), signed_on=TODAY - timedelta(days=300))

    assert missing() == {"assessment", "assessed"}


def test_other_values_of_keeping_have_to_be_accepted_anew(prepared, settings, pack_copy):
    file = pack_copy / "retention.yaml"
    file.write_text(file.read_text().replace("months: 24", "months: 60"))

    settings.CONTENT_DIR = str(pack_copy)

    assert missing() == {"keeping"}


@pytest.fixture
def with_ve(prepared):
    """Everything for the module on violent extremism but what is asked of it alone."""
    first = gating.appointed(prepared, "besnik2", "ve-contact")
    second = gating.appointed(prepared, "lule", "ve-contact", substitute=True)
    with prepared.ring("besnik2") as ring:
        accounts.give_key(membership=second, ring=ring, actor=SYSTEM)
    gating.assess([VE])
    assert first.post == second.post
    return prepared


def decide():
    return services.record_decision(municipality=PLACE, mechanism=VE, **SIGNED)


def test_violent_extremism_ships_off_until_somebody_signs_that_it_opens(with_ve):
    gating.appointed(with_ve, "klea", "safety-council-secretary")
    assert missing(VE) == {"decision"}
    refused(VE)

    decide()

    opened(VE)
    assert Module.objects.is_open(PLACE, VE)


def test_violent_extremism_stays_off_without_a_secretary_of_the_council(with_ve):
    decide()

    assert missing(VE) == {"apart"}


def test_violent_extremism_stays_off_where_one_person_is_both(with_ve):
    decide()
    secretary = accounts.add_post(
        institution=with_ve.office, role="safety-council-secretary", actor=SYSTEM
    )
    with pytest.raises(AccountError):
        accounts.appoint(person=with_ve.lule, post=secretary, actor=SYSTEM)

    secretary.memberships.create(person=with_ve.lule)

    assert missing(VE) == {"apart"}


def test_no_other_module_takes_a_decision(prepared):
    with pytest.raises(AccountError):
        services.record_decision(municipality=PLACE, mechanism=DV, **SIGNED)


def test_a_module_opens_once_and_closes_once(prepared):
    module = opened()
    with pytest.raises(AccountError):
        opened()

    services.close_module(module=module, actor=SYSTEM)

    assert not Module.objects.is_open(PLACE, DV)
    with pytest.raises(AccountError):
        services.close_module(module=module, actor=SYSTEM)
    opened()
    assert Event.objects.of(PLACE).filter(act__startswith="module.").count() == 3


def test_when_the_second_person_leaves_the_module_is_in_danger_since_then(prepared):
    opened()
    assert services.watch_modules() == 0

    gating.leave(prepared, "norma")

    assert services.watch_modules() == 1
    module = Module.objects.get()
    assert module.endangered_at is not None
    assert module.stands_still_at == module.endangered_at + GRACE
    assert Module.objects.is_open(PLACE, DV)
    assert Event.objects.of(PLACE).filter(act="module.endanger").count() == 1


def test_the_tick_sees_what_fell_away(prepared):
    opened()
    gating.leave(prepared, "norma")

    call_command("tick")

    assert Module.objects.get().endangered_at is not None


def test_the_day_of_danger_stays_while_it_lasts(prepared):
    opened()
    gating.leave(prepared, "norma")
    services.watch_modules()
    since = Module.objects.get().endangered_at

    assert services.watch_modules() == 0
    assert Module.objects.get().endangered_at == since


def test_nothing_new_begins_after_the_time_of_grace(prepared):
    module = opened()
    gating.leave(prepared, "norma")
    services.watch_modules()
    since = Module.objects.get().endangered_at

    assert Module.objects.is_open(PLACE, DV, at=since + GRACE - timedelta(seconds=1))
    assert not Module.objects.is_open(PLACE, DV, at=since + GRACE)

    Module.objects.filter(pk=module.pk).update(endangered_at=timezone.now() - GRACE)
    assert not Module.objects.is_open(PLACE, DV)
    assert Module.objects.get().stands_still


def test_what_is_mended_is_no_danger_any_more(prepared):
    opened()
    gating.leave(prepared, "norma")
    services.watch_modules()
    Module.objects.update(endangered_at=timezone.now() - GRACE)

    gating.second_coordinator(prepared)

    assert services.watch_modules() == 1
    assert Module.objects.is_open(PLACE, DV)
    assert Event.objects.of(PLACE).filter(act="module.mend").exists()


def test_an_ended_paper_endangers_at_once(prepared):
    opened()

    without_assessment(prepared)

    assert Module.objects.get().endangered_at is not None


def test_a_new_institution_without_agreement_endangers_nothing(prepared):
    opened()

    without_agreement(prepared)
    services.watch_modules()

    assert missing() == {"agreements"}
    assert Module.objects.get().endangered_at is None


def test_the_agreement_of_the_lead_s_own_institution_does(prepared):
    second = gating.person("sokol")
    post = prepared.post("ilir")
    membership = accounts.appoint(person=second, post=post, actor=SYSTEM, is_substitute=True)
    with prepared.ring("ilir") as ring:
        accounts.give_key(membership=membership, ring=ring, actor=SYSTEM)
    gating.assess(["community-policing"])
    opened("community-policing")

    without_agreement(prepared)

    assert Module.objects.get().endangered_at is not None


def test_an_agreement_holds_from_its_signature_to_its_end(town):
    until = TODAY + timedelta(days=10)
    row = gating.agree(town, until=until, signed_on=TODAY - timedelta(days=5))

    def holds(on):
        return row in Agreement.objects.in_force(PLACE, town.police.pk, on)

    assert not holds(TODAY - timedelta(days=6))
    assert holds(TODAY - timedelta(days=5))
    assert holds(until)
    assert not holds(until + timedelta(days=1))
    assert not Agreement.objects.in_force(PLACE, town.office.pk, TODAY).exists()
    assert not Agreement.objects.in_force(ELSEWHERE, town.police.pk, TODAY).exists()

    services.end_on_record(row=row, actor=SYSTEM)

    assert not holds(TODAY)
    assert holds(TODAY - timedelta(days=1))


def test_a_new_controller_follows_the_former_and_joint_ones_stay(town):
    gating.control(town, institution=town.police, is_joint=True)
    gating.control(town)

    gating.control(town, basis="VKB 9/2026")

    standing = read(PLACE).controllers
    assert sorted((row.is_joint, row.basis) for row in standing) == [
        (False, "VKB 9/2026"), (True, "VKB 3/2026"),
    ]  # fmt: skip


TOMORROW = TODAY + timedelta(days=1)
NOT_YET_SIGNED = [
    lambda town: gating.agree(town, signed_on=TOMORROW),
    lambda town: gating.agree(town, until=TODAY - timedelta(days=1)),
    lambda town: gating.assess(signed_on=TOMORROW),
    lambda town: gating.assess(review_on=TODAY),
    lambda town: gating.assess([]),
    lambda town: gating.assess(["health"]),
    lambda town: services.accept_keeping(municipality=PLACE, **(SIGNED | {"signed_on": TOMORROW})),
    lambda town: services.state_contact(
        municipality=PLACE, kind="complaints", address="", phone="", email="", actor=SYSTEM
    ),
    lambda town: services.state_contact(
        municipality=PLACE, kind="mayor", address="x", phone="", email="", actor=SYSTEM
    ),
]


@pytest.mark.parametrize("write", NOT_YET_SIGNED, ids=range(len(NOT_YET_SIGNED)))
def test_what_cannot_be_is_refused_and_leaves_no_row(town, write):
    before = Event.objects.count()

    with pytest.raises(AccountError):
        write(town)

    assert Event.objects.count() == before


def test_a_hundred_per_cent_only_where_nothing_is_missing(prepared):
    assert percent(general(read(PLACE))) == 100

    without_controller(prepared)

    assert 0 < percent(general(read(PLACE))) < 100


def test_every_mechanism_is_led_by_a_role_of_the_policy(library):
    modules = [versions[-1] for versions in library.versions.values()]

    for each in modules:
        if each.kind == "mechanism":
            assert lead_of(each) in ROLES, each.key


def test_reading_costs_the_same_however_much_is_on_record(
    prepared, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as one:
        readiness(read(PLACE))
    for number in range(5):
        place = accounts.add_institution(
            municipality=PLACE, kind="school", name=f"Shkolla {number}", actor=SYSTEM
        )
        gating.agree(prepared, place, until=A_YEAR_ON)
        gating.assess([DV, "child-protection"])

    with django_assert_num_queries(len(one)):
        readiness(read(PLACE))
