"""The addresses of signing in with OpenID providers; none where no provider is configured (PL-MOD-001)."""

from django.urls import path

from arbeidsrom.core.accounts.views import openid, openid_endings, own

urlpatterns = [
    path("keys/", openid.openid_keys, name="openid_keys"),
    path("confirm/", openid.openid_confirm, name="openid_confirm"),
    path("signed-out/", openid_endings.openid_signed_out, name="openid_signed_out"),
    path("ways/<int:subject_id>/remove/", own.disconnect, name="disconnect"),
    path("<slug:provider>/", openid.openid_start, name="openid_start"),
    path("<slug:provider>/answer/", openid.openid_callback, name="openid_callback"),
    path("<slug:provider>/connect/", openid.openid_connect, name="openid_connect"),
    path("<slug:provider>/front-channel-logout/", openid_endings.openid_front_channel, name="openid_front_channel"),
    path("<slug:provider>/back-channel-logout/", openid_endings.openid_back_channel, name="openid_back_channel"),
]
