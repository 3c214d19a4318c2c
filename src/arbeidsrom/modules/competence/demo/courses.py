"""A plan with a course of the learning portal, and what the portal has told: some have passed it, others not yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.api_clients.queries import actor_of
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.modules.competence.actions.assigning import assign_plan
from arbeidsrom.modules.competence.actions.courses import Reported, receive_course_results
from arbeidsrom.modules.competence.demo.requirement_texts import JOURNAL
from arbeidsrom.modules.competence.demo.systems import LEARNING_PORTAL
from arbeidsrom.modules.competence.models import Plan

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

NEWCOMERS = "Region-Alle-Journalsystem for nyansatte"
GIVEN = ("espen", "hanne", "lars", "silje")
PASSED = {"espen": 12, "silje": 95, "vigdis": 200}
"""So many days ago; Vigdis has no plan in which the requirement stands yet."""


def pass_courses(world: World) -> None:
    """Their leader gives them the plan; the portal reports over the API."""
    leader = world.positions["astrid"]
    led = [world.positions[key] for key in GIVEN]
    assign_plan(
        Plan.objects.get(name=NEWCOMERS).public_id,
        [one.public_id for one in led if one.leader_id == leader.pk],
        actor=actor_in(leader, account_id=None, origin="", today=world.today),
        now=world.now - timedelta(days=15),
        today=world.today,
    )
    portal = ApiClient.objects.get(name=LEARNING_PORTAL)
    course, _for_superusers = JOURNAL
    receive_course_results(
        [
            Reported(course.key, world.today - timedelta(days=days), world.positions[key].person.employee_number)
            for key, days in PASSED.items()
        ],
        actor=actor_of(portal, origin="", today=world.today),
        now=world.now,
        today=world.today,
    )
