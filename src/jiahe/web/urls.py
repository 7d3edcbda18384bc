"""Addresses of the pages that belong to no room."""

from django.urls import include, path

from jiahe.web import views

urlpatterns = [
    path("components/", views.components, name="components"),
    path("language/", include("django.conf.urls.i18n")),
]
