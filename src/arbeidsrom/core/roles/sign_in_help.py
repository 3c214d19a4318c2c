"""Helping somebody who has lost a phone, or whose account somebody else may be using (PL-AUTH-003)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.accounts import recovery
from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.organisation import access as organisation_access
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles import access
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied


class Checked(models.TextChoices):
    """How the helper knows that it is really the person who asks."""

    IN_PERSON = "in_person", gettext_lazy("We met, and I know the person or have seen identification")
    VIDEO = "video", gettext_lazy("We spoke by video, and I know the person or have seen identification")


@dataclass(frozen=True, slots=True)
class SignInStanding:
    """Whom it is about, in how many browsers they are signed in, and whether they have a second step."""

    position: Position
    sessions: int
    has_second_step: bool


def may_help(actor: Actor, position: Position, *, today: date) -> Decision:
    """Those who could register every office that the person holds today; nobody helps themselves."""
    if actor.person_id == position.person_id:
        return denied(_("Your own sessions and second steps are on your profile. For a lost one, ask somebody else."))
    held = Position.objects.filter(held_on(today), person_id=position.person_id).select_related("unit")
    if not all(organisation_access.may_appoint(actor, each.unit) for each in (position, *held)):
        return denied(_("The person holds an office outside your units. Only an administrator can help here."))
    return ALLOWED


def standing(position_id: UUID, *, actor: Actor, today: date) -> SignInStanding:
    """How the holder of an office stands, for those who may help."""
    position, account = _found(position_id, actor=actor, today=today)
    return SignInStanding(position, recovery.count_sessions(account), recovery.has_second_step(account))


@transaction.atomic
def end_sessions(position_id: UUID, *, actor: Actor, now: datetime, today: date) -> int:
    """Sign the person out everywhere, at once."""
    position, account = _found(position_id, actor=actor, today=today)
    count = recovery.end_sessions(account)
    _tell("roles.sessions_ended", position, actor=actor, now=now, details={"count": count})
    return count


@transaction.atomic
def remove_second_step(position_id: UUID, *, checked: Checked, actor: Actor, now: datetime, today: date) -> None:
    """The person has lost the second step and shown who they are; at the next sign-in they set up a new one."""
    position, account = _found(position_id, actor=actor, today=today)
    recovery.remove_second_step(account)
    _tell("roles.second_step_removed", position, actor=actor, now=now, details={"checked": checked.value})


def _found(position_id: UUID, *, actor: Actor, today: date) -> tuple[Position, Account]:
    position = access.visible_offices(actor).select_related("person", "unit").get(public_id=position_id)
    may_help(actor, position, today=today).or_refuse()
    return position, Account.objects.get(person_id=position.person_id)


def _tell(event: str, position: Position, *, actor: Actor, now: datetime, details: dict[str, str | int]) -> None:
    """In the log, and to the person, who may not have asked for it."""
    person = position.person
    audit.record(
        event,
        position.public_id,
        actor=actor,
        at=now,
        tenant=position.unit.tenant,
        subjects=[person.public_id],
        details=details,
    )
    notify(person.pk, event, about=position.public_id, params={"by": actor.label}, now=now)
