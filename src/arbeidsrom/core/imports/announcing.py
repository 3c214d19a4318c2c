"""Announcing organisational changes in advance («forhåndsinnmelding»), so that positions go on (KP-PREREG)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.imports import access, queries
from arbeidsrom.core.imports.models import AnnouncedChange, AnnouncementState
from arbeidsrom.core.imports.reading import DELIMITER
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused, WrongState

FIELDS = 4
NORWEGIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
"""A date as people write it, and as it comes out of a spreadsheet."""


class LinesRefused(Refused):
    """Some of the lines cannot be used, so none is; ``lines`` says which and why."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(" ".join(lines))
        self.lines = lines


class NotUsable(ValueError):
    """One line cannot be used, and why."""


class Announced(NamedTuple):
    """What one line says."""

    position: Position
    to_unit: Unit
    on: date


@transaction.atomic
def announce_changes(text: str, *, actor: Actor, now: datetime, today: date) -> list[Announced]:
    """Take a list of (employee, cost centre now, new cost centre, date): all of it, or nothing when a line is wrong."""
    access.may_announce(actor).or_refuse()
    found: list[Announced] = []
    refused: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            announced = _understood(line, actor=actor, today=today)
            if any(each.position == announced.position for each in found):
                raise NotUsable(_("The position stands on another line too."))
            found.append(announced)
        except NotUsable as reason:
            refused.append(_("Line %(number)s: %(reason)s") % {"number": number, "reason": reason})
    if refused:
        raise LinesRefused(refused)
    for position, to_unit, on in found:
        row = AnnouncedChange.objects.create(
            position=position, to_unit=to_unit, on=on, announced_by=actor.label, announced_at=now
        )
        _record("imports.change.announced", row, actor=actor, now=now)
    return found


def _understood(line: str, *, actor: Actor, today: date) -> Announced:
    fields = [field.strip() for field in line.split(DELIMITER)]
    if len(fields) != FIELDS:
        raise NotUsable(_("There must be four fields with semicolons between them."))
    number, from_code, to_code, day = fields
    position = queries.position_to_announce(number, from_code, actor=actor, today=today)
    if position is None:
        raise NotUsable(_("Nobody with that employee number works in that cost centre."))
    to_unit = queries.unit_to_announce(to_code, actor=actor, today=today)
    if to_unit is None:
        raise NotUsable(_("There is no such new cost centre."))
    if to_unit.pk == position.unit_id:
        raise NotUsable(_("The new cost centre is the one now."))
    if AnnouncedChange.objects.filter(position=position, state=AnnouncementState.WAITING).exists():
        raise NotUsable(_("A change is announced for this position already."))
    return Announced(position, to_unit, _day(day, today))


def _day(text: str, today: date) -> date:
    written = NORWEGIAN.fullmatch(text)
    try:
        day = date(*map(int, reversed(written.groups()))) if written else date.fromisoformat(text)
    except ValueError:
        raise NotUsable(_("Not a date like 22.11.2026 or 2026-11-22.")) from None
    if day < today:
        raise NotUsable(_("The date has passed."))
    return day


@transaction.atomic
def withdraw_announced_change(change_id: UUID, *, actor: Actor, now: datetime) -> AnnouncedChange:
    """The change will not come after all; what the import brings is then an ordinary change."""
    row = queries.get_announced(change_id, actor=actor)
    access.may_announce(actor).or_refuse()
    if row.state != AnnouncementState.WAITING:
        raise WrongState(_("The change has been settled already."))
    row.state = AnnouncementState.WITHDRAWN
    row.save(update_fields=["state"])
    _record("imports.change.withdrawn", row, actor=actor, now=now)
    return row


def _record(event: str, row: AnnouncedChange, *, actor: Actor, now: datetime) -> None:
    audit.record(
        event,
        row.public_id,
        actor=actor,
        at=now,
        tenant=row.to_unit.tenant,
        subjects=[row.position.person.public_id],
        details={"unit": row.to_unit.name, "on": row.on.isoformat()},
    )
