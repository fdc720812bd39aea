"""Our compiled table in three other engines, each in the fastest form that it documents.

Every engine gets the same rows in the same order, and answers one question: which rows match?
A cell holds if any of its options is among those given. The columns stand in the order in which
most rows name them, since all three give a row up at its first cell that fails. What is compiled
or parsed once is not timed; nor is filling in what an unanswered question counts as
(`Fact.default`), which our own table does while it matches.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

import pyDMNrules
import zen
from lxml import etree
from openpyxl import Workbook
from openpyxl.styles import Border, Side
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

from bashke.mechanisms.table import Answers, Table
from bashke.pack.schema import Fact
from bench.rounds import BenchError

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
ROW = "row"

# The rows that match, as a mask like our own.
Match = Callable[[Answers], int]
Cell = Callable[[Fact, Sequence[str]], str]


@dataclass(frozen=True)
class Peer:
    """Another engine with our table in it."""

    name: str
    version: str
    match: Match


def peers(table: Table) -> list[Peer]:
    """The other engines, ready to match."""
    makers: Mapping[str, Callable[[Table], Match]] = {
        "zen-engine": zen_engine,
        "SpiffWorkflow": spiff_workflow,
        "pyDMNrules": py_dmn_rules,
    }
    return [Peer(name, version(name), make(table)) for name, make in makers.items()]


def filled_in(table: Table, facts: Answers) -> dict[str, Any]:
    """A concern as the other engines need it: every question answered, if with nothing."""
    nothing: dict[str, Any] = {"one": "", "many": []}
    return {
        fact.id: facts.get(fact.id) or fact.default or nothing[fact.kind]
        for fact in table.facts.values()
    }


def columns(table: Table) -> list[Fact]:
    """The questions, those first that most rows name."""
    return sorted(table.facts.values(), key=lambda fact: -times_named(table, fact))


def times_named(table: Table, fact: Fact) -> int:
    return sum(fact.id in entry.row.facts for entry in table.entries)


def cells(table: Table, cell: Cell, blank: str) -> list[dict[str, str]]:
    """The whole table in another engine's words."""
    return [
        {
            fact.id: cell(fact, entry.row.facts[fact.id]) if fact.id in entry.row.facts else blank
            for fact in columns(table)
        }
        for entry in table.entries
    ]


def as_mask(rows: Iterable[int]) -> int:
    mask = 0
    for row in rows:
        mask |= 1 << row
    return mask


def zen_engine(table: Table) -> Match:
    """A JDM decision table, hit policy collect, compiled at load.

    Loaded through the static loader and evaluated by key: in 2.1 that is ten times as fast as
    `create_decision`. `contains` joined by `or` is the fastest test of a list; `some` takes half
    as long again.
    """

    def cell(fact: Fact, options: Sequence[str]) -> str:
        if fact.kind == "one":
            return ", ".join(f"'{option}'" for option in options)
        return " or ".join(f"contains($, '{option}')" for option in options)

    rules = [
        {"_id": f"rule-{number}", ROW: str(number), **row}
        for number, row in enumerate(cells(table, cell, ""))
    ]
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": fact.id, "name": fact.id, "field": fact.id} for fact in columns(table)],
        "outputs": [{"id": ROW, "name": ROW, "field": ROW}],
        "rules": rules,
    }
    place = {"x": 0, "y": 0}
    graph = {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": place},
            {
                "id": "table",
                "type": "decisionTableNode",
                "name": "table",
                "position": place,
                "content": content,
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": place},
        ],
        "edges": [
            {"id": "given", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "found", "type": "edge", "sourceId": "table", "targetId": "out"},
        ],
    }
    loader = {"type": "static", "content": {"routes": graph}}
    evaluate = zen.ZenEngine({"loader": loader}).evaluate

    def match(facts: Answers) -> int:
        return as_mask(hit[ROW] for hit in evaluate("routes", facts)["result"])

    return match


def spiff_workflow(table: Table) -> Match:
    """A DMN decision table, hit policy COLLECT, with Spiff's own Python script engine.

    Asked by `decide`, which names the rows that match and leaves their outputs unevaluated. The
    form with `?` is the fastest: without it every cell is parsed twice more.
    """

    def cell(fact: Fact, options: Sequence[str]) -> str:
        if fact.kind == "one":
            return f"? in {tuple(options)!r}"
        return f"not {set(options)!r}.isdisjoint(?)"

    parser = DMNParser(None, decision_xml(table, cell), {"dmn": DMN})
    parser.parse()
    decide = DMNEngine(parser.decision.decisionTables[0]).decide
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def match(facts: Answers) -> int:
        task = SimpleNamespace(data=facts, workflow=workflow)
        return as_mask(rule.row_number - 1 for rule in decide(task))

    return match


def decision_xml(table: Table, cell: Cell) -> Any:
    """The table as an XML document after the DMN standard."""
    root = etree.Element(f"{{{DMN}}}definitions", id="definitions", name="Bashkë")
    decision = element(root, "decision", id="routes", name="Routes")
    rows = element(decision, "decisionTable", id="table", hitPolicy="COLLECT")
    for fact in columns(table):
        column = element(rows, "input", id=f"input-{fact.id}", label=fact.id)
        expression = element(column, "inputExpression", id=f"expression-{fact.id}")
        element(expression, "text").text = fact.id
    element(rows, "output", id="output", name=ROW, label=ROW)
    for number, row in enumerate(cells(table, cell, "-")):
        rule = element(rows, "rule", id=f"rule-{number}")
        for fact, test in row.items():
            entry = element(rule, "inputEntry", id=f"entry-{number}-{fact}")
            element(entry, "text").text = test
        entry = element(rule, "outputEntry", id=f"output-{number}")
        element(entry, "text").text = str(number)
    return root


def element(parent: Any, tag: str, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{DMN}}}{tag}", **attributes)


def py_dmn_rules(table: Table) -> Match:
    """A workbook with one decision table, hit policy C, used without a file.

    One answer is tested by a list of strings, several by `list contains` joined by `or`: its
    `some … satisfies … in` does not parse.
    """

    def cell(fact: Fact, options: Sequence[str]) -> str:
        if fact.kind == "one":
            return ",".join(f'"{option}"' for option in options)
        return " or ".join(f'list contains({fact.id},"{option}")' for option in options)

    rules = pyDMNrules.DMN()
    status = rules.use(workbook(table, cell))
    if status:
        raise BenchError(f"pyDMNrules does not take our table: {status['errors'][0]}.")

    def match(facts: Answers) -> int:
        status, decision = rules.decide(facts)
        # That no row matches is an error there, and an answer here.
        return as_mask(int(hit[2]) - 1 for hit in decision["Executed Rule"]) if not status else 0

    return match


def workbook(table: Table, cell: Cell) -> Workbook:
    """The table as a sheet; double lines part headings from rules, and inputs from the output."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Routes"
    facts = [fact.id for fact in columns(table)]
    sheet.append(["Routes"])
    sheet.append(["C", *facts, ROW])
    for number, row in enumerate(cells(table, cell, "-")):
        sheet.append([number + 1, *row.values(), number])
    thin, double = Side(style="thin"), Side(style="double")
    output = len(facts) + 2
    for line in sheet.iter_rows(min_row=2, max_col=output):
        for field in line:
            field.border = Border(
                left=double if field.column == output else thin,
                right=double if field.column == output - 1 else thin,
                top=double if field.row == 3 else thin,
                bottom=double if field.row == 2 else thin,
            )
    return book
