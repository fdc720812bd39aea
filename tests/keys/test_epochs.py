"""Whatever happens in whatever order: who holds an epoch opens it, and nobody else does."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bashke.keys import services
from bashke.keys.opening import open_all, open_with
from bashke.keys.refusals import ClosedError, KeysError
from tests.keys.conftest import ACTOR, town_of

pytestmark = pytest.mark.django_db

NAMES = ["drita", "besnik", "teuta"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["grant", "end", "forget", "write", "turn", "settle"]),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.sampled_from(["current", "all"]),
    ),
    min_size=1,
    max_size=12,
)


class Model:
    """What ought to be: who may open which epoch, and which text was written in which."""

    def __init__(self, town):
        self.town, self.compartment = town, town.make("drita").id
        self.epoch = 1
        self.may = {name: set() for name in NAMES} | {"drita": {1}}
        self.now = {"drita"}
        self.texts = []

    def grant(self, giver, to, epochs):
        able = self.epoch in self.may[giver] or (epochs == "all" and self.may[giver])
        try:
            self.town.grant(giver, self.compartment, to, epochs=epochs)
        except ClosedError:
            assert not able
            return
        assert able
        given = self.may[giver] if epochs == "all" else {self.epoch}
        self.may[to] = self.may[to] | given
        if self.epoch in given:
            self.now.add(to)

    def end(self, name, *, forget):
        try:
            self.town.end(name, self.compartment, forget=forget)
        except ClosedError:
            raise
        except KeysError:
            assert name not in self.now
            return
        assert name in self.now
        self.now.discard(name)
        if forget:
            self.may[name] = set()
        self.turned()

    def turned(self):
        self.epoch += 1
        for name in self.now:
            self.may[name].add(self.epoch)

    def write(self, name):
        text = f"teksti {len(self.texts)}"
        try:
            sealed = open_with(self.town.ring(name), self.compartment).seal(text, field="note")
        except ClosedError:
            assert name not in self.now
            return
        assert name in self.now
        self.texts.append((self.epoch, text, sealed))

    def settle(self, name):
        ring = self.town.ring(name)
        for box in open_all(ring, [self.compartment]).values():
            for epoch in box.epochs:
                box.key(epoch)
        services.rewrap(ring=ring)

    def holds(self):
        for name in NAMES:
            box = open_all(self.town.ring(name), [self.compartment]).get(self.compartment)
            assert set(box.epochs if box else []) == self.may[name]
            for epoch, text, sealed in self.texts:
                if epoch in self.may[name]:
                    assert box.unseal(sealed, field="note") == text
                elif box:
                    with pytest.raises(ClosedError):
                        box.unseal(sealed, field="note")
        with self.town.recover() as ring:
            box = open_with(ring, self.compartment)
            assert [box.unseal(sealed, field="note") for _, _, sealed in self.texts] == [
                text for _, text, _ in self.texts
            ]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_only_holders_of_an_epoch_open_it(town, steps):
    # Its rows go at the end of the example; the next one begins anew.
    with transaction.atomic():
        play(Model(town), steps)
        transaction.set_rollback(True)


def play(model, steps):
    for act, one, other, epochs in steps:
        if act == "grant":
            model.grant(one, other, epochs)
        elif act in {"end", "forget"}:
            model.end(one, forget=act == "forget")
        elif act == "write":
            model.write(one)
        elif act == "turn":
            services.compartments.turn_over(model.compartment, actor=ACTOR, ground="operation")
            model.turned()
        else:
            model.settle(one)
    model.holds()


def test_the_model_is_played_against_a_town_with_recovery(db):
    assert services.recovery_is_ready(town_of("pogradec") and "pogradec")
