"""Eight browsers send the same link, and eight people report the same contact, at the same time.

`python -m bashke shell -c "from tests.directory.racing import …"` does it in a process of its own:
the tests' own SQLite database lies in memory, where it makes nobody wait but refuses.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from bashke.audit.models import Event
from bashke.directory import services
from bashke.directory.models import OWNER, Check, Contact
from tests.conftest import TODAY
from tests.directory.kept import keep

BROWSERS = 8


def race():
    """How many of the eight each act let through, and what is there afterwards."""
    keep()
    once = {
        "confirmed": at_once(lambda one: services.confirm(one, by=OWNER, today=TODAY) or True),
        "claimed": at_once(lambda one: services.claim(one, today=TODAY)),
    }
    at_once(lambda one: services.nobody_answers(one, today=TODAY))
    at_once(services.want_link)
    return once | {
        "checks": Check.objects.count(),
        "silent": Contact.objects.get().silent_days,
        "events": Event.objects.count(),
    }


def at_once(act):
    """How many of eight who all read the contact before anybody wrote were let through."""
    read = [Contact.objects.get() for _ in range(BROWSERS)]
    ready = Barrier(BROWSERS)

    def one(contact):
        try:
            ready.wait(20)
            return bool(act(contact))
        except services.DirectoryError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(BROWSERS) as pool:
        return sum(pool.map(one, read))
