"""Registering that employees are away, that they are back, and what they do again afterwards (KP-ABSENCE)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation.models import Absence, Position
from arbeidsrom.core.people import access, again, rules
from arbeidsrom.core.people.queries import absences as queries
from arbeidsrom.core.people.rules import AbsenceFault, Days, Stage
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused, WrongState
from arbeidsrom.web.components.formats import short_date

ON_A_DAY_ONCE = "absence_by_hand_on_a_day_once"

FAULTS = {
    AbsenceFault.STARTS_FAR_AWAY: ("first_day", gettext_lazy("This is more than ten years away. Look at the year.")),
    AbsenceFault.ENDS_FAR_AWAY: ("last_day", gettext_lazy("This is more than ten years away. Look at the year.")),
    AbsenceFault.ENDS_BEFORE_START: ("last_day", gettext_lazy("The absence cannot end before it begins.")),
}


class AbsenceRefused(Refused):
    """Something about the absence cannot be; ``field`` is where somebody looks for it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said of an absence: its days, a note, and what the employee does again after it (``again.Demand``)."""

    days: Days
    note: str = ""
    again: frozenset[UUID] = frozenset()


@transaction.atomic
def register_absence(position_id: UUID, *, terms: Terms, actor: Actor, now: datetime, today: date) -> Absence:
    """An employee is, was or will be away; the end may be unknown (KP-ABSENCE-001, 005 to 007)."""
    position = queries.hold_employee(position_id, actor=actor, today=today)
    access.may_register_absence(actor, position).or_refuse()
    _refuse_days(position, terms.days, today=today)
    absence = Absence(
        public_id=uuid4(),
        position=position,
        starts_on=terms.days.first,
        ends_on=terms.days.last,
        note=terms.note or None,
        registered_by_id=actor.position_or_refuse(),
        registered_at=now,
    )
    _save(absence)
    _record("people.absence.registered", absence, actor=actor, now=now)
    _ask_again(position, terms.again, actor=actor, now=now, today=today)
    return absence


@transaction.atomic
def edit_absence(
    absence_id: UUID, *, terms: Terms, lock_version: int, actor: Actor, now: datetime, today: date
) -> Absence:
    """Other days or another note; with another last day somebody is no longer back in work (KP-ABSENCE-014)."""
    position, absence = _changeable(absence_id, lock_version=lock_version, actor=actor, today=today)
    return _change("people.absence.changed", position, absence, terms, actor=actor, now=now, today=today)


@transaction.atomic
def end_absence(
    absence_id: UUID, *, terms: Terms, lock_version: int, actor: Actor, now: datetime, today: date
) -> Absence:
    """«Tilbake i jobb»: today is the last day, and the employee is available already (KP-ABSENCE-011, KP-LIMP-041)."""
    position, absence = _changeable(absence_id, lock_version=lock_version, actor=actor, today=today)
    if queries.stage_of(absence, today=today) == Stage.FUTURE:
        raise WrongState(_("The absence has not begun. Delete it instead."))
    if queries.stage_of(absence, today=today) == Stage.FINISHED:
        raise WrongState(_("The absence is over already."))
    ended = replace(terms, days=Days(terms.days.first, today))
    absence.back_on = today
    return _change("people.absence.ended", position, absence, ended, actor=actor, now=now, today=today)


@transaction.atomic
def delete_absence(absence_id: UUID, *, lock_version: int, actor: Actor, now: datetime, today: date) -> None:
    """An absence that has not begun never does."""
    _position, absence = _changeable(absence_id, lock_version=lock_version, actor=actor, today=today)
    if queries.stage_of(absence, today=today) != Stage.FUTURE:
        raise WrongState(_("The absence has begun and cannot be deleted. Change its days instead."))
    _record("people.absence.deleted", absence, actor=actor, now=now)
    absence.delete()


@transaction.atomic
def demand_again(absence_id: UUID, *, demands: Iterable[UUID], actor: Actor, now: datetime, today: date) -> Absence:
    """What the employee does again after an absence that the HR system knows of, which is not changed by it."""
    position, absence = queries.hold_absence(absence_id, actor=actor, today=today)
    access.may_register_absence(actor, position).or_refuse()
    _ask_again(position, frozenset(demands), actor=actor, now=now, today=today)
    return absence


@transaction.atomic
def read_note(absence_id: UUID, *, actor: Actor, now: datetime, today: date) -> str:
    """The note, for those who register absence for the employee; that it was read stands in the log (KP-LIMP-046)."""
    absence = queries.get_absence(absence_id, actor=actor, today=today)
    access.may_register_absence(actor, absence.position).or_refuse()
    if absence.__dict__["note"] is None:
        return ""
    _record("people.absence.note_read", absence, actor=actor, now=now)
    return str(absence.note)


def _changeable(absence_id: UUID, *, lock_version: int, actor: Actor, today: date) -> tuple[Position, Absence]:
    position, absence = queries.hold_absence(absence_id, actor=actor, today=today)
    access.may_register_absence(actor, position).or_refuse()
    if not absence.is_by_hand:
        raise WrongState(_("This absence comes from the HR system and is changed there."))
    if absence.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody else has changed this absence. Look at it again before you save."))
    return position, absence


def _change(
    event: str, position: Position, absence: Absence, terms: Terms, *, actor: Actor, now: datetime, today: date
) -> Absence:
    """Days that were said already are not in anybody's way, though the HR system has said them since."""
    _refuse_days(position, terms.days, today=today, absence=absence)
    absence.starts_on, absence.ends_on, absence.note = terms.days.first, terms.days.last, terms.note or None
    if absence.back_on != terms.days.last:
        absence.back_on = None
    absence.lock_version += 1
    _save(absence)
    _record(event, absence, actor=actor, now=now)
    _ask_again(position, terms.again, actor=actor, now=now, today=today)
    return absence


def _refuse_days(position: Position, days: Days, *, today: date, absence: Absence | None = None) -> None:
    fault = rules.fault_of_absence(days, today=today)
    if fault:
        field, sentence = FAULTS[fault]
        raise AbsenceRefused(field, str(sentence))
    if position.valid_to is not None and position.valid_to <= days.first:
        raise AbsenceRefused("first_day", _("The employee's position ends before the absence begins."))
    if absence is not None and days.within(queries.days_of(absence)):
        return
    other = queries.overlapping(position, days, besides=absence.pk if absence else None)
    if other:
        raise AbsenceRefused("first_day", _overlaps(other))


def _overlaps(other: Days) -> str:
    said = {"first": short_date(other.first), "last": short_date(other.last) if other.last else ""}
    if other.last is None:
        return _("The employee is away from %(first)s until further notice already. Change that absence.") % said
    return _("The employee is away from %(first)s to %(last)s already. Change that absence, or the days.") % said


def _save(absence: Absence) -> None:
    """What the held position lets through is kept by the table: two absences by hand never share a day."""
    try:
        with transaction.atomic():
            absence.save()
    except IntegrityError as error:
        if ON_A_DAY_ONCE not in str(error):
            raise
        raise AbsenceRefused("first_day", _("The employee is away on some of these days already.")) from error


def _ask_again(position: Position, asked: frozenset[UUID], *, actor: Actor, now: datetime, today: date) -> None:
    try:
        again.ask_again(position, asked, actor=actor, now=now, today=today)
    except again.NotOffered as error:
        raise AbsenceRefused(
            "again", _("One of the requirements can be reset no longer. Look at the list once more.")
        ) from error


def _record(event: str, absence: Absence, *, actor: Actor, now: datetime) -> None:
    position = absence.position
    audit.record(
        event,
        absence.public_id,
        actor=actor,
        at=now,
        tenant=position.unit.tenant,
        unit=position.unit_id,
        subjects=[position.person.public_id],
        details={
            "from": absence.starts_on.isoformat(),
            "until": absence.ends_on.isoformat() if absence.ends_on else "–",
        },
    )
