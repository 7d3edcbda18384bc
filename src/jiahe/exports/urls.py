"""Addresses of the exports."""

from django.urls import path

from jiahe.exports import views

urlpatterns = [
    path("exports/", views.exports, name="exports"),
    path("exports/<uuid:key>/", views.download, name="export"),
]
