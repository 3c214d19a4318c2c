"""A plan as an employee would see it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from arbeidsrom.modules.competence.models import Link, Plan, RequirementDraft, RequirementRevision, Section
from arbeidsrom.modules.competence.rules.settings import DocumentationForm, LearningForm, Settings
from arbeidsrom.modules.competence.states import LinkState


@dataclass(frozen=True, slots=True)
class PreviewItem:
    """A requirement with all its text; marked when that is a draft, or when it is not active yet."""

    number: int
    settings: Settings
    validity_days: int | None
    is_draft: bool
    is_active: bool

    @property
    def learning_form(self) -> str:
        word = self.settings.learning_form
        return str(LearningForm(word).label) if word else ""

    @property
    def documentation_form(self) -> str:
        word = self.settings.documentation_form
        return str(DocumentationForm(word).label) if word else ""


@dataclass(frozen=True, slots=True)
class PreviewSection:
    """A sub-plan."""

    name: str
    description: str
    may_be_not_relevant: bool
    items: tuple[PreviewItem, ...]


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
    there: dict[int, list[PreviewItem]] = defaultdict(list)
    for link in links:
        draft, revision = drafts.get(link.requirement_id), revisions.get(link.newest)
        settings = draft.settings if draft else revision.settings if revision else None
        if settings is not None:
            days = link.validity_days or settings.validity_days
            item = PreviewItem(link.requirement_id, settings, days, draft is not None, link.is_active)
            there[link.section_id].append(item)
    sections = Section.objects.filter(plan=plan).order_by("place", "pk")
    return [
        PreviewSection(one.name, one.description, one.may_be_not_relevant, tuple(there[one.pk])) for one in sections
    ]
