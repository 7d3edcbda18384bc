"""Addresses of the determination at work."""

from django.urls import path, register_converter

from jiahe.entitlements import place_views, run_views, views


class PlaceCode:
    """Twelve digits in an address."""

    regex = "[0-9]{12}"

    def to_python(self, value: str) -> str:
        """Return the code."""
        return value

    def to_url(self, value: str) -> str:
        """Return the code."""
        return value


register_converter(PlaceCode, "place")

urlpatterns = [
    path("today/", views.today, name="today"),
    path("places/", place_views.my_place, name="my-place"),
    path("places/<place:code>/", place_views.place, name="place"),
    path("people/<uuid:key>/entitlements/", views.entitlements, name="entitlements"),
    path("runs/", run_views.run_list, name="runs"),
    path("runs/start/", run_views.start_run, name="start-run"),
    path("runs/<uuid:key>/", run_views.run, name="run"),
]
