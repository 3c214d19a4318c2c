"""In which role somebody does something for whoever has a plan (KP-EIMP-043)."""

from __future__ import annotations

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.models import Assignment, Capacity


def capacity_of(actor: Actor, assignment: Assignment) -> Capacity:
    """In which role somebody does something with the plan: their own, their employee's, or one they follow up."""
    if actor.on_behalf_of_id is not None:
        return Capacity.DEPUTY
    if actor.person_id == assignment.person_id:
        return Capacity.EMPLOYEE
    if actor.leads_as is not None and assignment.position.leader_id == actor.leads_as:
        return Capacity.LEADER
    return Capacity.ADMINISTRATOR
