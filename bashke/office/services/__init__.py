"""What changes how a municipality is set up: a verb, one transaction, on the trail."""

from bashke.office.services.recovery import ToGiveBack, give_back, make_recovery_key, try_words
from bashke.office.services.setting_up import (
    ADMINISTRATOR,
    Wanted,
    begin,
    invite_administrator,
    note_card,
    set_up_posts,
    take_office,
)

__all__ = [
    "ADMINISTRATOR",
    "ToGiveBack",
    "Wanted",
    "begin",
    "give_back",
    "invite_administrator",
    "make_recovery_key",
    "note_card",
    "set_up_posts",
    "take_office",
    "try_words",
]
