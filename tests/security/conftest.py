"""A house: a served site with folders of its own, and all that people leave there."""

import json
import os
import secrets
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.accounts import cast
from tests.browser.conftest import served
from tests.security.searching import files_in

ROOT = Path(__file__).parent.parent.parent


@dataclass
class House:
    """A served site, and the ways to look into everything that it keeps."""

    root: Path
    url: str
    environment: dict[str, str]

    def tell(self, verb: str, *words: str):
        """Do it with the settings of the site; what it logs stands in the site's own log."""
        with (self.root / "data" / "server.log").open("ab") as log:
            done = subprocess.run(  # noqa: S603 (ourselves)
                [sys.executable, "-m", "tests.security.planting", verb, *words],
                env={**os.environ, **self.environment}, cwd=ROOT, stdout=subprocess.PIPE,
                stderr=log, check=True, text=True,
            )  # fmt: skip
        return json.loads(done.stdout or "null")

    @property
    def mails(self) -> str:
        return "\n".join(path.read_text() for path in sorted((self.root / "mail").glob("*")))

    def places(self) -> dict[str, bytes]:
        """Everything that a thief, an administrator or a backup could find."""
        rows, dump = self.dumped()
        return {
            "rows": rows,
            "backup": dump,
            "log": (self.root / "data" / "server.log").read_bytes(),
            "mail": files_in(self.root / "mail"),
            "temporary": files_in(self.root / "tmp"),
            "data": files_in(self.root / "data", but=("static", "server.log")),
        }

    def dumped(self) -> tuple[bytes, bytes]:
        """The rows as text, and a copy as a backup takes it."""
        if url := self.environment["BASHKE_DATABASE_URL"]:
            return pg_dump(url, "--inserts"), pg_dump(url, "--format=custom", "--compress=6")
        database = sqlite3.connect(self.root / "data" / "bashke.sqlite3")
        rows, copy = "\n".join(database.iterdump()).encode(), self.root / "copy.sqlite3"
        # Page by page, what was freed included.
        with closing(sqlite3.connect(copy)) as taken:
            database.backup(taken)
        database.close()
        return rows, copy.read_bytes()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    root = tmp_path_factory.mktemp("house")
    for folder in ("data", "tmp", "mail"):
        (root / folder).mkdir()
    environment = {
        "BASHKE_DATA_DIR": str(root / "data"),
        "BASHKE_DATABASE_URL": own_database(),
        "BASHKE_LOG_LEVEL": "DEBUG",
        "DJANGO_SETTINGS_MODULE": "tests.security.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "default",
        "TMPDIR": str(root / "tmp"),
    }
    with served(root / "data", is_demo=False, **environment) as url:
        yield House(root, url, {**environment, "BASHKE_SITE_URL": url})


def pg_dump(url: str, *words: str) -> bytes:
    done = subprocess.run(["pg_dump", *words, url], check=True, capture_output=True)  # noqa: S603, S607 (our own database)
    return done.stdout


def own_database() -> str:
    """A new database beside the one of the tests where they run on PostgreSQL; else SQLite."""
    url = os.environ.get("BASHKE_DATABASE_URL", "")
    if not url:
        return ""
    name = f"house_{secrets.token_hex(4)}"
    subprocess.run(["psql", url, "-c", f"create database {name}"], check=True, capture_output=True)  # noqa: S603, S607 (our own database)
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture
def cheap(cheap_keys):
    """Real runs of Argon2 with little memory."""


@pytest.fixture
def town(db, cheap):
    return cast.town()
