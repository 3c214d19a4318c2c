"""«Sett frist»: by when an employee must have fulfilled a requirement (KP-DEADLINE-005 to 008)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arbeidsrom.modules.competence.access.deadlines import may_set_requirement_deadline
from arbeidsrom.modules.competence.actions import deadlines as actions
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.forms.deadlines import DeadlineForm
from arbeidsrom.modules.competence.matrix_back import carried
from arbeidsrom.modules.competence.queries.deadlines import deadline_of
from arbeidsrom.modules.competence.views.assigned import context_of
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def set_requirement_deadline(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    """A day is chosen in the calendar and holds at once; another one changes it."""
    now = timezone.now()
    context, today = context_of(request, assignment_id), timezone.localdate(now)
    may_set_requirement_deadline(request.actor, context["assignment"], today=today).or_refuse()
    view = deadline_of(context["assignment"], item_id, today=today)
    form = DeadlineForm(request.POST or None, initial={"due": view.due}, today=today)
    if request.method == "POST" and form.is_valid():
        due = form.cleaned_data["due"]
        try:
            is_another = actions.set_requirement_deadline(assignment_id, item_id, due=due, actor=request.actor, now=now)
        except CannotBeRegistered as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            said = (
                _("The deadline is set. The employee is told.")
                if is_another
                else _("The deadline was that day already.")
            )
            messages.success(request, said)
            return _back(request, assignment_id, item_id)
    return page(request, "competence/assigning/deadline.html", context | {"form": form, "view": view})


@require_POST
def remove_requirement_deadline(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    """There is none any more."""
    if actions.remove_requirement_deadline(assignment_id, item_id, actor=request.actor, now=timezone.now()):
        messages.success(request, _("The deadline is removed."))
    return _back(request, assignment_id, item_id)


def _back(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    return redirect(reverse("why_status", args=[assignment_id, item_id]) + carried(request))
