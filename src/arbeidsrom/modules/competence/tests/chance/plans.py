"""What those who look after plans do, by chance."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.actor import job
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions.plans import (
    adding,
    archiving,
    describing,
    goal_templates,
    goals,
    naming,
    publishing,
    reporting,
    sections,
)
from arbeidsrom.modules.competence.actions.plans.describing import FIELDS, Described
from arbeidsrom.modules.competence.actions.plans.sections import Direction
from arbeidsrom.modules.competence.models import PlanKind
from arbeidsrom.modules.competence.queries.plans import getting
from arbeidsrom.modules.competence.rules.goal_templates import read_template
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.tests.chance.deeds import Deed, Promise, drawn, times
from arbeidsrom.modules.competence.tests.chance.world import UNITS, World
from arbeidsrom.modules.competence.tests.goal_world import template_of

MOST_PLANS = 8
MOST_SECTIONS = 4


def by(world: World) -> dict[str, Any]:
    """Who does it, and when."""
    return {"actor": world.administrator(), "now": world.now}


def told(*events: str) -> Promise:
    """Entries of the log, nothing else."""
    return Promise(tuple(f"competence.plan.{event}" for event in events))


def of_plan(world: World, plan: models.Plan) -> dict[str, Any]:
    """The same, with the number of the plan."""
    return {**by(world), "lock_version": world.number(plan.lock_version)}


def _described(world: World, plan: models.Plan | None = None) -> Described:
    name = " " if world.seldom(0.03) else f"Plan {world.chance.randrange(100)}"
    completion = world.one_of(["automatic", "leader"])
    if plan and plan.has_goals:
        completion = ""
    if plan and world.seldom(0.3):
        return Described(plan.name, plan.completion, plan.description, plan.time_frame, plan.literature)
    return Described(name, completion, world.words())


@drawn(describing.create_plan, weight=2)
def create_plan(world: World) -> Deed:
    if models.Plan.objects.filter(archived_at=None).count() >= MOST_PLANS and not world.seldom():
        return describe_plan(world)
    unit = world.hospital.units[world.one_of([*UNITS, "2010"])]
    said = {**by(world), "unit": world.id() if world.seldom() else unit.public_id, "central": world.seldom(0.2)}
    return Deed(describing.create_plan, (_described(world),), said, told("created"))


@drawn(goal_templates.load_goal_template, weight=1)
def load_goal_template(world: World) -> Deed:
    template = read_template(json.dumps(template_of(world.one_of(["Anestesiologi", "Indremedisin"]))))
    said = {"actor": job("chance"), "now": world.now, "region": world.hospital.units["region"]}
    return Deed(goal_templates.load_goal_template, (template,), said, Promise(("competence.template.loaded",)))


@drawn(goals.create_goal_plan, weight=4)
def create_goal_plan(world: World) -> Deed:
    template = world.row(models.Plan.objects.filter(is_template=True))
    unit = world.hospital.units[world.one_of(["sykehuset", "sykehuset", "sykehuset", "1010"])]
    said = {**by(world), "template": template.public_id, "unit": unit.public_id}
    promise = replace(told("created", "published"), first_versions=1)
    kind = world.one_of([*[PlanKind.LEARNING_GOALS] * 9, PlanKind.COMPETENCE_GOALS])
    return Deed(goals.create_goal_plan, (kind,), said, promise)


@drawn(describing.describe_plan, weight=3)
def describe_plan(world: World) -> Deed:
    plan = world.plan()
    described = _described(world, plan)
    same = all(getattr(plan, name) == getattr(described, name).strip() for name in FIELDS)
    promise = told() if same else told("described")
    return Deed(describing.describe_plan, (plan.public_id, described), of_plan(world, plan), promise)


@drawn(describing.change_owner, weight=2)
def change_owner(world: World) -> Deed:
    plan = world.plan()
    unit = world.hospital.units[world.one_of([*UNITS, "2010", "sykehuset"])]
    promise = told() if unit.pk == plan.owner_id else told("owner_changed")
    return Deed(describing.change_owner, (plan.public_id,), {**of_plan(world, plan), "unit": unit.public_id}, promise)


@drawn(sections.add_section, weight=2)
def add_section(world: World) -> Deed:
    plan = world.plan()
    if plan.sections.count() >= MOST_SECTIONS:
        return move_section(world)
    said = {**by(world), "name": world.words()[:200], "may_be_not_relevant": world.seldom(0.5)}
    return Deed(sections.add_section, (plan.public_id,), said, told("section_added"))


def _section(world: World) -> tuple[models.Plan, models.Section]:
    plan = world.plan()
    other = world.plan() if world.seldom(0.03) else plan
    return plan, world.row(other.sections.all())


@drawn(sections.rename_section, weight=2)
def rename_section(world: World) -> Deed:
    plan, section = _section(world)
    name = section.name if world.seldom(0.5) else world.words()[:200]
    flag = section.may_be_not_relevant is not world.seldom(0.2)
    events = ["section_renamed"] if name.strip() != section.name else []
    events += ["relevance_changed"] if flag is not section.may_be_not_relevant else []
    said = {**of_plan(world, plan), "name": name, "may_be_not_relevant": flag}
    return Deed(sections.rename_section, (plan.public_id, section.public_id), said, told(*events))


@drawn(sections.move_section, weight=1)
def move_section(world: World) -> Deed:
    plan, section = _section(world)
    said = {**by(world), "direction": world.one_of(list(Direction))}
    return Deed(sections.move_section, (plan.public_id, section.public_id), said, told("section_moved"))


@drawn(sections.drop_section, weight=1)
def drop_section(world: World) -> Deed:
    plan, section = _section(world)
    onto = _section(world)[1] if world.seldom() else world.row(plan.sections.all())
    said = {**by(world), "onto": onto.public_id}
    return Deed(sections.drop_section, (plan.public_id, section.public_id), said, told("section_moved"))


@drawn(sections.remove_section, weight=2)
def remove_section(world: World) -> Deed:
    plan, section = _section(world)
    return Deed(sections.remove_section, (plan.public_id, section.public_id), by(world), told("section_removed"))


@drawn(publishing.set_plan_people, weight=2)
def set_plan_people(world: World) -> Deed:
    plan = world.plan()
    owner, responsible = (world.one_of([*world.positions, world.gone]).person for _one in range(2))
    same = (owner.pk, responsible.pk) == (plan.document_owner_id, plan.document_responsible_id)
    first = not plan.has_people and not plan.has_goals
    events = [] if same else ["people_set", *["published"] * first]
    said = {
        **of_plan(world, plan),
        "document_owner": owner.public_id,
        "document_responsible": responsible.public_id,
        "today": world.today,
    }
    return Deed(publishing.set_plan_people, (plan.public_id,), said, told(*events))


@drawn(publishing.publish_plan, weight=3)
def publish_plan(world: World) -> Deed:
    plan = world.plan()
    units = world.some_of([world.hospital.units[code] for code in (*UNITS, "klinikken", "nabo")])
    said = {
        **by(world),
        "units": [unit.public_id for unit in units],
        "with_subunits": world.seldom(0.5),
        "today": world.today,
    }
    return Deed(publishing.publish_plan, (plan.public_id,), said, told(*times("published", units)))


@drawn(publishing.unpublish_plan, weight=1)
def unpublish_plan(world: World) -> Deed:
    publication = world.row(models.Publication.objects.select_related("plan"))
    plan = world.plan() if world.seldom() else publication.plan
    return Deed(publishing.unpublish_plan, (plan.public_id, publication.public_id), by(world), told("unpublished"))


@drawn(naming.name_plan_responsible, weight=1)
def name_plan_responsible(world: World) -> Deed:
    plan = world.plan()
    position = world.one_of([world.hanne, world.named, world.named])
    new = not plan.responsible.filter(position=position).exists()
    said = {**by(world), "position": position.public_id, "today": world.today}
    promise = told("responsible_named") if new else told()
    return Deed(naming.name_plan_responsible, (plan.public_id,), said, promise)


@drawn(naming.remove_plan_responsible, weight=1)
def remove_plan_responsible(world: World) -> Deed:
    row = world.row(models.PlanResponsible.objects.select_related("plan"))
    position = Position.objects.get(pk=row.position_id)
    said = {**by(world), "position": position.public_id}
    return Deed(naming.remove_plan_responsible, (row.plan.public_id,), said, told("responsible_removed"))


@drawn(adding.add_requirement_to_plan, weight=1)
def add_requirement_to_plan(world: World) -> Deed:
    plan, section = _section(world)
    settings = Settings(name=world.words()[:200], owner=plan.owner_id, category=world.category())
    promise = Promise(("competence.requirement.created", "competence.plan.requirement_added"))
    given = (plan.public_id, section.public_id, settings)
    return Deed(adding.add_requirement_to_plan, given, by(world), promise)


@drawn(archiving.archive_plan, weight=1)
def archive_plan(world: World) -> Deed:
    if models.Plan.objects.filter(archived_at=None).count() < 4 and not world.seldom():
        return create_plan(world)
    plan = world.plan()
    having = plan.assignments.exclude(state="archived").count()
    people = getting.employees_with(plan)
    said = {**by(world), "reason": world.words(), "employees": people + 1 if world.seldom() else people}
    promise = Promise(("competence.plan.archived",), (), times("archived", having))
    return Deed(archiving.archive_plan, (plan.public_id,), said, promise)


@drawn(reporting.report_plan_usage, weight=1)
def report_plan_usage(world: World) -> Deed:
    said = {**by(world), "today": world.today}
    return Deed(reporting.report_plan_usage, (world.plan().public_id,), said, told("usage_reported"))
