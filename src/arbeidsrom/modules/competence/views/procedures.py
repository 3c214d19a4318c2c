"""«Prosedyrelisten» of one's own learning-goal plan: what is repeated, and several times registered at once."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.actions import own_work
from arbeidsrom.modules.competence.actions.opening import open_requirement
from arbeidsrom.modules.competence.actions.own_work import Entry
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.forms.own_work import RepetitionsForm
from arbeidsrom.modules.competence.forms.procedures import GOALS, ProceduresForm
from arbeidsrom.modules.competence.models import Assignment, Link
from arbeidsrom.modules.competence.queries.own_requirement import RequirementView, requirement_of, to_fill_of
from arbeidsrom.modules.competence.queries.procedures import get_goal_assignment, procedures_of
from arbeidsrom.modules.competence.shown import STATUSES
from arbeidsrom.modules.competence.views.own_plans import posted_version
from arbeidsrom.modules.competence.views.own_requirement import say_why, signers_for
from arbeidsrom.web import unfinished
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request
from arbeidsrom.web.unfinished import Begun

STEPS = {"register": own_work.mark_as_fulfilled, "send": own_work.send_for_signing}
KEPT = "competence.open_procedure"
TYPED = ("performed_on", "expires_on", "times", "comment", "signer_name")


def _mine(request: Request, assignment_id: UUID) -> Assignment:
    """A learning-goal plan of one's own."""
    own.may_have_plans(request.actor).or_refuse()
    return get_goal_assignment(assignment_id, actor=request.actor)


@require_GET
def procedure_list(request: Request, assignment_id: UUID) -> HttpResponse:
    """All that is repeated in the plan, how often it is done, and ways to register more (KP-LIS-044 to 046, 050)."""
    assignment, today, form = _mine(request, assignment_id), timezone.localdate(), ProceduresForm(request.GET)
    asked = form.asked
    by_goal = asked.get("sorted") == GOALS
    found = procedures_of(assignment, text=asked.get("q", ""), by_goal=by_goal, today=today)
    context = {
        "assignment": assignment,
        "plan": assignment.plan,
        "form": form,
        "groups": [(one.title, [(row, STATUSES[row.shown]) for row in one.procedures]) for one in found],
        "count": len({row.requirement for one in found for row in one.procedures}),
        "asked": asked,
        "back": urlencode(asked),
        "may_work": own.may_work_in(request.actor, assignment, today=today),
    }
    return page(request, "competence/own/procedures.html", context, part="found")


@require_POST
def register_procedure(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    """The plus sign: one time, today (KP-LIS-051)."""
    today = timezone.localdate()
    view = _procedure(request, _mine(request, assignment_id), item_id)
    if view.draft is not None:
        messages.warning(request, _("Something is filled in already. Look at it, and register it from here."))
        return redirect("open_procedure", assignment_id, item_id)
    entry = Entry(performed_on=today, lock_version=posted_version(request))
    try:
        own_work.mark_as_fulfilled(assignment_id, item_id, entry, actor=request.actor, now=timezone.now(), today=today)
    except CannotBeRegistered as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is registered once, today.") % {"name": view.link.requirement.name})
    return _to_list(request, assignment_id)


@require_http_methods(["GET", "POST"])
def open_procedure(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    """One procedure: on which day, how many times, a comment, and who is to sign (KP-LIS-053, 054)."""
    assignment = _mine(request, assignment_id)
    view = _procedure(request, assignment, item_id)
    if view.settings.is_tied_to_course:
        return redirect("own_requirement", assignment_id, item_id)  # where the course is
    if request.method != "POST":
        open_requirement(assignment, view.link, actor=request.actor, now=timezone.now())
        begun = unfinished.begun(request.actor, KEPT, view.link.public_id)
        return _page(request, view, _empty(view, begun), begun)
    form, do = _filled(request, assignment, item_id), request.POST.get("do", "")
    if do not in STEPS:
        form.errors.clear()  # somebody searched for a signer: nothing is missing yet
    elif form.is_valid() and _take_step(request, view, do, form):
        _tell(request, do, form.cleaned_data["times"])
        return _to_list(request, assignment_id)
    return _page(request, view, form)


def _procedure(request: Request, assignment: Assignment, item_id: UUID) -> RequirementView:
    """What is repeated in the plan; anything else is no procedure."""
    view = requirement_of(assignment, item_id, today=timezone.localdate())
    if view.settings.repetitions is None or not view.link.is_active:
        raise Link.DoesNotExist
    return view


def _take_step(request: Request, view: RequirementView, do: str, form: RepetitionsForm) -> bool:
    """Whether it was registered; why not stands at the field."""
    try:
        STEPS[do](
            view.assignment.public_id,
            view.link.public_id,
            form.entry(),
            actor=request.actor,
            now=timezone.now(),
            today=timezone.localdate(),
        )
    except CannotBeRegistered as refusal:
        say_why(form, refusal)
        return False
    return True


def _tell(request: Request, do: str, times: int) -> None:
    if do == "send":
        told = ngettext("%(count)s time is sent for signing.", "%(count)s times are sent for signing.", times)
    else:
        told = ngettext("%(count)s time is registered.", "%(count)s times are registered.", times)
    messages.success(request, told % {"count": times})


def _to_list(request: Request, assignment_id: UUID) -> HttpResponse:
    """Back to the list as it was looked at."""
    asked = ProceduresForm(request.GET).asked
    query = f"?{urlencode(asked)}" if asked else ""
    return HttpResponseRedirect(reverse("procedure_list", args=[assignment_id]) + query)


def _empty(view: RequirementView, begun: Begun) -> RepetitionsForm:
    """Once, today; or what stands as a draft, or what somebody had filled in when they were signed out."""
    draft = view.draft
    typed = begun.draft.as_posted() if begun.draft else QueryDict()
    chosen = typed.get("signer", "") or (str(draft.signer.public_id) if draft and draft.signer else "")
    initial = {
        "lock_version": view.progress.lock_version,
        "performed_on": (draft and draft.performed_on) or timezone.localdate(),
        "expires_on": draft.expires_on if draft else None,
        "times": 1,
        "comment": (draft.comment if draft else "") or "",
        "signer": chosen,
    } | {name: typed[name] for name in TYPED if name in typed}
    signers = signers_for(view.to_fill, chosen=chosen, name=typed.get("signer_name", ""))
    return RepetitionsForm(to_fill=view.to_fill, signers=signers, initial=initial)


def _filled(request: Request, assignment: Assignment, item_id: UUID) -> RepetitionsForm:
    to_fill, posted = to_fill_of(assignment, item_id), request.POST
    signers = signers_for(to_fill, chosen=posted.get("signer", ""), name=posted.get("signer_name", ""))
    return RepetitionsForm(posted, to_fill=to_fill, signers=signers)


def _page(request: Request, view: RequirementView, form: RepetitionsForm, begun: Begun | None = None) -> HttpResponse:
    may_work = own.may_work_in(request.actor, view.assignment, today=timezone.localdate())
    context = {
        "view": view,
        "status": STATUSES[view.shown],
        "assignment": view.assignment,
        "plan": view.assignment.plan,
        "requirement": view.link.requirement,
        "settings": view.settings,
        "form": form,
        "begun": begun or Begun(KEPT, view.link.public_id, None),
        "searched": request.POST.get("signer_name", ""),
        "may_register": may_work and view.marked is None and view.takes_more,
    }
    return page(request, "competence/own/procedure.html", context)
