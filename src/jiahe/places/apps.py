"""The places room as an application."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Divisions, facilities, and the posts that people hold."""

    name = "jiahe.places"
    label = "places"
