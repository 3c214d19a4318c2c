"""Choosing position and switching office, registering offices, asking why, and support access."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.organisation import access as organisation_access
from arbeidsrom.core.organisation import queries as organisation
from arbeidsrom.core.roles import access, acting, actions, ending, explainers, explaining, queries, sign_in_help
from arbeidsrom.core.roles import support as support_access
from arbeidsrom.core.roles.forms import (
    AppointForm,
    AskSupportForm,
    EndOfficeForm,
    ExplainForm,
    ExplainThingForm,
    RemoveSecondStepForm,
)
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web.components.pager import pages_asked_for
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request, asked_to_confirm, posted_id

UNITS = 20


@require_GET
def choose_position(request: Request) -> HttpResponse:
    """«Bytt stilling»: everything one can act in, at sign-in and later (KP-LOGIN-007, KP-LOGIN-013)."""
    context = {
        "ways": acting.ways_in(request),
        "present": acting.present_way(request),
        "next": request.GET.get("next", ""),
    }
    return page(request, "roles/choose_position.html", context)


@require_POST
def act_as(request: Request) -> HttpResponse:
    """Work in another position or office without signing out (KP-LOGIN-013, KL-WHO-007)."""
    acting.act_as(request, posted_id(request, "position"))
    onwards = request.POST.get("next", "")
    return redirect(onwards if url_has_allowed_host_and_scheme(onwards, {request.get_host()}) else "home")


@require_GET
def offices(request: Request) -> HttpResponse:
    """Who holds which office, in the units where one may register offices."""
    access.may_see_offices(request.actor).or_refuse()
    today = timezone.localdate()
    units = queries.units_with_offices(actor=request.actor, today=today, text=request.GET.get("q", ""))
    pages = pages_asked_for(request.GET, units.count(), UNITS)
    groups = queries.offices_by_unit(units, pages.window(UNITS), actor=request.actor, today=today)
    return page(request, "roles/offices.html", {"groups": groups, "pages": pages})


@require_http_methods(["GET", "POST"])
def appoint(request: Request, unit_id: UUID) -> HttpResponse:
    """Register that somebody is elected."""
    unit = organisation.get_unit(unit_id, actor=request.actor)
    organisation_access.may_appoint(request.actor, unit).or_refuse()
    siblings = queries.clubs_beside(unit, actor=request.actor, today=timezone.localdate())
    form = AppointForm(request.POST or None, unit=unit, siblings=siblings)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.appoint_by_address(
                email=given["email"],
                given_name=given["given_name"],
                family_name=given["family_name"],
                mobile=given["mobile"],
                office=given["office"],
                unit=unit,
                also_in=form.covered(),
                valid_from=given["valid_from"],
                valid_to=form.valid_to(),
                main_agreement=given["main_agreement"],
                actor=request.actor,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(_field_of(refusal), str(refusal))
        else:
            messages.success(request, _("The office is registered."))
            return redirect("offices")
    return page(request, "roles/appoint.html", {"unit": unit, "form": form})


def _field_of(refusal: Refused) -> str:
    """Where somebody looks for what is wrong."""
    if isinstance(refusal, actions.AnotherName):
        return "email"
    return "last_day" if isinstance(refusal, actions.OutlastsUnit) else "office"


@require_http_methods(["GET", "POST"])
def end_office(request: Request, position_id: UUID) -> HttpResponse:
    """Set the last day of a term."""
    position = access.visible_offices(request.actor).select_related("person", "unit").get(public_id=position_id)
    access.may_end_office(request.actor, position).or_refuse()
    today = timezone.localdate()
    form = EndOfficeForm(request.POST or None, initial={"last_day": today, "lock_version": position.lock_version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_office(
                position_id,
                last_day=form.cleaned_data["last_day"],
                lock_version=form.cleaned_data["lock_version"],
                actor=request.actor,
                now=timezone.now(),
                today=today,
            )
        except actions.OfficeDoesNotFit as refusal:
            form.add_error("last_day", str(refusal))
        else:
            messages.success(request, _("The last day of the term is registered."))
            return redirect("offices")
    label, left = queries.position_label(position), list(ending.left_with(position))
    context = {"position": position, "label": label, "left": left, "form": form}
    return page(request, "roles/end_office.html", context)


@require_http_methods(["GET", "POST"])
def help_sign_in(request: Request, position_id: UUID) -> HttpResponse:
    """Sign somebody out everywhere, or take away a second step that is lost."""
    now, today = timezone.now(), timezone.localdate()
    found = sign_in_help.standing(position_id, actor=request.actor, today=today)
    removes = request.POST.get("what") == "second_step"
    form = RemoveSecondStepForm(request.POST if removes else None)
    if request.method == "POST":
        if asked := asked_to_confirm(request):
            return asked
        if removes and form.is_valid():
            checked = sign_in_help.Checked(form.cleaned_data["checked"])
            sign_in_help.remove_second_step(position_id, checked=checked, actor=request.actor, now=now, today=today)
            messages.success(request, _("The second step is removed. A new one is set up at the next sign-in."))
            return redirect("offices")
        if not removes:
            sign_in_help.end_sessions(position_id, actor=request.actor, now=now, today=today)
            messages.success(request, _("The person is signed out everywhere."))
            return redirect("help_sign_in", position_id)
    return page(request, "roles/help_sign_in.html", {"found": found, "form": form})


@require_GET
def explain_access(request: Request) -> HttpResponse:
    """Why can somebody do this here, and who else can? (PL-ORG-002)"""
    access.may_explain(request.actor).or_refuse()
    form = ExplainForm(request.GET or None)
    answer = None
    if request.GET and form.is_valid():
        answer = explaining.explanation(
            permission=form.cleaned_data["permission"],
            unit_text=form.cleaned_data["unit"],
            person_text=form.cleaned_data["person"],
            actor=request.actor,
            now=timezone.now(),
            today=timezone.localdate(),
        )
    context = {"form": form, "answer": answer, "kinds": explainers.explainers()}
    return page(request, "roles/explain_access.html", context)


@require_GET
def explain_thing(request: Request) -> HttpResponse:
    """Why can somebody see this case, and who else can? Its reference and the reasons, never what is in it."""
    access.may_explain(request.actor).or_refuse()
    form = ExplainThingForm(request.GET or None, actor=request.actor)
    if not form.is_valid():
        return page(request, "roles/explain_thing.html", {"form": form})
    asked = form.cleaned_data
    ask = partial(explaining.what_they_see, people=asked["person"]) if asked["person"] else explaining.who_sees
    rows = ask(asked["thing"], asked["explainer"], actor=request.actor, now=timezone.now(), today=timezone.localdate())
    return page(request, "roles/explain_thing.html", {"form": form, "thing": asked["thing"], "rows": rows})


@require_GET
def support(request: Request) -> HttpResponse:
    """What support has asked to see, and what was answered."""
    return page(
        request,
        "roles/support.html",
        {
            "rows": support_access.support_rows(actor=request.actor, now=timezone.now()),
            "may_ask": access.may_support(request.actor),
        },
    )


@require_http_methods(["GET", "POST"])
def ask_support_access(request: Request, position_id: UUID) -> HttpResponse:
    """Ask to be shown what the holder of a position sees."""
    access.may_support(request.actor).or_refuse()
    form = AskSupportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        support_access.ask_support_access(
            position_id,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, _("The person has been asked."))
        return redirect("support")
    return page(request, "roles/ask_support.html", {"form": form})


@require_POST
def answer_support_access(request: Request, access_id: UUID) -> HttpResponse:
    """Yes for half an hour, or no."""
    allow = request.POST.get("answer") == "allow"
    support_access.answer_support_access(access_id, allow=allow, actor=request.actor, now=timezone.now())
    messages.success(request, _("Your answer is registered."))
    return redirect("support")


@require_POST
def begin_support_view(request: Request, access_id: UUID) -> HttpResponse:
    """Begin to look."""
    support_access.begin_support_view(access_id, actor=request.actor, now=timezone.now())
    request.session[acting.SUPPORT_KEY] = str(access_id)
    return redirect("home")


@require_POST
def end_support_view(request: Request) -> HttpResponse:
    """Stop looking."""
    request.session.pop(acting.SUPPORT_KEY, None)
    return redirect("support")
