"""What happens to referrals and cases: each act in one transaction, on the trail, counted once."""

from bashke.cases.services.answers import accept, complete, decline, receive
from bashke.cases.services.carried import (
    add_relative,
    begin_beside,
    lift_order,
    link_cases,
    record_order,
    remove_relative,
    tell_of_orders_that_end,
    unlink_cases,
)
from bashke.cases.services.carrying import add_entry, add_member, end_member, hand_over, rewrite
from bashke.cases.services.drafting import draft, keep, look, take_by_phone
from bashke.cases.services.endings import close, close_and_tell, erase, reopen
from bashke.cases.services.holds import hold, let_go
from bashke.cases.services.leaving import name_lead
from bashke.cases.services.opening import open_case, open_in_emergency, search_cases
from bashke.cases.services.outside import (
    answer_outside,
    end_link,
    end_links_over,
    open_outside,
    renew_link,
    send_outside,
)
from bashke.cases.services.referrals import (
    begin,
    discard,
    send,
    send_on,
    speak,
    withdraw,
    write,
)
from bashke.cases.services.steps import begin_step, drop_step, finish_step, pause, resume

__all__ = [
    "accept",
    "add_entry",
    "add_member",
    "add_relative",
    "answer_outside",
    "begin",
    "begin_beside",
    "begin_step",
    "close",
    "close_and_tell",
    "complete",
    "decline",
    "discard",
    "draft",
    "drop_step",
    "end_link",
    "end_links_over",
    "end_member",
    "erase",
    "finish_step",
    "hand_over",
    "hold",
    "keep",
    "let_go",
    "lift_order",
    "link_cases",
    "look",
    "name_lead",
    "open_case",
    "open_in_emergency",
    "open_outside",
    "pause",
    "receive",
    "record_order",
    "remove_relative",
    "renew_link",
    "reopen",
    "resume",
    "rewrite",
    "search_cases",
    "send",
    "send_on",
    "send_outside",
    "speak",
    "take_by_phone",
    "tell_of_orders_that_end",
    "unlink_cases",
    "withdraw",
    "write",
]
