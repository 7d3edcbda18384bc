"""The public room as an application."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """See the package."""

    name = "jiahe.public"
    label = "public"
