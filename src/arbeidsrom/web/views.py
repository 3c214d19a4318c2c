"""The few addresses of the look itself: the manifest of the app, its service worker, the components."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from arbeidsrom.web import gallery
from arbeidsrom.web.pages import page


@login_not_required
@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to install the program as an app (PL-UI-004)."""
    return JsonResponse(
        {
            "name": "Arbeidsrom",
            "short_name": "Arbeidsrom",
            "description": gettext("A workroom for stewards"),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#1a5c6b",
            "icons": [
                {"src": static("arbeidsrom/icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("arbeidsrom/icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
                {
                    "src": static("arbeidsrom/icons/icon-maskable-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "maskable",
                },
                {"src": static("arbeidsrom/icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            ],
        },
        content_type="application/manifest+json",
    )


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Shows the offline page when there is no line; keeps nothing protected."""
    text = render_to_string("web/service_worker.js", {"offline": "/offline/"}, request)
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the installed app shows without a line; the only page it keeps."""
    response = HttpResponse(render_to_string("web/offline.html", {"flashes": []}, request))
    response["Cache-Control"] = "max-age=3600"
    return response


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """All components on one page, for those who build pages; not in production."""
    if settings.PRODUCTION:
        raise Http404
    return page(request, "web/components.html", gallery.context())
