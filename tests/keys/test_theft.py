"""A thief has every row of the database, and no password."""

from itertools import product

import pytest
from django.apps import apps
from django.core.serializers import serialize

from bashke.keys import opening, passwords, services
from bashke.keys.boxes import Secret, bound, derive, open_sealed, public_of, unlock
from bashke.keys.models import Custody, Grant, Pair, PasswordLock
from bashke.keys.opening import open_with
from bashke.keys.refusals import DamagedError
from bashke.keys.shares import label
from tests.keys.conftest import ACTOR, PLACE, password_of

pytestmark = pytest.mark.django_db

SECRETS = ["Fëmija quhet", "spital", "fjalëkalimi i drita"]


@pytest.fixture
def stolen(town, told):
    """A town in full use: posts, emergency, a turned key, a re-wrapped grant, a session."""
    town.post = services.make_post(municipality=PLACE, first=town.besnik, actor=ACTOR)
    services.make_emergency(municipality=PLACE, substitutes=[town.mira], actor=ACTOR)
    town.opened = town.make("drita", "post", "agim", break_glass=True)
    town.sealed = [town.opened.seal("Fëmija quhet Ana", field="note")]
    town.end("agim", town.opened.id)
    ring = town.ring("drita")
    town.sealed.append(open_with(ring, town.opened.id).seal("Fëmija quhet Bora", field="note"))
    open_with(ring, town.opened.id).unseal(town.sealed[0], field="note")
    services.rewrap(ring=ring)
    services.break_glass(
        ring=town.ring("mira"), compartment=town.opened.id, reason="në spital", actor=ACTOR
    )
    town.session = opening.carry(ring).sealed
    return town


def byte_strings():
    """Every run of bytes in every column of the layer, and its 32-byte windows."""
    found = set()
    for model in apps.get_app_config("keys").get_models():
        for row in model.objects.values():
            found |= {
                bytes(value) for value in row.values() if isinstance(value, bytes | memoryview)
            }
    return found


def candidates():
    windows = {raw[start : start + 32] for raw in byte_strings() for start in range(len(raw) - 31)}
    return [Secret(raw) for raw in windows]


def opens(box, key, place):
    try:
        unlock(bytes(box), key=key, bound_to=place)
    except DamagedError:
        return False
    return True


def test_no_key_in_the_database_opens_any_text(stolen):
    places = [(sealed, bound(stolen.opened.id, epoch, "note"))
              for epoch, sealed in enumerate(stolen.sealed, start=1)]  # fmt: skip

    for key, (sealed, place) in product(candidates(), places):
        assert not opens(sealed[5:], key, place)


def test_no_key_in_the_database_opens_any_other_key(stolen):
    grants, kept, keys = list(Grant.objects.all()), list(Custody.objects.all()), candidates()
    assert any(grant.is_rewrapped for grant in grants)

    for row in [*grants, *kept]:
        keeper = Pair.objects.get(pk=getattr(row, "keeper_id", None) or row.pair_id)
        for key in keys:
            if row.is_rewrapped:
                for each in (key, derive(key, b"bashke-rewrap")):
                    assert not opens(row.wrapped, each, bound(*row.says()))
            else:
                assert public_of(key) != bytes(keeper.public)
    for kept_lock, key in product(PasswordLock.objects.select_related("pair"), keys):
        place = opening.place_of_lock(kept_lock.pair)
        assert not opens(kept_lock.locked, key, place)


def test_the_attempt_would_find_a_key_that_lay_about(stolen):
    lock_ = PasswordLock.objects.get(pair__holder=stolen.drita)
    private = stolen.ring("drita").private(lock_.pair_id)
    PasswordLock.objects.filter(pk=lock_.pk).update(salt=b"x" + private.reveal())

    pair = lock_.pair
    found = [key for key in candidates() if public_of(key) == bytes(pair.public)]

    assert found == [private]
    grant = Grant.objects.filter(pair=pair, is_rewrapped=False).first()
    if grant:
        assert open_sealed(bytes(grant.wrapped), public=bytes(pair.public), private=found[0])


def test_the_session_row_alone_opens_nothing(stolen):
    raw = opening.urlsafe_b64decode(stolen.session)
    for key in candidates():
        assert not opens(raw, key, b"bashke-session")


def test_no_text_password_or_list_of_words_lies_in_any_row(stolen):
    rows = [
        row
        for config in apps.get_app_configs()
        for model in config.get_models()
        for row in model.objects.all()
    ]
    whole = serialize("json", rows) + "".join(
        raw.decode("utf-8", "ignore") for raw in byte_strings()
    )

    assert str(stolen.drita) in whole
    for secret in [*SECRETS, *(each.words for each in stolen.words)]:
        assert secret not in whole
        assert label(stolen.words[0].words)


def test_a_weak_password_is_what_a_thief_has_to_guess(stolen):
    """The one way in: a run of Argon2 for each guess and person. The threat model says so."""
    lock_ = PasswordLock.objects.select_related("pair").get(pair__holder=stolen.drita)
    cost = passwords.Cost(lock_.memory_kib, lock_.passes, lock_.lanes)
    guess = passwords.stretch(password_of("drita"), salt=bytes(lock_.salt), cost=cost)

    private = unlock(bytes(lock_.locked), key=guess.key, bound_to=opening.place_of_lock(lock_.pair))

    assert public_of(Secret(private)) == bytes(lock_.pair.public)
