"""Support access: "show me what this person sees", never acting as them (PL-AUTH-005)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles import access, queries
from arbeidsrom.core.roles.access import SUPPORT
from arbeidsrom.core.roles.models import SupportAccess
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.lib.refusals import WrongState

LENGTH = timedelta(minutes=30)
ANSWER_WITHIN = timedelta(days=2)


def visible_support(actor: Actor) -> QuerySet[SupportAccess]:
    """What the actor asked for, what concerns the actor, and for support staff what waits for a second person."""
    person = actor.person_id or 0
    rows = SupportAccess.objects.filter(asked_by_id=person) | SupportAccess.objects.filter(position__person_id=person)
    if actor.holds(SUPPORT):
        rows = rows | SupportAccess.objects.filter(allowed_at__isnull=True, refused_at__isnull=True)
    return rows.select_related("position__person", "position__unit", "asked_by", "answered_by")


def may_answer(actor: Actor, asked: SupportAccess) -> Decision:
    """The person themselves, or a second administrator; never the one who asked."""
    if actor.person_id == asked.asked_by_id:
        return denied(_("You cannot answer your own request."))
    if actor.person_id != asked.position.person_id and not actor.holds(SUPPORT):
        return denied(_("Only the person or a second administrator can answer."))
    return ALLOWED


@transaction.atomic
def ask_support_access(position_id: UUID, *, reason: str, actor: Actor, now: datetime, today: date) -> SupportAccess:
    """Support asks to see what the holder of a position sees."""
    access.may_support(actor).or_refuse()
    position = Position.objects.filter(held_on(today)).select_related("person", "unit").get(public_id=position_id)
    asked = SupportAccess.objects.create(
        position=position, asked_by_id=actor.person_or_refuse(), asked_at=now, reason=reason.strip()
    )
    _record("roles.support.asked", asked, actor=actor, now=now)
    _tell("roles.support.asked", asked, actor=actor, now=now)
    return asked


@transaction.atomic
def answer_support_access(access_id: UUID, *, allow: bool, actor: Actor, now: datetime) -> SupportAccess:
    """The person, or a second administrator, says yes for half an hour, or no."""
    asked = visible_support(actor).select_for_update(of=("self",)).get(public_id=access_id)
    may_answer(actor, asked).or_refuse()
    if asked.allowed_at or asked.refused_at or now > asked.asked_at + ANSWER_WITHIN:
        raise WrongState(_("This request has been answered already or is too old."))
    asked.answered_by_id = actor.person_id
    if allow:
        asked.allowed_at, asked.valid_until = now, now + LENGTH
    else:
        asked.refused_at = now
    asked.save(update_fields=["answered_by", "allowed_at", "refused_at", "valid_until"])
    _record("roles.support.allowed" if allow else "roles.support.refused", asked, actor=actor, now=now)
    return asked


@transaction.atomic
def begin_support_view(access_id: UUID, *, actor: Actor, now: datetime) -> SupportAccess:
    """Support begins to look; the person sees it in the log over who has looked."""
    allowed = visible_support(actor).get(public_id=access_id, asked_by_id=actor.person_id)
    if allowed.valid_until is None or now >= allowed.valid_until:
        raise WrongState(_("The access has not been allowed, or its time is over."))
    _record("roles.support.began", allowed, actor=actor, now=now)
    _tell("roles.support.began", allowed, actor=actor, now=now)
    return allowed


@dataclass(frozen=True, slots=True)
class SupportRow:
    """One request on the page of support access."""

    public_id: UUID
    person: str
    position: str
    asked_by: str
    asked_at: datetime
    reason: str
    answered_by: str
    allowed_at: datetime | None
    refused_at: datetime | None
    is_open: bool
    may_answer: Decision
    may_begin: bool


def support_rows(*, actor: Actor, now: datetime, limit: int = 100) -> list[SupportRow]:
    """What the actor asked for or is asked, newest first. One query."""
    return [
        SupportRow(
            row.public_id,
            row.position.person.name,
            queries.position_label(row.position),
            row.asked_by.name,
            row.asked_at,
            row.reason,
            row.answered_by.name if row.answered_by else "",
            row.allowed_at,
            row.refused_at,
            is_open=not (row.allowed_at or row.refused_at) and now <= row.asked_at + ANSWER_WITHIN,
            may_answer=may_answer(actor, row),
            may_begin=row.asked_by_id == actor.person_id and row.valid_until is not None and now < row.valid_until,
        )
        for row in visible_support(actor).order_by("-asked_at", "-id")[:limit]
    ]


def seen_as(access_id: UUID, *, support: Actor, now: datetime, today: date) -> Actor | None:
    """What the person sees, for support: read-only, named as support; None when the time is over."""
    allowed = (
        SupportAccess.objects.filter(
            held_on(today, "position__"),
            public_id=access_id,
            asked_by_id=support.person_id,
            valid_until__gt=now,
            allowed_at__isnull=False,
        )
        .select_related("position__person", "position__unit")
        .first()
    )
    if allowed is None or not support.holds(SUPPORT):
        return None
    seen = queries.actor_in(allowed.position, account_id=support.account_id, origin=support.origin, today=today)
    return replace(
        seen,
        label=f"{support.label} ({_('support')})",
        person=support.person,  # whose name the log knows it by; what may be seen follows the person's own number
        on_behalf_of_id=seen.position_id,
        on_behalf_of=seen.person,
        read_only=True,
    )


def _record(event: str, row: SupportAccess, *, actor: Actor, now: datetime) -> None:
    audit.record(
        event,
        row.public_id,
        actor=actor,
        at=now,
        tenant=row.position.unit.tenant,
        subjects=[row.position.person.public_id],
        details={"reason": row.reason},
    )


def _tell(kind: str, row: SupportAccess, *, actor: Actor, now: datetime) -> None:
    """The person is told, also when it is a second administrator who answers."""
    params = {"by": actor.label}
    notify(row.position.person_id, kind, about=row.public_id, url=reverse("support"), params=params, now=now)
