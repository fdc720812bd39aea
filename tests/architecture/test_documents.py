"""What is documented exists, and what exists is documented."""

import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
TEST = re.compile(r"`(\w+/test_\w+\.py)(?:::(test_\w+))?`")
# How many requirements of levels 1 and 2 each section of ASVS 5.0 begins with, in its order.
LEVEL_TWO = {
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 3, "11.5": 1, "11.6": 1,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
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


def asvs_rows():
    text = (BASE / "docs/asvs.md").read_text(encoding="utf-8")
    return re.findall(r"^\| ([\d.]+) \| .+? \| (.+) \|$", text, re.MULTILINE)


def test_every_requirement_of_both_levels_stands_once_in_the_asvs_table():
    wanted = [
        f"{section}.{number}"
        for section, last in LEVEL_TWO.items()
        for number in range(1, last + 1)
    ]

    assert len(wanted) == 89
    assert [number for number, _answer in asvs_rows()] == wanted


def test_every_answer_of_the_asvs_table_is_a_test_a_document_or_a_reason():
    bad = [number for number, answer in asvs_rows() if not is_answered(answer)]

    assert bad == []
    assert not any(map(is_answered, ("open: later", "held", "no", "written: soon", "accepted")))


def is_answered(answer):
    kind, _colon, more = answer.partition(":")
    documents = [(BASE / each).is_file() for each in re.findall(r"`(docs/[\w/.-]+)`", answer)]
    if kind == "written":
        return bool(documents) and all(documents)
    if kind == "no":
        return len(more.split()) > 2
    shown = answer.startswith(("held: ", "held, ", "held ", "accepted because "))
    return shown and bool(TEST.search(answer)) and all(documents)


def is_there(file, test):
    path = BASE / "tests" / file
    return path.exists() and (not test or f"def {test}(" in path.read_text(encoding="utf-8"))
