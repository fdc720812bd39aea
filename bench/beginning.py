"""What it costs to begin: a referral written and sent, and accepted into a case.

The peer inserts the same rows as they came to the database, in one transaction, with fresh ids:
what a program would do that seals nothing, checks nothing and asks nobody. Then eight people begin
at once, and nothing may be lost or half written.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from secrets import token_hex
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from django.db import OperationalError, connection, transaction

from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Case, Referral
from bashke.cases.references import new_reference
from bashke.cases.services.referrals import Grounds
from bashke.keys.models import Compartment
from bashke.keys.opening import Ring
from bench.rounds import BenchError, in_turns, medians
from bench.row import Row
from bench.seeding import MECHANISM, Country, Worker

KEPT, WRITERS, EACH = 0.15, 8, 20
WORDS = {
    "about": "Ana Prifti",
    "concern": "Erdhi me shenja në fytyrë dhe tha se ka frikë të kthehet në shtëpi.",
    "reach": "Vetëm në punë, në mëngjes; kurrë me telefon.",
    "necessity": "Askush tjetër nuk e njeh situatën dhe ajo kërkoi ndihmë.",
}
GROUNDS = Grounds(ground="task", help_agreed="yes", telling_agreed="yes")


def beginning(country: Country) -> Row:
    """Referrals a second beside raw inserts; refer and accept; eight at once."""
    sender, mine = country.sender, country.mine
    rings = sender.ring(), mine.ring()
    with recorded() as statements:
        refer(sender, mine, rings[0])
    replay = Replay(statements, known_of(country))
    each = medians(in_turns({
        "a referral": lambda: refer(sender, mine, rings[0]),
        "raw": replay.insert,
        "refer and accept": lambda: begin(sender, mine, *rings),
    }))  # fmt: skip
    rates = {name: 1 / value for name, value in each.items()}
    ratio = rates["a referral"] / rates["raw"]
    together, refused = at_once(sender, mine)
    return Row(
        what=f"a referral: {len(statements)} inserts, {connection.vendor}",
        here=f"{rates['a referral']:,.0f} a second; with its case {rates['refer and accept']:,.0f};"
        f" {WRITERS} at once {together:,.0f} with their cases, {refused} refused and begun again",
        beside=f"raw inserts {rates['raw']:,.0f}",
        target=f"≥ {KEPT} ×, nothing lost; here {ratio:.2f} ×",
        holds=ratio >= KEPT,
        numbers={
            "per_second": {name: round(rate, 1) for name, rate in rates.items()},
            "ratio": round(ratio, 3),
            "at_once_per_second": round(together, 1),
            "refused_and_begun_again": refused,
        },
    )


@transaction.atomic
def refer(sender: Worker, to: Worker, ring: Ring) -> Referral:
    """Begun, written and sent: all its rows, its trail, its seals, in one transaction."""
    mechanism = MECHANISM[to.post.role]
    referral = services.begin(
        sender=sender.person, sender_post=sender.post, municipality=to.post.municipality,
        mechanism=mechanism, first_step="report-received", duty="may",
    )  # fmt: skip
    actor = sender.person.actor
    services.write(referral=referral, ring=ring, actor=actor, texts=WORDS)
    services.send(referral=referral, post=to.post, grounds=GROUNDS, ring=ring, actor=actor)
    return referral


def begin(sender: Worker, to: Worker, ring: Ring, his: Ring) -> Case:
    return services.accept(referral=refer(sender, to, ring), ring=his, person=to.person)


@contextmanager
def recorded() -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """Every INSERT of the block, with its values."""
    found: list[tuple[str, tuple[Any, ...]]] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith("INSERT"):
            found.append((sql, tuple(params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def known_of(country: Country) -> set[str]:
    """Ids that were there before, and stay what they are."""
    ids: set[str] = set()
    for worker in country.workers:
        ids |= {str(worker.person.pk), str(worker.post.pk), str(worker.person.holder)}
        ids.add(str(worker.post.holder))
    return ids | {each.replace("-", "") for each in ids}


class Replay:
    """The same inserts again and again, each time with ids that were never there."""

    def __init__(self, statements: list[tuple[str, tuple[Any, ...]]], known: set[str]) -> None:
        self.statements = statements
        self.writer = Event.objects.latest("pk").writer
        values = {value for _sql, params in statements for value in params if is_id(value)}
        self.fresh = {value for value in values if str(value) not in known}
        self.references = {
            value for _sql, params in statements for value in params if is_reference(value)
        }

    @transaction.atomic
    def insert(self) -> None:
        ids = {plain(value): uuid4() for value in self.fresh}
        references = {value: new_reference() for value in self.references}
        # Who writes to the trail counts its lines: another writer begins anew.
        references[self.writer] = token_hex(8)
        with connection.cursor() as cursor:
            for sql, params in self.statements:
                cursor.execute(sql, [renewed(value, ids, references) for value in params])


def is_id(value: Any) -> bool:
    return isinstance(value, UUID) or (
        isinstance(value, str) and len(value) == 32 and all(c in "0123456789abcdef" for c in value)
    )


def is_reference(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 9 and value[4] == "-" and value.isupper()


def plain(value: Any) -> str:
    return str(value).replace("-", "")


def renewed(value: Any, ids: dict[str, UUID], references: dict[str, str]) -> Any:
    """The value with every new id in it exchanged; a subject such as `referral/<id>` has one."""
    if is_id(value):
        found = ids.get(plain(value))
        if found is None:
            return value
        return found if isinstance(value, UUID) else found.hex
    if isinstance(value, str) and value in references:
        return references[value]
    if isinstance(value, str):
        head, slash, tail = value.partition("/")
        found = ids.get(plain(tail[:36])) if slash else None
        return f"{head}/{found}{tail[36:]}" if found else value
    return value


def at_once(sender: Worker, to: Worker) -> tuple[float, int]:
    """Referrals with their cases a second, by eight at once, and how many were begun again.

    SQLite lets one write and does not queue the others: who waits too long is refused, whole, and
    tries again. `BenchError` where something is missing at the end.
    """
    before, refused = counts(), []

    def write() -> None:
        rings = sender.ring(), to.ring()
        done = 0
        while done < EACH:
            try:
                referral = refer(sender, to, rings[0])
                accept(referral, to, rings[1], refused)
                done += 1
            except OperationalError as refusal:
                refused.append(str(refusal))
        connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        started = perf_counter()
        for done in [pool.submit(write) for _ in range(WRITERS)]:
            done.result()
        seconds = perf_counter() - started
    after, wanted = counts(), WRITERS * EACH
    for name, count in after.items():
        expected = wanted * 2 if name == "compartments" else wanted
        if count - before[name] != expected:
            raise BenchError(f"Of {wanted} beginnings there are {count - before[name]} {name}.")
    return wanted / seconds, len(refused)


def accept(referral: Referral, to: Worker, ring: Ring, refused: list[str]) -> None:
    """Accepted once, however often it takes."""
    while True:
        try:
            services.accept(referral=referral, ring=ring, person=to.person)
        except OperationalError as refusal:
            refused.append(str(refusal))
        else:
            return


def counts() -> dict[str, int]:
    return {
        "referrals": Referral.objects.filter(state=Referral.State.ACCEPTED).count(),
        "cases": Case.objects.exclude(referral=None).count(),
        "events": Event.objects.filter(act="referral.accepted").count(),
        "compartments": Compartment.objects.filter(kind__in=["case", "referral-draft"]).count(),
    }
