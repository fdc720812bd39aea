"""Cases offers a referral on the answer page of Ask, which knows nothing of it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bashke.cases"

    def ready(self) -> None:
        """Models can be imported only now, so the import stands here."""
        from bashke.ask.offers import OFFERING  # noqa: PLC0415
        from bashke.cases.referring.from_ask import offering  # noqa: PLC0415

        if offering not in OFFERING:
            OFFERING.append(offering)
