"""A spreadsheet as plain text: which column stands where, and what its rows say."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from bashke.core.text import slug
from bashke.office.importing.columns import column_named
from bashke.office.importing.refusals import FileError

MOST_ROWS = 5_000
MOST_COLUMNS = 100
# The longest thing that a cell may hold and still be named as a fault of its own.
LONGEST_CELL = 2_000
# A title or a date may stand above the heads.
HEADS_WITHIN = 20
EXAMPLES = ("shembull", "example")


@dataclass(frozen=True)
class Line:
    """One row: its number in the sheet, and what stands in the columns that are known."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """What a file says. `unknown` are heads of columns that were not read; `examples` counts rows
    that only show how to fill the sheet in.
    """

    name: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    unknown: tuple[str, ...] = ()
    examples: int = 0

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def table_written(text: str) -> Table:
    """The table that was `written`."""
    said = json.loads(text)
    lines = tuple(Line(each["number"], each["cells"]) for each in said["lines"])
    return Table(
        said["name"], tuple(said["columns"]), lines, tuple(said["unknown"]), said["examples"]
    )


def table(name: str, rows: Iterable[Sequence[str]]) -> Table:
    """The table that these rows make, the heads first; `FileError` where there are no heads."""
    numbered = enumerate(rows, start=1)
    places, unknown = heads(numbered)
    lines: list[Line] = []
    examples = 0
    for number, row in numbered:
        refuse_wide(row, number)
        cells = {key: cell(row, at, number) for at, key in places.items()}
        if not any(cells.values()):
            continue
        if slug(cells["role"]).startswith(EXAMPLES):
            examples += 1
            continue
        if len(lines) == MOST_ROWS:
            raise FileError(
                _("The file has more than %(most)d rows. Split it, and import one after another.")
                % {"most": MOST_ROWS}
            )
        lines.append(Line(number, cells))
    return Table(name, tuple(places.values()), tuple(lines), tuple(unknown), examples)


def heads(numbered: Iterable[tuple[int, Sequence[str]]]) -> tuple[dict[int, str], list[str]]:
    """Which column stands where, and the heads that nobody knows."""
    for number, row in numbered:
        refuse_wide(row, number)
        found = [(at, head, column_named(head)) for at, head in enumerate(row) if head.strip()]
        if any(key == "role" for _at, _head, key in found):
            places = {at: key for at, _head, key in found if key}
            refuse_twice(list(places.values()))
            return places, [shown(head) for _at, head, key in found if key is None]
        if number >= HEADS_WITHIN:
            break
    raise FileError(
        _(
            "The first sheet has no column “Role”. Name the columns as in the template,"
            " in any order."
        )
    )


def refuse_twice(keys: list[str]) -> None:
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise FileError(
            _("The column “%(column)s” is there twice. Keep one of them.") % {"column": twice}
        )


def refuse_wide(row: Sequence[str], number: int) -> None:
    if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
        raise FileError(
            _("Row %(row)d has more than %(most)d columns. Take out those that are not needed.")
            % {"row": number, "most": MOST_COLUMNS}
        )


def cell(row: Sequence[str], at: int, number: int) -> str:
    """What stands there, without line ends and double spaces; nothing beyond the row's end."""
    said = row[at] if at < len(row) else ""
    if len(said) > LONGEST_CELL:
        raise FileError(
            _("A cell of row %(row)d holds more than %(most)d characters. Shorten it.")
            % {"row": number, "most": LONGEST_CELL}
        )
    return " ".join(said.split())


def shown(said: str, longest: int = 60) -> str:
    """What was written as a page may show it: nothing that cannot be seen, and not all of it."""
    seen = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in said
    )
    return seen if len(seen) <= longest else f"{seen[:longest]}…"
