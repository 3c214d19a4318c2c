"""Making ended positions active until the HR system's next delivery, and taking active ones out of use (KP-HF)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation.changes import hold, resumable, with_loans_from
from arbeidsrom.core.organisation.models import Category, Position
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.core.people import access
from arbeidsrom.core.people.models import Activation
from arbeidsrom.core.people.queries import control
from arbeidsrom.core.people.rules import A_DAY
from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.lib.refusals import WrongState

DAYS_OF_FIRST_PART = 30
"""A LIS1 stays active so long, the last of these days included (KP-HF-011)."""


class AlreadySo(WrongState):
    """The position is what somebody wanted to make it: the import, or somebody else, was first (KP-HF-034)."""


@transaction.atomic
def activate_position(position_id: UUID, *, actor: Actor, now: datetime, today: date) -> Position:
    """An ended position is active again, until the next delivery; that of a LIS1 for thirty days.

    What was in force when it ended is so again, on the loans from it that last too; what had ended before stays so
    (KP-HF-015, 016).
    """
    position = _held(position_id, actor=actor)
    access.may_activate(actor, position).or_refuse()
    if position.is_held(today):
        raise AlreadySo(_("The position has become active meanwhile. Nothing was changed."))
    if (earlier := control.open_activation(position)) is not None:
        _put_back([earlier], now=now)
        position.refresh_from_db(fields=["valid_from", "valid_to"])
        take_back([earlier])
    if not position.is_held(today):
        ended = position.valid_to
        first_part = position.category == Category.FIRST_PART
        until = today + timedelta(days=DAYS_OF_FIRST_PART + 1) if first_part else None
        _give(position, today, until, activates=True, until_delivery=not first_part, actor=actor, now=now)
        if ended is not None:
            back = with_loans_from([position.pk]).filter(acted_in_on(today))
            for each in resumable().values():
                each.take_up(back, since=ended)
    _record("people.position.activated", position, actor=actor, now=now)
    return position


@transaction.atomic
def deactivate_position(position_id: UUID, *, actor: Actor, now: datetime, today: date) -> Position:
    """An active position ends at once; one with a valid employment is active again after the next delivery."""
    position = _held(position_id, actor=actor)
    access.may_deactivate(actor, position).or_refuse()
    if not position.is_held(today):
        raise AlreadySo(_("The position is not active. Nothing was changed."))
    if (earlier := control.open_activation(position)) is not None:
        _put_back([earlier], now=now)
        position.refresh_from_db(fields=["valid_from", "valid_to"])
    if position.is_held(today):
        begun = min(position.valid_from, today - A_DAY)
        ended = _give(position, begun, today, activates=False, until_delivery=True, actor=actor, now=now)
        end_with(ended, on=today)
    elif earlier is not None:
        end_with(earlier, on=today)
    _record("people.position.deactivated", position, actor=actor, now=now)
    return position


def _held(position_id: UUID, *, actor: Actor) -> Position:
    """The position, locked after what follows it and after its holder, as a delivery locks them."""
    found = control.get_position(position_id, actor=actor)
    hold(with_loans_from([found.pk]))
    return control.get_position(position_id, actor=actor, lock=True)


def _give(
    position: Position, valid_from: date, valid_to: date | None, *, activates: bool, until_delivery: bool,
    actor: Actor, now: datetime,
) -> Activation:  # fmt: skip
    activation = Activation.objects.create(
        position=position,
        activates=activates,
        until_delivery=until_delivery,
        valid_from=valid_from,
        valid_to=valid_to,
        before_from=position.valid_from,
        before_to=position.valid_to,
        by_id=actor.position_or_refuse(),
        at=now,
    )
    position.valid_from, position.valid_to = valid_from, valid_to
    position.lock_version += 1
    position.save(update_fields=["valid_from", "valid_to", "lock_version"])
    return activation


def end_with(activation: Activation, *, on: date) -> None:
    """The position is over by hand: what follows positions ends with it, and with the loans from it."""
    ending = with_loans_from([activation.position_id])
    for each in resumable().values():
        each.carry_out(ending, on=on, run=activation.public_id)


def take_back(activations: Collection[Activation]) -> None:
    """These positions were ended by hand and are no longer: what ended with them is as it was."""
    for each in resumable().values():
        each.take_back(*(one.public_id for one in activations))


def put_back(activations: Collection[Activation], *, now: datetime, run: UUID) -> list[int]:
    """The delivery has come: the positions have the days they had, but where they have got others since.

    Gives the positions (ids) that have. The caller has locked what follows them, and their holders.
    """
    untouched = _put_back(activations, now=now, run=run)
    take_back(activations)
    for position in (each.position for each in activations):
        _record("people.position.put_back", position, actor=job("imports.import_employees"), now=now)
    return untouched


PUT_BACK = """
    UPDATE organisation_position position SET valid_from = held.before_from, valid_to = held.before_to
      FROM people_activation held
     WHERE held.id = ANY(%s) AND position.id = held.position_id
       AND position.valid_from = held.valid_from AND position.valid_to IS NOT DISTINCT FROM held.valid_to
    RETURNING position.id
"""


def _put_back(activations: Collection[Activation], *, now: datetime, run: UUID | None = None) -> list[int]:
    ids = [each.pk for each in activations]
    Activation.objects.filter(pk__in=ids).update(ended_at=now, ended_in=run)
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK, [ids])
        return sorted(pk for (pk,) in cursor.fetchall())


def _record(event: str, position: Position, *, actor: Actor, now: datetime) -> None:
    audit.record(
        event,
        position.public_id,
        actor=actor,
        at=now,
        tenant=position.unit.tenant,
        unit=position.unit_id,
        subjects=[position.person.public_id],
    )
