"""The tree of units and who the people in it are, for those who administer it (PL-ORG-001)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.organisation import access, actions, queries
from arbeidsrom.core.organisation.forms import AddUnitForm, IdentityNumberForm, OtherUnitForm, RenameUnitForm
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.organisation.queries import Merger
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web.components.pager import pages_asked_for
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

PAGE = 100


@require_GET
def organisation(request: Request) -> HttpResponse:
    """The units one administers, in the order of the tree."""
    access.may_see_organisation(request.actor).or_refuse()
    units = queries.units_administered(actor=request.actor, text=request.GET.get("q", ""))
    pages = pages_asked_for(request.GET, units.count(), PAGE)
    context = {"rows": queries.unit_rows(units, pages.window(PAGE)), "pages": pages}
    return page(request, "organisation/organisation.html", context)


@require_GET
def unit(request: Request, unit_id: UUID) -> HttpResponse:
    """One unit with its history of places."""
    found = _administered(request, unit_id)
    return page(request, "organisation/unit.html", {"unit": found, "placements": queries.placements_of(found)})


@require_http_methods(["GET", "POST"])
def add_unit(request: Request, unit_id: UUID) -> HttpResponse:
    """A new unit below this one."""
    parent = _administered(request, unit_id)
    form = AddUnitForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        added = actions.add_unit(parent=parent, actor=request.actor, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The unit is added."))
        return redirect("unit", added.public_id)
    return _form_page(request, parent, form, _("Add a unit below"), _("Add"))


@require_http_methods(["GET", "POST"])
def rename_unit(request: Request, unit_id: UUID) -> HttpResponse:
    """Another name."""
    found = _administered(request, unit_id)
    form = RenameUnitForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        actions.rename_unit(
            unit_id,
            name=form.cleaned_data["name"],
            actor=request.actor,
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, _("The name is changed."))
        return redirect("unit", unit_id)
    return _form_page(request, found, form, _("Rename"), _("Save"))


@require_http_methods(["GET", "POST"])
def move_unit(request: Request, unit_id: UUID) -> HttpResponse:
    """Below another unit, from a day on."""
    found = _administered(request, unit_id)
    form = OtherUnitForm(request.POST or None, actor=request.actor, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_unit(
                unit_id,
                parent_id=form.cleaned_data["other"],
                on=form.cleaned_data["on"],
                actor=request.actor,
                now=timezone.now(),
                today=timezone.localdate(),
            )
        except Refused as refusal:
            form.add_error("on" if isinstance(refusal, actions.HistoryIsWritten) else "other", str(refusal))
        else:
            messages.success(request, _("The move is registered. Access follows on the day it takes effect."))
            return redirect("unit", unit_id)
    return _form_page(request, found, form, _("Move below another unit"), _("Move"))


@require_http_methods(["GET", "POST"])
def merge_unit(request: Request, unit_id: UUID) -> HttpResponse:
    """Into another unit, from a day on; asked once more with the other unit's name, for it cannot be undone."""
    found = _administered(request, unit_id)
    form = OtherUnitForm(request.POST or None, actor=request.actor, initial={"on": timezone.localdate()})
    today = timezone.localdate()
    asked = request.method == "POST" and form.is_valid()
    merger = queries.what_a_merger_brings(found, on=form.cleaned_data["on"] if asked else today, today=today)
    if asked:
        if "sure" not in request.POST:
            return _asked_once_more(request, found, form, merger)
        try:
            actions.merge_unit(
                unit_id,
                into_id=form.cleaned_data["other"],
                on=form.cleaned_data["on"],
                actor=request.actor,
                now=timezone.now(),
                today=today,
            )
        except Refused as refusal:
            form.add_error("on" if isinstance(refusal, actions.HistoryIsWritten) else "other", str(refusal))
        else:
            messages.success(request, _("The merger is registered. Offices in the merged unit end on that day."))
            return redirect("unit", unit_id)
    return _form_page(request, found, form, _("Merge into another unit"), _("Go on"), merger=merger)


def _asked_once_more(request: Request, unit: Unit, form: OtherUnitForm, merger: Merger) -> HttpResponse:
    """The two units by name and the day, before one of them ends."""
    other = queries.get_unit(form.cleaned_data["other"], actor=request.actor)
    for field in form.fields.values():
        field.widget = forms.HiddenInput()
    heading = _("Merge %(unit)s into %(other)s?") % {"unit": unit.name, "other": other.name}
    return _form_page(request, unit, form, heading, _("Merge for good"), merger=merger, ends_on=form.cleaned_data["on"])


@require_http_methods(["GET", "POST"])
def register_identity_number(request: Request, person_id: UUID) -> HttpResponse:
    """Somebody's national identity number, which is never shown here."""
    person = queries.get_person(person_id, actor=request.actor)
    access.may_identify(request.actor, person).or_refuse()
    form = IdentityNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.register_identity_number(
                person_id, number=form.cleaned_data["number"], actor=request.actor, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("The identity number is registered."))
            return redirect("register_identity_number", person_id)
    return page(request, "organisation/identity_number.html", {"person": person, "form": form})


@require_POST
def remove_identity_number(request: Request, person_id: UUID) -> HttpResponse:
    """The number was not theirs."""
    actions.remove_identity_number(person_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The identity number is removed."))
    return redirect("register_identity_number", person_id)


def _administered(request: Request, unit_id: UUID) -> Unit:
    found = queries.get_unit(unit_id, actor=request.actor)
    access.may_administer(request.actor, found).or_refuse()
    return found


def _form_page(
    request: Request, unit: Unit, form: forms.Form, heading: str, submit: str, **more: object
) -> HttpResponse:
    return page(
        request,
        "organisation/change_unit.html",
        {"unit": unit, "form": form, "heading": heading, "submit": submit, **more},
    )
