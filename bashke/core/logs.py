"""What the log must not hold: an address may carry a link that opens something."""

import logging


class WithoutAddress(logging.Filter):
    """Leaves the address of a page out of what Django says of a request that went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                "a page" if isinstance(each, str) and each.startswith("/") else each
                for each in record.args
            )
        return True
