"""What the local union and the club leader do: overview, cases without anybody, statistics, settings."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import settings as actions
from arbeidsrom.modules.workspace.actions import stewards as steward_actions
from arbeidsrom.modules.workspace.forms.settings import CaseTypeForm, ClubSettingsForm
from arbeidsrom.modules.workspace.forms.stewards import PlaceCaseForm
from arbeidsrom.modules.workspace.queries import cases, overview, settings, statistics, stewards
from arbeidsrom.modules.workspace.queries.statistics import Reach
from arbeidsrom.modules.workspace.views.listing import CLOSED_OUT_OF_REACH
from arbeidsrom.web.components import pager
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

REACHES = {
    Reach.CLUB: gettext_lazy("The club"),
    Reach.UNION: gettext_lazy("The local union"),
    Reach.ORGANISATION: gettext_lazy("The whole organisation"),
}


@require_GET
def union_overview(request: Request) -> HttpResponse:
    """Clubs, stewards, terms of office and numbers of cases; never what is in a case."""
    access.may_oversee(request.actor).or_refuse()
    today = timezone.localdate()
    context = {
        "clubs": overview.clubs_overseen(request.actor, today=today),
        "unattended": stewards.unattended_cases(request.actor, today=today),
    }
    return page(request, "workspace/overview.html", context)


@require_GET
def closed_out_of_reach(request: Request) -> HttpResponseBase:
    """The closed cases that nobody can open any longer, by number; never what is in them."""
    access.may_oversee(request.actor).or_refuse()
    return list_page(request, CLOSED_OUT_OF_REACH, "workspace/closed_out_of_reach.html")


@require_http_methods(["GET", "POST"])
def place_case(request: Request, case_id: UUID) -> HttpResponse:
    """Find somebody for a case that nobody is responsible for, or for a closed one that nobody can open."""
    today = timezone.localdate()
    case = stewards.look_at_unattended(case_id, actor=request.actor, today=today)
    form = PlaceCaseForm(request.POST or None, stewards=stewards.stewards_to_choose(case, today=today, with_union=True))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            steward_actions.place_case(
                case_id,
                to=UUID(given["position"]),
                note=given["note"],
                actor=request.actor,
                now=timezone.now(),
                today=today,
            )
        except Refused as refusal:
            form.add_error("position", str(refusal))
        else:
            messages.success(request, _("Somebody is responsible for case %(number)s again.") % {"number": case.label})
            return redirect("closed_out_of_reach" if case.is_closed else "union_overview")
    context = {"form": form, "label": case.label, "club": case.club.name, "is_closed": case.is_closed}
    return page(request, "workspace/place_case.html", context)


@require_GET
def case_statistics(request: Request) -> HttpResponse:
    """Cases by type, outcome, duration and employer."""
    reaches = statistics.reaches_of(request.actor)
    if not reaches:
        raise PermissionDenied(_("Your office does not give access to statistics."))
    asked = request.GET.get("reach", "")
    reach = Reach(asked) if asked in reaches else reaches[0]
    years = statistics.years_of(request.actor, reach)
    year_text = request.GET.get("year", "")
    year = int(year_text) if year_text.isascii() and year_text.isdigit() and int(year_text) in years else None
    tabs = [(str(REACHES[each]), f"?reach={each.value}", each is reach) for each in reaches]
    context = {
        "figures": statistics.statistics_of(request.actor, reach, year=year),
        "tabs": pager.tab_links(tabs) if len(tabs) > 1 else "",
        "years": years,
        "reach_label": REACHES[reach],
    }
    return page(request, "workspace/statistics.html", context)


@require_http_methods(["GET", "POST"])
def club_settings(request: Request, club_id: UUID) -> HttpResponse:
    """What the club has decided for itself."""
    club = settings.get_club(club_id, actor=request.actor)
    form = ClubSettingsForm(request.POST or None, initial={"titles_open": settings.titles_are_open(club)})
    if request.method == "POST" and form.is_valid():
        actions.change_club_settings(club_id, **form.cleaned_data, actor=request.actor, now=timezone.now())
        messages.success(request, _("The settings are saved."))
        return redirect("club_settings", club_id)
    return page(
        request, "workspace/settings_form.html", {"form": form, "heading": _("The club's settings"), "lead": club.name}
    )


@require_GET
def own_club_settings(request: Request) -> HttpResponse:
    """The settings of the club one leads."""
    clubs = settings.clubs_managed(request.actor, today=timezone.localdate())
    if not clubs:
        raise PermissionDenied(_("Only the club leader can change the club's settings."))
    return redirect("club_settings", clubs[0].public_id)


@require_GET
def case_types(request: Request) -> HttpResponse:
    """The central list of case types."""
    access.may_edit_case_types(request.actor, settings.union_administered(request.actor)).or_refuse()
    return page(request, "workspace/case_types.html", {"types": cases.all_case_types()})


@require_http_methods(["GET", "POST"])
def edit_case_type(request: Request, key: str = "") -> HttpResponse:
    """Add or change a case type."""
    union = settings.union_administered(request.actor)
    access.may_edit_case_types(request.actor, union).or_refuse()
    case_type = settings.get_case_type(key) if key else None
    form = CaseTypeForm(request.POST or None, case_type=case_type, initial={"order": 99, "is_offered": True})
    if request.method == "POST" and form.is_valid():
        try:
            if case_type is None:
                actions.add_case_type(union, form.draft(), actor=request.actor, now=timezone.now())
            else:
                actions.change_case_type(
                    union,
                    key,
                    form.draft(),
                    lock_version=form.cleaned_data["lock_version"],
                    actor=request.actor,
                    now=timezone.now(),
                )
        except ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The case type is saved."))
            return redirect("case_types")
    heading = str(case_type.name) if case_type else _("New case type")
    up = (reverse("case_types"), _("Case types"))
    return page(request, "workspace/settings_form.html", {"form": form, "heading": heading, "up": up})
