"""Why something about people and posts is refused."""

from bashke.core.refusals import Refusal


class AccountError(Refusal):
    """A rule of people and posts does not allow it."""
