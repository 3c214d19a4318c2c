"""«Kategorier» under «Global administrasjon»: the tree, and the windows in which it is changed (KP-HF-027 to 031)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.competence.access import categories as access
from arbeidsrom.modules.competence.actions import categories as actions
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved
from arbeidsrom.modules.competence.forms.categories import AddCategoryForm, EditCategoryForm
from arbeidsrom.modules.competence.models import Category
from arbeidsrom.modules.competence.queries import categories as queries
from arbeidsrom.modules.competence.rules.categories import why_kept
from arbeidsrom.web.pages import is_part_request, page
from arbeidsrom.web.requests import Request


@require_safe
def categories(request: Request, node_id: UUID | None = None) -> HttpResponse:
    """The tree; with a folder marked, what can be done with it, or why nothing can."""
    actor, today = request.actor, timezone.localdate()
    access.may_see_categories(actor).or_absent()
    marked = queries.get_place(node_id, actor=actor, today=today) if node_id else None
    context = {
        "tops": queries.category_tops(actor=actor, marked=marked, today=today),
        "marked": marked,
        "may_change": access.may_change_categories(actor, marked.unit) if marked else None,
    }
    return page(request, "competence/categories/tree.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_category(request: Request, node_id: UUID) -> HttpResponse:
    """«Ny kategori», below the level that was marked (KP-HF-031)."""
    place = queries.get_place(node_id, actor=request.actor, today=timezone.localdate())
    access.may_change_categories(request.actor, place.unit).or_refuse()
    form = AddCategoryForm(request.POST or None, place=place)
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_category(
                node_id, **form.cleaned_data, actor=request.actor, now=timezone.now(), today=timezone.localdate()
            )
        except CannotBeSaved as refusal:
            form.refuse(refusal.field, str(refusal))
        else:
            messages.success(request, _("The category is added."))
            return redirect(_at(added.public_id))
    about = _("Below %(name)s") % {"name": place.name}
    return _window(request, _("New category"), about, node_id, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_category(request: Request, category_id: UUID) -> HttpResponse:
    """«Rediger kategori» (KP-HF-030)."""
    category = _changed_by(request, category_id)
    form = EditCategoryForm(
        request.POST or None, initial=EditCategoryForm.said(category), places=queries.places_to_lie(category)
    )
    if request.method == "POST" and form.is_valid():
        try:
            edited = actions.edit_category(category_id, **form.edited(), actor=request.actor, now=timezone.now())
        except (CannotBeSaved, ChangedMeanwhile) as refusal:
            form.refuse(getattr(refusal, "field", ""), str(refusal))
        else:
            messages.success(request, _("The category is saved. What lies in it has followed."))
            return redirect(_at(edited.public_id))
    return _window(request, _("Edit category"), category.name, category_id, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_category(request: Request, category_id: UUID) -> HttpResponse:
    """«Slett kategorier», asked once more; of one that something lies in, how much (KP-HF-029, 037)."""
    category = _changed_by(request, category_id)
    above = category.parent or category.unit
    if request.method == "POST":
        actions.delete_category(category_id, actor=request.actor, now=timezone.now())
        messages.success(request, _("The category “%(name)s” is deleted.") % {"name": category.name})
        return redirect(_at(above.public_id))
    held = queries.held_by(category)
    said = {"held": held, "kept": why_kept(held)}
    return _window(request, _("Delete categories"), category.name, category_id, **said)


def _changed_by(request: Request, category_id: UUID) -> Category:
    category = queries.get_category(category_id, actor=request.actor)
    access.may_change_categories(request.actor, category.unit).or_refuse()
    return category


def _at(node_id: UUID) -> str:
    """The tree with the node marked, and in sight."""
    return f"{reverse('mark_category', args=[node_id])}#node-{node_id}"


def _window(request: Request, heading: str, about: str, node_id: UUID, **context: Any) -> HttpResponse:
    """A window beside the tree, or a page of its own without script."""
    said = {"heading": heading, "about": about, "form_url": request.path, "back_url": _at(node_id)}
    in_panel = is_part_request(request)
    return page(request, "competence/categories/window.html", {**said, "in_panel": in_panel, **context}, part="panel")
