"""Why settings are refused, each at the setting it is about."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.models import Requirement, RequirementKind
from arbeidsrom.modules.competence.queries import choosing, using
from arbeidsrom.modules.competence.rules.settings import Settings, contradictions, locked_changes


class NotPossible(Refused):
    """Settings that cannot be saved or published; ``faults`` has a sentence for each setting."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


class DraftChanged(ChangedMeanwhile):
    """Somebody else has saved the draft, or published or discarded it, since it was opened (KP-ADM-263)."""


def refuse_faults(
    requirement: Requirement,
    settings: Settings,
    *,
    published: Settings | None,
    drafted: Settings | None = None,
    actor: Actor,
) -> None:
    """What keeps the settings from taking effect, each said at its setting.

    ``drafted`` is the draft that they are written over: what stands there already has somebody else answered for.
    A category that they newly name is held: nobody deletes it before the transaction of the caller is through.
    """
    found = contradictions(
        settings,
        own_id=requirement.pk,
        activity=requirement.kind == RequirementKind.ACTIVITY,
        central=requirement.central,
    )
    faults = {name: str(fault.label) for name, fault in found.items()}
    faults |= _faulty_choices(requirement, settings, published, actor)
    faults |= _faulty_courses(settings, drafted or published, actor)
    if published:
        faults |= _locked(requirement, published, settings)
    if faults:
        raise NotPossible(faults)


def _faulty_choices(
    requirement: Requirement, settings: Settings, published: Settings | None, actor: Actor
) -> dict[str, str]:
    faults = {}
    owner = Unit.objects.get(pk=settings.owner)
    moves = owner.pk != (published.owner if published else requirement.owner_id)
    is_activity = requirement.kind == RequirementKind.ACTIVITY
    may = access.may_own(actor, owner, central=requirement.central, is_activity=is_activity) if moves else ALLOWED
    if not may:
        faults["owner"] = str(may.reason)
    anew = moves or not published or settings.category != published.category
    if settings.category and anew and not choosing.hold_category(settings.category, owner, activity=is_activity):
        faults["category"] = _("Choose a category of the trust that owns the requirement.")
    if settings.dependencies and (fault := _fault_of_dependencies(requirement, settings, published)):
        faults["dependencies"] = fault
    return faults


def _faulty_courses(settings: Settings, before: Settings | None, actor: Actor) -> dict[str, str]:
    """Who may not link it leaves the courses as they are (KP-LMS-044)."""
    if settings.courses == (before.courses if before else ()):
        return {}
    may = access.may_link_to_courses(actor, Unit.objects.get(pk=settings.owner))
    return {} if may else {"courses": str(may.reason)}


def _fault_of_dependencies(requirement: Requirement, settings: Settings, published: Settings | None) -> str:
    if requirement.pk in settings.dependencies:
        return ""  # said by ``contradictions``
    if requirement.pk and (circle := choosing.circle_through(requirement, settings.dependencies)):
        return _("This would close a circle: %(names)s.") % {"names": " → ".join(circle)}
    if gone := _archived_since(settings.dependencies, published.dependencies if published else ()):
        return _("These cannot be chosen: %(names)s.") % {"names": ", ".join(gone)}
    return ""


def _archived_since(wanted: Collection[int], had: Collection[int]) -> list[str]:
    """What is chosen anew although it is archived, or was never published."""
    rows = Requirement.objects.filter(pk__in=set(wanted) - set(had))
    barred = rows.exclude(archived_at__isnull=True, published_at__isnull=False)
    return list(barred.order_by("sort_name", "pk").values_list("name", flat=True))


def _locked(requirement: Requirement, published: Settings, settings: Settings) -> dict[str, str]:
    locked = locked_changes(published, settings)
    if not locked or not using.is_started(requirement):
        return {}
    sentence = pgettext(
        "locked setting",
        "Somebody has started on the requirement: this cannot be changed until it is reset.",
    )
    return dict.fromkeys(sorted(locked), sentence)
