"""A requirement: what it asks for, what is registered, and the form for more; one's own, or an employee's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arbeidsrom.core.people.queries.choosing import PersonChoice
from arbeidsrom.modules.competence import learning_portal
from arbeidsrom.modules.competence.access import behalf, own
from arbeidsrom.modules.competence.actions import attachments, own_work
from arbeidsrom.modules.competence.actions.incoming import Incoming
from arbeidsrom.modules.competence.actions.opening import open_requirement
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.forms.own_work import EntryForm
from arbeidsrom.modules.competence.models import Assignment
from arbeidsrom.modules.competence.queries.own_requirement import (
    RequirementView,
    ToFill,
    lock_version_of,
    requirement_of,
    signer_choice,
    signers_named,
    to_fill_of,
)
from arbeidsrom.modules.competence.shown import STATUSES
from arbeidsrom.modules.competence.views.own_plans import employees_plan, mine
from arbeidsrom.web import unfinished
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request, posted_id
from arbeidsrom.web.unfinished import Begun

STEPS = {"draft": own_work.save_draft, "fulfil": own_work.mark_as_fulfilled, "send": own_work.send_for_signing}
KEPT, KEPT_ON_BEHALF = "competence.own_requirement", "competence.requirement_on_behalf"
TYPED = ("performed_on", "expires_on", "comment", "description", "signer_name")
ATTACH, REMOVE = "attach", "remove"


@dataclass(frozen=True, slots=True)
class Place:
    """Which requirement of which plan."""

    assignment: UUID
    item: UUID
    is_mine: bool

    @property
    def ids(self) -> tuple[UUID, UUID]:
        return self.assignment, self.item


@require_http_methods(["GET", "POST"])
def own_requirement(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    """One's own."""
    own.may_have_plans(request.actor).or_refuse()
    return _requirement(request, Place(assignment_id, item_id, is_mine=True))


@require_http_methods(["GET", "POST"])
def requirement_on_behalf(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    """That of an employee whom one registers for (KP-BEHALF-001)."""
    behalf.may_work_on_behalf(request.actor).or_refuse()
    return _requirement(request, Place(assignment_id, item_id, is_mine=False))


def _requirement(request: Request, place: Place) -> HttpResponse:
    """A file that comes with the form is stored first; then what the button says is done, or told why not."""
    if request.method != "POST":
        view = _looked_at(request, place)
        open_requirement(view.assignment, view.link, actor=request.actor, now=timezone.now())
        begun = unfinished.begun(request.actor, *_kept(request, view))
        return _page(request, view, _empty(view, begun, is_mine=place.is_mine), begun)
    do, form = _asked_for(request.POST), _filled(request, place)
    if _brings_file(form, do) and form.is_valid() and _attach(request, place, form):
        if do == ATTACH:
            return _done(request, place, _("The attachment is uploaded."))
        form = _filled(request, place, stored=True)
    if do in (*STEPS, REMOVE):
        if form.is_valid() and not form.errors and _take_step(request, place, do, form):
            return _done(request, place, _told(do))
    elif do != ATTACH:
        _asked(form)
    return _page(request, _looked_at(request, place), form)


def _plan(request: Request, place: Place) -> Assignment:
    return mine(request, place.assignment) if place.is_mine else employees_plan(request, place.assignment)


def _looked_at(request: Request, place: Place) -> RequirementView:
    return requirement_of(_plan(request, place), place.item, today=timezone.localdate())


def _asked_for(posted: QueryDict) -> str:
    return REMOVE if posted.get(REMOVE) else posted.get("do", "")


def _brings_file(form: EntryForm, do: str) -> bool:
    return "file" in form.fields and (do == ATTACH or bool(form.files.get("file")))


def _attach(request: Request, place: Place, form: EntryForm) -> bool:
    """Whether it was stored; why not stands at the field."""
    file = form.cleaned_data["file"]
    if file is None:
        form.add_error("file", _("Choose a file."))
        return False
    try:
        attachments.add_attachment(
            *place.ids,
            form.entry(),
            Incoming(file.name, file.chunks(), file.size),
            description=form.cleaned_data["description"],
            actor=request.actor,
            now=timezone.now(),
            today=timezone.localdate(),
        )
    except CannotBeRegistered as refusal:
        say_why(form, refusal)
        return False
    return True


def _take_step(request: Request, place: Place, do: str, form: EntryForm) -> bool:
    by: dict[str, Any] = {"actor": request.actor, "now": timezone.now(), "today": timezone.localdate()}
    try:
        if do == REMOVE:
            attachments.remove_attachment(*place.ids, posted_id(request, REMOVE), form.entry(), **by)
        else:
            STEPS[do](*place.ids, form.entry(), **by)
    except CannotBeRegistered as refusal:
        say_why(form, refusal)
        return False
    return True


def say_why(form: EntryForm, refusal: CannotBeRegistered) -> None:
    """At its field, or above the form where it has none."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _done(request: Request, place: Place, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("own_requirement" if place.is_mine else "requirement_on_behalf", *place.ids)


def _told(do: str) -> str:
    told = {
        "draft": _("Saved as a draft."),
        "fulfil": _("Registered."),
        "send": _("Sent for signing."),
        REMOVE: _("The attachment is removed."),
    }
    return told[do]


def _page(request: Request, view: RequirementView, form: EntryForm, begun: Begun | None = None) -> HttpResponse:
    may_work = own.may_work_in(request.actor, view.assignment, today=timezone.localdate())
    came_back = begun is not None and begun.draft is not None
    unlocked = request.method == "POST" or request.GET.get("unlock") == "1" or came_back
    is_tied = view.settings.is_tied_to_course
    is_done = view.progress.completed_on is not None and STATUSES[view.shown].colour != "danger" and not view.marked
    locked = is_done and (is_tied or view.settings.repetitions is None) and not unlocked
    could_change = may_work and not (is_tied and view.link.requirement.must_be_done)
    context = {
        "view": view,
        "status": STATUSES[view.shown],
        "assignment": view.assignment,
        "plan": view.assignment.plan,
        "is_mine": view.assignment.person_id == request.actor.person_id,
        "requirement": view.link.requirement,
        "settings": view.settings,
        "form": form,
        "attaching": "file" in form.errors or "description" in form.errors,
        "may_work": may_work,
        "may_unlock": locked and could_change,
        "is_tied": is_tied,
        "is_done": is_done,
        "has_portal": learning_portal.is_connected(),
        "may_register": may_work and view.link.is_active and view.marked is None and view.takes_more and not locked,
        "begun": begun or Begun(*_kept(request, view), None),
        "searched": request.POST.get("signer_name", ""),
    }
    return page(request, "competence/own/requirement.html", context)


def _kept(request: Request, view: RequirementView) -> tuple[str, UUID]:
    """Under what the form is kept when somebody is signed out: what is typed for one employee is no other's."""
    if view.assignment.person_id == request.actor.person_id:
        return KEPT, view.link.public_id
    return KEPT_ON_BEHALF, uuid5(view.assignment.public_id, str(view.link.public_id))


def _empty(view: RequirementView, begun: Begun, *, is_mine: bool) -> EntryForm:
    """What stands there, or what somebody had filled in when they were signed out (KP-EIMP-004).

    What an employee has as a draft is shown to nobody else, and nobody sends it in their place.
    """
    draft = view.draft if is_mine else None
    typed = begun.draft.as_posted() if begun.draft else QueryDict()
    chosen = typed.get("signer", "") or (str(draft.signer.public_id) if draft and draft.signer else "")
    initial = {
        "lock_version": view.progress.lock_version,
        "performed_on": draft.performed_on if draft else _last_day(view),
        "expires_on": draft.expires_on if draft else view.progress.expires_on,
        "comment": (draft.comment if draft else "") or "",
        "checklist": [str(one.point.id) for one in view.points if one.ticked],
        "signer": chosen,
    }
    if typed:
        initial |= {name: typed[name] for name in TYPED if name in typed} | {"checklist": typed.getlist("checklist")}
    to_fill = _without_draft(view.to_fill, is_mine=is_mine)
    signers = signers_for(to_fill, chosen=chosen, name=typed.get("signer_name", ""))
    return EntryForm(to_fill=to_fill, signers=signers, initial=initial)


def _without_draft(to_fill: ToFill, *, is_mine: bool) -> ToFill:
    return to_fill if is_mine else replace(to_fill, signer=None)


def _filled(request: Request, place: Place, *, stored: bool = False) -> EntryForm:
    """What came back; once a file of it has been ``stored``, the requirement is another one than was shown."""
    to_fill = _without_draft(to_fill_of(_plan(request, place), place.item), is_mine=place.is_mine)
    posted = request.POST.copy()
    if stored:
        posted["lock_version"], posted["description"] = str(lock_version_of(to_fill)), ""
    signers = signers_for(to_fill, chosen=posted.get("signer", ""), name=posted.get("signer_name", ""))
    return EntryForm(posted, None if stored else request.FILES, to_fill=to_fill, signers=signers)


def signers_for(to_fill: ToFill, *, chosen: str, name: str = "") -> list[PersonChoice]:
    """Whoever has been chosen, also in the draft, and whoever has the name that was searched for."""
    today = timezone.localdate()
    chosen = chosen or str(to_fill.signer or "")
    signers = signer_choice(_uuid(chosen), today=today) if chosen else []
    if name:
        found = signers_named(name[:100], besides=to_fill.person, today=today)
        signers += [one for one in found if str(one.public_id) != chosen]
    return signers


def _last_day(view: RequirementView) -> Any:
    """When one changes what is fulfilled, its date stands there; of one that is repeated, nothing."""
    return view.progress.completed_on if view.settings.repetitions is None and not view.waiting else None


def _asked(form: EntryForm) -> None:
    """Somebody searched for a signer: what they have typed stands, and nothing is missing yet."""
    form.errors.clear()


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        return UUID(int=0)
