"""A hospital with plans and requirements, for tests: rows as they lie in the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.statuses.refresh import refresh


@dataclass
class Ward:
    """What is taught in a hospital: plans and requirements by name."""

    hospital: Hospital
    plans: dict[str, models.Plan] = field(default_factory=dict)
    requirements: dict[str, models.Requirement] = field(default_factory=dict)
    sections: dict[str, models.Section] = field(default_factory=dict)

    def category(self, name: str = "Akuttmedisin", unit: str = "sykehuset") -> models.Category:
        """A category of the trust."""
        return models.Category.objects.get_or_create(unit=self.hospital.units[unit], parent=None, name=name)[0]

    def requirement(
        self, name: str, *, owner: str = "1010", central: bool = False, **said: object
    ) -> models.Requirement:
        """A published requirement that is shared with its own department (KP-ADM-058)."""
        unit = self.hospital.units[owner]
        settings = Settings(name=name, owner=unit.pk, category=self.category().pk, **said)  # type: ignore[arg-type]
        row = models.Requirement(created_at=self.hospital.now, published_at=self.hospital.now, central=central)
        row.take_over(settings)
        row.save()
        row.revisions.create(number=1, content=settings.as_json(), published_at=self.hospital.now)
        row.sharings.create(unit=unit, shared_at=self.hospital.now)
        for one in settings.courses:
            row.course_links.create(key=one.key, name=one.name, finished_at=self.hospital.now)
        self.requirements[name] = row
        return row

    def plan(
        self, name: str, *requirements: str, owner: str = "1010", completion: str = "leader", section: str = "Generelt"
    ) -> models.Plan:
        """A plan with one sub-plan, whose requirements are active in it."""
        now, unit = self.hospital.now, self.hospital.units[owner]
        plan = self.plans.setdefault(
            name,
            models.Plan(name=name, owner=unit, completion=completion, created_at=now, changed_at=now),
        )
        if plan.pk is None:
            plan.save()
        part = models.Section.objects.create(plan=plan, name=section, place=plan.sections.count())
        self.sections[section] = part
        for one in requirements:
            self.link(name, section, one)
        return plan

    def link(self, plan: str, section: str, requirement: str, *, state: str = LinkState.ACTIVE) -> models.Link:
        """A requirement in a sub-plan."""
        row = self.requirements.get(requirement) or self.requirement(requirement)
        part = self.plans[plan].sections.get(name=section)
        return models.Link.objects.create(
            plan=self.plans[plan],
            section=part,
            requirement=row,
            place=part.links.count(),
            state=state,
            linked_at=self.hospital.now,
            activated_at=self.hospital.now if state == LinkState.ACTIVE else None,
        )

    def assign(self, plan: str, position: Position, *, on: date | None = None) -> models.Assignment:
        """Somebody has the plan."""
        row = models.Assignment.objects.create(
            plan=self.plans[plan],
            position=position,
            person=position.person,
            assigned_on=on or self.hospital.today,
        )
        requirements = row.plan.links.values_list("requirement", flat=True)
        refresh([(row.person_id, one) for one in requirements], by="test", now=self.hospital.now)
        row.refresh_from_db()
        return row
