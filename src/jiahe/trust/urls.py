"""Addresses of sign-in, one by one: what is not named (sign-up, mail, a reset by mail) does not exist here."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.generic import RedirectView

from jiahe.trust import government, joining, views

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("join/", joining.join, name="join"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("government/login/", government.login, {"provider_id": "government"}, name="openid_connect_login"),
    path("government/callback/", government.callback, {"provider_id": "government"}, name="openid_connect_callback"),
    path("government/cancelled/", views.cancelled, name="socialaccount_login_cancelled"),
    path("security/", views.security, name="mfa_index"),
    path("security/devices/", views.signed_in, name="signed-in"),
    path("security/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("security/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("security/app/", views.set_up_app, name="mfa_activate_totp"),
    path("security/app/off/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("security/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("security/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("security/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("security/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("security/passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("security/passkeys/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("security/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
