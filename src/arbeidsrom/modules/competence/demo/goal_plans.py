"""The goal plans of the made-up region: templates that are loaded, and a trust's plans made from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.modules.competence.actions import assigning
from arbeidsrom.modules.competence.actions.plans import approving, goals, links, publishing
from arbeidsrom.modules.competence.actions.plans.goal_templates import load_goal_template
from arbeidsrom.modules.competence.models import Plan, PlanKind
from arbeidsrom.modules.competence.queries.plans import fetching, waiting
from arbeidsrom.modules.competence.rules.goal_templates import GoalTemplate, read_template
from arbeidsrom.modules.competence.rules.plans import Waiting

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

MADE, PUBLISHED = timedelta(days=40), timedelta(days=39)
ADMINISTRATORS = {PlanKind.LEARNING_GOALS: "marte", PlanKind.COMPETENCE_GOALS: "tor"}
OF_THE_TRUST = ("Luftveishåndtering: intubasjon", "Refleksjonsnotat etter vakt")
"""Activities of the trust that stand in its plan for anaesthesiology."""
GIVEN = (("Anestesiologi", "lars"), ("Felles kompetansemål (FKM)", "lars"), ("Helsearbeiderfaget VG3", "jonas"))


def make_goal_plans(world: World, region: Unit) -> None:
    """All templates; the trust has a plan of each, and those in training have theirs."""
    for said in _templates():
        load_goal_template(said, region=region, actor=job("demonstration"), now=world.now - MADE)
    for template in Plan.objects.filter(is_template=True).order_by("sort_name", "pk"):
        _make(world, template)
    _add_own_activities(world)
    for name, key in GIVEN:
        _give(world, name, key)


def _templates() -> Iterator[GoalTemplate]:
    folder = files("arbeidsrom.modules.competence.demo") / "goal_templates"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        yield read_template(file.read_text(encoding="utf-8"))


def _make(world: World, template: Plan) -> None:
    key = ADMINISTRATORS[PlanKind(template.kind)]
    owner = world.positions[key].employer
    assert owner is not None, "whoever is employed has an employer"  # noqa: S101
    plan = goals.create_goal_plan(
        PlanKind(template.kind),
        template=template.public_id,
        unit=owner.public_id,
        actor=_actor(world, key),
        now=world.now - MADE,
    )
    person = world.people[key]
    publishing.set_plan_people(
        plan.public_id,
        document_owner=person.public_id,
        document_responsible=person.public_id,
        lock_version=plan.lock_version,
        actor=_actor(world, key),
        now=world.now - PUBLISHED,
        today=world.today,
    )


def _add_own_activities(world: World) -> None:
    """The first is active in the plan, the second waits for approval."""
    plan, actor = _plan("Anestesiologi"), _actor(world, "marte")
    by: dict[str, Any] = {"actor": actor, "now": world.now - PUBLISHED}
    for name, goal in zip(OF_THE_TRUST, plan.sections.exclude(parent=None).order_by("place")[:2], strict=True):
        found = fetching.fetchable(plan, goal).filter(name=name).values_list("public_id", flat=True)
        links.fetch_requirements(plan.public_id, goal.public_id, requirement_ids=list(found), **by)
    ready = [row.seen for row in waiting.rows_of(plan, actor=actor) if row.kind is Waiting.ACTIVATION][:1]
    approving.approve_chosen_changes(plan.public_id, seen=ready, **by)


def _give(world: World, name: str, key: str) -> None:
    """What they do in it afterwards is what everybody led by the same leader does (``demo.progress``)."""
    assigning.assign_plan(
        _plan(name).public_id,
        [world.positions[key].public_id],
        actor=_actor(world, "astrid"),
        now=world.now - timedelta(days=30),
        today=world.today,
    )


def _plan(name: str) -> Plan:
    return Plan.objects.get(name=name, is_template=False)


def _actor(world: World, key: str) -> Actor:
    return actor_in(world.positions[key], account_id=None, origin="", today=world.today)
