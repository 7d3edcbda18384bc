"""The entitlements room as an application."""

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    """See the package."""

    name = "jiahe.entitlements"
    label = "entitlements"

    def ready(self) -> None:
        """Listen to the register."""
        from jiahe.entitlements import family

        del family
