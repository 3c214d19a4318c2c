"""The addresses of signing in with OpenID providers; none where no provider is configured (PL-MOD-001)."""

from django.urls import path

from arbeidsrom.core.accounts.views import openid

urlpatterns = [
    path("keys/", openid.openid_keys, name="openid_keys"),
    path("<slug:provider>/", openid.openid_start, name="openid_start"),
    path("<slug:provider>/answer/", openid.openid_callback, name="openid_callback"),
]
