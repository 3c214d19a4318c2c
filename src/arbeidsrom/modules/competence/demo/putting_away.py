"""What has been put away again: a plan that was deactivated, one that was archived, and a requirement that was."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.actions import assigning, own_work
from arbeidsrom.modules.competence.actions.own_work import Entry
from arbeidsrom.modules.competence.actions.plans import archiving
from arbeidsrom.modules.competence.actions.requirements.ending import archive_requirement
from arbeidsrom.modules.competence.demo.clinical_plans import ARCHIVED, DEACTIVATED, WITH_ARCHIVED_REQUIREMENT
from arbeidsrom.modules.competence.models import Assignment, Plan, Requirement

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

HAVE = ("silje", "espen")
"""Employees of Astrid's who have had all three, and have begun on each."""
OLD_APPARATUS = "Glukosemåling med eldre apparat"


def put_away(world: World) -> None:
    """Astrid assigns three plans; later one is deactivated, one archived, and a requirement of the third."""
    astrid, turid = _actor(world, "astrid"), _actor(world, "turid")
    given = world.now - timedelta(days=19)
    plans = {name: Plan.objects.get(name=name) for name in (DEACTIVATED, ARCHIVED, WITH_ARCHIVED_REQUIREMENT)}
    for plan in plans.values():
        assigning.assign_plan(
            plan.public_id,
            [world.positions[key].public_id for key in HAVE],
            actor=astrid,
            now=given,
            today=given.date(),
        )
    for key in HAVE:
        for plan in plans.values():
            _begin(world, key, plan)
    for held in Assignment.objects.filter(plan=plans[DEACTIVATED]).order_by("id"):
        assigning.deactivate_assignment(held.public_id, actor=astrid, now=world.now, today=world.yesterday)
    archiving.archive_plan(
        plans[ARCHIVED].public_id,
        reason="Alle bilene har fått den nye båren. Opplæringen ligger nå i grunnplanen.",
        employees=len(HAVE),
        actor=turid,
        now=world.now,
    )
    old = Requirement.objects.get(name=OLD_APPARATUS)
    archive_requirement(old.public_id, reason="Apparatet er byttet ut i alle avdelinger.", actor=turid, now=world.now)


def _begin(world: World, key: str, plan: Plan) -> None:
    """What needs nobody's signature is fulfilled."""
    held = Assignment.objects.get(plan=plan, position=world.positions[key])
    for link in plan.links.filter(state="active").select_related("requirement").order_by("place", "id"):
        if link.requirement.requires_signing:
            continue
        own_work.mark_as_fulfilled(
            held.public_id,
            link.public_id,
            Entry(performed_on=world.today - timedelta(days=12), expires_on=None, comment="", signer=None),
            actor=_actor(world, key),
            now=world.now,
            today=world.today,
        )


def _actor(world: World, key: str) -> Actor:
    return actor_in(world.positions[key], account_id=None, origin="", today=world.today)
