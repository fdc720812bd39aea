import subprocess
import sys
import threading
from uuid import uuid4

import pytest

from bashke.config.management.commands.serve import THREADS
from bashke.keys import opening, passwords, services
from bashke.keys.passwords import SEATS, Cost, one_at_a_time, stretch
from bashke.keys.refusals import BusyError, LapsedError, WrongPasswordError
from tests.keys.conftest import ACTOR, PLACE, enrol, password_of

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
SALT = b"s" * 16


@pytest.fixture
def runs(monkeypatch):
    """Counts the runs of Argon2."""
    counted = []
    real = passwords.hash_secret_raw

    def counting(*args, **kwargs):
        counted.append(kwargs["hash_len"])
        return real(*args, **kwargs)

    monkeypatch.setattr(passwords, "hash_secret_raw", counting)
    return counted


def test_in_earnest_a_guess_costs_128_mib():
    spec = subprocess.run(
        [sys.executable, "-c", "from bashke.keys.passwords import COST; print(COST)"],
        capture_output=True, text=True, check=True,
        env={"DJANGO_SETTINGS_MODULE": "bashke.config.settings", "PATH": ""},
    )  # fmt: skip

    assert spec.stdout.strip() == "Cost(memory_kib=131072, passes=3, lanes=4)"


def test_the_two_halves_come_from_one_run_of_64_bytes(runs):
    halves = stretch("fjalëkalimi", salt=SALT, cost=CHEAP)

    assert runs == [64]
    assert halves.verifier != halves.key
    assert len(halves.verifier.reveal()) == len(halves.key.reveal()) == 32


def test_it_does_not_matter_how_the_keyboard_composes_letters():
    composed = stretch("fjalëkalim", salt=SALT, cost=CHEAP)
    decomposed = stretch("fjale\u0308kalim", salt=SALT, cost=CHEAP)

    assert composed.key == decomposed.key


def test_one_run_at_a_time_over_threads():
    inside, most = [], []

    def run():
        with one_at_a_time():
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [1] * 8


def test_another_process_waits_and_in_the_end_says_so(monkeypatch, settings):
    hold = (
        "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX);"
        "print('held', flush=True); sys.stdin.read()"
    )
    monkeypatch.setattr(passwords, "PATIENCE", 0.05)
    holder = subprocess.Popen(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", hold, str(settings.DATA_DIR / "sign-in.lock")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(BusyError), one_at_a_time():
            pass
        holder.stdin.close()
        holder.wait()
    with one_at_a_time():
        pass


@pytest.mark.django_db
def test_a_wrong_password_and_an_unknown_person_cost_one_run_and_say_the_same(runs):
    drita = enrol("drita")
    runs.clear()

    said = []
    for person in (drita, uuid4()):
        with pytest.raises(WrongPasswordError) as refused:
            opening.unlock_ring(person, "diçka tjetër")
        said.append(str(refused.value))

    assert runs == [64, 64]
    assert said[0] == said[1]
    assert "diçka" not in said[0]


@pytest.mark.django_db
def test_a_post_has_no_password(town):
    post = services.make_post(municipality=PLACE, first=town.drita, actor=ACTOR)

    with pytest.raises(WrongPasswordError):
        opening.unlock_ring(post, "")


@pytest.mark.django_db
def test_a_changed_password_opens_the_same_and_the_old_one_nothing(town):
    opened = town.make("drita")
    sealed = opened.seal("teksti", field="note")

    services.change_password(person=town.drita, old=password_of("drita"), new="e re", actor=ACTOR)

    ring = opening.unlock_ring(town.drita, "e re")
    assert opening.open_with(ring, opened.id).unseal(sealed, field="note") == "teksti"
    with pytest.raises(WrongPasswordError):
        town.ring("drita")
    with pytest.raises(WrongPasswordError):
        services.change_password(person=town.drita, old="gabim", new="x", actor=ACTOR)


@pytest.mark.django_db
def test_a_session_needs_both_halves(town):
    opened = town.make("drita")
    sealed = opened.seal("teksti", field="note")
    carried = opening.carry(town.ring("drita"))

    ring = opening.resume(carried.sealed, carried.cookie)

    assert opening.open_with(ring, opened.id).unseal(sealed, field="note") == "teksti"
    other = opening.carry(town.ring("besnik"))
    for pair in [
        (carried.sealed, other.cookie),
        (other.sealed, carried.cookie),
        (carried.sealed, ""),
        (carried.sealed, carried.sealed),
        ("", carried.cookie),
        ("é", "é"),
    ]:
        with pytest.raises(LapsedError):
            opening.resume(*pair)


@pytest.mark.django_db
def test_a_session_lapses(town, time_machine):
    time_machine.move_to("2026-11-24 08:00Z", tick=False)
    carried = opening.carry(town.ring("drita"))

    time_machine.move_to("2026-11-24 19:59Z", tick=False)
    assert opening.resume(carried.sealed, carried.cookie)

    time_machine.move_to("2026-11-24 20:00Z", tick=False)
    with pytest.raises(LapsedError):
        opening.resume(carried.sealed, carried.cookie)


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["renew", "retire"])
def test_a_session_ends_with_the_keys(town, how):
    carried = opening.carry(town.ring("drita"))

    if how == "renew":
        services.renew(person=town.drita, password="e re", actor=ACTOR)
    else:
        services.retire(person=town.drita, actor=ACTOR, ground="operation")

    with pytest.raises(LapsedError):
        opening.resume(carried.sealed, carried.cookie)


def test_who_finds_no_seat_is_told_to_come_back(monkeypatch):
    monkeypatch.setattr(passwords, "seats", threading.BoundedSemaphore(1))

    with one_at_a_time(), pytest.raises(BusyError):
        stretch("fjalëkalimi", salt=SALT, cost=CHEAP)

    # The seat of who was let in is free again.
    assert stretch("fjalëkalimi", salt=SALT, cost=CHEAP)


def test_pages_find_a_thread_while_every_seat_is_taken():
    assert THREADS >= SEATS + 4
