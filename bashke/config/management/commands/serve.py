"""`bashke serve`: the web and the background work, for one machine."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from bashke.config.companion import Companion
from bashke.core.commands import Command as Base
from bashke.core.commands import wrong_use
from bashke.guide.edition import from_files
from bashke.office.documents.reading import from_files as papers_from_files

# So many a worker that pages find one while a whole office waits for its turn to sign in
# (keys.passwords.SEATS). They only wait: what is idle is let go.
THREADS = 24
DEFAULT = "localhost:8000"
# Large pages for large blocks: a quarter less time for the 128 MiB of a sign-in.
MEMORY = "glibc.malloc.hugetlb=1"


class Command(Base):
    help = "Serve the site, and do what is due in the background, until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default=DEFAULT, metavar="HOST:PORT")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")

    def handle(self, *, bind: str, workers: int, **_options: Any) -> None:
        host, _colon, port = bind.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65535:
            raise wrong_use(f"“{bind}” is no address to listen at. Give one such as {DEFAULT}.")
        if workers < 1:
            raise wrong_use(f"--workers is {workers}. Give a whole number from 1.")
        # A faulty pack is told here, before anything listens.
        from_files()
        papers_from_files()
        collect_static()
        # Read by the workers when they begin.
        os.environ.setdefault("GLIBC_TUNABLES", MEMORY)
        server = Granian(
            "bashke.config.wsgi:application",
            address="127.0.0.1" if host == "localhost" else host,
            port=int(port),
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=THREADS,
            # Whatever somebody asks must not be found in a log afterwards.
            log_access=False,
            log_level=LogLevels.warning,
        )
        with Companion(background()):
            server.serve()


def background() -> list[str]:
    """The command that does in the background what is due, as long as this process lives."""
    tick = [sys.executable, "-m", "bashke", "tick", "--every-minute"]
    return [*tick, "--beside", str(os.getpid())]


def collect_static() -> None:
    """Gather and compress what pages need, unless that was done since it last changed."""
    root = Path(settings.STATIC_ROOT)
    done = root / "staticfiles.json"
    package = Path(settings.BASE_DIR) / "bashke"
    newest = max(path.stat().st_mtime for path in package.glob("*/static/**/*"))
    if not done.exists() or done.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0)
