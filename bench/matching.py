"""Row 1: the rows that a concern matches and who leads, beside three other engines.

Timed for everybody: finding the rows that match one concern, then, by the same two methods of
our own table, what yields and who leads (`left`, `lead`). Our own matching is `Table.mask`:
nothing that was decided before is looked up, since `Table.decided` is not touched. The other
engines answer with rows, which are put together to the same kind of mask; they are spared the
filling in of defaults and the outputs of rows. Nobody builds routes, texts or contacts here.
"""

from collections.abc import Iterable, Sequence

from bashke.mechanisms.table import Answers, Table, bits
from bench.cases import Cases
from bench.engines import Match, Peer, filled_in, peers
from bench.rounds import BenchError, Work, in_turns, medians
from bench.row import Row

TARGET = 20
OURS = "Bashkë"


def matching(table: Table, cases: Cases) -> Row:
    """All engines agree on every case, and then are timed in turns."""
    ours = list(cases.facts.values())
    theirs = [filled_in(table, facts) for facts in ours]
    others = peers(table)
    for peer in others:
        check(table, peer, zip(cases.facts, ours, theirs, strict=True))
    works = {OURS: routing(table, table.mask, ours)}
    works |= {peer.name: routing(table, peer.match, theirs) for peer in others}
    rounds = in_turns(works, at_least=0.5)
    each = {name: value / len(ours) * 1e6 for name, value in medians(rounds).items()}
    fastest = min((peer.name for peer in others), key=each.__getitem__)
    times = each[fastest] / each[OURS]
    return Row(
        what="matching and lead of one concern",
        here=f"{each[OURS]:.2f} µs",
        beside="\n".join(
            f"{peer.name} {shown(each[peer.name])}, {each[peer.name] / each[OURS]:,.1f} ×"
            for peer in others
        ),
        target=f"≥ {TARGET} × the fastest",
        holds=times >= TARGET,
        numbers={
            "microseconds": {name: round(value, 3) for name, value in each.items()},
            "rounds_in_microseconds": {
                name: [round(value / len(ours) * 1e6, 3) for value in values]
                for name, values in rounds.items()
            },
            "times_the_fastest": round(times, 2),
            "fastest": fastest,
            "versions": {peer.name: peer.version for peer in others},
            "cases": len(ours),
            "cases_from": cases.source,
            "rows": len(table.entries),
        },
    )


def routing(table: Table, match: Match, concerns: Sequence[Answers]) -> Work:
    """Every concern once, in the same loop for every engine."""

    def work() -> None:
        for facts in concerns:
            settle(table, match(facts))

    return work


def settle(table: Table, mask: int) -> str | None:
    """Who leads among rows that match."""
    return table.lead(table.left(mask))


def check(table: Table, peer: Peer, cases: Iterable[tuple[str, Answers, Answers]]) -> None:
    """Stop with one sentence where another engine finds other rows, or another lead."""
    for name, ours, theirs in cases:
        mask, other = table.mask(ours), peer.match(theirs)
        if mask != other or settle(table, mask) != settle(table, other):
            raise BenchError(
                f"{peer.name} {peer.version} disagrees on “{name}”: it finds the rows"
                f" {list(bits(other))}, led by {settle(table, other)}; the table has"
                f" {list(bits(mask))}, led by {settle(table, mask)}; nothing was timed."
            )


def shown(microseconds: float) -> str:
    return f"{microseconds / 1000:.1f} ms" if microseconds >= 1000 else f"{microseconds:.1f} µs"
