"""The operations page, and what machines ask: health, readiness and metrics."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST

from arbeidsrom.core.audit.queries import broken_chains
from arbeidsrom.core.notifications.queries import outbox_counts
from arbeidsrom.core.operations import access, actions, metrics, probes, queries
from arbeidsrom.core.vault.queries import count_awaiting_scan
from arbeidsrom.web.pages import never_cached, page
from arbeidsrom.web.requests import Request

LOOPBACK = frozenset({"127.0.0.1", "::1", ""})


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked of it."""
    return never_cached(HttpResponse("ok\n", content_type="text/plain"))


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the process has what it needs to do its work."""
    found = probes.readiness()
    named = {name: "ok" if works else "failing" for name, works in found.items()}
    return never_cached(JsonResponse(named, status=200 if all(found.values()) else 503))


@login_not_required
@require_safe
def metrics_for_machines(request: HttpRequest) -> HttpResponse:
    """OpenMetrics for those with the token; without one, only from this machine and never in production."""
    if not _may_read_metrics(request):
        raise Http404
    return never_cached(HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST))


def _may_read_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    direct = "X-Forwarded-For" not in request.headers and request.META.get("REMOTE_ADDR", "") in LOOPBACK
    return direct and not settings.PRODUCTION


@require_safe
def operations(request: Request) -> HttpResponse:
    """What waits, what fails and why, and how the installation stands."""
    access.may_see_operations(request.actor).or_refuse()
    now, scanner = timezone.now(), queries.scanner_standing()
    context = {
        "now": now,
        "jobs": queries.job_counts(now),
        "troubled": queries.troubled_jobs(),
        "worker_seen_at": queries.worker_seen_at(),
        "checkpoint_at": queries.last_checkpoint_at(),
        "broken_chains": len(broken_chains()),
        "disk": queries.disk(),
        "outbox": outbox_counts(now),
        "scanner": scanner,
        "scanner_is_outdated": scanner is not None and scanner.is_outdated(timezone.localdate(now)),
        "files_awaiting_scan": count_awaiting_scan(),
    }
    return page(request, "operations/operations.html", context)


@require_POST
def run_job_again(request: Request, job_id: int) -> HttpResponse:
    """Try a failed job at once."""
    actions.run_job_again(job_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The job will be tried again at once."))
    return redirect("operations")
