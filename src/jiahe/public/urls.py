"""Addresses of the public room."""

from django.urls import path, re_path

from jiahe.public import law_views, views
from jiahe.public.api import api
from jiahe.public.problems import no_such_address, with_problems

urlpatterns = [
    path("check/", views.selfcheck, name="selfcheck"),
    path("law/", law_views.library, name="law-library"),
    path("law/compare/", law_views.compare, name="law-compare"),
    path("law/<path:key>/", law_views.programme, name="law-programme"),
    path("api/", with_problems(api.urls)),
    re_path("^api/", no_such_address),
]
