"""Row 3: the complete proof.

Timed by the proof itself, from the first mask to the report, in a fresh process each time, so
that nothing is warm: what `bashke content prove` does. Reading the pack comes before it.
"""

import json
import os
import subprocess
import sys
from statistics import median

from bench.rounds import ROUNDS, BenchError
from bench.row import Row

TARGET = 10


def complete_proof() -> Row:
    """Seconds of five proofs, each of which holds."""
    reports = [prove() for _ in range(ROUNDS)]
    seconds = median(report["seconds"] for report in reports)
    first = reports[0]
    return Row(
        what="complete proof",
        here=f"{seconds:.2f} s",
        beside=f"{first['combinations']:.3g} combinations on {first['dates']} dates,"
        f" {os.cpu_count()} cores",
        target=f"< {TARGET} s",
        holds=seconds < TARGET,
        numbers={
            "seconds": [report["seconds"] for report in reports],
            "median": seconds,
            "combinations": first["combinations"],
            "dates": first["dates"],
            "invariants": first["invariants"],
        },
    )


def prove() -> dict:
    command = [sys.executable, "-m", "bashke", "content", "prove", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"The proof fails, so it was not timed: {last_line(done.stderr)}")
    return json.loads(done.stdout)


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it says nothing."])[-1]
