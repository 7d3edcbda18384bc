"""The intake room as an application."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """See the package."""

    name = "jiahe.intake"
    label = "intake"
