"""What stands in a plan, as its editor and its preview show it: a fixed number of queries however much it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.access import requirements
from arbeidsrom.modules.competence.models import Link, Plan, RequirementDraft, RequirementRevision, Section
from arbeidsrom.modules.competence.queries.plans import getting
from arbeidsrom.modules.competence.rules import plans as rules
from arbeidsrom.modules.competence.rules.plans import Waiting
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.states import LinkState


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A requirement in the plan: what is published of it, what its draft says, and what can be done with it here."""

    public_id: UUID
    requirement_id: UUID
    number: int
    name: str
    central: bool
    level: str
    state: LinkState
    has_draft: bool
    waiting: Waiting | None
    may_edit_item: bool
    may_be_read: bool
    may_delete: bool
    may_deactivate: bool
    may_adapt: bool
    validity_days: int | None
    original_days: int | None
    adapted_because: str
    linked_at: datetime
    deactivated_at: datetime | None
    deactivated_by: str
    deactivated_because: str
    published: Settings | None
    drafted: Settings | None

    @property
    def is_inactive(self) -> bool:
        return self.state == LinkState.INACTIVE

    @property
    def is_adapted(self) -> bool:
        return self.validity_days is not None


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A sub-plan with its requirements, and where it can be moved; in goal plans a theme, or a goal with activities.

    ``deactivated`` is what stood in it; of a competence plan it is listed for the whole plan (KP-ADM-206).
    """

    public_id: UUID
    name: str
    is_goal: bool
    description: str
    may_be_not_relevant: bool
    links: tuple[LinkRow, ...]
    is_first: bool
    is_last: bool
    is_empty: bool
    deactivated: tuple[LinkRow, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether something in it is not active, or has a draft."""
        return any(link.is_inactive or link.has_draft for link in self.links)


@dataclass(frozen=True, slots=True)
class Content:
    """The whole plan: sub-plans, and what is deactivated at the bottom (KP-ADM-206)."""

    sections: tuple[SectionRow, ...]
    deactivated: tuple[LinkRow, ...]

    @property
    def count(self) -> int:
        return sum(len(section.links) for section in self.sections)


def content_of(plan: Plan, *, actor: Actor, now: datetime) -> Content:
    """Sub-plans in their order with what stands in each. Five queries."""
    links = link_rows(plan, actor=actor, now=now)
    there: dict[int, list[LinkRow]] = defaultdict(list)
    held: set[int] = set()
    gone: dict[int, list[LinkRow]] = defaultdict(list)
    for section_id, row in links:
        held.add(section_id)
        if row.state == LinkState.DEACTIVATED:
            gone[section_id].append(row)
        elif row.state != LinkState.ARCHIVED:
            there[section_id].append(row)
    sections = list(Section.objects.filter(plan=plan).order_by("place", "pk"))
    last = len(sections) - 1
    return Content(
        tuple(
            SectionRow(
                one.public_id,
                one.title,
                one.is_goal,
                one.description,
                one.may_be_not_relevant,
                tuple(there[one.pk]),
                number == 0,
                number == last,
                one.pk not in held,
                tuple(gone[one.pk]),
            )
            for number, one in enumerate(sections)
        ),
        tuple(row for _section, row in links if row.state == LinkState.DEACTIVATED),
    )


def link_rows(plan: Plan, *, actor: Actor, now: datetime) -> list[tuple[int, LinkRow]]:
    """Every requirement of the plan in its order, with its section's number. Four queries."""
    newest = RequirementRevision.objects.filter(requirement=OuterRef("requirement")).order_by("-number")
    links = list(
        Link.objects.filter(plan=plan)
        .select_related("requirement__owner", "deactivated_by")
        .annotate(newest=Subquery(newest.values("pk")[:1]))
        .order_by("place", "pk")
    )
    published = RequirementRevision.objects.in_bulk([link.newest for link in links if link.newest])
    drafts = RequirementDraft.objects.in_bulk([link.requirement_id for link in links])
    assigned, is_named = getting.is_assigned(plan), access.is_named(actor, plan)
    return [
        (
            link.section_id,
            _row(
                plan,
                link,
                published.get(link.newest),
                drafts.get(link.requirement_id),
                assigned,
                is_named=is_named,
                actor=actor,
                now=now,
            ),
        )
        for link in links
    ]


def _row(
    plan: Plan,
    link: Link,
    revision: RequirementRevision | None,
    draft: RequirementDraft | None,
    assigned: bool,
    *,
    is_named: bool,
    actor: Actor,
    now: datetime,
) -> LinkRow:
    requirement, settings = link.requirement, revision.settings if revision else None
    named = settings or (draft.settings if draft else None)
    in_plan = link.state in (LinkState.ACTIVE, LinkState.INACTIVE)
    publishes = access.may_publish_in_plan(actor, plan, requirement, named=is_named)
    waits = rules.waiting(active=link.is_active, has_draft=draft is not None, own=publishes)
    return LinkRow(
        public_id=link.public_id,
        requirement_id=requirement.public_id,
        number=requirement.pk,
        name=named.name if named else requirement.name,
        central=requirement.central,
        level=requirement.get_level_display() if requirement.level else "",
        state=LinkState(link.state),
        has_draft=draft is not None,
        waiting=waits if in_plan else None,
        may_edit_item=publishes,
        may_be_read=bool(requirements.may_see_published(actor, requirement)),
        may_delete=rules.held_in_plan(link.linked_at, level=requirement.level, assigned=assigned, now=now) is None,
        may_deactivate=bool(access.may_deactivate_link(actor, plan, requirement, assigned=assigned)),
        may_adapt=bool(
            in_plan
            and requirement.central
            and settings
            and settings.allows_adaptation
            and settings.validity_days is not None
        ),
        validity_days=link.validity_days,
        original_days=settings.validity_days if settings else requirement.validity_days,
        adapted_because=link.adapted_because,
        linked_at=link.linked_at,
        deactivated_at=link.deactivated_at,
        deactivated_by=link.deactivated_by.name if link.deactivated_by else "",
        deactivated_because=link.deactivated_because,
        published=settings,
        drafted=draft.settings if draft else None,
    )
