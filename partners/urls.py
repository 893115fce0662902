"""Addresses of signing in, the own account, the account administration and the directory."""

from django.urls import path

from partners.views import account, agency, alert, confirmation, factor, invitation, lock, posting, session

urlpatterns = [
    path("login/", session.sign_in, name="account_login"),
    path("login/passkey/", session.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("login/second/", session.sign_in_second, name="mfa_authenticate"),
    path("logout/", session.sign_out, name="account_logout"),
    path("account/", session.account_home, name="account_home"),
    path("account/posting/", session.account_posting, name="account_posting"),
    path("account/password/", session.account_password, name="account_password"),
    path("account/proof/", factor.account_proof, name="account_reauthenticate"),
    path("account/keys/", factor.account_keys, name="mfa_index"),
    path("account/keys/passkey/", factor.account_keys_passkey, name="mfa_add_webauthn"),
    path("account/keys/app/", factor.account_keys_app, name="mfa_activate_totp"),
    path("account/keys/codes/", factor.account_keys_codes, name="mfa_generate_recovery_codes"),
    path("account/keys/<str:number>/remove/", factor.account_keys_remove, name="mfa_remove_webauthn"),
    path("account/unlock/", lock.account_unlock, name="account_unlock"),
    path("account/keep/", lock.account_keep, name="account_keep"),
    path("account/kept/<str:number>/", lock.account_kept, name="account_kept"),
    path("account/sessions/", session.account_sessions, name="account_sessions"),
    path("account/alerts/", alert.account_alerts, name="account_alerts"),
    path("account/alerts/<str:number>/", alert.account_alert, name="account_alert"),
    path("invitation/<str:secret>/", invitation.invitation, name="invitation"),
    path("accounts/", account.account_list, name="account_list"),
    path("accounts/invite/", invitation.account_invite, name="account_invite"),
    path("accounts/confirm/", confirmation.account_confirm_list, name="account_confirm_list"),
    path("accounts/confirm/<str:number>/", confirmation.account_confirm, name="account_confirm"),
    path("accounts/<str:number>/", account.account_detail, name="account_detail"),
    path("accounts/<str:number>/change/", account.account_change, name="account_change"),
    path("accounts/<str:number>/disable/", account.account_disable, name="account_disable"),
    path("accounts/<str:number>/enable/", account.account_enable, name="account_enable"),
    path("accounts/<str:number>/invitation/", invitation.account_reinvite, name="account_reinvite"),
    path("accounts/<str:number>/move/", posting.account_move, name="account_move"),
    path("accounts/<str:number>/end/<str:posting>/", posting.account_end, name="account_end"),
    path("partners/", agency.partner_list, name="partner_list"),
    path("partners/<str:code>/", agency.partner_detail, name="partner_detail"),
    path("partners/<str:code>/deputy/", agency.partner_deputy, name="partner_deputy"),
]
