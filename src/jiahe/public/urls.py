"""Addresses of the public room."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
