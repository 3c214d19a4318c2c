"""Access to cases, conflicts of interest, and hand-over (KL-CASE-006, KL-CASE-014, KL-WHO-006, KL-WHO-008)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.calendar import follow_case
from arbeidsrom.modules.workspace.actions.cases import bar, release_responsibility
from arbeidsrom.modules.workspace.actions.notices import forget_case, notify_positions
from arbeidsrom.modules.workspace.actions.open_offers import take_back_offers
from arbeidsrom.modules.workspace.actions.timeline import author_of, record, tell
from arbeidsrom.modules.workspace.models import (
    Case,
    CaseSteward,
    Conflict,
    ConflictKind,
    EventKind,
    HandOver,
    PartyRole,
)
from arbeidsrom.modules.workspace.queries import cases, stewards
from arbeidsrom.modules.workspace.queries.members import is_one_of, members_of
from arbeidsrom.modules.workspace.rules.contact import reaches


class CannotHaveCase(Refused):
    """The person cannot be given the case."""


@transaction.atomic
def give_access(case_id: UUID, *, position: UUID, actor: Actor, now: datetime, today: date) -> CaseSteward:
    """One more steward of the club works with the case."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_choose_stewards(actor, case, today=today).or_refuse()
    chosen = _possible(case, position, today=today, with_union=False)
    _refuse_party(case, chosen.person)
    steward, is_new = CaseSteward.objects.get_or_create(case=case, position=chosen, defaults={"since": today})
    if is_new:
        tell(case, EventKind.RESPONSIBILITY, "steward.added", actor=actor, now=now, name=chosen.person.name)
        record("workspace.steward.added", case, actor=actor, now=now, position=str(chosen.public_id))
        notify_positions([chosen], "workspace.case.given", case, now=now)
    return steward


@transaction.atomic
def take_access(case_id: UUID, *, position: UUID, actor: Actor, now: datetime, today: date) -> None:
    """A steward no longer works with the case; the responsible one keeps it until it is handed over."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_choose_stewards(actor, case, today=today).or_refuse()
    steward = CaseSteward.objects.select_related("position__person").get(case=case, position__public_id=position)
    if steward.position_id == case.responsible_id:
        raise CannotHaveCase(_("The steward responsible for the case cannot be removed. Hand the case over first."))
    steward.delete()
    forget_case(steward.position.person_id, case)
    follow_case(case, now=now, today=today)
    if steward.position.person_id != actor.person_id:
        _tell_of_loss(steward.position, case, now=now)
    tell(case, EventKind.RESPONSIBILITY, "steward.removed", actor=actor, now=now, name=steward.position.person.name)
    record("workspace.steward.removed", case, actor=actor, now=now, position=str(position))


def _tell_of_loss(position: Position, case: Case, *, now: datetime) -> None:
    about, params = case.public_id, {"number": case.label}
    notify(position.person_id, "workspace.case.taken", about=about, url=reverse("cases"), params=params, now=now)


@transaction.atomic
def hand_over_case(
    case_id: UUID, *, to: UUID, note: str, keep_access: bool, actor: Actor, now: datetime, today: date
) -> HandOver:
    """The responsibility for one case goes to another steward, or to the local union, with a note."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_hand_over(actor, case, today=today).or_refuse()
    return move_responsibility(case, to, note=note, keep_access=keep_access, actor=actor, now=now, today=today)


@transaction.atomic
def place_case(case_id: UUID, *, to: UUID, note: str, actor: Actor, now: datetime, today: date) -> HandOver:
    """The union finds somebody for a case that nobody is responsible for, without seeing what is in it.

    A closed case that nobody can open stays closed: whoever is chosen reads it, and can give its member access to it.
    """
    case = stewards.get_unattended(case_id, actor=actor, today=today)
    access.may_place(actor, case).or_refuse()
    if case.conflicts.filter(person=actor.person_id, lifted_at=None).exists():
        record("workspace.case.placed_in_conflict", case, actor=actor, now=now)
    return move_responsibility(case, to, note=note, actor=actor, now=now, today=today)


def move_responsibility(
    case: Case,
    to: UUID,
    *,
    note: str,
    keep_access: bool = False,
    handed_by: str = "",
    actor: Actor,
    now: datetime,
    today: date,
) -> HandOver:
    """The responsibility goes to somebody who can have the case; whoever else was asked to take it is so no longer.

    Somebody who cannot have it is refused before anything is changed.
    """
    before = Position.objects.select_related("person").filter(pk=case.responsible_id or 0).first()
    chosen = possible_steward(case, to, today=today)
    if before is not None and before.pk == chosen.pk:
        raise CannotHaveCase(_("%(name)s is already responsible for the case.") % {"name": chosen.person.name})
    if before is not None and not keep_access:
        CaseSteward.objects.filter(case=case, position=before).delete()
    CaseSteward.objects.get_or_create(case=case, position=chosen, defaults={"since": today})
    case.responsible = chosen
    case.save(update_fields=["responsible"])
    follow_case(case, now=now, today=today)
    if before is not None and before.person_id not in stewards.people_working_on(case.public_id, today=today):
        forget_case(before.person_id, case)
    hand_over = HandOver(
        case=case,
        from_position=before,
        to_position=chosen,
        note=note,
        handed_at=now,
        handed_by=handed_by or author_of(actor),
    )
    hand_over.save()
    take_back_offers([case], but=chosen, actor=actor, now=now)
    tell(
        case,
        EventKind.RESPONSIBILITY,
        "responsible.changed",
        actor=actor,
        now=now,
        before=before.person.name if before else "–",
        name=chosen.person.name,
        note=note,
    )
    record("workspace.case.handed_over", case, actor=actor, now=now, to=str(chosen.public_id))
    notify_positions([chosen], "workspace.case.given", case, now=now)
    return hand_over


def possible_steward(case: Case, position: UUID, *, today: date, ahead: int = 0) -> Position:
    """Somebody who can be responsible for the case, today or so many days ahead, or ``CannotHaveCase``."""
    chosen = _possible(case, position, today=today, with_union=True, ahead=ahead)
    _refuse_party(case, chosen.person)
    return chosen


def _possible(case: Case, position: UUID, *, today: date, with_union: bool, ahead: int = 0) -> Position:
    rows = stewards.possible_stewards(case, today=today, with_union=with_union, ahead=ahead)
    chosen = next((row.position_id for row in rows if row.public_id == position), None)
    if chosen is None:
        raise CannotHaveCase(_("This person cannot have the case: choose a steward of the club without a conflict."))
    return Position.objects.select_related("person", "unit").get(pk=chosen)


def _refuse_party(case: Case, person: Person) -> None:
    """Somebody elected after the case was opened may be a party in it too."""
    written = case.parties.exclude(role=PartyRole.MEMBER)
    reached = any(reaches(party.contact, email=person.email, mobile=person.mobile) for party in written)
    if reached or is_one_of(person, members_of(case)):
        raise CannotHaveCase(_("Whoever is a party in the case can never have it."))


@transaction.atomic
def declare_conflict(case_id: UUID, *, reason: str, actor: Actor, now: datetime) -> Conflict:
    """A steward declares a conflict of interest and loses the case at once; somebody else must take it."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    person = Person.objects.get(pk=actor.person_or_refuse())
    return _bar(case, person, ConflictKind.DECLARED, reason=reason, actor=actor, now=now)


@transaction.atomic
def bar_steward(case_id: UUID, *, position: UUID, reason: str, actor: Actor, now: datetime, today: date) -> Conflict:
    """The responsible steward decides that a colleague must not have the case, such as a leader of the member."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_choose_stewards(actor, case, today=today).or_refuse()
    chosen = _possible(case, position, today=today, with_union=True)
    if chosen.person_id == actor.person_id:
        raise CannotHaveCase(_("Declare your own conflict of interest instead."))
    return _bar(case, chosen.person, ConflictKind.DECIDED, reason=reason, actor=actor, now=now)


def _bar(case: Case, person: Person, kind: ConflictKind, *, reason: str, actor: Actor, now: datetime) -> Conflict:
    conflict = bar(case, person, kind, actor=actor, now=now, reason=reason)
    release_responsibility(case, person, actor=actor, now=now)
    return conflict


@transaction.atomic
def lift_conflict(case_id: UUID, *, conflict: UUID, actor: Actor, now: datetime, today: date) -> Conflict:
    """The conflict of interest no longer holds; access must be given anew."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_choose_stewards(actor, case, today=today).or_refuse()
    row = case.conflicts.select_related("person").get(public_id=conflict, lifted_at=None)
    if row.kind == ConflictKind.PARTY:
        _refuse_party(case, row.person)
    row.lifted_at = now
    row.save(update_fields=["lifted_at"])
    tell(case, EventKind.RESPONSIBILITY, "conflict.lifted", actor=actor, now=now, name=row.person.name)
    record("workspace.conflict.lifted", case, actor=actor, now=now, person=str(row.person.public_id))
    return row
