"""The addresses of an installation with a provider, beside all others."""

from django.urls import include, path

from arbeidsrom.config.urls import handler400, handler403, handler404, handler500
from arbeidsrom.config.urls import urlpatterns as others

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*others, path("sign-in/", include("arbeidsrom.core.accounts.openid_urls"))]
