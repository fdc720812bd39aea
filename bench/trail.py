"""What the trail costs those who write: eight threads, each transaction an act and its event.

Three contestants beside the act alone: its event as we write it; the same while the chain is being
added to; and the plain way, the link made in the caller's transaction behind a lock on the end of
the chain, for which all writers of a municipality wait. A pause stands for what else a service
does in its transaction (sealing, counting, more rows): so long the plain way keeps the lock.

The act is what a small service writes: two rows of two tables, each with an index beside its key,
made by their models as services make them, in a transaction of its own that reaches the disk
(on SQLite synchronous=FULL). Nothing is taken off for threads or for making the objects.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event as Signal
from time import perf_counter, sleep

from django.db import connection, transaction

from bashke.audit.chaining import begin, chain
from bashke.audit.models import ChainEnd, Event, Link
from bashke.audit.seals import link_hash
from bashke.audit.services import record
from bashke.keys.models import Holder
from bashke.law.models import Confirmation
from bench.rounds import ROUNDS, medians
from bench.row import Row

WRITERS, EACH = 8, 40
KEPT = 0.8
# SQLite has one writer at a time whatever we do: a pause would only measure its patience.
PAUSES = {"sqlite": 0.0, "postgresql": 0.005}
PLACE, OTHER = "librazhd", "diber"

Act = Callable[[], object]


def trail() -> Row:
    """Transactions a second of eight writers, with the trail and without."""
    rates = medians(rates_in_turns(PAUSES[connection.vendor]))
    alone = rates["act alone"]
    numbers = {name: round(rate, 1) for name, rate in rates.items()}
    return Row(
        what=f"an act and its event, {WRITERS} writers, {connection.vendor}",
        here=f"{rates['with its event']:,.0f} a second,"
        f" {rates['with its event'] / alone:.2f} × without;"
        f" {rates['while chaining']:,.0f} while the chain is added to",
        beside=f"without a trail {alone:,.0f}\nlinked under a lock {rates['under a lock']:,.0f}",
        target=f"≥ {KEPT} × without; nothing lost",
        holds=rates["with its event"] >= KEPT * alone and nothing_lost(),
        numbers={"per_second": numbers, "chaining": chaining()},
    )


def rates_in_turns(pause: float) -> dict[str, list[float]]:
    contestants: dict[str, Callable[[], float]] = {
        "act alone": lambda: rate(act, pause),
        "with its event": lambda: rate(act_with_event, pause),
        "while chaining": lambda: rate_while_chaining(pause),
        "under a lock": lambda: rate(act_under_lock, pause),
    }
    begin(OTHER)
    measured: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, measure in contestants.items():
            measured[name].append(measure())
    return measured


def rate(work: Act, pause: float) -> float:
    """Transactions a second of all writers together."""

    def write() -> None:
        for _ in range(EACH):
            with transaction.atomic():
                work()
                sleep(pause)
        connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        started = perf_counter()
        for done in [pool.submit(write) for _ in range(WRITERS)]:
            done.result()
        return WRITERS * EACH / (perf_counter() - started)


def rate_while_chaining(pause: float) -> float:
    stop = Signal()

    def go_on() -> None:
        while not stop.wait(0.05):
            chain()
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        chained = pool.submit(go_on)
        try:
            return rate(act_with_event, pause)
        finally:
            stop.set()
            chained.result()


def act() -> None:
    Holder.objects.create(kind=Holder.Kind.RECEIPT, municipality=PLACE)
    Confirmation.objects.create(fact="law/x", text_hash="0" * 64, by="-", on=date(2026, 11, 24))


def act_with_event(place: str = PLACE) -> Event:
    act()
    return record(
        municipality=place,
        actor="person:1",
        act="case.opened",
        subject="case/a1",
        ground="assignment",
    )


def act_under_lock() -> None:
    """The plain way, measured to know what it would cost; kept apart from the real chain."""
    end = ChainEnd.objects.select_for_update().get(municipality=OTHER)
    event = act_with_event(OTHER)
    after = link_hash(end.hash, event)
    Link.objects.create(
        municipality=OTHER,
        sequence=end.sequence + 1,
        event=event,
        previous=end.hash,
        hash=after,
    )
    ChainEnd.objects.filter(pk=end.pk).update(sequence=end.sequence + 1, hash=after)


def chaining() -> dict[str, float]:
    """Events a second that one pass links."""
    with transaction.atomic():
        for _ in range(2000):
            act_with_event()
    started = perf_counter()
    linked = chain()
    return {"events": linked, "per_second": round(linked / (perf_counter() - started))}


def nothing_lost() -> bool:
    chain()
    written = 2 * ROUNDS * WRITERS * EACH
    return Link.objects.of(PLACE).count() == Event.objects.of(PLACE).count() == written
