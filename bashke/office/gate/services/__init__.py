"""What changes what is on record, and which modules are open: each with its line on the trail."""

from bashke.office.gate.services.modules import close_module, open_module, watch_modules
from bashke.office.gate.services.papers import (
    accept_keeping,
    end_on_record,
    name_controller,
    record_agreement,
    record_assessment,
    record_decision,
    state_complaint_way,
    state_contact,
)

__all__ = [
    "accept_keeping",
    "close_module",
    "end_on_record",
    "name_controller",
    "open_module",
    "record_agreement",
    "record_assessment",
    "record_decision",
    "state_complaint_way",
    "state_contact",
    "watch_modules",
]
