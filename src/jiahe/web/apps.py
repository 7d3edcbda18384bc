"""The web room as an application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See the package."""

    name = "jiahe.web"
    label = "web"
