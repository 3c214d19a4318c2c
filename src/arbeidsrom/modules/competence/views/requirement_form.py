"""The form of all settings of a requirement, wherever one is made or changed (KP-ADM-004)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements.faults import NotPossible
from arbeidsrom.modules.competence.forms import requirement_rows
from arbeidsrom.modules.competence.forms import requirements as forms
from arbeidsrom.modules.competence.forms.requirement_rows import Filled
from arbeidsrom.modules.competence.forms.requirements import SettingsForm
from arbeidsrom.modules.competence.models import Requirement, RequirementKind
from arbeidsrom.modules.competence.queries import choosing
from arbeidsrom.modules.competence.queries.requirements import Standing
from arbeidsrom.modules.competence.rules.settings import Settings, advice
from arbeidsrom.web.requests import Request

LONGEST = 100
SEARCHES = ("find_owner", "find_needed", "of_owner")


@dataclass(frozen=True, slots=True)
class About:
    """What the form is about: which kind, whether central, owned by whom, and the requirement where there is one."""

    kind: str
    central: bool
    owner: Unit
    requirement: Requirement | None = None
    standing: Standing | None = None

    @property
    def had_courses(self) -> bool:
        """Whether it is linked already, in the draft or as it is published."""
        return self.standing is not None and self.standing.settings.is_linked_to_course

    @property
    def documented_by(self) -> set[str]:
        """The forms of documentation that it has, drafted and published."""
        both = (self.standing.drafted, self.standing.published) if self.standing else ()
        return {one.documentation_form for one in both if one}


def as_it_stands(request: Request, about: About, settings: Settings) -> SettingsForm:
    """As the settings say."""
    return _form(request, about, requirement_rows.filled_by(settings), initial=forms.initial_of(settings))


def as_typed(request: Request, about: About, filled: Filled) -> SettingsForm:
    """For a page that only looks something up, or adds a row."""
    return _form(request, about, filled, initial=forms.initial_of_posted(posted_in(request, about, filled)))


def as_sent(request: Request, about: About, filled: Filled) -> SettingsForm:
    """To be judged."""
    return _form(request, about, filled, data=posted_in(request, about, filled))


def posted_in(request: Request, about: About, filled: Filled) -> QueryDict:
    """What was typed; what is linked to courses for the first time is confirmed by their portal (KP-LMS-021)."""
    begins = about.central and bool(filled.linked) and not about.had_courses
    return forms.confirmed_by_portal(request.POST) if begins else request.POST


def _form(request: Request, about: About, filled: Filled, **given: Any) -> SettingsForm:
    links = about.central and (bool(filled.linked) or bool(_may_link(request, about, filled)))
    said: dict[str, Any] = {"kind": about.kind, "central": about.central, "links": links, "kept": about.documented_by}
    return SettingsForm(**said, **given)


def _may_link(request: Request, about: About, filled: Filled) -> Decision:
    return access.may_link_to_courses(request.actor, _owner(about, filled))


def _owner(about: About, filled: Filled) -> Unit:
    """Whoever is chosen to own it."""
    if filled.owner in (None, about.owner.pk):
        return about.owner
    return Unit.objects.filter(pk=filled.owner).first() or about.owner


def settings_in(form: SettingsForm, filled: Filled, about: About) -> Settings | None:
    """What was filled in, unless something is wrong with it."""
    if not (form.is_valid() and filled.is_sound):
        return None
    return requirement_rows.settings_of(form.cleaned_data, filled, owner=about.owner.pk)


def missing_in(filled: Filled) -> dict[str, str]:
    """What is said at the parts of the form that are no fields of their own."""
    faults = {}
    if filled.category is None:
        faults["category"] = _("Choose a category.")
    if any(row.fault for row in filled.links):
        faults["links"] = _("Something is wrong with a link.")
    if any(row.fault for row in filled.points):
        faults["checklist"] = _("Something is wrong with a check point.")
    if any(row.fault for row in filled.courses):
        faults["courses"] = _("Something is wrong with a course.")
    return faults


def said_at_fields(form: SettingsForm, refusal: NotPossible) -> dict[str, str]:
    """Each fault at its field; gives those that belong to other parts of the page."""
    elsewhere = {}
    for name, sentence in refusal.faults.items():
        if name in form.fields:
            form.add_error(name, sentence)
        else:
            elsewhere[name] = sentence
    return elsewhere


def advise(request: Request, settings: Settings) -> None:
    """Say what hardly means what it says."""
    for one in advice(settings):
        messages.warning(request, str(one.label))


def form_context(
    request: Request, about: About, form: SettingsForm, filled: Filled, faults: Mapping[str, str]
) -> dict[str, Any]:
    """All that the form shows, with what was looked up."""
    owner = _owner(about, filled)
    asked = request.POST.get("act", "")
    searched = {name: request.POST.get(name, "").strip()[:LONGEST] for name in SEARCHES}
    own = [about.requirement.pk] if about.requirement else []
    owners = (
        choosing.owners_named(
            searched["find_owner"],
            central=about.central,
            is_activity=about.kind == RequirementKind.ACTIVITY,
            actor=request.actor,
            today=timezone.localdate(),
        )
        if asked == "find_owner"
        else []
    )
    has_searched = asked == "find_needed" or (asked.startswith("need_") and bool(searched["find_needed"]))
    hits = (
        choosing.could_be_needed(
            searched["find_needed"], searched["of_owner"], besides=[*filled.dependencies, *own], actor=request.actor
        )
        if has_searched
        else []
    )
    return {
        "form": form,
        "form_url": (
            reverse("edit_requirement", args=[about.requirement.public_id])
            if about.requirement
            else request.get_full_path()
        ),
        "filled": filled,
        "faults": faults,
        "kind": about.kind,
        "is_activity": about.kind == RequirementKind.ACTIVITY,
        "central": about.central,
        "may_link": _may_link(request, about, filled),
        "owner": choosing.unit_found(owner),
        "owners": owners,
        "tree": choosing.category_tree(owner, activity=about.kind == RequirementKind.ACTIVITY, chosen=filled.category),
        "needed": choosing.needed(filled.dependencies) if filled.dependencies else [],
        "hits": hits,
        "has_searched": has_searched,
        "asked": asked,
        "searched": searched,
    }
