"""What every test may use."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from django.conf import settings
from django.test import Client

from bashke.accounts import sheets
from bashke.config.management.commands.serve import collect_static
from bashke.guide.edition import from_files, load
from bashke.keys import opening, passwords
from bashke.keys.passwords import Cost
from bashke.mechanisms.library import Library
from tests.audit.emptying import tables_may_be_emptied

# Only between tests: the trail itself refuses to be emptied.
tables_may_be_emptied()

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session", autouse=True)
def _ledger_of_their_own(tmp_path_factory) -> None:
    """What tests erase stands in no installation's ledger."""
    settings.ERASURES_FILE = tmp_path_factory.mktemp("erasures") / "ledger"


@pytest.fixture(scope="session")
def library() -> Library:
    return from_files().library


@pytest.fixture(scope="session")
def static_files() -> None:
    """What pages link to, gathered as the site does at its start."""
    collect_static()


@pytest.fixture
def client(static_files) -> Client:
    """A browser without cookies, script or patience."""
    return Client()


@pytest.fixture
def pack_copy(tmp_path) -> Path:
    """A copy of the pack in which a test may plant a fault."""
    return copytree(settings.CONTENT_DIR, tmp_path / "al")


@pytest.fixture
def planted(pack_copy):
    """Replace text in a file of the copy, and load it."""

    def plant(name: str, old: str, new: str) -> Library:
        path = next(pack_copy.glob(name))
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not say {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return load(pack_copy).library

    return plant


@pytest.fixture
def cheap_keys(monkeypatch) -> None:
    """Passwords are stretched with little memory: the same code, in a thousandth of the time."""
    cheap = Cost(memory_kib=8, passes=1, lanes=1)
    monkeypatch.setattr(passwords, "COST", cheap)
    monkeypatch.setattr(opening, "COST", cheap)
    monkeypatch.setattr(sheets, "MEMORY_KIB", 8)
