"""Another leader than the HR system's, set by hand (KP-MLEAD)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.notifications import actions as notifications
from arbeidsrom.core.organisation.models import PastLeader, Position
from arbeidsrom.core.people import access
from arbeidsrom.core.people.queries import choosing
from arbeidsrom.core.people.queries.loans import get_employee
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused, WrongState

FIELDS = ["leader", "led_since", "leader_by_hand", "hr_leader", "lock_version"]


class CannotLead(Refused):
    """The one who was chosen cannot lead this employee."""


@transaction.atomic
def choose_leader(position_id: UUID, *, leader_id: UUID, actor: Actor, now: datetime, today: date) -> Position:
    """Somebody else than the HR system says follows up the employee from today on (KP-MLEAD-002)."""
    position = get_employee(position_id, actor=actor, today=today, lock=True)
    access.may_choose_leader(actor, position).or_refuse()
    leader = choosing.possible_leaders(today=today).select_related("person", "unit").get(public_id=leader_id)
    _refuse_who_cannot(leader, position)
    by_hand, before = position.leader_by_hand, position.leader_id
    _remember(position, today=today)
    position.hr_leader_id = position.hr_leader_id if by_hand else before
    position.leader, position.leader_by_hand, position.led_since = leader, True, today
    _save(position)
    _record("people.leader.chosen", position, actor=actor, now=now, leader=leader)
    notifications.notify(
        leader.person_id,
        "people.employee_allocated",
        about=position.public_id,
        params={"name": position.person.name, "unit": position.unit.name},
        now=now,
    )
    return position


@transaction.atomic
def remove_leader(position_id: UUID, *, actor: Actor, now: datetime, today: date) -> Position:
    """The leader set by hand is taken away: the HR system's leads again, at once where there is one (KP-PIMP-024)."""
    position = get_employee(position_id, actor=actor, today=today, lock=True)
    access.may_choose_leader(actor, position).or_refuse()
    if not position.leader_by_hand:
        raise WrongState(_("The leader comes from the HR system and cannot be removed here."))
    former = choosing.possible_leaders(today=today).filter(pk=position.hr_leader_id or 0).first()
    _remember(position, today=today)
    position.leader, position.leader_by_hand, position.hr_leader = former, False, None
    position.led_since = today if former else None
    _save(position)
    _record("people.leader.removed", position, actor=actor, now=now, leader=former)
    return position


def _refuse_who_cannot(leader: Position, position: Position) -> None:
    if leader.person_id == position.person_id:
        raise CannotLead(_("Nobody leads themselves. Choose somebody else."))
    if position.leader_id == leader.pk and position.leader_by_hand:
        raise CannotLead(_("%(name)s is the leader already.") % {"name": leader.person.name})
    if position.person_id in _people_above(leader):
        told = _("%(name)s is led by this employee, also through others, and cannot lead them back.")
        raise CannotLead(told % {"name": leader.person.name})


def _people_above(leader: Position) -> set[int]:
    """Everybody who leads the leader, directly or through others (KP-PIMP-023)."""
    found, passed, above = set[int](), {leader.pk}, leader.leader_id
    while above is not None and above not in passed:
        passed.add(above)
        person, above = Position.objects.values_list("person_id", "leader_id").get(pk=above)
        found.add(person)
    return found


def _remember(position: Position, *, today: date) -> None:
    """Who led before today is kept with the days."""
    if position.leader_id and position.led_since and position.led_since < today:
        PastLeader.objects.create(
            position=position,
            leader_id=position.leader_id,
            by_hand=position.leader_by_hand,
            valid_from=position.led_since,
            valid_to=today,
        )


def _save(position: Position) -> None:
    position.lock_version += 1
    position.save(update_fields=FIELDS)


def _record(event: str, position: Position, *, actor: Actor, now: datetime, leader: Position | None) -> None:
    audit.record(
        event,
        position.public_id,
        actor=actor,
        at=now,
        tenant=position.unit.tenant,
        unit=position.unit_id,
        subjects=[position.person.public_id, *([leader.person.public_id] if leader else [])],
    )
