"""Addresses of a person's own pages, of the privacy notice, and of the desk that answers."""

from django.urls import path

from jiahe.mine import desk, doubt_views, views

urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path("my/", views.mine, name="my-record"),
    path("my/<uuid:key>/", views.record, name="my-person"),
    path("my/<uuid:key>/owed/", views.owed, name="my-owed"),
    path("my/<uuid:key>/looked/", views.looked, name="my-looked"),
    path("my/<uuid:key>/looked/<int:reading>/", doubt_views.doubt, name="my-doubt"),
    path("my/<uuid:key>/consents/", views.consents, name="my-consents"),
    path("my/<uuid:key>/copy.<str:kind>", views.copy, name="my-copy"),
    path("my/<uuid:key>/requests/", views.requests, name="my-requests"),
    path("my/<uuid:key>/requests/<slug:kind>/", views.ask, name="my-ask"),
    path("requests/", desk.request_list, name="requests"),
    path("requests/<uuid:key>/", desk.request, name="request"),
    path("doubts/", doubt_views.doubts, name="doubts"),
    path("doubts/<uuid:key>/", doubt_views.answer, name="doubt"),
    path("retention/", desk.retention, name="retention"),
]
