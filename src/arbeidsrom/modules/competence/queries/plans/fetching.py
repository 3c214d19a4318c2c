"""Which requirements a plan can fetch, and what is known of one that stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from arbeidsrom.modules.competence.models import (
    ActivityLevel,
    Link,
    Plan,
    Requirement,
    RequirementDraft,
    RequirementKind,
    RequirementRevision,
    Section,
    Sharing,
)

MOST = 50


@dataclass(frozen=True, slots=True)
class FetchRow:
    """A requirement that can be fetched."""

    public_id: UUID
    number: int
    name: str
    category: str
    owner: str
    has_draft: bool


def shared_with(plan: Plan) -> Q:
    """The sharings that reach the department that owns the plan (KP-ADM-191)."""
    below = Q(with_subunits=True, unit__lft__lte=plan.owner.lft, unit__rgt__gte=plan.owner.lft)
    return (Q(unit=plan.owner_id) | below) & Q(ended_at=None)


def fetchable(plan: Plan, section: Section) -> QuerySet[Requirement]:
    """What can be fetched there: shared with the owner of the plan, not archived, and not there already.

    A requirement stands in a competence plan once, an activity once under each goal (KP-ADM-191, 192). National
    activities come with the template alone (KP-ADM-080).
    """
    sharing = Sharing.objects.filter(shared_with(plan), requirement=OuterRef("pk"))
    there = Link.objects.filter(plan=plan, requirement=OuterRef("pk"))
    kind = RequirementKind.REQUIREMENT
    if plan.has_goals:
        kind, there = RequirementKind.ACTIVITY, there.filter(section=section)
    found = Requirement.objects.filter(Exists(sharing), ~Exists(there), kind=kind, archived_at=None)
    return found.exclude(level=ActivityLevel.NATIONAL)


def requirements_to_fetch(plan: Plan, section: Section, text: str) -> Sequence[FetchRow]:
    """Those whose name or category has every word, or whose ID is the number (KP-ADM-190). One query."""
    found = fetchable(plan, section)
    for word in text.split():
        number = Q(pk=int(word)) if word.isascii() and word.isdigit() and len(word) < 12 else Q()
        named = Q(name__icontains=word) | Q(category__name__icontains=word)
        found = found.filter(named | number if number else named)
    rows = (
        found.annotate(drafted=Exists(RequirementDraft.objects.filter(requirement=OuterRef("pk"))))
        .annotate(category_name=F("category__name"), owner_name=F("owner__name"))
        .order_by("sort_name", "id")
    )
    return [
        FetchRow(row.public_id, row.pk, row.name, row.category_name or "", row.owner_name, row.drafted)
        for row in rows[:MOST]
    ]


def has_draft(requirement: Requirement) -> bool:
    """Whether something of it waits to be published."""
    return RequirementDraft.objects.filter(requirement=requirement).exists()


def allows_adaptation(requirement: Requirement) -> bool:
    """Whether plans may have their own validity of it: central, ticked, and with a validity (KP-ADM-082)."""
    if not requirement.central or requirement.validity_days is None:
        return False
    newest = RequirementRevision.objects.filter(requirement=requirement).order_by("-number").first()
    return newest is not None and newest.settings.allows_adaptation
