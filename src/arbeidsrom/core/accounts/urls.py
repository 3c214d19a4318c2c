from django.conf import settings
from django.urls import include, path

from arbeidsrom.core.accounts.views import own

urlpatterns = [
    path("profile/", own.profile, name="profile"),
    path("profile/sessions/<int:session_id>/end/", own.end_session, name="end_session"),
    *([path("sign-in/", include("arbeidsrom.core.accounts.openid_urls"))] if settings.OPENID_PROVIDERS else []),
]
