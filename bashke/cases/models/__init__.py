"""Referrals and cases. Names and words are sealed; the rest says who may see what and by when.

`visible_to` is the only way from a view to a row.
"""

from bashke.cases.models.carried import CaseLink, Hold, Order, Relative
from bashke.cases.models.case import Assignment, Case, Entry, Pause, Step
from bashke.cases.models.conference import Action, Conference, Decision, Item, Minutes, Seat
from bashke.cases.models.exports import Export
from bashke.cases.models.matching import MatchKey, MatchRun, NameToken
from bashke.cases.models.outside import OutsideLink
from bashke.cases.models.plan import Help, Plan, Review
from bashke.cases.models.referral import Referral
from bashke.cases.models.rights import AuthorityRequest, DataRequest, Extract, Question
from bashke.cases.models.sealed_part import SealedPart
from bashke.cases.models.version_choice import VersionChoice

__all__ = [
    "Action",
    "Assignment",
    "AuthorityRequest",
    "Case",
    "CaseLink",
    "Conference",
    "DataRequest",
    "Decision",
    "Entry",
    "Export",
    "Extract",
    "Help",
    "Hold",
    "Item",
    "MatchKey",
    "MatchRun",
    "Minutes",
    "NameToken",
    "Order",
    "OutsideLink",
    "Pause",
    "Plan",
    "Question",
    "Referral",
    "Relative",
    "Review",
    "SealedPart",
    "Seat",
    "Step",
    "VersionChoice",
]
