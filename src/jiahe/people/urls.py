"""Addresses of the register."""

from django.urls import path

from jiahe.people import arrival_views, consenting, household_views, inviting, merging_views, place_views, views

urlpatterns = [
    path("", views.search, name="people"),
    path("new/", arrival_views.arrival, name="person-new"),
    path("place/", place_views.people_of_place, name="people-of-place"),
    path("<uuid:key>/", views.person, name="person"),
    path("<uuid:key>/household/", household_views.household, name="person-household"),
    path("<uuid:key>/invite/", inviting.invitation, name="person-invite"),
    path("<uuid:key>/invite/confirm/", inviting.confirm_invitation, name="person-invite-confirm"),
    path("<uuid:key>/consents/", consenting.paper_consents, name="person-consents"),
    path("<uuid:key>/record/<slug:word>/", views.event, name="person-event"),
    path("<uuid:key>/merges/<uuid:merge>/", merging_views.part, name="person-part"),
    path("<uuid:key>/rows/<slug:table>/<uuid:row>/<slug:word>/", views.row, name="person-row"),
]
