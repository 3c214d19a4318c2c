"""All addresses of the public receiving process: shipments, and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from arbeidsrom.core.operations import views as operations

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", operations.health, name="health"),
    path("ready", operations.ready, name="ready"),
    path("metrics", operations.metrics_for_machines, name="metrics"),
    *([path("", include("arbeidsrom.modules.sharing.receiver_urls"))] if "sharing" in settings.MODULES else []),
]

handler400 = "arbeidsrom.web.errors.bad_request"
handler403 = "arbeidsrom.web.errors.forbidden"
handler404 = "arbeidsrom.web.errors.not_found"
handler500 = "arbeidsrom.web.errors.broken"
