"""A region with templates of goal plans, and those who make plans of them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.test import Client

from arbeidsrom.core.organisation.models import Category, Position
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions.plans import goals
from arbeidsrom.modules.competence.actions.plans.goal_templates import load_goal_template
from arbeidsrom.modules.competence.models import PlanKind
from arbeidsrom.modules.competence.rules.goal_templates import read_template
from arbeidsrom.modules.competence.rules.settings import Settings

INTUBATION, COURSE, VISIT = "Intubering", "Nasjonalt akuttkurs", "Hospitering i regionen"
TEMPLATE: dict[str, Any] = {
    "kind": "learning_goals",
    "name": "Anestesiologi",
    "description": "Det en anestesilege skal kunne.",
    "time_frame": "Fem år",
    "activities": [
        {"key": "a", "level": "national", "name": INTUBATION, "description": "Voksne og barn",
         "learning_form": "procedure_list", "documentation_form": "own_registration", "repetitions": 3},
        {"key": "b", "level": "national", "name": COURSE, "learning_form": "course",
         "documentation_form": "certificate", "allows_attachments": True},
        {"key": "c", "level": "regional", "name": VISIT, "learning_form": "placement",
         "documentation_form": "signature_supervisor", "requires_signing": True},
    ],
    "themes": [
        {"name": "Luftveier", "goals": [
            {"code": "ANE-001", "name": "Kunne sikre frie luftveier", "description": "Også vanskelige.",
             "activities": ["a", "b"]},
            {"code": "ANE-002", "name": "Kunne intubere barn", "activities": ["a", "c"]},
        ]},
        {"name": "Samhandling", "goals": [{"code": "ANE-003", "name": "Kunne lede et team", "activities": []}]},
    ],
}  # fmt: skip
FOR_APPRENTICES = {
    "kind": "competence_goals",
    "name": "Helsearbeiderfaget",
    "activities": [
        {"key": "a", "level": "regional", "name": "Måle vitale tegn", "learning_form": "practical_training",
         "documentation_form": "own_registration"},
    ],
    "themes": [{"name": "Helse", "goals": [{"code": "HEL-1", "name": "Kunne observere", "activities": ["a"]}]}],
}  # fmt: skip


def template_of(name: str) -> dict[str, Any]:
    """The template under another name, with activities of its own."""
    activities = [one | {"name": f"{name}: {one['name']}"} for one in TEMPLATE["activities"]]
    return TEMPLATE | {"name": name, "activities": activities}


class GoalWorld:
    """The hospital with both templates; nobody has made a plan of them yet."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.templates = {said["name"]: self.load(said) for said in (TEMPLATE, FOR_APPRENTICES)}
        self.marte = self.hold("Marte", roles.REGISTRAR_ADMINISTRATOR)
        self.tor = self.hold("Tor", roles.APPRENTICE_ADMINISTRATOR)

    def load(self, said: dict[str, Any]) -> models.Plan:
        """A template that is loaded."""
        template = read_template(json.dumps(said))
        region = self.hospital.units["region"]
        return load_goal_template(template, region=region, actor=job("test"), now=self.hospital.now)

    def hold(self, name: str, role: str, unit: str = "sykehuset", works_in: str = "1010") -> Actor:
        """Somebody who has the role in the unit and all below."""
        position = self.hospital.employ(name, works_in)
        self.grant(position, role, unit)
        return self.hospital.actor(position)

    def grant(self, position: Position, role: str, unit: str) -> None:
        """The position has the role there."""
        RoleGrant.objects.create(
            position=position,
            role=role,
            unit=self.hospital.units[unit],
            with_subunits=True,
            valid_from=self.hospital.today,
            source=GrantSource.ORDER,
        )

    def make(self, name: str = "Anestesiologi", unit: str = "sykehuset", actor: Actor | None = None) -> models.Plan:
        """A plan of the trust, made from the template."""
        template = self.templates[name]
        return goals.create_goal_plan(
            PlanKind(template.kind),
            template=template.public_id,
            unit=self.hospital.units[unit].public_id,
            actor=actor or (self.marte if template.kind == PlanKind.LEARNING_GOALS else self.tor),
            now=self.hospital.now,
        )

    def goal(self, plan: models.Plan, code: str) -> models.Section:
        """The goal of that number."""
        return plan.sections.get(code=code)

    def link(self, plan: models.Plan, code: str, name: str) -> models.Link:
        """An activity under the goal."""
        return plan.links.get(section__code=code, requirement__name=name)

    def local(self, name: str, unit: str = "sykehuset") -> models.Requirement:
        """A published local activity of the trust, shared with it."""
        owner, now = self.hospital.units[unit], self.hospital.now
        category = models.Category.objects.get_or_create(unit=owner, name="Egne", parent=None, for_activities=True)[0]
        settings = Settings(name=name, owner=owner.pk, category=category.pk)
        row = models.Requirement(kind="activity", owner=owner, created_at=now, published_at=now)
        row.take_over(settings)
        row.save()
        row.revisions.create(number=1, content=settings.as_json(), published_at=now)
        row.sharings.create(unit=owner, with_subunits=True, shared_at=now)
        return row

    def registrar(self, name: str = "Lars", led_by: Position | None = None) -> Position:
        """A doctor in specialist training."""
        return self.hospital.employ(name, "1010", led_by=led_by, category=Category.SPECIALTY_REGISTRAR)

    def give(self, plan: models.Plan, position: Position) -> models.Assignment:
        """The plan is assigned to somebody."""
        return models.Assignment.objects.create(
            plan=plan, position=position, person=position.person, assigned_on=self.hospital.today
        )

    def by(self, actor: Actor, later: timedelta = timedelta()) -> dict[str, Any]:
        """Who does it, and when."""
        return {"actor": actor, "now": self.hospital.now + later}

    def browser(self, actor: Actor) -> Client:
        """The browser of the person."""
        return self.hospital.browser(actor.label.split()[0])
