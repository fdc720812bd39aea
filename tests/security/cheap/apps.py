"""Makes every new lock of this process cheap, in the same code."""

from django.apps import AppConfig


class CheapKeys(AppConfig):
    name = "tests.security.cheap"

    def ready(self) -> None:
        # Models can be imported only now.
        from bashke.accounts import sheets  # noqa: PLC0415
        from bashke.keys import opening, passwords  # noqa: PLC0415

        cheap = passwords.Cost(memory_kib=8, passes=1, lanes=1)
        passwords.COST = opening.COST = cheap
        sheets.MEMORY_KIB = 8
