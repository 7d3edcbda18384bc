"""Addresses of records that may be about one person."""

from django.urls import path

from jiahe.intake.doubles import views

urlpatterns = [
    path("", views.pairs, name="doubles"),
    path("<uuid:key>/", views.pair, name="double"),
]
