"""Why something about a referral or a case is refused."""


class CaseError(Exception):
    """A refusal whose text may be shown, as it is, to the person who asked."""
