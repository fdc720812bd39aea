"""Five rounds, every contestant once in each, so that a busy machine is busy for all of them."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

ROUNDS = 5

Work = Callable[[], object]


class BenchError(Exception):
    """Why nothing can be measured, in one sentence."""


def in_turns(works: Mapping[str, Work], at_least: float = 0.2) -> dict[str, list[float]]:
    """Seconds that each piece of work takes, one value a round.

    Each is done once to warm up. In a round it is repeated until about `at_least` seconds are
    spent, and the round's value is the mean of the repetitions: wall-clock time, nothing taken
    off for the loop or for what else the machine does.
    """
    repeats = {name: how_often(work, at_least) for name, work in works.items()}
    measured: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            measured[name].append(seconds(work, repeats[name]))
    return measured


def medians(measured: Mapping[str, list[float]]) -> dict[str, float]:
    """The median round of each contestant."""
    return {name: median(values) for name, values in measured.items()}


def how_often(work: Work, at_least: float) -> int:
    work()
    return max(1, round(at_least / max(seconds(work, 1), 1e-7)))


def seconds(work: Work, repeats: int) -> float:
    started = perf_counter()
    for _ in range(repeats):
        work()
    return (perf_counter() - started) / repeats
