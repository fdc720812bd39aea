"""What changes who holds which key: a verb, keyword arguments, one transaction, on the trail."""

from bashke.keys.services.compartments import (
    create,
    end,
    grant,
    rewrap,
    shred,
    turn_over_due,
)
from bashke.keys.services.glass import break_glass, reasons
from bashke.keys.services.operation import remark
from bashke.keys.services.people import change_password, enrol, renew, retire
from bashke.keys.services.posts import (
    HandOver,
    hand_over_office,
    leave,
    make_emergency,
    make_post,
    pass_on,
)
from bashke.keys.services.recovery import (
    Words,
    discard_recovery,
    make_recovery,
    recover,
    recovery_is_ready,
    renew_recovery,
    restore,
    try_shares,
)

__all__ = [
    "HandOver",
    "Words",
    "break_glass",
    "change_password",
    "create",
    "discard_recovery",
    "end",
    "enrol",
    "grant",
    "hand_over_office",
    "leave",
    "make_emergency",
    "make_post",
    "make_recovery",
    "pass_on",
    "reasons",
    "recover",
    "recovery_is_ready",
    "remark",
    "renew",
    "renew_recovery",
    "restore",
    "retire",
    "rewrap",
    "shred",
    "try_shares",
    "turn_over_due",
]
