"""Setting, proposing, moving and settling deadlines."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import calendar
from arbeidsrom.modules.workspace.actions import deadlines as actions
from arbeidsrom.modules.workspace.actions.deadlines import Picked
from arbeidsrom.modules.workspace.forms.deadlines import DeadlineForm, EventsForm, MoveDeadlineForm
from arbeidsrom.modules.workspace.models import Case
from arbeidsrom.modules.workspace.queries import cases, deadlines, stewards
from arbeidsrom.modules.workspace.queries.deadline_rules import all_rules
from arbeidsrom.modules.workspace.rules.deadlines import events_for
from arbeidsrom.modules.workspace.states import DeadlineState
from arbeidsrom.modules.workspace.views.frame import case_page, looked_at
from arbeidsrom.web.requests import Request


@require_http_methods(["GET", "POST"])
def set_deadline(request: Request, case_id: UUID) -> HttpResponse:
    """A deadline set by hand."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    form = DeadlineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_deadline(case_id, **form.cleaned_data, actor=request.actor, now=timezone.now())
        return redirect("case", case_id)
    context = {"form": form, "heading": _("Set a deadline"), "submit": _("Set the deadline")}
    return case_page(request, "case_form.html", case, context)


@require_http_methods(["GET", "POST"])
def propose_deadlines(request: Request, case_id: UUID) -> HttpResponse:
    """What follows from the events of the case, with the arithmetic; the steward takes over what is right."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    if request.method == "POST":
        return _accept(request, case)
    known, counted = all_rules(), deadlines.counted_deadlines(case)
    events = events_for(case.type.key, known)
    form = EventsForm(request.GET or None, events=events, initial=deadlines.known_events(counted))
    asked = bool(request.GET) and form.is_valid()
    context = {
        "form": form,
        "proposals": deadlines.proposals_for(case, form.happened(), known, counted) if asked else [],
        "asked": bool(request.GET),
        "several_members": len(cases.members_concerned(case)) > 1,
        "to_fill": deadlines.rules_to_fill(case.type.key, known, today=timezone.localdate()),
    }
    return case_page(request, "propose_deadlines.html", case, context)


def _accept(request: Request, case: Case) -> HttpResponse:
    picked = [_picked(each) for each in request.POST.getlist("proposal")]
    today = timezone.localdate()
    made = actions.accept_proposals(
        case.public_id,
        picked,
        replace=_replaced(request.POST.getlist("replace")),
        actor=request.actor,
        now=timezone.now(),
        today=today,
    )
    if made:
        messages.success(request, _who_is_reminded(request.actor, case, today))
    elif picked:
        messages.info(request, _("Somebody else has set these deadlines since you opened the page."))
    return redirect("case", case.public_id)


def _who_is_reminded(actor: Actor, case: Case, today: date) -> str:
    """The steward who is responsible, or when nobody is those who have the case."""
    told = stewards.answering([case.pk], today=today).get(case.pk, [])
    if actor.position_id in {position.pk for position in told}:
        return _("The deadlines are set. You are reminded seven, three and one day before.")
    names = ", ".join(position.person.name for position in told)
    return _("The deadlines are set. Reminded seven, three and one day before: %(names)s.") % {"names": names or "–"}


def _picked(sent: str) -> Picked:
    """Rule, event and day of a proposal that was ticked."""
    try:
        rule, event, started = sent.split("|")
        return Picked(rule, event, date.fromisoformat(started))
    except ValueError as error:
        raise SuspiciousOperation from error


def _replaced(sent: list[str]) -> list[UUID]:
    """The earlier deadlines that are to run no longer."""
    try:
        return [UUID(each) for each in sent]
    except ValueError as error:
        raise SuspiciousOperation from error


@require_http_methods(["GET", "POST"])
def move_deadline(request: Request, deadline_id: UUID) -> HttpResponse:
    """Choose another day or other words."""
    deadline = deadlines.get_deadline(deadline_id, actor=request.actor)
    case = looked_at(request, deadline.case.public_id)
    access.may_work_on(request.actor, case).or_refuse()
    initial = {"label": deadline.label, "due": deadline.due, "lock_version": deadline.lock_version}
    form = MoveDeadlineForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        now, today = timezone.now(), timezone.localdate()
        actions.move_deadline(deadline_id, **form.cleaned_data, actor=request.actor, now=now, today=today)
        return redirect("case", case.public_id)
    context = {"form": form, "heading": _("Move the deadline"), "submit": _("Save")}
    return case_page(request, "case_form.html", case, context)


@require_POST
def settle_deadline(request: Request, deadline_id: UUID) -> HttpResponse:
    """Met, no longer relevant, or running again."""
    state = request.POST.get("state", "")
    deadline = deadlines.get_deadline(deadline_id, actor=request.actor)
    actions.settle_deadline(
        deadline_id,
        state=DeadlineState(state) if state in DeadlineState.values else DeadlineState.MET,
        lock_version=int(request.POST.get("lock_version", "0") or 0),
        actor=request.actor,
        now=timezone.now(),
        today=timezone.localdate(),
    )
    return redirect("case", deadline.case.public_id)


@require_POST
def put_in_calendar(request: Request, deadline_id: UUID) -> HttpResponse:
    """The deadline comes by e-mail as an invitation, and follows when it is moved or settled."""
    now, today = timezone.now(), timezone.localdate()
    deadline = calendar.put_in_calendar(deadline_id, actor=request.actor, now=now, today=today)
    messages.success(request, _("The deadline is on its way to your calendar, and moves there when it is moved here."))
    return redirect("case", deadline.case.public_id)
