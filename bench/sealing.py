"""What sealing costs: a text, a list of grants, a sign-in, an ended assignment.

Five rounds each, every piece of work once a round. The floor for a text is the bare libsodium
call; the floor for a list is reading the same rows without opening a key. `sealing` needs a
prepared database, and leaves what it wrote there.
"""

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from uuid import UUID

from django.db import transaction
from nacl.secret import SecretBox
from nacl.utils import random

from bashke.keys import passwords, services
from bashke.keys.models import Grant
from bashke.keys.opening import Opened, Ring, open_all, open_with, unlock_ring
from bench.rounds import ROUNDS, in_turns, medians
from bench.row import Row

PLACE, ACTOR, PASSWORD = "librazhd", "system", "a password of the bench"
LISTED, LENGTH = 50, 500


def sealing() -> list[Row]:
    """A text; a list of fifty, the first and the second time; a sign-in."""
    people = [enrolled() for _ in range(4)]
    words = services.make_recovery(municipality=PLACE, keepers=people[:3], actor=ACTOR)
    for first, second in ((0, 1), (1, 2)):
        services.try_shares(
            municipality=PLACE, first=words[first], second=words[second], actor=ACTOR
        )
    ids = [made(people[:3]) for _ in range(LISTED)]
    ring = unlock_ring(people[0], PASSWORD)
    return [text(open_with(ring, ids[0])), listing(people, ids, ring), run(), ending(people)]


def text(opened: Opened) -> Row:
    """One text of 500 bytes sealed and unsealed, beside the bare box."""
    content, box = "ë" * (LENGTH // 2), SecretBox(random(32))
    opened.seal(content, field="note")
    fresh = open_fresh(opened)
    each = medians(
        in_turns(
            {
                "seal, unseal": lambda: fresh.unseal(fresh.seal(content, field="n"), field="n"),
                "seal, unseal, epoch looked up": lambda: opened.unseal(
                    opened.seal(content, field="n"), field="n"
                ),
                "bare box": lambda: box.decrypt(box.encrypt(content.encode())),
            }
        )
    )
    micro = {name: round(value * 1e6, 1) for name, value in each.items()}
    return Row(
        what=f"seal and unseal a text of {LENGTH} bytes",
        here=f"{micro['seal, unseal']} µs; {micro['seal, unseal, epoch looked up']} µs with the"
        " query for the current epoch",
        beside=f"bare box {micro['bare box']} µs",
        target="–",
        holds=True,
        numbers={"microseconds": micro},
    )


def open_fresh(opened: Opened) -> Opened:
    """The same key without a ring, as in the transaction that made it: no query."""
    epoch = opened.epochs[-1]
    row = Grant.objects.filter(compartment=opened.id, epoch=epoch).select_related("compartment")
    return Opened.fresh(row[0].compartment, opened.key(epoch))


def listing(people: Sequence[UUID], ids: Sequence[UUID], ring: Ring) -> Row:
    """Fifty compartments: the rows, the keys the first time, the keys the second time."""
    other = unlock_ring(people[1], PASSWORD)
    rounds: dict[str, list[float]] = {"rows alone": [], "first": [], "second": []}
    opened_all(other, ids)
    settled = timed(lambda: services.rewrap(ring=other))
    ring.wipe()
    first = unlock_ring(people[2], PASSWORD)
    for _ in range(ROUNDS):
        rounds["rows alone"].append(timed(lambda: open_all(first, ids)))
        rounds["first"].append(timed(lambda: opened_all(first, ids)))
        rounds["second"].append(timed(lambda: opened_all(other, ids)))
    milli = {name: round(median(values) * 1e3, 2) for name, values in rounds.items()}
    return Row(
        what=f"open the keys of a list of {LISTED}",
        here=f"first {milli['first']} ms, then {milli['second']} ms",
        beside=f"rows alone {milli['rows alone']} ms",
        target="–",
        holds=True,
        numbers={"milliseconds": milli, "settling_milliseconds": round(settled * 1e3, 2)},
    )


def run() -> Row:
    """One run of Argon2id, as a sign-in costs it."""
    salt = passwords.new_salt()
    values = [
        timed(lambda: passwords.stretch(PASSWORD, salt=salt, cost=passwords.COST))
        for _ in range(ROUNDS)
    ]
    milli = round(median(values) * 1e3)
    cost = passwords.COST
    return Row(
        what="a sign-in's Argon2id",
        here=f"{milli} ms",
        beside=f"{cost.memory_kib // 1024} MiB, {cost.passes} passes, {cost.lanes} lanes",
        target="–",
        holds=True,
        numbers={"milliseconds": milli},
    )


def ending(people: Sequence[UUID]) -> Row:
    """An assignment is made (three holders and recovery), and one of them ended."""
    rounds: dict[str, list[float]] = {"made": [], "ended": []}
    for _ in range(ROUNDS * 10):
        ids: list[UUID] = []
        rounds["made"].append(timed(lambda ids=ids: ids.append(made(people[:3]))))
        rounds["ended"].append(timed(lambda ids=ids: ended(ids[0], people[2])))
    milli = {name: round(median(values) * 1e3, 2) for name, values in rounds.items()}
    return Row(
        what="make a compartment; end one holder",
        here=f"{milli['made']} ms; {milli['ended']} ms",
        beside="–",
        target="–",
        holds=True,
        numbers={"milliseconds": milli},
    )


def opened_all(ring: Ring, ids: Sequence[UUID]) -> None:
    for opened in open_all(ring, ids).values():
        opened.key(opened.epochs[-1])


def enrolled() -> UUID:
    return services.enrol(municipality=PLACE, password=PASSWORD, actor=ACTOR)


def made(holders: Sequence[UUID]) -> UUID:
    with transaction.atomic():
        return services.create(
            kind="case", municipality=PLACE, holders=holders, ground="assignment", actor=ACTOR
        ).id


def ended(compartment: UUID, holder: UUID) -> None:
    services.end(compartment=compartment, holder=holder, ground="assignment", actor=ACTOR)


def timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
