"""What of a plan waits for approval: «Godkjenn LA/krav» (KP-ADM-214)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.models import Link, Plan, RequirementDraft
from arbeidsrom.modules.competence.rules.plans import Waiting, waiting
from arbeidsrom.modules.competence.states import LinkState


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A requirement of the plan with something to approve; ``draft`` is the number of the draft that was looked at."""

    link_id: UUID
    requirement_id: UUID
    number: int
    name: str
    section: str
    kind: Waiting
    draft: int

    @property
    def may_be_approved(self) -> bool:
        """Whether it is approved here (KP-ADM-218)."""
        return self.kind is not Waiting.ELSEWHERE

    @property
    def seen(self) -> str:
        """What was looked at: another draft is another thing."""
        return f"{self.link_id}:{self.kind.value}:{self.draft}"


def waiting_in(plan: Plan) -> QuerySet[Link]:
    """The links of the plan that wait: not active, or with a draft."""
    draft = RequirementDraft.objects.filter(requirement=OuterRef("requirement"))
    waits = Q(state=LinkState.INACTIVE) | (Q(state=LinkState.ACTIVE) & Exists(draft))
    return Link.objects.filter(waits, plan=plan, requirement__archived_at=None)


def rows_of(plan: Plan, *, actor: Actor) -> list[WaitingRow]:
    """All of it, in the order of the plan. Two queries."""
    links = list(
        waiting_in(plan)
        .select_related("requirement__owner", "section")
        .annotate(section_place=F("section__place"))
        .order_by("section_place", "section_id", "place", "pk")
    )
    drafts = RequirementDraft.objects.in_bulk([link.requirement_id for link in links])
    rows, named = [], access.is_named(actor, plan)
    for link in links:
        draft = drafts.get(link.requirement_id)
        kind = waiting(
            active=link.is_active,
            has_draft=draft is not None,
            own=access.may_publish_in_plan(actor, plan, link.requirement, named=named),
        )
        if kind is not None:
            name = draft.settings.name if draft else link.requirement.name
            rows.append(
                WaitingRow(
                    link.public_id,
                    link.requirement.public_id,
                    link.requirement_id,
                    name,
                    link.section.title,
                    kind,
                    draft.lock_version if draft else 0,
                )
            )
    return rows


def seen_mark(rows: Iterable[WaitingRow]) -> str:
    """A mark of the whole list: with anything new in it the mark is another (KP-ADM-265)."""
    return sha256("\n".join(sorted(row.seen for row in rows)).encode()).hexdigest()
