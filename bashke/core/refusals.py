"""Why something is refused to the person who asked."""


class Refusal(Exception):  # noqa: N818 (a refusal is no fault of ours)
    """Its text may be shown, as it is, to the person who asked."""

    # Whether the page says it; what is not said there is answered for the whole site.
    is_said = True
