"""Text messages to officials, behind one door: off unless the installation names a sender.

No sender is built in: a message goes through somebody's telephone company, and which one may have
it is for the municipality to say. `BASHKE_TEXT_SENDER` names a function that takes a number and a
text, such as `our_gateway.send`. What it is given never says more than the mail does.
"""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

# The number as people here dial it, and the text.
Send = Callable[[str, str], None]


def sender() -> Send | None:
    """What sends a text message in this installation; None where nothing does."""
    return cast(Send, import_string(settings.TEXT_SENDER)) if settings.TEXT_SENDER else None
