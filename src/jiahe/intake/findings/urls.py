"""Addresses of the findings."""

from django.urls import path

from jiahe.intake.findings import place_views, views

urlpatterns = [
    path("", views.findings, name="findings"),
    path("again/", views.again, name="findings-again"),
    path("<uuid:key>/", views.finding, name="finding"),
    path("places/", place_views.my_record, name="my-record-of-place"),
    path("places/<slug:code>/", place_views.record, name="record-of-place"),
    path("places/<slug:code>/sources/", place_views.sources, name="sources-of-place"),
]
