"""What goal plans can be made from, and where (KP-ADM-185)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import goal_plans as access
from arbeidsrom.modules.competence.models import PlanKind
from arbeidsrom.modules.competence.queries.plans.describing import named_units
from arbeidsrom.modules.competence.states import LinkState


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template, with how many goals and activities it has."""

    public_id: UUID
    name: str
    goals: int
    activities: int

    @property
    def label(self) -> str:
        """As one chooses it."""
        said = {"name": self.name, "goals": self.goals, "activities": self.activities}
        return _("%(name)s: %(goals)s goals, %(activities)s activities") % said


def templates_of(actor: Actor, kind: PlanKind) -> list[TemplateRow]:
    """Those that the actor can make plans from, by name. One query."""
    goals = Count("sections", filter=Q(sections__parent__isnull=False), distinct=True)
    found = access.templates(kind, access.goal_plan_owners(actor, kind)).annotate(
        goals=goals, activities=Count("links__requirement", Q(links__state=LinkState.ACTIVE), distinct=True)
    )
    return [
        TemplateRow(one.public_id, one.name, one.goals, one.activities) for one in found.order_by("sort_name", "id")
    ]


def units_for_goals(actor: Actor, kind: PlanKind, *, text: str, today: date) -> list[Unit]:
    """The departments that can own such a plan of the actor's, those of the name asked for. One query."""
    return named_units(access.goal_plan_owners(actor, kind).filter(held_on(today)), text)
