"""Addresses of the people room."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
