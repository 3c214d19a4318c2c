"""Pages on which a case goes from state to state."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import states as actions
from arbeidsrom.modules.workspace.forms.states import CloseForm, ReasonForm, WaitForm
from arbeidsrom.modules.workspace.queries import cases, closing
from arbeidsrom.modules.workspace.views.frame import case_page, looked_at
from arbeidsrom.web.requests import Request


@require_http_methods(["GET", "POST"])
def let_wait(request: Request, case_id: UUID) -> HttpResponse:
    """Say for whom the case waits, and until when."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    form = WaitForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        actions.let_wait(case_id, **form.cleaned_data, actor=request.actor, now=timezone.now())
        return redirect("case", case_id)
    context = {"form": form, "heading": _("Let the case wait"), "submit": _("Let it wait")}
    return case_page(request, "case_form.html", case, context)


@require_POST
def resume_case(request: Request, case_id: UUID) -> HttpResponse:
    """Take the case up again."""
    actions.resume_case(case_id, actor=request.actor, now=timezone.now())
    return redirect("case", case_id)


@require_http_methods(["GET", "POST"])
def close_case(request: Request, case_id: UUID) -> HttpResponse:
    """Close the case with its outcome, when nothing in it is open."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    today = timezone.localdate()
    form = CloseForm(request.POST or None, outcomes=cases.outcomes_of(case.type), today=today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_case(case_id, **form.cleaned_data, actor=request.actor, now=timezone.now(), today=today)
        except actions.NoSuchOutcome as refusal:
            form.add_error("outcome", str(refusal))
        except actions.NoSuchDay as refusal:
            form.add_error("closed_on", str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Case %(number)s is closed.") % {"number": case.label})
            return redirect("case", case_id)
    context = {"form": form, "open_things": closing.open_things(case, now=timezone.now())}
    return case_page(request, "close_case.html", case, context)


@require_http_methods(["GET", "POST"])
def reopen_case(request: Request, case_id: UUID) -> HttpResponse:
    """Take a closed case up again, with the reason."""
    case = looked_at(request, case_id)
    access.may_reopen(request.actor, case).or_refuse()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reopen_case(case_id, **form.cleaned_data, actor=request.actor, now=timezone.now())
        messages.success(request, _("Case %(number)s is open again.") % {"number": case.label})
        return redirect("case", case_id)
    context = {"form": form, "heading": _("Reopen the case"), "submit": _("Reopen")}
    return case_page(request, "case_form.html", case, context)
