"""Addresses of the pages that belong to no room."""

from django.urls import include, path

from jiahe.web import gallery, views

urlpatterns = [
    path("components/", gallery.components, name="components"),
    path("language/", include("django.conf.urls.i18n")),
    path("look/", views.set_look, name="set-look"),
    path("post/", views.choose_post, name="choose-post"),
]
