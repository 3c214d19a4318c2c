"""Pages of the case list, and of creating, reading and editing a case."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.sharing.queries.consents import seen_without_consent
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import cases as actions
from arbeidsrom.modules.workspace.actions.members import offer_members
from arbeidsrom.modules.workspace.forms.cases import AddMemberForm, AddPartyForm, EditCaseForm, NewCaseForm
from arbeidsrom.modules.workspace.models import Case, PartyRole
from arbeidsrom.modules.workspace.queries import cases, closing, deadlines, stewards, timeline
from arbeidsrom.modules.workspace.views.frame import case_page, looked_at
from arbeidsrom.modules.workspace.views.listing import CASES
from arbeidsrom.web import unfinished
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

LATEST = 5


@require_GET
def case_list(request: Request) -> HttpResponseBase:
    """Own cases, the club's, waiting, overdue and closed."""
    access.may_work_with_cases(request.actor).or_refuse()
    return list_page(request, CASES, "workspace/cases.html", {"may_create": request.actor.holds(access.HANDLE)})


@require_http_methods(["GET", "POST"])
def new_case(request: Request) -> HttpResponse:
    """Create a case; with several clubs, the club is chosen first."""
    access.may_create_cases(request.actor).or_refuse()
    clubs = cases.clubs_to_begin_in(request.actor, today=timezone.localdate())
    wanted = request.GET.get("club", "")
    club = clubs[0] if len(clubs) == 1 else next((club for club in clubs if str(club.public_id) == wanted), None)
    if club is None:
        return page(request, "workspace/choose_club.html", {"clubs": clubs})
    return _new_case_in(request, club)


def _new_case_in(request: Request, club: Unit) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    access.may_open_case(request.actor, club, today=today).or_refuse()
    choices = offer_members(club, actor=request.actor, now=now)
    member = next((each for each in choices if str(each.public_id) == request.GET.get("member", "")), None)
    rows = stewards.steward_rows(club, today=today)
    own = next((row.public_id for row in rows if row.position_id == request.actor.position_id), "")
    begun = unfinished.begun(request.actor, "workspace.new_case", club.public_id)
    form = NewCaseForm(
        request.POST or None,
        types=cases.offered_case_types(),
        members=choices,
        stewards=rows,
        today=today,
        initial={
            "subject": "member",
            "responsible": str(own),
            "member_1": f"{member.name} ({member.member_number})" if member else "",
            "employer": member.employer if member else "",
            "workplace": member.workplace if member else "",
            **begun.initial,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.open_case(club, form.draft(), actor=request.actor, now=now, today=today)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after_opening(request, case)
    return page(request, "workspace/new_case.html", {"form": form, "club": club, "members": choices, "begun": begun})


def _after_opening(request: Request, case: Case) -> HttpResponse:
    messages.success(request, _("Case %(number)s was created.") % {"number": case.label})
    mine = access.visible_cases(request.actor).filter(pk=case.pk).exists()
    return redirect("case", case.public_id) if mine else redirect("cases")


@require_GET
def case(request: Request, case_id: UUID) -> HttpResponse:
    """What the case is about, what must be done by when, and what happened last."""
    shown = looked_at(request, case_id)
    today = timezone.localdate()
    context = {
        "parties": cases.parties_of(shown),
        "steps": cases.steps_of(shown),
        "deadlines": deadlines.deadlines_of(shown, today=today),
        "latest": timeline.timeline_of(shown, limit=LATEST),
        "open_things": closing.open_things(shown, now=timezone.now()) if not shown.is_closed else [],
        "lost_consent": seen_without_consent(case_id, actor=request.actor, now=timezone.now()),
    }
    return case_page(request, "case.html", shown, context)


@require_http_methods(["GET", "POST"])
def edit_case(request: Request, case_id: UUID) -> HttpResponse:
    """Edit the details; who comes second sees both versions and chooses."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    details, begun = actions.details_of(case), unfinished.begun(request.actor, "workspace.edit_case", case_id)
    form = EditCaseForm(
        request.POST or None,
        types=cases.offered_case_types(),
        case=case,
        members=[party.name for party in cases.parties_of(case) if party.role == PartyRole.MEMBER],
        initial={**details, "lock_version": case.lock_version, **begun.initial},
    )
    theirs: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["lock_version"]
        try:
            actions.change_case(case_id, form.changes(), lock_version=version, actor=request.actor, now=timezone.now())
        except ChangedMeanwhile:
            theirs = _both_versions(form, details)
            form.data = request.POST.dict() | {"lock_version": str(case.lock_version)}
        else:
            messages.success(request, _("The case is saved."))
            return redirect("case", case_id)
    return case_page(request, "edit_case.html", case, {"form": form, "both": theirs, "begun": begun})


def _both_versions(form: EditCaseForm, saved: dict[str, str]) -> list[tuple[str, str, str]]:
    """Field, what somebody else saved, what this person wrote; where the two differ."""
    return [
        (str(form.fields[name].label), saved[name], str(form.cleaned_data[name]))
        for name in form.fields
        if name in saved and saved[name] != form.cleaned_data[name]
    ]


@require_http_methods(["GET", "POST"])
def add_member(request: Request, case_id: UUID) -> HttpResponse:
    """One more member in the case."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    choices = offer_members(case.club, actor=request.actor, now=timezone.now())
    form = AddMemberForm(request.POST or None, members=choices)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["member"].public_id
        try:
            actions.add_member(
                case_id, member=chosen, actor=request.actor, now=timezone.now(), today=timezone.localdate()
            )
        except Refused as refusal:
            form.add_error("member", str(refusal))
        else:
            return _back_to(request, case)
    context = {"form": form, "members": choices, "heading": _("Add a member to the case"), "submit": _("Add")}
    return case_page(request, "case_form.html", case, context)


@require_http_methods(["GET", "POST"])
def add_party(request: Request, case_id: UUID) -> HttpResponse:
    """Somebody else who belongs to the case."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    form = AddPartyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.add_party(
            case_id,
            role=PartyRole(given["role"]),
            name=given["name"],
            contact=given["contact"],
            actor=request.actor,
            now=timezone.now(),
        )
        _warn_of_namesakes(request, case, given["name"])
        return _back_to(request, case)
    return case_page(request, "case_form.html", case, {"form": form, "heading": _("Add a person"), "submit": _("Add")})


def _back_to(request: Request, case: Case) -> HttpResponse:
    """To the case; whoever has made themselves a party has lost it, and is told so."""
    if access.visible_cases(request.actor).filter(pk=case.pk).exists():
        return redirect("case", case.public_id)
    messages.success(request, _("You no longer have access to case %(number)s.") % {"number": case.label})
    return redirect("cases")


def _warn_of_namesakes(request: Request, case: Case, name: str) -> None:
    """A steward of the same name may be the same person, whom only the contact would have told."""
    barred = {conflict.name for conflict in stewards.conflicts_of(case)}
    for namesake in set(stewards.namesakes_of(name, case.club, today=timezone.localdate())) - barred:
        told = _("%(name)s is also a steward here. If it is the same person, keep them out of the case.")
        messages.warning(request, told % {"name": namesake})


@require_POST
def remove_party(request: Request, case_id: UUID, party_id: UUID) -> HttpResponse:
    """Take somebody out who was entered by mistake."""
    actions.remove_party(case_id, party=party_id, actor=request.actor, now=timezone.now())
    return redirect("case", case_id)


@require_POST
def tick_step(request: Request, case_id: UUID, order: int) -> HttpResponse:
    """Tick a step off, or take the tick away."""
    actions.tick_step(
        case_id,
        order=order,
        done=request.POST.get("done") == "1",
        actor=request.actor,
        now=timezone.now(),
        today=timezone.localdate(),
    )
    return redirect("case", case_id)
