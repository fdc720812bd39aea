"""What the trail answers when it is asked for something that it does not do."""


class TrailError(Exception):
    """A refusal whose text may be shown, as it is, to the person who asked."""


class BrokenChainError(TrailError):
    """These chains do not end where they should, so nothing is added to them."""

    def __init__(self, municipalities: list[str]) -> None:
        self.municipalities = municipalities
        super().__init__(
            f"The chain of {', '.join(municipalities)} does not end where it should, so nothing"
            " was added to it. See what was done: bashke audit verify"
        )
