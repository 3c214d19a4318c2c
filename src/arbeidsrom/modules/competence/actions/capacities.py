"""In which role somebody does something for whoever has a plan (KP-EIMP-043)."""

from __future__ import annotations

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.models import Assignment, Capacity


def capacity_of(actor: Actor, assignment: Assignment) -> Capacity:
    """In which role somebody does something with the plan: their own, their employee's, or one they follow up."""
    return capacity_in(actor, person=assignment.person_id, led_by=assignment.position.leader_id)


def capacity_in(actor: Actor, *, person: int, led_by: int | None) -> Capacity:
    """The same by whose plan it is, and who leads the position it is assigned on."""
    if actor.on_behalf_of_id is not None:
        return Capacity.DEPUTY
    if actor.person_id == person:
        return Capacity.EMPLOYEE
    if actor.leads_as is not None and led_by == actor.leads_as:
        return Capacity.LEADER
    return Capacity.ADMINISTRATOR
