"""The numbers of the home page, two queries at most for each card."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing.queries import shipments
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, CaseDocument, Deadline
from arbeidsrom.modules.workspace.queries.lists import overdue
from arbeidsrom.modules.workspace.queries.stewards import cases_to_place
from arbeidsrom.modules.workspace.states import UNFINISHED, DeadlineState, DeletionState


class Numbers(NamedTuple):
    """What waits for a steward."""

    open: int
    overdue: int
    near: int
    unread: int


def numbers_of(actor: Actor, today: date, *, near: date) -> Numbers:
    """Own open cases, those overdue as the list has them, deadlines that come near, and what nobody has read."""
    own = access.visible_cases(actor).filter(state__in=UNFINISHED)
    coming = Deadline.objects.filter(case__in=own, state=DeadlineState.RUNNING, due__gte=today, due__lte=near)
    counted = own.aggregate(open=Count("id"), overdue=Count("id", filter=overdue(today)))
    unread = CaseDocument.objects.filter(case__in=own, seen_at=None).count()
    unread += shipments.unread_answers(own.values("public_id"))
    return Numbers(counted["open"], counted["overdue"], coming.count(), unread)


def offers_count(actor: Actor) -> int:
    """How many cases the actor is asked to take over."""
    return access.offers_to(actor).count()


def unattended_count(actor: Actor, today: date) -> int:
    """How many cases nobody is responsible for."""
    return cases_to_place(actor, today=today).filter(access.without_responsible(today)).count()


def responsible_count(position: Position) -> int:
    """How many unfinished cases the holder of the position is responsible for."""
    return Case.objects.filter(responsible=position, state__in=UNFINISHED).count()


def deletions_count(actor: Actor) -> int:
    """How many old cases wait for the actor's answer."""
    rows = access.deletions_to_answer(actor).filter(case__isnull=False)
    asked = Q(state=DeletionState.ASKED) if actor.holds(access.CONFIRM_DELETION) else Q(pk__in=[])
    second = Q(state=DeletionState.PROPOSED) & ~Q(proposed_by=actor.person_id)
    return rows.filter(asked | second).count()
