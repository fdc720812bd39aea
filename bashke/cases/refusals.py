"""Why something about a referral or a case is refused."""

from bashke.core.refusals import Refusal


class CaseError(Refusal):
    """A rule of referrals and cases does not allow it."""
