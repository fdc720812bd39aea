"""Accounts hears when a glass is broken, from the first moment on."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bashke.accounts"

    def ready(self) -> None:
        """Models can be imported only now, so the import stands here."""
        from bashke.accounts.services.glass import tell_of_glass  # noqa: PLC0415
        from bashke.keys.notices import glass_broken  # noqa: PLC0415

        if tell_of_glass not in glass_broken:
            glass_broken.append(tell_of_glass)
