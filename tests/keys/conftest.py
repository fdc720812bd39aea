"""A municipality with a tested recovery key, and the people who hold keys in it."""

from types import SimpleNamespace

import pytest

from bashke.keys import notices, opening, passwords, services
from bashke.keys.passwords import Cost

PLACE = "librazhd"
ACTOR = "system"
# The real run with less memory; what it costs in earnest is asserted in test_passwords.
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)


@pytest.fixture(autouse=True)
def cheap_runs(monkeypatch, tmp_path, settings):
    monkeypatch.setattr(passwords, "COST", CHEAP)
    monkeypatch.setattr(opening, "COST", CHEAP)
    settings.DATA_DIR = tmp_path


def password_of(name):
    return f"fjalëkalimi i {name}"


def enrol(name, kind="person", municipality=PLACE):
    return services.enrol(
        municipality=municipality, password=password_of(name), actor=ACTOR, kind=kind
    )


class Town(SimpleNamespace):
    """People by name, the words of the recovery keepers, and short ways to say things."""

    def ring(self, name):
        return opening.unlock_ring(getattr(self, name), password_of(name))

    def make(self, *names, **more):
        given = {"kind": "case", "ground": "assignment", "actor": ACTOR, "municipality": PLACE}
        holders = [getattr(self, name) for name in names]
        return services.create(holders=holders, **given | more)

    def opens(self, name, compartment, sealed, field="note"):
        return opening.open_with(self.ring(name), compartment).unseal(sealed, field=field)

    def recover(self, first=0, second=1):
        return services.recover(
            municipality=PLACE, first=self.words[first], second=self.words[second]
        )

    def end(self, name, compartment, **more):
        services.end(
            compartment=compartment, holder=getattr(self, name), actor=ACTOR,
            ground="assignment", **more,
        )  # fmt: skip

    def grant(self, giver, compartment, to, **more):
        services.grant(
            ring=self.ring(giver), compartment=compartment, to=getattr(self, to), actor=ACTOR,
            ground="assignment", **more,
        )  # fmt: skip


PEOPLE = ("drita", "besnik", "teuta", "agim", "mira")


def town_of(municipality=PLACE):
    people = {name: enrol(name, municipality=municipality) for name in PEOPLE}
    keepers = [people[name] for name in ("teuta", "agim", "mira")]
    words = services.make_recovery(municipality=municipality, keepers=keepers, actor=ACTOR)
    for pair in ((0, 1), (1, 2)):
        services.try_shares(
            municipality=municipality, first=words[pair[0]], second=words[pair[1]], actor=ACTOR
        )
    return Town(words=words, **people)


@pytest.fixture
def town(db):
    return town_of()


@pytest.fixture
def told():
    """What the lead is told when a glass is broken."""
    heard = []
    notices.glass_broken.append(heard.append)
    yield heard
    notices.glass_broken.remove(heard.append)
