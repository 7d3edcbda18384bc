"""Addresses of the public room."""

from django.urls import path

from jiahe.public import law_views, views

urlpatterns = [
    path("check/", views.selfcheck, name="selfcheck"),
    path("law/", law_views.library, name="law-library"),
    path("law/compare/", law_views.compare, name="law-compare"),
    path("law/<path:key>/", law_views.programme, name="law-programme"),
]
