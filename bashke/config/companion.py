"""A process beside the server: dies with it, and is started again when it dies alone."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence

LOOKS_EVERY = 1.0
# A companion that cannot live is started ever less often.
SOONEST, LATEST = 1.0, 60.0

# A worker that the server forks while a command is being started would keep the pipe by which the
# start is told, and we would wait for it for ever. So one waits for the other.
starting = threading.Lock()
os.register_at_fork(
    before=starting.acquire, after_in_parent=starting.release, after_in_child=starting.release
)


class Companion:
    """`with Companion([...]):` runs the command until the end of the block."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = [*command]
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._keep, name="companion", daemon=True)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Companion":
        self._watch.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        if self._process and self._process.poll() is None:
            self._process.terminate()
        self._watch.join(LATEST)

    def _keep(self) -> None:
        pause = SOONEST
        while not self._over.is_set():
            begun = time.monotonic()
            process = self._start()
            if self._over.is_set():
                process.terminate()
            process.wait()
            lived = time.monotonic() - begun
            pause = SOONEST if lived > LATEST else min(pause * 2, LATEST)
            self._over.wait(pause)

    def _start(self) -> "subprocess.Popen[bytes]":
        with starting:
            # In a group of its own: Ctrl-C is for the server, which then ends this.
            self._process = subprocess.Popen(self._command, process_group=0)  # noqa: S603 (ours)
        return self._process


def die_with(parent: int) -> None:
    """End this process when the one that started it is gone, also when that was killed.

    What is being done then is left where it is: all that runs here may be cut off at any place.
    """

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(LOOKS_EVERY)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=look, name="parent", daemon=True).start()
