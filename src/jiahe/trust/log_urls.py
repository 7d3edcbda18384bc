"""Addresses of those who watch over the reading."""

from django.urls import path

from jiahe.trust import log_views as views

urlpatterns = [
    path("", views.read_log, name="read-log"),
    path("unusual/", views.unusual, name="unusual"),
    path("unusual/<uuid:key>/", views.unusual_one, name="unusual-one"),
    path("staff/", views.staff_persons, name="staff-persons"),
]
