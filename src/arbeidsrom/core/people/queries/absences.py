"""What pages need to know about absence, the HR system's and that registered by hand (KP-ABSENCE)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from arbeidsrom.core.organisation.models import Absence, Person, Position
from arbeidsrom.core.people import access
from arbeidsrom.core.people.rules import Days, Stage, stage_of_absence
from arbeidsrom.lib.actor import Actor


def hold_employee(position_id: UUID, *, actor: Actor, today: date) -> Position:
    """The position, its holder held until the transaction ends, or ``Position.DoesNotExist``: one absence at a time.

    People are held before positions, as everywhere (``organisation.changes.hold``): nobody waits in a circle.
    """
    seen = access.visible_employees(actor, today=today).filter(public_id=position_id)
    holder = seen.values_list("person_id", flat=True).get()
    Person.objects.select_for_update(no_key=True).get(pk=holder)
    return seen.select_related("person", "unit").get()


def hold_absence(absence_id: UUID, *, actor: Actor, today: date) -> tuple[Position, Absence]:
    """An absence of an employee the actor sees, with the position held, or ``DoesNotExist``."""
    found = Position.objects.filter(absences__public_id=absence_id).values_list("public_id", flat=True)
    position = hold_employee(found.get(), actor=actor, today=today)
    absence = Absence.objects.get(public_id=absence_id, position=position, dropped_in=None)
    absence.position = position
    return position, absence


def get_absence(absence_id: UUID, *, actor: Actor, today: date) -> Absence:
    """An absence of an employee the actor sees, to be read, or ``Absence.DoesNotExist``."""
    seen = access.visible_employees(actor, today=today)
    found = Absence.objects.filter(position__in=seen, dropped_in=None)
    return found.select_related("position__person", "position__unit").get(public_id=absence_id)


def days_of(absence: Absence) -> Days:
    """The first and the last day of an absence."""
    return Days(absence.starts_on, absence.ends_on)


def stage_of(absence: Absence, *, today: date) -> Stage:
    """Whether it lies ahead, goes on, or is over."""
    return stage_of_absence(days_of(absence), back_on=absence.back_on, today=today)


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence as the side panel shows it; the note is opened for whoever has chosen it, nobody else."""

    public_id: UUID
    stage: Stage
    first_day: date
    last_day: date | None
    is_by_hand: bool
    registered_by: str
    has_note: bool
    lock_version: int


def absences_of(position: Position, *, today: date) -> list[AbsenceRow]:
    """Ongoing and coming ones by their first day, then those that are over, the last first. One query."""
    found = Absence.objects.filter(position=position, dropped_in=None).select_related("registered_by__person")
    rows = [_row(absence, today) for absence in found.order_by("starts_on", "id")]
    over = [row for row in rows if row.stage == Stage.FINISHED]
    return [row for row in rows if row.stage != Stage.FINISHED] + list(reversed(over))


def _row(absence: Absence, today: date) -> AbsenceRow:
    return AbsenceRow(
        public_id=absence.public_id,
        stage=stage_of(absence, today=today),
        first_day=absence.starts_on,
        last_day=absence.ends_on,
        is_by_hand=absence.is_by_hand,
        registered_by=absence.registered_by.person.name if absence.registered_by else "",
        has_note=absence.__dict__["note"] is not None,  # unopened
        lock_version=absence.lock_version,
    )


def overlapping(position: Position, days: Days, *, besides: int | None = None) -> Days | None:
    """The days of another absence of the employee that this one would overlap, the first there is (KP-LIMP-040)."""
    others = Absence.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=days.first), position=position)
    if days.last:
        others = others.filter(starts_on__lte=days.last)
    first = others.filter(dropped_in=None).exclude(pk=besides or 0).order_by("starts_on", "id").first()
    return days_of(first) if first else None
