"""A plan as an employee would see it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from arbeidsrom.modules.competence.models import Link, Plan, RequirementDraft, RequirementRevision, Section
from arbeidsrom.modules.competence.queries.plans.items import ShownItem
from arbeidsrom.modules.competence.states import LinkState


@dataclass(frozen=True, slots=True)
class PreviewSection:
    """A sub-plan; in a goal plan a theme, or a goal behind its theme."""

    name: str
    is_goal: bool
    description: str
    may_be_not_relevant: bool
    items: tuple[ShownItem, ...]


def preview_of(plan: Plan, *, with_changes: bool) -> list[PreviewSection]:
    """Active requirements as published; with changes also inactive ones and what drafts say. Four queries at most."""
    states = [LinkState.ACTIVE, LinkState.INACTIVE] if with_changes else [LinkState.ACTIVE]
    newest = RequirementRevision.objects.filter(requirement=OuterRef("requirement")).order_by("-number")
    links = list(
        Link.objects.filter(plan=plan, state__in=states)
        .annotate(newest=Subquery(newest.values("pk")[:1]))
        .order_by("place", "pk")
    )
    revisions = RequirementRevision.objects.in_bulk([link.newest for link in links if link.newest])
    drafts = RequirementDraft.objects.in_bulk([link.requirement_id for link in links]) if with_changes else {}
    there: dict[int, list[ShownItem]] = defaultdict(list)
    for link in links:
        draft, revision = drafts.get(link.requirement_id), revisions.get(link.newest)
        settings = draft.settings if draft else revision.settings if revision else None
        if settings is not None:
            item = ShownItem(link.requirement_id, settings, link.validity_days, draft is not None, link.is_active)
            there[link.section_id].append(item)
    sections = Section.objects.filter(plan=plan).order_by("place", "pk")
    return [
        PreviewSection(one.title, one.is_goal, one.description, one.may_be_not_relevant, tuple(there[one.pk]))
        for one in sections
    ]
