"""What one takes away: an empty sheet to fill in, and the faults of a full one."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bashke.core.sheets import sheet
from bashke.core.text import Text
from bashke.office.importing.columns import COLUMNS, title
from bashke.office.importing.rows import Fault
from bashke.office.importing.tables import MOST_ROWS
from bashke.pack.content import Pack

HEADS = [column.both for column in COLUMNS]
# Its role is no role, and the reader knows it: it cannot be imported by mistake.
EXAMPLE_ROLE = "SHEMBULL / EXAMPLE"
TURNS = ("i parë / first", "zëvendësues / substitute", "sonte / tonight")
YES_OR_NO = ("po / yes", "jo / no")
CONTACTS, WORDS = "Kontaktet", "Fjalët"
WORD_HEADS = (
    Text("Rolet (shqip)", "Roles (Albanian)"),
    Text("Rolet (anglisht)", "Roles (English)"),
    Text("Njësitë administrative", "Administrative units"),
    Text("Radha", "Turn"),
    Text("Po ose jo", "Yes or no"),
)
WIDTH = 24
AS_TEXT = {"num_format": "@"}


def example(today: date) -> list[str]:
    """How a row is filled in."""
    said = {
        "role": EXAMPLE_ROLE,
        "turn": TURNS[0],
        "post_sq": "punonjëse për mbrojtjen e fëmijës",
        "post_en": "child-protection worker",
        "phone": "067 212 3456",
        "address_sq": "Kati 2, zyra 14",
        "address_en": "Floor 2, room 14",
        "opens_at": "08:00",
        "closes_at": "16:00",
        "is_always_open": YES_OR_NO[1],
        "owner_mail": "emri@bashkia.example",
        "checked_on": f"{today:%d.%m.%Y}",
        "is_protected": YES_OR_NO[1],
    }
    return [said.get(column.key, "") for column in COLUMNS]


def template_csv(today: date) -> str:
    return sheet([HEADS, example(today)])


def template_workbook(pack: Pack, municipality: str, today: date) -> bytes:
    """A sheet to fill in, with the words that its columns allow to choose from."""
    out = BytesIO()
    # In memory: nothing of it touches the disk.
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, safe) as book:
        contacts = book.add_worksheet(CONTACTS)
        words = book.add_worksheet(WORDS)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        grey = book.add_format({"italic": True, "font_color": "#666666", **AS_TEXT})
        # Everything is text: a spreadsheet would take the 0 from 067.
        contacts.set_column(0, len(HEADS) - 1, WIDTH, book.add_format(AS_TEXT))
        contacts.write_row(0, 0, HEADS, bold)
        contacts.write_row(1, 0, example(today), grey)
        contacts.freeze_panes(1, 1)
        offer(contacts, words, lists(pack, municipality))
        words.set_column(0, len(WORD_HEADS) - 1, WIDTH * 2)
        words.write_row(0, 0, [f"{head.sq} / {head.en}" for head in WORD_HEADS], bold)
    return out.getvalue()


def lists(pack: Pack, municipality: str) -> list[tuple[list[str], tuple[str, ...]]]:
    """The words allowed, and in which columns one chooses from them."""
    roles = list(pack.roles.values())
    return [
        ([role.title.sq for role in roles], ("role",)),
        ([role.title.en for role in roles], ()),
        ([unit.name for unit in pack.units_of(municipality)], ("unit",)),
        (list(TURNS), ("turn",)),
        (list(YES_OR_NO), ("is_always_open", "is_protected")),
    ]


def offer(
    contacts: Worksheet, words: Worksheet, found: list[tuple[list[str], tuple[str, ...]]]
) -> None:
    keys = [column.key for column in COLUMNS]
    for at, (allowed, columns) in enumerate(found):
        words.write_column(1, at, allowed)
        for key in columns if allowed else ():
            letter = chr(ord("A") + at)
            source = f"={WORDS}!${letter}$2:${letter}${len(allowed) + 1}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            contacts.data_validation(1, keys.index(key), MOST_ROWS, keys.index(key), rule)


def faults_csv(faults: Iterable[Fault]) -> str:
    """Every fault, one a row; what was written is harmless here (`core.sheets`)."""
    lang = get_language() or "sq"
    heads = [_("Row"), _("Column"), _("What stands there"), _("What to do")]
    told = [[str(each.row), title(each.column, lang), each.said, each.says] for each in faults]
    return sheet([heads, *told])
