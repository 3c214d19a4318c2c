"""«Skriv ut»: an assigned plan on paper or as a PDF (KP-PRINT)."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.lib.papers.content import Language
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.modules.competence.forms.printing import Extent, PrintForm
from arbeidsrom.modules.competence.models import Assignment
from arbeidsrom.modules.competence.printed import plan_paper
from arbeidsrom.modules.competence.queries.assigned import get_assigned
from arbeidsrom.modules.competence.queries.printing import PrintedPlan, printed_plan
from arbeidsrom.modules.competence.views.assigned import context_of
from arbeidsrom.web.pages import never_cached, page
from arbeidsrom.web.requests import Request, asked_to_confirm


@require_GET
def print_plan(request: Request, assignment_id: UUID) -> HttpResponse:
    """What is to be printed is chosen, and stands below as it will be on paper."""
    context = context_of(request, assignment_id)
    form = PrintForm(request.GET or None, initial={"extent": Extent.SUMMARY})
    printed = _printed(context["assignment"], form)
    context |= {"form": form, "printed": printed, "chosen": urlencode(form.chosen)}
    context["shows_captions"] = not printed.has_goals
    return page(request, "competence/assigned/print.html", context)


@require_GET
def plan_pdf(request: Request, assignment_id: UUID) -> HttpResponse:
    """The same as a PDF that archives and screen readers can read; that it was taken out stands in the log."""
    now = timezone.now()
    assignment = get_assigned(assignment_id, actor=request.actor, now=now)
    if asked := asked_to_confirm(request):
        return asked
    subject = assignment.person.public_id
    audit.record("competence.plan.printed", assignment.public_id, actor=request.actor, at=now, subjects=[subject])
    printed = _printed(assignment, PrintForm(request.GET or None))
    language = cast("Language", get_language() if get_language() in ("nb", "nn") else "en")
    paper = plan_paper(assignment, printed, dated=timezone.localdate(), language=language)
    response = HttpResponse(as_pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, _("competence-plan.pdf"))
    return never_cached(response)


def _printed(assignment: Assignment, form: PrintForm) -> PrintedPlan:
    detailed, checklists = form.is_detailed, form.has_checklists
    return printed_plan(assignment, detailed=detailed, checklists=checklists, today=timezone.localdate())
