"""Referrals and cases. Names and words are sealed; the rest says who may see what and by when.

`visible_to` is the only way from a view to a row.
"""

from bashke.cases.models.carried import CaseLink, Hold, Order, Relative
from bashke.cases.models.case import Assignment, Case, Entry, Pause, Step
from bashke.cases.models.outside import OutsideLink
from bashke.cases.models.referral import Referral
from bashke.cases.models.sealed_part import SealedPart

__all__ = [
    "Assignment",
    "Case",
    "CaseLink",
    "Entry",
    "Hold",
    "Order",
    "OutsideLink",
    "Pause",
    "Referral",
    "Relative",
    "SealedPart",
    "Step",
]
