"""What the log must not hold: an address may carry a link that opens something. And its lines."""

import logging
import time
from copy import copy


class WithoutAddress(logging.Filter):
    """Leaves the address of a page out of what Django says of a request that went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                "a page" if isinstance(each, str) and each.startswith("/") else each
                for each in record.args
            )
        return True


class OwnLines(logging.Formatter):
    """One record, one line that begins with its moment in UTC; what it drags along is indented.

    Nothing that somebody sent can pass for a line of ours: line breaks and other characters that
    cannot be seen, of a terminal or of the direction of writing, are spelt out.
    """

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%SZ"
    default_msec_format = None

    def format(self, record: logging.LogRecord) -> str:
        alone = copy(record)
        alone.msg, alone.args = record.getMessage().translate(SPELT_BREAKS), ()
        first, *more = super().format(alone).splitlines() or [""]
        return "\n".join([spelt(first), *(f"    {spelt(line)}" for line in more)])


SPELT_BREAKS = {ord(each): ascii(each)[1:-1] for each in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"}


def spelt(text: str) -> str:
    """What cannot be printed, as its escape."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
