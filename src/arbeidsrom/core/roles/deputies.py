"""Who stands in for a leader who is away («stedfortreder ved fravær», KP-DEPUTY)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles import access
from arbeidsrom.core.roles.choosing import Colleague, colleagues, working_beside
from arbeidsrom.core.roles.models import Deputy
from arbeidsrom.core.roles.standing import led_by
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.lib.periods import day_after
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused


class CannotStandIn(Refused):
    """The person cannot be the deputy of this leader."""


class LastDayPassed(Refused):
    """The last day lies behind."""


def standing_in_on(day: date) -> Q:
    """The filter for deputies that hold on the day, as far as their own dates go."""
    return held_on(day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


def current_deputies(*, today: date) -> QuerySet[Deputy]:
    """Everybody who stands in for somebody today: the leader's position is held, and leads somebody."""
    led = Position.objects.filter(held_on(today), leader_id=OuterRef("leader_id"))
    led = led.exclude(person_id=OuterRef("leader__person_id"))
    return Deputy.objects.filter(Exists(led), standing_in_on(today), held_on(today, "leader__"))


def stands_in_for(person_id: int, *, today: date) -> list[Deputy]:
    """The leaders whom the person stands in for today. One query."""
    found = current_deputies(today=today).filter(person_id=person_id)
    return list(found.select_related("leader__unit", "leader__person").order_by("leader__person__sort_name", "id"))


def leader_to_stand_in_for(leader_id: UUID, *, actor: Actor) -> Position:
    """A position whose deputies the actor may see."""
    return access.visible_leaders(actor).select_related("person", "unit").get(public_id=leader_id)


def may_choose(actor: Actor, leader: Position, *, today: date) -> Decision:
    """Whether the actor may choose who stands in for this leader."""
    leads = leader.is_held(today) and led_by(leader, today=today).exists()
    return access.may_choose_deputies(actor, leader, leads=leads)


@dataclass(frozen=True, slots=True)
class DeputyRow:
    """One deputy on the leader's page."""

    public_id: UUID
    colleague: Colleague
    valid_from: date
    last_day: date | None
    appointed_by: str


def deputy_rows(leader: Position, *, today: date) -> list[DeputyRow]:
    """Who stands in for the leader today, in order of name. Three queries."""
    found = list(
        current_deputies(today=today)
        .filter(leader=leader)
        .select_related("person", "appointed_by")
        .order_by("person__sort_name", "id")
    )
    shown = colleagues([one.person for one in found], today=today)
    return [
        DeputyRow(one.public_id, colleague, one.valid_from, one.last_day, one.appointed_by.name)
        for one, colleague in zip(found, shown, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class DeputyCell:
    """The column «Stedfortreder» of an overview of employees: how many, where they are chosen, and whether one may."""

    number: int
    url: str
    may_choose: Decision


def deputy_column(positions: Collection[int], *, actor: Actor, today: date) -> dict[int, DeputyCell]:
    """The cells of those positions that lead somebody, by position; the others have none (KP-DEPUTY-014).

    Three queries, and one where nobody leads.
    """
    led = Position.objects.filter(held_on(today), leader_id__in=positions).exclude(person_id=F("leader__person_id"))
    leading = set(led.order_by().values_list("leader_id", flat=True).distinct())
    if not leading:
        return {}
    counted = current_deputies(today=today).filter(leader_id__in=leading).order_by().values_list("leader_id")
    numbers = dict(counted.annotate(number=Count("id")))
    return {
        leader.pk: DeputyCell(
            numbers.get(leader.pk, 0),
            reverse("deputies_of", args=[leader.public_id]),
            access.may_choose_deputies(actor, leader, leads=leader.is_held(today)),
        )
        for leader in Position.objects.filter(pk__in=leading).select_related("unit").order_by("pk")
    }


@transaction.atomic
def appoint_deputy(
    leader_id: UUID, *, person_id: UUID, last_day: date | None, actor: Actor, now: datetime, today: date
) -> Deputy:
    """Somebody stands in for the leader from today, to the end of the last day where one is given."""
    leader = _leader(leader_id, actor=actor, today=today)
    person = Person.objects.get(public_id=person_id)
    _refuse_who_cannot(person, leader, today=today)
    _refuse_passed(last_day, today=today)
    deputy = Deputy.objects.create(
        leader=leader,
        person=person,
        valid_from=today,
        valid_to=day_after(last_day),
        appointed_by_id=actor.person_or_refuse(),
        appointed_at=now,
    )
    _record("roles.deputy.appointed", deputy, actor=actor, now=now)
    notify(
        person.pk,
        "roles.deputy_chosen",
        about=deputy.public_id,
        url=reverse("choose_position"),
        params={"leader": leader.person.name, "department": leader.unit.name},
        now=now,
    )
    return deputy


@transaction.atomic
def change_deputy(
    deputy_id: UUID, *, last_day: date | None, lock_version: int, actor: Actor, now: datetime, today: date
) -> Deputy:
    """The last day is set, moved or taken away."""
    deputy = get_deputy(deputy_id, actor=actor, today=today, lock=True)
    may_choose(actor, deputy.leader, today=today).or_refuse()
    _refuse_passed(last_day, today=today)
    if deputy.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody else has changed this deputy. Look at it again before you save."))
    deputy.valid_to = day_after(last_day)
    deputy.lock_version += 1
    deputy.save(update_fields=["valid_to", "lock_version"])
    _record("roles.deputy.changed", deputy, actor=actor, now=now)
    return deputy


@transaction.atomic
def remove_deputy(deputy_id: UUID, *, actor: Actor, now: datetime, today: date) -> Deputy:
    """It ends at once, also for whoever acts as deputy in this moment (KP-PIMP-027)."""
    deputy = get_deputy(deputy_id, actor=actor, today=today, lock=True)
    may_choose(actor, deputy.leader, today=today).or_refuse()
    deputy.ended_on, deputy.ended_by_id = today, actor.person_id
    deputy.save(update_fields=["ended_on", "ended_by"])
    _record("roles.deputy.removed", deputy, actor=actor, now=now)
    return deputy


@transaction.atomic
def end_without_leader(*, today: date) -> int:
    """Those whose leader's position has ended or leads nobody, or whose own last day is over, do not come back."""
    over = Deputy.objects.filter(ended_on__isnull=True).exclude(pk__in=current_deputies(today=today).values("pk"))
    return over.update(ended_on=today)


class EndWithPositions:
    """Deputies end with the position of the leader, and come back when the import that ended it is undone."""

    def foresee(self, positions: QuerySet[Position], *, on: date) -> int:
        """How many would end."""
        return self._of(positions, on=on).count()

    def carry_out(self, positions: QuerySet[Position], *, on: date, run: UUID) -> int:
        """End them with the positions."""
        return self._of(positions, on=on).update(ended_on=on, ended_in=run)

    def take_back(self, run: UUID) -> int:
        """Let those be that the run ended, but where the same has been chosen anew since."""
        again = Deputy.objects.filter(leader=OuterRef("leader"), person=OuterRef("person"), ended_on__isnull=True)
        return Deputy.objects.filter(~Exists(again), ended_in=run).update(ended_on=None, ended_in=None)

    def _of(self, positions: QuerySet[Position], *, on: date) -> QuerySet[Deputy]:
        lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        return Deputy.objects.filter(lasting, leader__in=positions, ended_on__isnull=True)


def get_deputy(deputy_id: UUID, *, actor: Actor, today: date, lock: bool = False) -> Deputy:
    """A deputy who stands in today, of a leader whose deputies the actor may see."""
    found = Deputy.objects.filter(standing_in_on(today), leader__in=access.visible_leaders(actor))
    if lock:
        found = found.select_for_update(of=("self",))
    return found.select_related("person", "leader__person", "leader__unit").get(public_id=deputy_id)


def _leader(leader_id: UUID, *, actor: Actor, today: date) -> Position:
    """The leader's position, locked, so that the same person is not chosen twice in the same moment."""
    visible = access.visible_leaders(actor).select_for_update(of=("self",))
    leader = visible.select_related("person", "unit").get(public_id=leader_id)
    may_choose(actor, leader, today=today).or_refuse()
    Deputy.objects.filter(leader=leader, ended_on__isnull=True, valid_to__lte=today).update(ended_on=F("valid_to"))
    return leader


def _refuse_who_cannot(person: Person, leader: Position, *, today: date) -> None:
    if person.pk == leader.person_id:
        raise CannotStandIn(_("A leader cannot be their own deputy."))
    if not working_beside(leader.unit, today=today).filter(person=person).exists():
        raise CannotStandIn(_("Only somebody who works in the region today can be chosen."))
    if Deputy.objects.filter(leader=leader, person=person, ended_on__isnull=True).exists():
        raise CannotStandIn(_("This person is a deputy already."))


def _refuse_passed(last_day: date | None, *, today: date) -> None:
    if last_day is not None and last_day < today:
        raise LastDayPassed(_("The last day cannot lie behind."))


def _record(event: str, deputy: Deputy, *, actor: Actor, now: datetime) -> None:
    leader = deputy.leader
    audit.record(
        event,
        deputy.public_id,
        actor=actor,
        at=now,
        tenant=leader.unit.tenant,
        unit=leader.unit_id,
        subjects=[deputy.person.public_id, leader.person.public_id],
        details={"last_day": deputy.last_day.isoformat() if deputy.last_day else ""},
    )
