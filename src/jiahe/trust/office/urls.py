"""Addresses of running the office."""

from django.urls import path

from jiahe.trust.office import (
    account_views,
    act_views,
    delegation,
    division_views,
    facility_views,
    proposal_views,
    views,
)
from jiahe.trust.programs import views as program_views

urlpatterns = [
    path("posts/", views.posts, name="posts"),
    path("posts/new/", views.new_post, name="new-post"),
    path("posts/<uuid:key>/", views.post, name="post"),
    path("posts/<uuid:key>/give/", views.give, name="give-post"),
    path("posts/<uuid:key>/end/", views.end_post, name="end-post"),
    path("holdings/<int:key>/end/", views.end_holding, name="holding-end"),
    path("holdings/<int:key>/stand-in/", views.stand_in, name="holding-stand-in"),
    path("stand-in/", delegation.my_stand_in, name="my-stand-in"),
    path("stand-in/<int:key>/end/", delegation.end_my_stand_in, name="end-my-stand-in"),
    path("accounts/", account_views.accounts, name="accounts"),
    path("accounts/new/", account_views.new_account, name="new-account"),
    path("accounts/<uuid:key>/", account_views.account, name="account"),
    path("accounts/<uuid:key>/link/", account_views.link, name="password-link"),
    path("accounts/<uuid:key>/reset/", account_views.reset, name="reset-password"),
    path("accounts/<uuid:key>/second-factor/", account_views.second_factor, name="remove-second-factor"),
    path("accounts/<uuid:key>/close/", account_views.close, name="close-account"),
    path("password/<uuid:account>/<slug:key>/", account_views.first_password, name="first-password"),
    path("programs/", program_views.program_keys, name="program-keys"),
    path("programs/new/", program_views.give, name="give-program-key"),
    path("programs/<uuid:key>/end/", program_views.end, name="end-program-key"),
    path("administrators/", act_views.administrators, name="admin-acts"),
    path("facilities/", facility_views.facilities, name="facilities"),
    path("facilities/new/", facility_views.new_facility, name="new-facility"),
    path("facilities/<uuid:key>/", facility_views.facility, name="facility"),
    path("facilities/<uuid:key>/<slug:word>/", facility_views.change_facility, name="change-facility"),
    path("proposals/", proposal_views.proposals, name="proposals"),
    path("proposals/<uuid:key>/", proposal_views.proposal, name="proposal"),
    path("proposals/<uuid:key>/key/", program_views.make, name="make-program-key"),
    path("divisions/", division_views.county, name="divisions"),
    path("divisions/<slug:code>/", division_views.division, name="division"),
    path("divisions/<slug:code>/<slug:verb>/", division_views.change, name="change-division"),
]
