"""Addresses of the entitlements room."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
