"""What may stand on the trail: ids and slugs, nothing that could be a person's.

A name, a sentence, a mail address and a phone number as people write them do not fit. It is a net,
not a proof: a name in small plain letters passes, and the services never have one at hand.
"""

import re

from bashke.audit.refusals import TrailError

PLAIN = re.compile(r"[a-z0-9./#:-]+")
LONGEST = {"municipality": 40, "actor": 80, "act": 60, "subject": 120, "reference": 40}


def refuse_unless_plain(name: str, value: str) -> None:
    """Refuse what could be a name or a sentence; say so without repeating it."""
    if not PLAIN.fullmatch(value) or len(value) > LONGEST[name]:
        raise TrailError(
            f"The {name} of an event is an id or a slug of at most {LONGEST[name]} characters"
            " (a to z, 0 to 9, . / # : -), with nothing personal in it."
        )
