"""All addresses of the signed-in program; what is switched off has none (PL-MOD-001)."""

from __future__ import annotations

from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from arbeidsrom.core.api_clients import described
from arbeidsrom.web.api import mounting

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include(mounting.addresses(described.api()))),
    *([path("", include("arbeidsrom.config.demo.urls"))] if settings.DEMONSTRATION else []),
    *(
        path("", include(f"{app.name}.urls"))
        for app in apps.get_app_configs()
        if app.name.startswith("arbeidsrom.") and app.label != "config" and find_spec(f"{app.name}.urls")
    ),
]

handler400 = "arbeidsrom.web.errors.bad_request"
handler403 = "arbeidsrom.web.errors.forbidden"
handler404 = "arbeidsrom.web.errors.not_found"
handler500 = "arbeidsrom.web.errors.broken"
