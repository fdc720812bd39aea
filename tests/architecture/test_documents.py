"""What is documented exists, and what exists is documented."""

import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
TEST = re.compile(r"`(\w+/test_\w+\.py)(?:::(test_\w+))?`")
VARIABLE = re.compile(r"BASHKE_[A-Z_]+")
COMMANDS = sorted(
    path.stem
    for path in (BASE / "bashke").glob("*/management/commands/*.py")
    if path.stem != "__init__"
)


def test_every_setting_is_documented():
    read = set()
    for path in (BASE / "bashke").rglob("*.py"):
        read |= set(VARIABLE.findall(path.read_text(encoding="utf-8")))
    documented = set(VARIABLE.findall((BASE / "docs/reference/settings.md").read_text()))

    assert read - {"BASHKE_DATABASE"} <= documented
    assert documented <= read


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command):
    assert f"bashke {command}" in (BASE / "docs/reference/commands.md").read_text()


def test_every_runtime_dependency_says_what_it_spares_us():
    project = (BASE / "pyproject.toml").read_text()
    block = project.split("dependencies = [")[1].split("\n]")[0]
    names = re.findall(r'"([a-z0-9-]+)', block)
    documented = (BASE / "docs/dependencies.md").read_text().lower()

    assert names
    assert [name for name in names if name not in documented] == []


def test_decisions_are_short():
    for path in (BASE / "docs" / "adr").glob("*.md"):
        assert len(path.read_text(encoding="utf-8").split()) <= 560, path.name


def test_every_test_that_the_asvs_table_names_is_there():
    named = TEST.findall((BASE / "docs/asvs.md").read_text(encoding="utf-8"))

    assert len(named) > 60
    assert [each for each in named if not is_there(*each)] == []
    assert not is_there("security/test_entrance.py", "test_that_nobody_wrote")


def test_what_the_asvs_table_calls_held_names_a_test():
    lines = (BASE / "docs/asvs.md").read_text(encoding="utf-8").splitlines()

    held = [line for line in lines if re.search(r"\| (held|in part, )", line)]
    assert len(held) > 30
    assert [line for line in held if not TEST.search(line)] == []


def is_there(file, test):
    path = BASE / "tests" / file
    return path.exists() and (not test or f"def {test}(" in path.read_text(encoding="utf-8"))
