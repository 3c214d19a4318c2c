"""«Bruksrapport» of one plan."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans import reporting
from arbeidsrom.modules.competence.queries.plans import getting
from arbeidsrom.modules.competence.usage_book import UsageBook
from arbeidsrom.web.lists import excel
from arbeidsrom.web.requests import Request, asked_to_confirm


@require_safe
def report_plan_usage(request: Request, plan_id: UUID) -> HttpResponseBase:
    """The report as a file with today's date in its name (KP-KPA-019, 020)."""
    access.may_report_usage(request.actor, getting.get_plan(plan_id, actor=request.actor)).or_refuse()
    if (asked := asked_to_confirm(request)) is not None:
        return asked
    now = timezone.now()
    today = timezone.localdate(now)
    usage = reporting.report_plan_usage(plan_id, actor=request.actor, now=now, today=today)
    name = excel.file_name(_("Usage report %(plan)s") % {"plan": usage.plan}, today)
    response = FileResponse(UsageBook(usage, today=today).made(), as_attachment=True, filename=name)
    response["Content-Type"] = excel.TYPE
    response["Cache-Control"] = "no-store"
    return response
