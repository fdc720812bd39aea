"""What cases adds to the apps below, which know nothing of it: an offer, what goes with a post."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bashke.cases"

    def ready(self) -> None:
        """Models can be imported only now, so the import stands here."""
        from bashke.accounts.belongings import register  # noqa: PLC0415
        from bashke.ask.offers import OFFERING  # noqa: PLC0415
        from bashke.cases.referring.from_ask import offering  # noqa: PLC0415
        from bashke.cases.services.leaving import BELONGING  # noqa: PLC0415

        if offering not in OFFERING:
            OFFERING.append(offering)
        register(BELONGING)
