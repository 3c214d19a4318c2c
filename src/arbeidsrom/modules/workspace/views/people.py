"""Who works with a case, who must not, what members have agreed to, and hand-over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing.queries.consents import seen_without_consent
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import consents as consent_actions
from arbeidsrom.modules.workspace.actions import stewards as actions
from arbeidsrom.modules.workspace.actions.lists import look_at_cases
from arbeidsrom.modules.workspace.forms.consents import RecordConsentForm
from arbeidsrom.modules.workspace.forms.stewards import (
    BarStewardForm,
    ChooseStewardForm,
    ConflictForm,
    HandOverForm,
)
from arbeidsrom.modules.workspace.models import PartyRole
from arbeidsrom.modules.workspace.queries import cases, consents, home, stewards
from arbeidsrom.modules.workspace.queries.hand_overs import hand_overs_of
from arbeidsrom.modules.workspace.views.frame import case_page, looked_at
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def case_people(request: Request, case_id: UUID) -> HttpResponse:
    """The stewards with access, conflicts of interest, and consent."""
    case = looked_at(request, case_id)
    today = timezone.localdate()
    context = {
        "stewards": stewards.stewards_of_case(case, today=today),
        "conflicts": stewards.conflicts_of(case),
        "consents": consents.consents_of(case, today=today),
        "has_members": case.parties.filter(role=PartyRole.MEMBER).exists(),
        "lost_consent": seen_without_consent(case_id, actor=request.actor, now=timezone.now()),
    }
    return case_page(request, "people.html", case, context)


@require_http_methods(["GET", "POST"])
def give_access(request: Request, case_id: UUID) -> HttpResponse:
    """One more steward gets access."""
    case = looked_at(request, case_id)
    today = timezone.localdate()
    access.may_choose_stewards(request.actor, case, today=today).or_refuse()
    form = ChooseStewardForm(request.POST or None, stewards=stewards.those_without_access(case, today=today))
    if request.method == "POST" and form.is_valid():
        position = UUID(form.cleaned_data["position"])
        try:
            actions.give_access(case_id, position=position, actor=request.actor, now=timezone.now(), today=today)
        except Refused as refusal:
            form.add_error("position", str(refusal))
        else:
            return redirect("case_people", case_id)
    context = {"form": form, "heading": _("Give a steward access"), "submit": _("Give access")}
    return case_page(request, "case_form.html", case, context)


@require_POST
def take_access(request: Request, case_id: UUID, position_id: UUID) -> HttpResponse:
    """A steward no longer has access."""
    actions.take_access(
        case_id, position=position_id, actor=request.actor, now=timezone.now(), today=timezone.localdate()
    )
    return redirect("case_people", case_id)


@require_http_methods(["GET", "POST"])
def hand_over_case(request: Request, case_id: UUID) -> HttpResponse:
    """Give the case to somebody else, or to the local union."""
    case = looked_at(request, case_id)
    today = timezone.localdate()
    access.may_hand_over(request.actor, case, today=today).or_refuse()
    rows = [
        row
        for row in stewards.stewards_to_choose(case, today=today, with_union=True)
        if row.position_id != case.responsible_id
    ]
    form = HandOverForm(request.POST or None, stewards=rows)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.hand_over_case(
                case_id,
                to=UUID(given["position"]),
                note=given["note"],
                keep_access=given["keep_access"],
                actor=request.actor,
                now=timezone.now(),
                today=today,
            )
        except Refused as refusal:
            form.add_error("position", str(refusal))
        else:
            messages.success(request, _("Case %(number)s is handed over.") % {"number": case.label})
            return redirect("hand_overs")
    context = {"form": form, "heading": _("Hand over the case"), "submit": _("Hand over")}
    return case_page(request, "case_form.html", case, context)


@require_GET
def hand_overs(request: Request) -> HttpResponse:
    """What one has handed over and been given."""
    access.may_work_with_cases(request.actor).or_refuse()
    rows = hand_overs_of(request.actor)
    look_at_cases([row.shown for row in rows if row.note], actor=request.actor, now=timezone.now())
    context = {"rows": rows, "asked": home.offers_count(request.actor)}
    return page(request, "workspace/hand_overs.html", context)


@require_http_methods(["GET", "POST"])
def declare_conflict(request: Request, case_id: UUID) -> HttpResponse:
    """Say that one is «inhabil»; the case is gone from one's own pages at once."""
    case = looked_at(request, case_id)
    form = ConflictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.declare_conflict(case_id, **form.cleaned_data, actor=request.actor, now=timezone.now())
        messages.success(request, _("You no longer have access to case %(number)s.") % {"number": case.label})
        return redirect("cases")
    consequences = [
        _("You lose access to the case at once, in every office you hold."),
        _("The case disappears from your lists, your searches and your notifications."),
        _("Somebody else must be responsible. Until then the local union sees that nobody is."),
    ]
    context = {
        "form": form,
        "heading": _("Declare a conflict of interest"),
        "submit": _("Declare and leave the case"),
        "consequences": consequences,
        "color": "danger",
    }
    return case_page(request, "case_form.html", case, context)


@require_http_methods(["GET", "POST"])
def bar_steward(request: Request, case_id: UUID) -> HttpResponse:
    """Decide that a colleague must not have the case."""
    case = looked_at(request, case_id)
    today = timezone.localdate()
    access.may_choose_stewards(request.actor, case, today=today).or_refuse()
    rows = [
        row
        for row in stewards.possible_stewards(case, today=today, with_union=True)
        if row.person_id != request.actor.person_id
    ]
    form = BarStewardForm(request.POST or None, stewards=rows)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.bar_steward(
                case_id,
                position=UUID(given["position"]),
                reason=given["reason"],
                actor=request.actor,
                now=timezone.now(),
                today=today,
            )
        except Refused as refusal:
            form.add_error("position", str(refusal))
        else:
            return redirect("case_people", case_id)
    context = {"form": form, "heading": _("Keep a steward out of the case"), "submit": _("Keep out")}
    return case_page(request, "case_form.html", case, context)


@require_POST
def lift_conflict(request: Request, case_id: UUID, conflict_id: UUID) -> HttpResponse:
    """The conflict no longer holds."""
    actions.lift_conflict(
        case_id, conflict=conflict_id, actor=request.actor, now=timezone.now(), today=timezone.localdate()
    )
    return redirect("case_people", case_id)


@require_http_methods(["GET", "POST"])
def record_consent(request: Request, case_id: UUID) -> HttpResponse:
    """Record what a member has agreed to."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    parties = [row for row in cases.parties_of(case) if row.role == PartyRole.MEMBER]
    form = RecordConsentForm(
        request.POST or None,
        parties=parties,
        categories=consents.receiver_categories(),
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid():
        consent_actions.record_consent(case_id, form.draft(), actor=request.actor, now=timezone.now())
        return redirect("case_people", case_id)
    context = {"form": form, "heading": _("Record consent or power of attorney"), "submit": _("Record")}
    return case_page(request, "case_form.html", case, context)


@require_POST
def withdraw_consent(request: Request, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """The member has taken a consent back."""
    consent_actions.withdraw_consent(
        case_id, consent=consent_id, actor=request.actor, now=timezone.now(), today=timezone.localdate()
    )
    return redirect("case_people", case_id)
