"""The entitlements room as an application."""

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    """See the package."""

    name = "jiahe.entitlements"
    label = "entitlements"
