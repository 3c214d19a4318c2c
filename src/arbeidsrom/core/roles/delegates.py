"""Who else approves learning goals for a leader of LIS or apprentices («delegert godkjenner», KP-DELEG)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles import access
from arbeidsrom.core.roles.choosing import Colleague, colleagues, working_beside
from arbeidsrom.core.roles.models import Delegate
from arbeidsrom.core.roles.standing import EMPLOYED
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused


class CannotApprove(Refused):
    """The person cannot approve for this leader."""


@dataclass(frozen=True, slots=True)
class DelegateRow:
    """One delegate, as the leader and those in training see it."""

    public_id: UUID
    colleague: Colleague
    description: str


def delegates_of(leader_id: int, *, today: date) -> list[DelegateRow]:
    """Who approves for the leader, and what; those who have left are not told. Three queries."""
    at_work = Position.objects.filter(held_on(today), kind__in=EMPLOYED, person=OuterRef("person"))
    found = list(
        Delegate.objects.filter(Exists(at_work), leader_id=leader_id, removed_at__isnull=True)
        .select_related("person")
        .order_by("person__sort_name", "id")
    )
    shown = colleagues([one.person for one in found], today=today)
    return [DelegateRow(one.public_id, colleague, one.description) for one, colleague in zip(found, shown, strict=True)]


def own_leader(actor: Actor) -> Position:
    """The position that the actor leads from, with its unit."""
    return Position.objects.select_related("person", "unit").get(pk=actor.leads_as)


@transaction.atomic
def add_delegate(*, person_id: UUID, description: str, actor: Actor, now: datetime, today: date) -> Delegate:
    """Somebody may approve for the leader what is sent to them."""
    access.may_delegate_approval(actor).or_refuse()
    leader = Position.objects.select_for_update(of=("self",)).select_related("person", "unit").get(pk=actor.leads_as)
    person = Person.objects.get(public_id=person_id)
    _refuse_who_cannot(person, leader, today=today)
    delegate = Delegate.objects.create(
        leader=leader,
        person=person,
        description=description.strip(),
        chosen_by_id=actor.person_or_refuse(),
        chosen_at=now,
    )
    _record("roles.delegate.added", delegate, actor=actor, now=now)
    notify(
        person.pk,
        "roles.delegate_chosen",
        about=delegate.public_id,
        params={"leader": leader.person.name, "department": leader.unit.name},
        now=now,
    )
    return delegate


@transaction.atomic
def describe_delegate(delegate_id: UUID, *, description: str, actor: Actor, now: datetime) -> Delegate:
    """What the delegate approves, in the leader's words."""
    delegate = _own(actor).get(public_id=delegate_id)
    delegate.description = description.strip()
    delegate.save(update_fields=["description"])
    _record("roles.delegate.described", delegate, actor=actor, now=now)
    return delegate


@transaction.atomic
def remove_delegate(delegate_id: UUID, *, actor: Actor, now: datetime) -> Delegate:
    """The person approves nothing more for the leader; what is approved stays so (KP-PIMP-033)."""
    delegate = _own(actor).get(public_id=delegate_id)
    delegate.removed_by_id, delegate.removed_at = actor.person_or_refuse(), now
    delegate.save(update_fields=["removed_by", "removed_at"])
    _record("roles.delegate.removed", delegate, actor=actor, now=now)
    return delegate


def _own(actor: Actor) -> QuerySet[Delegate]:
    """The delegates of the leader who acts, locked."""
    access.may_delegate_approval(actor).or_refuse()
    own = Delegate.objects.filter(leader_id=actor.leads_as, removed_at__isnull=True)
    return own.select_for_update(of=("self",)).select_related("person", "leader__person", "leader__unit")


def _refuse_who_cannot(person: Person, leader: Position, *, today: date) -> None:
    if person.pk == leader.person_id:
        raise CannotApprove(_("You approve yourself, without delegating."))
    if not working_beside(leader.unit, today=today).filter(person=person).exists():
        raise CannotApprove(_("Only somebody who works in the region today can be chosen."))
    if Delegate.objects.filter(leader=leader, person=person, removed_at__isnull=True).exists():
        raise CannotApprove(_("This person is chosen already."))


def _record(event: str, delegate: Delegate, *, actor: Actor, now: datetime) -> None:
    leader = delegate.leader
    audit.record(
        event,
        delegate.public_id,
        actor=actor,
        at=now,
        tenant=leader.unit.tenant,
        unit=leader.unit_id,
        subjects=[delegate.person.public_id, leader.person.public_id],
    )
