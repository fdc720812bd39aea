"""People take posts and leave them; keys follow."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bashke.accounts import services
from bashke.accounts.models import Membership, Notice
from bashke.accounts.policy import May
from bashke.accounts.refusals import AccountError
from bashke.accounts.services.memberships import Succession
from bashke.audit.models import Event
from bashke.keys import opening
from bashke.keys import services as keys
from bashke.keys.living import endangered
from bashke.keys.refusals import ClosedError
from tests.accounts.cast import PLACE, SYSTEM, person


def sealed_to(post):
    made = keys.create(
        kind="note", municipality=PLACE, holders=[post.holder], ground="post", actor=SYSTEM
    )
    return made.id, made.seal("fshehtë", field="text")


def opens(ring, compartment, sealed):
    return opening.open_with(ring, compartment).unseal(sealed, field="text")


def test_a_person_may_only_what_a_post_held_now_allows(town):
    assert town.mira.may(May.READ_TRAIL, PLACE)
    assert not town.mira.may(May.READ_TRAIL, "diber")

    services.end_membership(membership=town.membership("mira"), actor=SYSTEM)

    assert not town.mira.may(May.READ_TRAIL, PLACE)


def test_the_operator_opens_nothing_by_rank(town):
    compartment, _sealed = sealed_to(town.post("drita"))

    with pytest.raises(ClosedError):
        opening.open_with(town.ring("agim"), compartment)


def test_the_second_holder_gets_the_key_from_who_has_it(town):
    post = town.post("drita")
    compartment, sealed = sealed_to(post)
    new = person("nora")
    taken = services.appoint(person=new, post=post, is_substitute=True, actor=town.agim.actor)
    town.nora = new

    assert Notice.objects.unseen().get(person=town.drita).kind == Notice.Kind.KEY_WANTED
    with pytest.raises(ClosedError):
        opening.open_with(town.ring("nora"), compartment)

    services.give_key(membership=taken, ring=town.ring("drita"), actor=town.drita.actor)

    assert opens(town.ring("nora"), compartment, sealed) == "fshehtë"
    assert not Notice.objects.filter(person=town.drita).exists()


def test_nobody_passes_on_a_key_that_is_not_theirs(town):
    taken = services.appoint(person=person("nora"), post=town.post("drita"), actor=SYSTEM)

    with pytest.raises(ClosedError):
        services.give_key(membership=taken, ring=town.ring("teuta"), actor=town.teuta.actor)


def test_an_office_is_handed_over_whole_or_not_at_all(town):
    town.nora = person("nora")
    post = town.post("drita")
    compartment, sealed = sealed_to(post)
    wrong = Succession(town.membership("teuta"), town.nora)
    right = Succession(town.membership("drita"), town.nora)

    with pytest.raises(ClosedError):
        services.hand_over_office(
            successions=[right, wrong], ring=town.ring("drita"), actor=town.drita.actor
        )
    assert town.membership("drita").post == post

    services.hand_over_office(successions=[right], ring=town.ring("drita"), actor=town.drita.actor)

    assert opens(town.ring("nora"), compartment, sealed) == "fshehtë"
    assert not Membership.objects.current().filter(person=town.drita).exists()
    with pytest.raises(ClosedError):
        opening.open_with(town.ring("drita"), sealed_to(post)[0])


def test_time_at_a_post_that_runs_out_takes_the_key_along(town):
    post = town.post("drita")
    Membership.objects.filter(person=town.drita).update(
        starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now()
    )

    assert services.end_lapsed() == 1
    assert services.end_lapsed() == 0
    with pytest.raises(ClosedError):
        opening.open_with(town.ring("drita"), sealed_to(post)[0])


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("agim", "dv-coordinator"),
        ("drita", "administrator"),
        ("mira", "police-station"),
        ("drita", "complaints-officer"),
    ],
)
def test_roles_that_stay_apart_are_not_given_to_one_person(town, name, role):
    post = services.add_post(institution=town.office, role=role, unit="tjeter", actor=SYSTEM)

    with pytest.raises(AccountError):
        services.appoint(person=getattr(town, name), post=post, actor=SYSTEM)


def test_who_leaves_for_good_keeps_nothing(town):
    compartment, _sealed = sealed_to(town.post("teuta"))

    services.leave_for_good(person=town.teuta, actor=town.agim.actor)

    assert not town.teuta.municipalities()
    assert not town.teuta.check_password("fjalëkalimi i gjatë i teuta")
    assert compartment in {each.compartment for each in endangered(PLACE)}


def test_who_has_left_is_given_no_post(town):
    post = town.post("besnik")
    services.leave_for_good(person=town.teuta, actor=town.agim.actor)

    with pytest.raises(AccountError):
        services.appoint(person=town.teuta, post=post, actor=SYSTEM)


def test_the_trail_says_who_took_which_post(town):
    post = town.post("drita")

    acts = Event.objects.of(PLACE).about(post.subject).values_list("act", flat=True)

    assert {"post.added", "post.taken"} <= set(acts)


def test_who_came_before_the_recovery_key_was_ready_gets_the_key_afterwards(db):
    people = {name: person(name) for name in ("vera", "gent", "luan", "drita", "nora", "sara")}
    office = services.add_institution(
        municipality=PLACE, kind="municipality", name="Bashkia", actor=SYSTEM
    )
    held = {}
    for role, names in (("dv-coordinator", ("drita", "nora")), ("emergency-substitute", ("sara",))):
        post = services.add_post(institution=office, role=role, actor=SYSTEM)
        for name in names:
            held[name] = services.appoint(person=people[name], post=post, actor=SYSTEM)
    words = keys.make_recovery(
        municipality=PLACE,
        keepers=[people[name].holder for name in ("vera", "gent", "luan")],
        actor=SYSTEM,
    )
    for first, second in ((0, 1), (1, 2)):
        keys.try_shares(municipality=PLACE, first=words[first], second=words[second], actor=SYSTEM)

    assert services.make_missing_keys(municipality=PLACE, actor=SYSTEM) == 2

    keyed = Membership.objects.filter(keyed_at__isnull=False)
    assert {each.person for each in keyed} == {people["drita"], people["sara"]}
    assert [*Membership.objects.without_key()] == [held["nora"]]
    assert Notice.objects.get(kind=Notice.Kind.KEY_WANTED).person == people["drita"]
    assert services.make_missing_keys(municipality=PLACE, actor=SYSTEM) == 0


def test_the_emergency_key_goes_to_a_second_substitute_from_the_first(town):
    taken = services.appoint(person=person("nora"), post=town.post("sara"), actor=SYSTEM)

    services.give_key(membership=taken, ring=town.ring("sara"), actor=town.sara.actor)

    town.nora = taken.person
    assert town.ring("nora").emergency(PLACE)
    services.end_membership(membership=taken, actor=SYSTEM)
    with pytest.raises(ClosedError):
        town.ring("nora").emergency(PLACE)
