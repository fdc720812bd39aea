"""Why something about people and posts is refused."""


class AccountError(Exception):
    """A refusal whose text may be shown, as it is, to the person who asked."""
