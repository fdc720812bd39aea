from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from bashke.audit.models import Event
from bashke.keys import opening, services
from bashke.keys.models import Compartment, Grant
from bashke.keys.opening import open_all, open_with
from bashke.keys.refusals import ClosedError, DamagedError, KeysError
from tests.keys.conftest import ACTOR, PLACE, enrol, password_of

pytestmark = pytest.mark.django_db


def test_who_was_given_the_key_reads_and_nobody_else(town):
    opened = town.make("drita")
    sealed = opened.seal("fëmija tha se", field="note")

    assert town.opens("drita", opened.id, sealed) == "fëmija tha se"
    for name in ("besnik", "teuta", "agim"):
        with pytest.raises(ClosedError):
            town.opens(name, opened.id, sealed)


def test_what_does_not_exist_and_what_is_closed_say_the_same(town):
    opened = town.make("drita")

    said = []
    for compartment in (opened.id, uuid4()):
        with pytest.raises(ClosedError) as refused:
            open_with(town.ring("besnik"), compartment)
        said.append(str(refused.value))

    assert said[0] == said[1]


def test_several_fields_are_sealed_with_one_look_at_the_epoch(town, django_assert_num_queries):
    mine = open_with(town.ring("drita"), town.make("drita").id)

    with django_assert_num_queries(1):
        sealed = mine.seal_all({"name": "Ana", "note": "teksti"})

    assert {field: mine.unseal(each, field=field) for field, each in sealed.items()} == {
        "name": "Ana", "note": "teksti",
    }  # fmt: skip
    with pytest.raises(DamagedError):
        mine.unseal(sealed["name"], field="note")


def test_bytes_go_in_and_out(town):
    opened = town.make("drita")

    assert opened.unseal_bytes(opened.seal(b"\x00\xff", field="f"), field="f") == b"\x00\xff"


def test_a_ciphertext_does_not_open_in_another_place(town):
    one, other = town.make("drita"), town.make("drita")
    ring = town.ring("drita")
    sealed = one.seal("teksti", field="note/1/text")

    with pytest.raises(DamagedError):
        open_with(ring, other.id).unseal(sealed, field="note/1/text")
    with pytest.raises(DamagedError):
        open_with(ring, one.id).unseal(sealed, field="note/2/text")


def test_a_ciphertext_does_not_open_in_another_epoch(town):
    opened = town.make("drita", "besnik")
    sealed = opened.seal("teksti", field="note")
    town.end("besnik", opened.id)
    moved = sealed[:1] + (2).to_bytes(4, "big") + sealed[5:]

    with pytest.raises(DamagedError):
        town.opens("drita", opened.id, moved)
    with pytest.raises(ClosedError):
        town.opens("drita", opened.id, sealed[:1] + (9).to_bytes(4, "big") + sealed[5:])


def test_who_ended_reads_what_he_had_and_nothing_after(town):
    opened = town.make("drita", "besnik")
    before = opened.seal("para", field="note")

    town.end("besnik", opened.id)

    after = open_with(town.ring("drita"), opened.id).seal("pas", field="note")
    assert town.opens("besnik", opened.id, before) == "para"
    assert town.opens("drita", opened.id, after) == "pas"
    with pytest.raises(ClosedError):
        town.opens("besnik", opened.id, after)
    with pytest.raises(ClosedError):
        open_with(town.ring("besnik"), opened.id).seal("x", field="note")


def test_who_shall_forget_reads_nothing_more(town):
    opened = town.make("drita", "besnik")
    before = opened.seal("para", field="note")

    town.end("besnik", opened.id, forget=True)

    with pytest.raises(ClosedError):
        town.opens("besnik", opened.id, before)
    assert town.opens("drita", opened.id, before) == "para"


def test_what_is_open_writes_with_the_new_key_after_a_colleague_ended(town):
    made = town.make("drita", "besnik")
    mine = open_with(town.ring("drita"), made.id)
    mine.seal("para", field="note")

    town.end("besnik", made.id)

    sealed = mine.seal("pas", field="note")
    with pytest.raises(ClosedError):
        town.opens("besnik", made.id, sealed)
    assert town.opens("drita", made.id, sealed) == "pas"


def test_the_key_turns_over_without_any_key(town):
    opened = town.make("drita", "besnik")
    Grant.objects.filter(pair__holder=town.besnik).update(ended_at="2026-01-01T00:00Z")
    Compartment.objects.update(due_at="2026-01-01T00:00Z")

    assert services.turn_over_due() == 1
    assert services.turn_over_due() == 0

    assert open_with(town.ring("drita"), opened.id).epochs == [1, 2]
    assert open_with(town.ring("besnik"), opened.id).epochs == [1]


def test_who_writes_before_the_background_does_turns_the_key_over_first(town):
    made = town.make("drita", "besnik")
    mine = open_with(town.ring("drita"), made.id)
    Grant.objects.filter(pair__holder=town.besnik).update(ended_at="2026-01-01T00:00Z")
    Compartment.objects.update(due_at="2026-01-01T00:00Z")

    sealed = mine.seal("pas", field="note")

    with pytest.raises(ClosedError):
        town.opens("besnik", made.id, sealed)


@pytest.mark.parametrize(
    ("asked", "given"), [("current", [3]), ("all", [1, 2, 3]), ([2, 3], [2, 3]), ([1], [1])]
)
def test_a_newcomer_gets_the_epochs_asked_for(town, asked, given):
    opened = town.make("drita", "besnik", "agim")
    town.end("besnik", opened.id)
    town.end("agim", opened.id)

    town.grant("drita", opened.id, "mira", epochs=asked)

    assert open_with(town.ring("mira"), opened.id).epochs == given


def test_nobody_gives_what_he_does_not_have(town):
    opened = town.make("drita", "besnik")
    town.end("besnik", opened.id)
    town.grant("drita", opened.id, "mira")

    with pytest.raises(ClosedError):
        town.grant("besnik", opened.id, "agim")
    with pytest.raises(ClosedError):
        town.grant("mira", opened.id, "agim", epochs=[1, 2])
    with pytest.raises(ClosedError):
        town.grant("agim", opened.id, "agim")


def test_a_grant_until_a_moment_ends_by_itself(town, time_machine):
    time_machine.move_to("2026-11-24 08:00Z", tick=False)
    opened = town.make("drita")
    until = opening.timezone.now() + opening.timedelta(hours=1)
    town.grant("drita", opened.id, "mira", until=until)
    assert open_with(town.ring("mira"), opened.id)

    time_machine.move_to("2026-11-24 09:00Z", tick=False)

    with pytest.raises(ClosedError):
        open_with(town.ring("mira"), opened.id)
    assert services.turn_over_due() == 1
    assert not Grant.objects.filter(pair__holder=town.mira).exists()


def test_a_shredded_compartment_opens_to_nobody_ever(town):
    opened = town.make("drita")
    sealed = opened.seal("teksti", field="note")
    mine = open_with(town.ring("drita"), opened.id)

    services.shred(compartment=opened.id, actor=ACTOR)
    services.shred(compartment=opened.id, actor=ACTOR)

    assert not Grant.objects.exists()
    with pytest.raises(ClosedError):
        town.opens("drita", opened.id, sealed)
    with town.recover() as ring, pytest.raises(ClosedError):
        open_with(ring, opened.id)
    with pytest.raises(ClosedError):
        mine.seal("x", field="note")
    assert Event.objects.filter(act="keys.shredded").count() == 1


def test_after_the_first_time_a_grant_opens_without_public_key_work(town):
    opened = [town.make("drita") for _ in range(3)]
    sealed = {each.id: each.seal("teksti", field="note") for each in opened}
    ring = town.ring("drita")
    for each in open_all(ring, sealed).values():
        each.unseal(sealed[each.id], field="note")

    assert services.rewrap(ring=ring) == 3

    again = town.ring("drita")
    for each in open_all(again, sealed).values():
        assert each.unseal(sealed[each.id], field="note") == "teksti"
    assert services.rewrap(ring=again) == 0
    # Nothing changed for the recovery key, whose grants were not opened.
    assert Grant.objects.filter(is_rewrapped=True).count() == 3


def test_a_list_takes_one_query_however_long(town, django_assert_num_queries):
    ids = [town.make("drita").id for _ in range(5)] + [town.make("besnik").id]
    ring = town.ring("drita")

    with django_assert_num_queries(1):
        opened = open_all(ring, ids)

    assert set(opened) == set(ids[:5])


def test_every_change_is_on_the_trail_with_ids_alone(town):
    opened = town.make("drita", "besnik")
    town.grant("drita", opened.id, "mira")
    town.end("besnik", opened.id)

    acts = Event.objects.about(f"compartment/{opened.id}").values_list("act", flat=True)

    assert [*acts.order_by("pk")] == [
        "keys.compartment-made", "keys.granted", "keys.ended", "keys.turned-over",
    ]  # fmt: skip


def test_without_a_tested_recovery_key_nothing_is_sealed(db):
    person = enrol("drita")
    ask = {"kind": "case", "municipality": PLACE, "ground": "assignment", "actor": ACTOR}

    with pytest.raises(KeysError):
        services.create(holders=[person], **ask)

    people = [enrol(name) for name in "abc"]
    words = services.make_recovery(municipality=PLACE, keepers=people, actor=ACTOR)
    services.try_shares(municipality=PLACE, first=words[0], second=words[1], actor=ACTOR)
    assert not services.recovery_is_ready(PLACE)
    with pytest.raises(KeysError):
        services.create(holders=[person], **ask)

    services.try_shares(municipality=PLACE, first=words[2], second=words[1], actor=ACTOR)
    assert services.recovery_is_ready(PLACE)
    assert services.create(holders=[person], **ask)


def test_a_compartment_needs_holders_that_live(town):
    services.retire(person=town.besnik, actor=ACTOR, ground="operation")

    for holders in ([], [uuid4()], [town.drita, town.besnik]):
        with pytest.raises(KeysError):
            services.create(
                kind="case", municipality=PLACE, holders=holders, ground="duty", actor=ACTOR
            )


def test_a_receipt_in_words_is_a_holder_like_any_other(town):
    receipt = services.enrol(
        municipality=PLACE, password="shtatë fjalë", actor="anonymous", kind="receipt"
    )
    opened = services.create(
        kind="report", municipality=PLACE, holders=[receipt], ground="own-request", actor=ACTOR
    )
    sealed = opened.seal("teksti", field="report")

    ring = opening.unlock_ring(receipt, "shtatë fjalë")

    assert open_with(ring, opened.id).unseal(sealed, field="report") == "teksti"


def test_two_grants_for_one_pair_and_epoch_cannot_be(town):
    town.make("drita")
    grant = Grant.objects.first()
    grant.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        grant.save()


def test_a_ring_is_wiped_at_the_end(town):
    opened = town.make("drita")

    with opening.unlock_ring(town.drita, password_of("drita")) as ring:
        assert open_with(ring, opened.id)

    with pytest.raises(ClosedError):
        open_with(ring, opened.id)
