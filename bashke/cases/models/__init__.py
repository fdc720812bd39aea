"""Referrals and cases. Names and words are sealed; the rest says who may see what and by when.

`visible_to` is the only way from a view to a row.
"""

from bashke.cases.models.carried import CaseLink, Hold, Order, Relative
from bashke.cases.models.case import Assignment, Case, Entry, Pause, Step
from bashke.cases.models.conference import Action, Conference, Decision, Item, Minutes, Seat
from bashke.cases.models.outside import OutsideLink
from bashke.cases.models.plan import Help, Plan, Review
from bashke.cases.models.referral import Referral
from bashke.cases.models.sealed_part import SealedPart
from bashke.cases.models.version_choice import VersionChoice

__all__ = [
    "Action",
    "Assignment",
    "Case",
    "CaseLink",
    "Conference",
    "Decision",
    "Entry",
    "Help",
    "Hold",
    "Item",
    "Minutes",
    "Order",
    "OutsideLink",
    "Pause",
    "Plan",
    "Referral",
    "Relative",
    "Review",
    "SealedPart",
    "Seat",
    "Step",
    "VersionChoice",
]
