"""Deleting, archiving and resetting a requirement: what will happen is said, with numbers, before it does."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements import ending, resetting
from arbeidsrom.modules.competence.forms.requirements import ReasonForm
from arbeidsrom.modules.competence.models import Requirement
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.using import Numbers
from arbeidsrom.modules.competence.views.requirements import looked_at, requirement_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_http_methods(["GET", "POST"])
def delete_requirement(request: Request, requirement_id: UUID) -> HttpResponse:
    """«Slett»: only what is in no plan (KP-ADM-073)."""
    one = looked_at(request, requirement_id)
    access.may_edit_requirement(request.actor, one).or_refuse()
    ending.refuse_to_delete(one)
    if request.method == "POST":
        ending.delete_requirement(requirement_id, actor=request.actor, now=timezone.now())
        messages.success(request, _("“%(name)s” is deleted.") % {"name": one.name})
        return redirect("central_requirements" if one.central else "requirements")
    context = {
        "heading": _("Delete “%(name)s”") % {"name": one.name},
        "consequences": [
            _("The requirement is deleted for good, with its versions, its draft and its files."),
            _("It stands in no plan, and nobody has registered anything on it."),
        ],
        "submit": _("Delete"),
        "cancel_url": reverse("requirement", args=[requirement_id]),
    }
    return page(request, "web/confirm.html", context)


@require_safe
def requirement_archiving(request: Request, requirement_id: UUID) -> HttpResponse:
    """«Arkivering»: how it stands, and archiving it with a reason (KP-ADM-132)."""
    return _archiving_page(request, looked_at(request, requirement_id), ReasonForm())


@require_POST
def archive_requirement(request: Request, requirement_id: UUID) -> HttpResponse:
    """The reason first; then the question once more, for it is for good (KP-ADM-133, 140)."""
    one = looked_at(request, requirement_id)
    access.may_archive_requirement(request.actor, one).or_refuse()
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _archiving_page(request, one, form)
    if request.POST.get("confirmed") != "1":
        context = {"reason": form.cleaned_data["reason"], "numbers": using.numbers_of(one), **_warned(one)}
        return requirement_page(request, "archive_requirement.html", one, context)
    ending.archive_requirement(
        requirement_id, reason=form.cleaned_data["reason"], actor=request.actor, now=timezone.now()
    )
    messages.success(request, _("“%(name)s” is archived.") % {"name": one.name})
    return redirect("requirement_archiving", requirement_id)


def _archiving_page(request: Request, one: Requirement, form: ReasonForm) -> HttpResponse:
    access.may_see_behind(request.actor, one).or_refuse()
    context = {
        "form": form,
        "numbers": using.numbers_of(one),
        "may_archive": access.may_archive_requirement(request.actor, one),
        **_warned(one),
    }
    return requirement_page(request, "requirement_archiving.html", one, context)


def _warned(one: Requirement) -> dict[str, object]:
    return {"dependants": using.dependants_of(one)}


@require_http_methods(["GET", "POST"])
def reset_requirement(request: Request, requirement_id: UUID) -> HttpResponse:
    """«Nullstilling», with the numbers of those it concerns (KP-ADM-122, 124, 269)."""
    one = looked_at(request, requirement_id)
    access.may_edit_requirement(request.actor, one).or_refuse()
    resetting.refuse_to_reset(one)
    numbers = using.numbers_of(one)
    if request.method == "POST":
        shown = Numbers(0, 0, _posted(request, "started"), _posted(request, "fulfilled"), 0)
        people = resetting.reset_requirement(requirement_id, shown=shown, actor=request.actor, now=timezone.now())
        told = ngettext(
            "The requirement is reset. %(count)s employee begins anew.",
            "The requirement is reset. %(count)s employees begin anew.",
            people,
        )
        messages.success(request, told % {"count": people})
        return redirect("requirement", requirement_id)
    return requirement_page(request, "reset_requirement.html", one, {"numbers": numbers})


def _posted(request: Request, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
