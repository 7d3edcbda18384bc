"""Addresses of those who watch over the reading."""

from django.urls import path

from jiahe.trust import log_views as views
from jiahe.trust import watched_views

urlpatterns = [
    path("", views.read_log, name="read-log"),
    path("unusual/", views.unusual, name="unusual"),
    path("unusual/<uuid:key>/", views.unusual_one, name="unusual-one"),
    path("watched/", watched_views.watched, name="watched"),
    path("watched/<uuid:key>/end/", watched_views.end, name="end-watching"),
    path("staff/", views.staff_persons, name="staff-persons"),
]
