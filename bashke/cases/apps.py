"""Cases makes itself known to the apps below."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bashke.cases"

    def ready(self) -> None:
        """Models can be imported only now, so the import stands here."""
        from bashke.cases.rooms import open_rooms  # noqa: PLC0415

        open_rooms()
