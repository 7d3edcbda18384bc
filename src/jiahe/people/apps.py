"""The people room as an application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package."""

    name = "jiahe.people"
    label = "people"
