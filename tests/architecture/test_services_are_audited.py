"""Every public service writes an event of the trail, itself or through what it calls.

It is a net, not a proof: it follows functions called by name through our own modules, so a `record`
that stands under an `if`, or that only one of two branches reaches, lets the whole service pass.
"""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

import bashke

PACKAGE = Path(bashke.__file__).parent
RECORD = "bashke.audit.services.record"

# What writes no event, and why that is right. An entry that is no longer needed fails.
UNAUDITED = {
    "bashke.directory.services.fill_demo": "an empty installation only, with invented contacts",
    "bashke.directory.services.invented": "makes rows in memory and writes nothing",
    "bashke.keys.services.compartments.rewrap": "changes nobody's access; the opening is recorded",
    "bashke.keys.services.glass.reasons": "reads within a compartment whose opening is recorded",
    "bashke.keys.services.recovery.recovery_is_ready": "only reads, and no content",
    "bashke.law.services.confirm": "its row is never changed and says itself who, what and when",
    "bashke.law.services.recorded": "only reads",
    "bashke.tally.services.add_up": "adds up what was counted with an act; names nobody",
    "bashke.tally.services.count": "counts an act that is on the trail itself",
}


@dataclass(frozen=True)
class Module:
    """What a module's functions call, and what its names stand for, by their whole names."""

    calls: dict[str, set[str]]
    names: dict[str, str]


def read(name: str, source: str) -> Module:
    tree = ast.parse(source)
    functions = [
        node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    names = {node.name: f"{name}.{node.name}" for node in functions}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            names |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    return Module({names[node.name]: called(node, names) for node in functions}, names)


def called(function: ast.AST, names: dict[str, str]) -> set[str]:
    whole = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            first, *rest = ast.unparse(node.func).split(".")
            whole.add(".".join([names.get(first, first), *rest]))
    return whole


def unaudited(sources: dict[str, str]) -> set[str]:
    """Public functions of services from which no call leads to `record`."""
    modules = {name: read(name, source) for name, source in sources.items()}
    calls = {name: to for module in modules.values() for name, to in module.calls.items()}
    # A name that a package only passes on stands for the function itself.
    passed_on = {
        f"{package}.{name}": whole
        for package, module in modules.items()
        for name, whole in module.names.items()
        if whole != RECORD
    }
    audited = {RECORD}
    while further := {
        name
        for name, to in calls.items()
        if name not in audited and audited & {*to, *(passed_on.get(each, each) for each in to)}
    }:
        audited |= further
    return public(modules, calls.keys()) - audited


def public(modules: dict[str, Module], functions) -> set[str]:
    """What the apps above may call: of a package only what its `__init__` passes on."""
    found = set()
    for name, module in modules.items():
        if name.endswith(".services"):
            found |= {
                whole
                for own, whole in module.names.items()
                if not own.startswith("_") and whole in functions and whole.startswith(f"{name}.")
            }
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


OURS = {name_of(path): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
SERVICES = sorted(name for name in OURS if name.endswith(".services"))


@pytest.fixture(scope="module")
def found() -> set[str]:
    return unaudited(OURS)


@pytest.mark.parametrize("services", SERVICES)
def test_every_public_service_writes_an_event(services, found):
    assert {name for name in found if name.startswith(services)} - UNAUDITED.keys() == set()


@pytest.mark.parametrize("name", sorted(UNAUDITED))
def test_every_exception_is_still_needed_and_has_a_reason(name, found):
    assert name in found
    assert UNAUDITED[name]


IMPORTED = "from bashke.audit.services import record\n"


def unaudited_of(source: str, **others: str) -> set[str]:
    return unaudited({"bashke.cases.services": source} | others)


@pytest.mark.parametrize(
    "source",
    [
        IMPORTED + "def close(): pass",
        IMPORTED + "async def close(): pass",
        IMPORTED + "def close(): 'record(act=…)'",
        IMPORTED + "def close(): return record",
        IMPORTED + "def close(): history.record()",
        IMPORTED + "def close(): _note()\ndef _note(): pass",
        "def close(): record()",
        "from bashke.tally import record\ndef close(): record()",
        "from bashke.law import services\ndef close(): services.record()",
        "from bashke.cases.notes import note\ndef close(): note()",
    ],
)
def test_the_guard_sees_what_it_should(source):
    assert unaudited_of(source) == {"bashke.cases.services.close"}


@pytest.mark.parametrize(
    "source",
    [
        IMPORTED + "def close(): record()",
        IMPORTED + "@transaction.atomic\ndef close():\n    with it:\n        record()",
        IMPORTED + "def close(): _note()\ndef _note(): record()",
        IMPORTED + "def _note(): pass",
        "from bashke.audit.services import record as write\ndef close(): write()",
        "from bashke.audit import services\ndef close(): services.record()",
        "from bashke.audit import services as trail\ndef close(): trail.record()",
    ],
)
def test_the_guard_lets_pass_what_is_audited(source):
    assert unaudited_of(source) == set()


def test_the_guard_follows_a_call_into_another_module():
    notes = {"bashke.cases.notes": IMPORTED + "def note(): record()"}

    assert not unaudited_of("from bashke.cases.notes import note\ndef close(): note()", **notes)


def test_of_a_package_the_guard_looks_at_what_is_passed_on():
    inside = {"bashke.cases.services.ends": "def close(): pass\ndef inner(): pass"}

    found = unaudited_of("from bashke.cases.services.ends import close", **inside)

    assert found == {"bashke.cases.services.ends.close"}
