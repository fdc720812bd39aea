"""The same file is imported eight times at the same moment, and eight people import another one.

In a process of its own, as in tests/directory/racing.py: the tests' own SQLite database makes
nobody wait but refuses.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from bashke.audit.models import Event
from bashke.directory.models import Check, Contact
from bashke.guide.edition import from_files
from bashke.office.importing import services
from bashke.office.importing.models import Draft
from bashke.office.importing.refusals import ImportingError
from tests.accounts.cast import person
from tests.conftest import TODAY
from tests.office.spreadsheets import GOOD, PLACE, planned, read

AT_ONCE = 8
UNITS = ("", "Lunik", "Orenjë", "Polis", "Steblevë")
NEW = [GOOD | {"unit": unit, "turn": turn} for unit in UNITS for turn in ("", "2", "3")]
CHANGED = [row | {"phone": "067 212 3457", "checked_on": "2.11.2026"} for row in NEW]


def race():
    """How many of the eight each way let through, and what is there afterwards."""
    pack = from_files().pack
    agim = person("agim")
    draft, _key = services.stage(table=read(*NEW), municipality=PLACE, by=agim)
    once = {"of one draft": at_once([draft] * AT_ONCE, [planned(pack, *NEW)] * AT_ONCE)}
    people = [person(f"person-{number}") for number in range(AT_ONCE)]
    drafts = [
        services.stage(table=read(*CHANGED), municipality=PLACE, by=each)[0] for each in people
    ]
    # Half of them have the rows the other way round: nobody may wait for who waits for him.
    ways = [planned(pack, *CHANGED), planned(pack, *reversed(CHANGED))]
    once["of eight people"] = at_once(drafts, ways * (AT_ONCE // 2))
    return once | {
        "contacts": Contact.objects.count(),
        "changed": Contact.objects.filter(phone="067 212 3457", check_count=1).count(),
        "checks": Check.objects.count(),
        "imported drafts": Draft.objects.exclude(imported_at=None).count(),
        "events": Event.objects.filter(act="contacts.imported").count(),
    }


def at_once(drafts, plans):
    """How many imports went through."""
    ready = Barrier(len(drafts))

    def one(draft, made):
        try:
            ready.wait(20)
            services.bring_in_draft(draft, plan=made, by=draft.person, today=TODAY)
        except ImportingError:
            return False
        else:
            return True
        finally:
            connection.close()

    for draft in drafts:
        assert draft.person.pk
    with ThreadPoolExecutor(len(drafts)) as pool:
        return sum(pool.map(one, drafts, plans))
