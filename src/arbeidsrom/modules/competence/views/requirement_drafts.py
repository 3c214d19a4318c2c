"""Adding a requirement, and its draft: one form, in which looking something up changes nothing (KP-ADM-104 to 113)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements import drafting, publishing
from arbeidsrom.modules.competence.actions.requirements.faults import DraftChanged, NotPossible
from arbeidsrom.modules.competence.forms import requirement_rows
from arbeidsrom.modules.competence.forms import requirements as forms
from arbeidsrom.modules.competence.forms.requirement_rows import Filled
from arbeidsrom.modules.competence.forms.requirements import SettingsForm
from arbeidsrom.modules.competence.models import RequirementKind
from arbeidsrom.modules.competence.queries import choosing, shown
from arbeidsrom.modules.competence.queries import requirements as queries
from arbeidsrom.modules.competence.queries.requirements import Standing
from arbeidsrom.modules.competence.rules import labels
from arbeidsrom.modules.competence.rules.settings import Settings, changed
from arbeidsrom.modules.competence.views.requirement_form import (
    About,
    advise,
    as_it_stands,
    as_sent,
    as_typed,
    form_context,
    missing_in,
    posted_in,
    said_at_fields,
    settings_in,
)
from arbeidsrom.modules.competence.views.requirements import looked_at, requirement_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

SAVE = "save"


@require_http_methods(["GET", "POST"])
def add_requirement(request: Request, *, central: bool = False, is_activity: bool = False) -> HttpResponse:
    """«Legg til krav»: drafted, owned by the department of whoever makes it (KP-ADM-004, 009)."""
    actor = request.actor
    if central:
        access.may_see_central_requirements(actor).or_absent()
    kind = RequirementKind.ACTIVITY.value if is_activity else _kind(request)
    said = {"central": central, "is_activity": kind == RequirementKind.ACTIVITY}
    access.may_add_requirements(actor, **said).or_refuse()
    about = About(kind, central, choosing.own_department(actor, **said))
    if request.method == "GET":
        blank = Settings(name="", owner=about.owner.pk)
        return _add_page(request, about, as_it_stands(request, about, blank), requirement_rows.filled_by(blank))
    filled = requirement_rows.filled_in(request.POST)
    if request.POST.get("act", SAVE) != SAVE:
        return _add_page(request, about, as_typed(request, about, filled), filled)
    filled = requirement_rows.judged(filled)
    form = as_sent(request, about, filled)
    if settings := settings_in(form, filled, about):
        try:
            made = drafting.create_requirement(
                settings, kind=about.kind, central=central, actor=actor, now=timezone.now()
            )
        except NotPossible as refusal:
            return _add_page(request, about, form, filled, faults=said_at_fields(form, refusal))
        messages.success(request, _("The requirement is saved as a draft with the ID %(id)s.") % {"id": made.pk})
        advise(request, settings)
        return redirect("edit_requirement", made.public_id)
    return _add_page(request, about, form, filled, faults=missing_in(filled))


@require_http_methods(["GET", "POST"])
def edit_requirement(request: Request, requirement_id: UUID) -> HttpResponse:
    """«Kladd»: earlier unpublished changes, and new ones (KP-ADM-108)."""
    one = looked_at(request, requirement_id)
    access.may_draft_requirement(request.actor, one).or_refuse()
    standing = queries.standing_of(one)
    about = About(one.kind, one.central, one.owner, one, standing)
    if request.method == "GET":
        form = as_it_stands(request, about, standing.settings)
        return _draft_page(request, about, form, requirement_rows.filled_by(standing.settings), standing)
    filled = requirement_rows.filled_in(request.POST)
    if request.POST.get("act", SAVE) != SAVE:
        return _draft_page(request, about, as_typed(request, about, filled), filled, standing)
    filled = requirement_rows.judged(filled)
    form = as_sent(request, about, filled)
    settings = settings_in(form, filled, about)
    if settings is None:
        return _draft_page(request, about, form, filled, standing, faults=missing_in(filled))
    try:
        draft = drafting.save_draft(
            requirement_id, settings, lock_version=_version(request), actor=request.actor, now=timezone.now()
        )
    except NotPossible as refusal:
        return _draft_page(request, about, form, filled, standing, faults=said_at_fields(form, refusal))
    except DraftChanged as refusal:
        return _changed_meanwhile(request, about, form, filled, standing, refusal)
    if draft:
        messages.success(request, _("The draft is saved. It takes effect for nobody until you publish it."))
    else:
        messages.info(request, _("Nothing differs from what is published, so there is no draft."))
    advise(request, settings)
    return redirect("edit_requirement", requirement_id)


@require_POST
def publish_requirement(request: Request, requirement_id: UUID) -> HttpResponse:
    """«Publisere»: what was saved, and nothing that was only typed (KP-ADM-112)."""
    one = looked_at(request, requirement_id)
    access.may_draft_requirement(request.actor, one).or_refuse()
    standing = queries.standing_of(one)
    about = About(one.kind, one.central, one.owner, one, standing)
    filled = requirement_rows.judged(requirement_rows.filled_in(request.POST))
    form = as_sent(request, about, filled)
    settings = settings_in(form, filled, about)
    if settings is None:
        return _draft_page(request, about, form, filled, standing, faults=missing_in(filled))
    if standing.drafted and _version(request) == standing.lock_version and _differs(standing.drafted, settings):
        form.add_error(None, _("You have written something that is not saved. Save the draft before you publish it."))
        return _draft_page(request, about, form, filled, standing)
    try:
        revision = publishing.publish_requirement(
            requirement_id, lock_version=_version(request), actor=request.actor, now=timezone.now()
        )
    except NotPossible as refusal:
        return _draft_page(request, about, form, filled, standing, faults=said_at_fields(form, refusal))
    except DraftChanged as refusal:
        return _changed_meanwhile(request, about, form, filled, standing, refusal)
    told = {"number": revision.number}
    messages.success(request, _("Version %(number)s is published, and applies in every plan.") % told)
    return redirect("requirement", requirement_id)


@require_POST
def discard_requirement_draft(request: Request, requirement_id: UUID) -> HttpResponse:
    """«Slette kladd» (KP-ADM-111)."""
    looked_at(request, requirement_id)
    drafting.discard_draft(requirement_id, lock_version=_version(request), actor=request.actor, now=timezone.now())
    messages.success(request, _("The draft is discarded. What is published stands as it was."))
    return redirect("requirement", requirement_id)


def _kind(request: Request) -> str:
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    return asked if asked in RequirementKind.values else RequirementKind.REQUIREMENT.value


def _differs(drafted: Settings, typed: Settings) -> bool:
    return bool(changed(drafted, typed) - {"files"})


def _marked(request: Request, about: About, standing: Standing, filled: Filled) -> frozenset[str]:
    """«KLADD»: what was saved, or on a page that came back what was typed, against what is published."""
    files = changed(standing.published, standing.settings) & {"files"} if standing.published else frozenset[str]()
    if request.method == "POST":
        typed = forms.initial_of_posted(posted_in(request, about, filled))
        return forms.marked_in(standing.published, typed, filled) - {"files"} | files
    return changed(standing.published, standing.drafted) if standing.drafted else frozenset()


def _changed_meanwhile(
    request: Request, about: About, form: SettingsForm, filled: Filled, standing: Standing, refusal: DraftChanged
) -> HttpResponse:
    """What was typed stands there to be copied, with who was first and what they changed (KP-ADM-263)."""
    form.add_error(None, str(refusal))
    names = forms.changed_since(request.POST.get("opened", ""), standing.settings)
    if names:
        form.add_error(None, _("Changed meanwhile: %(settings)s.") % {"settings": labels.named(names)})
    context = {"is_late": True, "lock_version": _version(request), "opened": request.POST.get("opened", "")}
    return _draft_page(request, about, form, filled, standing, more=context, status=409)


def _add_page(
    request: Request, about: About, form: SettingsForm, filled: Filled, *, faults: Mapping[str, str] | None = None
) -> HttpResponse:
    context = form_context(request, about, form, filled, faults or {})
    return page(request, "competence/add_requirement.html", context)


def _draft_page(
    request: Request,
    about: About,
    form: SettingsForm,
    filled: Filled,
    standing: Standing,
    *,
    faults: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    assert about.requirement is not None  # noqa: S101 -- the draft of something
    has_draft = standing.drafted is not None
    context = {
        **form_context(request, about, form, filled, faults or {}),
        "standing": standing,
        "marked": _marked(request, about, standing, filled),
        "has_draft": has_draft,
        "came_back": request.method == "POST",
        "may_discard": has_draft and standing.published is not None,
        "files": shown.files_of(standing.settings, about.requirement),
        "lock_version": _version(request) if request.method == "POST" else standing.lock_version,
        "opened": request.POST.get("opened") or forms.fingerprints(standing.settings),
        **(more or {}),
    }
    return requirement_page(request, "edit_requirement.html", about.requirement, context, status=status)


def _version(request: Request) -> int:
    text = request.POST.get("lock_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
